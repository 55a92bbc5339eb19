"""Who gets what at every address: the table that the refusal walk holds the doors to.

A new address fails the walk until it has a row here. To add one, say what kind of thing the address names
(a key of `THINGS` in ``world.py``), and to which roles it opens when the thing is their own. Say `others` or
`ended` only where a role lawfully opens another organisation's, or one whose relationship has ended, and say
why beside it. What a row does not say is refused, and refused alike whether the thing is another's, was
theirs, or never was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kith.orgs.roles import ROLES, Right

EVERY_ROLE = frozenset(ROLES)

# Who has a way to a person today and may read their name.
WITH_A_PERSON = frozenset(
    {
        "person", "family", "worker", "coordinator", "registered_manager", "provider_finance",
        "social_worker", "principal_social_worker", "broker", "council_finance", "nurse", "discharge_hub",
        "trusted_assessor", "third_sector",
    }
)  # fmt: skip
COUNCIL_OFFICE = frozenset({"social_worker", "broker", "commissioner", "trusted_assessor"})
PROVIDERS_OFFICE = frozenset({"coordinator", "registered_manager"})
BREAKS_GLASS = frozenset(
    {"social_worker", "social_worker_not_allocated", "nurse", "trusted_assessor", "discharge_hub"}
)
MANAGES_ACCOUNTS = frozenset({"registered_manager", "account_manager", "operator"})
RUNS_EVERYTHING = frozenset({"operator"})
PAYERS = frozenset({"broker", "council_finance", "commissioner"})
PAID = PROVIDERS_OFFICE | {"provider_finance"}
READS_MEASURES = frozenset(role.key for role in ROLES.values() if role.allows(Right.READ, 13))
READS_DIAGNOSIS = frozenset(  # it compares providers, so it is for who reads of all of them
    key for key in READS_MEASURES if ROLES[key].given_by and not ROLES[key].limits(13)
)
NOTES_CAUSES = frozenset(role.key for role in ROLES.values() if "note cause" in role.functions)
DEFINES_MEASURES = frozenset({"analyst", "commissioner"})
# Who reads measures, and visit times whole with the name: the others see figures and never people.
READS_PARTS = frozenset(
    {"person", "family", "coordinator", "registered_manager", "social_worker", "broker", "nurse"}
)
READS_ASSESSMENTS = frozenset(
    {"person", "social_worker", "principal_social_worker", "nurse", "discharge_hub", "trusted_assessor"}
)
AGREES_ACTIONS = frozenset(role.key for role in ROLES.values() if "agree action" in role.functions)
MAKES_PACKS = frozenset(role.key for role in ROLES.values() if "make pack" in role.functions)
LEADS_AUDITS = frozenset({"principal_social_worker"})
SCORES_CASES = frozenset(role.key for role in ROLES.values() if "score case files" in role.functions)
READS_PAYMENTS = frozenset(role.key for role in ROLES.values() if role.allows(Right.READ, 10))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One address: what kind of thing it names, and to whom it opens."""

    about: str = "nothing"
    opens: frozenset[str] = EVERY_ROLE
    others: frozenset[str] = frozenset()
    ended: frozenset[str] = frozenset()
    public: bool = False
    post: Mapping[str, str] | None = None  # what is sent, where the address takes POST alone


PUBLIC, SIGNED_IN = Row(public=True), Row()

# Setting up one's own password, second factor and passkeys. Nothing of anybody else's can be named.
OWN_ACCOUNT = SIGNED_IN
NOBODY_YET = Row(opens=frozenset())  # opens to who has a password or a second factor to show or to end
OWN_PASSKEY = Row(about="passkey", opens=frozenset())

