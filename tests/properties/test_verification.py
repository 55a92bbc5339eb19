from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from kith.core.stay import EventKind, RecordedEvent
from kith.core.verification import PlaceTerms, verify
from kith.core.verification_policy import PILOT

DUE = datetime(2026, 10, 24, 21, 0, tzinfo=UTC)
WORKERS = [UUID(int=n) for n in range(1, 4)]
PLACES = [
    PlaceTerms(
        place=number,
        commissioned_minutes=30,
        window_starts_at=DUE,
        window_ends_at=DUE + timedelta(minutes=60),
        rostered_worker_id=worker,
        rostered_start_at=DUE if worker else None,
        rostered_minutes=30 if worker else None,
        last_heard_at=DUE + timedelta(days=2),
    )
    for number, worker in ((1, WORKERS[0]), (2, None))
]

instants = st.integers(-2_000, 2_000).map(lambda minutes: DUE + timedelta(minutes=minutes))
events = st.builds(
    RecordedEvent,
    event_id=st.integers(1, 12).map(lambda n: UUID(int=n)),
    kind=st.sampled_from(EventKind),
    worker_id=st.sampled_from(WORKERS),
    device_id=st.sampled_from([UUID(int=8), UUID(int=9)]),
    device_at=instants,
    received_at=instants,
    mono_ms=st.none() | st.integers(0, 10**8),
    offset_ms=st.sampled_from([0, 0, 30_000, -3 * 86_400_000]),
)


@given(st.data(), st.lists(events, min_size=1, max_size=8), instants)
def test_any_order_and_any_duplication_give_the_same_verdicts(
    data: st.DataObject, recorded: list[RecordedEvent], as_at: datetime
) -> None:
    again = data.draw(
        st.permutations(
            recorded + data.draw(st.lists(st.sampled_from(recorded)) if recorded else st.just([]))
        )
    )
    once = verify(policy=PILOT, places=PLACES, events=recorded, as_at=as_at)

    assert once == verify(policy=PILOT, places=PLACES, events=again, as_at=as_at)


@given(st.lists(events, max_size=8), instants)
def test_a_stay_is_never_negative_and_never_over_the_longest(
    recorded: list[RecordedEvent], as_at: datetime
) -> None:
    for verdict in verify(policy=PILOT, places=PLACES, events=recorded, as_at=as_at):
        assert 0 <= verdict.actual_seconds <= PILOT.longest_minutes * 60
        assert verdict.actual_seconds // 60 == verdict.actual_minutes
        assert verdict.started_at is not None or verdict.actual_seconds == 0
