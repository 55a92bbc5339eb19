"""``kith check-file``: whether a file can be read, before anybody sends it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from kith.insight.extracts.check import Checked
from kith.insight.extracts.check import check_file as checked_of
from kith.insight.report.words import share_of_rows

FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
NOT_WHOLE = 1


@click.command("check-file")
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print it for a program to read.")
def check_file(file: Path, as_json: bool) -> None:
    """Say what Kith would take FILE for, column by column, and which rows it could not use.

    Exit code 1 when a row cannot be used.
    """
    checked = checked_of(file)
    click.echo(json.dumps(asdict(checked), ensure_ascii=False) if as_json else _in_words(checked))
    if not checked.whole:
        raise SystemExit(NOT_WHOLE)


def _in_words(checked: Checked) -> str:
    lines = []
    for file in checked.files:
        if not file.table:
            lines.append(f"{file.name} cannot be read. {file.why}")
            continue
        lines.append(
            f"{file.name} is taken for {file.table}: {file.used:,} of {file.rows:,} rows can be used "
            f"({share_of_rows(file.share)})."
        )
        lines += [f"  “{heading}” is {key.replace('_', ' ')}" for key, heading in file.columns.items()]
        lines += [f"  “{heading}” is not used" for heading in file.unused]
    for found in checked.findings:
        rows = ", ".join(str(row) for row in found.first_rows)
        used = "used all the same" if found.used else "not used"
        column = f"{found.column}: " if found.column else ""
        lines.append(f"  {found.code}, {_rows(found.rows)}, {used}, first {rows}. {column}{found.example}")
    return "\n".join(lines)


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"
