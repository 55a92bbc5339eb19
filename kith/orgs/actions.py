"""Making organisations, neighbourhoods, teams and accounts, and granting roles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Self

from django.db import transaction

from kith.core import postcodes
from kith.core.dates import london_day
from kith.core.errors import Invalid, NotPermitted
from kith.orgs import audit
from kith.orgs.models import (
    Area,
    Organisation,
    PostcodePoint,
    RoleGrant,
    Team,
    TeamMember,
    TeamOrganisation,
    User,
)
from kith.orgs.queries import roles_of
from kith.orgs.roles import ROLES, check_may

OPERATOR = "operator"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPostcode:
    """Where a postcode is: WGS84 degrees, and metres on the national grid."""

    postcode: str
    lat: float
    lon: float
    easting: int
    northing: int
    ward_code: str = ""
    lsoa_code: str = ""

    @classmethod
    def published(cls, point: postcodes.PostcodePoint) -> Self:
        """A postcode as a public file gives it, its place on the grid worked out where it has none."""
        easting, northing = point.easting, point.northing
        if easting is None or northing is None:
            easting, northing = postcodes.to_grid(point.lat, point.lon)
        return cls(
            postcode=point.postcode,
            lat=point.lat,
            lon=point.lon,
            easting=easting,
            northing=northing,
            ward_code=point.ward_code or "",
            lsoa_code=point.lsoa_code or "",
        )


class GrantsToSelf(NotPermitted):
    """Somebody tried to give themselves a role."""

    code = "grants_to_self"


def create_organisation(
    *, by: User | None, at: datetime, kind: Organisation.Kind, name: str, short_name: str = "", code: str = ""
) -> Organisation:
    """The new organisation. Raises `NotPermitted`."""
    check_may(by, "create organisation", None, london_day(at))
    with transaction.atomic():
        organisation = Organisation.objects.create(
            kind=kind, name=name, short_name=short_name or name, code=code
        )
        _record(by, at, "create.organisation", organisation)
    return organisation


def create_area(
    *,
    by: User | None,
    at: datetime,
    kind: Area.Kind,
    name: str,
    commissioner: Organisation,
    starts_on: date,
    parent: Area | None = None,
    boundary: dict[str, Any] | None = None,
    ward_codes: Sequence[str] = (),
) -> Area:
    """The new area, inside ``parent``. ``boundary`` is a GeoJSON polygon. Raises `NotPermitted`."""
    check_may(by, "manage areas", None, london_day(at))
    with transaction.atomic():
        area = Area.objects.create(
            kind=kind,
            name=name,
            commissioner=commissioner,
            starts_on=starts_on,
            parent=parent,
            boundary=boundary,
            ward_codes=list(ward_codes),
        )
        _record(by, at, "create.area", area, organisation=commissioner)
    return area


def create_team(
    *,
    by: User | None,
    at: datetime,
    name: str,
    area: Area,
    starts_on: date,
    organisations: Iterable[Organisation] = (),
) -> Team:
    """The new team, in which these organisations serve from its first day. Raises `NotPermitted`."""
    check_may(by, "manage areas", None, london_day(at))
    with transaction.atomic():
        team = Team.objects.create(name=name, area=area, starts_on=starts_on)
        TeamOrganisation.objects.bulk_create(
            TeamOrganisation(team=team, organisation=organisation, starts_on=starts_on)
            for organisation in organisations
        )
        _record(by, at, "create.team", team)
    return team


def join_team(*, by: User | None, at: datetime, team: Team, user: User, starts_on: date) -> TeamMember:
    """The user's place in the team. Raises `NotPermitted`."""
    check_may(by, "manage accounts", None, london_day(at))
    with transaction.atomic():
        member = TeamMember.objects.create(team=team, user=user, starts_on=starts_on)
        _record(by, at, "join.team", team, detail={"user": str(user.pk)})
    return member


