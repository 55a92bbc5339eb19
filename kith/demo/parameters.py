"""Every number the demonstration neighbourhood is made from, named, with where it comes from.

``M`` is measured from public data, ``S`` is stated in a public source, ``D`` is arithmetic on those and
``A`` is our assumption. ``docs/reference/demo-parameters.md`` is generated from this table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Mark = Literal["M", "S", "D", "A"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One number: what it is, its unit, and why it is what it is."""

    value: float
    unit: str
    mark: Mark
    source: str


def _p(value: float, unit: str, mark: Mark, source: str) -> Parameter:
    return Parameter(value=value, unit=unit, mark=mark, source=source)


SHAPE_FIT = "fit to one figure; see visits_half_hour_under_20_share"

PARAMETERS: dict[str, Parameter] = {
    "people_per_patch": _p(
        200, "people", "S", "Leeds pilot: about 200 people in two or three neighbourhoods"
    ),
    "age_18_64_share": _p(0.189, "share", "M", "Public Health Scotland, home care clients, 2020/21 Q4"),
    "age_65_74_share": _p(0.158, "share", "M", "the same"),
    "age_75_84_share": _p(0.313, "share", "M", "the same"),
    "age_85_share": _p(0.340, "share", "M", "the same, rounded so that the four add up"),
    "lives_alone_share": _p(0.55, "share", "A", "no source found for people with home care"),
    "has_unpaid_carer_share": _p(0.60, "share", "A", "no source found"),
    "one_visit_a_day_share": _p(0.10, "share", "A", "chosen so that the mean is 3.0 a day"),
    "two_visits_a_day_share": _p(0.18, "share", "A", "chosen so that the mean is 3.0 a day"),
    "three_visits_a_day_share": _p(0.34, "share", "A", "chosen so that the mean is 3.0 a day"),
    "four_visits_a_day_share": _p(0.38, "share", "A", "chosen so that the mean is 3.0 a day"),
    "minutes_15_share": _p(0.05, "share", "A", "only the share of 30 minutes has a source"),
    "minutes_30_share": _p(0.65, "share", "S", "state-funded visits, Hidden Dynamics 2019, 4,700 locations"),
    "minutes_45_share": _p(0.15, "share", "A", "only the share of 30 minutes has a source"),
    "minutes_60_share": _p(0.12, "share", "A", "only the share of 30 minutes has a source"),
    "minutes_90_share": _p(0.03, "share", "A", "only the share of 30 minutes has a source"),
    "two_worker_share": _p(0.15, "share", "A", "no level found; only its growth is documented"),
    "reablement_share": _p(0.12, "share", "A", "no source found"),
    "visits_half_hour_under_20_share": _p(0.51, "share", "S", "Leeds diagnostic: 51 % of 30-minute visits"),
    "actual_share_median": _p(0.6633, "of planned minutes", "D", "lognormal, median 19.9 of 30 minutes"),
    "actual_share_sigma": _p(0.20, "log units", "D", SHAPE_FIT),
    "start_late_mean_minutes": _p(5, "minutes", "A", SHAPE_FIT),
    "start_late_sd_minutes": _p(19.5, "minutes", "D", "10 % begin over 30 minutes late, FoI to 31 councils"),
    "missed_share": _p(0.003, "share", "A", "no rate found"),
    "refused_share": _p(0.010, "share", "A", "no rate found"),
    "cancelled_share": _p(0.020, "share", "A", "no rate found; 3 % with those refused at the door"),
    "forgotten_check_out_share": _p(0.004, "share", "A", "no rate found"),
    "invoiced_over_rostered_share": _p(
        1.0204, "ratio", "D", "1 / 0.98: the ratio at which 164,433 pounds is 5.4 %"
    ),
    "contact_share_of_early_shift": _p(
        0.665,
        "share",
        "D",
        "7.5 h less break, 45 min of down-time (Leeds) and 18 % on the way (BMC HSR 2014)",
    ),
    "contact_share_of_late_shift": _p(
        0.54, "share", "A", "the most that leaves nobody over: an evening is one short peak"
    ),
    "walk_share": _p(0.62, "share", "A", "walking rounds in a small patch"),
    "cycle_share": _p(0.13, "share", "A", "the same"),
    "drive_share": _p(0.25, "share", "A", "the same"),
    "walking_metres_a_minute": _p(80, "metres a minute", "A", "4.8 km/h"),
    "detour_factor": _p(1.3, "ratio", "A", "straight line to pavement"),
    "phone_delay_share": _p(0.08, "share", "A", "batches that wait for signal and arrive in the evening"),
    "history_starts_per_year_share": _p(0.45, "of people now", "A", "new packages a year; no source found"),
    "history_primary_share": _p(0.45, "share", "A", "of packages; the rest is framework and spot"),
    "history_framework_share": _p(0.35, "share", "A", "the same"),
    "growth_primary_early": _p(0.050, "a year", "A", "of weekly minutes in the first three years"),
    "growth_framework_early": _p(0.076, "a year", "D", "so that framework grows 8 % more over three years"),
    "growth_spot_early": _p(0.076, "a year", "A", "as framework"),
    "growth_primary_late": _p(0.02, "a year", "S", "Leeds diagnostic: after year 3, 2 %, 5 % and 8 % a year"),
    "growth_framework_late": _p(0.05, "a year", "S", "the same"),
    "growth_spot_late": _p(0.08, "a year", "S", "the same"),
    "growth_change_year": _p(3, "years", "S", "Leeds diagnostic: the change point for cost"),
    "residential_early": _p(0.008, "a year", "S", "Leeds diagnostic: 0.8 % a year into residential care"),
    "residential_primary_late": _p(0.0, "a year", "S", "Leeds diagnostic: primary plateaus after year 3"),
    "residential_others_late": _p(0.008, "a year", "S", "the same: others go on"),
    "workers_growth_early": _p(0.05, "a year", "S", "Leeds diagnostic: under 6 % a year for four years"),
    "workers_framework_late": _p(
        0.08, "a year", "S", "Leeds diagnostic: framework and spot, 8 % after year 4"
    ),
    "workers_change_year": _p(4, "years", "S", "Leeds diagnostic: the change point for workers"),
    "death_a_year": _p(0.16, "a year", "A", "of people with home care; no source found"),
    "reviewed_a_year": _p(
        0.19, "share", "S", "Leeds diagnostic: 544 people were 19 % of those with live care"
    ),
    "review_mean_pence": _p(
        1730, "pence a week", "S", "Leeds diagnostic: the average review adds £17.30 a week"
    ),
    "review_best_area_pence": _p(
        -4570, "pence a week", "S", "Leeds diagnostic: Area 2 takes off £45.70 a week"
    ),
    "not_asked_share": _p(0.06, "share", "A", "of each question about a person"),
    "would_rather_not_say_share": _p(0.02, "share", "A", "the same"),
    "ethnic_group_white_share": _p(
        0.806,
        "share",
        "S",
        "long-term support in the community, England, 31 March 2021, Ethnicity facts and figures",
    ),
    "ethnic_group_asian_share": _p(0.064, "share", "S", "the same"),
    "ethnic_group_black_share": _p(0.053, "share", "S", "the same"),
    "ethnic_group_mixed_share": _p(0.014, "share", "A", "part of the 7.7 % left, most of it not recorded"),
    "ethnic_group_other_share": _p(0.013, "share", "A", "the same"),
    "dementia_share": _p(0.30, "share", "A", "no source found for home care alone"),
    "memory_is_the_reason_share": _p(0.40, "of those with dementia", "A", "no source found"),
    "reason_personal_care_share": _p(0.72, "share", "A", "no source found for home care alone"),
    "reason_mobility_share": _p(0.12, "share", "A", "the same"),
    "reason_memory_share": _p(0.03, "share", "A", "the same, beside those with dementia"),
    "reason_mental_health_share": _p(0.06, "share", "A", "the same"),
    "reason_learning_share": _p(0.04, "share", "A", "the same"),
    "reason_sensory_share": _p(0.03, "share", "A", "the same"),
    "home_owned_share": _p(0.44, "share", "A", "no source found"),
    "home_social_share": _p(0.40, "share", "A", "the same"),
    "home_private_share": _p(0.07, "share", "A", "the same"),
    "home_sheltered_share": _p(0.06, "share", "A", "the same"),
    "home_family_share": _p(0.03, "share", "A", "the same"),
    "funding_joint_share": _p(0.55, "share", "A", "no source found"),
    "funding_council_share": _p(0.35, "share", "A", "the same"),
    "funding_own_share": _p(0.10, "share", "A", "the same"),
    "works_share": _p(0.05, "share", "A", "of people under pension age; no source found"),
    "autism_share": _p(0.01, "share", "A", "no source found"),
    "sight_share": _p(0.15, "share", "A", "no source found"),
    "hearing_share": _p(0.25, "share", "A", "no source found"),
    "asked_from_hospital_share": _p(0.40, "share", "A", "of requests; no source found"),
    "outcomes_fully_met_share": _p(0.45, "share", "A", "of reviews; no source found"),
    "outcomes_partially_met_share": _p(0.45, "share", "A", "the same"),
    "outcomes_not_met_share": _p(0.10, "share", "A", "the same"),
    "review_spread_pence": _p(4000, "pence a week", "A", "between reviews in one area"),
}


def value(name: str) -> float:
    """The number of that name."""
    return PARAMETERS[name].value


def markdown() -> str:
    """The reference page: every parameter with its unit, mark and source."""
    rows = "\n".join(
        f"| `{name}` | {p.value:g} | {p.unit} | {p.mark} | {p.source} |" for name, p in PARAMETERS.items()
    )
    return f"""# What the demonstration neighbourhood is made from

**M** measured from public data · **S** stated in a public source · **D** arithmetic on those ·
**A** our assumption. Generated from `kith/demo/parameters.py`.

| parameter | value | unit | mark | source |
|---|---:|---|:-:|---|
{rows}
"""
