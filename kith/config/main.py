"""Where ``kith …`` starts: decides the mode, starts Django, and puts the commands together."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kith.config.settings")
    asked_for = sys.argv[1] if len(sys.argv) > 1 else ""
    # Files somebody gives are diagnosed on any machine; only one's own records need the installation.
    alone = {"spc", "secret", "docs", "check-file"} | (set() if "--own" in sys.argv else {"diagnose"})
    if asked_for in alone | {"demo"}:
        # None of these touches a real installation, so none may need its secrets.
        os.environ.setdefault("KITH_DEMO", "1")
    if asked_for in alone:
        # Nor do these keep anything, so none may make a folder for secrets of its own.
        os.environ.setdefault("KITH_SECRET_KEY", "unused")
        os.environ.setdefault("KITH_CONTENT_KEY", "unused")
    if asked_for == "demo":
        from kith.cli.demo_options import put_in_environment

        put_in_environment(sys.argv[2:])

    import django
    from django.core.exceptions import ImproperlyConfigured

    from kith.cli.refusal import refuse

    try:
        django.setup()
    except ImproperlyConfigured as error:
        refuse(error)
    from kith.cli.app import app
    from kith.config.commands import house

    for command in house:
        app.add_command(command)
    app(prog_name="kith")