def create_user(
    *,
    by: User | None,
    at: datetime,
    username: str,
    display_name: str,
    organisation: Organisation | None,
    job_title: str = "",
    email: str = "",
    password: str | None = None,
    is_demo: bool = False,
) -> User:
    """The new user, who may do nothing until a role is granted.

    Without a password they cannot sign in by one. Raises `NotPermitted`, also for another organisation's
    account.
    """
    _check_manages(by, "manage accounts", organisation, at)
    with transaction.atomic():
        user = User.objects.create_user(
            username,
            password,
            display_name=display_name,
            organisation=organisation,
            job_title=job_title,
            email=email,
            joined_at=at,
            is_demo=is_demo,
        )
        _record(by, at, "create.user", user, organisation=organisation)
    return user


def end_user(*, by: User | None, at: datetime, user: User) -> None:
    """Close an account: its roles end and the next request of any session is refused.

    Raises `NotPermitted`.
    """
    _check_manages(by, "manage accounts", user.organisation, at)
    today = london_day(at)
    with transaction.atomic():
        user.is_active = False
        user.save(update_fields=["is_active"])
        RoleGrant.objects.filter(user=user, until__isnull=True, starts_on__lte=today).update(until=today)
        _record(by, at, "end.user", user, organisation=user.organisation)


def grant_role(
    *,
    by: User | None,
    at: datetime,
    user: User,
    role: str,
    organisation: Organisation | None,
    starts_on: date,
    until: date | None = None,
    area: Area | None = None,
) -> RoleGrant:
    """The role now held by the user, in an organisation and perhaps one area alone.

    Raises `Invalid` for a role that does not exist, `GrantsToSelf` to who would grant themselves one, and
    `NotPermitted` to who manages another organisation.
    """
    if role not in ROLES:
        raise Invalid(f"There is no role called {role}. Choose one of the list.", role=role)
    if by is not None and by.pk == user.pk:
        raise GrantsToSelf(
            "You cannot give yourself a role. Ask somebody else who manages accounts.", role=role
        )
    _check_manages(by, "grant role", organisation, at)
    with transaction.atomic():
        grant = RoleGrant.objects.create(
            user=user,
            role=role,
            organisation=organisation,
            area=area,
            starts_on=starts_on,
            until=until,
            granted_at=at,
            granted_by=by,
        )
        _record(by, at, "grant.role", user, organisation=organisation, detail={"role": role})
    return grant


def end_grant(*, by: User | None, at: datetime, grant: RoleGrant, until: date) -> RoleGrant:
    """The grant, ended: ``until`` is the first day it no longer counts. Raises `NotPermitted`."""
    _check_manages(by, "grant role", grant.organisation, at)
    with transaction.atomic():
        grant.until = max(until, grant.starts_on)
        grant.save(update_fields=["until"])
        _record(by, at, "end.grant", grant.user, organisation=grant.organisation, detail={"role": grant.role})
    return grant


def add_postcodes(*, by: User | None, at: datetime, points: Sequence[NewPostcode]) -> int:
    """How many postcodes now stand as given: new ones are added, known ones moved. Raises `NotPermitted`."""
    check_may(by, "add postcodes", None, london_day(at))
    with transaction.atomic():
        PostcodePoint.objects.bulk_create(
            [PostcodePoint(**asdict(point)) for point in points],
            update_conflicts=True,
            unique_fields=["postcode"],
            update_fields=["lat", "lon", "easting", "northing", "ward_code", "lsoa_code"],
            batch_size=1000,
        )
        audit.record(by=by, at=at, action="add.postcodes", detail={"count": len(points)})
    return len(points)


def _check_manages(by: User | None, function: str, organisation: Organisation | None, at: datetime) -> None:
    """Raises `NotPermitted` unless the user may for this organisation: their own, or any for the operator."""
    on = london_day(at)
    check_may(by, function, None, on)
    if by is None or any(held.key == OPERATOR for held in roles_of(by, on)):
        return
    if organisation is None or organisation.pk != by.organisation_id:
        raise NotPermitted("You manage accounts of your own organisation only. Ask theirs.")


def _record(
    by: User | None,
    at: datetime,
    action: str,
    subject: Organisation | Area | Team | User,
    *,
    organisation: Organisation | None = None,
    detail: dict[str, object] | None = None,
) -> None:
    audit.record(
        by=by,
        at=at,
        action=action,
        subject_kind=type(subject).__name__.lower(),
        subject_id=subject.pk,
        organisation_id=organisation.pk if organisation else None,
        detail=detail,
    )
