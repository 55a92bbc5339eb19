"""Making organisations, neighbourhoods and teams, and saying where postcodes are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Self

from django.db import transaction

from kith.core import postcodes
from kith.core.dates import london_day
from kith.orgs import audit
from kith.orgs.models import (
    Area,
    Organisation,
    PostcodePoint,
    SmallArea,
    Team,
    TeamMember,
    TeamOrganisation,
    User,
)
from kith.orgs.roles import check_may


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


def set_deprivation(*, by: User | None, at: datetime, deciles: Mapping[str, int]) -> int:
    """How many small areas now have the decile given, by their code. Raises `NotPermitted`."""
    check_may(by, "add postcodes", None, london_day(at))
    with transaction.atomic():
        SmallArea.objects.bulk_create(
            [SmallArea(lsoa_code=code, decile=decile) for code, decile in deciles.items()],
            update_conflicts=True,
            unique_fields=["lsoa_code"],
            update_fields=["decile"],
            batch_size=1000,
        )
        audit.record(by=by, at=at, action="set.deprivation", detail={"count": len(deciles)})
    return len(deciles)


def _record(
    by: User | None,
    at: datetime,
    action: str,
    subject: Organisation | Area | Team,
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
