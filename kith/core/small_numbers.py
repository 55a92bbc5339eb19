"""The one rule for small numbers: a figure about fewer than ten people could name somebody."""

FEWEST_SHOWN = 10


def may_be_shown(people: int) -> bool:
    """Whether a figure about so many people may be shown."""
    return people >= FEWEST_SHOWN
