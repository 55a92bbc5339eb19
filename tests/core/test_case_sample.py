"""Drawing files by strata, and what their shares say of everybody. Expected values are worked out by hand."""

from __future__ import annotations

import math
from itertools import product
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.core.case_sample import (
    Measured,
    NothingToDraw,
    Read,
    SampleTooSmall,
    allocated,
    draw,
    in_turns,
    readers_of,
    stratified_mean,
    stratified_share,
)

FRAMES = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=3),
    st.integers(min_value=1, max_value=300),
    min_size=1,
    max_size=8,
)


def test_files_are_shared_out_in_proportion_by_largest_remainder() -> None:
    # Of 10 for 500, 301 and 199: 5, 3.01 and 1.99.
    assert {"a": 5, "b": 3, "c": 2} == allocated({"a": 500, "b": 301, "c": 199}, 10)


def test_a_small_stratum_gets_the_least_and_a_tiny_one_is_read_whole() -> None:
    # The least is 2: c gets 2 and d its 1; 53 are left for 100 and 50, which are 35.33 and 17.67.
    assert {"a": 35, "b": 18, "c": 2, "d": 1} == allocated({"a": 100, "b": 50, "c": 3, "d": 1}, 56)


def test_a_stratum_said_to_be_smaller_than_what_was_read_takes_nothing_off_the_variance() -> None:
    whole, wrong = (Read(people=4, read=read, so=read // 2) for read in (4, 8))
    other = Read(people=96, read=12, so=3)
    assert stratified_share([whole, other]) == stratified_share([wrong, other])


def test_of_equal_remainders_the_larger_stratum_has_the_file_and_then_the_first_by_name() -> None:
    assert {"a": 2, "b": 2, "c": 1} == allocated({"c": 5, "b": 5, "a": 5}, 5, least=1)


def test_a_frame_no_larger_than_the_sample_is_read_whole() -> None:
    assert {"a": 3, "b": 4} == allocated({"a": 3, "b": 4, "nobody": 0}, 56)


def test_it_refuses_a_sample_that_cannot_hold_every_stratum() -> None:
    with pytest.raises(SampleTooSmall, match="3 strata with at least 2 files each need 6 files"):
        allocated({"a": 50, "b": 50, "c": 50}, 5)


@pytest.mark.parametrize(("people", "size"), [({}, 5), ({"a": 0}, 5), ({"a": 9}, 0)])
def test_it_refuses_to_draw_nothing(people: dict[str, int], size: int) -> None:
    with pytest.raises(NothingToDraw):
        allocated(people, size)


@given(FRAMES, st.integers(min_value=1, max_value=400))
def test_every_sample_is_as_large_as_asked_and_holds_the_least_of_each(
    people: dict[str, int], size: int
) -> None:
    try:
        given_ = allocated(people, size)
    except SampleTooSmall:
        assert size < sum(min(2, number) for number in people.values())
        return
    assert min(size, sum(people.values())) == sum(given_.values())
    assert all(min(2, people[each]) <= count <= people[each] for each, count in given_.items())


@given(FRAMES, st.integers(min_value=20, max_value=60))
def test_a_larger_stratum_never_has_fewer_files(people: dict[str, int], size: int) -> None:
    given_ = allocated(people, size)
    in_order = [given_[each] for each in sorted(people, key=lambda each: (people[each], given_[each]))]
    assert sorted(in_order) == in_order


PEOPLE = {"hospital": [f"h{n}" for n in range(40)], "other": [f"o{n}" for n in range(80)]}


def test_the_same_seed_draws_the_same_files_whatever_order_people_come_in() -> None:
    turned = {stratum: list(reversed(keys)) for stratum, keys in reversed(PEOPLE.items())}
    assert draw(PEOPLE, 12, seed="7") == draw(turned, 12, seed="7")
    assert draw(PEOPLE, 12, seed="7") != draw(PEOPLE, 12, seed="8")


def test_a_draw_can_be_repeated_with_sha256_alone() -> None:
    # printf 7:a | sha256sum begins 82d9, that of 7:b ec2a, and that of 7:c 18ec.
    drawn = draw({"all": ["a", "b", "c"]}, 1, seed="7", least=1)
    assert ("c",) == drawn.by_stratum["all"]


def test_numbers_mix_the_strata() -> None:
    drawn = draw(PEOPLE, 30, seed="7")
    strata = [key[0] for key in drawn.numbered]
    assert sorted(strata) != strata != sorted(strata, reverse=True)
    assert {key for keys in drawn.by_stratum.values() for key in keys} == set(drawn.numbered)


def test_everybody_is_as_likely_as_anybody_to_be_drawn() -> None:
    times = dict.fromkeys(PEOPLE["hospital"], 0)
    for seed in range(400):
        for key in draw(PEOPLE, 12, seed=str(seed)).by_stratum["hospital"]:
            times[key] += 1
    # 4 of 40 in 400 draws: 40 each, give or take four standard errors of 6.
    assert all(16 <= each <= 64 for each in times.values())


def test_without_strata_it_is_wilsons_interval() -> None:
    found = stratified_share([Read(people=None, read=56, so=31)])
    assert (0.5536, 0.4241, 0.6761) == tuple(round(each, 4) for each in found)


def test_each_stratum_counts_by_its_people() -> None:
    # 100 people of whom 5 of 10, 300 of whom 9 of 10: (0.5 + 3 × 0.9) / 4 = 0.8.
    # Variance: (1/16) × 0.9 × 0.25/9 + (9/16) × (29/30) × 0.09/9 = 0.0070000; 22.857 files.
    found = stratified_share([Read(people=100, read=10, so=5), Read(people=300, read=10, so=9)])
    assert (0.8, 0.5991, 0.9146) == tuple(round(each, 4) for each in found)


def test_reading_everybody_leaves_nothing_uncertain() -> None:
    whole = [Read(people=10, read=10, so=4), Read(people=30, read=30, so=3)]
    assert (0.175, 0.175, 0.175) == stratified_share(whole)


def test_files_that_are_all_alike_still_leave_some_doubt() -> None:
    found = stratified_share([Read(people=1000, read=5, so=5), Read(people=1000, read=5, so=5)])
    assert found.value == 1 == found.high
    assert 0.7 < found.low < 0.75  # Wilson's of 10 of 10 is 0.722


def test_a_stratum_nobody_read_counts_for_nothing() -> None:
    one = Read(people=100, read=10, so=5)
    assert stratified_share([one]) == stratified_share([one, Read(people=50, read=0, so=0)])
    with pytest.raises(NothingToDraw):
        stratified_share([Read(people=50, read=0, so=0)])


@pytest.mark.parametrize("truth", [(8, 9), (2, 15), (10, 24), (1, 3)])
def test_the_interval_holds_the_truth_in_nearly_95_of_100_samples(truth: tuple[int, int]) -> None:
    people, read = (20, 40), (6, 10)  # every sample there can be, each by how likely it is
    share = sum(truth) / sum(people)
    covered = 0.0
    for so in product(range(read[0] + 1), range(read[1] + 1)):
        chance = math.prod(
            comb(truth[n], so[n]) * comb(people[n] - truth[n], read[n] - so[n]) / comb(people[n], read[n])
            for n in range(2)
        )
        if chance:
            found = stratified_share([Read(people=people[n], read=read[n], so=so[n]) for n in range(2)])
            covered += chance * (found.low <= share <= found.high)
    assert covered > 0.92


def test_a_mean_counts_each_stratum_by_its_people() -> None:
    # Of 60 people 100 on average, of 140 people 50: 0.3 × 100 + 0.7 × 50.
    strata = [
        Measured(people=60, values=(80.0, 90.0, 100.0, 110.0, 120.0)),
        Measured(people=140, values=(30.0, 40.0, 50.0, 60.0, 70.0)),
    ]
    found = stratified_mean(strata)
    assert found is not None
    # Variance: 0.09 × (55/60) × 250/5 + 0.49 × (135/140) × 250/5 = 4.125 + 23.625; its root is 5.2678.
    assert (65.0, 54.675, 75.325) == tuple(round(each, 3) for each in found)
    assert stratified_mean([Measured(people=60, values=(1.0,))]) is None


def test_readers_take_turns_by_profession_and_read_as_much_as_each_other() -> None:
    turns = in_turns({"ann": "nurse", "bo": "nurse", "cy": "therapist", "di": "social_worker"})
    assert ("ann", "di", "cy", "bo") == turns
    assert [("ann", "di"), ("cy", "bo"), ("ann", "di")] == [readers_of(n, turns, 2) for n in (1, 2, 3)]
    assert () == readers_of(1, (), 2)


@given(st.integers(min_value=1, max_value=6), st.integers(min_value=1, max_value=6), st.integers(1, 60))
def test_nobody_reads_a_case_twice_and_all_read_alike(readers: int, each: int, cases: int) -> None:
    names = [str(n) for n in range(readers)]
    read = [readers_of(number, names, each) for number in range(1, cases + 1)]
    assert all(len(set(of)) == len(of) == min(readers, each) for of in read)
    loads = [sum(name in of for of in read) for name in names]
    assert max(loads) - min(loads) <= min(readers, each)
