"""``kith case-files``: draw files at random from extracts, and say how far their readers agree."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import click
import duckdb

from kith.core.agreement import Agreed, ac1, alpha, resampled
from kith.core.errors import Invalid
from kith.insight.case_files.from_extracts import MAPPING, OWNER, Asked, DrawnFiles, draw_files
from kith.insight.case_files.strata import SORTED_BY, stratum_words
from kith.insight.diagnosis.case_files import agreement_words, share_of
from kith.insight.diagnosis.case_readings import VERDICTS, Case, Reading, cases_of, newest_audit
from kith.insight.diagnosis.case_tables import pairs_of, profession_words
from kith.insight.diagnosis.intervals import Interval
from kith.insight.diagnosis.wording import with_interval
from kith.insight.extracts.mapping import guessed, read_mapping
from kith.insight.extracts.read import read_sources
from kith.insight.extracts.sources import sources_of
from kith.insight.facts.tables_case_files import CASE_SCORES
from kith.insight.models_case_files import CaseReader

FOLDER = click.Path(exists=True, file_okay=False, readable=True, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
PROFESSIONS = ("social_worker", "therapist", "worker")


class NotScores(Invalid):
    """A file does not hold what readers made of cases."""

    code = "not_scores"


@click.group("case-files")
def case_files() -> None:
    """Read a few case files in depth: draw them at random, and say how far their readers agree."""


@case_files.command()
@click.argument("extracts", type=FOLDER)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="A folder to write to."
)
@click.option("--size", type=click.IntRange(1, 1_000), default=56, show_default=True, help="How many files.")
@click.option("--seed", required=True, help="Any word or number: with it anybody can repeat the draw.")
@click.option(
    "--least", type=click.IntRange(1, 100), default=2, show_default=True, help="Files of each stratum."
)
@click.option(
    "--by", "sorted_by", type=click.Choice(list(SORTED_BY)), multiple=True, default=("tier", "size"),
    show_default=True, help="What files are sorted by before they are drawn; give it several times.",
)  # fmt: skip
@click.option(
    "--profession", "professions", type=click.Choice(CaseReader.Profession.values), multiple=True,
    default=PROFESSIONS, show_default=True, help="Who reads: a blank score sheet is written for each.",
)  # fmt: skip
@click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), help="Who has care on this day; the newest start if not given."
)
@click.option("--mapping", type=FILE, help="The mapping file of kith diagnose.")
def draw(
    extracts: Path, out: Path, size: int, seed: str, least: int, sorted_by: tuple[str, ...],
    professions: tuple[str, ...], on: datetime | None, mapping: Path | None,
) -> None:  # fmt: skip
    """Draw case files from the packages in EXTRACTS.

    The folder holds who each number is about, for the audit's owner alone, everybody who could have been
    drawn, and a blank score sheet for each profession.
    """
    asked = Asked(
        size=size, least=least, seed=seed, sorted_by=tuple(dict.fromkeys(sorted_by)), professions=professions,
        on=on.date() if on else None,
    )  # fmt: skip
    said = read_mapping(mapping) if mapping else guessed()
    with tempfile.TemporaryDirectory() as scratch:
        drawn = draw_files(extracts, out, said, asked, Path(scratch), lambda words, share: None)
    for line in _drawn(drawn, out):
        click.echo(line)


def _drawn(drawn: DrawnFiles, out: Path) -> Iterator[str]:
    for stratum, people in drawn.people.items():
        yield f"{stratum_words(stratum)}: {drawn.files.get(stratum, 0)} of {people:,} people"
    files, everybody = sum(drawn.files.values()), sum(drawn.people.values())
    yield f"{files} files of {everybody:,} people with care on {drawn.on:%d/%m/%Y} were drawn."
    yield f"{out / OWNER} says who each is about: keep it from whoever reads the files."
    yield f"To draw the same again, give the same --seed and --mapping {out / MAPPING}."


@case_files.command()
@click.argument("scores", type=FILE, nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def agree(scores: tuple[Path, ...], as_json: bool) -> None:
    """Say what the readers of SCORES found and how far they agree: one file, or one for each profession."""
    cases = _cases(scores)
    said = [[each.verdict for each in case.blind] for case in cases]
    figures = {"alpha": resampled(said, alpha), "ac1": resampled(said, lambda of: ac1(of, VERDICTS))}
    if as_json:
        click.echo(json.dumps(_as_json(cases, figures), indent=2))
    else:
        for line in _in_words(cases, figures):
            click.echo(line)


def _cases(scores: Sequence[Path]) -> list[Case]:
    """Every file of the sheets together, as one audit."""
    readings: list[Reading] = []
    for path in scores:
        with tempfile.TemporaryDirectory() as scratch, duckdb.connect(":memory:") as facts:
            given = sources_of(path, Path(scratch))
            extracts = read_sources(facts, given, guessed(), lambda words, share: None)
            if all(file.table != CASE_SCORES.name for file in extracts.files):
                raise NotScores("{file} is no score sheet. Give the sheets of readers.", file=path)
            readings += newest_audit(facts)[1]
        for found in extracts.findings:
            rows = ", ".join(map(str, found.first_rows))
            click.echo(f"{path.name}: {found.rows:,} of its rows, first {rows}. {found.example}", err=True)
    return cases_of(readings)


def _in_words(cases: Sequence[Case], figures: dict[str, Agreed | None]) -> Iterator[str]:
    told = [case for case in cases if case.told]
    yield f"{len(cases)} files, {sum(len(case.blind) for case in cases)} readings."
    share = share_of(told)
    yield (
        f"Less than ideal: {with_interval(share, 'share')}"
        if share
        else "Fewer than ten files: no share is shown."
    )
    for key, words in (("alpha", "Krippendorff’s alpha"), ("ac1", "Gwet’s AC1")):
        found = figures[key]
        yield f"{words}: {_figure(found) if found else 'cannot be told'}"
    for pair in pairs_of(cases):
        yield (
            f"{profession_words(pair.one)} and {profession_words(pair.other).lower()}: "
            f"{pair.alike} of {pair.pairs} pairs of readings the same"
        )
    yield agreement_words(figures["alpha"].value if figures["alpha"] else None)


def _figure(found: Agreed) -> str:
    return f"{found.value:.3f} ({found.low:.3f} to {found.high:.3f})"


def _as_json(cases: Sequence[Case], figures: dict[str, Agreed | None]) -> dict[str, object]:
    share: Interval | None = share_of([case for case in cases if case.told])
    return {
        "files": len(cases),
        "readings": sum(len(case.blind) for case in cases),
        "less_than_ideal": share._asdict() if share else None,
        **{key: found._asdict() if found else None for key, found in figures.items()},
        "pairs": [
            {"one": each.one, "other": each.other, "pairs": each.pairs, "alike": each.alike}
            for each in pairs_of(cases)
        ],
    }
