"""The refusals every room may make.

    Refused
    ├── NotFound       absent, or not yours to see: the two must look the same
    ├── NotPermitted   you may see it, and may not do this to it
    └── Invalid        what was given cannot be right

Rooms subclass these beside the function that raises them. No refusal knows about HTTP: each door has one
table from `code` to a page, JSON or an OperationOutcome.
"""

from typing import ClassVar

from kith.core.phrases import phrase, say

NOT_FOUND_IN_WORDS = phrase("There is nothing here that you can see. Check the address, or go back.")


class Refused(Exception):
    """Something was asked that cannot be done, said so that a tired person can act on it.

    The text names what is wrong and what to do about it, with fields in braces where their values go:
    ``Refused("Contract {reference} has ended.", reference=reference)``. It is a constant, so that translators
    find it; `message` says it in the reader's language when it is read. `code` never changes once released,
    so doors, logs and tests may rely on it.
    """

    code: ClassVar[str] = "refused"

    def __init__(self, text: str, /, **fields: object) -> None:
        super().__init__(text)
        self.text = text
        self.fields: dict[str, object] = fields

    def __str__(self) -> str:
        return self.message

    @property
    def message(self) -> str:
        """What is wrong and what to do, in the reader's language."""
        return say(self.text, **self.fields)


class NotFound(Refused):
    """There is no such thing here, or it is not yours to see.

    One error for both, with one message, so that nobody can learn that a record exists by being refused it.
    """

    code = "not_found"

    def __init__(self, text: str = NOT_FOUND_IN_WORDS, /, **fields: object) -> None:
        super().__init__(text, **fields)


class NotPermitted(Refused):
    """You can see this, and someone else has to do what you asked."""

    code = "not_permitted"


class Invalid(Refused):
    """What was given cannot be right. `fields` maps each name to what is wrong with it, or to its value."""

    code = "invalid"
