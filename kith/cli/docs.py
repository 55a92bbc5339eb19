"""``kith docs``: the reference pages that are written from the code, so that neither can say what the other
does not.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from inspect import cleandoc
from pathlib import Path

import click

import kith
from kith.core.errors import Invalid
from kith.core.payment_models import PAYMENT_MODELS
from kith.core.reference import payment_models_page, states_page, verification_page
from kith.core.verification_policy import VERIFICATION_POLICIES
from kith.demo.parameters import markdown as demo_parameters_page
from kith.insight.extracts.reference import extracts_page, opportunities_page, visit_file_schema
from kith.insight.reference import facts_page, measure_pages, measures_page

Page = Callable[[], str]

CHECKOUT = Path(kith.__file__).resolve().parents[1]
WORKED_CASES = Path("tests", "spec", "payment_models.toml")
STALE = 1

_COMMANDS_OPENING = """\
# Commands

Everything `kith` can be told to do. This page is written from the commands themselves. Exit code 0 means
done. A refusal, settings that are missing or wrong among them, is one sentence on the error stream and exit
code 2. Exit code 1 means that something was looked at and is not as it should be; the commands it may come
from say so.
"""


class NoCheckout(Invalid):
    """The reference pages are not beside the code: it runs from an installed package."""

    code = "no_checkout"


def docs(house_pages: Mapping[str, Page]) -> click.Command:
    """The command, which writes these pages of the house besides those of the rooms below it."""

    @click.command()
    @click.option("--check", is_flag=True, help="Write nothing; exit code 1 when a page is stale.")
    @click.pass_context
    def docs(ctx: click.Context, check: bool) -> None:
        """Write the reference pages in docs/reference from the code."""
        folder = CHECKOUT / "docs" / "reference"
        if not folder.is_dir():
            raise NoCheckout("The pages are not beside the code. Run this in a checkout of Kith.")
        pages = _pages(ctx.find_root().command) | {name: page() for name, page in house_pages.items()}
        stale = [name for name, text in sorted(pages.items()) if _kept(folder / name) != text]
        for name in stale:
            click.echo(f"{name} is stale. Run: kith docs" if check else f"{name} written")
            if not check:
                (folder / name).parent.mkdir(exist_ok=True)
                (folder / name).write_text(pages[name], encoding="utf-8")
        if check and stale:
            raise SystemExit(STALE)
        click.echo(f"{len(pages)} pages say what the code says.")

    return docs


def _pages(root: click.Command) -> dict[str, str]:
    """Every page of the rooms and of the command line, by file name."""
    cases = tomllib.loads((CHECKOUT / WORKED_CASES).read_text(encoding="utf-8"))["case"]
    return {
        "payment-models.md": payment_models_page(PAYMENT_MODELS, cases),
        "states.md": states_page(),
        "verification.md": verification_page(VERIFICATION_POLICIES),
        "facts.md": facts_page(),
        "measures.md": measures_page(),
        **measure_pages(),
        "extracts.md": extracts_page(),
        "opportunities.md": opportunities_page(),
        "visit-file.schema.json": visit_file_schema(),
        "demo-parameters.md": demo_parameters_page(),
        "commands.md": "\n".join(
            [_COMMANDS_OPENING, *_sections(root, click.Context(root, info_name="kith"))]
        ),
    }


def _kept(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _sections(command: click.Command, ctx: click.Context) -> Iterator[str]:
    """A section for each command that does something, in the order of their names."""
    if isinstance(command, click.Group):
        for name in command.list_commands(ctx):
            inner = command.commands[name]
            yield from _sections(inner, click.Context(inner, info_name=name, parent=ctx))
        return
    pieces = command.collect_usage_pieces(ctx)
    yield f"## {ctx.command_path}\n"
    yield f"    {' '.join([ctx.command_path, *pieces])}\n"
    yield f"{cleandoc(command.help or '')}\n"
    options = [each.get_help_record(ctx) for each in command.params if isinstance(each, click.Option)]
    shown = [(_cell(option), _cell(words)) for option, words in filter(None, options)]
    if shown:
        yield "| Option | What it does |\n| --- | --- |"
        yield from (f"| `{option}` | {words} |" for option, words in shown)
        yield ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", r"\|")
