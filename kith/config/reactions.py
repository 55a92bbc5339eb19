"""What follows from what: the one table of reactions, from a kind of announcement to actions of higher
rooms.

A room below announces that something happened (``orgs/actions_outbox.py``) and knows nobody above. ``kith
work`` carries out what stands here, at least once for each announcement; so each of these changes nothing
when repeated. Every kind of ``orgs/announced.py`` has its row; a row may be empty, when nothing follows yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from kith.brokerage.models import Package, PackageLine
from kith.core.dates import london_day
from kith.delivery.actions_verify import verify_visits
from kith.orgs.actions_work_loop import Follows, Reacted, react
from kith.orgs.announced import Announced
from kith.orgs.context import as_house
from kith.rota.actions import extend_visits
from kith.rota.actions_notices import tell_workers

VISITS_AHEAD = timedelta(weeks=4)


def lay_out_visits(at: datetime, people: Iterable[UUID] = ()) -> None:
    """Lay out the visits of these people, or of everybody, from today for four weeks."""
    today = london_day(at)
    with as_house():
        extend_visits(
            by=None, at=at, starts_on=today, until=today + VISITS_AHEAD, person_ids=set(people) or None
        )


def lay_out_packages(subjects: Sequence[str], at: datetime) -> None:
    """The visits of people whose package was just awarded."""
    lay_out_visits(at, Package.objects.filter(pk__in=subjects).values_list("person_id", flat=True))


def lay_out_lines(subjects: Sequence[str], at: datetime) -> None:
    """The visits of people with a package line that was just changed or ended."""
    lay_out_visits(at, PackageLine.objects.filter(pk__in=subjects).values_list("person_id", flat=True))


def verify(subjects: Sequence[str], at: datetime) -> None:
    """What visits came to, now that their events have arrived."""
    verify_visits(by=None, at=at, visit_ids=[UUID(subject) for subject in subjects])


def tell(subjects: Sequence[str], at: datetime) -> None:
    """Workers' notice of rotas that were just published."""
    tell_workers(at=at, publication_ids=[UUID(subject) for subject in subjects])


REACTIONS: Mapping[Announced, Sequence[Follows]] = {
    Announced.LINE_CHANGED: [Follows(name="lay out changed line", do=lay_out_lines)],
    Announced.PACKAGE_AWARDED: [Follows(name="lay out package", do=lay_out_packages)],
    Announced.PAY_RUN_PAID: [],
    Announced.ROTA_PUBLISHED: [Follows(name="tell workers", do=tell)],
    Announced.VISIT_EVENTS: [Follows(name="verify visits", do=verify)],
}


def follow_visit_events(at: datetime) -> Reacted:
    """Do what follows from what phones have announced, and nothing else: the demonstration lives by days."""
    return react(at=at, table={Announced.VISIT_EVENTS: REACTIONS[Announced.VISIT_EVENTS]})
