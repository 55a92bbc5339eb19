"""Whether somebody may do something: asked by every action and every query that opens a record.

Seeing a person's record takes a role's right *and* a live relationship (``people.Relationship``). This file
answers for the first half, from the table in ``roles_table.py``.
"""

from __future__ import annotations

from datetime import date

from kith.core.errors import NotPermitted
from kith.core.phrases import phrase, say
from kith.orgs.models import User
from kith.orgs.queries import roles_of
from kith.orgs.roles_functions import DECIDED_BY, FUNCTIONS
from kith.orgs.roles_table import DATA_CLASSES, ROLES, WINDOW_OPENS_MINUTES, Limit, Right, Role

__all__ = [
    "DATA_CLASSES",
    "DECIDED_BY",
    "FUNCTIONS",
    "ROLES",
    "WINDOW_OPENS_MINUTES",
    "Limit",
    "Right",
    "Role",
    "check_may",
    "may",
]

RIGHTS_IN_WORDS = {
    Right.READ: phrase("read this: {what}"),
    Right.APPEND: phrase("add to this: {what}"),
    Right.DECIDE: phrase("decide about this: {what}"),
}
_UNKNOWN = phrase("an unknown class of data")


def check_may(user: User | None, right: Right | str, data_class: int | None, on: date) -> Role | None:
    """The first of the user's roles on this day that gives the right; None when the house itself acts.

    ``right`` is a `Right` over a class of data, or the name of a function with no class. A right that holds
    by break-glass alone is not given here. Raises `NotPermitted` with a sentence for the user, and
    `LookupError` for a function that stands in no row: that is a mistake of ours.
    """
    if data_class is None and right not in FUNCTIONS:
        raise LookupError(f"{right!r} is not in FUNCTIONS")
    if user is None:
        return None
    held = (ROLES.get(held.key) for held in roles_of(user, on))
    role = next((role for role in held if role and _gives(role, right, data_class)), None)
    if role is None:
        raise NotPermitted(
            "Your roles do not let you {deed}. Ask whoever manages your account.",
            right=str(right),
            data_class=data_class,
            deed=_in_words(right, data_class),
        )
    return role


def may(user: User | None, right: Right | str, data_class: int | None, on: date) -> bool:
    """Whether `check_may` would let the user."""
    try:
        check_may(user, right, data_class, on)
    except NotPermitted:
        return False
    return True


def _gives(role: Role, right: Right | str, data_class: int | None) -> bool:
    if data_class is None:
        return right in role.functions
    return role.allows(Right(right), data_class) and Limit.BREAK_GLASS not in role.limits(data_class)


def _in_words(right: Right | str, data_class: int | None) -> str:
    if data_class is None:
        return say(FUNCTIONS[right])
    return say(RIGHTS_IN_WORDS[Right(right)], what=say(DATA_CLASSES.get(data_class, _UNKNOWN)))
