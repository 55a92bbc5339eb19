"""The rules of the rota in sentences, as pages say them before anything is saved."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kith.core.phrases import say
from kith.rota.moves import RULES_IN_WORDS, Rule
from kith.rota.network import ATTRIBUTION, current_streets


def rule_sentence(rule: Rule, first_name: str) -> str:
    """The rule that stands in the way, in a sentence."""
    return say(RULES_IN_WORDS[rule], worker=first_name)


def ways_in_words() -> str:
    """What the minutes between doors rest on now: a map of streets, or a straight line."""
    streets = current_streets()
    return ways_by(streets.source if streets else "")


def ways_by(streets: str) -> str:
    """What minutes between doors rest on: the streets of this map or, without one, a straight line."""
    if not streets:
        return _("Ways between doors are the straight line times 1.3: no map of streets was given.")
    said = _("Ways between doors follow the streets of %(map)s.") % {"map": streets}
    return f"{said} {ATTRIBUTION}."
