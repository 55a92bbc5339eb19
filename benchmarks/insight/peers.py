"""A few of the measures once more, in pandas and in Polars, to be timed beside ours on the same files.

Install them first: `uv pip install pandas polars`. What is not installed is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

GROUPS = ["week_starts_on", "provider_key", "patch_key"]
Work = Callable[[Path], Any]


def _pandas(made: Path, columns: list[str]) -> Any:
    import pandas as pd

    return pd.read_parquet(made / "visits.parquet", columns=[*GROUPS, "person_key", "verdict", *columns])


def pandas_punctuality(made: Path) -> Any:
    """Starts within a quarter of an hour."""
    visits = _pandas(made, ["late_seconds"])
    visits = visits[(visits["verdict"] == "delivered") & visits["late_seconds"].notna()]
    visits["near"] = visits["late_seconds"].between(-900, 900)
    return visits.groupby(GROUPS).agg(
        numerator=("near", "sum"), denominator=("near", "size"), people=("person_key", "nunique")
    )


def pandas_rostered_v_actual(made: Path) -> Any:
    """Minutes spent over minutes rostered."""
    visits = _pandas(made, ["actual_minutes", "rostered_minutes", "cancelled"])
    visits = visits[(visits["verdict"] != "") & ~visits["cancelled"]]
    return visits.groupby(GROUPS).agg(
        numerator=("actual_minutes", "sum"),
        denominator=("rostered_minutes", "sum"),
        people=("person_key", "nunique"),
    )


def pandas_days_without_a_car(made: Path) -> Any:
    """Days of workers with no journey by car."""
    visits = _pandas(made, ["worker_key", "on_day", "travel_mode", "travel_metres"])
    visits = visits[(visits["verdict"] == "delivered") & (visits["worker_key"] != "")]
    visits["driven"] = (visits["travel_mode"] == "drive") & (visits["travel_metres"] > 0)
    days = visits.groupby([*GROUPS, "worker_key", "on_day"])["driven"].any()
    return (~days).groupby(GROUPS).agg(["sum", "size"])


def _polars(made: Path) -> Any:
    import polars as pl

    return pl.scan_parquet(made / "visits.parquet").filter(pl.col("verdict") == "delivered")


def polars_punctuality(made: Path) -> Any:
    """Starts within a quarter of an hour."""
    import polars as pl

    visits = _polars(made).filter(pl.col("late_seconds").is_not_null())
    near = pl.col("late_seconds").is_between(-900, 900).sum()
    return visits.group_by(GROUPS).agg(near, pl.len(), pl.col("person_key").n_unique()).collect()


def polars_rostered_v_actual(made: Path) -> Any:
    """Minutes spent over minutes rostered."""
    import polars as pl

    visits = pl.scan_parquet(made / "visits.parquet").filter((pl.col("verdict") != "") & ~pl.col("cancelled"))
    sums = (pl.col("actual_minutes").sum(), pl.col("rostered_minutes").sum())
    return visits.group_by(GROUPS).agg(*sums, pl.col("person_key").n_unique()).collect()


def polars_days_without_a_car(made: Path) -> Any:
    """Days of workers with no journey by car."""
    import polars as pl

    driven = (pl.col("travel_mode") == "drive") & (pl.col("travel_metres") > 0)
    days = _polars(made).filter(pl.col("worker_key") != "").group_by([*GROUPS, "worker_key", "on_day"])
    return (
        days.agg(driven.any().alias("driven"))
        .group_by(GROUPS)
        .agg((~pl.col("driven")).sum(), pl.len())
        .collect()
    )


_ALL: Mapping[str, Mapping[str, Work]] = {
    "pandas": {
        "punctuality": pandas_punctuality,
        "rostered_v_actual": pandas_rostered_v_actual,
        "days_without_a_car": pandas_days_without_a_car,
    },
    "polars": {
        "punctuality": polars_punctuality,
        "rostered_v_actual": polars_rostered_v_actual,
        "days_without_a_car": polars_days_without_a_car,
    },
}
PEERS = {name: measures for name, measures in _ALL.items() if find_spec(name)}
