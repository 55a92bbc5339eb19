"""Each analysis by hand on a few people, and against slow plain Python where a formula has a name."""

from collections import defaultdict
from datetime import date, timedelta
from random import Random

import pytest

from kith.insight.diagnosis.case_mix import case_mix
from kith.insight.diagnosis.censored import Change, unbounded_mean
from kith.insight.diagnosis.escalation import escalation
from kith.insight.diagnosis.independence import care_home, two_workers
from kith.insight.diagnosis.intervals import TooFew, mean_of
from kith.insight.diagnosis.journeys import lay_out
from kith.insight.diagnosis.reablement import reablement
from kith.insight.diagnosis.result import Result
from kith.insight.diagnosis.reviews import opportunity, own_reviews, reviewed, reviews
from kith.insight.diagnosis.run import ANALYSES, diagnose
from kith.insight.diagnosis.stored import to_plain
from kith.insight.diagnosis.terms import LEEDS, Terms
from kith.insight.diagnosis.utilisation import utilisation

from .facts import Row, tables

MONDAY = date(2026, 3, 2)


def delivered(person: int, planned: int, minutes: float, **rest: object) -> Row:
    return {
        "visit_key": f"{person}-{minutes}", "place": 1, "person_key": f"p{person}", "worker_key": "w1",
        "provider_key": "north", "tier": "primary", "slot": "morning", "on_day": MONDAY,
        "commissioned_minutes": planned, "rostered_minutes": planned, "travel_minutes": 5,
        "actual_seconds": round(60 * minutes), "actual_minutes": int(minutes), "verdict": "delivered",
    } | rest  # fmt: skip


def rows(result: Result, title: str) -> tuple[tuple[object, ...], ...]:
    return next(table.rows for table in result.tables if table.title == title)


def test_twenty_minutes_to_the_second_is_not_short() -> None:
    visits = [delivered(n, 30, 20 if n % 2 else 19.99) for n in range(20)]
    with tables(visits=visits) as facts:
        found = utilisation(facts, LEEDS)

    assert 0.5 == found.estimate("half_hours_under_20").value
    assert 20 == found.n


def test_a_missed_visit_is_not_a_short_one() -> None:
    visits = [delivered(n, 30, 25) for n in range(20)] + [delivered(1, 30, 0, verdict="missed")]
    with tables(visits=visits) as facts:
        assert 0.0 == utilisation(facts, LEEDS).estimate("half_hours_under_20").value


def test_a_length_that_nine_people_have_is_left_out() -> None:
    visits = [delivered(n, 30, 25) for n in range(10)] + [delivered(n, 45, 25) for n in range(9)]
    with tables(visits=visits) as facts:
        lengths = rows(utilisation(facts, LEEDS), "By planned length")

    assert [30] == [row[0] for row in lengths]


def test_providers_go_by_their_names() -> None:
    with tables(visits=[delivered(n, 30, 25) for n in range(10)]) as facts:
        found = utilisation(facts, Terms(names={"north": "North Street Care"}))

    assert "North Street Care" == rows(found, "Half hours, by provider")[0][0]


def test_a_workers_day_adds_up() -> None:
    """Ten people, 30 planned each: half took 20, half 35, so 275 with people and 25 for something else."""
    visits = [delivered(n, 30, 20 if n % 2 else 35) for n in range(10)]
    with tables(visits=visits) as facts:
        day = rows(utilisation(facts, LEEDS), "What a worker’s day comes to when the shift is paid whole")

    assert (("Primary", 1, 300.0, 275.0, 25.0, 50.0),) == day


def care(person: int, before: int, after: int, **rest: object) -> list[Row]:
    common = {"person_key": f"p{person}", "provider_type": "spot", "workers": 1} | rest
    return [
        common | {"starts_on": MONDAY, "until": MONDAY + timedelta(50), "weekly_minutes": before},
        common | {"starts_on": MONDAY + timedelta(50), "weekly_minutes": after},
    ]


def held(person: int, area: str, day: int = 48) -> Row:
    return {
        "review_key": f"r{person}-{day}", "person_key": f"p{person}", "area_key": area,
        "on_day": MONDAY + timedelta(day),
    }  # fmt: skip


def test_a_review_is_priced_alike_before_and_after_and_a_second_worker_counts() -> None:
    packages = care(1, 600, 540) + care(2, 600, 660, workers=2) + care(3, 600, 900)
    given = [held(1, "east"), held(2, "east"), held(3, "east", day=10)]  # the last changed 40 days later
    with tables(packages=packages, reviews=given) as facts:
        lay_out(facts, LEEDS)
        found = reviewed(facts, LEEDS)

    # £22.35 an hour: an hour less, an hour more for two workers, and nothing soon enough
    assert [-2235, 4470, 0] == [round(each.pence) for each in found]
    assert [-2235, 2235, 0] == [round(each.one_worker_pence) for each in found]


