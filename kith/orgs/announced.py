"""Every kind of announcement there is: what may have happened that a higher room follows.

What follows from each stands in ``config/reactions.py``, which has a row for every kind here and for no
other. A released kind keeps its spelling: announcements are kept under it.
"""

from __future__ import annotations

from enum import StrEnum


class Announced(StrEnum):
    """What happened, and in brackets the subject that the announcement names."""

    LINE_CHANGED = "line_changed"  # a package line has a new version, or ended (the line)
    PACKAGE_AWARDED = "package_awarded"  # a provider was given a person's care (the package)
    PAY_RUN_PAID = "pay_run_paid"  # what a run came to was sent to be paid (the run)
    ROTA_PUBLISHED = "rota_published"  # workers can see their visits (the publication)
    VISIT_EVENTS = "visit_events"  # something that counts arrived about a visit (the visit)
