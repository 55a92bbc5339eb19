"""Keeping and withdrawing measures defined in the browser: each change is a version, and none is lost."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from itertools import chain, count
from pathlib import Path

from django.db import transaction

from kith.core.dates import london_day
from kith.core.errors import NotPermitted
from kith.insight.actions_figures import keep_figures, worked_out
from kith.insight.defined.definition import Definition, NotADefinition
from kith.insight.engines import opened
from kith.insight.measures import MEASURES
from kith.insight.models import DefinedMeasure
from kith.insight.queries import latest_snapshot
from kith.insight.queries_defined import DEFINE, access_definition, defined, kept
from kith.orgs import audit
from kith.orgs.models import User
from kith.orgs.roles import check_may

OWN = "own_"
LONGEST_KEY = 30
MOST_OF_ONE_ORGANISATION = 50


class TooManyMeasures(NotADefinition):
    """An organisation has as many measures as one can look after."""

    code = "too_many_measures"


def keep_measure(*, by: User, at: datetime, definition: Definition, key: str = "") -> DefinedMeasure:
    """The version just kept: of a new measure, or of the one of this key. Its figures over the newest
    snapshot are there at once.

    Raises `NotPermitted` without the right to define measures, `NotFound` for a key of another organisation,
    `TooManyMeasures`.
    """
    check_may(by, DEFINE, None, london_day(at))
    if by.organisation is None:
        raise NotPermitted("A measure belongs to an organisation, and your account has none.")
    version = access_definition(by=by, key=key, on=london_day(at))[0].version + 1 if key else 1
    if not key and _held(by) >= MOST_OF_ONE_ORGANISATION:
        raise TooManyMeasures("There are {most} measures of your own. Withdraw one first.",
                              most=MOST_OF_ONE_ORGANISATION)  # fmt: skip
    with transaction.atomic():
        row = DefinedMeasure.objects.create(
            recorded_at=at, key=key or _key(definition.title), version=version,
            organisation=by.organisation, by=by, body=definition.plain(),
        )  # fmt: skip
        _keep_figures(row, at)
        _record(row, "define.measure")
    return row


def withdraw_measure(*, by: User, at: datetime, key: str) -> DefinedMeasure:
    """The version that withdraws a measure; its definitions and figures stay. Raises as `keep_measure`."""
    newest = access_definition(by=by, key=key, on=london_day(at))[0]
    if newest.withdrawn:
        return newest
    with transaction.atomic():
        row = DefinedMeasure.objects.create(
            recorded_at=at, key=key, version=newest.version + 1, organisation=newest.organisation, by=by,
            body=newest.body, withdrawn=True,
        )  # fmt: skip
        _record(row, "withdraw.measure")
    return row


def _keep_figures(row: DefinedMeasure, at: datetime) -> None:
    snapshot = latest_snapshot()
    if snapshot is None:
        return
    with opened("duckdb", Path(snapshot.folder)) as ask:
        keep_figures(snapshot, worked_out([kept(defined(row))], ask), at=at)


def _held(by: User) -> int:
    return DefinedMeasure.objects.filter(organisation=by.organisation).values("key").distinct().count()


def _key(title: str) -> str:
    """A key nobody has, from the letters of a title."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    stem = OWN + (re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:LONGEST_KEY].strip("_") or "measure")
    taken = {*MEASURES, *DefinedMeasure.objects.filter(key__startswith=stem).values_list("key", flat=True)}
    others = (f"{stem}_{number}" for number in count(2))
    return next(key for key in chain([stem], others) if key not in taken)


def _record(row: DefinedMeasure, action: str) -> None:
    audit.record(
        by=row.by, at=row.recorded_at, action=action, subject_kind="measure", subject_id=row.key,
        detail={"version": row.version},
    )  # fmt: skip
