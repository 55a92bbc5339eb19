"""What English people call each other, and the names on their letters."""

_NICKNAMES = """
abigail: abbie abby gail
albert: al alb bert bertie
alexander: al alec alex lex sandy
alexandra: alex lexi sandra sandy
alfred: alf alfie fred
alice: ali
andrew: andy drew
angela: ange angie
ann: anna anne annie nan nancy
anthony: ant tony
antonia: toni
arthur: art artie
barbara: bab babs barb barbie
beatrice: bea beattie trixie
benjamin: ben benny benji
bernard: bernie
bridget: biddy bridie
caroline: carol carrie caz
catherine: cath cathie cathy kate katie kathy katherine kathryn katharine kay kit kitty
charles: charlie chas chuck
charlotte: charlie lottie
christine: chris chrissie tina
christopher: chris kit
clifford: cliff
constance: connie
cynthia: cindy
daniel: dan danny
daphne: daff
david: dai dave davey davie
deborah: deb debbie debra
derek: del
dennis: den denny
desmond: des
donald: don donny
dorothy: dot dottie dolly dodie
douglas: doug dougie
edith: edie
edmund: ed eddie ned ted
edward: ed eddie ned ted teddy
edwin: ed eddie
eileen: ellie
eleanor: ella ellen ellie nell nellie nora
elizabeth: bess bessie beth betsy betty eliza elsie libby lily liz lizzie lisa tetty
emily: em emmie millie
emma: em emmie
ernest: ern ernie
esther: essie hettie
ethel: eth
eugene: gene
eveline: eve evelyn evie
florence: flo florrie flossie
frances: fanny fran frankie francie
francis: frank frankie
frederick: fred freddie freda
gabriel: gabe
geoffrey: geoff jeff jeffrey
gerald: ged gerry jerry
gerard: ged gerry
gertrude: gert gertie trudy
gillian: gill gilly jill jilly
gladys: glad
gordon: gordie
graham: grae
gregory: greg
gwendoline: gwen gwendolyn
harold: hal harry
harriet: hattie hatty
helen: ella ellen nell nellie
henrietta: etta hettie
henry: hal hank harry
herbert: bert bertie herb
hilda: hildy
horace: horry
hubert: bert
isaac: ike
isabel: bel belle isabella isobel izzy
jacob: jake
jacqueline: jackie jacqui
james: jamie jim jimmy jem
jane: janet janie jenny
janet: jan
jean: jeanie jeannie
jennifer: jen jennie jenny
jeremy: jem jerry
jessica: jess jessie
joan: joanie
joanna: jo joanne
john: jack johnny jock
jonathan: jon jonny
joseph: joe joey
josephine: jo josie
joshua: josh
joyce: joy
judith: jude judy
julian: jules
katherine: catherine kate katie kath kathy kathryn kay kitty
kathleen: kath kathie kathy kay
kenneth: ken kenny
laurence: larry lawrence laurie
leonard: len lennie leo
leslie: les
lesley: les
lilian: lil lillian lily
louisa: lou louise
lucy: lucille lu
lydia: liddy
madeleine: maddie maddy
malcolm: mal
marcus: mark
margaret: daisy greta madge mag maggie maisie marg marge margery margie meg megan mog peg peggy rita
maria: marie mary
marjorie: marge margie marj
martha: mattie patty
martin: mart marty
mary: mamie may molly polly
matilda: mattie tilda tilly
matthew: matt matty
maureen: mo
maurice: mo morris
maxine: max
maxwell: max
mercy: merry
michael: mick micky mike mikey
michelle: shell chelle
mildred: millie
mohammed: mo mohamed mohammad muhammad
nathan: nat nate
nathaniel: nat nate
nicholas: nick nicky
nicola: nicky nikki
norah: nora
norman: norm
olive: ollie
oliver: ollie
pamela: pam
patricia: paddy pat patsy patti tricia trish
patrick: paddy pat
paula: pauline
peter: pete
philip: phil phillip pip
philippa: pip pippa
phyllis: phyl
priscilla: cilla
rachel: rach
raymond: ray
rebecca: becca becky
reginald: reg reggie
richard: dick dickie rich richie rick ricky
robert: bob bobby rab rob robbie bert
roderick: rod
rodney: rod
roger: rodge
ronald: ron ronnie
rosemary: rose rosie romy
rose: rosie
rosalind: ros roz
russell: russ
ruth: ruthie
samantha: sam
samuel: sam sammy
sandra: sandy
sarah: sadie sal sally sara
sebastian: seb
sheila: shell
sidney: sid sydney
simon: si
stanley: stan
stephanie: steph
stephen: steve steven stevie
stuart: stew stu stewart
susan: sue susannah susanna suzanne sukie susie
sylvia: sylvie syl
terence: terry
teresa: terri theresa tess tessa tracy
theodore: ted teddy theo
theresa: terri tess tessa
thelma: thel
thomas: tam tom tommy
timothy: tim timmy
valerie: val
veronica: ron ronnie vera
victor: vic
victoria: tori vicki vicky
vincent: vince
violet: vi
virginia: ginny
walter: wal wally walt
wilfred: wilf wilfrid fred
william: bill billy liam will willie willy
winifred: freda win winnie
yvonne: vonnie
zachary: zac zach
"""


def _full_names() -> dict[str, frozenset[str]]:
    meanings: dict[str, set[str]] = {}
    for line in _NICKNAMES.split("\n"):
        full, _, short = line.partition(":")
        for name in (full, *short.split()):
            meanings.setdefault(name, {name}).add(full)
    del meanings[""]
    return {name: frozenset(full) for name, full in meanings.items()}


FULL_NAMES = _full_names()
"""For each name, itself and every full name it may stand for."""
