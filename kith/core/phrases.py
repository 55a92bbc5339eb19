"""Sentences in the reader's language, for rules that make sentences and know no framework.

A door says once how texts are turned into the reader's words (`speak_through`); until then they are English.
Texts are found by the translators' tools by the names of these two functions.
"""

from collections.abc import Callable

_translate: Callable[[str], str] = str


def speak_through(translate: Callable[[str], str]) -> None:
    """From now on turn texts into the reader's words by this function."""
    global _translate
    _translate = translate


def phrase(text: str) -> str:
    """A text that is translated later, where it is shown."""
    return text


def say(text: str, /, **values: object) -> str:
    """The text in the reader's language, with its values put in: ``say("{count:,} visits", count=4_200)``."""
    return _translate(text).format(**values)
