"""How the command line refuses: one sentence on the error stream, and exit code 2.

Exit code 1 is for what was looked at and is not as it should be: `kith check`, `kith audit verify`.
"""

from __future__ import annotations

from typing import NoReturn

import click

REFUSED = 2


def refuse(sentence: object) -> NoReturn:
    """Say what is wrong and what to do, and stop."""
    click.echo(f"kith: {sentence}", err=True)
    raise SystemExit(REFUSED)
