"""What an XmR chart says, in words a tired person can act on, and its two NHS icons.

An icon is never alone: its words are its text alternative, and colour never carries the meaning by itself.
"""

from collections.abc import Callable

from kith.core.phrases import phrase, say
from kith.core.spc import Chart, ChartPoint, Variation
from kith.core.spc_rules import COMMON_CAUSE, AssuranceType

Write = Callable[[float], str]

VARIATION_IN_WORDS: dict[Variation, str] = {
    "common_cause": phrase("Variation: no more than chance explains"),
    "improvement_high": phrase("Variation: improving, and higher is better"),
    "improvement_low": phrase("Variation: improving, and lower is better"),
    "concern_high": phrase("Variation: a cause for concern, and lower is better"),
    "concern_low": phrase("Variation: a cause for concern, and higher is better"),
    "neutral_high": phrase("Variation: higher than chance explains; neither way is better"),
    "neutral_low": phrase("Variation: lower than chance explains; neither way is better"),
}
ASSURANCE_IN_WORDS: dict[AssuranceType, str] = {
    "consistent_pass": phrase("Assurance: will meet the target every time unless something changes"),
    "consistent_fail": phrase("Assurance: will miss the target every time unless something changes"),
    "inconsistent": phrase("Assurance: may meet or miss the target by chance"),
}
_POINT_IN_WORDS = {
    "common_cause": phrase("as expected"),
    "special_cause_improvement": phrase("improvement"),
    "special_cause_concern": phrase("concern"),
    "special_cause_neutral_high": phrase("higher than chance explains"),
    "special_cause_neutral_low": phrase("lower than chance explains"),
}
_TARGET_IN_WORDS: dict[AssuranceType, str] = {
    "consistent_pass": phrase("The target of {target} will be met every time unless something changes."),
    "consistent_fail": phrase("The target of {target} will be missed every time unless something changes."),
    "inconsistent": phrase("The target of {target} will be met some times and missed others."),
}
_ROW_ABOVE = phrase("one of at least {count} in a row above the average")
_ROW_BELOW = phrase("one of at least {count} in a row below the average")
_ROW_RISING = phrase("one of at least {count} in a row rising")
_ROW_FALLING = phrase("one of at least {count} in a row falling")
_NEAR_UPPER = phrase("one of two points out of three close to the upper limit")
_NEAR_LOWER = phrase("one of two points out of three close to the lower limit")
_VERDICTS = {
    "improvement": phrase("an improvement that is unlikely to be chance"),
    "concern": phrase("a cause for concern that is unlikely to be chance"),
    "neutral": phrase("a change that is unlikely to be chance"),
}


def plain_number(value: float) -> str:
    """A value without a unit, with as many decimals as its size deserves."""
    decimals = 0 if abs(value) >= 100 or value == round(value) else 1 if abs(value) >= 1 else 3
    written = f"{value:,.{decimals}f}"
    return (written.rstrip("0").rstrip(".") if "." in written else written).replace("-", "−")


def reads_as(point: ChartPoint) -> str:
    """What one point says, for its row in the table: the verdict and the rule behind it."""
    verdict = say(_POINT_IN_WORDS[point.point_type])
    return verdict if point.special_cause_type == COMMON_CAUSE else f"{verdict}: {rule_in_words(point)}"


def rule_in_words(point: ChartPoint) -> str:
    """The rule that makes a point special, in plain words."""
    cause = point.special_cause_type
    length = cause.split(" ", 1)[0]
    is_above = "Above" in cause
    if cause.endswith("CL") and "Points" in cause:
        return say(_ROW_ABOVE if is_above else _ROW_BELOW, count=length)
    if cause.startswith("2 in 3"):
        return say(_NEAR_UPPER if is_above else _NEAR_LOWER)
    if "Trend" in cause:
        return say(_ROW_RISING if "Increasing" in cause else _ROW_FALLING, count=length)
    return say("above the upper limit") if cause == "Above UCL" else say("below the lower limit")


