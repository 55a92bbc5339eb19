"""Living the weeks: a rota published, frozen, walked, recorded on phones, verified, claimed and paid.

All of it by the actions that real people and phones use, at the times at which they would.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TypeAlias
from uuid import UUID

from kith.brokerage.actions_suspensions import resume, suspend
from kith.core.dates import london_time
from kith.delivery.actions_alerts import check_alerts
from kith.delivery.actions_devices import register_devices
from kith.delivery.actions_sync import receive_batch
from kith.delivery.actions_verify import verify_visits
from kith.delivery.models import Device, Verification
from kith.demo.cast import Cast
from kith.demo.crews import WorkerSpec
from kith.demo.happenings import Due, Recorded, batches, live_through
from kith.demo.lived import Lived, faces_at_the_door, planted
from kith.demo.options import Options
from kith.demo.parameters import value
from kith.demo.rounds_by_patch import ByPatch
from kith.demo.settling import Registered
from kith.demo.teams import name_first_teams
from kith.orgs.context import as_house
from kith.orgs.models import Organisation
from kith.payments.actions import NewClaim, record_claims
from kith.payments.actions_runs import approve_run, draft_run, pay_run
from kith.payments.queries_facts import verifications_by_place
from kith.rota.actions import extend_visits
from kith.rota.actions_freeze import freeze_shifts
from kith.rota.actions_publish import publish_rota
from kith.rota.actions_shifts import make_shifts
from kith.rota.actions_terms import cancel_visit
from kith.rota.engine import planner_for
from kith.rota.planned import Entry
from kith.rota.proposals import propose
from kith.rota.queries import PlannedVisit, current_entries, planned_visits
from kith.workforce.models import TravelMode, Worker

FollowUp: TypeAlias = Callable[[datetime], object]
"""The house's own work on what phones have announced: see ``config/reactions.py``."""

ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(days=7)
PLANNING = 0.4  # of the time that a week takes
LIVED_OF_THE_LAST = 2 / 7  # of its days: the clock stops on its Tuesday
SETTLED, LIVED = 0.06, 0.98  # shares of the whole that have passed before the first week, and after the last
COORDINATORS = ("olu", "sam")  # of the providers, in their order
HOSPITAL = 5  # the resident who goes into hospital in the second week, and comes home


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Who plays, and the phones they carry."""

    options: Options
    cast: Cast
    registered: Sequence[Registered]
    phones: Mapping[UUID, Device]
    planner: ByPatch
    follow_up: FollowUp
    sent: Counter[UUID] = field(default_factory=Counter)


def live(
    options: Options,
    cast: Cast,
    registered: Sequence[Registered],
    workers: Sequence[tuple[WorkerSpec, UUID]],
    follow_up: FollowUp,
) -> Lived:
    """Live every week up to the demonstration's moment, following up each day what phones announced."""
    patch_of = {each.person_id: each.resident.patch for each in registered}
    patch_of |= {worker_id: spec.patch for spec, worker_id in workers}
    chosen = planner_for(options.planner, seed=options.seed, quick=True)
    stage = Stage(
        options=options,
        cast=cast,
        registered=registered,
        phones=_phones(options),
        planner=ByPatch(planner=chosen.planner, patch_of=patch_of),
        follow_up=follow_up,
    )
    lived = Lived(planted=planted(options), instead=chosen.instead)
    for number in range(options.weeks):
        with as_house():
            _live_week(stage, number, lived)
    with as_house():
        lived.verified = Verification.objects.count()
        lived.faces = faces_at_the_door(options)
        check_alerts(at=options.now)
    return lived


