"""Named teams: the few workers whom a provider has named to come to a person."""

from __future__ import annotations

from django.db import models

from kith.orgs.facts import Fact


class NamedTeam(Fact):
    """A provider named who comes to a person from a day on. The newest says how it is from its day; see
    ``core/named_teams.py``. One without members says that nobody is named any more.
    """

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey("orgs.Organisation", models.PROTECT, related_name="named_teams")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="named_teams")
    starts_on = models.DateField(help_text="the first London day on which it holds")
    reason = models.CharField(max_length=40, help_text="one of core.named_teams.Why")
    by = models.ForeignKey("orgs.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        """Read by a provider's people, oldest first."""

        indexes = (models.Index(fields=["organisation", "person"], name="named_team_of_person"),)


class NamedTeamMember(Fact):
    """A worker in a named team."""

    id = models.BigAutoField(primary_key=True)
    team = models.ForeignKey(NamedTeam, models.PROTECT, related_name="members")
    worker = models.ForeignKey("workforce.Worker", models.PROTECT, related_name="+")

    class Meta:
        """Nobody is in a team twice."""

        constraints = (models.UniqueConstraint(fields=["team", "worker"], name="named_team_member_once"),)
