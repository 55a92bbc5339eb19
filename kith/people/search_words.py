"""The words by which somebody can be found: folded names, nicknames, trigrams and the ends of numbers.

Pure: text in, marks out. A mark is a short string that says what kind of word it is; the table of search keys
holds only keyed hashes of marks. Names fold so that José, JOSE and jose' are one word, and the parts of
O'Brien-Smith are words of their own as well as together.
"""

from __future__ import annotations

import re
import unicodedata

TAIL_LENGTHS = (4, 5, 6)
MIN_DIGITS, LONGEST_TAIL = TAIL_LENGTHS[0], TAIL_LENGTHS[-1]

# Each row is one name and what people called by it may be called instead.
NICKNAMES = """
    abigail abbie abby | albert bert bertie al | alexander alex sandy alec | alexandra alex sandra |
    alfred alf alfie fred | alice ali | amanda mandy | andrew andy drew | angela angie | anne ann annie
    nan | anthony antony tony | arthur art | barbara barb babs | benjamin ben benny | bernard bernie |
    beatrice bea beattie | catherine katherine kathryn cath cathy kate kath kathy katie kitty | charles
    charlie chas | charlotte lottie | christina christine chris chrissie tina | christopher chris kit |
    clifford cliff | constance connie | cynthia cindy | daniel dan danny | david dave davy | deborah
    debbie deb | dennis den denny | derek del | donald don | dorothy dot dottie dolly | douglas doug |
    edith edie | edward ed eddie ted ned | eileen ellen | eleanor ellie nell nora | elizabeth beth betty
    bess eliza libby liz lizzie elsie | emily em millie | ernest ernie | eugene gene | florence flo
    flossie florrie | frances fran frankie | francis frank | frederick fred freddie | gareth gary gaz |
    geoffrey jeffrey geoff jeff | george georgie | gerald gerry jerry | gertrude gertie trudy | gladys
    glad | gordon gordy | graham gray | gwendoline gwen | harold harry hal | harriet hattie | henry
    harry hal | herbert bert herb | hilda hildy | isabella isabel isobel bella izzy | jacqueline jackie
    | james jim jimmy jamie | jane janey janie | janet jan | jean jeannie | jennifer jen jenny | jessica
    jess jessie | joan joanie | joanne jo | john jack johnny | jonathan jon johnny | joseph joe joey |
    josephine jo josie | joyce joy | judith judy | julia julie | kenneth ken kenny | kevin kev |
    lawrence laurence larry laurie | leonard len lenny leo | leslie les | lillian lilian lily lil |
    louisa louise lou | lucy lucille | mabel may | malcolm mal | margaret maggie marge margie meg peggy
    greta daisy | marjorie marge | martha marty | martin marty | mary molly polly may | matilda tilly |
    matthew matt | maureen mo | maurice morris mo | michael mick mike mickey | mildred millie | mohammed
    muhammad mohammad mohamed mo | nathaniel nat nate | nicholas nick nicky | nicola nicky nikki |
    norman norm | olive olivia liv | oliver ollie | pamela pam | patricia pat patsy tricia trish |
    patrick pat paddy | paul paulie | peter pete | philip phillip phil | priscilla cilla | rachel rach |
    raymond ray | rebecca becky | reginald reg reggie | richard dick rich rick ricky | robert bob bobby
    rob robbie bert | roger rodge | ronald ron ronnie | rosemary rose rosie | rosamund ros roz | roy
    leroy | ruby rubes | samantha sam | samuel sam sammy | sandra sandy | sarah sally sadie | sheila
    shelagh | sidney sydney sid syd | stanley stan | stephen steven steve | susan sue susie | sylvia syl
    | terence terry | teresa theresa terry tess | thomas tom tommy | timothy tim | valerie val |
    veronica ronnie vera | victor vic | victoria vicky tori | vincent vince vinny | violet vi | virginia
    ginny | vivian viv | walter walt wally | wilfred wilf fred | william bill billy will willy |
    winifred win winnie freda | yvonne von
"""


def _groups() -> dict[str, frozenset[str]]:
    """Each name or nickname, and the formal names it may stand for."""
    formal: dict[str, set[str]] = {}
    for row in NICKNAMES.split("|"):
        first, *others = row.split()
        for name in (first, *others):
            formal.setdefault(name, set()).add(first)
    return {name: frozenset(firsts) for name, firsts in formal.items()}


FORMAL_NAMES = _groups()


def folded_words(text: str) -> list[str]:
    """The words of a name, without case, accents or apostrophes; hyphenated parts are words of their own."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter)
    )
    return re.findall(r"[a-z0-9]+", re.sub(r"['’`.]", "", plain.casefold()))


def digits_of(text: str) -> str:
    """The digits of a number, however it is spaced; +44 is read as the 0 it stands for."""
    digits = re.sub(r"[^0-9]", "", text)
    return f"0{digits[2:]}" if digits.startswith("44") and len(digits) == 12 else digits


def marks_of_name(text: str) -> frozenset[str]:
    """Every mark by which a name may be found."""
    words = folded_words(text)
    return frozenset().union(*({f"word:{word}"} | called(word) | trigrams(word) for word in words))


def called(word: str) -> frozenset[str]:
    """The marks two words share when one may be a nickname of the other."""
    return frozenset(f"called:{formal}" for formal in FORMAL_NAMES.get(word, ()))


def trigrams(word: str) -> frozenset[str]:
    """A word's three-letter pieces; its start counts twice, as people mistype beginnings least."""
    padded = f"  {word} "
    return frozenset(f"three:{padded[n : n + 3]}" for n in range(len(padded) - 2))


def marks_of_number(text: str) -> frozenset[str]:
    """A whole number and its last four, five and six digits; none for a number shorter than four."""
    digits = digits_of(text)
    if len(digits) < MIN_DIGITS:
        return frozenset()
    return frozenset(f"number:{digits[-length:]}" for length in (*TAIL_LENGTHS, len(digits)))


def mark_of_postcode(text: str) -> str:
    """The one mark of a postcode, spaced or not."""
    return f"postcode:{''.join(folded_words(text))}"
