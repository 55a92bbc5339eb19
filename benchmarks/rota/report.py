"""Tables and plots from the figures, as small text files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from plots import gap_plot, growth_plot
from public import EQUAL

TITLES = {
    "mankowska": "Mankowska 2014",
    "kummer": "Kummer 2021",
    "long": "Mankowska 2014 at five minutes, two starts",
    "day": "A realistic day: 200 people, 660 tasks",
    "city": "A city: 2,800 people",
    "peers": "Other solvers beside the engine",
    "growth": "Growth",
}


def write_report(figures: dict[str, Any], folder: Path) -> None:
    """Writes `tables.md` and, as far as there are figures, `gap-over-time.svg` and `growth.svg`."""
    lines = ["# Rota engine: measured figures", "", f"Machine: {figures['machine']}.", ""]
    lines += [line for note in figures.get("notes", []) for line in (note, "")]
    for part, title in TITLES.items():
        if part in figures:
            lines += [f"## {title}", "", *_part_lines(part, figures[part]), ""]
    (folder / "tables.md").write_text("\n".join(lines), encoding="utf-8")
    if "mankowska" in figures:
        (folder / "gap-over-time.svg").write_text(gap_plot(figures["mankowska"]), encoding="utf-8")
    if "growth" in figures:
        (folder / "growth.svg").write_text(growth_plot(figures["growth"]), encoding="utf-8")


def _part_lines(part: str, found: Any) -> list[str]:
    if part == "growth":
        return _table([(f"{row['visits']:,} visits", row) for row in found])
    if part in ("day", "city"):
        return [line for name, row in found.items() for line in (*_facts(name, row),)]
    if part == "peers":
        lines: list[str] = []
        for title, rows in found.items():
            ran = [(name, row) for name, row in rows.items() if isinstance(row, Mapping)]
            lines += [f"{title[0].upper()}{title[1:]}:", "", *_table(ran), ""]
            lines += [f"{row}." for row in rows.values() if isinstance(row, str)]
        return lines[:-1]
    return [*_set_table(found), "", *_instance_table(found)]


def _facts(name: str, row: Mapping[str, Any]) -> list[str]:
    return [
        f"- {name}: " + ", ".join(f"{key.replace('_', ' ')} {_shown(value)}" for key, value in row.items())
    ]


def _table(rows: Sequence[tuple[str, Mapping[str, Any]]]) -> list[str]:
    columns = list(rows[0][1])
    lines = ["| | " + " | ".join(column.replace("_", " ") for column in columns) + " |"]
    lines.append("|---|" + "---:|" * len(columns))
    return lines + [
        f"| {name} | " + " | ".join(_shown(row[column]) for column in columns) + " |" for name, row in rows
    ]


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else f"{value:,.6g}"


def _set_table(rows: list[dict[str, Any]]) -> list[str]:
    lines = [
        "| Patients | Instances | Mean gap % | Worst % | Better | Equal | Worse | Mean cpu s |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for patients in sorted({row["patients"] for row in rows}):
        own = [row for row in rows if row["patients"] == patients]
        gaps = [row["gap"] for row in own]
        better, worse = sum(gap < -EQUAL for gap in gaps), sum(gap > EQUAL for gap in gaps)
        cpu = sum(row["cpu"] for row in own) / len(own)
        cells = [
            f"{patients}",
            f"{len(own)}",
            f"{sum(gaps) / len(gaps):+.2f}",
            f"{max(gaps):+.2f}",
            f"{better}",
            f"{len(own) - better - worse}",
            f"{worse}",
            f"{cpu:.0f}",
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def _instance_table(rows: list[dict[str, Any]]) -> list[str]:
    lines = [
        "| Instance | Cost | Best public | Gap % | Million moves | Cpu s | Wall s |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for row in sorted(rows, key=lambda row: (row["patients"], row["name"])):
        moves = row["iterations"] / 1e6
        lines.append(
            f"| {row['name']} | {row['cost']:.3f} | {row['best']:.3f} | {row['gap']:+.2f} | {moves:.1f} "
            f"| {row['cpu']:.0f} | {row['wall']:.0f} |"
        )
    return lines
