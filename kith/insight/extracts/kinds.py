"""What kinds of extract are understood, and how each becomes rows of a fact table.

A kind says which columns it knows and how each cell is read; which rows cannot stand, or stand mended; and
the query that turns what was read into facts. The queries run over a table ``typed``: the file, a row number
and one column for each field, null where a file has no such column or the cell could not be read. A moment
is in UTC there, with its London day beside it (``…_day``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as field_of
from types import MappingProxyType
from typing import Any, Literal

import pyarrow as pa

from kith.core.table_cells import BadCell, Reader
from kith.core.table_cells import text as words_of
from kith.core.table_times import day as day_reader
from kith.core.table_times import duration_minutes

How = Literal["words", "secret", "provider", "cells", "moment"]
MOST_MINUTES_A_WEEK = 2 * 7 * 24 * 60  # two workers, day and night
FLAGS = MappingProxyType({True: ("yes", "y", "true", "1"), False: ("no", "n", "false", "0")})


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A column of an extract: our key, what others call it, and how its cells are read.

    ``words`` are kept as they stand, ``secret`` become pseudonyms, ``provider`` is spelled one way,
    ``cells`` are read by ``read``, and a ``moment`` is a day and time, or a time on the row's own day. A time
    alone that is before that of the field it comes ``after`` is the next day's; one that is ``near`` another
    lies on that side of midnight which is nearer to it.
    """

    key: str
    how: How
    type: pa.DataType
    names: tuple[str, ...] = ()
    required: bool = False
    read: Reader[Any] | None = None
    after: str = ""
    near: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Rows that cannot stand as they are: which, why, and what is changed. Else they are not used.

    Those ``only_told`` stand as they are, and whoever knows the files is asked to look.
    """

    code: str
    message: str
    where: str
    change: Mapping[str, str] = field_of(default_factory=dict)
    only_told: bool = False

    @property
    def leaves_out(self) -> bool:
        """Whether such a row is not used."""
        return not self.change and not self.only_told


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of extract: its fields, its rules in order, and the fact table it fills."""

    key: str
    row: str
    fills: str
    fields: tuple[Field, ...]
    select: str
    hints: tuple[str, ...] = ()
    needs_one_of: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()

    def field(self, key: str) -> Field:
        """The field of this key, which must be one of the kind's."""
        return next(field for field in self.fields if field.key == key)


def words(key: str, *names: str, required: bool = False, about: str = "") -> Field:
    """A field kept as it stands."""
    return Field(key=key, how="words", type=pa.string(), names=names, required=required, about=about)


def secret(key: str, *names: str, required: bool = False, about: str = "") -> Field:
    """A field that names somebody and becomes a pseudonym."""
    return Field(key=key, how="secret", type=pa.string(), names=names, required=required, about=about)


def provider(*names: str, required: bool = False) -> Field:
    """The field that names a provider, in whatever spelling."""
    known = ("provider name", "supplier", "supplier name", "agency", "agency name", "provider organisation")
    return Field(
        key="provider", how="provider", type=pa.string(), names=(*known, *names), required=required,
        about="the provider's name; near spellings are grouped and shown",
    )  # fmt: skip


def person(*, required: bool = True) -> Field:
    """The field that says whose row it is."""
    return secret(
        "person", "person id", "person ref", "person reference", "client", "client id", "client ref",
        "client reference", "customer id", "customer ref", "service user", "service user id",
        "service user ref", "service user reference", "social care id", "case number", "adult id",
        "citizen id", "national id",
        required=required, about="the person's reference in the council's or provider's system",
    )  # fmt: skip


def day(key: str, *names: str, required: bool = False, about: str = "") -> Field:
    """A field that is a day."""
    return _cells(key, day_reader(), pa.date32(), names, required=required, about=about)


def moment(key: str, *names: str, after: str = "", near: str = "", about: str = "") -> Field:
    """A field that is a day and a time in London, or a time on the row's day."""
    return Field(
        key=key, how="moment", type=pa.timestamp("us"), names=names, after=after, near=near, about=about
    )


def minutes(key: str, *names: str, high: int = 1440, bare: str = "minutes", about: str = "") -> Field:
    """A field that is a length of time, in minutes when the cell is a number alone (or in hours)."""
    return _cells(key, duration_minutes(high=high, bare=bare), pa.int64(), names, about=about)


def hours(key: str, *names: str, about: str = "") -> Field:
    """A field that is a length of time kept in hours; its value is in minutes."""
    return minutes(key, *names, bare="hours", about=about)


def whole(key: str, read: Reader[int], *names: str, required: bool = False, about: str = "") -> Field:
    """A field that is a whole number, such as a count or pence."""
    return _cells(key, read, pa.int64(), names, required=required, about=about)


def choice(
    key: str, allowed: Mapping[str, Sequence[str]], *names: str, required: bool = False, about: str = ""
) -> Field:
    """A field that is one of our words, however the file says it."""
    return _cells(key, _one_of(allowed), pa.string(), names, required=required, about=about)


def flag(key: str, *names: str, about: str = "") -> Field:
    """A field that is yes or no."""
    return _cells(key, _one_of(FLAGS), pa.bool_(), names, about=about)


def _cells(
    key: str, read: Reader[Any], type_: pa.DataType, names: tuple[str, ...], *, required: bool = False,
    about: str = "",
) -> Field:  # fmt: skip
    return Field(key=key, how="cells", type=type_, names=names, required=required, read=read, about=about)


def _one_of(allowed: Mapping[Any, Sequence[str]]) -> Reader[Any]:
    """A reader of these words and the others that stand for them, whatever their case and marks."""
    known = {_folded(word): key for key, said in allowed.items() for word in (str(key), *said)}

    def read(cell: str) -> Any:
        found = known.get(_folded(cell))
        if found is None:
            listed = ", ".join(str(key).replace("_", " ") for key in allowed)
            raise BadCell("not_listed", "“{cell}” is none of: {listed}.", cell=cell, listed=listed)
        return found

    return read


def _folded(cell: str) -> str:
    return words_of(cell.replace("_", " ").replace("-", " ").replace("/", " ")).casefold()
