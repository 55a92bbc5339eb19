"""The table of roles: one row each, printed as ``docs/reference/roles.md``. What no row says is refused.

A cell is written as on that page, one for each class of data:

    R read · A append · D decide      then, where these hold only in part
    s own slice · w in the window of a visit · c what the person chose to share · k on an open case
    b by break-glass alone            and, after a colon, the part in words. A dash is nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from kith.orgs.roles_functions import FUNCTIONS

DATA_CLASSES: Mapping[int, str] = MappingProxyType(
    {
        1: "name, contact, language and communication needs",
        2: "home entry code",
        3: "visit times",
        4: "support plan, outcomes and the risks needed for safety",
        5: "daily notes",
        6: "medicines, allergies and delegated activity",
        7: "assessment and social work notes",
        8: "safeguarding and restricted records",
        9: "money: what people are charged",
        10: "money: what providers are paid",
        11: "worker file",
        12: "who looked",
        13: "suppressed measures",
        14: "ethnic group, work and kind of home",
    }
)


class Right(StrEnum):
    """What may be done with a class of data."""

    READ = "R"
    APPEND = "A"
    DECIDE = "D"


class Limit(StrEnum):
    """How far a right reaches."""

    OWN_SLICE = "s"
    IN_WINDOW = "w"
    BY_CHOICE = "c"
    ON_CASE = "k"
    BREAK_GLASS = "b"


WINDOW_OPENS_MINUTES = 120  # a worker sees the home entry code from two hours before a visit until it ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What a role may do with one class of data, and how far."""

    rights: frozenset[Right]
    limits: frozenset[Limit]
    words: str


