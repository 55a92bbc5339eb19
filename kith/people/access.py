"""What a role and a relationship together allow, weighed against what the person wants shared.

Everything here is worked out from rows already read; ``queries.py`` reads them. A right takes a role that
gives it, *and* a live relationship of a kind that role works through, *and* no choice of the person against
it. Deny beats allow, and what no rule says is refused. Source: ``docs/explanation/who-sees-what.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from uuid import UUID

from django.db.models import Q

from kith.orgs.models import User
from kith.orgs.queries import HeldRole
from kith.orgs.roles import DATA_CLASSES, ROLES, Limit, Right, Role
from kith.people.content_kinds import KINDS
from kith.people.models import Person, Relationship, SharingChoice

SELF, FAMILY, COMMISSIONER, ALLOCATION = "self", "family", "commissioner", "allocation"
CASE, EMERGENCY = "case", "emergency"
CHOOSES = "chooses"  # somebody the person lets choose for them; it shows nothing of the record by itself
NAMES = 1  # the class of data that says who somebody is
PRIVATE = frozenset({SELF, FAMILY})  # what somebody is at home; every other kind is what they are at work

# What shows that somebody is being worked with: not what merely lets a council, an officer or family look.
AT_WORK = ~Q(kind__in=PRIVATE | {COMMISSIONER, CASE, EMERGENCY, CHOOSES})

# Where sharing choices say nothing: one's own record, and an emergency, whose reason is the override.
UNASKED = frozenset({SELF, EMERGENCY})

# An invited provider reads the request, which has no name on it, and never the person's record.
NAMELESS = frozenset({"invitation"})

# Who may break the glass. Nobody who is not named: not family, third sector, finance, operators or providers.
BREAK_GLASS_ROLES = frozenset(
    {"social_worker", "social_worker_not_allocated", "nurse", "trusted_assessor", "discharge_hub"}
)

# Who finds, by name alone, everybody their council is responsible for; to open a record takes more.
FINDERS = frozenset({"social_worker_not_allocated", "privacy_officer"})

# The part of a class that is a role's own slice, where the slice is some kinds of text and not others.
NAME_ONLY = frozenset({"name", "known_as"})
SLICES: Mapping[tuple[str, int], frozenset[str]] = MappingProxyType(
    {
        ("provider_finance", 1): NAME_ONLY,
        ("council_finance", 1): NAME_ONLY,
        ("social_worker_not_allocated", 1): NAME_ONLY,
        ("third_sector", 4): frozenset({"what_matters"}),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One of the user's roles, and a relationship through which it reaches the person."""

    role: Role
    relationship: Relationship
    user: User
    on: date

    @property
    def in_grace(self) -> bool:
        """Whether the relationship has ended and only its days of grace for reading are left."""
        return self.relationship.until is not None and self.relationship.until <= self.on

    @property
    def audiences(self) -> tuple[str, ...]:
        """The names under which a person's sharing choices speak of this user."""
        return audiences_of(self.role, self.user)


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """A person somebody may see, by which role and relationship, and what decides what else they may see.

    The house itself (`kith work`, imports) has no role and no relationship, and may see everything.
    """

    person: Person
    role: Role | None
    relationship: Relationship | None
    ways: tuple[Way, ...]
    choices: Mapping[tuple[str, int], bool]


def may_see(access: Access, data_class: int, *, right: Right = Right.READ, in_window: bool = False) -> bool:
    """Whether this access covers a class of data, for the parts of a page that has been opened already."""
    if access.role is None:
        return True
    return giving(access.ways, access.choices, right, data_class, in_window=in_window) is not None


def readable_kinds(access: Access) -> frozenset[str]:
    """The kinds of text about the person that this access may read: whole classes, or a role's own slice of
    one.
    """
    return frozenset(kind for kind, data_class in KINDS.items() if _reads_kind(access, kind, data_class))


def audiences_of(role: Role, user: User) -> tuple[str, ...]:
    """The names under which sharing choices may speak of this user in this role, the widest first."""
    return (role.key, f"organisation:{user.organisation_id}", f"user:{user.pk}")


