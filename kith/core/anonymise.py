"""Taking who it is about out of a text: names, addresses, numbers and days, before somebody else reads it.

What is known to name somebody is replaced by what it is, in square brackets. What could name somebody and
cannot be told is left, and marked ⟦so⟧ for whoever looks the text through before it goes further: no rule
finds every name, so no text goes further unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kith.core.nicknames import FULL_NAMES

OPEN, CLOSE = "⟦", "⟧"
FIRST_NAMES = frozenset(FULL_NAMES).union(*FULL_NAMES.values())
YEARS_AHEAD = 10  # how far a day in a note may lie after the first of its file
LEAST_LETTERS = 2  # of a part of a name; an initial alone is too little to look for

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
_MONTH = "(?:" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in MONTHS) + r"|sept)\.?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:19|20)\d\d"
_FROM_YEAR = re.compile(rf"\b(?P<y>{_YEAR})-(?P<m>0?[1-9]|1[0-2])-(?P<d>{_DAY})\b")
_FROM_DAY = re.compile(rf"\b(?P<d>{_DAY})(?P<s>[/.-])(?P<m>0?[1-9]|1[0-2])(?:(?P=s)(?P<y>{_YEAR}|\d\d))\b")
_WORDS = re.compile(
    rf"\b(?P<d>{_DAY})(?:st|nd|rd|th)?(?: of)? (?P<m>{_MONTH})(?:,? (?P<y>{_YEAR}))?(?!\w)", re.IGNORECASE
)
_WORDS_FIRST = re.compile(
    rf"\b(?P<m>{_MONTH}) (?P<d>{_DAY})(?:st|nd|rd|th)?(?:,? (?P<y>{_YEAR}))?(?!\w)", re.IGNORECASE
)
_MONTH_AND_YEAR = re.compile(rf"\b(?P<m>{_MONTH}) (?P<y>{_YEAR})(?!\w)", re.IGNORECASE)

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ADDRESS_OF_PAGE = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w.])(?:\+44[ -]?(?:\(0\))?|\(?0)\d(?:[ ()-]{0,2}\d){7,10}(?!\w)")
_NHS = re.compile(r"(?<!\w)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\w)")
_NUMBER = re.compile(r"(?<![\w⟦])[A-Z]{0,3}\d(?:[ -]?\d){5,}(?!\w)")
_STREET = re.compile(
    r"\b\d+[A-Za-z]?,? (?:[A-Z][\w’'-]+ ){1,3}"
    r"(?:Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Terrace|Mount|Row|Grove|Place|View|Close|Fold|Drive|Court|Crescent"
    r"|Way|Walk|Gardens|Square|Hill|Green)\b"
)
_DAY_OR_READING = re.compile(r"(?<![\w/⟦])\d{1,2}/\d{1,2}(?![\w/])")
_CAPITAL = re.compile(r"(?<![\w⟦\[])[A-Z][\w’'-]+")
_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?:;]|\n)[\s\"“‘(•*-]*$")

# Words that begin with a capital wherever they stand and name nobody.
_PLAIN = """
    I I’m I’ll I’d I’ve Mr Mrs Ms Miss Dr AM PM NHS GP OT MDT TV COPD UTI DNACPR Covid Care Act
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday Christmas Easter Ramadan Eid Diwali
    Mondays Tuesdays Wednesdays Thursdays Fridays Saturdays Sundays
    January February March April May June July August September October November December
    English British Polish Urdu Punjabi Hindu Muslim Christian Catholic Jewish Sikh
"""
PLAIN = frozenset(_PLAIN.split())


# Words that often begin a sentence before a verb. Another word there may be somebody's name: Nesta calls.
_STARTERS = """
    Two Three Four Five Six She He It This That There Here Who What Which Everything Nothing Everybody
    Nobody Someone Somebody One
    Daughter Son Wife Husband Sister Brother Mother Father Mum Dad Family Neighbour Friend Carer Worker Nurse
    Person Skin Food Tea Breakfast Lunch Supper Dinner Bed Home House Door Mood Pain Sleep Speech Sight
"""
STARTERS = frozenset(_STARTERS.split())
_THEN_A_VERB = re.compile(r"(?:[’']s)? (?:is|was|has|does|goes|[a-z]{3,}s)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Everything that is known to name somebody in texts about one person.

    ``names`` are full names by what each is called instead, such as ``person`` or ``worker``. ``begins_on``
    is the first day of week 1: days become weeks.
    """

    names: Mapping[str, Sequence[str]]
    addresses: Sequence[str]
    numbers: Sequence[str]
    begins_on: date


def anonymised(text: str, known: Known) -> str:
    """The text without what names anybody, and with what could name somebody marked."""
    for find, put in _replacements(known):
        text = find.sub(put, text)
    text = _without_days(text, known.begins_on)
    text = _POSTCODE.sub("[postcode]", text)
    for find, put in _NUMBERS:
        text = find.sub(put, text)
    for doubtful in (_DAY_OR_READING, _NUMBER):
        text = doubtful.sub(lambda found: f"{OPEN}{found[0]}{CLOSE}", text)
    return _CAPITAL.sub(lambda found: _marked(found, text), text)


