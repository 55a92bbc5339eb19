"""Reference pages about the house, written from the tables themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kith.config.variables import VARIABLES
from kith.orgs.roles import DATA_CLASSES, FUNCTIONS, ROLES, Limit, Right, Role

_LIMITS = {
    Limit.OWN_SLICE: "own slice",
    Limit.IN_WINDOW: "from two hours before a visit until it ends",
    Limit.BY_CHOICE: "what the person chose to share",
    Limit.ON_CASE: "on an open case",
    Limit.BREAK_GLASS: "by break-glass alone",
}

_SETTINGS_OPENING = """\
# Settings

Every variable of the environment that Kith reads. This page is written from `kith/config/variables.py`. A
variable that is empty counts as not set.
"""

_ROLES_OPENING = """\
# Roles

Who may do what. This page is written from `kith/orgs/roles_table.py`.

Seeing a person's record takes two things: a role that gives the right, from the table below, and a live
relationship to the person. The right ends on the day either ends. What no row says is refused, and nobody can
give themselves a role.

**R** read · **A** add to · **D** decide about · – nothing
"""


def settings_page() -> str:
    """``docs/reference/settings.md``."""
    rows = [[f"`{variable.name}`", variable.default, variable.words] for variable in VARIABLES.values()]
    return "\n".join([_SETTINGS_OPENING, *_table(["Variable", "When not set", "What it does"], rows), ""])


def roles_page() -> str:
    """``docs/reference/roles.md``."""
    classes = [[str(number), words] for number, words in DATA_CLASSES.items()]
    matrix = [[role.name, *(_rights(role, number) for number in DATA_CLASSES)] for role in ROLES.values()]
    parts = [
        _ROLES_OPENING,
        "## Classes of data\n",
        *_table(["Class", "What it is"], classes),
        "\n## Rights\n",
        *_table(["Role", *map(str, DATA_CLASSES)], matrix),
        "\nA star says that the right holds in part; the part is in the role's own section.\n",
        *(_section(role) for role in ROLES.values()),
    ]
    return "\n".join(parts)


def _rights(role: Role, number: int) -> str:
    cell = role.cells[number]
    letters = "".join(right for right in Right if right in cell.rights)
    return (letters + ("\\*" if cell.limits or cell.words else "")) or "–"


def _section(role: Role) -> str:
    lines = [f"## {role.name}\n", role.words]
    if role.through:
        lines.append(f"Sees people through: {', '.join(sorted(role.through))}.")
    if role.functions:
        lines.append(f"May: {'; '.join(FUNCTIONS[name] for name in sorted(role.functions))}.")
    parts = [f"- Class {number}: {part}." for number in DATA_CLASSES if (part := _in_part(role, number))]
    return (
        "\n\n".join([lines[0].rstrip(), *lines[1:]])
        + "\n"
        + ("\n" + "\n".join(parts) + "\n" if parts else "")
    )


def _in_part(role: Role, number: int) -> str:
    cell = role.cells[number]
    limits = [_LIMITS[limit] for limit in Limit if limit in cell.limits]
    return f"{', '.join(limits)}{' – ' if limits and cell.words else ''}{cell.words}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [_line(heads), _line(["---"] * len(heads)), *map(_line, rows)]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
