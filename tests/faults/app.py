"""The product behind gunicorn, for tests that break it: it may be told to die at any statement.

Only the phones' door is served. ``KITH_FAULT_CRASH`` is how likely the process kills itself before or after a
statement, and between the commit and the answer. ``KITH_FAULT_MUTANT`` plants one of ``mutants.py``. None of
this is in the product.
"""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kith.config.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db.backends.signals import connection_created

settings.ROOT_URLCONF = "kith.phone.urls"
application = get_wsgi_application()

from kith.phone import api  # noqa: E402 - Django has to be ready first
from tests.faults import mutants  # noqa: E402

LIKELY = float(os.environ.get("KITH_FAULT_CRASH", "0"))


def perhaps_die() -> None:
    if random.random() < LIKELY:
        os.kill(os.getpid(), signal.SIGKILL)


def dying(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    perhaps_die()
    done = execute(sql, params, many, context)
    perhaps_die()
    return done


def watch(connection: Any, **_: object) -> None:
    connection.execute_wrappers.append(dying)


def receive_and_perhaps_die(**given: Any) -> Any:
    answer = receive_batch(**given)
    perhaps_die()
    return answer


if LIKELY:
    connection_created.connect(watch)
mutants.plant(os.environ.get("KITH_FAULT_MUTANT", ""))
receive_batch = api.receive_batch
api.receive_batch = receive_and_perhaps_die
