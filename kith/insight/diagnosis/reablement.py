"""Whether reablement leaves people needing no care, against people like them who did not have it.

A document from Leicestershire prints 62 % against 5 % and no counts, so nobody can say how sure that is. Here
every share has its count, and people are compared with people of the same sex, age and care before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import duckdb
import numpy as np
from django.utils.translation import gettext as _

from kith.core.flow_chart import Flow, Link
from kith.core.small_numbers import may_be_shown
from kith.insight.diagnosis.intervals import (
    Interval,
    Whole,
    bootstrap,
    difference_of_shares,
    mean_of,
    ratio_of,
    wilson,
)
from kith.insight.diagnosis.result import Cell, Column, Estimate, Result, Table
from kith.insight.diagnosis.terms import Terms
from kith.insight.diagnosis.wording import estimate, pence, percent, with_interval

INTAKE, COMPARISON, NONE = "intake", "comparison", "none"
OUTCOMES = ("none", "less", "same", "more", "other")


class Course(NamedTuple):
    """One person's time with the team or in the comparison group; ``alike`` is who they are compared with."""

    cohort: str
    outcome: str
    pence: int
    alike: str


def reablement(facts: duckdb.DuckDBPyConnection, terms: Terms) -> Result:
    """The share needing no care afterwards in both groups, matched and not, and what each one cost."""
    courses = _courses(facts)
    intake = [each for each in courses if each.cohort == INTAKE]
    other = [each for each in courses if each.cohort == COMPARISON]
    matched = _matched(intake, other)
    return Result(
        key="reablement",
        title=_("What reablement leaves"),
        question=_("How many people need no care after reablement, and how many like them without it?"),
        answer=_answer(intake, other, matched),
        definition=_(
            "People with a known outcome. Matched: people of the same sex, the same ten years of age and the "
            "same band of weekly care before, each such group weighed by its people with reablement."
        ),
        n=len(courses),
        n_of=_("people with a known outcome"),
        owner=_("Head of reablement"),
        next_test=_("Offer reablement first to everybody in two areas for three months, and count again."),
        tables=(_outcome_table(courses), *_cost_table(intake)),
        pictures=(_flow(courses),) if may_be_shown(len(courses)) else (),
        estimates=tuple(_estimates(intake, other, matched)),
        limits=(
            _("Teams choose whom they take. Matching answers for sex, age and care before, no more."),
            _("No care at the end is not the same as managing well a year later."),
        ),
    )


def _courses(facts: duckdb.DuckDBPyConnection) -> list[Course]:
    rows = facts.execute(
        """
        SELECT cohort, outcome, COALESCE(pence, 0),
               CONCAT_WS('/', COALESCE(sex, ''), (EXTRACT(year FROM starts_on) - born_year) // 10,
                         CASE WHEN weekly_minutes_before IS NULL THEN ''
                              ELSE LEAST(weekly_minutes_before // 420, 3)::VARCHAR END)
        FROM reablement LEFT JOIN people USING (person_key)
        WHERE cohort IN ('intake', 'comparison') AND COALESCE(outcome, '') <> ''
        ORDER BY reablement.person_key, starts_on
        """
    ).fetchall()
    return [Course(*row) for row in rows]


def _none(courses: Sequence[Course]) -> int:
    return sum(each.outcome == NONE for each in courses)


def _matched(intake: Sequence[Course], other: Sequence[Course]) -> tuple[Interval, int] | None:
    """The difference among people with somebody like them in the other group, and how many those are."""
    both = {each.alike for each in intake} & {each.alike for each in other}
    held = [each for each in (*intake, *other) if each.alike in both]
    treated = np.array([each.cohort == INTAKE for each in held])
    if not (may_be_shown(int(treated.sum())) and may_be_shown(int((~treated).sum()))):
        return None
    numbers = {alike: number for number, alike in enumerate(sorted(both))}
    group = np.array([numbers[each.alike] for each in held])
    well = np.array([each.outcome == NONE for each in held], dtype=float)

    def difference(chosen: Whole) -> float:
        of, took, fared = group[chosen], treated[chosen], well[chosen]
        n = [np.bincount(of[side], minlength=len(both)) for side in (took, ~took)]
        sums = [np.bincount(of[side], weights=fared[side], minlength=len(both)) for side in (took, ~took)]
        seen = (n[0] > 0) & (n[1] > 0)
        gap = sums[0][seen] / n[0][seen] - sums[1][seen] / n[1][seen]
        return float(np.average(gap, weights=n[0][seen]))

    return bootstrap(len(held), difference), int(treated.sum())


