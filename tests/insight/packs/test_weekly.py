"""The weekly pack: figures typed by hand, causes, care, what waited, small numbers, and whose it is."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from kith.core.errors import NotFound, NotPermitted
from kith.core.visit_pattern import write_slot
from kith.insight.actions_causes import NewCause, note_cause
from kith.insight.packs.document import Pack
from kith.insight.packs.html import html
from kith.insight.packs.make import Asked, NoFiguresYet, NotAPack, make_pack
from kith.insight.packs.pdf import pdf
from kith.insight.packs.reader import Reader
from kith.orgs.actions_work import NewItem, close_item, escalate_overdue, open_item
from kith.orgs.models import User
from tests import factories
from tests.brokerage.factories import contract, slot
from tests.delivery.factories import package_line
from tests.factories import NOW, Cast
from tests.insight.packs.shown import grid, pictures, text_of
from tests.insight.packs.weeks import LAST, WEEK, snapshot
from tests.people.neighbours import register, relate

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    """The cast, Kindly Care's figures, and Other Hands under contract too."""
    everybody = factories.cast()
    snapshot(everybody)
    contract(commissioner=everybody.council, provider=everybody.other_hands, reference="C-9")
    return everybody


def weekly(by: User | None, **asked: object) -> Pack:
    return make_pack(Asked(kind="weekly", **asked), Reader(by=by, at=NOW))  # type: ignore[arg-type]


def test_the_newest_week_stands_beside_the_week_before(cast: Cast) -> None:
    pack = weekly(cast.cass)
    assert ("Weekly meeting", "All providers and patches", "Week from 30 March 2026") == (
        pack.title, pack.whose, pack.period,
    )  # fmt: skip
    assert {
        ("Visits that began within 15 minutes of their time", "40.0 %", "90.0 %",
         "concern: below the lower limit"),
        ("Visits that were missed", "1.0 %", "2.0 %", "as expected"),
    } == set(grid(pack, "Every measure").rows)  # fmt: skip
    assert "1 measure’s newest week is unlikely to be chance: 1 a cause for concern" in pack.sections[0].lede


def test_an_earlier_week_is_shown_as_it_was_known_then(cast: Cast) -> None:
    pack = weekly(cast.cass, week=LAST - WEEK)
    rows = {row[0]: row[1:3] for row in grid(pack, "Every measure").rows}
    assert ("90.0 %", "91.0 %") == rows["Visits that began within 15 minutes of their time"]
    assert "No measure’s newest week is more than chance explains." == pack.sections[0].lede


def test_a_special_week_says_its_cause_or_that_it_has_none(cast: Cast) -> None:
    wanted = ("Visits that began within 15 minutes of their time", "30 March 2026")
    *_before, row = grid(weekly(cast.cass), "Weeks unlikely").rows
    assert (*wanted, "concern: below the lower limit", "No cause noted yet") == row
    new = NewCause(
        measure="punctuality",
        provider_id=None,
        patch_id=None,
        week_starts_on=LAST,
        text="A bridge was closed",
    )
    note_cause(by=cast.cass, at=NOW, cause=new)
    pack = weekly(cast.cass)
    assert "A bridge was closed" == grid(pack, "Weeks unlikely").rows[-1][3]
    shown = pictures(pack)[wanted[0]]
    said = ("1. Week from 30 March 2026: A bridge was closed (Cass, Aireford City Council)",)
    assert said == shown.notes
    assert ">1</text>" in shown.drawing


def test_every_figure_says_what_it_means_whose_it_is_and_up_to_when(cast: Cast) -> None:
    pack = weekly(cast.cass)
    for section in pack.sections:
        for part in section.parts:
            assert part.basis.definition
            assert part.basis.owner
            assert NOW == part.basis.known_at
    shown = pictures(pack)["Visits that were missed"]
    assert "Registered manager" == shown.basis.owner
    assert "Counted: places of visits found missed. Out of: places of visits found" in shown.basis.definition


def test_a_figure_about_few_people_is_withheld_everywhere() -> None:
    everybody = factories.cast()
    snapshot(everybody, people=9)
    pack = weekly(everybody.cass)
    assert {None} == {cell for row in grid(pack, "Every measure").rows for cell in row[1:3]}
    assert {} == pictures(pack)
    page = html(pack)
    assert "not shown" in page
    assert "40.0 %" not in page
    assert "not shown" in text_of(pdf(pack))


