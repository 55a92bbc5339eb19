from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from kith.orgs.actions_timetable import Daily, Every, Tick, keep_timetable
from kith.orgs.locks import only_one
from kith.orgs.models import Schedule
from tests.databases import default_database
from tests.factories import NOW

MINUTE = timedelta(minutes=1)


class Bell:
    """Writes down when it was rung."""

    def __init__(self) -> None:
        self.rung: list[datetime] = []
        self.broken = False

    def __call__(self, at: datetime) -> None:
        self.rung.append(at)
        if self.broken:
            raise RuntimeError


def ring(bell: Bell, *minutes: float, each_missed: bool = False) -> None:
    line = Tick(name="bell", when=Every(MINUTE), do=bell, each_missed=each_missed)
    for minute in minutes:
        keep_timetable(at=NOW + minute * MINUTE, table=[line])


def minutes(bell: Bell) -> list[float]:
    return [(at - NOW) / MINUTE for at in bell.rung]


@pytest.mark.django_db
class TestKeepTimetable:
    def test_it_is_due_at_once_and_then_at_each_tick(self) -> None:
        bell = Bell()
        ring(bell, 0, 0.5, 0.9, 1, 1.5, 2)
        assert [0, 1, 2] == minutes(bell)

    def test_what_was_missed_is_caught_up_by_doing_it_once(self) -> None:
        bell = Bell()
        ring(bell, 0, 10.5, 11)
        assert [0, 10.5, 11] == minutes(bell)

    def test_where_every_tick_counts_each_missed_one_is_done_with_its_own_time(self) -> None:
        bell = Bell()
        ring(bell, 0, 3.5, each_missed=True)
        assert [0, 1, 2, 3] == minutes(bell)

    def test_one_that_fails_is_noted_and_tried_on_the_next_pass(self) -> None:
        bell = Bell()
        bell.broken = True
        ring(bell, 0, 0.1)
        line = Schedule.objects.get()
        assert ("RuntimeError", None) == (line.last_error, line.last_ok_at)
        bell.broken = False
        ring(bell, 0.2, 0.3)
        line.refresh_from_db()
        assert ("", NOW + 0.2 * MINUTE) == (line.last_error, line.last_ok_at)
        assert pytest.approx([0, 0.1, 0.2]) == minutes(bell)

    def test_one_that_fails_holds_up_no_other(self) -> None:
        broken, whole = Bell(), Bell()
        broken.broken = True
        lines = [
            Tick(name="broken", when=Every(MINUTE), do=broken),
            Tick(name="whole", when=Every(MINUTE), do=whole),
        ]
        assert ["whole"] == keep_timetable(at=NOW, table=lines)

    def test_a_demonstration_that_starts_again_earlier_does_not_wait_for_where_it_was(self) -> None:
        bell = Bell()
        ring(bell, 180, 0, 1)
        assert [180, 1] == minutes(bell)


class TestDaily:
    def test_a_new_installation_has_missed_nothing(self, db: None) -> None:
        bell = Bell()
        line = Tick(name="bell", when=Daily(time(2)), do=bell)
        for days in (0, 1):
            keep_timetable(at=NOW + timedelta(days=days), table=[line])
        assert [NOW + timedelta(days=1)] == bell.rung

    @pytest.mark.parametrize(
        ("at", "expected"),
        [
            (datetime(2026, 4, 7, 0, 59, tzinfo=UTC), datetime(2026, 4, 7, 1, 0, tzinfo=UTC)),
            (datetime(2026, 4, 7, 1, 0, tzinfo=UTC), datetime(2026, 4, 8, 1, 0, tzinfo=UTC)),
            (datetime(2026, 3, 28, 12, 0, tzinfo=UTC), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
            (datetime(2026, 10, 25, 0, 0, tzinfo=UTC), datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
        ],
        ids=["in summer", "at the tick itself", "the clocks go forward", "the clocks have gone back"],
    )
    def test_it_is_at_two_on_a_london_clock(self, at: datetime, expected: datetime) -> None:
        assert expected == Daily(time(2)).after(at)


def test_only_one_process_keeps_the_timetable(database: str) -> None:
    bell = Bell()
    with only_one("timetable"), default_database(database):
        ring(bell, 0)
    assert [] == bell.rung
