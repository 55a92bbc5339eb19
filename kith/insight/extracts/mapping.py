"""The mapping file: which file is what, which column is which, and which spellings are one provider.

It is guessed on the first run and written beside the report; a person looks through it, corrects it, and
gives it to the second run, which then takes it at its word. It holds the secret from which pseudonyms are
made, so that the same person has the same one in every run; with it, pseudonyms can be followed back.
"""

from __future__ import annotations

import json
import secrets
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kith.core.errors import Invalid
from kith.insight.diagnosis.opportunities.opportunity import Prices
from kith.insight.extracts.files import Recognised
from kith.insight.extracts.registry import KINDS

SECRET_BYTES = 16
NOT_READ = "not_read"
PRICES = {
    "waiting_day_pence": "a day of waiting for care, such as in hospital",
    "contact_pence": "a contact at the front door",
    "complaint_pence": "answering a complaint",
    "nurse_visit_pence": "a nurse's visit at home",
}

_OPENING = """\
# What Kith took your files for. Look through it, put right what is wrong, and run again:
#     kith diagnose {folder} --out {out} --mapping THIS_FILE
# A file's table is one of: {kinds},
# or not_read. Under columns, the left is Kith's word and the right the heading in your file.
# Keep this file where you keep the extracts: with its secret, pseudonyms can be followed back to people.
"""


class UnreadableMapping(Invalid):
    """The mapping file cannot be used as it stands."""

    code = "unreadable_mapping"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMapping:
    """What one file is taken for, and its columns: our key to the file's heading.

    ``month_first`` says whether its days are written so; None where nobody has said.
    """

    table: str
    columns: Mapping[str, str]
    month_first: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractMapping:
    """Everything a person has said, or will be asked to confirm, about the files."""

    secret: str
    files: Mapping[str, FileMapping] = field(default_factory=dict)
    providers: Mapping[str, str] = field(default_factory=dict)
    prices: Prices = field(default_factory=Prices)
    confirmed: bool = False


def guessed() -> ExtractMapping:
    """The mapping of a first run: nothing said yet, and a new secret."""
    return ExtractMapping(secret=secrets.token_hex(SECRET_BYTES))


def read_mapping(path: Path) -> ExtractMapping:
    """What a person confirmed.

    Raises `UnreadableMapping` where the file is not one of ours, or names what Kith does not know.
    """
    try:
        kept = tomllib.loads(path.read_text(encoding="utf-8"))
        return ExtractMapping(
            secret=str(kept["secret"]),
            files={str(each["name"]): _file(each) for each in kept.get("file", [])},
            providers={str(key): str(value) for key, value in kept.get("providers", {}).items()},
            prices=_prices(kept.get("prices", {})),
            confirmed=True,
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableMapping(
            "{path} is not a mapping file ({error}). Run without --mapping to have one written.",
            path=path,
            error=error,
        ) from None


def _prices(kept: Mapping[str, Any]) -> Prices:
    unknown = sorted(kept.keys() - PRICES.keys())
    if unknown or not all(isinstance(price, int) and price >= 0 for price in kept.values()):
        raise UnreadableMapping("Prices are whole pence of: {prices}.", prices=", ".join(PRICES))
    return Prices(**kept)


def _file(kept: Mapping[str, Any]) -> FileMapping:
    table, columns = str(kept["table"]), dict(kept.get("columns", {}))
    if table != NOT_READ and table not in KINDS:
        raise UnreadableMapping(
            "“{table}” is no table. It is one of: {kinds}, {not_read}.",
            table=table,
            kinds=", ".join(KINDS),
            not_read=NOT_READ,
        )
    unknown = [] if table == NOT_READ else sorted(columns.keys() - {f.key for f in KINDS[table].fields})
    if unknown:
        raise UnreadableMapping(
            "“{name}” maps {columns}, which {table} does not have.",
            name=kept["name"],
            columns=", ".join(unknown),
            table=table,
        )
    month_first = kept.get("month_first")
    if not isinstance(month_first, bool | None):
        raise UnreadableMapping("“{name}” says month_first, which is true or false.", name=kept["name"])
    columns = {str(key): str(value) for key, value in columns.items()}
    return FileMapping(table=table, columns=columns, month_first=month_first)


def mapping_text(
    mapping: ExtractMapping, recognised: list[Recognised], not_read: Mapping[str, str],
    providers: Mapping[str, str], *, folder: Path, out: Path,
) -> str:  # fmt: skip
    """The mapping file's text: what was guessed, and all that somebody has said, of what is gone too."""
    lines = [
        _OPENING.format(folder=folder, out=out, kinds=", ".join(KINDS)),
        f"secret = {json.dumps(mapping.secret)}\n",
        *_price_lines(mapping.prices),
        *(
            line
            for each in recognised
            for line in _recognised_lines(each, mapping.files.get(each.source.name))
        ),
        *(
            line
            for name, why in not_read.items()
            for line in _not_read_lines(name, why, mapping.files.get(name))
        ),
        "# Each spelling of a provider's name, and the name it goes by.\n[providers]",
        *(
            f"{_quoted(spelling)} = {_quoted(named)}"
            for spelling, named in sorted({**mapping.providers, **providers}.items())
        ),
    ]
    return "\n".join(lines) + "\n"


def _price_lines(prices: Prices) -> Iterator[str]:
    yield "# What only you know, in whole pence. Take away the # of those you have.\n[prices]"
    for key, words in PRICES.items():
        price = getattr(prices, key)
        yield f"# {key} = 0  # {words}" if price is None else f"{key} = {price}  # {words}"
    yield ""


def _recognised_lines(recognised: Recognised, said: FileMapping | None) -> Iterator[str]:
    guess = FileMapping(table=recognised.kind.key, columns=recognised.columns)
    about = f"not used: {', '.join(recognised.unused)}" if recognised.unused else ""
    yield from _file_lines(recognised.source.name, said or guess, about)


def _not_read_lines(name: str, why: str, said: FileMapping | None) -> Iterator[str]:
    yield from _file_lines(name, said or FileMapping(table=NOT_READ, columns={}), why)


def _file_lines(name: str, said: FileMapping, about: str) -> Iterator[str]:
    yield f"[[file]]\nname = {_quoted(name)}"
    if about:
        yield _comment(about)
    yield f"table = {_quoted(said.table)}"
    if said.month_first is not None:
        yield f"month_first = {json.dumps(said.month_first)}"
    if said.columns:
        yield "[file.columns]"
    yield from (f"{key} = {_quoted(heading)}" for key, heading in said.columns.items())
    yield ""


def _comment(text: str) -> str:
    """One line, whatever stands in a heading."""
    return "# " + " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
