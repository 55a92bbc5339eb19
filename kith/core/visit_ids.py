"""The identity of a visit, the same wherever and however often it is worked out.

A visit is one slot of a package line's weekly pattern on one London day. Its id is worked out from these
three and nothing else, so extending the rota again changes nothing, and a phone that has been offline for a
week still names the right visit.
"""

from datetime import date
from uuid import UUID, uuid5

# Changing this would give every visit ever planned a new identity.
VISIT_NAMESPACE = UUID("6b2f0f6e-3d0b-5d5e-9c35-0a8f6d1c7e41")


def visit_id(package_line_id: UUID, slot_key: str, day: date) -> UUID:
    """The id of the visit that fills this slot of this package line on this London day."""
    return uuid5(VISIT_NAMESPACE, f"{package_line_id}/{slot_key}/{day.isoformat()}")
