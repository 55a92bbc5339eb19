"""Who looked at somebody's record, in words the person can read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from kith.core.dates import london_day
from kith.core.phrases import phrase, say
from kith.orgs.models import AuditRow, User
from kith.orgs.roles import DATA_CLASSES, ROLES, Limit
from kith.people.actions_emergency import REASONS as EMERGENCIES
from kith.people.actions_emergency_review import OUTCOMES as FOUND
from kith.people.queries import access_person

WHO_LOOKED = 12
NEWEST = 500

# What was done with a class of data, and what it is called when it was refused.
DID: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "see.person": (phrase("looked at {what}"), phrase("tried to look at {what}")),
        "see.figures": (
            phrase("looked at {what} behind a figure"),
            phrase("tried to look at {what} behind a figure"),
        ),
        "see.case_file": (
            phrase("looked at {what}, as colleagues read it who are not told whose it is"),
            phrase("tried to look at {what} without a name"),
        ),
        "add_to.person": (phrase("added to {what}"), phrase("tried to add to {what}")),
        "decide_about.person": (phrase("decided about {what}"), phrase("tried to decide about {what}")),
    }
)

# Everything else: an action's verb in the past, and the nouns that do not say themselves what they are.
PAST: Mapping[str, str] = MappingProxyType(
    {
        "write": "wrote",
        "begin": "began",
        "choose": "chose",
        "take": "took",
        "set": "set",
        "freeze": "froze",
        "pay": "paid",
        "hold": "held",
        "override": "overrode",
        "swap": "swapped",
        "withdraw": "withdrew",
        "weigh": "looked into",
    }
)
NOUNS: Mapping[str, str] = MappingProxyType(
    {
        "person": "this record",
        "case_file": "this record without names, for colleagues to read",
        "emergency": "this record in an emergency",
        "emergency_review": "that emergency",
        "relationship": "somebody's sight of this record",
        "sharing": "what is shared",
        "circle_member": "a place in the circle",
        "key": "the key to this record",
        "disposal": "for this record to be disposed of",
    }
)

# Why, by the kind of relationship that gave the right.
BECAUSE: Mapping[str, str] = MappingProxyType(
    {
        "self": "it is their own record",
        "family": "this was shared with them",
        "rota": "a visit was on their rota",
        "package": "their organisation provides the care",
        "allocation": "they or their team are allocated",
        "commissioner": "their council is responsible for the care",
        "delegation": "they delegated a task",
        "case": "they were looking into a case",
        "discharge": "they were arranging the way home from hospital",
        "gp": "they are the GP practice",
        "referral": "a referral to them was accepted",
        "emergency": "they opened the record in an emergency",
    }
)
WHY_REFUSED = "they had no right to, and saw nothing"
THE_HOUSE = "Kith itself"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one user did about a record on one day, as often as they did it."""

    last_at: datetime
    who: str
    job: str
    organisation: str
    did: str
    why: str
    allowed: bool
    emergency: bool
    times: int


def who_looked(*, by: User | None, person_id: UUID, on: date, at: datetime) -> list[Look]:
    """Who looked at a record or changed it, and why they could, newest first.

    One line for each user, day, doing and reason; the newest five hundred rows of the audit are read. A
    refusal is there too. A provider's manager sees the looks of their own organisation alone.
    Raises `NotFound` unless the user may see who looked.
    """
    access = access_person(by=by, person_id=person_id, data_class=WHO_LOOKED, on=on, at=at)
    rows = AuditRow.objects.filter(person_id=person_id)
    if by is not None and access.role is not None and Limit.OWN_SLICE in access.role.limits(WHO_LOOKED):
        rows = rows.filter(organisation_id=by.organisation_id)
    return looks_of(rows.order_by("-recorded_at", "-id")[:NEWEST])


def looks_of(rows: Iterable[AuditRow]) -> list[Look]:
    """The rows in words, each user's like rows of a day together; one query for who they were."""
    together: dict[tuple[object, ...], list[AuditRow]] = {}
    for row in rows:
        like = (row.user_id, london_day(row.recorded_at), row.action, row.data_class, row.allowed, row.reason)
        together.setdefault(like, []).append(row)
    asked = {row.user_id for alike in together.values() for row in alike if row.user_id}
    users = User.objects.select_related("organisation").in_bulk(asked)
    return [
        _look(alike[0], users.get(alike[0].user_id) if alike[0].user_id else None, len(alike))
        for alike in together.values()
    ]


def _look(row: AuditRow, user: User | None, times: int) -> Look:
    role = ROLES.get(row.role)
    return Look(
        last_at=row.recorded_at,
        who=user.display_name if user else say(THE_HOUSE),
        job=user.job_title or (say(role.name) if role else "") if user else "",
        organisation=user.organisation.short_name if user and user.organisation else "",
        did=_did(row),
        why=_why(row),
        allowed=row.allowed,
        emergency=row.reason == "emergency" or row.action.endswith(".emergency"),
        times=times,
    )


def _did(row: AuditRow) -> str:
    """What was done, such as "looked at daily notes", or "changed package line" from change.package_line."""
    if row.action in DID:
        done, tried = DID[row.action]
        what = say(DATA_CLASSES.get(row.data_class or 0, phrase("an unknown part of the record")))
        return say(done if row.allowed else tried, what=what)
    verb, _, noun = row.action.partition(".")
    told = f"{_past(verb.replace('_', ' '))} {NOUNS.get(noun, noun.replace('_', ' '))}"
    return say(told.strip())


def _past(verb: str) -> str:
    """The verb in the past: awarded from award, suspended from suspend, replied from reply."""
    if verb in PAST:
        return PAST[verb]
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return f"{verb[:-1]}ied"
    return f"{verb}d" if verb.endswith("e") else f"{verb}ed"


def _why(row: AuditRow) -> str:
    if not row.allowed:
        return say(WHY_REFUSED)
    because = BECAUSE.get(row.reason) or EMERGENCIES.get(row.reason) or FOUND.get(row.reason, "")
    return say(because) if because else ""
