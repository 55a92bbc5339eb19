"""The second lock on this room's own tables, where a row is about more than one person or is the person."""

from __future__ import annotations

from kith.orgs.guards import USER, PersonRows


class PeopleRows(PersonRows):
    """Rows of ``people_person``: seen through a relationship, and one's own always.

    Whether somebody is close to the person they ask about is read from here, so it must not be hidden.
    """

    def __init__(self) -> None:
        super().__init__("people_person", '"people_person".id')

    def seen(self) -> str:
        """The condition under which a row is seen."""
        return f'{super().seen()} OR "people_person".user_id = {USER}'


class EitherPersonRows(PersonRows):
    """Rows about two people, seen by who may see either."""

    def __init__(self, table: str, *columns: str) -> None:
        super().__init__(table)
        self.columns = columns

    def seen(self) -> str:
        """The condition under which a row is seen."""
        return " OR ".join(
            PersonRows(self.table, f'"{self.table}".{column}').seen() for column in self.columns
        )
