"""Reference pages written from the rules themselves, so that a page cannot say what the code does not do."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from kith.core.money import pounds
from kith.core.payment_definitions import PaymentModel, PaymentPart
from kith.core.states import CHANGES, Kind, diagram
from kith.core.verification_policy import ExceptionCode, VerificationPolicy

_MINUTES_PAID = {
    "commissioned": "commissioned minutes",
    "invoiced": "invoiced minutes",
    "rostered": "rostered minutes, as frozen at the cut-off",
    "actual": "actual minutes",
    "actual_and_tolerance": "actual minutes and the tolerance",
}

_POLICY_IN_WORDS = (
    ("early_tolerance_minutes", "early when it begins more than this before its rostered start"),
    ("late_after_minutes", "late when more than this past its rostered start, begun or not"),
    (
        "missed_after_minutes",
        "missed when nobody came by this long past its rostered start, and the window is over",
    ),
    ("min_valid_minutes", "too short when less than this"),
    ("longest_minutes", "a check-out later than this after the check-in is not believed"),
    ("needs_reason_over_minutes", "needs a reason when more than this shorter or longer than planned"),
    ("clock_skew_minutes", "a phone's clock further out than this is said to be wrong"),
    ("phone_quiet_after_minutes", "a phone unheard for longer than this may be offline"),
)

_PAYMENT_OPENING = """\
# Payment models

How a provider can be paid for visits. This page is written from `kith/core/payment_models.toml` and the
worked examples in `tests/spec/payment_models.toml`. The examples are also the tests, so every amount here is
one that Kith pays. Why the models differ is told in [Paying for visits](../explanation/payment.md).

Minutes are whole and are counted for each worker. Amounts are added exactly and rounded half up once for each
person, week and contract. Rates are as printed; a contract gives its own.
"""

_STATES_OPENING = """\
# States

Which changes of state people can make. This page is written from `kith/core/states.py`, which is the only
place that allows a change. Who may make one is in the roles.
"""

_VERIFICATION_OPENING = """\
# Verification

How visits are judged, and everything that can be said about one. This page is written from
`kith/core/verification_policy.py`. How it works is told in
[What a visit came to](../explanation/verification.md).
"""


def payment_models_page(models: Mapping[str, PaymentModel], cases: Sequence[Mapping[str, Any]]) -> str:
    """The reference page of payment models, in Markdown: each model's parts, then each worked example."""
    return "\n".join(
        [
            _PAYMENT_OPENING,
            "## The models\n",
            *(line for model in models.values() for line in _model(model)),
            "## Worked examples\n",
            *(line for case in cases for line in _case(case, models)),
        ]
    )


def states_page() -> str:
    """The reference page of allowed changes of state, in Markdown: a diagram and a table for each kind."""
    return "\n".join([_STATES_OPENING, *(line for kind in Kind for line in _changes(kind))])


def verification_page(policies: Iterable[VerificationPolicy]) -> str:
    """The reference page of verification, in Markdown: each policy's numbers, then every exception."""
    return "\n".join(
        [
            _VERIFICATION_OPENING,
            *(line for policy in policies for line in _policy(policy)),
            "## Exceptions\n",
            _table(("Code", "In words"), ((f"`{code}`", code.words) for code in ExceptionCode)),
        ]
    )


def _policy(policy: VerificationPolicy) -> Iterator[str]:
    until = f"until {policy.until:%d/%m/%Y}" if policy.until else "with no end yet"
    yield f"## Policy `{policy.key}`, version {policy.version}\n"
    yield f"For visits from {policy.starts_on:%d/%m/%Y}, {until}. Minutes are rounded {policy.rounding}.\n"
    yield _table(
        ("What", "Minutes"), ((words, str(getattr(policy, name))) for name, words in _POLICY_IN_WORDS)
    )
    despite = ", ".join(f"`{code}`" for code in ExceptionCode if code in policy.confirms_itself_despite)
    yield f"A visit whose only exceptions are among these waits for nobody: {despite or 'none'}.\n"


def _changes(kind: Kind) -> Iterator[str]:
    yield f"## {kind.words.capitalize()}\n"
    yield f"```mermaid\n{diagram(kind)}\n```\n"
    rows = (change for change in CHANGES if change.kind == kind)
    yield _table(
        ("From", "To", "What was done"), ((row.start or "nothing", row.to, row.words) for row in rows)
    )


def _model(model: PaymentModel) -> Iterator[str]:
    yield f"### {model.name}\n"
    yield f"`{model.key}`, version {model.version}. {model.says}\n"
    if model.printed:
        yield f"As printed: *{model.printed}*\n"
    yield _table(
        ("Part", "Pays", "An hour", "When nobody came"), (_part(part, model) for part in model.parts)
    )
    if model.tolerance_minutes:
        capped = "capped" if model.capped_at_commissioned else "not capped"
        yield (
            f"The tolerance is {model.tolerance_minutes} minutes for each delivered visit and worker, "
            f"{capped} at commissioned minutes.\n"
        )
    for yearly in model.by_year:
        yield f"{yearly.name}: {pounds(yearly.pence_per_year)} a year, shared over its days.\n"


def _part(part: PaymentPart, model: PaymentModel) -> Sequence[str]:
    missed = "still pays" if part.earns_when_missed else "pays nothing"
    return part.name, _MINUTES_PAID[part.basis], pounds(model.rates[part.rate]), missed


def _case(case: Mapping[str, Any], models: Mapping[str, PaymentModel]) -> Iterator[str]:
    yield f"### {case['name']}\n"
    yield f"{case['says']}\n"
    minutes = ("commissioned", "invoiced", "rostered", "actual")
    yield _table(
        ("Visits", *(name.capitalize() for name in minutes), "Came to"),
        (
            (f"{row['times']:,}", *(f"{row[name]} min" for name in minutes), row["outcome"])
            for row in case["visits"]
        ),
    )
    yield _table(("Model", "Pays"), ((model.name, case["pays"][key]) for key, model in models.items()))


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, with an empty line after it."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
