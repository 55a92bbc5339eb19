"""Logs: one line of JSON for each event, with ids and never with names or notes.

A value is written only under a key that is known to hold an id, a code or a number. What libraries log is
written without the values they would put into it, and an error without its message: any of these may quote
somebody's record.
"""

from __future__ import annotations

import logging
import sys
import time
import traceback
from collections.abc import Callable, MutableMapping
from typing import Any
from uuid import uuid4

import structlog
from django.http import HttpRequest, HttpResponse

LEFT_OUT = "[left out]"
KEYS = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "logger",
        "request_id",
        "user_id",
        "organisation_id",
        "person_id",
        "device_id",
        "method",
        "route",
        "status",
        "ms",
        "error",
        "where",
        "tick",
        "once",
        "kind",
        "count",
        "events",
        "held",
        "conflicts",
        "address",
    }
)
LONGEST = 200

Event = MutableMapping[str, Any]
log = structlog.get_logger("kith.web")


def only_ids(logger: object, method: str, event: Event) -> Event:
    """The event with every value left out whose key is not known to be safe."""
    error = event.pop("exc_info", None)
    safe = {key: _plain(value) if key in KEYS else LEFT_OUT for key, value in event.items() if key[0] != "_"}
    return safe | _about(error)


def from_library(logger: object, method: str, event: Event) -> Event:
    """What a library logged: its text before values are put into it, and the error by kind and place."""
    record: logging.LogRecord = event["_record"]
    event["event"] = str(record.msg)
    event["exc_info"] = record.exc_info
    return event


def _about(error: Any) -> dict[str, str]:
    """The kind of an error and where it happened, without its message."""
    if error is True:
        error = sys.exc_info()
    raised = error[1] if isinstance(error, tuple) else error
    if not isinstance(raised, BaseException):
        return {}
    frames = traceback.extract_tb(raised.__traceback__)[-3:]
    where = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    return {"error": type(raised).__name__, "where": where}


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | float) else str(value)[:LONGEST]


class RequestLog:
    """Logs each request: who by id, which address by its pattern (ids and questions left out), and how
    long.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer."""
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=str(uuid4())):
            response = self.get_response(request)
            match = request.resolver_match
            user = getattr(request, "user", None)
            log.info(
                "request",
                method=request.method,
                route=match.route if match else "none",
                status=response.status_code,
                ms=round((time.perf_counter() - started) * 1000),
                user_id=str(user.pk) if user and user.is_authenticated else None,
            )
        return response


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def logging_config(level: str) -> dict[str, Any]:
    """The setting for Python's logging: everything goes to standard error, one line of JSON each."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "ids": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [*_SHARED, from_library],
                "processors": [only_ids, structlog.processors.JSONRenderer()],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "ids"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Our own request log says it; Django's would say the full address.
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "ERROR", "handlers": ["stderr"], "propagate": False},
        },
    }


def configure() -> None:
    """Make structlog hand its events to Python's logging."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
