"""Case files: the database shows who one is about to its audit’s owner alone, and the rest to its readers."""

from __future__ import annotations

from kith.orgs.guards import IS_HOUSE, ON, USER, PersonRows


class OwnersRows(PersonRows):
    """Rows of ``insight_casesubject``: seen through the relationship that the file's own audit opened for its
    owner. A colleague's relationship to the person is not enough. Nothing happens on SQLite.
    """

    def seen(self) -> str:
        """The condition under which a row is seen."""
        return f"""{IS_HOUSE} OR EXISTS (
            SELECT 1 FROM people_relationship r JOIN insight_casefile f ON f.id = "{self.table}".case_id
            WHERE r.person_id = "{self.table}".person_id AND r.user_id = {USER}
                AND r.source = 'case_audit:' || f.audit_id
                AND r.starts_on <= {ON} AND (r.until IS NULL OR r.until > {ON})
        )"""  # noqa: S608 - our own constants


class ReadersRows(PersonRows):
    """Rows with what is written in a case file or said of it: seen by the audit’s owner and its readers."""

    def seen(self) -> str:
        """The condition under which a row is seen."""
        return f"""{IS_HOUSE} OR EXISTS (
            SELECT 1 FROM insight_casefile f JOIN insight_caseaudit a ON a.id = f.audit_id
            WHERE f.id = "{self.table}".case_id AND (a.by_id = {USER} OR EXISTS (
                SELECT 1 FROM insight_casereader r WHERE r.audit_id = a.id AND r.user_id = {USER}
            ))
        )"""  # noqa: S608 - our own constants
