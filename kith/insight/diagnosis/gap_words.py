"""How the steps from commissioned to paid are called."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kith.insight.diagnosis.gap_steps import Level


def level_words(level: Level) -> str:
    """A kind of minutes as it is called on pages."""
    return {
        Level.ASKED: _("Commissioned"),
        Level.ROSTERED: _("Rostered"),
        Level.ACTUAL: _("Actual"),
        Level.CLAIMED: _("Claimed"),
        Level.PAID: _("Paid"),
    }[level]


def reason_words(reason: str) -> str:
    """Why one kind of minutes differs from the next; short enough to stand beside a bar."""
    return {
        "called_off": _("called off in time"),
        "suspended": _("suspended, as in hospital"),
        "nobody_found": _("nobody was found"),
        "rostered_shorter": _("rostered shorter"),
        "rostered_longer": _("rostered longer"),
        "cancelled_late": _("called off once on the rota"),
        "came_though_off": _("came though called off"),
        "missed": _("missed"),
        "refused": _("refused at the door"),
        "not_known": _("not yet known"),
        "came_unrostered": _("came without a rota"),
        "shorter": _("shorter than planned"),
        "longer": _("longer than planned"),
        "not_claimed": _("spent, not claimed"),
        "claimed_without_care": _("claimed, no care monitored"),
        "claimed_more": _("claimed more than spent"),
        "claimed_less": _("claimed less than spent"),
        "unmatched": _("claimed for nobody visited"),
        "another_price": _("claimed at another price"),
        "tolerance": _("tolerance of the contract"),
        "in_no_run": _("in no approved run"),
        "held_not_verified": _("held: not verified"),
        "held_not_frozen": _("held: rota not frozen"),
        "held_not_claimed": _("held: no claim"),
        "held_no_rate": _("held: no rate agreed"),
        "missed_unpaid": _("missed, so not paid"),
        "paid_without_claim": _("paid without a claim"),
        "commissioned_above": _("paid as commissioned: more"),
        "commissioned_below": _("paid as commissioned: less"),
        "rostered_above": _("paid by the rota: more"),
        "rostered_below": _("paid by the rota: less"),
        "actual_above": _("paid by time spent: more"),
        "actual_below": _("paid by time spent: less"),
        "actual_and_tolerance_above": _("paid by time spent: more"),
        "actual_and_tolerance_below": _("paid by time spent: less"),
        "invoiced_above": _("price changed since"),
        "invoiced_below": _("claim changed since"),
        "claimed_unpaid": _("claimed and not paid"),
        "paid_more": _("paid more than claimed"),
        "paid_less": _("paid less than claimed"),
        "by_the_year": _("paid by the year"),
        "rounding": _("rounded to pennies"),
        "other": _("other reasons"),
    }.get(reason, reason.replace("_", " "))
