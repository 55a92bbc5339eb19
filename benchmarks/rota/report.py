"""Tables and a plot from the figures, as small text files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

WIDTH, HEIGHT, EDGE = 640, 360, 48
COLOURS = ("#00586b", "#d4351c", "#85994b", "#4c2c92", "#b58840", "#28a197", "#505a5f")


def write_report(figures: dict[str, Any], folder: Path) -> None:
    """Writes `tables.md` and, when there are traces, `gap-over-time.svg`."""
    lines = ["# Rota engine: measured figures", "", f"Machine: {figures['machine']}.", ""]
    lines += [line for note in figures.get("notes", []) for line in (note, "")]
    for kind, title in (("mankowska", "Mankowska 2014"), ("kummer", "Kummer 2021")):
        if kind in figures:
            lines += [f"## {title}", "", *_set_table(figures[kind]), "", *_instance_table(figures[kind]), ""]
    for kind, title in (("day", "A realistic day: 200 people, 660 tasks"), ("city", "A city: 2,800 people")):
        if kind in figures:
            lines += [f"## {title}", "", *_facts(figures[kind]), ""]
    (folder / "tables.md").write_text("\n".join(lines), encoding="utf-8")
    if "mankowska" in figures:
        (folder / "gap-over-time.svg").write_text(gap_plot(figures["mankowska"]), encoding="utf-8")


def _set_table(rows: list[dict[str, Any]]) -> list[str]:
    lines = [
        "| Patients | Instances | Mean gap % | Worst % | Better | Equal | Worse | Mean cpu s |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for patients in sorted({row["patients"] for row in rows}):
        own = [row for row in rows if row["patients"] == patients]
        gaps = [row["gap"] for row in own]
        better, worse = sum(gap < -0.005 for gap in gaps), sum(gap > 0.005 for gap in gaps)
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


def _facts(facts: dict[str, Any]) -> list[str]:
    lines = []
    for name, value in facts.items():
        shown = (
            ", ".join(f"{k} {v:,.6g}" for k, v in value.items()) if isinstance(value, dict) else f"{value:,}"
        )
        lines.append(f"- {name.replace('_', ' ')}: {shown}")
    return lines


def gap_plot(rows: list[dict[str, Any]]) -> str:
    """Mean gap to the best public solution by share of the search, one line per size, as SVG."""
    sizes = sorted({row["patients"] for row in rows})
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"',
        ' font-family="Arial" font-size="12">',
        "<title>Gap to the best public solution while searching</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    for gap in (-5, 0, 5, 10, 15, 20):
        y = _y(gap)
        parts.append(f'<line x1="{EDGE}" x2="{WIDTH - EDGE}" y1="{y}" y2="{y}" stroke="#b1b4b6"/>')
        parts.append(f'<text x="{EDGE - 6}" y="{y + 4}" text-anchor="end">{gap} %</text>')
    parts.append(f'<text x="{WIDTH / 2}" y="{HEIGHT - 10}" text-anchor="middle">share of the search</text>')
    for number, size in enumerate(sizes):
        colour = COLOURS[number % len(COLOURS)]
        own = [row for row in rows if row["patients"] == size]
        points = [
            (share / 50, sum(_gap_at(row, share / 50) for row in own) / len(own)) for share in range(1, 51)
        ]
        path = " ".join(f"{EDGE + share * (WIDTH - 2 * EDGE):.1f},{_y(gap)}" for share, gap in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{WIDTH - 130}" y="{30 + 16 * number}" fill="{colour}">{size} patients</text>')
    return "\n".join([*parts, "</svg>", ""])


def _gap_at(row: dict[str, Any], share: float) -> float:
    reached = [gap for iterations, gap in row["trace"] if iterations <= share * row["iterations"]]
    return min(reached) if reached else 20.0


def _y(gap: float) -> float:
    clipped = min(20.0, max(-6.0, gap))
    return round(EDGE / 2 + (20.0 - clipped) / 26.0 * (HEIGHT - 1.8 * EDGE), 1)
