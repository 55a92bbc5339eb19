"""The tables and the picture of files read in depth: by stratum, cause and profession."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from kith.core.agreement import Pair, by_profession
from kith.core.case_sample import Read, stratified_share
from kith.core.ranked_chart import Ranked
from kith.core.small_numbers import may_be_shown, withheld
from kith.insight.case_files.strata import stratum_words
from kith.insight.diagnosis.case_readings import CANNOT_TELL, LESS, Case
from kith.insight.diagnosis.result import WITHHELD, Cell, Column, Table


def tables(cases: Sequence[Case]) -> Iterator[Table]:
    """Every table of one audit; one without rows says nothing."""
    told = [case for case in cases if case.told]
    if len(read_by_stratum(told)) > 1:
        yield _by_stratum(read_by_stratum(told))
    yield Table(
        title=_("Causes named"),
        columns=(
            Column(key="cause", heading=_("Cause")),
            Column(key="files", heading=_("Files"), unit="whole"),
            Column(key="share", heading=_("Of files less than ideal"), unit="share"),
        ),
        rows=tuple(
            (cause, count, count / sum(case.verdict == LESS for case in told))
            for cause, count in causes_named(told)
        ),
    )
    yield _by_reader(cases)
    yield _pairs(cases)


def _by_stratum(read: Mapping[str, Read]) -> Table:
    hidden = withheld({name: each.read for name, each in read.items()})
    few = withheld({name: each.people or 0 for name, each in read.items()})
    rows: list[tuple[Cell, ...]] = []
    for name, each in read.items():
        share = stratified_share([each])
        shown: tuple[Cell, ...] = (each.so, share.value, share.low, share.high)
        people = WITHHELD if name in few else "" if each.people is None else each.people
        rows.append(
            (stratum_words(name), people, each.read, *((WITHHELD,) * len(shown) if name in hidden else shown))
        )  # fmt: skip
    return Table(
        title=_("By stratum"),
        columns=(
            Column(key="stratum", heading=_("Stratum")),
            Column(key="people", heading=_("People"), unit="whole"),
            Column(key="read", heading=_("Files read"), unit="whole"),
            Column(key="less", heading=_("Less than ideal"), unit="whole"),
            Column(key="share", heading=_("Share"), unit="share"),
            Column(key="low", heading=_("From"), unit="share"),
            Column(key="high", heading=_("To"), unit="share"),
        ),
        rows=tuple(rows),
    )


def _by_reader(cases: Sequence[Case]) -> Table:
    """What each profession said, blind. One reader alone of a profession is a person; it is withheld."""
    said = [each for case in cases for each in case.blind]
    readings = Counter(each.profession for each in said)
    of_verdict = Counter((each.profession, each.verdict) for each in said)
    readers = Counter(profession for profession, _reader in {(each.profession, each.reader) for each in said})
    return Table(
        title=_("What each profession said, before talking"),
        columns=(
            Column(key="profession", heading=_("Profession")),
            Column(key="readings", heading=_("Readings"), unit="whole"),
            Column(key="less", heading=_("Less than ideal"), unit="share"),
            Column(key="cannot_tell", heading=_("Cannot tell"), unit="share"),
        ),
        rows=tuple(
            (profession_words(name), count, *(
                of_verdict[name, verdict] / count if readers[name] > 1 else WITHHELD
                for verdict in (LESS, CANNOT_TELL)
            ))
            for name, count in sorted(readings.items()) if name
        ),
    )  # fmt: skip


def _pairs(cases: Sequence[Case]) -> Table:
    return Table(
        title=_("Do professions say the same of a file?"),
        columns=(
            Column(key="one", heading=_("One")),
            Column(key="other", heading=_("The other")),
            Column(key="pairs", heading=_("Pairs of readings"), unit="whole"),
            Column(key="alike", heading=_("Said the same"), unit="share"),
        ),
        rows=tuple(
            (profession_words(each.one), profession_words(each.other), each.pairs,
             each.alike / each.pairs if may_be_shown(each.pairs) else WITHHELD)
            for each in pairs_of(cases)
        ),
    )  # fmt: skip


def pairs_of(cases: Sequence[Case]) -> tuple[Pair, ...]:
    """How often two blind readings of a file said the same, by the professions of their readers."""
    return by_profession(
        [[(each.profession, each.verdict) for each in case.blind if each.profession] for case in cases]
    )


def profession_words(key: str) -> str:
    """A profession as it is called on pages."""
    return {
        "social_worker": _("Social worker"),
        "therapist": _("Occupational therapist"),
        "worker": _("Care worker"),
        "nurse": _("Nurse"),
        "manager": _("Manager"),
        "other": _("Other"),
    }.get(key, key)


def causes_named(told: Sequence[Case]) -> list[tuple[str, int]]:
    """Each cause with the files less than ideal in which it was named, the most frequent first."""
    named = Counter(cause for case in told if case.verdict == LESS for cause in case.causes)
    return sorted(named.items(), key=lambda item: (-item[1], item[0]))


def causes_drawn(told: Sequence[Case]) -> Ranked:
    """The causes, drawn."""
    return Ranked(
        title=_("Causes named in files less than ideal"),
        of=sum(case.verdict == LESS for case in told),
        counts=tuple(causes_named(told)),
    )


def read_by_stratum(told: Sequence[Case]) -> Mapping[str, Read]:
    """How many files of each stratum were read, and of how many the care is less than ideal."""
    read, so = (
        Counter(case.stratum for case in told),
        Counter(case.stratum for case in told if case.verdict == LESS),
    )
    people = {case.stratum: case.people for case in told}
    return {each: Read(people=people[each], read=read[each], so=so[each]) for each in sorted(read)}
