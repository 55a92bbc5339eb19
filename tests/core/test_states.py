import pytest

from kith.core.states import CHANGES, Change, ChangeNotAllowed, Kind, changes_from, check_change, diagram


@pytest.mark.parametrize(
    "change", CHANGES, ids=lambda change: f"{change.kind}: {change.start} to {change.to}"
)
def test_it_allows_each_change_of_the_table(change: Change) -> None:
    assert change is check_change(change.kind, change.start, change.to)


@pytest.mark.parametrize(
    ("kind", "start", "to", "says"),
    [
        (
            Kind.PAY_RUN,
            "draft",
            "paid",
            "This pay run is draft and cannot become paid. It can only become approved or discarded.",
        ),
        (
            Kind.PAY_RUN,
            "paid",
            "discarded",
            "This pay run is paid and cannot become discarded. Nothing changes it now; open a new one.",
        ),
        (
            Kind.PAY_RUN,
            None,
            "paid",
            "This pay run is new and cannot become paid. It can only become draft.",
        ),
        (
            Kind.WORK_ITEM,
            "closed",
            "waiting",
            "This work item is closed and cannot become waiting. Nothing changes it now; open a new one.",
        ),
    ],
)
def test_it_refuses_any_other_change_and_says_what_is_allowed(
    kind: Kind, start: str | None, to: str, says: str
) -> None:
    with pytest.raises(ChangeNotAllowed) as refused:
        check_change(kind, start, to)

    assert says == str(refused.value)
    assert {"kind": kind, "start": start, "to": to}.items() <= refused.value.fields.items()


def test_no_change_is_listed_twice() -> None:
    assert len(CHANGES) == len({(change.kind, change.start, change.to) for change in CHANGES})


def test_every_kind_has_one_beginning() -> None:
    assert [1, 1, 1] == [len(changes_from(kind, None)) for kind in Kind]


def test_it_draws_the_changes_of_a_kind() -> None:
    drawn = diagram(Kind.PAY_RUN).splitlines()

    assert "stateDiagram-v2" == drawn[0]
    assert "    draft --> approved: Approved the pay run" in drawn
    assert ["    discarded --> [*]", "    paid --> [*]"] == drawn[-2:]
