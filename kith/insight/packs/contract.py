"""The contract pack: a council and a provider look at a quarter together, and both see the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from kith.brokerage.models import Contract
from kith.brokerage.queries import terms_on
from kith.core.dates import ONE_DAY, Period
from kith.core.payment_models import PAYMENT_MODELS
from kith.core.spc_words import reads_as
from kith.insight.diagnosis.wording import tier_words
from kith.insight.models import Snapshot
from kith.insight.packs.contract_facts import from_facts, runs
from kith.insight.packs.document import Basis, Grid, Section
from kith.insight.packs.figures import MeasureRead, in_one_sentence
from kith.insight.packs.meeting import Meeting
from kith.insight.packs.reader import Reader
from kith.insight.queries_scopes import Scope
from kith.insight.writing import day_words, writer

WEEKS = 13
CHOSEN = (
    "punctuality", "missed_visits", "continuity", "rostered_v_actual", "unfilled_places", "invoiced_v_actual",
)  # fmt: skip


def contract_sections(held: Meeting) -> tuple[Section, ...]:
    """The agenda of a contract meeting about a quarter."""
    scope, period, reader = held.scope, held.period, held.reader
    return (
        Section(
            key="contract",
            title=_("What was agreed"),
            lede="",
            parts=(_contracts(scope, period, reader), _against_targets(held.read, held.snapshot, period)),
        ),
        held.changed(in_one_sentence(held.read), weeks=WEEKS),
        held.pictures(
            _("Continuity, rota coverage, punctuality and minutes, and whatever is unlikely to be chance.")
        ),
        Section(
            key="visits",
            title=_("What became of visits, and complaints"),
            lede="",
            parts=from_facts(held.snapshot, scope, period, reader),
        ),
        Section(
            key="money", title=_("Payments and what is held"), lede="", parts=(runs(scope, period, reader),)
        ),
        held.waited(_("Escalations"), _("What waited at the provider, and what was not dealt with in time.")),
        held.agreed(),
    )


def _contracts(scope: Scope, period: Period, reader: Reader) -> Grid:
    """The contracts between the two that counted in the quarter, and how each is paid."""
    day = (period.until or reader.on) - ONE_DAY
    contracts = Contract.objects.filter(
        Q(until__isnull=True) | Q(until__gt=period.starts_on),
        provider=scope.provider,
        commissioner=scope.commissioner,
        starts_on__lte=day,
    )
    return Grid(
        title=_("Contracts"),
        headings=(_("Reference"), _("Tier"), _("Since"), _("Until"), _("Paid by")),
        rows=tuple(
            (
                each.reference,
                tier_words(each.tier),
                day_words(each.starts_on),
                day_words(each.until) if each.until else _("no end agreed"),
                _model(each, day),
            )
            for each in contracts.order_by("reference")
        ),
        empty=_("No contract between the two counted in this quarter."),
        basis=Basis(
            definition=_("Contracts that counted in the quarter, and the payment model on its last day."),
            owner=_("Commissioner"),
            known_at=reader.at,
        ),
    )


def _model(contract: Contract, day: date) -> str:
    terms = terms_on(contract, day)
    if terms is None:
        return _("no terms yet")
    model = PAYMENT_MODELS.get(terms.payment_model)
    return _(model.name) if model else terms.payment_model


def _against_targets(read: Iterable[MeasureRead], snapshot: Snapshot, period: Period) -> Grid:
    """Every measure's quarter and newest week beside its target."""
    rows = [_against(each, period) for each in read if each.weeks]
    return Grid(
        title=_("Measures against target"),
        headings=(
            _("Measure"),
            _("Quarter"),
            _("Newest week"),
            _("Target"),
            _("Target will be met"),
            _("Reads as"),
        ),
        numeric=frozenset({1, 2, 3}),
        rows=tuple(rows),
        empty=_("There are no figures of this quarter yet."),
        basis=Basis(
            definition=_(
                "The quarter adds up the weeks that may be shown. Whether a target will be met is read "
                "from the limits of chance, as NHS England’s Making Data Count does."
            ),
            owner=_("As named beside each chart"),
            known_at=snapshot.facts_at,
        ),
    )


def _against(each: MeasureRead, period: Period) -> tuple[str | None, ...]:
    write = writer(each.measure)
    shown = [week for week in each.weeks if week.week_starts_on >= period.starts_on and not week.suppressed]
    whole = each.measure.value(sum(w.numerator for w in shown), sum(w.denominator for w in shown))
    newest = each.weeks[-1]
    return (
        _(each.measure.title),
        write(whole) if whole is not None else None,
        write(newest.value) if newest.value is not None else None,
        write(each.target) if each.target is not None else _("none set"),
        _assured(each),
        reads_as(each.chart.last) if each.chart else "",
    )


def _assured(each: MeasureRead) -> str:
    words: Mapping[str | None, str] = {
        "consistent_pass": _("every time"),
        "consistent_fail": _("never, unless something changes"),
        "inconsistent": _("some times, by chance"),
    }
    return words.get(each.chart.assurance_type if each.chart else None, "")
