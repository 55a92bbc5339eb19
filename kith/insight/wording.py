"""Short texts that people add to figures: on one line, not too long, and pointing at nobody."""

from __future__ import annotations

import re

from kith.core.errors import Invalid

# Seven figures or more, however spaced, are a telephone or NHS number; an @ is somebody's address.
_POINTS_AT_SOMEBODY = re.compile(r"(?:\d[ -]?){7,}|@")


class NotPlainWords(Invalid):
    """The text is missing, too long, or could point at a person."""

    code = "not_plain_words"


def plain_words(text: str, *, most: int) -> str:
    """The text on one line. Raises `NotPlainWords`."""
    said = " ".join(text.split())
    if not said:
        raise NotPlainWords("Say it in a few words.")
    if len(said) > most:
        raise NotPlainWords(
            "That is {length} letters. Say it in at most {most}.", length=len(said), most=most
        )
    if _POINTS_AT_SOMEBODY.search(said):
        raise NotPlainWords("That holds a number or an address that could be somebody’s. Leave it out.")
    return said
