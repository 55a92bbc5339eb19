"""What the meetings of the last weeks said of the figures: causes, targets, and who does what by when."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from kith.core.dates import london_day, london_time
from kith.demo.cast import Cast
from kith.demo.options import Options
from kith.insight.actions_causes import NewCause, note_cause
from kith.insight.actions_meetings import NewAction, agree_action, end_action, set_target
from kith.insight.models_meetings import AgreedAction, AgreedActionEnd

FEWEST_WEEKS = 3  # fewer have nothing yet that a meeting could look at
MEETS_AT, NOTED_AT = time(15), time(8)  # on Thursdays; on the Monday after a week
WEEK = timedelta(weeks=1)
TARGETS = {"punctuality": 0.75, "missed_visits": 0.01, "continuity": 10.0}
DONE = AgreedActionEnd.Outcome.DONE


class Cause(NamedTuple):
    """What somebody noted at a week so many weeks back, 0 being the one under way."""

    by: str
    measure: str
    weeks_back: int
    text: str


class Agreed(NamedTuple):
    """What somebody's meeting so many weeks back agreed: due so many days after it."""

    by: str
    weeks_back: int
    text: str
    owner: str
    days: int
    done: bool = False


CAUSES = (
    Cause("maya", "punctuality", 2, "The clocks went forward on the Sunday."),
    Cause("cass", "missed_visits", 1, "Good Friday and the Saturday before Easter fell in this week."),
)
AGREED = (
    Agreed("cass", 2, "Ask both providers for their rota a week ahead", "Contracts manager", 5, done=True),
    Agreed("cass", 2, "Read twenty half hours that took under twenty minutes with each provider",
           "Principal social worker", 7),
    Agreed("cass", 1, "Bring the notes of every missed visit to the next meeting", "Contracts manager", 14),
    Agreed("maya", 1, "Begin the lunch rounds a quarter of an hour earlier", "Rota team", 8),
)  # fmt: skip


def hold_meetings(cast: Cast, options: Options) -> int:
    """How many causes, targets and actions were noted, in a neighbourhood that has weeks to speak of.

    The council sets its targets as the first week begins; meetings are held on Thursdays.
    """
    if options.weeks < FEWEST_WEEKS:
        return 0
    for measure, wanted in TARGETS.items():
        set_target(
            by=cast.users["cass"], at=options.settled_at, measure=measure, value=wanted,
            starts_on=options.first_week,
        )  # fmt: skip
    for cause in CAUSES:
        week = options.this_week - cause.weeks_back * WEEK
        note_cause(
            by=cast.users[cause.by],
            at=london_time(week + WEEK, NOTED_AT),
            cause=NewCause(
                measure=cause.measure, provider_id=None, patch_id=None, week_starts_on=week, text=cause.text
            ),
        )
    for agreed in AGREED:
        _agree(cast, options, agreed)
    return len(TARGETS) + len(CAUSES) + len(AGREED)


def _agree(cast: Cast, options: Options, agreed: Agreed) -> AgreedAction:
    held_at = _meeting(options.this_week - agreed.weeks_back * WEEK)
    by = cast.users[agreed.by]
    action = NewAction(
        provider_id=None,
        patch_id=None,
        text=agreed.text,
        owner=agreed.owner,
        due_on=london_day(held_at) + timedelta(days=agreed.days),
    )
    made = agree_action(by=by, at=held_at, action=action)
    if agreed.done:
        end_action(by=by, at=held_at + timedelta(days=agreed.days), action_id=made.pk, outcome=DONE)
    return made


def _meeting(week: date) -> datetime:
    """When the week's meeting is held."""
    return london_time(week + timedelta(days=3), MEETS_AT)
