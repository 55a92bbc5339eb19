"""One person's record gathered into a file without names, as far as its owner may read the record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from kith.brokerage.models_placements import Placement
from kith.brokerage.queries import ActiveLine, lines_active, suspensions
from kith.core.anonymise import Known, age_band, anonymised, week_of
from kith.core.care_chart import Happened, Line, stretches
from kith.core.dates import day_bounds, london_day
from kith.core.phrases import phrase, say
from kith.core.service_types import SERVICE_TYPES
from kith.insight.case_files.file import PARTS, File, Words
from kith.insight.case_files.frame import most_workers, weekly_minutes
from kith.orgs.models import Organisation
from kith.people.models import CircleMember, Identifier, Residence
from kith.people.queries import Access, readable_kinds
from kith.people.queries_content import contents_of, said_of
from kith.plans.models import SupportPlan
from kith.plans.models_reviews import Review
from kith.plans.queries import plan_on
from kith.workforce.models import Worker

PAUSED = {
    "hospital": phrase("In hospital"),
    "respite": phrase("Respite"),
    "holiday": phrase("On holiday"),
    "family": phrase("With family"),
}
REVIEWED = {"planned": phrase("Planned review"), "unplanned": phrase("Unplanned review")}
MOVED = {"residential": phrase("To a care home"), "nursing": phrase("To a nursing home")}
LONG_AGO = date(1990, 1, 1)


def file_of(access: Access, on: date) -> File:
    """The file of the person an access opens, at the end of a day. What the reader may not read is not in it.

    Whoever calls sees everybody: names of workers and of the circle are looked up to be taken out.
    """
    person = access.person
    lines = lines_active(person_ids=[person.pk])
    begins_on = min((each.starts_on for each in lines), default=on)
    known = known_of(person.pk, lines, begins_on)
    return File(
        age=age_band(person.born_on, on),
        lives_alone=person.lives_alone,
        last_week=week_of(on, begins_on),
        stretches=stretches([_line(each, begins_on) for each in lines], week_of(on, begins_on)),
        happened=tuple(sorted(_happened(person.pk, lines, begins_on, on), key=lambda each: each.week)),
        words=tuple(Words(kind=each.kind, text=anonymised(each.text, known)) for each in _words(access, on)),
    )


def known_of(person_id: UUID, lines: Sequence[ActiveLine], begins_on: date) -> Known:
    """Everything on record that names somebody in texts about a person."""
    around = set(CircleMember.objects.filter(person=person_id).values_list("member_id", flat=True))
    people = {person_id, *around}
    said = said_of(people, ("name", "known_as", "address", "phone"))
    names: defaultdict[str, list[str]] = defaultdict(list)
    for (whose, kind), text in said.items():
        if kind in ("name", "known_as"):
            names["person" if whose == person_id else "family"].append(text)
    providers = {each.line.provider_id for each in lines}
    workers = Worker.objects.filter(organisation__in=providers).values_list("first_name", "family_name")
    names["worker"] = [f"{first} {family}" for first, family in workers]
    firms = Organisation.objects.filter(pk__in=providers).values_list("name", "short_name")
    names["provider"] = [name for each in firms for name in each if name]
    numbers = Identifier.objects.filter(person__in=people).values_list("value", flat=True)
    streets = Residence.objects.filter(person__in=people).values_list("household__street", flat=True)
    return Known(
        names=names,
        addresses=[*(text for (_, kind), text in said.items() if kind == "address"), *filter(None, streets)],
        numbers=[*numbers, *(text for (_, kind), text in said.items() if kind == "phone")],
        begins_on=begins_on,
    )


def _line(each: ActiveLine, begins_on: date) -> Line:
    return Line(
        week=week_of(each.starts_on, begins_on),
        until=week_of(each.until, begins_on) if each.until else None,
        minutes=weekly_minutes(each),
        workers=most_workers(each),
    )


def _happened(person_id: UUID, lines: Sequence[ActiveLine], begins_on: date, on: date) -> Iterator[Happened]:
    def at(day: date, words: str) -> Iterator[Happened]:
        if begins_on <= day <= on:
            yield Happened(week=week_of(day, begins_on), words=words)

    for each in lines:
        kind = SERVICE_TYPES[each.line.service_type]
        if kind.key != "home_care":
            yield from at(each.starts_on, kind.name)
    for review in Review.objects.filter(person=person_id):
        yield from at(review.on, say(REVIEWED[review.kind]))
    span = (day_bounds(LONG_AGO)[0], day_bounds(on)[1])
    for pause in suspensions([person_id], *span).get(person_id, ()):
        yield from at(london_day(pause.starts_at), say(PAUSED[pause.reason]))
        if pause.ends_at:
            yield from at(london_day(pause.ends_at), say("Care began again"))
    for placement in Placement.objects.filter(person=person_id):
        yield from at(placement.starts_on, say(MOVED[placement.kind]))
    for plan in SupportPlan.objects.filter(person=person_id):
        yield from at(plan.starts_on, say("Plan, version {version}", version=plan.version))


def _words(access: Access, on: date) -> Iterator[Words]:
    """The words of the record that the reader may read, in the order of a file."""
    readable = readable_kinds(access)
    held: defaultdict[str, list[str]] = defaultdict(list)
    for piece in reversed(contents_of([access.person.pk], readable & PARTS.keys())):
        held[piece.kind].append(piece.text)
    plan = plan_on(access.person.pk, on) if "plan_note" in readable else None
    if plan is not None:
        asked_for = (
            say(
                "{title}: {minutes} minutes, {workers} at a time",
                title=each.title, minutes=each.minutes, workers=each.workers_needed,
            )
            for each in plan.lines.all()
        )  # fmt: skip
        held["plan"] = ["\n".join(asked_for)]
    for kind in PARTS:
        for text in held[kind]:
            yield Words(kind=kind, text=text)