def test_care_that_started_and_few_people_are_told_only_to_who_knows_them(cast: Cast) -> None:
    for name, starts_on in (("Ada Okafor", LAST), ("Bert Holroyd", LAST - WEEK)):
        person = register(cast, name)
        relate(person, "package", organisation=cast.kindly_care)
        package_line(
            person=person,
            provider=cast.kindly_care,
            commissioner=cast.council,
            starts_on=starts_on,
            pattern=[write_slot(slot(minutes=45))],
        )
    known = {row[0]: row[1:] for row in grid(weekly(cast.maya), "Packages").rows}
    assert ("1", "1", "315") == known["Started"], "45 minutes on seven days"
    assert ("0", "0", "0") == known["Ended"]
    assert ("2", "2", "630") == known["Standing at the end"]
    guarded = {row[0]: row[1:] for row in grid(weekly(cast.cass), "Packages").rows}
    assert (None, "under 10", None) == guarded["Started"]
    assert ("0", "0", "0") == guarded["Ended"]
    reviews = {row[0]: row[1] for row in grid(weekly(cast.maya), "Reviews").rows}
    assert {"Due by now": "0", "Due in the next four weeks": "0", "With care now": "2"} == reviews
    assert "Okafor" not in html(weekly(cast.maya))


def test_what_waited_is_counted_by_its_harm(cast: Cast) -> None:
    tuesday = NOW - WEEK
    for n, due in enumerate((tuesday + timedelta(hours=1), NOW + WEEK)):
        new = NewItem(
            kind="visit_late", subject_kind="visit", subject_id=n, due_at=due, harm=2,
            organisation_id=cast.kindly_care.pk,
        )  # fmt: skip
        item = open_item(at=tuesday, item=new)
    close_item(by=cast.olu, at=tuesday + timedelta(hours=2), item_id=item.pk, outcome="looked_into")
    escalate_overdue(at=tuesday + timedelta(hours=3))
    # One was escalated, which ranks it higher, and is open and overdue; the other was closed.
    assert (
        ("Could harm somebody now", "1", "0", "1", "1", "1"),
        ("Could harm somebody soon", "1", "1", "0", "0", "0"),
    ) == grid(weekly(cast.olu), "What waited").rows
    assert () == grid(weekly(cast.sam), "What waited").rows
    assert () == grid(weekly(cast.cass), "What waited").rows, "nothing waits at the council itself"
    handed_on = grid(weekly(None), "What waited").rows
    assert ("Could harm somebody now", "under 10", "0", "under 10", "under 10", "under 10") == handed_on[0]


@pytest.mark.parametrize("who", ["ada", "wilf", "grace", "pru"])
def test_who_has_no_such_role_is_refused(cast: Cast, who: str) -> None:
    with pytest.raises(NotPermitted, match="make a meeting pack"):
        weekly(getattr(cast, who))


def test_a_provider_s_pack_is_its_own_and_another_s_is_refused(cast: Cast) -> None:
    assert "Kindly Care" == weekly(cast.olu).whose
    assert () == grid(weekly(cast.sam), "Every measure").rows
    with pytest.raises(NotFound):
        weekly(cast.sam, provider_id=cast.kindly_care.pk)
    with pytest.raises(NotFound):
        weekly(cast.cass, measures=("no_such_measure",))


@pytest.mark.parametrize("week", [LAST + timedelta(days=1), LAST + WEEK, date(9999, 12, 27)])
def test_a_week_that_is_none_or_not_over_is_refused(cast: Cast, week: date) -> None:
    with pytest.raises(NotAPack, match="a whole week that is over"):
        weekly(cast.cass, week=week)


def test_without_a_snapshot_it_says_what_to_do() -> None:
    with pytest.raises(NoFiguresYet, match="kith snapshot"):
        weekly(factories.cast().cass)


def test_the_file_needs_nothing_else(cast: Cast) -> None:
    page = html(weekly(cast.cass))
    assert "<h1>Weekly meeting</h1>" in page
    assert "<script" not in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")


def test_the_pdf_is_tagged_and_holds_the_text_and_the_charts_as_lines(cast: Cast) -> None:
    made = pdf(weekly(cast.cass))
    document = PdfReader(BytesIO(made))
    root = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"].startswith("en")
    assert "Weekly meeting, All providers and patches, Week from 30 March 2026" == document.metadata.title
    text = text_of(made)
    for words in ("40.0 %", "No cause noted yet", "Registered manager", "Known up to Tue 7 Apr 2026, 08:42"):
        assert words in text
    assert [] == [image for page in document.pages for image in page.images], "charts are no photographs"
    assert made == pdf(weekly(cast.cass)), "the same pack is the same file"