def names_audience(audience: str) -> bool:
    """Whether sharing choices may speak of somebody by this name: a role, an organisation or a user."""
    kind, _colon, key = audience.partition(":")
    if kind not in ("organisation", "user"):
        return audience in ROLES
    try:
        UUID(key)
    except ValueError:
        return False
    return True


def kinds_through(role: Role) -> frozenset[str]:
    """Every kind of relationship through which a role reads something of a person's record."""
    return frozenset().union(*(kinds_giving(role, Right.READ, data_class) for data_class in DATA_CLASSES))


def kinds_giving(role: Role, right: Right, data_class: int) -> frozenset[str]:
    """The kinds of relationship through which a role has this right over a class of data."""
    if not role.allows(right, data_class):
        return frozenset()
    limits = role.limits(data_class)
    if Limit.ON_CASE in limits:
        kinds = frozenset({CASE})
    else:
        kinds = frozenset() if Limit.BREAK_GLASS in limits else role.through - NAMELESS
    return kinds | {EMERGENCY} if right is Right.READ and role.key in BREAK_GLASS_ROLES else kinds


def kinds_finding(role: Role) -> frozenset[str]:
    """The kinds of relationship through which a role finds somebody in a search."""
    found = kinds_giving(role, Right.READ, NAMES)
    return found | {COMMISSIONER} if role.key in FINDERS else found


def ways_of(
    held: Iterable[HeldRole], relationships: Iterable[Relationship], user: User, on: date
) -> tuple[Way, ...]:
    """Each of the user's roles with each relationship it works through, as far as nobody is looking after
    their own.

    Who is, or is close to, the person has no staff role towards them: the case goes to somebody else.
    """
    roles = {role.key: role for role in (ROLES.get(grant.key) for grant in held) if role}
    return tuple(
        Way(role=role, relationship=relationship, user=user, on=on)
        for role in roles.values()
        for relationship in relationships
        if relationship.kind in kinds_through(role)
        and not (relationship.kind not in PRIVATE and getattr(relationship, "close_to_user", False))
    )


def is_shared(choices: Mapping[tuple[str, int], bool], role: Role, user: User, data_class: int) -> bool:
    """Whether the choices share the class with this user in this role: no no is among them, and, where the
    role sees only what was chosen, a yes is.
    """
    audiences = audiences_of(role, user)
    said = [choices[audience, data_class] for audience in audiences if (audience, data_class) in choices]
    return all(said) and (bool(said) or Limit.BY_CHOICE not in role.limits(data_class))


def newest_choices(choices: Iterable[SharingChoice]) -> Mapping[tuple[str, int], bool]:
    """What the person last said for each audience and class; ``choices`` come oldest first."""
    return {(choice.audience, choice.data_class): choice.shared for choice in choices}


def giving(
    ways: Iterable[Way],
    choices: Mapping[tuple[str, int], bool],
    right: Right,
    data_class: int,
    *,
    in_window: bool = False,
) -> Way | None:
    """The first way that gives the right over the class, or None."""
    return next((way for way in ways if _gives(way, choices, right, data_class, in_window)), None)


def _gives(
    way: Way, choices: Mapping[tuple[str, int], bool], right: Right, data_class: int, in_window: bool
) -> bool:
    kind = way.relationship.kind
    if kind not in kinds_giving(way.role, right, data_class) or (way.in_grace and right is not Right.READ):
        return False
    if Limit.IN_WINDOW in way.role.limits(data_class) and not in_window:
        return False
    return kind in UNASKED or _shared(way, choices, data_class)


def _shared(way: Way, choices: Mapping[tuple[str, int], bool], data_class: int) -> bool:
    """Whether the person's choices let this way be used: one no is enough, and family needs a yes as well."""
    return is_shared(choices, way.role, way.user, data_class)


def _reads_kind(access: Access, kind: str, data_class: int) -> bool:
    """Whether some way reads this kind: its slice of the class holds it, or it has no slice and reads it
    all.
    """
    if access.role is None:
        return True
    ways = [
        way
        for way in access.ways
        if way.relationship.kind == EMERGENCY or kind in SLICES.get((way.role.key, data_class), KINDS)
    ]
    return giving(ways, access.choices, Right.READ, data_class) is not None
