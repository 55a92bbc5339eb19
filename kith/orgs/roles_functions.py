"""What can be done beside reading and adding to records: each function, and how it reads after "let you".

Roles name these in ``roles_table.py``. An action that needs a new one adds a row here and its name to a role.
"""

from collections.abc import Mapping
from types import MappingProxyType

FUNCTIONS: Mapping[str, str] = MappingProxyType(
    {
        "create organisation": "add an organisation",
        "manage areas": "draw neighbourhoods and make teams",
        "manage accounts": "make and end accounts",
        "grant role": "give somebody a role or end it",
        "add postcodes": "add postcodes",
        "import tables": "import tables",
        "verify audit": "verify the audit",
        "register people": "register people",
        "link people": "say that two records are one person",
        "open access": "let somebody see a person's record",
        "choose sharing": "choose what is shared",
        "record characteristics": "record who somebody is, and why they draw on care",
        "export person": "export a person's record",
        "destroy key": "dispose of a person's record",
        "review emergencies": "review emergency access",
        "manage workers": "engage workers, set their shifts and record when they are away",
        "sign off skill": "sign off a worker's skill",
        "write plans": "write support plans",
        "answer plan": "agree to a support plan or question it",
        "open contract": "open a contract and set its terms",
        "set rates": "set rates",
        "set payment model": "choose how a contract is paid",
        "award packages": "award packages",
        "change line": "change or end a package line",
        "move visit": "move one visit to another time",
        "suspend packages": "suspend care and resume it",
        "extend visits": "lay out visits from packages",
        "plan rota": "make shifts and propose a rota",
        "publish rota": "publish a rota",
        "swap worker": "swap the worker of a visit",
        "exchange visits": "swap visits with your team",
        "freeze shifts": "freeze what was rostered",
        "register device": "register a worker's phone and revoke it",
        "record visits": "record visits",
        "rule on event": "decide about what is held",
        "verify visits": "verify visits",
        "override verification": "overrule a verification",
        "record claims": "claim what a provider is owed",
        "draft pay run": "draft a pay run and change the draft",
        "approve pay run": "approve a pay run",
        "pay pay run": "pay a pay run",
        "discard pay run": "discard a draft pay run",
        "take snapshot": "work out the figures afresh",
        "define measures": "define measures",
        "note cause": "note the cause of a change in figures",
        "make pack": "make a meeting pack",
        "agree action": "note what a meeting agreed",
        "set target": "set a target for a measure",
        "run case audit": "run a case-file audit",
        "score case files": "score case files",
        "make national return": "make a national return",
    }
)

# What waits to be decided, by its kind, and the function of who decides it; to others it does not wait.
DECIDED_BY: Mapping[str, str] = MappingProxyType(
    {"emergency_access": "review emergencies", "disposal": "destroy key", "role_asked": "grant role"}
)
