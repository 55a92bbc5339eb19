"""Which verification policy judges a visit: a commissioner's own, everybody's, or the one Kith comes with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from kith.core.verification_policy import (
    VERIFICATION_POLICIES,
    ExceptionCode,
    Rounding,
    VerificationPolicy,
    policy_on,
)
from kith.orgs.models import Policy

POLICY_KIND = "verification"


class Policies:
    """The verification policies that stand, read once; asking costs no query."""

    def __init__(self) -> None:
        self._by_commissioner: defaultdict[UUID | None, list[VerificationPolicy]] = defaultdict(list)
        for row in Policy.objects.filter(kind=POLICY_KIND).order_by("pk"):
            self._by_commissioner[row.commissioner_id].append(policy_of(row))
        self._found: dict[tuple[UUID, date], VerificationPolicy] = {}

    def on(self, day: date, commissioner_id: UUID) -> VerificationPolicy:
        """The policy that judges this commissioner's visits of a London day.

        Its own first, then one for all, then the one Kith comes with. Raises `NoPolicy` if none is in force.
        """
        asked = commissioner_id, day
        if asked not in self._found:
            self._found[asked] = policy_on(day, self._in_force(day, commissioner_id))
        return self._found[asked]

    def _in_force(self, day: date, commissioner_id: UUID) -> Iterable[VerificationPolicy]:
        for policies in (self._by_commissioner[commissioner_id], self._by_commissioner[None]):
            if any(policy.period.holds(day) for policy in policies):
                return policies
        return VERIFICATION_POLICIES


def policy_of(row: Policy) -> VerificationPolicy:
    """The policy that a row of data holds. Raises `Invalid` for numbers that cannot be."""
    body = dict(row.body)
    despite = frozenset(ExceptionCode(code) for code in body.pop("confirms_itself_despite", ()))
    return VerificationPolicy(
        key=row.key,
        version=row.version,
        starts_on=row.starts_on,
        until=row.until,
        rounding=Rounding(body.pop("rounding", Rounding.DOWN)),
        confirms_itself_despite=despite,
        **body,
    )
