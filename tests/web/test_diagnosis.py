"""The diagnosis as pages: what was found, how sure it is, and what is only for the one it is about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from kith.core.waterfall_chart import Waterfall, WaterfallStep
from kith.insight.diagnosis.result import Column, Estimate, Result, Table
from kith.insight.diagnosis.stored import own_key, to_plain
from kith.insight.facts.known import pseudonym
from kith.insight.models import Finding, Snapshot
from kith.orgs.actions_supervision import set_supervisor
from kith.orgs.models import AuditRow, User
from tests.factories import NOW, council, provider, user
from tests.insight.packs.shown import text_of

SignIn = Callable[[User], Client]

RESULT = Result(
    key="reviews",
    title="What a review changes",
    question="By how much?",
    answer="By £17.30 on average.",
    definition="After less before, at one price.",
    n=544,
    n_of="reviews",
    owner="Principal social worker",
    next_test="Hold them another way.",
    tables=(
        Table(
            title="By area",
            columns=(
                Column(key="group", heading="Area"),
                Column(key="reviews", heading="Reviews", unit="whole"),
                Column(key="change_pence", heading="Change", unit="pence"),
                Column(key="since", heading="Since", unit="day"),
            ),
            rows=(("Area 2", 71, -4_570.0, date(2025, 4, 1)), ("Area 6", None, None, date(2025, 4, 1))),
        ),
    ),
    pictures=(
        Waterfall(
            title="From before to after", first="Before", start=100,
            steps=(WaterfallStep(name="reviews", amount=17.3),), last="After",
        ),
    ),
    estimates=(
        Estimate(
            key="all", words="change at a review", value=1_730, low=1_200, high=2_260, unit="pence", n=544,
            method="Student’s t",
        ),
    ),
    limits=("It compares, and does not prove.",),
)  # fmt: skip


@pytest.fixture
def analyst(db: None) -> User:
    return user("Ana", role="analyst", organisation=council())


def keep(key: str = "reviews", result: Result = RESULT) -> None:
    snapshot, _made = Snapshot.objects.get_or_create(
        folder="", defaults={"recorded_at": NOW, "facts_at": NOW, "rows": {}}
    )
    Finding.objects.create(recorded_at=NOW, snapshot=snapshot, key=key, place=0, body=to_plain(result))


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert 200 == answer.status_code
    return answer.content.decode()


def test_before_the_first_snapshot_it_says_that_there_is_nothing_yet(
    analyst: User, as_somebody: SignIn
) -> None:
    assert "No figures yet" in text(as_somebody(analyst), "/diagnosis/")


def test_an_analysis_shows_its_answer_its_chart_its_intervals_and_its_limits(
    analyst: User, as_somebody: SignIn
) -> None:
    keep()
    client = as_somebody(analyst)

    assert "By £17.30 on average." in text(client, "/diagnosis/")
    page = text(client, "/diagnosis/reviews/")
    for part in (
        'id="reviews-0"',
        "From before to after. Before 100; reviews +17.3; After 117.",
        "−£45.70",
        "1 April 2025",
        "1 row is not shown",
        "£12.00 to £22.60",
        "Principal social worker",
        "It compares, and does not prove.",
    ):
        assert part in page


def test_a_downloaded_table_withholds_what_the_page_withholds(analyst: User, as_somebody: SignIn) -> None:
    keep()
    client = as_somebody(analyst)

    lines = text(client, "/diagnosis/reviews/1.csv").split()
    assert [
        "group,reviews,change_pence,since", "Area", "2,71,-4570.0,2025-04-01", "Area", "6,,,2025-04-01",
    ] == lines  # fmt: skip
    assert 404 == client.get("/diagnosis/reviews/2.csv").status_code


def test_the_whole_of_it_is_to_be_had_as_a_tagged_pdf(analyst: User, as_somebody: SignIn) -> None:
    client = as_somebody(analyst)
    assert "/diagnosis/" == client.get("/diagnosis.pdf")["Location"]  # which says that there is none yet
    keep()
    assert "/diagnosis.pdf" in text(client, "/diagnosis/")
    made = client.get("/diagnosis.pdf")
    document = PdfReader(BytesIO(made.content))
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]
    said = text_of(made.content)
    for words in ("By £17.30 on average.", "−£45.70", "not shown", "It compares, and does not prove."):
        assert words in said


def test_a_reviewers_own_figures_open_to_nobody_else(analyst: User, as_somebody: SignIn) -> None:
    helen = user("Helen", role="social_worker", organisation=analyst.organisation)
    key = own_key(pseudonym(helen.pk))
    keep(key, RESULT)

    assert "By £17.30 on average." in text(as_somebody(helen), "/diagnosis/own/")
    client = as_somebody(analyst)
    assert "fewer than ten reviews" in text(client, "/diagnosis/own/")
    assert "By £17.30" not in text(client, "/diagnosis/")
    assert 404 == client.get(f"/diagnosis/{key}/").status_code


def test_providers_do_not_read_how_they_compare(db: None, as_somebody: SignIn) -> None:
    keep()
    maya = user("Maya", role="registered_manager", organisation=provider())

    assert 403 == as_somebody(maya).get("/diagnosis/").status_code


def test_a_supervisor_opens_them_for_support_and_nobody_else_does(analyst: User, as_somebody: SignIn) -> None:
    helen = user("Helen", role="social_worker", organisation=analyst.organisation)
    sol = user("Sol", role="social_worker", organisation=analyst.organisation)
    keep(own_key(pseudonym(helen.pk)), RESULT)
    path = f"/diagnosis/own/{helen.pk}/"
    assert 404 == as_somebody(sol).get(path).status_code
    set_supervisor(by=None, at=NOW, user=helen, supervisor=sol)

    page = text(as_somebody(sol), path)
    assert "Reviews held by Helen" in page
    assert "By £17.30 on average." in page
    assert path in text(as_somebody(sol), "/diagnosis/own/")
    assert "Besides you, Sol" in text(as_somebody(helen), "/diagnosis/own/")
    assert 404 == as_somebody(analyst).get(path).status_code
    seen = AuditRow.objects.filter(action="see.reviews").order_by("pk")
    assert [(sol.pk, False), (sol.pk, True), (analyst.pk, False)] == list(
        seen.values_list("user_id", "allowed")
    )


def test_a_supervisor_sees_no_average_of_fewer_than_ten(analyst: User, as_somebody: SignIn) -> None:
    helen = user("Helen", role="social_worker", organisation=analyst.organisation)
    set_supervisor(by=None, at=NOW, user=helen, supervisor=analyst)
    assert "fewer than ten reviews" in text(as_somebody(analyst), f"/diagnosis/own/{helen.pk}/")
