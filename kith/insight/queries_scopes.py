"""Whose figures: the places somebody may ask for, and the rows that are of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeVar
from uuid import UUID

from django.db.models import QuerySet

from kith.core.errors import NotFound
from kith.insight.measure import FINEST, LEVELS, PLACES, Councils
from kith.insight.models import Figure, ModelCost, Snapshot
from kith.orgs.models import Area, Organisation, User
from kith.orgs.roles import check_may
from kith.people.queries import visible_people

FIGURES, PAYMENTS = 13, 10  # classes of data, see orgs/roles.py
Place = Literal["provider", "patch"]
Facts = TypeVar("Facts", Figure, ModelCost)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose figures: one provider's, one patch's, or both; else all of the commissioner's own patches.

    Without a commissioner either, everything on the installation: for the house alone.
    """

    provider: Organisation | None = None
    patch: Area | None = None
    commissioner: Organisation | None = None

    def level(self, by: Place | None = None) -> str:
        """The level of the scope's own figures, or of those of each such place in it."""
        one_provider = by == "provider" or self.provider is not None
        if by == "patch" or self.patch is not None:
            return FINEST if one_provider else "patch"
        if self.commissioner is None:
            return "provider" if one_provider else "system"
        return "provider_of_council" if one_provider else "council"

    def figures(self, snapshot: Snapshot, by: Place | None = None) -> QuerySet[Figure]:
        """The figures of the scope itself, one for each measure and week; or of each such place in it."""
        level = self.level(by)
        rows = Figure.objects.filter(snapshot=snapshot, level=level)
        return self._inside(rows, "council" if "council_key" in LEVELS[level] else "patch__commissioner")

    def costs(self, snapshot: Snapshot) -> QuerySet[ModelCost]:
        """What payment models would have paid inside the scope, by provider and patch."""
        return self._inside(ModelCost.objects.filter(snapshot=snapshot), "patch__commissioner")

    @property
    def place(self) -> tuple[str, ...]:
        """The level of the scope and the keys of its place, as rows of that level begin."""
        level, places = self.level(), (self.commissioner, self.provider, self.patch)
        held = zip(PLACES, places, strict=True)
        return level, *(str(place.pk) if place and name in LEVELS[level] else "" for name, place in held)

    def _inside(self, rows: QuerySet[Facts], of_council: str) -> QuerySet[Facts]:
        if self.provider is not None:
            rows = rows.filter(provider=self.provider)
        if self.patch is not None:
            return rows.filter(patch=self.patch)
        return rows.filter(**{of_council: self.commissioner}) if self.commissioner else rows


def scope_for(
    *, by: User, on: date, provider_id: UUID | None, patch_id: UUID | None, data_class: int = FIGURES
) -> Scope:
    """The scope somebody asked for, as far as it is theirs: a provider sees its own figures alone, and a
    person or family those of the council that is responsible for the care.

    ``data_class`` is what the figures are of: measures, or what providers are paid. Raises `NotPermitted`
    without a right to read it, `NotFound` for a provider or patch that is not theirs.
    """
    check_may(by, "R", data_class, on)
    own = by.organisation
    if own is not None and own.kind == Organisation.Kind.PROVIDER:
        if provider_id not in (None, own.pk):
            raise NotFound()
        provider_id = own.pk
    provider = _providers_for(own).filter(pk=provider_id).first() if provider_id else None
    patch = patches_for(own).filter(pk=patch_id).first() if patch_id else None
    if (provider_id and provider is None) or (patch_id and patch is None):
        raise NotFound()
    council = own if own is not None and own.kind == Organisation.Kind.COUNCIL else None
    if own is None:
        council = Organisation.objects.filter(pk__in=visible_people(by, on).values("commissioner")).first()
        if council is None:
            raise NotFound()
    return Scope(provider=provider, patch=patch, commissioner=council)


def patches_for(own: Organisation | None) -> QuerySet[Area]:
    """The patches whose figures somebody of this organisation may ask for: a council's own, a provider's
    where it has a contract; an NHS body or charity, which sees none in particular, any.
    """
    areas = Area.objects.all()
    if own is None:
        return areas.none()
    if own.kind == Organisation.Kind.COUNCIL:
        return areas.filter(commissioner=own)
    if own.kind == Organisation.Kind.PROVIDER:
        return areas.filter(commissioner__in=own.contracts.values("commissioner"))
    return areas


def _providers_for(own: Organisation | None) -> QuerySet[Organisation]:
    """The providers whose figures somebody of this organisation may ask for."""
    if own is not None and own.kind == Organisation.Kind.COUNCIL:
        return providers_of(own)
    return Organisation.objects.filter(kind=Organisation.Kind.PROVIDER)


def providers_of(commissioner: Organisation) -> QuerySet[Organisation]:
    """The providers a commissioner has, or had, contracts with, by name."""
    return Organisation.objects.filter(contracts__commissioner=commissioner).distinct().order_by("name")


def patch_keys(scope: Scope) -> list[str] | None:
    """The patches of a scope; None for all there are."""
    if scope.patch is not None:
        return [str(scope.patch.pk)]
    if scope.commissioner is None:
        return None
    own = Area.objects.filter(commissioner=scope.commissioner)
    return [str(pk) for pk in own.values_list("pk", flat=True)]


def councils_of_patches() -> Councils:
    """The council of every patch, past ones too, by their keys."""
    rows = Area.objects.order_by("commissioner", "pk").values_list("pk", "commissioner")
    return tuple((str(patch), str(council)) for patch, council in rows)
