"""The specification of the Client Level Data return: its fields, their lists, and what older words became.

The specification is data (`cld_release_2.toml`), so that a council can put the official one in its place.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from kith.core.errors import Invalid

SHIPPED = "cld_release_2.toml"


class BadSpecification(Invalid):
    """A specification file does not say what a return looks like."""

    code = "bad_cld_specification"


class AppliesTo(StrEnum):
    """Which rows a field belongs to."""

    EVERY_ROW = "every row"
    EVENTS = "events"
    SERVICE_USERS = "service users"
    UNPAID_CARERS = "unpaid carers"
    REQUEST = "Request"
    ASSESSMENT = "Assessment"
    LONG_TERM_ASSESSMENT = "Long term assessment"
    SERVICE = "Service"
    REVIEW = "Review"


class Mandatory(StrEnum):
    """When a field that applies must be filled in."""

    ALWAYS = "always"
    NEVER = "never"
    UNLESS_SERVICE = "unless service"
    WHEN_ENDED = "when ended"
    WHEN_PLANNED_REVIEW = "when planned review"


class Kind(StrEnum):
    """How a field's value is written."""

    TEXT = "text"
    LIST = "list"
    DATE = "date"
    WHOLE_NUMBER = "whole number"
    DECIMAL = "decimal"
    NHS_NUMBER = "NHS number"
    GP_PRACTICE = "GP practice"
    POSTCODE = "postcode"
    CQC_LOCATION = "CQC location"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column of the return. ``label`` names it in the specification, ``column`` in the file."""

    label: str
    column: str
    module: str
    applies_to: AppliesTo
    kind: Kind
    mandatory: Mandatory


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinedList:
    """The values a field may take, in order, compared letter by letter. Not ``certain``: the wording was not
    seen.
    """

    values: tuple[str, ...]
    certain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Specification:
    """A release of the return: its fields in the order of the file, its lists, and renamed values."""

    release: str
    provisional: bool
    fields: tuple[Field, ...]
    lists: Mapping[str, DefinedList]
    renamed: Mapping[tuple[str, str], str]

    def now(self, label: str, value: str) -> str:
        """A value in the words of this release, whichever release it was written in."""
        return self.renamed.get((label, value), value)


def read_specification(text: str) -> Specification:
    """A specification from the text of its file.

    Raises `BadSpecification` where a table is missing, a word is unknown, or a list has no field.
    """
    try:
        read = tomllib.loads(text)
        fields = tuple(_field(row) for row in read["field"])
        lists = {
            row["field"]: DefinedList(values=tuple(row["values"]), certain=row["certain"])
            for row in read["list"]
        }
        renamed = {(row["field"], row["was"]): row["now"] for row in read.get("renamed", [])}
        release, provisional = read["release"], read["provisional"]
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise BadSpecification(
            "The specification cannot be read: {error}. Compare it with the one that comes with Kith.",
            error=error,
        ) from error
    _check_lists(fields, lists)
    return Specification(
        release=release,
        provisional=provisional,
        fields=fields,
        lists=MappingProxyType(lists),
        renamed=MappingProxyType(renamed),
    )


@cache
def shipped_specification() -> Specification:
    """The specification that comes with Kith: Release 2, provisional."""
    return read_specification(files("kith.core.returns").joinpath(SHIPPED).read_text(encoding="utf-8"))


_in_force: Callable[[], Specification] = shipped_specification


def specification_in_force() -> Specification:
    """The specification by which answers are given and returns are made: a council's own, or ours."""
    return _in_force()


def use_specification(read: Callable[[], Specification]) -> None:
    """From now on give this one out; it is read when it is first asked for."""
    global _in_force
    _in_force = cache(read)


def _field(row: Mapping[str, Any]) -> Field:
    return Field(
        label=row["label"],
        column=row["column"],
        module=row["module"],
        applies_to=AppliesTo(row["applies_to"]),
        kind=Kind(row["kind"]),
        mandatory=Mandatory(row["mandatory"]),
    )


def _check_lists(fields: tuple[Field, ...], lists: Mapping[str, DefinedList]) -> None:
    wanted = {field.label for field in fields if field.kind is Kind.LIST}
    if wrong := sorted(wanted ^ set(lists)):
        raise BadSpecification(
            "Each field of kind “list” needs one list, and each list its field. Look at: {wrong}.",
            wrong=", ".join(wrong),
        )