def sentence(chart: Chart, *, write: Write = plain_number) -> str:
    """What the chart shows: the last value, the rule that fired if one did, and the target's prospects."""
    parts = [_last_point(chart, write)]
    if chart.target is not None and chart.assurance_type is not None:
        parts.append(say(_TARGET_IN_WORDS[chart.assurance_type], target=write(chart.target)))
    if chart.last.group in chart.trial_groups:
        parts.append(say("There are fewer than 13 points, so the limits are a first guess."))
    return " ".join(parts)


def variation_icon(chart: Chart) -> str:
    """The NHS variation icon as SVG, with its words as text alternative."""
    kind = chart.variation
    colour, letter = _VARIATION_LOOK[kind]
    if kind == "common_cause":
        return _icon(say(VARIATION_IN_WORDS[kind]), colour, _stroke("M12 38 20 28l8 8 8-10 8 9 8-8", colour))
    rises = kind.endswith("high")
    path = "M14 44 24 36l8 4 9-12 9-8" if rises else "M14 20l10 8 8-4 9 12 9 8"
    ends = ((41, 28), (50, 20)) if rises else ((41, 36), (50, 44))
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="4.5" fill="{colour}"/>' for x, y in ends)
    text = f'<text class="hi" x="17" y="{29 if rises else 46}">{letter}</text>'
    return _icon(say(VARIATION_IN_WORDS[kind]), colour, f"{_stroke(path, colour)}{dots}{text}")


def assurance_icon(chart: Chart) -> str:
    """The NHS assurance icon as SVG, with its words as text alternative; empty without a target."""
    kind = chart.assurance_type
    if kind is None:
        return ""
    colour, letter, target_y = _ASSURANCE_LOOK[kind]
    # The target lies outside the wave when it will always, or never, be met.
    target = f'<path d="M12 {target_y}H52" stroke="{colour}" stroke-width="3" stroke-dasharray="5 4"/>'
    wave = _stroke("M13 40c7-16 12 6 19-6s12 6 19-8", colour)
    return _icon(
        say(ASSURANCE_IN_WORDS[kind]), colour, f'{target}{wave}<text class="hi" x="27" y="19">{letter}</text>'
    )


_VARIATION_LOOK: dict[Variation, tuple[str, str]] = {
    "common_cause": ("var(--spc-same)", ""),
    "improvement_high": ("var(--spc-good)", "H"),
    "improvement_low": ("var(--spc-good)", "L"),
    "concern_high": ("var(--spc-bad)", "H"),
    "concern_low": ("var(--spc-bad)", "L"),
    "neutral_high": ("var(--damson)", "H"),
    "neutral_low": ("var(--damson)", "L"),
}
_ASSURANCE_LOOK: dict[AssuranceType, tuple[str, str, int]] = {
    "consistent_pass": ("var(--spc-good)", "P", 50),
    "consistent_fail": ("var(--spc-bad)", "F", 24),
    "inconsistent": ("var(--spc-same)", "?", 34),
}


def _last_point(chart: Chart, write: Write) -> str:
    last = chart.last
    start = say("The last value, {value}, is", value=write(last.y))
    if last.date:
        day = f"{last.date.day} {say(f'{last.date:%B}')} {last.date:%Y}"
        start = say("The last value, {value} on {day}, is", value=write(last.y), day=day)
    if last.special_cause_type == COMMON_CAUSE:
        return say("{start} no more than chance explains.", start=start)
    verdict = say(_VERDICTS[chart.variation.split("_")[0]])
    return f"{start} {rule_in_words(last)}: {verdict}."


def _stroke(path: str, colour: str) -> str:
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="3"/>'


def _icon(words: str, colour: str, inside: str) -> str:
    ring = f'<circle cx="32" cy="32" r="29" fill="var(--card)" stroke="{colour}" stroke-width="5"/>'
    return (
        '<svg class="chart spc-icon" viewBox="0 0 64 64" width="72" height="72" role="img" '
        f'aria-label="{words}">{ring}{inside}</svg>'
    )
