"""Demand by neighbourhood: what was commissioned, what workers are engaged for, and who comes to a street."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from kith.brokerage.models import PackageLine
from kith.brokerage.patterns import slots_of
from kith.brokerage.queries import lines_active
from kith.core.dates import Period, days, week_starts_on
from kith.orgs.models import Area, Organisation, Team
from kith.orgs.queries import live, patches_on
from kith.people.models import HouseholdPatch, Residence
from kith.workforce.models import Worker

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class PatchDemand:
    """One patch in one London week. Minutes are worker-minutes; those of two workers count twice.

    ``contracted_minutes`` are guaranteed to workers whose team belongs to the patch. ``streets`` says how
    many providers come to each street where somebody has visits.
    """

    patch: Area
    people: int
    visits: int
    commissioned_minutes: int
    contracted_minutes: int
    providers: tuple[Organisation, ...]
    teams: tuple[Team, ...]
    streets: dict[str, int]


@dataclass(slots=True)
class _Sums:
    people: set[UUID]
    providers: set[UUID]
    streets: defaultdict[str, set[UUID]]
    visits: int = 0
    minutes: int = 0


def demand_by_patch(on: date, commissioner: Organisation | None = None) -> list[PatchDemand]:
    """Each patch in the London week that holds a day, of one commissioner or all, by name."""
    patches = list(patches_on(on, commissioner))
    sums = _sums(on, {patch.pk for patch in patches})
    teams = _teams(on, patches)
    contracted = _contracted(on)
    organisations = Organisation.objects.in_bulk({pk for each in sums.values() for pk in each.providers})
    return [
        PatchDemand(
            patch=patch,
            people=len(sums[patch.pk].people),
            visits=sums[patch.pk].visits,
            commissioned_minutes=sums[patch.pk].minutes,
            contracted_minutes=sum(contracted[team.pk] for team in teams[patch.pk]),
            providers=tuple(
                sorted((organisations[pk] for pk in sums[patch.pk].providers), key=lambda each: each.name)
            ),
            teams=tuple(teams[patch.pk]),
            streets={street: len(who) for street, who in sorted(sums[patch.pk].streets.items())},
        )
        for patch in patches
    ]


def _sums(on: date, patch_ids: set[UUID]) -> defaultdict[UUID, _Sums]:
    """What the package lines of the week come to in each patch, by where people live on the day asked for.

    Read from the lines' patterns and not from dated visits: a city's week of visits is too much for a page.
    """
    first = week_starts_on(on)
    homes = {
        person_id: (household_id, street)
        for person_id, household_id, street in Residence.objects.filter(live(on)).values_list(
            "person_id", "household_id", "household__street"
        )
    }
    areas = dict(HouseholdPatch.objects.filter(live(on)).values_list("household_id", "area_id"))
    sums: defaultdict[UUID, _Sums] = defaultdict(lambda: _Sums(set(), set(), defaultdict(set)))
    week = Period(starts_on=first, until=first + WEEK)
    for each in lines_active(period=week):
        household_id, street = homes.get(each.line.person_id, (None, ""))
        area_id = areas.get(household_id) if household_id else None
        if area_id in patch_ids:
            _add(sums[area_id], each.line, street, [day for day in days(week) if each.on(day)])
    return sums


def _add(patch: _Sums, line: PackageLine, street: str, counting: Sequence[date]) -> None:
    visits = [
        (slot.minutes * slot.workers)
        for slot in slots_of(line.pattern)
        for day in counting
        if slot.falls_on(day)
    ]
    if not visits:
        return
    patch.people.add(line.person_id)
    patch.providers.add(line.provider_id)
    patch.visits += len(visits)
    patch.minutes += sum(visits)
    if street:
        patch.streets[street].add(line.provider_id)


def _teams(on: date, patches: list[Area]) -> defaultdict[UUID, list[Team]]:
    teams: defaultdict[UUID, list[Team]] = defaultdict(list)
    for team in Team.objects.filter(live(on), area__in=patches).order_by("name", "pk"):
        teams[team.area_id].append(team)
    return teams


def _contracted(on: date) -> defaultdict[UUID, int]:
    """The minutes a week guaranteed to the workers of each team."""
    minutes: defaultdict[UUID, int] = defaultdict(int)
    workers = Worker.objects.filter(live(on), team__isnull=False)
    for team_id, contract_minutes in workers.values_list("team_id", "contract_minutes"):
        minutes[team_id] += contract_minutes
    return minutes
