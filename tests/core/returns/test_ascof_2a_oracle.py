"""ASCOF 2A against a second, slow reading of the published method: sets of days, and no clever order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from kith.core.returns.ascof_2a import ascof_2a
from kith.core.returns.events import Event, EventType

FROM, TO = date(2025, 4, 1), date(2026, 3, 31)
FAR = date(2030, 1, 1)

# Typed from the publication, and not taken from the code under test.
BEST_OUTCOME_FIRST = (
    "Progress to reablement/ST-Max", "Progress to assessment, review or reassessment",
    "Release 1 specification only: Not mapped", "Progress to support planning or services",
    "Continuation of support or services", "Admitted to hospital",
    "NFA: Responsibility moved to another local authority",
    "NFA: Referral to NHS services or NHS funded social care",
    "NFA: Self-funded client or under 12wk disregard", "NFA: Information and advice or signposting",
    "NFA: Referral to other service within the local authority", "NFA: Support declined", "NFA: Deceased",
    "NFA: Support ended as planned", "NFA: Support ended for other reason",
    "NFA: No services offered for other reason", "NFA: Other",
)  # fmt: skip
SAYS_NOTHING = {*BEST_OUTCOME_FIRST[:5], ""}
BEST_SERVICE_FIRST = (
    "Long term support: Nursing care", "Long term support: Residential care", "Long term support: Community",
    "Long term support: Prison", "Short term support: ST-Max", "Short term support: Ongoing low level",
    "Short term support: Other short term",
)  # fmt: skip
ST_MAX = BEST_SERVICE_FIRST[4]
NUMERATOR = {
    "Short term support: Ongoing low level", "Short term support: Other short term",
    "NFA: Information and advice or signposting", "NFA: Support ended as planned",
    "NFA: Responsibility moved to another local authority", "NFA: Other",
    "NFA: No services offered for other reason", "NFA: Support ended for other reason",
    "NFA: Referral to other service within the local authority",
}  # fmt: skip
ALSO_IN_DENOMINATOR = {*BEST_SERVICE_FIRST[:4], "Short term support: Residential or Nursing care"}
SHORT_STAYS = ("Short term residential care", "Short term nursing care")


def slow(events: Sequence[Event]) -> tuple[int, int]:
    """Numerator and denominator, person by person."""
    known = [e for e in events if e.client_type == "Service user" and _until(e) >= e.starts_on]
    sequels = [
        _sequel(cluster, [e for e in known if e.person == person])
        for person in sorted({e.person for e in known})
        for cluster in _clusters([e for e in known if e.person == person and e.service_type == ST_MAX])
        if _is_counted(cluster, [e for e in known if e.person == person])
    ]
    return (
        sum(sequel in NUMERATOR for sequel in sequels),
        sum(sequel in NUMERATOR | ALSO_IN_DENOMINATOR for sequel in sequels),
    )


def _until(event: Event) -> date:
    return event.ends_on or FAR


def _days(event: Event) -> set[date]:
    """Every day of a service and of the week after it, up to a day long after all of them."""
    last = min(_until(event), date(2026, 6, 30)) + timedelta(days=7)
    return {event.starts_on + timedelta(days=n) for n in range((last - event.starts_on).days + 1)}


def _clusters(services: Sequence[Event]) -> list[list[Event]]:
    """Services whose days, each with the week after it, touch another's."""
    clusters = [[each] for each in services]
    while True:
        touching = next(
            (
                (one, other)
                for one in clusters
                for other in clusters
                if one is not other and any(b.starts_on in _days(a) for a in one for b in other)
            ),
            None,
        )
        if touching is None:
            return clusters
        one, other = touching
        clusters = [each for each in clusters if each is not one and each is not other] + [one + other]


def _is_counted(cluster: Sequence[Event], own: Sequence[Event]) -> bool:
    began, ended = min(e.starts_on for e in cluster), max(_until(e) for e in cluster)
    died = cluster[0].died_on
    lately = [
        e for e in own
        if e.service_type in BEST_SERVICE_FIRST[:4] and e.starts_on < began and (began - _until(e)).days < 91
    ]  # fmt: skip
    return FROM <= ended <= TO and not (died and died < began) and not lately


