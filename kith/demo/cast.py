"""The people one can sign in as, and the organisations they work for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from kith.orgs import actions, actions_accounts
from kith.orgs.models import Organisation, User


class Part(NamedTuple):
    """One part in the demonstration: who, and what they do for whom."""

    username: str
    name: str
    job: str
    role: str
    works_for: str


# Wherever somebody manages accounts here, a second person does: giving a role takes two.
PARTS = (
    Part("olu", "Olu Adeyemi", "Coordinator", "coordinator", "aire"),
    Part("grace", "Grace Oduya", "Care worker", "worker", "aire"),
    Part("maya", "Maya Bennett", "Registered manager", "registered_manager", "aire"),
    Part("rosa", "Rosa Lund", "Office manager", "account_manager", "aire"),
    Part("sam", "Sam Thornton", "Coordinator", "coordinator", "thornfield"),
    Part("bea", "Bea Marsden", "Broker", "broker", "council"),
    Part("helen", "Helen Crossley", "Social worker", "social_worker", "council"),
    Part("fay", "Fay Whittle", "Finance officer", "council_finance", "council"),
    Part("ivy", "Ivy Castle", "Finance manager", "council_finance", "council"),
    Part("cass", "Cass Okafor", "Commissioner", "commissioner", "council"),
    Part("pru", "Pru Lister", "Privacy officer", "privacy_officer", "council"),
    Part("noor", "Noor Hussain", "Accounts manager", "account_manager", "council"),
    Part("jo", "Jo Firth", "Accounts manager", "account_manager", "council"),
    Part("kim", "Kim Sharpe", "Runs this installation", "operator", "operator"),
    Part("ada", "Ada Holroyd", "Draws on care", "person", ""),
    Part("wilf", "Wilf Holroyd", "Ada's husband and carer", "family", ""),
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
    operator = organisation(Organisation.Kind.OPERATOR, "Airebrough Digital Services", "Digital Services")
    employers = {
        "council": council, "aire": firms[0], "thornfield": firms[1], "operator": operator, "": None
    }  # fmt: skip
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
