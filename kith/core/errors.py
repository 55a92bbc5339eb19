"""The refusals every room may make.

    Refused
    ├── NotFound       absent, or not yours to see: the two must look the same
    ├── NotPermitted   you may see it, and may not do this to it
    └── Invalid        what was given cannot be right

Rooms subclass these beside the function that raises them. No refusal knows about HTTP: each door has one
table from `code` to a page, JSON or an OperationOutcome.
"""

from typing import ClassVar

NOT_FOUND_IN_WORDS = "There is nothing here that you can see. Check the address, or go back."


class Refused(Exception):
    """Something was asked that cannot be done, said so that a tired person can act on it.

    The message names what is wrong and what to do about it. `code` never changes once released, so doors,
    logs and tests may rely on it. `fields` holds the values behind the message, by name.
    """

    code: ClassVar[str] = "refused"

    def __init__(self, message: str, /, **fields: object) -> None:
        super().__init__(message)
        self.message = message
        self.fields: dict[str, object] = fields


class NotFound(Refused):
    """There is no such thing here, or it is not yours to see.

    One error for both, with one message, so that nobody can learn that a record exists by being refused it.
    """

    code = "not_found"

    def __init__(self, message: str = NOT_FOUND_IN_WORDS, /, **fields: object) -> None:
        super().__init__(message, **fields)


class NotPermitted(Refused):
    """You can see this, and someone else has to do what you asked."""

    code = "not_permitted"


class Invalid(Refused):
    """What was given cannot be right. `fields` maps each name to what is wrong with it, or to its value."""

    code = "invalid"