def _live_week(stage: Stage, number: int, lived: Lived) -> None:
    week = stage.options.first_week + number * ONE_WEEK
    planned_at = min(london_time(week - timedelta(days=4), time(10)), stage.options.now)
    extended = extend_visits(by=None, at=planned_at, starts_on=week, until=week + ONE_WEEK)
    lived.visits += extended.visits
    _go_to_hospital(stage, number)
    for place, provider in enumerate(stage.cast.providers):
        share = PLANNING * place / len(stage.cast.providers)
        _say(stage, number, share, f"{provider.short_name} plans the week of {week:%-d %B}")
        _plan(stage, provider, week, planned_at, lived)
        if number == 0:
            coordinator = stage.cast.users[COORDINATORS[place]]
            name_first_teams(by=coordinator, at=london_time(week, time(9)), provider=provider, week=week)
    for offset in range(7):
        day = week + timedelta(days=offset)
        _say(stage, number, PLANNING + (1 - PLANNING) * offset / 7, f"{day:%A %-d %B}: walking, recording")
        _live_day(stage, day, lived)
    if london_time(week + ONE_WEEK, time(0)) <= stage.options.now:
        _settle_up(stage, week, lived)


def _say(stage: Stage, number: int, share: float, words: str) -> None:
    """Show how far a week has come, as a share of it."""
    weeks = stage.options.weeks - (1 - PLANNING) * (1 - LIVED_OF_THE_LAST)
    stage.options.say(words, SETTLED + (LIVED - SETTLED) * min(1.0, (number + share) / weeks))


def _plan(stage: Stage, provider: Organisation, week: date, planned_at: datetime, lived: Lived) -> None:
    """A provider's shifts of the week, filled and published."""
    until = week + ONE_WEEK
    make_shifts(by=None, at=planned_at, organisation=provider, starts_on=week, until=until)
    proposal = propose(
        by=None,
        at=planned_at,
        organisation=provider,
        starts_on=week,
        until=until,
        planner=stage.planner,
    )
    publish_rota(by=None, at=planned_at, proposal=proposal)
    found = proposal.summary
    lived.places_rostered += found["places"] - found["unassigned"]
    lived.places_unfilled += found["unassigned"]
    lived.walked_minutes += sum(
        entry.travel_minutes for entry in proposal.entries if entry.travel_mode == TravelMode.WALK
    )


def _live_day(stage: Stage, day: date, lived: Lived) -> None:
    now = stage.options.now
    cut_off_at = london_time(day - ONE_DAY, time(10))
    if cut_off_at > now:
        return
    planned = planned_visits(day, day + ONE_DAY)
    _call_some_off(stage, planned, london_time(day - ONE_DAY, time(9)))
    freeze_shifts(by=None, at=cut_off_at, before=cut_off_at)
    starts_at, over_at = london_time(day, time(0)), london_time(day + ONE_DAY, time(2))
    if starts_at > now:
        return
    slots = {each.visit.pk: each.visit.slot_key for each in planned}
    entries = [entry for held in current_entries(slots).values() for entry in held if entry.worker_id]
    heard: set[UUID] = set()
    for device, recorded in _recorded_by(stage, entries, slots, min(over_at, now)):
        heard |= {event.visit_id for event in recorded}
        for batch in batches(recorded):
            first_seq = stage.sent[device.pk] + 1
            receive_batch(device=device, batch=_as_sent(device, batch, first_seq), at=batch[-1].sent_at)
            stage.sent[device.pk] += len(batch)
            lived.events += len(batch)
            lived.batches += 1
    stage.follow_up(min(over_at, now))
    verify_visits(by=None, at=min(over_at, now), visit_ids=slots.keys() - heard)


