"""How much is forgiven when visits are verified: dated data, never constants in the rules.

Where a number comes from stands beside it. To change one, add a policy with a later start; what was
verified under the older one keeps its key and version.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum

from kith.core.dates import Period
from kith.core.errors import Invalid
from kith.core.phrases import phrase, say


class Rounding(StrEnum):
    """How seconds become whole minutes."""

    DOWN = "down"
    NEAREST = "nearest"


class ExceptionCode(StrEnum):
    """Something about a visit that someone may have to look at. Never an accusation, never a rejection."""

    NO_CHECK_IN = "no_check_in"
    NO_CHECK_OUT = "no_check_out"
    OUT_BEFORE_IN = "out_before_in"
    TOO_LONG = "too_long"
    TOO_SHORT = "too_short"
    TWO_CHECK_INS = "two_check_ins"
    TWO_CHECK_OUTS = "two_check_outs"
    CLOCKS_DISAGREE = "clocks_disagree"
    PHONE_CLOCK_WRONG = "phone_clock_wrong"
    PHONE_NOT_HEARD = "phone_not_heard"
    NO_ROTA_ENTRY = "no_rota_entry"
    OTHER_WORKER = "other_worker"
    EXTRA_WORKER = "extra_worker"
    CAME_THOUGH_CANCELLED = "came_though_cancelled"
    EARLY = "early"
    LATE = "late"
    SHORTER_THAN_PLANNED = "shorter_than_planned"
    LONGER_THAN_PLANNED = "longer_than_planned"

    @property
    def words(self) -> str:
        """The exception as a sentence for a page."""
        return say(_WORDS[self])


_WORDS = {
    ExceptionCode.NO_CHECK_IN: phrase(
        "There is no check-in: minutes count from the first thing recorded there."
    ),
    ExceptionCode.NO_CHECK_OUT: phrase(
        "There is no check-out: minutes count up to the last thing recorded there."
    ),
    ExceptionCode.OUT_BEFORE_IN: phrase("The check-out is before the check-in, so it is not counted."),
    ExceptionCode.TOO_LONG: phrase("The check-out is too long after the check-in to be of this visit."),
    ExceptionCode.TOO_SHORT: phrase("The visit was shorter than a visit can be."),
    ExceptionCode.TWO_CHECK_INS: phrase("There is more than one check-in: the first is used."),
    ExceptionCode.TWO_CHECK_OUTS: phrase("There is more than one check-out: the last is used."),
    ExceptionCode.CLOCKS_DISAGREE: phrase(
        "The phone's clock was changed during the visit: its stopwatch is used."
    ),
    ExceptionCode.PHONE_CLOCK_WRONG: phrase(
        "The phone's clock was wrong: times are put right by the server's."
    ),
    ExceptionCode.PHONE_NOT_HEARD: phrase("The phone has not been heard since: the visit may have happened."),
    ExceptionCode.NO_ROTA_ENTRY: phrase("Nobody was rostered for this visit."),
    ExceptionCode.OTHER_WORKER: phrase("Somebody other than the rostered worker came."),
    ExceptionCode.EXTRA_WORKER: phrase("More workers came than were needed."),
    ExceptionCode.CAME_THOUGH_CANCELLED: phrase("The visit was cancelled, and somebody came."),
    ExceptionCode.EARLY: phrase("The visit began earlier than the contract allows."),
    ExceptionCode.LATE: phrase("The visit began later than the contract allows."),
    ExceptionCode.SHORTER_THAN_PLANNED: phrase("The visit was much shorter than planned: say why."),
    ExceptionCode.LONGER_THAN_PLANNED: phrase("The visit was much longer than planned: say why."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationPolicy:
    """What counts as early, late, missed, short and long, from `starts_on` up to `until`.

    `confirms_itself_despite` are the exceptions that do not keep a visit waiting for somebody's decision.
    Raises `Invalid` for a negative number of minutes.
    """

    key: str
    version: int
    starts_on: date
    until: date | None = None
    early_tolerance_minutes: int
    late_after_minutes: int
    missed_after_minutes: int
    min_valid_minutes: int
    longest_minutes: int
    needs_reason_over_minutes: int
    clock_skew_minutes: int
    phone_quiet_after_minutes: int
    rounding: Rounding = Rounding.DOWN
    confirms_itself_despite: frozenset[ExceptionCode] = frozenset()

    def __post_init__(self) -> None:
        for field in fields(self):
            if field.name.endswith("_minutes") and getattr(self, field.name) < 0:
                raise Invalid("{field} is below nothing. Give 0 or more.", field=field.name)

    @property
    def period(self) -> Period:
        """The days whose visits this policy judges."""
        return Period(starts_on=self.starts_on, until=self.until)

    def late_at(self, due_at: datetime) -> datetime:
        """After this instant, a visit that was due then is late."""
        return due_at + timedelta(minutes=self.late_after_minutes)

    def missed_at(self, due_at: datetime, window_ends_at: datetime) -> datetime:
        """From this instant, a visit nobody has begun is missed: window over, and long enough after due."""
        return max(window_ends_at, due_at + timedelta(minutes=self.missed_after_minutes))


class NoPolicy(Invalid):
    """No verification policy is in force on this day."""

    code = "no_policy"


PILOT = VerificationPolicy(
    key="pilot",
    version=1,
    starts_on=date(2020, 2, 1),  # the first phase of the Leeds pilot
    early_tolerance_minutes=15,  # our assumption: as for late
    late_after_minutes=15,  # call-monitoring suppliers alert at 15 or 30
    missed_after_minutes=60,  # usual: no check-in an hour on, and the window over
    min_valid_minutes=3,  # our assumption
    longest_minutes=16 * 60,  # no shift is longer
    needs_reason_over_minutes=15,  # a usual prompt for a reason, over or under
    clock_skew_minutes=10,  # as community health phones warn
    phone_quiet_after_minutes=10,  # twice the five minutes between syncs
    confirms_itself_despite=frozenset({ExceptionCode.EARLY, ExceptionCode.LATE}),
)

VERIFICATION_POLICIES: tuple[VerificationPolicy, ...] = (PILOT,)


def policy_on(
    day: date, policies: Iterable[VerificationPolicy] = VERIFICATION_POLICIES
) -> VerificationPolicy:
    """The policy that judges visits of this London day: the newest start, then the highest version.

    Raises `NoPolicy` when none is in force.
    """
    in_force = [policy for policy in policies if policy.period.holds(day)]
    if not in_force:
        raise NoPolicy(
            "No verification policy is in force on {day:%d/%m/%Y}. Add one that starts by then.", day=day
        )
    return max(in_force, key=lambda policy: (policy.starts_on, policy.version))
