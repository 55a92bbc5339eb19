"""Choosing whose figures to see: which providers and patches somebody may ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from kith.core.errors import NotFound
from kith.insight.queries_scopes import Scope, patches_for, providers_of
from kith.orgs.models import Area, Organisation
from kith.orgs.queries import patches_on
from kith.web.page import Visitor
from kith.workforce.queries import patches_worked_in


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeChoice:
    """What may be chosen, and what is."""

    providers: Sequence[Organisation]
    patches: Sequence[Area]
    scope: Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class PatchChoice:
    """The patches in which an organisation works, where there are several, and the one that is shown."""

    patches: Sequence[Area]
    chosen: Area | None
    everywhere: bool = False

    @property
    def keep(self) -> str:
        """What an address says so that the same is shown again, with its ``&``; empty for one patch."""
        if not self.patches:
            return ""
        return f"patch={self.chosen.pk}&" if self.chosen else "patch=all&"


def patch_choice(
    request: HttpRequest, visitor: Visitor, organisation: Organisation, *, everywhere: bool = False
) -> PatchChoice:
    """The patch an address asks for, else the first: who works in a whole city is shown one at a time.

    ``all`` asks for everywhere, on pages that can show it. Raises `NotFound` for a patch in which the
    organisation does not work.
    """
    patches = list(patches_worked_in(organisation, visitor.on))
    if len(patches) < 2:
        return PatchChoice(patches=(), chosen=None)
    asked = request.GET.get("patch", "") or str(patches[0].pk)
    chosen = next((patch for patch in patches if str(patch.pk) == asked), None)
    if chosen is None and not (everywhere and asked == "all"):
        raise NotFound()
    return PatchChoice(patches=patches, chosen=chosen, everywhere=everywhere)


def providers_to_choose(visitor: Visitor) -> list[Organisation]:
    """A provider has itself; a council has all that it has contracts with."""
    own = visitor.user.organisation
    if own is None:
        return []
    return [own] if own.kind == Organisation.Kind.PROVIDER else list(providers_of(own))


def patches_to_choose(visitor: Visitor) -> list[Area]:
    """The patches of today whose figures they may ask for."""
    return list(patches_for(visitor.user.organisation).filter(pk__in=patches_on(visitor.on)).order_by("name"))


def ids_asked_for(request: HttpRequest) -> tuple[UUID | None, UUID | None]:
    """Provider and patch from the address; what is not an id is not there.

    Raises `NotFound`.
    """
    try:
        provider, patch = request.GET.get("provider"), request.GET.get("patch")
        return (UUID(provider) if provider else None, UUID(patch) if patch else None)
    except ValueError:
        raise NotFound() from None
