"""What is taken out of a text before somebody else reads it, what is marked, and what stays."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.core.anonymise import Known, age_band, anonymised, is_marked, unmarked, week_of

KNOWN = Known(
    names={
        "person": ("Ada Holroyd", "Ada"),
        "family": ("Wilf Holroyd", "Mary-Ann Booth"),
        "worker": ("Grace Oduya", "Will Nair"),
        "provider": ("Kindly Care",),
    },
    addresses=("3 Chapel Row, Leeds",),
    numbers=("C-1042",),
    begins_on=date(2026, 1, 5),
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Ada made porridge.", "[person] made porridge."),
        ("ADA HOLROYD’s husband Wilf", "[person]’s husband [family]"),
        ("HOLROYD AND WILF WERE OUT", "[person] ⟦AND⟧ [family] ⟦WERE⟧ ⟦OUT⟧"),
        ("Mary-Ann rang; Ann too.", "[family] rang; [family] too."),
        ("Grace will come, and Will.", "[worker] will come, and [worker]."),
        ("Kindly   Care came at eight", "[provider] came at eight"),
        ("care at home went well", "care at home went well"),
        ("Lives at 3 Chapel Row, Leeds LS1 4AP", "Lives at [address] [postcode]"),
        ("Born at 12 Low Mill Lane", "Born at [address]"),
        ("Ring 0113 496 0123 or 07700 900123.", "Ring [telephone] or [telephone]."),
        ("Ring +44 7700 900123", "Ring [telephone]"),
        ("NHS 943 476 5919, C-1042", "NHS [number], [number]"),
        ("write to ada.h@example.org", "write to [e-mail]"),
        ("Fell on 5 January 2026.", "Fell on [week 1]."),
        ("Fell on 12/01/2026 and 2026-01-19.", "Fell on [week 2] and [week 3]."),
        ("Fell on the 13th of Jan", "Fell on the [week 2]"),
        ("Fell on Jan 13th, 2026", "Fell on [week 2]"),
        ("Widowed in March 2019.", "Widowed in [before]."),
        ("Born on 03/04/41.", "Born on [before]."),
        ("Review on 12/01/26.", "Review on [week 2]."),
        ("Came home 1 Jan", "Came home [week 52]"),
    ],
)
def test_what_is_known_to_name_somebody_is_taken_out(written: str, read: str) -> None:
    assert read == anonymised(written, KNOWN)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Her friend Nesta calls.", "Her friend ⟦Nesta⟧ calls."),
        ("Albert, on Sunday.", "⟦Albert⟧, on Sunday."),
        ("Beryl calls on Sundays.", "⟦Beryl⟧ calls on Sundays."),
        ("NESTA VISITS.", "⟦NESTA⟧ ⟦VISITS⟧."),
        ("Reference 1234567", "Reference ⟦1234567⟧"),
        ("Seen 12/6 by the GP", "Seen ⟦12/6⟧ by the GP"),
        ("Seen on 31/02/2026", "Seen on ⟦31/02/2026⟧"),
    ],
)
def test_what_could_name_somebody_is_marked_for_whoever_looks_it_through(written: str, read: str) -> None:
    assert read == anonymised(written, KNOWN)
    assert is_marked(read)
    assert written == unmarked(read)


@pytest.mark.parametrize(
    "plain",
    [
        "Washed and dressed with prompting. Ate half of breakfast.",
        "Her daughter visits. She makes tea. There is a step. Supper was eaten.",
        "Two visits of 30 minutes; blood pressure 120/80.",
        "She may walk 20 metres with a frame by May.",
        "I’d like tea at Christmas, and the GP to ring.",
        "",
    ],
)
def test_what_names_nobody_stays_as_it_was_written(plain: str) -> None:
    assert plain == anonymised(plain, KNOWN)
    assert not is_marked(plain)


@given(st.text(alphabet="Ada Holroyd Wf.,’-\n1", max_size=80))
def test_no_known_name_is_left_as_a_word(text: str) -> None:
    read = anonymised(f"{text} Ada Holroyd {text} Wilf", KNOWN)
    words = "".join(letter if letter.isalpha() else " " for letter in read).split()
    assert {"Ada", "Holroyd", "Wilf"}.isdisjoint(words)


def test_weeks_are_counted_from_the_first_day() -> None:
    begins_on = date(2026, 1, 5)
    assert [0, 1, 1, 2] == [
        week_of(date(2026, 1, day), begins_on) for day in (4, 5, 11, 12)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("born_on", "band"),
    [
        (date(1941, 4, 7), "85–94"),
        (date(1941, 4, 8), "75–84"),
        (date(1930, 1, 1), "95+"),
        (date(1962, 1, 1), "18–64"),
        (None, ""),
    ],
)
def test_an_age_is_told_by_ten_years(born_on: date | None, band: str) -> None:
    assert band == age_band(born_on, date(2026, 4, 7))
