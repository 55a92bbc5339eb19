"""Names for fictional people, streets and patches: ordinary names of a northern city, nobody's own."""
# ruff: noqa: SIM905  (a list of names reads best as a line of names)

from __future__ import annotations

from typing import Final

OLDER_WOMEN: Final = (
    "Edie Olive Ruth Dorothy Jean Ivy Nell Joyce Hilda Stella Pearl Nora Hetty Gwen Enid Mavis Sheila "
    "Brenda Doreen Audrey Kathleen Beryl Winifred Marjorie Elsie Vera Rita Maureen Sylvia Irene Barbara "
    "Sunita Parveen Amrit Zainab Shanaz Halina Danuta Gloria Verna Ottilie Patience"
).split()
OLDER_MEN: Final = (
    "Arthur Harold Frank Stan Percy Walter Cyril Leonard Alf Wilfred Ernest Norman Kenneth Dennis Ronald "
    "Geoffrey Raymond Derek Roy Eric Gordon Clifford Albert Sidney Mohammed Amir Gurdev Iqbal Tariq "
    "Stanislaw Zygmunt Desmond Winston Clarence Kwame"
).split()
YOUNGER: Final = (
    "Susan Carol Linda Karen Julie Tracey Deborah Alison Joanne Nasreen Rukhsana Harpreet Michelle Paul "
    "Andrew Mark Steven Ian Gary Neil Craig Imran Asif Jaswinder Marcus Adam Claire Rebecca Leanne Sophie "
    "Daniel Ryan"
).split()
WORKER_FIRST: Final = (
    "Joan Tariq Bev Marek Danny Priya Comfort Leila Sanjay Agnes Tomasz Blessing Rosa Kelly Shane Abena "
    "Femi Yasmin Lorna Gemma Adaeze Piotr Jade Kasia Hope Samira Nathan Mel Stacey Ines Courtney Darren "
    "Amina Esther Zoe Callum Farah Mandeep Ewa Gift Chloe Liam Ngozi Debbie Anita Reece Sade Magda Rob "
    "Tina"
).split()
FAMILY: Final = (
    "Holroyd Pickersgill Tattersall Ellison Hobson Lumb Dyson Whitham Coates Sykes Firth Nowak Mistry "
    "Iqbal Booth Ward Crossley Rudd Hall Fox Naylor Barraclough Sutcliffe Greenwood Ackroyd Hargreaves "
    "Butterworth Illingworth Armitage Haigh Kershaw Lister Oduya Mahmood Rahman Nair Kaur Singh Begum "
    "Hussain Khan Ahmed Clarke Campbell Francis Osei Mensah Kowalski Wojcik Zielinska Murphy Gallagher "
    "Walsh Thackray Waterhouse Appleyard Bairstow Crowther Denby Earnshaw Farrar Garside Hirst Ingham "
    "Jagger Kaye Lockwood Mallinson Netherwood Oldroyd Priestley Quarmby Ramsden Schofield Teale Verity "
    "Woodhead Yeadon Beaumont Cockcroft Dewhirst Feather Hainsworth Jowett"
).split()
STREET_FIRST: Final = (
    "Chapel Alma Quarry Ropewalk Tannery Beckside Hollin Mill Station Albert Victoria Garnet Moor Spring "
    "Weaver Canal Orchard Church School Park Cardigan Salem Bridge Union Clarence Providence Nursery "
    "Fountain Ashfield Whingate Bobbin Cloth Shuttle Lock Towpath Larch Rowan Thistle Heather Kiln"
).split()
STREET_LAST: Final = ("Row Terrace Mount Street Road Lane Grove Avenue Place View Close Fold").split()
PATCHES: Final = (
    "Hollin Beck",
    "Quarry Side",
    "Ropewalk",
    "Tannery Hill",
    "Chapel Field",
    "Lower Moor",
    "Weavers Green",
    "Canal Bank",
    "Orchard Top",
    "Station Road",
    "Clarence Park",
    "Spring Gardens",
    "Union Mills",
    "Ashfield",
    "Bridge End",
    "Garnet Fold",
    "Whin Moor",
    "Salem",
    "Providence",
    "Fountain Hill",
)
PARTNERSHIPS: Final = (
    "West Beck",
    "Mill Valley",
    "North Moor",
    "Canal Side",
    "High Town",
)
WHAT_MATTERS: Final = (
    "I want to get to the chapel coffee morning on my own feet, and make my own breakfast.",
    "I like the radio low and to be asked first. I don't want a stream of strangers.",
    "My garden is what I get up for. Leave the back door open when it is dry.",
    "I was a tailor for forty years. I like to be dressed properly by nine.",
    "Prayer comes before breakfast. Shoes off at the door, and then we can talk.",
    "I want to sleep in my own bed and see my sister on Sundays.",
    "Tea in the blue mug, and tell me who is coming next.",
    "I would sooner do it slowly myself than have it done for me.",
    "The match on the wireless on Saturday, and nobody talking over it.",
    "I want to cook again. My hands are slow but I know what I am doing.",
    "Talk to me in Polish if you can. If you can't, sing.",
    "I worry about my husband. Ask him how he slept, as well as me.",
)
NOTES: Final = (
    "Made porridge herself, I only lifted the pan. Cheerful.",
    "Washed and dressed with prompting. Ate half of breakfast.",
    "Soup and bread. Drank two cups of tea.",
    "A little tired today. Skin looks fine, cream put on.",
    "Walked to the gate and back with the frame, no stops.",
    "Medicines taken. We talked about the cricket.",
    "Supper eaten. Left comfortable in the chair with the radio on.",
    "Helped to bed. Pendant on, lamp on, phone within reach.",
    "Left ankle a little swollen, put up on the stool. Will look again tomorrow.",
    "Daughter was here and had done lunch. We tidied the kitchen together.",
)