def test_pence_that_a_council_gives_are_taken_as_given() -> None:
    given = held(1, "east") | {"weekly_pence_before": 20_000, "weekly_pence_after": 21_730}
    with tables(packages=care(1, 600, 600), reviews=[given]) as facts:
        lay_out(facts, LEEDS)
        assert [1_730] == [each.pence for each in reviewed(facts, LEEDS)]


def test_bringing_areas_above_the_average_to_it_by_hand() -> None:
    """Means 10, 30 and 50 pounds, average 30: only the last is above it, by £20 × 10 reviews × 52 weeks."""
    groups = {name: [pounds * 100.0] * 10 for name, pounds in (("a", 10), ("b", 30), ("c", 50))}

    assert 10_400_00 == opportunity(groups, LEEDS, years=1).pence.value
    assert 5_200_00 == opportunity(groups, LEEDS, years=2).pence.value


def test_the_opportunity_is_what_plain_python_adds_up() -> None:
    rng = Random(5)
    groups = {f"area {n}": [rng.gauss(1_700, 4_000) for _ in range(rng.randint(5, 60))] for n in range(9)}
    everything = [value for values in groups.values() for value in values]
    mean = sum(everything) / len(everything)
    expected = sum(
        52 * max(0.0, sum(value - mean for value in values))
        for values in groups.values()
        if len(values) >= 10
    )

    found = opportunity(groups, LEEDS, years=1)
    assert pytest.approx(expected) == found.pence.value
    assert found.by_chance_pence > 0, "areas above an average seem to save something even by chance"


def test_areas_with_fewer_than_ten_reviews_are_withheld() -> None:
    packages = [row for n in range(21) for row in care(n, 600, 600 + 35 * (n % 3))]
    given = [held(n, "east" if n < 12 else "west") for n in range(21)]
    with tables(packages=packages, reviews=given) as facts:
        lay_out(facts, LEEDS)
        found = reviews(facts, LEEDS)

    assert [("East", 12), ("West", None)] == [row[:2] for row in rows(found, "By area")]
    # Of 21 reviews, a third each changed care by nothing, 35 and 70 minutes; East would give West away.
    outcomes = rows(found, "Did care rise, stay or fall?")
    assert ("All reviews", 21, 14 / 21, 7 / 21, 0.0) == outcomes[0][:5]
    assert [("East", None), ("West", None)] == [row[:2] for row in outcomes[1:]]
    assert 3 == found.withheld


def test_a_review_after_which_care_fell_is_told_from_one_after_which_it_rose() -> None:
    packages = [row for n in range(40) for row in care(n, 600, (530, 600, 670, 670)[n % 4])]
    given = [held(n, "east" if n < 20 else "west") for n in range(40)]
    with tables(packages=packages, reviews=given) as facts:
        lay_out(facts, LEEDS)
        outcomes = rows(reviews(facts, LEEDS), "Did care rise, stay or fall?")

    assert [("All reviews", 40, 0.5, 0.25, 0.25), ("East", 20, 0.5, 0.25, 0.25)] == [
        row[:5] for row in outcomes[:2]
    ]
    # Wilson's interval of ten of forty, by hand.
    assert "14.2 % – 40.2 %" == outcomes[0][5]


def test_a_fall_held_up_by_the_smallest_package_is_taken_for_more() -> None:
    rng = Random(3)
    real = [rng.gauss(-4_570, 4_000) for _ in range(2_000)]
    room = [rng.uniform(500, 12_000) for _ in real]
    seen = [Change(max(fall, -most), fall <= -most) for fall, most in zip(real, room, strict=True)]

    found = unbounded_mean(seen)
    assert found.low <= -4_570 <= found.high
    assert mean_of([change.size for change in seen]).low > -4_570, "taken at its face it is too small"


def test_falls_that_nothing_held_up_have_their_plain_mean() -> None:
    sizes = [-50.0, 20.0, 30.0, 70.0]

    assert mean_of(sizes) == unbounded_mean([Change(size, False) for size in sizes])
    with pytest.raises(TooFew):
        unbounded_mean([Change(-1.0, True)] * 9)


def course(person: int, cohort: str, outcome: str, **rest: object) -> Row:
    return {
        "person_key": f"p{person}", "cohort": cohort, "outcome": outcome, "starts_on": MONDAY,
        "pence": 150_000, "weekly_minutes_before": 0,
    } | rest  # fmt: skip


