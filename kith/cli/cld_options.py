"""What every command about Client Level Data takes: a file, and the specification it is read by."""

from __future__ import annotations

from pathlib import Path

import click

from kith.core.errors import Invalid
from kith.core.returns.specification import Specification, read_specification, specification_in_force

FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


class NotAReturn(Invalid):
    """A file is not Client Level Data."""

    code = "not_a_return"


def specification_option(command: click.decorators.FC) -> click.decorators.FC:
    """The option that names another specification than ours."""
    return click.option(
        "--specification",
        type=FILE,
        help="The specification you were sent, written like ours; see KITH_RETURN_SPECIFICATION.",
    )(command)


def specification_in(path: Path | None) -> Specification:
    """The specification of a file, or the one in force."""
    return read_specification(path.read_text(encoding="utf-8")) if path else specification_in_force()
