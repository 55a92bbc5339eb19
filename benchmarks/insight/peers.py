"""All the measures once more, in pandas and in Polars, to be timed beside ours on the same files.

Install them first: `uv pip install pandas polars`. What is not installed is left out. Both libraries are
given the same expressions of columns; each measure reads the columns it needs, as somebody would who wants
that one. `as_rows` gives an answer as ours is given, to hold it equal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kith.core.travel_emissions import FACTORS
from kith.insight.measure import GROUPS, NUMBERS

Column = Callable[[str], Any]
Work = Callable[[Path], Any]
FACE = ("person_key", "provider_key", "worker_key", "week_starts_on")
REMEMBERED = [timedelta(weeks=back) for back in range(4)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """A measure as sums over visits: the columns, which rows, and what is added up above and below the line.

    Without anything below the line, rows are counted there, so many for each; or people, where that is 0.
    """

    columns: Sequence[str]
    where: Callable[[Column], Any]
    numerator: Callable[[Column], Any]
    denominator: Callable[[Column], Any] | None = None
    each_row: int = 1


def _delivered(c: Column) -> Any:
    return c("verdict") == "delivered"


def _going_ahead(c: Column) -> Any:
    return ~c("cancelled")


def _grams(c: Column) -> Any:
    """The factor that was the newest on the day, by mode."""
    grams: Any = 0
    for factor in FACTORS:
        later = [
            each.starts_on
            for each in FACTORS
            if each.mode == factor.mode and each.starts_on > factor.starts_on
        ]
        holds = (c("travel_mode") == factor.mode) & (c("on_day") >= factor.starts_on)
        if later:
            holds = holds & (c("on_day") < min(later))
        grams = grams + holds * factor.grams_per_km
    return grams


SUMS: Mapping[str, Sums] = {
    "rostered_v_actual": Sums(
        columns=("verdict", "cancelled", "actual_minutes", "rostered_minutes"),
        where=lambda c: (c("verdict") != "") & _going_ahead(c),
        numerator=lambda c: c("actual_minutes"),
        denominator=lambda c: c("rostered_minutes"),
    ),
    "half_hours_under_20": Sums(
        columns=("verdict", "commissioned_minutes", "actual_seconds"),
        where=lambda c: _delivered(c) & (c("commissioned_minutes") == 30),
        numerator=lambda c: c("actual_seconds") < 1_200,
    ),
    "punctuality": Sums(
        columns=("verdict", "late_seconds"),
        where=lambda c: _delivered(c) & (c("late_seconds") == c("late_seconds")),  # not where it is not known
        numerator=lambda c: (c("late_seconds") >= -900) & (c("late_seconds") <= 900),
    ),
    "missed_visits": Sums(
        columns=("verdict",),
        where=lambda c: _delivered(c) | (c("verdict") == "refused") | (c("verdict") == "missed"),
        numerator=lambda c: c("verdict") == "missed",
    ),
    "unfilled_places": Sums(
        columns=("cancelled", "rostered_minutes"),
        where=_going_ahead,
        numerator=lambda c: c("rostered_minutes") == 0,
    ),
    "double_handed": Sums(
        columns=("verdict", "place"),
        where=_delivered,
        numerator=lambda c: c("place") == 2,
        denominator=lambda c: c("place") == 1,
    ),
    "invoiced_v_actual": Sums(
        columns=("verdict", "invoiced_minutes", "actual_minutes"),
        where=_delivered,
        numerator=lambda c: c("invoiced_minutes"),
        denominator=lambda c: c("actual_minutes"),
    ),
    "visits_under_half_an_hour": Sums(
        columns=("cancelled", "commissioned_minutes"),
        where=_going_ahead,
        numerator=lambda c: c("commissioned_minutes") < 30,
    ),
    "travel_per_hour_of_care": Sums(
        columns=("verdict", "travel_minutes", "actual_minutes"),
        where=_delivered,
        numerator=lambda c: c("travel_minutes"),
        denominator=lambda c: c("actual_minutes"),
    ),
    "spot_share": Sums(
        columns=("cancelled", "tier", "commissioned_minutes"),
        where=_going_ahead,
        numerator=lambda c: c("commissioned_minutes") * (c("tier") == "spot"),
        denominator=lambda c: c("commissioned_minutes"),
    ),
    "minutes_per_person_week": Sums(
        columns=("verdict", "actual_minutes"),
        where=_delivered,
        numerator=lambda c: c("actual_minutes"),
        each_row=0,  # people are counted below the line
    ),
    "driven_legs": Sums(
        columns=("verdict", "travel_metres", "travel_mode"),
        where=lambda c: _delivered(c) & (c("travel_metres") > 0),
        numerator=lambda c: c("travel_mode") == "drive",
    ),
    "travel_emissions": Sums(
        columns=("verdict", "travel_metres", "travel_mode", "on_day"),
        where=_delivered,
        numerator=lambda c: c("travel_metres") * _grams(c),
        each_row=1_000,
    ),
}  # fmt: skip


def _pandas(made: Path, table: str, *columns: str) -> Any:
    import pandas as pd

    wanted = dict.fromkeys((*GROUPS, "person_key", *columns))
    return pd.read_parquet(made / f"{table}.parquet", columns=list(wanted))


def _pandas_grouped(rows: Any) -> Any:
    """Rows with a numerator and a denominator, added up by group; an empty denominator means the people."""
    found = rows.groupby(list(GROUPS)).agg(
        numerator=("numerator", "sum"), denominator=("denominator", "sum"), people=("person_key", "nunique")
    )
    return found.reset_index()


def pandas_sums(sums: Sums, made: Path) -> Any:
    """A measure of sums, in pandas."""
    visits = _pandas(made, "visits", *sums.columns)
    visits = visits[sums.where(visits.__getitem__)]
    numerator = sums.numerator(visits.__getitem__)
    denominator = sums.denominator(visits.__getitem__) if sums.denominator else sums.each_row
    found = _pandas_grouped(
        visits[[*GROUPS, "person_key"]].assign(numerator=numerator, denominator=denominator)
    )
    return found if sums.each_row else found.assign(denominator=found["people"])


def pandas_cost(made: Path) -> Any:
    """Pence over people, in pandas."""
    payments = _pandas(made, "payments", "pence").assign(denominator=0)
    found = _pandas_grouped(payments.rename(columns={"pence": "numerator"}))
    return found.assign(denominator=found["people"])


def pandas_days_without_a_car(made: Path) -> Any:
    """Days of workers with no journey by car, in pandas."""
    visits = _pandas(made, "visits", "verdict", "worker_key", "on_day", "travel_mode", "travel_metres")
    visits = visits[(visits["verdict"] == "delivered") & (visits["worker_key"] != "")]
    visits["driven"] = (visits["travel_mode"] == "drive") & (visits["travel_metres"] > 0)
    days = ~visits.groupby([*GROUPS, "worker_key", "on_day"])["driven"].any()
    people = visits.groupby(list(GROUPS))["person_key"].nunique().rename("people")
    return days.groupby(list(GROUPS)).agg(numerator="sum", denominator="size").join(people).reset_index()


def pandas_continuity(made: Path) -> Any:
    """Faces of four weeks, in pandas."""
    import pandas as pd

    visits = _pandas(made, "visits", "verdict", "worker_key")
    visits = visits[visits["verdict"] == "delivered"]
    weeks = visits[[*GROUPS, "person_key"]].drop_duplicates()
    seen = visits.loc[visits["worker_key"] != "", list(FACE)].drop_duplicates()
    later = [seen.assign(week_starts_on=seen["week_starts_on"] + back) for back in REMEMBERED]
    remembered = pd.concat(later).drop_duplicates()
    met = weeks.merge(remembered, on=["person_key", "provider_key", "week_starts_on"])
    found = _pandas_grouped(met.assign(numerator=1, denominator=0))
    return found.assign(denominator=found["people"])


def _polars(made: Path, table: str = "visits") -> Any:
    import polars as pl

    return pl.scan_parquet(made / f"{table}.parquet")


def _polars_grouped(rows: Any, numerator: Any, denominator: Any) -> Any:
    import polars as pl

    people = pl.col("person_key").n_unique().alias("people")
    below = people if denominator is None else denominator
    return rows.group_by(GROUPS).agg(
        numerator.alias("numerator"), below.alias("denominator"), people
    ).collect()  # fmt: skip


def polars_sums(sums: Sums, made: Path) -> Any:
    """A measure of sums, in Polars."""
    import polars as pl

    below = (
        sums.denominator(pl.col).sum()
        if sums.denominator
        else pl.len() * sums.each_row
        if sums.each_row
        else None
    )
    return _polars_grouped(_polars(made).filter(sums.where(pl.col)), sums.numerator(pl.col).sum(), below)


def polars_cost(made: Path) -> Any:
    """Pence over people, in Polars."""
    import polars as pl

    return _polars_grouped(_polars(made, "payments"), pl.col("pence").sum(), None)


def polars_days_without_a_car(made: Path) -> Any:
    """Days of workers with no journey by car, in Polars."""
    import polars as pl

    driven = (pl.col("travel_mode") == "drive") & (pl.col("travel_metres") > 0)
    visits = _polars(made).filter((pl.col("verdict") == "delivered") & (pl.col("worker_key") != ""))
    days = visits.group_by([*GROUPS, "worker_key", "on_day"]).agg(driven.any().alias("driven"))
    counted = days.group_by(GROUPS).agg(
        (~pl.col("driven")).sum().alias("numerator"), pl.len().alias("denominator")
    )
    people = visits.group_by(GROUPS).agg(pl.col("person_key").n_unique().alias("people"))
    return counted.join(people, on=GROUPS).collect()


def polars_continuity(made: Path) -> Any:
    """Faces of four weeks, in Polars."""
    import polars as pl

    visits = _polars(made).filter(pl.col("verdict") == "delivered")
    weeks = visits.select([*GROUPS, "person_key"]).unique()
    seen = visits.filter(pl.col("worker_key") != "").select(FACE).unique()
    later = [seen.with_columns(pl.col("week_starts_on") + back) for back in REMEMBERED]
    met = weeks.join(pl.concat(later).unique(), on=["person_key", "provider_key", "week_starts_on"])
    return _polars_grouped(met, pl.len(), None)


_ALL: Mapping[str, Mapping[str, Work]] = {
    "pandas": {
        **{key: partial(pandas_sums, sums) for key, sums in SUMS.items()},
        "continuity": pandas_continuity,
        "cost_per_person_week": pandas_cost,
        "days_without_a_car": pandas_days_without_a_car,
    },
    "polars": {
        **{key: partial(polars_sums, sums) for key, sums in SUMS.items()},
        "continuity": polars_continuity,
        "cost_per_person_week": polars_cost,
        "days_without_a_car": polars_days_without_a_car,
    },
}
PEERS = {name: measures for name, measures in _ALL.items() if find_spec(name)}


def as_rows(name: str, found: Any) -> list[tuple[Any, ...]]:
    """A peer's answer as rows in the order of ours."""
    wanted = [*GROUPS, *NUMBERS]
    rows = (
        found[wanted].itertuples(index=False, name=None)
        if name == "pandas"
        else found.select(wanted).iter_rows()
    )
    return sorted((*row[: len(GROUPS)], *map(int, row[len(GROUPS) :])) for row in rows)