def is_marked(text: str) -> bool:
    """Whether something in the text is still marked: somebody has to say what it is before it is read."""
    return OPEN in text or CLOSE in text


def unmarked(text: str) -> str:
    """The text with every mark taken off: somebody has said that what was marked names nobody."""
    return text.replace(OPEN, "").replace(CLOSE, "")


def week_of(day: date, begins_on: date) -> int:
    """The week a day lies in, counted from the first day of week 1; before it, 0 and below."""
    return (day - begins_on).days // 7 + 1


def age_band(born_on: date | None, on: date) -> str:
    """Ten years of age: 75 to 84. Under 65 and from 95 on together; empty where it is not known."""
    if born_on is None:
        return ""
    age = on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
    if age < 65:
        return "18–64"
    low = 65 + (age - 65) // 10 * 10
    return "95+" if low >= 95 else f"{low}–{low + 9}"


_NUMBERS = (
    (_EMAIL, "[e-mail]"),
    (_ADDRESS_OF_PAGE, "[web page]"),
    (_STREET, "[address]"),
    (_NHS, "[number]"),
    (_PHONE, "[telephone]"),
)


def _replacements(known: Known) -> Iterator[tuple[re.Pattern[str], str]]:
    """What to look for and what to put, the longest first, so that a whole name goes before its parts."""
    wanted = {number.strip(): "[number]" for number in known.numbers}
    for address in known.addresses:
        wanted |= {part.strip(): "[address]" for part in (address, *address.split(","))}
    for called, names in known.names.items():
        for name in names:
            parts = (name, *name.split(), *re.split(r"[\s-]+", name))
            wanted |= {part: f"[{called}]" for part in parts if part not in wanted}
    for part in sorted(wanted, key=lambda each: (-len(each), each)):
        if len(part) >= LEAST_LETTERS and part.casefold() not in NOT_NAMES:
            yield _as_it_may_stand(part), wanted[part]


_NOT_NAMES = "the of and in at home care services ltd limited mr mrs ms miss dr"
NOT_NAMES = frozenset(_NOT_NAMES.split())


def _as_it_may_stand(part: str) -> re.Pattern[str]:
    """The part as words of their own, however it is spaced. A single word must be spelled as a name is, or in
    capitals: Will is a name, and will is not.
    """
    if " " not in part:
        return re.compile(rf"(?<!\w)(?:{re.escape(part)}|{re.escape(part.upper())})(?!\w)")
    letters = r"\s+".join(re.escape(word) for word in part.split())
    return re.compile(rf"(?<!\w){letters}(?!\w)", re.IGNORECASE)


def _without_days(text: str, begins_on: date) -> str:
    for find in (_FROM_YEAR, _FROM_DAY, _WORDS, _WORDS_FIRST):
        text = find.sub(lambda found: _week(found.groupdict(), begins_on, found[0]), text)
    return _MONTH_AND_YEAR.sub(
        lambda found: _week({**found.groupdict(), "d": "1"}, begins_on, found[0]), text
    )


def _week(parts: Mapping[str, str | None], begins_on: date, whole: str) -> str:
    """A day as the week it lies in; long before or impossible it is only said to be a day."""
    year = _full_year(int(parts["y"] or begins_on.year), begins_on)
    try:
        day = date(year, _month(parts["m"] or ""), int(parts["d"] or 1))
    except ValueError:
        return f"{OPEN}{whole}{CLOSE}"
    if not parts["y"] and day < begins_on:
        day = day.replace(year=year + 1) if (day.month, day.day) != (2, 29) else day
    week = week_of(day, begins_on)
    return f"[week {week}]" if week >= 1 else "[before]"


def _full_year(year: int, begins_on: date) -> int:
    """A year of two figures is of this century, or of the last where it would lie far ahead: 41 is 1941."""
    if year >= 100:
        return year
    return year + (2000 if year + 2000 <= begins_on.year + YEARS_AHEAD else 1900)


def _month(written: str) -> int:
    if written.isdigit():
        return int(written)
    return 1 + next(n for n, name in enumerate(MONTHS) if name.startswith(written[:3].casefold()))


def _marked(found: re.Match[str], text: str) -> str:
    """A word with a capital, marked unless it names nobody or only begins a sentence."""
    word = re.sub(r"[’']s$", "", found[0])
    if word in PLAIN or (_begins(found, text) and not _may_be_a_name(word, text[found.end() :])):
        return found[0]
    return f"{OPEN}{found[0]}{CLOSE}"


def _begins(found: re.Match[str], text: str) -> bool:
    return _SENTENCE_BEGINS.search(text[: found.start()][-40:]) is not None


def _may_be_a_name(word: str, then: str) -> bool:
    """Whether a word that begins a sentence may name somebody: a first name, one of whom something is told,
    or one in capitals, which do not tell a name from another word.
    """
    told_of = _THEN_A_VERB.match(then) is not None and word not in STARTERS
    return word.casefold() in FIRST_NAMES or word.isupper() or told_of
