"""Telling the database who is asking, so that its row-level security can show what they may see.

The settings ``app.scope``, ``app.user_id``, ``app.org_id`` and ``app.on`` are set with ``set_config(...,
true)``: they last for the transaction and no longer. A connection that goes back to a pool, or that the
next request of the same thread uses, therefore carries nobody's name, even after a crash; and with nobody's
name, no person's row is seen. Inside another context the outer one is put back at the end; on an error the
savepoint does that.

SQLite has no row-level security: there nothing happens, not even a transaction, which would lock out other
writers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

from kith.core.dates import london_day
from kith.orgs import clock
from kith.orgs.models import User

SETTINGS = ("app.scope", "app.user_id", "app.org_id", "app.on")
NOBODY = ("", "", "", "")


@contextmanager
def acting_as(user: User, *, on: date | None = None) -> Iterator[None]:
    """Within this, in one transaction, the database shows what this user and their organisation may see.

    ``on`` is the London day that counts, today if not given.
    """
    day = on or london_day(clock.now())
    with _context("user", str(user.pk), str(user.organisation_id or ""), day.isoformat()):
        yield


@contextmanager
def as_house() -> Iterator[None]:
    """Within this, in one transaction, the database shows everything: for ``kith work``, imports and
    phones' batches.

    An action may use it around writes that it has itself checked, where the user sees a row only
    afterwards.
    """
    with _context("system", "", "", ""):
        yield


@contextmanager
def at_one_moment() -> Iterator[None]:
    """Within this, in one transaction, everything that is read stands as at the first read, whatever others
    write meanwhile. For long reads whose parts must agree.

    Inside another transaction, and on SQLite, nothing happens.
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


@contextmanager
def _context(*values: str) -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic():
        before = _current()
        _set(values)
        yield
        _set(before)


def _current() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join("coalesce(current_setting(%s, true), '')" for _ in SETTINGS), SETTINGS
        )
        return tuple(cursor.fetchone())


def _set(values: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        parameters = [item for pair in zip(SETTINGS, values, strict=True) for item in pair]
        cursor.execute("SELECT " + ", ".join("set_config(%s, %s, true)" for _ in SETTINGS), parameters)


class ContextMiddleware:
    """Answers each request of somebody signed in within their context; to anybody else no person's row is
    shown.

    The transaction has ended before the answer leaves, so what an answer acknowledges is kept. A view that
    streams must read what it needs first. What a view refuses is still a finished request: the audit of a
    refusal stays.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer of the view."""
        if connection.vendor != "postgresql" or not request.user.is_authenticated:
            return self.get_response(request)
        with acting_as(request.user):
            return self.get_response(request)