def _answer(intake: Sequence[Course], other: Sequence[Course], matched: tuple[Interval, int] | None) -> str:
    if not may_be_shown(len(intake)):
        return _("Too few people with reablement have a known outcome to say.")
    words = _("%(share)s of people with reablement needed no care afterwards.") % {
        "share": with_interval(wilson(_none(intake), len(intake)), "share")
    }
    if not may_be_shown(len(other)):
        return (
            words + " " + _("There is no comparison group in the files, so nothing says how many would have.")
        )
    gap = difference_of_shares(_none(intake), len(intake), _none(other), len(other))
    words += " " + _("That is %(gap)s more than in the comparison group") % {
        "gap": with_interval(gap, "share")
    }
    if matched:
        return words + _(", and %(gap)s more than people like them.") % {
            "gap": with_interval(matched[0], "share")
        }
    return words + "."


def _outcome_table(courses: Sequence[Course]) -> Table:
    groups = {name: [each for each in courses if each.cohort == name] for name in (INTAKE, COMPARISON)}
    words = _outcome_words()

    def rows() -> Iterator[tuple[Cell, ...]]:
        for name, held in groups.items():
            counts = Counter(each.outcome for each in held)
            for outcome in OUTCOMES:
                if not may_be_shown(len(held)):
                    yield (_cohort_words()[name], words[outcome], None, None, None)
                    continue
                share = wilson(counts[outcome], len(held))
                between = f"{percent(share.low)} – {percent(share.high)}"
                yield (_cohort_words()[name], words[outcome], len(held), share.value, between)

    return Table(
        title=_("Care needed afterwards"),
        columns=(
            Column(key="group", heading=_("Group")),
            Column(key="outcome", heading=_("Care afterwards")),
            Column(key="people", heading=_("People in the group"), unit="whole"),
            Column(key="share", heading=_("Share"), unit="share"),
            Column(key="interval", heading=_("95 % interval")),
        ),
        rows=tuple(rows()) if courses else (),
    )


def _cost_table(intake: Sequence[Course]) -> tuple[Table, ...]:
    if not may_be_shown(_none(intake)) or not any(each.pence for each in intake):
        return ()
    each, well = _costs(intake)
    return (
        Table(
            title=_("What it cost"),
            columns=(
                Column(key="what", heading=_("For each")),
                Column(key="pence", heading=_("Cost"), unit="pence"),
                Column(key="interval", heading=_("95 % interval")),
            ),
            rows=tuple(
                (name, found.value, f"{pence(found.low)} – {pence(found.high)}")
                for name, found in ((_("person"), each), (_("person needing no care afterwards"), well))
            ),
        ),
    )


def _costs(intake: Sequence[Course]) -> tuple[Interval, Interval]:
    """Pence for each person, and for each who needed no care afterwards."""
    amounts = [float(each.pence) for each in intake]
    return mean_of(amounts), ratio_of(amounts, [float(each.outcome == NONE) for each in intake])


def _flow(courses: Sequence[Course]) -> Flow:
    """Who had reablement and what came after; bands of fewer than ten are joined to “other”."""
    counts = Counter((each.cohort, each.outcome if each.outcome in OUTCOMES else "other") for each in courses)
    joined: Counter[tuple[str, str]] = Counter()
    for (cohort, outcome), n in counts.items():
        joined[cohort, outcome if may_be_shown(n) else "other"] += n
    return Flow(
        title=_("From reablement, and without it, to the care needed afterwards"),
        stages=(_("Group"), _("Care afterwards")),
        links=tuple(
            Link(stage=0, source=_cohort_words()[cohort], target=_outcome_words()[outcome], n=n)
            for (cohort, outcome), n in sorted(joined.items())
            if may_be_shown(n)
        ),
    )


def _cohort_words() -> Mapping[str, str]:
    return {INTAKE: _("Reablement"), COMPARISON: _("Comparison")}


def _outcome_words() -> Mapping[str, str]:
    return {
        "none": _("No care"),
        "less": _("Less care"),
        "same": _("As much care"),
        "more": _("More care"),
        "other": _("Other"),
    }


def _estimates(
    intake: Sequence[Course], other: Sequence[Course], matched: tuple[Interval, int] | None
) -> Iterator[Estimate]:
    for key, words, held in (
        ("reablement.intake", _("needed no care after reablement"), intake),
        ("reablement.comparison", _("needed no care in the comparison group"), other),
    ):
        if may_be_shown(len(held)):
            share = wilson(_none(held), len(held))
            yield estimate(key, words, share, unit="share", n=len(held), method=_("Wilson"))
    if may_be_shown(len(intake)) and may_be_shown(len(other)):
        gap = difference_of_shares(_none(intake), len(intake), _none(other), len(other))
        words, n = _("more people needing no care, not matched"), len(intake) + len(other)
        yield estimate("reablement.difference", words, gap, unit="share", n=n, method=_("Newcombe"))
    if matched:
        words, method = _("more people needing no care, matched"), _("people drawn again 2,000 times")
        yield estimate("reablement.matched", words, matched[0], unit="share", n=matched[1], method=method)
