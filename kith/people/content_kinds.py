"""Every kind of text kept about people, and the class of data it is in. A new kind is one row here."""

from __future__ import annotations

from types import MappingProxyType

from kith.core.errors import Invalid
from kith.people.characteristics import CHARACTERISTICS

# The classes are those of the permission matrix, `kith/orgs/roles.py`.
KINDS = MappingProxyType(
    {
        "name": 1,
        "known_as": 1,
        "address": 1,
        "phone": 1,
        "communication": 1,
        "photo": 1,
        "home_entry": 2,
        "what_matters": 4,
        "goal": 4,
        "risk": 4,
        "plan_note": 4,
        "dissent": 4,
        "circle_note": 4,
        "note": 5,
        "goal_note": 5,
        "allergy": 6,
        "medicine": 6,
        "assessment": 7,
        "case_file": 7,
        "case_note": 7,
        "emergency_reason": 12,
        **{each.key: each.data_class for each in CHARACTERISTICS.values()},
    }
)


class UnknownKind(Invalid):
    """Text of a kind that nobody has given a class, so nobody could be let see it."""

    code = "content_kind_unknown"


def data_class_of(kind: str) -> int:
    """The class, 1 to 14, that text of this kind is in.

    Raises `UnknownKind` for any other kind.
    """
    if kind not in KINDS:
        raise UnknownKind(
            "There is no kind of text called {kind}. Use one of: {kinds}.", kind=kind, kinds=", ".join(KINDS)
        )
    return KINDS[kind]
