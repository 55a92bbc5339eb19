"""Files read in depth: what share of care might be less than ideal, why, and whether readers agree.

Sources: `kith.core.case_sample` for the shares, `kith.core.agreement` for the agreement.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import duckdb
from django.utils.translation import gettext as _

from kith.core.agreement import RELIABLE, TENTATIVE, Agreed, ac1, alpha, resampled
from kith.core.case_sample import stratified_share
from kith.core.small_numbers import may_be_shown
from kith.insight.diagnosis.case_readings import (
    LESS,
    VERDICTS,
    Case,
    Reading,
    cases_of,
    newest_audit,
    spared_minutes,
)
from kith.insight.diagnosis.case_tables import causes_drawn, causes_named, read_by_stratum, tables
from kith.insight.diagnosis.intervals import Interval, TooFew
from kith.insight.diagnosis.opportunities.opportunity import times
from kith.insight.diagnosis.result import Estimate, Result
from kith.insight.diagnosis.terms import Terms
from kith.insight.diagnosis.wording import estimate, percent, with_interval

HOUR = 60


def case_files(facts: duckdb.DuckDBPyConnection, terms: Terms) -> Result:
    """The newest case-file audit in the facts. Raises `TooFew` without ten files that could be told."""
    _key, readings = newest_audit(facts)
    return result_of(readings, terms)


def result_of(readings: Sequence[Reading], terms: Terms) -> Result:
    """What the readings of one audit say. Raises `TooFew` where fewer than ten files could be told."""
    cases = cases_of(readings)
    told = [case for case in cases if case.told]
    if not may_be_shown(len(told)):
        raise TooFew("Fewer than ten files were read in depth. Draw a sample of files and have them read.")
    estimates = list(_estimates(cases, terms))
    return Result(
        key="case_files",
        title=_("Files read in depth"),
        question=_("Of how many people might the care be less than ideal, and why?"),
        answer=" ".join(_answer(cases, estimates)),
        definition=_(
            "Files are drawn at random within strata, read without names by people of several professions "
            "who do not see each other’s answers, and talked through where they differ. What was agreed "
            "stands, or else what more than half said. Each stratum counts by its people (Wilson’s interval "
            "with the effective number of files). A cause counts once for each file less than ideal in which "
            "it was named. Agreement is Krippendorff’s alpha and Gwet’s AC1 over the blind readings, with "
            "intervals from a thousand samples of the files."
        ),
        n=len(told),
        n_of=_("files read"),
        owner=_("Principal social worker"),
        next_test=_(
            "Offer a review with a therapist to half of those whose files named equipment or reablement, "
            "drawn by lot, and to the others a quarter later. Compare their weekly minutes and their goals."
        ),
        tables=tuple(table for table in tables(cases) if table.rows),
        pictures=(causes_drawn(told),) if causes_named(told) else (),
        estimates=tuple(estimates),
        limits=tuple(_limits(cases, estimates[0])),
    )


def _answer(cases: Sequence[Case], estimates: Sequence[Estimate]) -> Iterator[str]:
    told = [case for case in cases if case.told]
    share = estimates[0]
    yield _("%(less)s of %(read)s files might be less than ideal.") % {
        "less": sum(case.verdict == LESS for case in told), "read": len(told),
    }  # fmt: skip
    yield _("Of everybody they were drawn from that is %(share)s.") % {
        "share": with_interval(Interval(share.value, share.low or 0.0, share.high or 0.0), "share")
    }
    causes = causes_named(told)
    if causes:
        yield _("The cause named most often is: %(cause)s.") % {"cause": causes[0][0]}
    found = next((each for each in estimates if each.key == "alpha"), None)
    yield agreement_words(found.value if found else None)


def agreement_words(value: float | None) -> str:
    """What an alpha means, in a plain sentence."""
    if value is None:
        return _("Too few files were read by two people, or all were judged alike: agreement cannot be told.")
    if value >= RELIABLE:
        return _("Readers agree so well that others would very likely find the same in these files.")
    if value >= TENTATIVE:
        return _("Readers agree well enough for careful conclusions, and no further.")
    return _(
        "Readers differ too much to build on their verdicts. Talk through the files on which they differ, "
        "and say more clearly what ideal means, before anything is decided."
    )


def share_of(told: Sequence[Case]) -> Interval | None:
    """The share of everybody in the frame whose care might be less than ideal; None under ten files."""
    enough = may_be_shown(len(told))
    return Interval(*stratified_share(list(read_by_stratum(told).values()))) if enough else None


def _estimates(cases: Sequence[Case], terms: Terms) -> Iterator[Estimate]:
    told = [case for case in cases if case.told]
    share = stratified_share(list(read_by_stratum(told).values()))
    yield estimate(
        "less_than_ideal", _("care that might be less than ideal"), Interval(*share), unit="share",
        n=len(told), method=_("Wilson’s, by strata, with the finite-population correction"),
    )  # fmt: skip
    yield from _spared(told, terms)
    said = [[each.verdict for each in case.blind] for case in cases]
    twice = sum(len(each) > 1 for each in said)
    method = _("over a thousand samples of the files")
    for key, words, found in (
        ("alpha", _("agreement: Krippendorff’s alpha"), resampled(said, alpha)),
        ("ac1", _("agreement: Gwet’s AC1"), resampled(said, lambda of: ac1(of, VERDICTS))),
    ):
        if found is not None and may_be_shown(twice):
            yield _agreed(key, words, found, twice, method)


def _agreed(key: str, words: str, found: Agreed, n: int, method: str) -> Estimate:
    return estimate(key, words, Interval(*found), unit="coefficient", n=n, method=method)


def _spared(told: Sequence[Case], terms: Terms) -> Iterator[Estimate]:
    spared = spared_minutes(told)
    if spared is None:
        return
    n = sum(case.spared_minutes is not None for case in told)
    yield estimate(
        "spared_minutes", _("worker minutes a week that might be spared, of each person"), spared,
        unit="minutes", n=n, method=_("by strata, by a normal curve"),
    )  # fmt: skip
    sizes = {case.stratum: case.people for case in told}
    if all(sizes.values()):
        people = sum(size or 0 for size in sizes.values())
        yield estimate(
            "spared_pence",
            _("what that would come to in a year, of %(people)s people at one price")
            % {"people": f"{people:,}"},
            times(spared, people * terms.weeks_a_year * terms.pence_per_hour / HOUR),
            unit="pence", n=n, method=_("people × minutes × 52 weeks × one price"),
        )  # fmt: skip


def _limits(cases: Sequence[Case], share: Estimate) -> Iterator[str]:
    left = [case for case in cases if not case.told]
    yield _("%(n)s files are few: the share could as well be %(low)s or %(high)s.") % {
        "n": len(cases) - len(left),
        "low": percent(share.low or 0.0, 0),
        "high": percent(share.high or 0.0, 0),
    }
    if left:
        less = sum(case.verdict == LESS for case in cases)
        yield _(
            "%(left)s more could not be told, or readers did not agree. Were all of those ideal, or all "
            "less, the share among the files would be %(low)s or %(high)s."
        ) % {
            "left": len(left),
            "low": percent(less / len(cases)),
            "high": percent((less + len(left)) / len(cases)),
        }
    if any(case.people is None for case in cases):
        yield _("The files do not say how many people are in each stratum, so every file counts alike.")
    yield _(
        "What could be spared is cautious: where no reader said what would be enough, a file counts for "
        "nothing, and a reader who found the care ideal counts as none spared."
    )
    yield _("Readers judge what was written down, with hindsight, and have not met the person.")
    yield _("“Might be less than ideal” is not a decision about anybody: only a review with them can be.")
