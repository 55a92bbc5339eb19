"""Migration operations for what the database itself must refuse, whatever the code above does.

`AppendOnly` keeps facts as they were written, on SQLite and PostgreSQL. `PersonRows` and `RelationshipRows`
are the second lock on people's records, on PostgreSQL alone: row-level security that shows nothing until
``context.py`` has said who is asking. They bind the owner of the tables too, though never a superuser.

On SQLite a later migration that rebuilds a table loses its triggers: repeat `AppendOnly` there. A test
compares the tables of every ``Fact`` with the triggers that stand.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

REFUSAL = "this table holds facts: add a newer row instead of changing one"

# Who is asking, as context.py has set it for this transaction; each is read once for a statement, not a row.
SCOPE = "(SELECT current_setting('app.scope', true))"
USER = "(SELECT nullif(current_setting('app.user_id', true), '')::uuid)"
ORGANISATION = "(SELECT nullif(current_setting('app.org_id', true), '')::uuid)"
ON = "(SELECT nullif(current_setting('app.on', true), '')::date)"
IS_HOUSE = f"{SCOPE} = 'system'"
IS_SOMEBODY = f"{SCOPE} IN ('system', 'user')"

# A team counts for who is in it and for the organisations that serve in it.
TEAMS = f"""
    SELECT team_id FROM orgs_teammember
    WHERE user_id = {USER} AND starts_on <= {ON} AND (until IS NULL OR until > {ON})
    UNION ALL
    SELECT team_id FROM orgs_teamorganisation
    WHERE organisation_id = {ORGANISATION} AND starts_on <= {ON} AND (until IS NULL OR until > {ON})
"""  # noqa: S608 - our own constants


class _InDatabase(Operation, ABC):
    """An operation that changes the database and none of Django's models."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, table: str) -> None:
        self.table = table

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Models stay as they are."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Put the guard up."""
        _run(schema_editor, self.up)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Take the guard down."""
        _run(schema_editor, self.down)

    @abstractmethod
    def up(self, vendor: str) -> Sequence[str]:
        """The statements that put the guard up."""

    @abstractmethod
    def down(self, vendor: str) -> Sequence[str]:
        """The statements that take it down."""


class AppendOnly(_InDatabase):
    """Rows of this table can be added and never changed, deleted or emptied away."""

    def describe(self) -> str:
        """For the migration's output."""
        return f"Refuse to change facts in {self.table}"

    def up(self, vendor: str) -> Sequence[str]:
        """Triggers: for each row on SQLite, for each statement (TRUNCATE too) on PostgreSQL."""
        if vendor == "sqlite":
            return [
                f'CREATE TRIGGER IF NOT EXISTS "{self.table}_no_{verb.lower()}" '
                f'BEFORE {verb} ON "{self.table}" '
                f"BEGIN SELECT RAISE(ABORT, '{self.table}: {REFUSAL}'); END"
                for verb in ("UPDATE", "DELETE")
            ]
        return [
            "CREATE OR REPLACE FUNCTION kith_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '%: {REFUSAL}', TG_TABLE_NAME "
            "USING ERRCODE = 'integrity_constraint_violation'; END $$",
            f'CREATE OR REPLACE TRIGGER "{self.table}_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE '
            f'ON "{self.table}" FOR EACH STATEMENT EXECUTE FUNCTION kith_refuse_change()',
        ]

    def down(self, vendor: str) -> Sequence[str]:
        """Without the triggers; the function stays for other tables."""
        if vendor == "sqlite":
            return [f'DROP TRIGGER "{self.table}_no_{verb}"' for verb in ("update", "delete")]
        return [f'DROP TRIGGER "{self.table}_append_only" ON "{self.table}"']


class PersonRows(_InDatabase):
    """Rows of this table are about a person, and seen only through a live relationship to them.

    ``person_sql`` gives the person of a row and names its table: ``"plans_plan".person_id``, which is the
    default, or ``(SELECT v.person_id FROM rota_visit v WHERE v.id = "rota_rotaentry".visit_id)``. Whoever
    is known may add a row: the action has checked that, often before a relationship stands. Nothing happens
    on SQLite.
    """

    def __init__(self, table: str, person_sql: str = "") -> None:
        super().__init__(table)
        self.person_sql = person_sql

    def describe(self) -> str:
        """For the migration's output."""
        return f"Show rows of {self.table} only through a live relationship to their person"

    def up(self, vendor: str) -> Sequence[str]:
        """Policies, forced on the owner too."""
        return [] if vendor == "sqlite" else [*_force(self.table), *_policies(self.table, self.seen())]

    def down(self, vendor: str) -> Sequence[str]:
        """Without the policies."""
        return [] if vendor == "sqlite" else _unforce(self.table)

    def seen(self) -> str:
        """The condition under which a row is seen."""
        person = self.person_sql or f'"{self.table}".person_id'
        relationship = f"r.person_id = {person} AND {_holds('r')} AND {_is_live('r')}"
        return f"{IS_HOUSE} OR EXISTS (SELECT 1 FROM people_relationship r WHERE {relationship})"  # noqa: S608


class RelationshipRows(PersonRows):
    """Rows of ``people_relationship`` itself: seen by who holds them. Nothing happens on SQLite."""

    def seen(self) -> str:
        """The holder's own rows, past and future ones too."""
        return f"{IS_HOUSE} OR {_holds(self.table)}"


def _holds(row: str) -> str:
    """The relationship is held by who is asking, by their organisation or by a team of theirs."""
    return f"({row}.organisation_id = {ORGANISATION} OR {row}.user_id = {USER} OR {row}.team_id IN ({TEAMS}))"


def _is_live(row: str) -> str:
    """The relationship has started and not ended; for some days of grace it may still be read."""
    last = f"greatest({row}.until, {row}.read_until)"
    return f"({row}.starts_on <= {ON} AND ({row}.until IS NULL OR {last} > {ON}))"


def _force(table: str) -> list[str]:
    return [f'ALTER TABLE "{table}" {verb} ROW LEVEL SECURITY' for verb in ("ENABLE", "FORCE")]


def _unforce(table: str) -> list[str]:
    policies = [f'DROP POLICY kith_{verb} ON "{table}"' for verb in ("select", "update", "delete", "insert")]
    return [
        *policies,
        *(f'ALTER TABLE "{table}" {verb} ROW LEVEL SECURITY' for verb in ("NO FORCE", "DISABLE")),
    ]


def _policies(table: str, seen: str) -> list[str]:
    return [
        *(
            f'CREATE POLICY kith_{verb} ON "{table}" FOR {verb} USING ({seen})'
            for verb in ("select", "update", "delete")
        ),
        f'CREATE POLICY kith_insert ON "{table}" FOR INSERT WITH CHECK ({IS_SOMEBODY})',
    ]


def _run(schema_editor: BaseDatabaseSchemaEditor, statements: Callable[[str], Sequence[str]]) -> None:
    for statement in statements(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)  # None: a per cent sign is only that
