"""The ten lines of the tutorial run and say what the page says."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "tutorials" / "engine-in-ten-lines.md"


def test_the_ten_lines_do_what_the_page_says(capsys: pytest.CaptureFixture[str]) -> None:
    """Travel of 60 minutes, no broken rule, and the reason why it is Grace."""
    block = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert block
    exec(compile(block.group(1), PAGE.name, "exec"), {})  # noqa: S102  (our own page)
    printed = capsys.readouterr().out
    assert "Term(name='travel', amount=60" in printed
    assert printed.rstrip().endswith("[] Grace does Ada: no other worker can.")