def _sequel(cluster: Sequence[Event], own: Sequence[Event]) -> str:
    began, ended = min(e.starts_on for e in cluster), max(_until(e) for e in cluster)
    week_on = ended + timedelta(days=7)
    died = cluster[0].died_on
    if died and died <= week_on:
        return "NFA: Deceased"
    closing = [e.outcome for e in cluster if e.ends_on == ended]
    outcome = min(closing, key=lambda each: (each in SAYS_NOTHING, _rank(each)))
    if outcome == "Admitted to hospital":
        return outcome
    after = [
        e for e in own
        if e.service_type in BEST_SERVICE_FIRST and _until(e) > ended and began <= e.starts_on <= week_on
    ]  # fmt: skip
    for service_type in BEST_SERVICE_FIRST:
        of_type = sorted((e for e in after if e.service_type == service_type), key=lambda e: e.starts_on)
        if of_type:
            short = service_type.startswith("Short") and of_type[0].component in SHORT_STAYS
            return "Short term support: Residential or Nursing care" if short else service_type
    said = {outcome} | {e.outcome for e in own if _is_near(e, began, ended, week_on)}
    for each in BEST_OUTCOME_FIRST:
        if each in said and each not in SAYS_NOTHING:
            return each
    equipped = [
        e for e in own
        if e.component == "Equipment" and began <= e.starts_on and e.ends_on and e.ends_on <= ended
    ]  # fmt: skip
    return "Short term support: Ongoing low level" if equipped else "Unable to classify"


def _is_near(event: Event, began: date, ended: date, week_on: date) -> bool:
    if event.event_type is EventType.SERVICE:
        return False
    follows = ended < event.starts_on <= week_on and event.outcome != "NFA: Support ended as planned"
    looked_at = event.event_type in (EventType.ASSESSMENT, EventType.REVIEW) and event.ends_on is not None
    nested = looked_at and began <= _until(event) <= ended and (ended - _until(event)).days < 14
    return follows or nested


def _rank(outcome: str) -> int:
    return BEST_OUTCOME_FIRST.index(outcome) if outcome in BEST_OUTCOME_FIRST else len(BEST_OUTCOME_FIRST)


SPELL = date(2025, 6, 2), date(2025, 7, 13)
# A day to either side of every limit there is, so that a limit that is a day out is seen.
LIMITS = (
    *(SPELL[0] + timedelta(days=n) for n in (-92, -91, -90, -40, -1, 0, 1)),
    *(SPELL[1] + timedelta(days=n) for n in (-15, -14, -13, -1, 0, 1, 6, 7, 8, 9, 40)),
    FROM - timedelta(days=1), FROM, TO, TO + timedelta(days=1),
)  # fmt: skip
DAYS = some.sampled_from(LIMITS)
OUTCOMES = ["", *BEST_OUTCOME_FIRST, *["NFA: Support ended as planned"] * 6]
SERVICES = [ST_MAX] * 2 + list(BEST_SERVICE_FIRST)
KINDS = ["Service", "Service", "Request", "Assessment", "Review"]


@some.composite
def events(draw: some.DrawFn) -> list[Event]:
    """Ada's spell of reablement, and what else she had, on the days that decide what counts."""
    died_on = draw(some.one_of(some.none(), some.none(), DAYS))
    made = [_event(0, "Service", *SPELL, outcome=draw(some.sampled_from(OUTCOMES)), died_on=died_on)]
    for row in range(1, draw(some.integers(1, 5))):
        kind = draw(some.sampled_from(KINDS))
        told = {
            "outcome": draw(some.sampled_from(OUTCOMES)),
            "service_type": draw(some.sampled_from(SERVICES)) if kind == "Service" else "",
            "component": draw(some.sampled_from(["", "Equipment", *SHORT_STAYS])),
            "client_type": draw(some.sampled_from(["Service user"] * 7 + ["Unpaid carer"])),
        }
        made.append(
            _event(row, kind, draw(DAYS), draw(some.one_of(some.none(), DAYS)), died_on=died_on, **told)
        )
    return made


def _event(row: int, kind: str, starts_on: date, ends_on: date | None, **told: Any) -> Event:
    common = {"client_type": "Service user", "service_type": ST_MAX, "born_on": date(1940, 4, 17)}
    return Event(
        row=row, period_ends_on=TO, la_code="212", person="Ada", event_type=EventType(kind),
        starts_on=starts_on, ends_on=ends_on, **(common | told),
    )  # fmt: skip


@settings(max_examples=500)
@given(events())
def test_the_measure_is_what_the_published_steps_come_to(made: list[Event]) -> None:
    # Of services of one type that begin together the first in the file is the next one.
    result = ascof_2a(made, starts_on=FROM, ends_on=TO)
    assert slow(made) == (result.numerator, result.denominator)


def test_one_more_event_on_any_two_of_the_deciding_days_comes_to_the_same() -> None:
    kinds = [("Service", each) for each in BEST_SERVICE_FIRST]
    kinds += [(kind, "") for kind in ("Request", "Assessment", "Review")]
    spell = _event(0, "Service", *SPELL, outcome="NFA: Support ended as planned")
    for (kind, service_type), starts_on, ends_on in product(kinds, LIMITS, (None, *LIMITS)):
        told = {"service_type": service_type, "outcome": "NFA: Support declined"}
        made = [spell, _event(1, kind, starts_on, ends_on, **told)]
        result = ascof_2a(made, starts_on=FROM, ends_on=TO)
        assert slow(made) == (result.numerator, result.denominator), made[1]
