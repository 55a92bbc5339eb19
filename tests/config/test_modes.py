"""What production can and cannot do, seen from outside: each question is asked of a new process."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECRETS = {
    "KITH_SECRET_KEY": base64.b64encode(b"s" * 32).decode(),
    "KITH_CONTENT_KEY": base64.b64encode(b"c" * 32).decode(),
}


def ask(question: str, tmp_path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """The answer of a new process in which Django has started with these variables and no others."""
    start = "import django; django.setup(); from django.conf import settings; "
    return subprocess.run(
        [sys.executable, "-W", "error::ResourceWarning", "-c", start + question],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "kith.config.settings",
            "KITH_HOME": str(tmp_path),
            **variables,
        },
    )


@pytest.mark.parametrize("missing", SECRETS)
def test_production_does_not_start_without_its_secrets(missing: str, tmp_path: Path) -> None:
    given = {name: value for name, value in SECRETS.items() if name != missing}
    answer = ask("", tmp_path, **given)
    assert answer.returncode
    assert f"{missing} is not set. Make one with: kith secret" in answer.stderr


def test_production_has_no_demo_sign_in(tmp_path: Path) -> None:
    question = (
        "from django.urls import resolve, Resolver404\n"
        "try: resolve('/demo/sign-in/')\n"
        "except Resolver404: print('no address')\n"
        "print([name for name in settings.AUTHENTICATION_BACKENDS if 'demo' in name.lower()])\n"
        "from django.core.exceptions import ImproperlyConfigured\n"
        "try: import kith.web.accounts_demo\n"
        "except ImproperlyConfigured as error: print(error)\n"
    )
    answer = ask("\n" + question, tmp_path, **SECRETS)
    assert ["no address", "[]", "Demo sign-in exists in demo mode only."] == answer.stdout.splitlines(), (
        answer.stderr
    )


def test_a_session_of_a_demonstration_is_nobody_in_production(tmp_path: Path) -> None:
    question = (
        "from django.contrib.auth import get_user, SESSION_KEY, BACKEND_SESSION_KEY\n"
        "from django.http import HttpRequest\n"
        "request = HttpRequest()\n"
        "request.session = {SESSION_KEY: '00000000-0000-4000-8000-000000000000',\n"
        "                   BACKEND_SESSION_KEY: 'kith.web.accounts_demo.DemoBackend'}\n"
        "print(get_user(request).is_anonymous)\n"
    )
    answer = ask("\n" + question, tmp_path, **SECRETS)
    assert "True\n" == answer.stdout, answer.stderr


def test_a_demonstration_has_it_and_makes_its_own_secrets(tmp_path: Path) -> None:
    question = "from django.urls import resolve; print(resolve('/demo/sign-in/').url_name)"
    answer = ask(question, tmp_path, KITH_DEMO="1")
    assert "demo_sign_in\n" == answer.stdout, answer.stderr
    kept = tmp_path / "kith_content_key.txt"
    assert 32 == len(base64.b64decode(kept.read_text()))
    assert 0o600 == kept.stat().st_mode & 0o777


def test_production_keeps_its_cookies_to_itself(tmp_path: Path) -> None:
    names = (
        "SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE "
        "SESSION_COOKIE_HTTPONLY SESSION_COOKIE_SAMESITE SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS DEBUG"
    )
    question = f"print([getattr(settings, name) for name in {names.split()!r}])"
    answer = ask(question, tmp_path, **SECRETS)
    expected = ["__Host-session", "__Host-csrf", True, True, True, "Lax", True, 31_536_000, False]
    assert f"{expected}\n" == answer.stdout


def test_django_s_own_check_for_production_finds_nothing(tmp_path: Path) -> None:
    question = (
        "from django.core.management import call_command\n"
        "call_command('check', deploy=True, fail_level='WARNING')"
    )
    answer = ask("\n" + question, tmp_path, **SECRETS, KITH_HOSTS="kith.example")
    assert 0 == answer.returncode, answer.stderr


def test_sqlite_outside_a_demonstration_waits_for_the_disc(tmp_path: Path) -> None:
    question = (
        "from django.db import connection; cursor = connection.cursor();"
        "print(*(cursor.execute(f'PRAGMA {name}').fetchone() for name in ('synchronous', 'journal_mode')))"
    )
    assert "(2,) ('wal',)\n" == ask(question, tmp_path, **SECRETS).stdout
    assert "(1,) ('wal',)\n" == ask(question, tmp_path, KITH_DEMO="1").stdout


def test_production_counts_tries_where_every_process_sees_them(tmp_path: Path) -> None:
    question = "print(settings.CACHES['default']['BACKEND'])"
    assert "django.core.cache.backends.db.DatabaseCache\n" == ask(question, tmp_path, **SECRETS).stdout
