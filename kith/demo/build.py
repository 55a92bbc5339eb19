"""Building the demonstration: one function, from nothing to Easter Tuesday morning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from kith.core.postcodes import read_postcodes
from kith.demo import cast, grounds, past, settling, weeks
from kith.demo.options import CannotDemonstrate, Options
from kith.demo.parameters import value
from kith.demo.places import PatchPlan, fictional_patches, real_patches
from kith.orgs.clock import set_demonstration_moment

PROVIDERS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What was done, in figures."""

    patches: int
    people: int
    workers: int
    remembered: int
    lived: weeks.Lived


def build(options: Options) -> Summary:
    """Make the neighbourhood, live its weeks, and leave the clock at the demonstration's moment.

    Raises `CannotDemonstrate` for a postcode file that holds no usable postcode.
    """
    say = options.say
    say("Drawing the neighbourhoods", 0.0)
    plans = _patches(options)
    players = cast.assemble(at=options.settled_at, starts_on=options.settled_at.date(), providers=PROVIDERS)
    _, teams = grounds.draw_areas(plans, players, options)
    contracts = grounds.open_contracts(players, options)
    residents = settling.make_up_residents(plans, options, PROVIDERS)
    say(f"Registering {len(residents)} people and their carers", 0.02)
    ids = settling.register(residents, players, options)
    say("Agreeing plans three ways and awarding packages", 0.08)
    registered = settling.agree_plans(residents, ids, players, options)
    settling.award(registered, contracts, options)
    settling.allocate(registered, players, options)
    if options.history_years:
        say(f"Remembering {options.history_years} years of packages, reviews and moves", 0.10)
    remembered = past.remember(players, options)
    crews = settling.make_up_crews(plans, residents, options, PROVIDERS)
    say(f"Engaging {len(crews)} care workers", 0.12)
    workers = settling.engage(crews, teams, players, options)
    lived = weeks.live(options, players, registered, workers)
    set_demonstration_moment(options.now)
    say("Done", 1.0)
    return Summary(
        patches=len(plans), people=len(residents), workers=len(workers), remembered=remembered, lived=lived
    )


def _patches(options: Options) -> Sequence[PatchPlan]:
    count = max(1, round(options.people / value("people_per_patch")))
    rng = Random(f"{options.seed}:places")
    if options.postcodes is None:
        return fictional_patches(count=count, rng=rng)
    plans = _real_patches(options.postcodes, max(count, 3), rng)
    if not plans:
        raise CannotDemonstrate(
            f"{options.postcodes} holds no postcode that can be used. "
            "Give an ONS postcode directory or a Code-Point Open file."
        )
    return plans


def _real_patches(path: Path, most: int, rng: Random) -> list[PatchPlan]:
    with path.open("rb") as source:
        return real_patches(list(read_postcodes(source)), most=most, rng=rng)
