"""Building the demonstration: one function, from nothing to Easter Tuesday morning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from kith.demo import cast, grounds, past, registering, settling, weeks
from kith.demo.case_files import audit_case_files
from kith.demo.crews import WorkerSpec
from kith.demo.lived import Lived
from kith.demo.meetings import hold_meetings
from kith.demo.options import Options
from kith.demo.survey import Findings, Survey, survey
from kith.orgs.actions import add_postcodes
from kith.orgs.clock import set_demonstration_moment
from kith.orgs.context import as_house

PROVIDERS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What was done, in figures."""

    patches: int
    people: int
    workers: int
    remembered: int
    postcodes: Findings
    lived: Lived

    def in_words(self) -> list[str]:
        """A line for each stage, for the end of ``kith demo``."""
        patches = "1 patch" if self.patches == 1 else f"{self.patches} patches"
        said = [f"{self.people:,} people in {patches}, {self.workers:,} care workers."]
        if self.remembered:
            said.append(f"{self.remembered:,} people who drew on care in the years before.")
        return [*said, *self.lived.in_words(), *self.postcodes.in_words()]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settled:
    """Who is there on the eve of the first visit."""

    players: cast.Cast
    registered: Sequence[settling.Registered]
    workers: Sequence[tuple[WorkerSpec, UUID]]
    remembered: int


def build(options: Options, follow_up: weeks.FollowUp, ground: Survey | None = None) -> Summary:
    """Make the neighbourhood, live its weeks, and leave the clock at the demonstration's moment.

    On this ground, or on the one that the options ask for. ``follow_up`` does day by day what follows from
    what phones announced: only a higher room knows. Raises `CannotDemonstrate` as `survey` does.
    """
    say = options.say
    say("Drawing the neighbourhoods", 0.0)
    ground = ground or survey(options)
    with as_house():
        settled = _settle(options, ground)
    lived = weeks.live(options, settled.players, settled.registered, settled.workers, follow_up)
    say("Auditing case files", 0.99)
    with as_house():
        audit_case_files(settled.players, options)
        hold_meetings(settled.players, options)
    set_demonstration_moment(options.now)
    say("Done", 1.0)
    return Summary(
        patches=len(ground.patches),
        people=len(settled.registered),
        workers=len(settled.workers),
        remembered=settled.remembered,
        postcodes=ground.findings,
        lived=lived,
    )


def _settle(options: Options, ground: Survey) -> _Settled:
    """Everything before the first visit."""
    say, plans = options.say, ground.patches
    if ground.postcodes:
        add_postcodes(by=None, at=options.settled_at, points=ground.postcodes)
    players = cast.assemble(at=options.settled_at, starts_on=options.settled_at.date(), providers=PROVIDERS)
    _, teams = grounds.draw_areas(plans, players, options)
    contracts = grounds.open_contracts(players, options)
    residents = registering.make_up_residents(plans, options, PROVIDERS)
    say(f"Registering {len(residents)} people and their carers", 0.01)
    ids = registering.register(residents, players, options)
    say("Agreeing plans three ways and awarding packages", 0.03)
    registered = settling.agree_plans(residents, ids, players, options)
    settling.award(registered, contracts, options)
    settling.allocate(registered, players, options)
    if options.history_years:
        say(f"Remembering {options.history_years} years of packages, reviews and moves", 0.04)
    remembered = past.remember(players, options)
    crews = settling.make_up_crews(plans, residents, options, PROVIDERS)
    say(f"Engaging {len(crews)} care workers", 0.05)
    workers = settling.engage(crews, teams, players, options)
    return _Settled(players=players, registered=registered, workers=workers, remembered=remembered)
