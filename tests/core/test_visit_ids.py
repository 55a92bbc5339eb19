from datetime import date
from uuid import UUID

from kith.core.visit_ids import visit_id

LINE = UUID("0b0d2f9e-6f6e-4a3b-9a55-1f2f3c4d5e6f")
OTHER_LINE = UUID("0b0d2f9e-6f6e-4a3b-9a55-1f2f3c4d5e70")
MONDAY = date(2026, 11, 23)


def test_it_is_the_same_for_ever() -> None:
    assert UUID("7f41027b-5722-5e3e-b508-b0a378687cb8") == visit_id(LINE, "morning", MONDAY)


def test_it_differs_by_line_slot_and_day() -> None:
    ids = {
        visit_id(LINE, "morning", MONDAY),
        visit_id(OTHER_LINE, "morning", MONDAY),
        visit_id(LINE, "lunch", MONDAY),
        visit_id(LINE, "morning", date(2026, 11, 24)),
    }

    assert 4 == len(ids)
