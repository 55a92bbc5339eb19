"""Who supervises whom on a day."""

from __future__ import annotations

from datetime import date

from kith.orgs.models import User
from kith.orgs.models_supervision import Supervision
from kith.orgs.queries import live


def supervisor_of(user: User, on: date) -> User | None:
    """Who supervises somebody on this day."""
    found = Supervision.objects.filter(live(on), user=user).select_related("supervisor").first()
    return found.supervisor if found and found.supervisor.is_active else None


def supervised_by(user: User, on: date) -> list[User]:
    """The colleagues whom somebody supervises on this day, by name."""
    held = Supervision.objects.filter(live(on), supervisor=user, user__organisation=user.organisation_id)
    return list(User.objects.filter(pk__in=held.values("user")).order_by("display_name", "pk"))


def colleagues_of(user: User) -> list[User]:
    """Who may supervise somebody: everybody else of their organisation with an open account, by name."""
    colleagues = User.objects.filter(organisation=user.organisation_id, is_active=True)
    return list(colleagues.exclude(pk=user.pk).order_by("display_name", "pk")) if user.organisation_id else []
