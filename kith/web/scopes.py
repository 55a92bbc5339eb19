"""Choosing whose figures to see: which providers and patches somebody may ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from kith.core.errors import NotFound
from kith.insight.queries import Scope, providers_of
from kith.orgs.models import Area, Organisation
from kith.orgs.queries import patches_on
from kith.web.page import Visitor


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeChoice:
    """What may be chosen, and what is."""

    providers: Sequence[Organisation]
    patches: Sequence[Area]
    scope: Scope


def providers_to_choose(visitor: Visitor) -> list[Organisation]:
    """A provider has itself; a council has all that it has contracts with."""
    own = visitor.user.organisation
    if own is None:
        return []
    return [own] if own.kind == Organisation.Kind.PROVIDER else list(providers_of(own))


def patches_to_choose(visitor: Visitor) -> list[Area]:
    """The patches of today."""
    return list(patches_on(visitor.on))


def ids_asked_for(request: HttpRequest) -> tuple[UUID | None, UUID | None]:
    """Provider and patch from the address; what is not an id is not there.

    Raises `NotFound`.
    """
    try:
        provider, patch = request.GET.get("provider"), request.GET.get("patch")
        return (UUID(provider) if provider else None, UUID(patch) if patch else None)
    except ValueError:
        raise NotFound() from None
