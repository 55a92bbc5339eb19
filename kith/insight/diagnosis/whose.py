"""The diagnosis of a snapshot for each council: what one reads rests on its own patches alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import duckdb

from kith.core.dates import london_day
from kith.insight.diagnosis.result import Result
from kith.insight.diagnosis.reviews import own_reviews
from kith.insight.diagnosis.run import diagnose
from kith.insight.diagnosis.savings import savings
from kith.insight.diagnosis.stored import own_key
from kith.insight.diagnosis.terms import Terms
from kith.insight.facts.duck import narrow_to_patches, views_over
from kith.insight.returns.national import national_measures
from kith.orgs.models import Area, Organisation


class Answered(NamedTuple):
    """One analysis, and the council it is for; None where it is of everybody on the installation."""

    council_id: UUID | None
    key: str
    result: Result


def diagnosed(folder: Path, at: datetime) -> Iterator[Answered]:
    """Every analysis over the files of a snapshot, providers by their names; then each reviewer's own.

    Where several councils share an installation, each has its own, and those who answer for none have one of
    everybody.
    """
    patches = patches_of_councils()
    names = {str(pk): name for pk, name in Organisation.objects.values_list("pk", "short_name")}
    terms = Terms(ends_on=london_day(at), names=names)
    if len(patches) < 2:
        yield from _over(folder, terms, next(iter(patches), None))
        return
    for council_id, theirs in patches.items():
        yield from _over(folder, terms, council_id, theirs)
    whole = _over(folder, terms, None)
    yield from (each for each in whole if each.key == each.result.key)  # a reviewer's own has another key


def _over(
    folder: Path, terms: Terms, council_id: UUID | None, patches: frozenset[str] | None = None
) -> Iterator[Answered]:
    with duckdb.connect(":memory:") as facts:
        views_over(facts, folder)
        if patches is not None:
            narrow_to_patches(facts, patches)
        for result in (savings(facts, terms), *diagnose(facts, terms)):
            yield Answered(council_id, result.key, result)
        if council_id is not None and terms.ends_on is not None:
            national = national_measures(Organisation.objects.get(pk=council_id), facts, terms.ends_on)
            yield Answered(council_id, national.key, national)
        for reviewer, result in own_reviews(facts, terms):
            yield Answered(council_id, own_key(reviewer), result)


def patches_of_councils() -> Mapping[UUID, frozenset[str]]:
    """The keys of each council's patches, past ones too."""
    found: defaultdict[UUID, set[str]] = defaultdict(set)
    for council_id, area_id in Area.objects.order_by("commissioner", "pk").values_list("commissioner", "pk"):
        found[council_id].add(str(area_id))
    return {council_id: frozenset(keys) for council_id, keys in found.items()}
