"""The rules of the rota in sentences, as pages say them before anything is saved."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kith.rota.moves import Rule
from kith.rota.network import ATTRIBUTION, current_streets

RULES: Mapping[Rule, str] = MappingProxyType(
    {
        Rule.NO_DOOR: gettext_noop("Nobody can be sent: no address is known."),
        Rule.NO_SHIFT: gettext_noop("%(name)s has no shift then."),
        Rule.AWAY: gettext_noop("%(name)s is away that day."),
        Rule.PASSED: gettext_noop("That time has passed."),
        Rule.WORKER_PINNED: gettext_noop("This visit is pinned to its worker. Take the pin out first."),
        Rule.TIME_PINNED: gettext_noop("This visit is pinned to its time. Take the pin out first."),
        Rule.COMES_ALREADY: gettext_noop("%(name)s comes to this visit already."),
        Rule.NO_SKILL: gettext_noop("%(name)s is not signed off for what this visit takes."),
        Rule.OUTSIDE_WINDOW: gettext_noop("The visit would not lie in the window that was agreed."),
        Rule.OUTSIDE_SHIFT: gettext_noop("It does not fit in %(name)s’s shift."),
        Rule.NO_REST: gettext_noop("%(name)s would lose the break, or the planned down-time."),
        Rule.ELSEWHERE: gettext_noop("%(name)s is with somebody else then, or on the way."),
        Rule.PARTNER_ELSEWHERE: gettext_noop("The other worker of this visit cannot come then."),
    }
)


def rule_sentence(rule: Rule, first_name: str) -> str:
    """The rule that stands in the way, in a sentence."""
    return _(RULES[rule]) % {"name": first_name}


def ways_in_words() -> str:
    """What the minutes between doors rest on: a map of streets, or a straight line."""
    streets = current_streets()
    if streets is None:
        return _("Ways between doors are the straight line times 1.3: no map of streets was given.")
    said = _("Ways between doors follow the streets of %(map)s.") % {"map": streets.source}
    return f"{said} {ATTRIBUTION}."
