"""The ground before anything is built: made up, or surveyed from a file of real postcodes.

A survey changes nothing, so a file that cannot be used is refused before an earlier demonstration is touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from kith.core.postcodes import PostcodePoint, read_postcodes
from kith.core.tables import Table
from kith.demo.options import CannotDemonstrate, Options
from kith.demo.parameters import value
from kith.demo.places import PatchPlan, fictional_patches, real_patches
from kith.orgs.actions import NewPostcode

LEAST_REAL_PATCHES = 3
FINDINGS_SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What of a postcode file was used and what was not: rows, and the first few reasons in words."""

    read: int = 0
    used: int = 0
    reasons: Sequence[str] = ()
    left_out: int = 0

    def in_words(self) -> Iterator[str]:
        """A line for the file, and one for each reason."""
        if self.read:
            yield f"{self.used:,} of {self.read:,} postcodes of the file were used."
        yield from self.reasons
        if self.left_out > len(self.reasons):
            yield f"and {self.left_out - len(self.reasons):,} more. See them all: kith import postcodes FILE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """The patches to build, and the postcodes they were drawn from."""

    patches: Sequence[PatchPlan]
    postcodes: Sequence[NewPostcode] = ()
    findings: Findings = field(default_factory=Findings)


def survey(options: Options) -> Survey:
    """The ground for these options: the largest wards of the postcode file, or patches of a made-up city.

    Raises `CannotDemonstrate` for a file that holds no postcode that can be used.
    """
    count = max(1, round(options.people / value("people_per_patch")))
    rng = Random(f"{options.seed}:places")
    if options.postcodes is None:
        return Survey(patches=fictional_patches(count=count, rng=rng))
    points, table = _read(options.postcodes)
    return Survey(
        patches=real_patches(points, most=max(count, LEAST_REAL_PATCHES), rng=rng),
        postcodes=[NewPostcode.published(point) for point in points],
        findings=_findings(table),
    )


def _read(path: Path) -> tuple[list[PostcodePoint], Table]:
    with path.open("rb") as source:
        published = read_postcodes(source)
        points = list(published)
    if not points:
        first = next(iter(_reasons(published.table)), "it is empty.")
        raise CannotDemonstrate(
            "{path} holds no postcode that can be used. First reason: {first} "
            "Give an ONS postcode directory or a Code-Point Open file.",
            path=path,
            first=first,
        )
    return points, published.table


def _findings(table: Table) -> Findings:
    done = table.summary()
    return Findings(
        read=done.read,
        used=done.used,
        reasons=list(_reasons(table))[:FINDINGS_SHOWN],
        left_out=table.counts.total(),
    )


def _reasons(table: Table) -> Iterator[str]:
    for finding in table.findings:
        column = f", {finding.column}" if finding.column else ""
        yield f"row {finding.row_number}{column}: {finding.message}"