ACCESS: Mapping[str, Row] = {
    # the house
    "health": PUBLIC,
    "ready": PUBLIC,
    # coming in and going out
    "sign_in": PUBLIC,
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "account_signup": PUBLIC,  # says that accounts are made by organisations
    "mfa_authenticate": PUBLIC,
    "mfa_login_webauthn": PUBLIC,
    "sign_out": Row(public=True, post={}),
    "account_reauthenticate": NOBODY_YET,
    "account_change_password": OWN_ACCOUNT,
    "account_set_password": OWN_ACCOUNT,
    "mfa_index": OWN_ACCOUNT,
    "mfa_reauthenticate": NOBODY_YET,
    "mfa_reauthenticate_webauthn": NOBODY_YET,
    "mfa_activate_totp": OWN_ACCOUNT,
    "mfa_deactivate_totp": NOBODY_YET,
    "mfa_generate_recovery_codes": OWN_ACCOUNT,
    "mfa_view_recovery_codes": NOBODY_YET,
    "mfa_download_recovery_codes": NOBODY_YET,
    "mfa_list_webauthn": OWN_ACCOUNT,
    "mfa_add_webauthn": OWN_ACCOUNT,
    "mfa_edit_webauthn": OWN_PASSKEY,
    "mfa_remove_webauthn": OWN_PASSKEY,
    # phones, which have tokens of their own; see tests/delivery
    "phone-api:sync": Row(opens=frozenset(), post={}),
    "phone-api:api-root": Row(opens=frozenset(), public=True),
    "phone-api:openapi-json": PUBLIC,  # the contract with phones, which is in our source as well
    # the neighbourhood
    "home": SIGNED_IN,
    "keys": SIGNED_IN,
    "today_home": SIGNED_IN,
    "today": Row(about="patch", opens=COUNCIL_OFFICE | PROVIDERS_OFFICE),
    "neighbourhoods": Row(opens=COUNCIL_OFFICE),
    # people
    "people": SIGNED_IN,  # lists and finds only who may be found
    "person": Row(about="person", opens=WITH_A_PERSON),
    "who_looked": Row(about="person", opens=frozenset({"person", "privacy_officer", "registered_manager"})),
    "about": Row(
        about="person", opens=WITH_A_PERSON - {"provider_finance"}
    ),  # who reads only a name is told none
    "about_answer": Row(about="question", opens=frozenset({"person", "social_worker", "trusted_assessor"})),
    "way_to_care": Row(about="person", opens=READS_ASSESSMENTS),
    "way_to_care_add": Row(about="way to care", opens=frozenset({"social_worker", "trusted_assessor"})),
    "request_close": Row(about="request", opens=frozenset({"social_worker", "trusted_assessor"})),
    "emergency": Row(
        about="person",  # one may open whom one has nothing to do with: that is what it is for
        opens=BREAKS_GLASS,
        others=BREAKS_GLASS,
        ended=BREAKS_GLASS,
        post={"reason": "danger_to_life", "words": "On the floor and the door is locked", "minutes": "15"},
    ),
    "emergency_close": Row(about="person", opens=frozenset(), post={}),  # to who has one open
    "emergencies": Row(opens=frozenset({"privacy_officer"})),
    "emergency_review": Row(
        about="emergency", opens=frozenset({"privacy_officer"}), post={"outcome": "right_to_look"}
    ),
    "sharing": Row(about="person", opens=frozenset({"person"})),
    "sharing_change": Row(
        about="person",
        opens=frozenset({"person"}),
        post={"step": "choose", "part": "5", "audience": "family", "shared": "no"},
    ),
    "export": Row(
        about="person",
        opens=frozenset({"social_worker", "privacy_officer"}),
        post={"reason": "subject_access"},
    ),
    "disposals": Row(opens=frozenset({"privacy_officer"})),
    "disposal": Row(
        about="person",
        opens=frozenset({"privacy_officer"}),
        post={"step": "hold", "reason": "court_order"},
    ),
    # rota and visits
    "rota_home": Row(opens=PAID | {"worker", "invited_provider", "third_sector", "operator"}),
    "rota_day": Row(about="provider's day", opens=PROVIDERS_OFFICE | {"worker"}),
    "rota_week": Row(about="provider's week", opens=PROVIDERS_OFFICE),
    "rota_sheets": Row(about="provider's day", opens=PROVIDERS_OFFICE | {"worker"}),
    "rota_slots": Row(about="provider's day", opens=PROVIDERS_OFFICE),
    "person_slots": Row(about="person", opens=frozenset({"broker"})),
    "rota_worker": Row(about="worker", opens=PROVIDERS_OFFICE),
    "rota_offers": Row(opens=frozenset({"worker"})),
    "rota_offer_step": Row(opens=frozenset({"worker"}), post={"step": "none"}),
    "rota_freeze": Row(about="provider's week", opens=PROVIDERS_OFFICE),
    "rota_faces": Row(about="provider", opens=PROVIDERS_OFFICE),
    "rota_teams": Row(about="provider", opens=PROVIDERS_OFFICE),
    "rota_teams_proposed": Row(about="provider", opens=PROVIDERS_OFFICE),
    "person_team": Row(about="person", opens=PROVIDERS_OFFICE),
    "person_faces": Row(
        about="person",  # who reads minutes, the next visit, or busy or free alone is not told who comes
        opens=WITH_A_PERSON
        - {"third_sector", "discharge_hub", "provider_finance", "council_finance", "principal_social_worker"},
    ),
    "rota_proposals": Row(about="provider", opens=PROVIDERS_OFFICE),
    "rota_proposal": Row(about="proposal", opens=PROVIDERS_OFFICE),
    "rota_proposal_step": Row(about="proposal", opens=PROVIDERS_OFFICE, post={"step": "discard"}),
    "rota_shadow": Row(about="provider", opens=PROVIDERS_OFFICE),
    "rota_shadow_run": Row(about="shadow run", opens=PROVIDERS_OFFICE),
    "rota_shadow_step": Row(about="shadow run", opens=PROVIDERS_OFFICE, post={"step": "delete"}),
    "rota_shadow_csv": Row(about="shadow run", opens=PROVIDERS_OFFICE),
    "rota_off_sick": Row(about="provider's day", opens=PROVIDERS_OFFICE),
    "rota_tell": Row(about="publication", opens=PROVIDERS_OFFICE),
    "rota_move": Row(about="visit's place", opens=PROVIDERS_OFFICE),
    "rota_pin": Row(about="visit's place", opens=PROVIDERS_OFFICE, post={"keep": "time"}),
    "visit": Row(
        about="visit",  # they read "busy or free" alone, or no times at all
        opens=WITH_A_PERSON - {"third_sector", "principal_social_worker"},
    ),
    # accounts
    "accounts": Row(opens=MANAGES_ACCOUNTS),
    "account_new": Row(opens=MANAGES_ACCOUNTS),
    "account": Row(about="account", opens=MANAGES_ACCOUNTS, others=RUNS_EVERYTHING),
    "account_role": Row(about="account", opens=MANAGES_ACCOUNTS, others=RUNS_EVERYTHING),
    "account_asked": Row(
        about="role asked for", opens=MANAGES_ACCOUNTS, others=RUNS_EVERYTHING, post={"step": "leave"}
    ),
    "account_end_role": Row(
        about="role", opens=MANAGES_ACCOUNTS, others=RUNS_EVERYTHING, post={"because": "left"}
    ),
    "account_step": Row(
        about="account", opens=MANAGES_ACCOUNTS, others=RUNS_EVERYTHING, post={"step": "invite"}
    ),
    "account_supervisor": Row(about="account", opens=MANAGES_ACCOUNTS, others=RUNS_EVERYTHING),
    "invited": Row(about="invitation", opens=EVERY_ROLE, public=True),  # to who has its code
    # work
    "my_work": SIGNED_IN,
    "close_item": Row(
        about="work item", opens=EVERY_ROLE - {"person", "family"}, post={"outcome": "looked_into"}
    ),
    # providers
    "providers": SIGNED_IN,
    "provider_week": Row(
        about="provider's week", opens=COUNCIL_OFFICE | PROVIDERS_OFFICE | {"council_finance"}
    ),
    "provider_quality": Row(
        about="provider", opens=(COUNCIL_OFFICE | PROVIDERS_OFFICE | {"council_finance"}) & READS_MEASURES
    ),
    # money
    "pay_runs": SIGNED_IN,
    "pay_draft": Row(post={}),
    "pay_run": Row(about="pay run", opens=PAYERS | PAID),
    "pay_step": Row(about="pay run", opens=frozenset({"council_finance"}), post={"step": "paid"}),
    "remittance": Row(about="remittance", opens=PAYERS | PAID),
    "pay_person_week": Row(about="priced week", opens=PAYERS | PAID),
    "compare": Row(opens=READS_PAYMENTS),
    "compare_csv": Row(opens=READS_PAYMENTS),
    # figures
    "measures": Row(opens=READS_MEASURES),
    "measure": Row(about="measure", opens=READS_MEASURES),
    "measure_csv": Row(about="measure", opens=READS_MEASURES),
    "measures_json": Row(opens=READS_MEASURES),
    "measure_json": Row(about="measure", opens=READS_MEASURES),
    "measure_define": Row(opens=DEFINES_MEASURES),
    "measure_redefine": Row(about="defined measure", opens=DEFINES_MEASURES),
    "measure_withdraw": Row(about="defined measure", opens=DEFINES_MEASURES, post={}),
    "measure_people": Row(about="figure", opens=READS_PARTS),
    "measure_person": Row(
        about="part of a figure",
        opens=READS_PARTS - {"nurse"},  # whose hospital has no patch here, and so no figure
    ),
    "measure_equality": Row(about="measure", opens=READS_DIAGNOSIS),
    "measure_equality_csv": Row(about="measure", opens=READS_DIAGNOSIS),
    "cause_note": Row(about="measure", opens=NOTES_CAUSES),
    "cause_withdraw": Row(about="cause", opens=NOTES_CAUSES, post={}),
    "packs": Row(opens=MAKES_PACKS),
    "pack": Row(about="pack", opens=MAKES_PACKS),
    "target": Row(about="measure", opens=frozenset({"commissioner"})),
    "action_agree": Row(
        opens=AGREES_ACTIONS,
        post={"text": "Share out the lunch peak", "owner": "Rota team", "due_on": "2099-01-01"},
    ),
    "action_end": Row(about="agreed action", opens=AGREES_ACTIONS, post={"outcome": "done"}),
    "pack_file": Row(about="pack's file", opens=MAKES_PACKS),
    "case_audits": Row(opens=READS_MEASURES | SCORES_CASES),
    "case_audit_new": Row(opens=LEADS_AUDITS),
    "case_audit": Row(about="case audit", opens=SCORES_CASES),  # to who was asked to read in it
    "case_reader": Row(about="case audit", opens=LEADS_AUDITS, post={"user": "", "profession": "nurse"}),
    "case_step": Row(about="case audit", opens=LEADS_AUDITS, post={"step": "opened"}),
    "case_draw_csv": Row(about="case audit", opens=LEADS_AUDITS),
    "case_result_csv": Row(about="case result", opens=SCORES_CASES | READS_DIAGNOSIS - {"discharge_hub"}),
    "case_read": Row(about="case file", opens=SCORES_CASES),
    "case_approve": Row(about="case file to approve", opens=LEADS_AUDITS),
    "case_person": Row(about="case file to approve", opens=LEADS_AUDITS, post={}),
    "diagnosis": Row(opens=READS_DIAGNOSIS),
    "diagnosis_pdf": Row(opens=READS_DIAGNOSIS),
    "analysis": Row(about="analysis", opens=READS_DIAGNOSIS),
    "own_reviews": Row(opens=READS_DIAGNOSIS),  # nobody's but one's own
    "supervised_reviews": Row(about="supervised colleague", opens=READS_DIAGNOSIS),
    "analysis_csv": Row(about="analysis's table", opens=READS_DIAGNOSIS),
}
