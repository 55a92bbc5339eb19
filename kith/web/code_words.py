"""Codes in the words of the page: why somebody sees a record, what waits, what a visit is for."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kith.core.visit_state import LiveStatus

# How each status is drawn: a shape and a colour, which the style sheet knows by this key.
STATUS_KEYS: Mapping[LiveStatus, str] = MappingProxyType(
    {
        LiveStatus.ON_TIME: "ok",
        LiveStatus.LATE: "late",
        LiveStatus.MISSED: "miss",
        LiveStatus.PHONE_OFFLINE: "off",
        LiveStatus.NOT_YET_KNOWN: "unk",
        LiveStatus.CLOSED: "shut",
    }
)
STATUS_WORDS: Mapping[LiveStatus, str] = MappingProxyType(
    {
        LiveStatus.ON_TIME: gettext_noop("On time"),
        LiveStatus.LATE: gettext_noop("Late"),
        LiveStatus.MISSED: gettext_noop("Missed"),
        LiveStatus.PHONE_OFFLINE: gettext_noop("Phone offline"),
        LiveStatus.NOT_YET_KNOWN: gettext_noop("Not yet known"),
        LiveStatus.CLOSED: gettext_noop("Closed"),
    }
)
WHY: Mapping[str, str] = MappingProxyType(
    {
        "self": gettext_noop("This is your own record"),
        "family": gettext_noop("%(name)s shares this with you"),
        "package": gettext_noop("You see this because %(organisation)s brings care to %(name)s"),
        "rota": gettext_noop("You see this because %(name)s is on your rota"),
        "allocation": gettext_noop("You see this because %(name)s is allocated to you or your team"),
        "commissioner": gettext_noop("You see this because your council is responsible for this care"),
        "commissioner request": gettext_noop(
            "You see this because your council is responsible for this care"
        ),
        "request": gettext_noop("You see this because your council is responsible for this care"),
        "delegation": gettext_noop("You see this because you delegated care to %(name)s’s workers"),
        "referral": gettext_noop("You see this because %(name)s accepted a referral to you"),
        "case": gettext_noop("You see this because you work on an open case"),
        "emergency": gettext_noop("You opened this in an emergency. It closes by itself and is reviewed"),
    }
)
WORK: Mapping[str, str] = MappingProxyType(
    {
        "visit_late": gettext_noop("Late"),
        "visit_missed": gettext_noop("Missed"),
        "visit_phone_offline": gettext_noop("Phone offline"),
        "held_event": gettext_noop("Held for a decision"),
        "event_conflict": gettext_noop("Two versions of one event"),
        "rota_published": gettext_noop("Your rota"),
        "parked_reaction": gettext_noop("Something did not follow"),
        "emergency_access": gettext_noop("Opened in an emergency"),
        "emergency_often": gettext_noop("Emergencies, more than three in a week"),
        "disposal": gettext_noop("Disposal asked for"),
        "role_asked": gettext_noop("Role asked for"),
        "case_files": gettext_noop("Case files to read"),
    }
)
WORK_KEYS: Mapping[str, str] = MappingProxyType(
    {
        "rota_published": "shut",
        "case_files": "shut",
        "visit_late": "late",
        "visit_missed": "miss",
        "visit_phone_offline": "off",
        "held_event": "late",
    }
)
LOOK_FIRST: Mapping[str, str] = MappingProxyType(
    {
        "coordinator": gettext_noop("Today in the neighbourhood: what needs someone, and the day’s rota"),
        "worker": gettext_noop("Their own round, and the people on it"),
        "registered_manager": gettext_noop("The provider’s week and its measures"),
        "broker": gettext_noop("Providers, and the people of the neighbourhood"),
        "social_worker": gettext_noop("A person’s page: what matters, the week, who is around them"),
        "principal_social_worker": gettext_noop("Case files: what colleagues who read them found"),
        "trusted_assessor": gettext_noop("Case files to read, among their work"),
        "council_finance": gettext_noop("The pay run: who drafted it, and the sentence behind each penny"),
        "commissioner": gettext_noop("Measures, and what nine ways of paying would cost"),
        "privacy_officer": gettext_noop("Who looked at whose record, and why they could"),
        "account_manager": gettext_noop("Accounts: add somebody, and give a role that a colleague asked for"),
        "operator": gettext_noop("Accounts of every organisation; nobody’s record"),
        "person": gettext_noop("Who is coming, and who has looked at your record"),
        "family": gettext_noop("What was shared with you, and nothing else"),
    }
)
CODES: Mapping[str, str] = MappingProxyType(
    {
        "morning": gettext_noop("Morning"),
        "breakfast": gettext_noop("breakfast"),
        "lunch": gettext_noop("Lunch"),
        "tea": gettext_noop("Tea"),
        "bed": gettext_noop("Bed"),
        "night": gettext_noop("Night"),
        "wash_and_dress": gettext_noop("wash and dress"),
        "medicines_prompt": gettext_noop("a reminder about medicines"),
        "drinks": gettext_noop("drinks"),
        "company": gettext_noop("company"),
        "continence": gettext_noop("going to the toilet"),
        "supper": gettext_noop("supper"),
        "undress": gettext_noop("undressing"),
        "settle": gettext_noop("settling for the night"),
        "personal_care": gettext_noop("Personal care"),
        "nutrition": gettext_noop("Food and drink"),
        "walk": gettext_noop("on foot"),
        "cycle": gettext_noop("by cycle"),
        "drive": gettext_noop("by car"),
        "nobody works then": gettext_noop("nobody works then"),
        "nobody working then has the skill": gettext_noop("nobody working then has the skill"),
        "only one of the two workers is free": gettext_noop("only one of the two workers is free"),
        "everyone is busy then": gettext_noop("everyone is busy then"),
        "the window has passed": gettext_noop("the window has passed"),
        "no address is known": gettext_noop("no address is known"),
        "left_open": gettext_noop("left open by hand"),
        "least_change": gettext_noop("Least change"),
        "known_faces": gettext_noop("Most familiar faces"),
        "short_ways": gettext_noop("Least on the way"),
    }
)


COST_TERMS: Mapping[str, str] = MappingProxyType(
    {
        "travel": gettext_noop("On the way"),
        "early": gettext_noop("Earlier than people asked"),
        "late": gettext_noop("Later than people asked"),
        "continuity": gettext_noop("Faces people do not know well"),
        "changed_worker": gettext_noop("Another worker than was published"),
        "changed_time": gettext_noop("Another time than was published"),
    }
)


def cost_term(name: str) -> str:
    """A cost term of the rota engine, as a row of a table."""
    return _(COST_TERMS[name])


def code(key: str) -> str:
    """A code in words: its own words, or the code with spaces."""
    return _(CODES[key]) if key in CODES else key.replace("_", " ")


def look_first(role_key: str) -> str:
    """What somebody in this role might look at first."""
    return _(LOOK_FIRST[role_key]) if role_key in LOOK_FIRST else ""


def work(kind: str) -> str:
    """What kind of thing waits, in words."""
    return _(WORK[kind]) if kind in WORK else kind.replace("_", " ").capitalize()


def status_key(status: LiveStatus | None) -> str:
    """The key of a status' shape and colour; empty while nothing is due."""
    return STATUS_KEYS[status] if status else ""


def status_words(status: LiveStatus | None) -> str:
    """A status as it is written, always beside its shape."""
    return _(STATUS_WORDS[status]) if status else _("Not due yet")


def why(kind: str, *, name: str, organisation: str) -> str:
    """Why somebody may see a record, from the kind of relationship that lets them."""
    words = WHY.get(kind, gettext_noop("You see this because of your work with %(name)s"))
    return _(words) % {"name": name, "organisation": organisation}