def test_the_printed_shares_get_the_intervals_they_lacked() -> None:
    """62 of 100 against 5 of 100: the same table, with counts."""
    given = [course(n, "intake", "none" if n < 62 else "less") for n in range(100)]
    given += [course(100 + n, "comparison", "none" if n < 5 else "same") for n in range(100)]
    with tables(reablement=given) as facts:
        found = reablement(facts, LEEDS)

    intake = found.estimate("reablement.intake")
    assert pytest.approx((0.62, 0.5221, 0.7090), abs=0.0005) == (intake.value, intake.low, intake.high)
    difference = found.estimate("reablement.difference")
    assert pytest.approx(0.57) == difference.value
    assert pytest.approx((0.4527, 0.6641), abs=0.002) == (difference.low, difference.high)
    # £1,500 each; 100 people for 62 needing no care: £2,419.35
    assert [150_000, 241_935] == [round(row[1]) for row in rows(found, "What it cost")]  # type: ignore[call-overload]


def test_matching_takes_away_what_age_did() -> None:
    """The younger do well in both groups, and reablement has more of them: alike, there is no difference."""
    people = [{"person_key": f"p{n}", "born_year": 1960 if n % 10 < 8 else 1930} for n in range(100)]
    people += [{"person_key": f"p{n}", "born_year": 1960 if n % 10 < 2 else 1930} for n in range(100, 200)]
    given = [
        course(n, "intake" if n < 100 else "comparison", "none" if people[n]["born_year"] == 1960 else "same")
        for n in range(200)
    ]
    with tables(reablement=given, people=people) as facts:
        found = reablement(facts, LEEDS)

    assert pytest.approx(0.6) == found.estimate("reablement.difference").value
    assert 0.0 == found.estimate("reablement.matched").value


def test_without_a_comparison_group_it_says_so() -> None:
    with tables(reablement=[course(n, "intake", "none") for n in range(12)]) as facts:
        assert "no comparison group" in reablement(facts, LEEDS).answer


def test_the_whole_diagnosis_answers_over_empty_files_and_can_be_kept() -> None:
    with tables() as facts:
        results = diagnose(facts)

    assert [analysis.__name__ for analysis in ANALYSES] == [result.key for result in results]
    assert {0} == {result.n for result in results}
    assert all(to_plain(result)["answer"] for result in results)


def test_kinds_of_provider_with_nine_people_each_are_not_drawn() -> None:
    packages = [row for n in range(9) for row in care(n, 600, 600)]
    packages += [row | {"provider_type": "primary"} for n in range(9, 18) for row in care(n, 600, 600)]
    with tables(packages=packages) as facts:
        lay_out(facts, LEEDS)
        results = [analysis(facts, LEEDS) for analysis in (case_mix, escalation, care_home, two_workers)]

    assert [()] * 4 == [result.pictures for result in results]


def test_who_people_are_is_told_by_kind_of_provider_where_it_is_known() -> None:
    packages = [row for n in range(42) for row in care(n, 600, 600)]
    people = [
        {
            "person_key": f"p{n}",
            "sex": "female" if n < 25 else "male",
            "condition": "Learning" if n < 3 else None,
        }
        for n in range(40)
    ]
    with tables(packages=packages, people=people) as facts:
        lay_out(facts, LEEDS)
        found = case_mix(facts, LEEDS)

    assert (("Spot", "Women", 25, 0.625), ("Spot", "Men", 15, 0.375)) == rows(
        found, "Women and men, by kind of provider"
    )
    assert (("Spot", "Learning", None, None),) == rows(found, "Why care is drawn on, by kind of provider")


def test_short_visits_are_as_plain_python_counts_them() -> None:
    rng = Random(9)
    visits = [
        delivered(rng.randint(1, 40), rng.choice((15, 30, 45, 60)), rng.uniform(3, 70), visit_key=str(n))
        for n in range(2_000)
    ]
    short: defaultdict[int, list[bool]] = defaultdict(list)
    for visit in visits:
        short[visit["rostered_minutes"]].append(visit["actual_seconds"] < visit["rostered_minutes"] * 40)
    with tables(visits=visits) as facts:
        lengths = rows(utilisation(facts, LEEDS), "By planned length")

    expected = [(planned, len(held), sum(held) / len(held)) for planned, held in sorted(short.items())]
    assert expected == [(row[0], row[1], row[3]) for row in lengths]


def test_only_a_reviewer_of_ten_has_figures_of_their_own() -> None:
    packages = [row for n in range(14) for row in care(n, 600, 600 + 35 * (n % 3))]
    given = [held(n, "east") | {"reviewer_key": "helen" if n < 10 else "ben"} for n in range(14)]
    with tables(packages=packages, reviews=given) as facts:
        lay_out(facts, LEEDS)
        found = dict(own_reviews(facts, LEEDS))

    assert ["helen"] == list(found)
    assert [("Yours", 10), ("All", 14)] == [row[:2] for row in rows(found["helen"], "Yours and everybody’s")]
