"""The fixed cast and their neighbourhood, made by plain functions with defaults.

Ada draws on care and Wilf, her husband, is her unpaid carer. Grace works for Kindly Care, where Olu rosters
and Maya is the registered manager. At the council Bea brokers, Helen is the social worker, Fay drafts pay
runs and Ivy approves them, Cass commissions and Pru looks after privacy. Sam rosters at Other Hands,
another provider, and must be refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from kith.orgs import actions, actions_accounts
from kith.orgs.models import Area, Organisation, Team, User

TODAY = date(2026, 4, 7)  # a Tuesday, in British Summer Time
NOW = datetime(2026, 4, 7, 7, 42, tzinfo=UTC)
STARTED_ON = date(2026, 1, 5)
MILLGATE = {  # a square of about 2 km around 53.80 N 1.60 W
    "type": "Polygon",
    "coordinates": [
        [[-1.615, 53.791], [-1.585, 53.791], [-1.585, 53.809], [-1.615, 53.809], [-1.615, 53.791]]
    ],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Everybody, and where they belong."""

    council: Organisation
    kindly_care: Organisation
    other_hands: Organisation
    patch: Area
    team: Team
    ada: User
    wilf: User
    grace: User
    olu: User
    maya: User
    bea: User
    helen: User
    fay: User
    ivy: User
    cass: User
    pru: User
    sam: User


def council(name: str = "Aireford City Council") -> Organisation:
    return actions.create_organisation(by=None, at=NOW, kind=Organisation.Kind.COUNCIL, name=name)


def provider(name: str = "Kindly Care") -> Organisation:
    return actions.create_organisation(by=None, at=NOW, kind=Organisation.Kind.PROVIDER, name=name)


def patch(
    *, commissioner: Organisation, name: str = "Millgate", boundary: dict[str, object] | None = None
) -> Area:
    return actions.create_area(
        by=None,
        at=NOW,
        kind=Area.Kind.PATCH,
        name=name,
        commissioner=commissioner,
        starts_on=STARTED_ON,
        boundary=MILLGATE if boundary is None else boundary,
    )


def user(
    name: str,
    *,
    role: str | None = None,
    organisation: Organisation | None = None,
    starts_on: date = STARTED_ON,
    password: str | None = None,
    is_demo: bool = False,
) -> User:
    """Somebody who signs in by their first name in small letters, perhaps with a role."""
    made = actions_accounts.create_user(
        by=None,
        at=NOW,
        username=name.lower().replace(" ", "."),
        display_name=name,
        organisation=organisation,
        password=password,
        is_demo=is_demo,
    )
    if role is not None:
        actions_accounts.grant_role(
            by=None, at=NOW, user=made, role=role, organisation=organisation, starts_on=starts_on
        )
    return made


def cast() -> Cast:
    """The whole cast: organisations, a patch with its team, and everybody with their role."""
    city, kindly_care, other_hands = council(), provider(), provider("Other Hands")
    millgate = patch(commissioner=city)
    team = actions.create_team(
        by=None,
        at=NOW,
        name="Millgate neighbourhood team",
        area=millgate,
        starts_on=STARTED_ON,
        organisations=[city, kindly_care],
    )
    return Cast(
        council=city,
        kindly_care=kindly_care,
        other_hands=other_hands,
        patch=millgate,
        team=team,
        ada=user("Ada", role="person"),
        wilf=user("Wilf", role="family"),
        grace=user("Grace", role="worker", organisation=kindly_care),
        olu=user("Olu", role="coordinator", organisation=kindly_care),
        maya=user("Maya", role="registered_manager", organisation=kindly_care),
        bea=user("Bea", role="broker", organisation=city),
        helen=user("Helen", role="social_worker", organisation=city),
        fay=user("Fay", role="council_finance", organisation=city),
        ivy=user("Ivy", role="council_finance", organisation=city),
        cass=user("Cass", role="commissioner", organisation=city),
        pru=user("Pru", role="privacy_officer", organisation=city),
        sam=user("Sam", role="coordinator", organisation=other_hands),
    )
