"""What a quarter came to between a council and a provider: pay runs, outcomes of visits, complaints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from kith.core.dates import Period
from kith.core.money import pounds
from kith.core.small_numbers import may_be_shown
from kith.insight.models import Snapshot
from kith.insight.packs.document import Basis, Grid
from kith.insight.packs.reader import Reader, count_words
from kith.insight.queries_scopes import Scope, patch_keys
from kith.insight.writing import day_words
from kith.orgs.context import as_house
from kith.orgs.models import Organisation
from kith.payments.models import PaymentLine, PaymentTotal, PayRun
from kith.payments.queries import CLOSED_TO_PROVIDERS, runs_with_state


def runs(scope: Scope, period: Period, reader: Reader) -> Grid:
    """The pay runs whose weeks touch the quarter: what each pays the provider, takes back and holds."""
    found = runs_with_state(
        PayRun.objects.filter(
            commissioner=scope.commissioner, starts_on__lt=period.until, until__gt=period.starts_on
        )
    ).exclude(state__in=CLOSED_TO_PROVIDERS)
    with as_house():
        rows = [_run(run, scope.provider, reader) for run in found.order_by("starts_on")]
    return Grid(
        title=_("Pay runs"),
        headings=(
            _("Weeks from"),
            _("State"),
            _("Pays"),
            _("Of that, put right"),
            _("People"),
            _("Places held"),
        ),
        numeric=frozenset({2, 3, 4, 5}),
        rows=tuple(rows),
        empty=_("No approved or paid run touches this quarter."),
        basis=Basis(
            definition=_(
                "Approved and paid runs. A place is held while something its pay rests on is missing."
            ),
            owner=_("Council finance"),
            known_at=reader.at,
        ),
    )


def _run(run: Any, provider: Organisation | None, reader: Reader) -> tuple[str | None, ...]:
    totals = PaymentTotal.objects.filter(run=run, provider=provider).aggregate(
        pays=Sum("pence"), corrects=Sum("pence", filter=Q(is_adjustment=True)),
        people=Count("person", distinct=True),
    )  # fmt: skip
    held = PaymentLine.objects.filter(run=run, provider=provider).exclude(held="")
    places, waiting_for = held.count(), held.values("person").distinct().count()
    exact = reader.knows_people
    shown = exact or may_be_shown(totals["people"]) or not totals["people"]
    return (
        day_words(run.starts_on),
        {"approved": _("approved"), "paid": _("paid")}.get(run.state, run.state),
        pounds(totals["pays"] or 0) if shown else None,
        pounds(totals["corrects"] or 0) if shown else None,
        count_words(totals["people"], exact=exact),
        f"{places:,}" if exact or not places or may_be_shown(waiting_for) else None,
    )


def from_facts(snapshot: Snapshot, scope: Scope, period: Period, reader: Reader) -> tuple[Grid, ...]:
    """What verification found and what was complained about, from the snapshot's own rows."""
    about = {
        "provider": str(scope.provider.pk) if scope.provider else "",
        "since": period.starts_on,
        "until": period.until,
    }
    outcomes = _asked(snapshot, "visits", _OUTCOMES, about | {"patches": patch_keys(scope) or []})
    complaints = _asked(snapshot, "complaints", _COMPLAINTS, about)
    return (
        _outcomes(outcomes, snapshot.facts_at, reader),
        _complaints(complaints, snapshot.facts_at, reader),
    )


def _asked(snapshot: Snapshot, table: str, text: str, about: Mapping[str, object]) -> list[tuple[Any, ...]]:
    """The answer of one of the snapshot's tables; nothing where it has none."""
    path = Path(snapshot.folder) / f"{table}.parquet"
    if not path.exists():
        return []
    with duckdb.connect(":memory:") as facts:
        return facts.execute(text, {**about, "path": str(path)}).fetchall()


_OUTCOMES = """
    SELECT verdict, count(*), count(DISTINCT person_key), sum(commissioned_minutes), sum(actual_minutes)
    FROM read_parquet($path)
    WHERE provider_key = $provider AND list_contains($patches, patch_key)
      AND on_day >= $since AND on_day < $until
    GROUP BY verdict ORDER BY count(*) DESC, verdict
"""
_COMPLAINTS = """
    SELECT theme, count(*), count(*) FILTER (upheld IN ('yes', 'partly')), count(*) FILTER (closed_on IS NULL)
    FROM read_parquet($path)
    WHERE provider_key = $provider AND on_day >= $since AND on_day < $until
    GROUP BY theme ORDER BY count(*) DESC, theme
"""


def _outcomes(rows: Sequence[tuple[Any, ...]], known_at: datetime, reader: Reader) -> Grid:
    return Grid(
        title=_("What verification found"),
        headings=(
            _("Found"),
            _("Places of visits"),
            _("People"),
            _("Commissioned minutes"),
            _("Actual minutes"),
        ),
        numeric=frozenset({1, 2, 3, 4}),
        rows=tuple(
            (
                _verdict(verdict),
                *(
                    (f"{places:,}", f"{people:,}", f"{asked:,}", f"{actual:,}")
                    if reader.knows_people or may_be_shown(people)
                    else (None, count_words(people, exact=False), None, None)
                ),
            )
            for verdict, places, people, asked, actual in rows
        ),
        empty=_("No visit of this quarter is known yet."),
        basis=Basis(
            definition=_("A visit for two workers has two places. Actual minutes are as verified."),
            owner=_("Registered manager"),
            known_at=known_at,
        ),
    )


def _verdict(verdict: str) -> str:
    return {
        "delivered": _("Delivered"),
        "missed": _("Missed"),
        "refused": _("Refused"),
        "cancelled": _("Called off beforehand"),
        "not_known": _("Not known yet"),
        "": _("Not verified yet"),
    }.get(verdict, verdict)


def _complaints(rows: Sequence[tuple[Any, ...]], known_at: datetime, reader: Reader) -> Grid:
    return Grid(
        title=_("Complaints"),
        headings=(_("About"), _("Complaints"), _("Upheld, or in part"), _("Still open")),
        numeric=frozenset({1, 2, 3}),
        rows=tuple(
            (theme or _("Not known"), *(count_words(count, exact=reader.knows_people) for count in counts))
            for theme, *counts in rows
        ),
        empty=_("None are known to Kith: complaints come from a council’s own files."),
        basis=Basis(
            definition=_("Complaints about the provider made in the quarter, by what they are about."),
            owner=_("Complaints team"),
            known_at=known_at,
        ),
    )
