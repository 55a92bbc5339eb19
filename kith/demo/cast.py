"""The people one can sign in as, and the organisations they work for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kith.orgs import actions, actions_accounts
from kith.orgs.models import Organisation, User


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part in the demonstration: who, what they do, and in one line what to look at first."""

    username: str
    name: str
    job: str
    role: str
    works_for: str
    look_at: str


PARTS = (
    Part(
        username="olu",
        name="Olu Adeyemi",
        job="Coordinator",
        role="coordinator",
        works_for="aire",
        look_at="Today in the neighbourhood: what needs someone",
    ),
    Part(
        username="grace",
        name="Grace Oduya",
        job="Care worker",
        role="worker",
        works_for="aire",
        look_at="Her own round, and the people on it",
    ),
    Part(
        username="maya",
        name="Maya Bennett",
        job="Registered manager",
        role="registered_manager",
        works_for="aire",
        look_at="The provider's week and its measures",
    ),
    Part(
        username="sam",
        name="Sam Thornton",
        job="Coordinator",
        role="coordinator",
        works_for="thornfield",
        look_at="The other provider: sees none of Olu's people",
    ),
    Part(
        username="bea",
        name="Bea Marsden",
        job="Broker",
        role="broker",
        works_for="council",
        look_at="Providers and packages in the neighbourhood",
    ),
    Part(
        username="helen",
        name="Helen Crossley",
        job="Social worker",
        role="social_worker",
        works_for="council",
        look_at="Ada's record and plan",
    ),
    Part(
        username="fay",
        name="Fay Whittle",
        job="Finance officer",
        role="council_finance",
        works_for="council",
        look_at="The pay run she drafted",
    ),
    Part(
        username="ivy",
        name="Ivy Castle",
        job="Finance manager",
        role="council_finance",
        works_for="council",
        look_at="The draft that waits for a second person",
    ),
    Part(
        username="cass",
        name="Cass Okafor",
        job="Commissioner",
        role="commissioner",
        works_for="council",
        look_at="Measures, and what nine ways of paying would cost",
    ),
    Part(
        username="pru",
        name="Pru Lister",
        job="Privacy officer",
        role="privacy_officer",
        works_for="council",
        look_at="Who looked at whose record",
    ),
    Part(
        username="ada",
        name="Ada Holroyd",
        job="Draws on care",
        role="person",
        works_for="",
        look_at="Who is coming, and who looked at her record",
    ),
    Part(
        username="wilf",
        name="Wilf Holroyd",
        job="Ada's husband and carer",
        role="family",
        works_for="",
        look_at="What Ada chose to share with him",
    ),
)


NO_COUNCILS_CODE = "999"  # in the place of the number by which a council sends its national return


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """The organisations and users just made."""

    council: Organisation
    providers: tuple[Organisation, ...]
    users: dict[str, User]


def assemble(*, at: datetime, starts_on: date, providers: int) -> Cast:
    """Make the council, its providers and everybody one can sign in as."""

    def organisation(
        kind: Organisation.Kind, name: str, short_name: str = "", code: str = ""
    ) -> Organisation:
        return actions.create_organisation(
            by=None, at=at, kind=kind, name=name, short_name=short_name, code=code
        )

    council = organisation(
        Organisation.Kind.COUNCIL, "Airebrough City Council", "Airebrough Council", NO_COUNCILS_CODE
    )
    named = [("Aire Companions", ""), ("Thornfield Care", "")]
    named += [(f"Airebrough Home Care {number}", "") for number in range(3, providers + 1)]
    firms = tuple(organisation(Organisation.Kind.PROVIDER, *names) for names in named[:providers])
    employers = {"council": council, "aire": firms[0], "thornfield": firms[1], "": None}
    users = {}
    for part in PARTS:
        employer = employers[part.works_for]
        user = actions_accounts.create_user(
            by=None,
            at=at,
            username=part.username,
            display_name=part.name,
            job_title=part.job,
            organisation=employer,
            is_demo=True,
        )
        actions_accounts.grant_role(
            by=None, at=at, user=user, role=part.role, organisation=employer, starts_on=starts_on
        )
        users[part.username] = user
    return Cast(council=council, providers=firms, users=users)
