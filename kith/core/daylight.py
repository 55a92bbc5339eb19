"""When it gets light and dark, for people who walk to their work."""

from datetime import UTC, date, datetime
from functools import lru_cache

from astral import Observer
from astral.sun import dawn, dusk


@lru_cache(maxsize=1_000)
def daylight(on: date, lat: float, lon: float) -> tuple[datetime, datetime]:
    """From when until when it is light enough to walk on a day: civil dawn to civil dusk, in UTC."""
    observer = Observer(latitude=lat, longitude=lon)
    return dawn(observer, date=on, tzinfo=UTC), dusk(observer, date=on, tzinfo=UTC)


def mostly_dark(starts_at: datetime, ends_at: datetime, lat: float, lon: float) -> bool:
    """Whether more than half of a stretch of one day is before dawn or after dusk at a place."""
    # A street's width changes nothing: a tenth of a degree keeps the days that are remembered few.
    since, until = daylight(starts_at.date(), round(lat, 1), round(lon, 1))
    light = min(ends_at, until) - max(starts_at, since)
    return 2 * light.total_seconds() < (ends_at - starts_at).total_seconds()