NOTHING = Cell(rights=frozenset(), limits=frozenset(), words="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A row: what somebody with this role may do, through which relationships they see people, and the kinds
    of organisation whose managers give it (none: the operator alone).
    """

    key: str
    name: str
    words: str
    through: frozenset[str]
    given_by: frozenset[str]
    cells: Mapping[int, Cell]
    functions: frozenset[str]

    def allows(self, right: Right, data_class: int) -> bool:
        """Whether the role has this right over the class at all. An unknown class is refused."""
        return right in self.cells.get(data_class, NOTHING).rights

    def limits(self, data_class: int) -> frozenset[Limit]:
        """How far the role's rights over the class reach; empty means all of it."""
        return self.cells.get(data_class, NOTHING).limits


def _role(
    key: str,
    name: str,
    words: str,
    *,
    through: str = "",
    given_by: str = "",
    cells: str,
    functions: str = "",
) -> Role:
    """A row, from the way it is written below. Raises `ValueError` when it is written wrongly."""
    written = [cell.strip() for cell in cells.split("|")]
    named = frozenset(part.strip() for part in functions.split(",") if part.strip())
    if len(written) != len(DATA_CLASSES) or not named <= FUNCTIONS.keys():
        raise ValueError(f"{key}: {len(written)} cells, unknown functions {named - FUNCTIONS.keys()}")
    return Role(
        key=key,
        name=name,
        words=words,
        through=frozenset(through.split()),
        given_by=frozenset(given_by.split()),
        cells=MappingProxyType(dict(zip(DATA_CLASSES, map(_cell, written), strict=True))),
        functions=named,
    )


def _cell(written: str) -> Cell:
    if written == "–":
        return NOTHING
    match = re.fullmatch(r"([RAD]+)([swckb]*)(?:: (.+))?", written)
    if match is None:
        raise ValueError(f"This cell cannot be read: {written}")
    rights, limits, words = match.groups(default="")
    return Cell(rights=frozenset(map(Right, rights)), limits=frozenset(map(Limit, limits)), words=words)


_ROWS = (
    _role(
        "person",
        "Person",
        "Draws on care: sees their own record, who looked at it, and chooses what is shared.",
        through="self",
        cells="RA | RA | R | RA | RA: and comment | R | R: as the law on access to records allows | Rs | "
        "RA: and dispute | – | – | R | R | RA",
        functions="answer plan, choose sharing, record characteristics",
    ),
    _role(
        "family",
        "Family or friend",
        "Sees what the person chose to share with them, until the person ends it.",
        through="family",
        cells="Rc | – | Rc | Rc | Rc | Rc | – | – | Rc | – | – | – | R | –",
        functions="choose sharing",
    ),
    _role(
        "worker",
        "Care worker",
        "Sees the people on their own rota and records their visits.",
        through="rota",
        given_by="provider",
        cells="Rs | Rw | Rs | R | RA: 7 days back | RA | – | A: raise a concern | – | – | Rs: their own | "
        "– | Rs: their own | –",
        functions="record visits, exchange visits, score case files",
    ),
    _role(
        "coordinator",
        "Provider coordinator",
        "Plans and publishes the provider's rota and answers for its day.",
        through="package",
        given_by="provider",
        cells="R | R: each look is logged | RAD | RA: changes within the flex limits | RA | R | – | "
        "RAs: adds, and reads what they raised | – | Rs: own organisation's lines | "
        "Rs: own organisation | – | Rs: own organisation | –",
        functions="answer plan, plan rota, publish rota, swap worker, move visit, manage workers, "
        "register device, rule on event, note cause, make pack, agree action",
    ),
    _role(
        "registered_manager",
        "Registered manager",
        "Answers for a provider's care, workers and claims.",
        through="package",
        given_by="provider",
        cells="R | R: each look is logged | RAD | RA | RA | RAD | – | "
        "RAs: adds, and reads what is shared with them | – | RDs: own organisation's lines | "
        "RAs: own organisation | Rs: own organisation | Rs: own organisation | –",
        functions="answer plan, plan rota, publish rota, swap worker, move visit, manage workers, "
        "register device, rule on event, grant role, manage accounts, record claims, note cause, "
        "make pack, agree action, score case files",
    ),
    _role(
        "provider_finance",
        "Provider finance",
        "Checks what the provider is paid, line by line, and claims what is missing.",
        through="package",
        given_by="provider",
        cells="Rs: name and reference | – | Rs: minutes | – | – | – | – | – | – | "
        "RAs: own organisation's lines | – | – | Rs: own organisation | –",
        functions="record claims",
    ),
    _role(
        "invited_provider",
        "Invited provider",
        "Is asked whether it could take on a care request, and is not told whose it is.",
        through="invitation",
        given_by="provider",
        cells="Rs: outward postcode, skills and language, no name | – | Rs: the pattern | "
        "Rs: a summary of need | – | Rs: flags | – | – | – | RAs: own offer | – | – | – | –",
    ),
    _role(
        "social_worker",
        "Social worker",
        "Plans and reviews with the people allocated to them or their team.",
        through="allocation",
        given_by="council",
        cells="RA | R: each look is logged | R | RAD | R | R | RAD | RA | R | – | – | – | R | RA",
        functions="register people, link people, write plans, answer plan, open access, export person, "
        "record characteristics, make pack, agree action, score case files",
    ),
    _role(
        "principal_social_worker",
        "Principal social worker",
        "Leads audits of case files: draws them, takes names out, and asks colleagues to read them.",
        through="case",
        given_by="council",
        cells="R | – | – | R | – | Rs: flags | R | – | – | – | – | – | R | –",
        functions="run case audit, score case files",
    ),
    _role(
        "social_worker_not_allocated",
        "Social worker, not allocated",
        "Finds that a person is known, and sees more only by break-glass.",
        given_by="council",
        cells="Rs: search result | – | Rb | Rb | Rb | Rb | Rb | Rb | – | – | – | – | R | –",
    ),
    _role(
        "broker",
        "Broker",
        "Finds a provider for a plan, awards the package and changes it.",
        through="commissioner request",
        given_by="council",
        cells="R | – | RA | R | Rs: exceptions | Rs: flags | – | Rs: a flag | – | Rs: the rate | – | – | R | "
        "–",
        functions="register people, link people, write plans, answer plan, award packages, change line, "
        "move visit, suspend packages, extend visits, make pack, agree action",
    ),
    _role(
        "council_finance",
        "Council finance",
        "Drafts, approves and pays what providers are owed; never alone.",
        through="commissioner",
        given_by="council",
        cells="Rs: name and reference | – | Rs: minutes | – | – | – | – | – | RAD | RAD: two people | – | "
        "– | R | –",
        functions="draft pay run, approve pay run, pay pay run, discard pay run, override verification, "
        "rule on event, verify visits, freeze shifts, set rates, set payment model, "
        "record characteristics, make pack, agree action",
    ),
    _role(
        "commissioner",
        "Commissioner",
        "Looks after contracts, rates and quality in the neighbourhoods of a council.",
        given_by="council",
        cells="– | – | Rs: without names | – | – | – | – | Rs: counts | – | R: by provider | "
        "Rs: counts of skills | – | R: to the rows, with a reason | –",
        functions="open contract, set rates, set payment model, manage areas, import tables, take snapshot, "
        "define measures, note cause, make pack, agree action, set target",
    ),
    _role(
        "nurse",
        "Nurse or therapist",
        "Delegates tasks, signs workers off for them, and follows the cases they share.",
        through="delegation case",
        given_by="nhs council",
        cells="R | Rw: each look is logged | R | R | Rk | RAD: decides own delegated tasks | R | A | – | "
        "– | Rs: sign-offs of those they delegate to | – | R | –",
        functions="sign off skill, score case files",
    ),
    _role(
        "discharge_hub",
        "Hospital discharge hub or GP practice",
        "Follows a person home from hospital.",
        through="discharge gp",
        given_by="nhs",
        cells="R | – | Rs: the next visit | R | Rs: the last 7 days | R | Rs: a summary | Rs: a flag | – | "
        "– | – | – | R | –",
    ),
    _role(
        "trusted_assessor",
        "Occupational therapist or trusted assessor",
        "Assesses people allocated to them and changes plans within limits.",
        through="allocation",
        given_by="council nhs provider",
        cells="R | Rw | R | RAD: decides within limits | R | Rs: flags | RAs: own | A | – | – | – | – | – | "
        "RA",
        functions="write plans, record characteristics, score case files",
    ),
    _role(
        "third_sector",
        "Third sector",
        "Helps a person who accepted a referral to them.",
        through="referral",
        given_by="third_sector",
        cells="Rs: name, contact and communication | – | Rs: busy or free | "
        "Rs: what matters, why referred, a safety flag | RAs: own contacts | – | – | A | – | – | – | "
        "– | Rs: their own | –",
    ),
    _role(
        "analyst",
        "System leader or analyst",
        "Sees measures, never people.",
        given_by="council nhs",
        cells="– | – | – | – | – | – | – | – | – | – | – | – | R | –",
        functions="take snapshot, define measures, note cause, make pack",
    ),
    _role(
        "privacy_officer",
        "Privacy officer",
        "Looks into who looked, answers requests for records and decides on disposal.",
        through="commissioner",
        given_by="council",
        cells="Rk | – | – | Rk | Rk | Rk | Rk | Rk | – | – | – | R | R | Rk",
        functions="export person, destroy key, review emergencies, link people, verify audit, "
        "make national return",
    ),
    _role(
        "account_manager",
        "Account manager",
        "Makes and ends the accounts of one organisation, gives their roles, and sees nobody's record.",
        given_by="council provider nhs third_sector",
        cells="– | – | – | – | – | – | – | – | – | – | – | – | – | –",
        functions="manage accounts, grant role",
    ),
    _role(
        "operator",
        "Platform operator",
        "Keeps the system running and sees nobody's record.",
        given_by="operator",
        cells="– | – | – | – | – | – | – | – | – | – | – | Rs: own acts | Rs: system health | –",
        functions="create organisation, manage areas, manage accounts, grant role, add postcodes, "
        "verify audit",
    ),
)
ROLES: Mapping[str, Role] = MappingProxyType({role.key: role for role in _ROWS})