def _recorded_by(
    stage: Stage, entries: Iterable[Entry], slots: Mapping[UUID, str], until: datetime
) -> Iterator[tuple[Device, list[Recorded]]]:
    """For each worker's phone, what it recorded that day and could send by then."""
    rounds: defaultdict[UUID, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.worker_id:
            rounds[entry.worker_id].append(entry)
    for worker_id, theirs in sorted(rounds.items()):
        recorded = live_through(
            key=f"{worker_id}:{theirs[0].starts_at:%Y%m%d}",
            day=[_due(entry, slots[entry.visit_id]) for entry in theirs],
            seed=stage.options.seed,
            until=until,
        )
        if recorded:
            yield stage.phones[worker_id], recorded


def _due(entry: Entry, slot_key: str) -> Due:
    return Due(
        visit_id=entry.visit_id,
        slot_key=slot_key,
        place=entry.place,
        starts_at=entry.starts_at,
        minutes=entry.minutes,
        travel_minutes=entry.travel_minutes,
    )


def _as_sent(device: Device, batch: Sequence[Recorded], first_seq: int) -> dict[str, object]:
    """The body of POST /phone/sync."""
    return {
        "device_id": str(device.pk),
        "last_pos": None,
        "events": [
            {
                "id": str(event.id),
                "seq": first_seq + place,
                "type": event.kind,
                "v": 1,
                "body": {
                    "visit": str(event.visit_id),
                    **event.body,
                    **({"text": event.text} if event.text else {}),
                },
                "device_at": event.at.isoformat(),
                "mono_ms": event.mono_ms,
            }
            for place, event in enumerate(batch)
        ],
    }


def _call_some_off(stage: Stage, planned: Iterable[PlannedVisit], at: datetime) -> None:
    """A few visits are called off the day before, by the person or the family, ahead of the cut-off."""
    for each in planned:
        fate = Random(f"{stage.options.seed}:cancel:{each.visit.pk}").random()
        if each.due and fate < value("cancelled_share"):
            cancel_visit(by=None, at=at, visit_id=each.visit.pk, reason="asked_by_person")


def _go_to_hospital(stage: Stage, number: int) -> None:
    """One person is admitted on the Wednesday of the second week and comes home five days later."""
    if number != 1 or len(stage.registered) <= HOSPITAL:
        return
    week = stage.options.first_week + ONE_WEEK
    person_id = stage.registered[HOSPITAL].person_id
    admitted_at = london_time(week + timedelta(days=2), time(11, 20))
    home_at = london_time(week + timedelta(days=7), time(15))
    if home_at < stage.options.now:
        stay = suspend(by=None, at=admitted_at, person_id=person_id, starts_at=admitted_at, reason="hospital")
        resume(by=None, at=home_at, suspension_id=stay.pk, ends_at=home_at)


def _settle_up(stage: Stage, week: date, lived: Lived) -> None:
    """Providers claim the week; Fay drafts it, and Ivy approves all but the last."""
    fay, ivy = stage.cast.users["fay"], stage.cast.users["ivy"]
    monday = london_time(week + ONE_WEEK, time(9, 30))
    at = min(monday, stage.options.now)
    planned = planned_visits(week, week + ONE_WEEK)
    for provider in stage.cast.providers:
        claims = list(_claims(stage, planned, provider.pk))
        reference = f"{provider.short_name.split()[0].upper()}-{week:%Y%m%d}"
        record_claims(by=None, at=at, provider=provider, reference=reference, claims=claims)
    run = draft_run(by=fay, at=at, commissioner=stage.cast.council, starts_on=week, until=week + ONE_WEEK)
    lived.runs += 1
    is_last = london_time(week + 2 * ONE_WEEK, time(0)) > stage.options.now
    if not is_last:
        approve_run(by=ivy, at=at + timedelta(hours=2), run=run)
        pay_run(by=ivy, at=at + timedelta(hours=3), run=run)
        lived.paid_pence += sum(run.totals.values_list("pence", flat=True))


def _claims(stage: Stage, planned: Sequence[PlannedVisit], provider_id: UUID) -> Iterator[NewClaim]:
    """Providers invoice a little over what was rostered, rounded up now and then, whatever was delivered."""
    theirs = [each for each in planned if each.visit.provider_id == provider_id]
    known = verifications_by_place([each.visit.pk for each in theirs])
    over = value("invoiced_over_rostered_share")
    for each in theirs:
        for place in range(1, each.terms.workers_needed + 1):
            found = known.get((each.visit.pk, place))
            if found is None or found.verdict not in ("delivered", "refused"):
                continue
            # The surplus lands on whole visits: five minutes more on as many as make the ratio.
            more = Random(f"{stage.options.seed}:claim:{each.visit.pk}:{place}").random()
            extra = 5 if more < (over - 1) * each.terms.minutes / 5 else 0
            yield NewClaim(visit_id=each.visit.pk, place=place, invoiced_minutes=each.terms.minutes + extra)


def _phones(options: Options) -> dict[UUID, Device]:
    """A phone for every worker."""
    workers = list(Worker.objects.order_by("pk"))
    registered = register_devices(by=None, at=options.settled_at, workers=workers)
    return {device.worker_id: device for device, _ in registered}
