"""Translators are handed every text: those of pages, of rules and of data."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.core.management import call_command

from kith.web.management.commands.makemessages import texts_of_data
from kith.web.pretend import pretend

KITH = Path(__file__).resolve().parents[2] / "kith"


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="needs the gettext tools")
def test_texts_of_pages_rules_and_data_are_collected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "kith"
    for room in ("core", "delivery", "payments", "web"):
        ignored = shutil.ignore_patterns("__pycache__", "static", "vendor")
        shutil.copytree(KITH / room, copy / room, ignore=ignored)
    (copy / "__init__.py").write_text("")
    monkeypatch.chdir(copy)
    monkeypatch.setattr("kith.__file__", str(copy / "__init__.py"))
    monkeypatch.setattr("django.conf.settings.LOCALE_PATHS", [copy / "web" / "locale"])
    call_command("makemessages", locale=["cy"], verbosity=0)
    found = (copy / "web" / "locale" / "cy" / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    for text in (
        "Measures",  # a template
        "There are fewer than 13 points, so the limits are a first guess.",  # a rule
        "Nobody was rostered for this visit.",  # a phrase, said later
        "Visits that were missed",  # data
        "A pay run is open already. Pay it or discard it, then draft the next.",  # a refusal
        "“{cell}” is not a whole number.",  # a refusal of a cell
    ):
        assert f'msgid "{text}"' in found
    assert not (copy / "web" / "texts_of_data.py").exists()


def test_data_has_no_text_that_is_empty() -> None:
    assert [] == [text for text in texts_of_data() if not text.strip()]


def test_the_pretend_language_leaves_what_is_put_in_later() -> None:
    # 21 letters, so seven tildes more.
    assert "⟦<b>%(count)s</b> vîsîts~~~~~~~⟧" == pretend("<b>%(count)s</b> visits")
    assert "⟦{at:,} måñý~~~⟧" == pretend("{at:,} many")
