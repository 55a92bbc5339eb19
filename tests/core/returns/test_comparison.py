"""Two submissions side by side: every row is as it was, or is told with what became of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kith.core.returns.comparison import Change, Comparison, compare
from kith.core.returns.specification import shipped_specification
from tests.core.returns.made import GOOD_ROW

SPECIFICATION = shipped_specification()
BLANK = {field.label: "" for field in SPECIFICATION.fields}
DECEMBER = {"Reporting period start date": "2025-01-01", "Reporting period end date": "2025-12-31"}
MARCH = {"Reporting period start date": "2025-04-01", "Reporting period end date": "2026-03-31"}
Row = dict[str, str]


def row(reference: str = "line-1", **told: str) -> Row:
    labels = {label.replace("_", " "): value for label, value in told.items()}
    return {**BLANK, **GOOD_ROW, "Event start date": "2025-06-02", "Event reference": reference, **labels}


def compared(old: list[Row], new: list[Row]) -> Comparison:
    return compare(
        enumerate(({**each, **DECEMBER} for each in old), start=2),
        enumerate(({**each, **MARCH} for each in new), start=2),
        SPECIFICATION,
    )


def became(old: list[Row], new: list[Row]) -> list[tuple[Change, int]]:
    return [(each.change, each.row) for each in compared(old, new).changes]


def test_a_row_that_stands_in_both_is_as_it_was_whatever_the_period() -> None:
    found = compared([row()], [row()])
    assert (1, ()) == (found.same, found.changes)


def test_a_change_names_the_field_before_and_after() -> None:
    [changed] = compared([row()], [row(Event_outcome="NFA: Deceased")]).changes
    assert (("Event outcome", GOOD_ROW.get("Event outcome", ""), "NFA: Deceased"),) == changed.fields
    assert ("line-1", "Service", 2) == (changed.reference, changed.event, changed.row)


def test_a_start_that_moves_is_a_change_of_the_same_record() -> None:
    found = compared([row()], [row(Event_start_date="2026-04-01")])
    assert {"Event start date": 1} == found.by_field


def test_new_rows_began_since_or_come_late() -> None:
    new = [row("a", Event_start_date="2026-01-01"), row("b", Event_start_date="2025-12-31")]
    assert [(Change.BEGAN, 2), (Change.LATE, 3)] == became([row()], [*new, row()])


def test_a_new_row_about_a_carer_tells_of_no_event_and_is_not_late() -> None:
    carer = {**BLANK, "LA person unique identifier": "C-1",
             "Client type": "Unpaid carer known by association"}  # fmt: skip
    assert [(Change.BEGAN, 3)] == became([row()], [row(), carer])


def test_rows_that_are_not_there_any_more_have_left_the_year_or_are_gone() -> None:
    old = [row("a", Event_end_date="2025-03-31"), row("b", Event_end_date="2025-04-01"), row("c")]
    assert [(Change.LEFT, 2), (Change.GONE, 3), (Change.GONE, 4)] == became([*old, row()], [row()])


def test_without_a_reference_rows_are_matched_as_the_department_matches_them() -> None:
    assert 1 == compared([row("")], [row("", Unit_cost="25.00")]).by_field["Unit cost"]
    moved = became([row("")], [row("", Service_component="Day support")])
    assert [(Change.LATE, 2), (Change.GONE, 2)] == moved


def test_two_rows_alike_are_matched_one_to_one() -> None:
    assert [(Change.GONE, 3)] == became([row(), row()], [row()])


ROWS = st.lists(
    st.builds(
        lambda reference, start, cost: row(reference, Event_start_date=start, Unit_cost=cost),
        st.sampled_from(("", "a", "b", "c")),
        st.sampled_from(("2025-03-01", "2025-06-02", "2026-02-01")),
        st.sampled_from(("", "24.03", "25.00")),
    ),
    max_size=8,
)


@given(ROWS, ROWS)
def test_every_row_is_accounted_for_once(old: list[Row], new: list[Row]) -> None:
    found = compared(old, new)
    counts = found.counts
    assert len(new) == found.same + counts[Change.CHANGED] + counts[Change.BEGAN] + counts[Change.LATE]
    assert len(old) == found.same + counts[Change.CHANGED] + counts[Change.GONE] + counts[Change.LEFT]


@given(ROWS)
def test_a_submission_beside_itself_has_not_changed(rows: list[Row]) -> None:
    assert () == compared(rows, rows).changes
