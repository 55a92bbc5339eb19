"""One worker, for who plans the rota: shifts, people, skills, time away, and off sick in one tap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from kith.core.dates import ONE_DAY
from kith.rota.queries_worker import access_rota_worker, worker_file
from kith.web import words
from kith.web.board_parts import away_words
from kith.web.page import Visitor, render_page, signed_in
from kith.web.visit_rows import Faces
from kith.workforce.models import WorkerSkill
from kith.workforce.queries import Absence

SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """A skill somebody was signed off for, and whether that has lapsed or soon will."""

    held: WorkerSkill
    lapsed: bool
    soon: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """Time away: why, and from when until when."""

    absence: Absence
    why: str


@signed_in
def rota_worker(request: HttpRequest, visitor: Visitor, worker_id: UUID) -> HttpResponse:
    """One worker: off sick in one tap, and what a coordinator asks before moving a visit to them."""
    worker = access_rota_worker(by=visitor.user, worker_id=worker_id, at=visitor.at)
    shown = worker_file(worker, visitor.on)
    return render_page(
        request,
        "kith/rota_worker.html",
        title=str(worker),
        visitor=visitor,
        here="rota",
        worker=worker,
        face=Faces().of(worker),
        shown=shown,
        sick_days=[
            (day, words.day(day))
            for day in (visitor.on, visitor.on + ONE_DAY)
            if shown.works_on(day, visitor.at)
        ],
        skills=[_skill(each, visitor.on) for each in shown.skills],
        away=[Away(absence=each, why=away_words(each.reason)) for each in shown.away],
        on=visitor.on,
    )


def _skill(held: WorkerSkill, on: date) -> Skill:
    lapsed = held.expires_on is not None and held.expires_on <= on
    soon = held.expires_on is not None and not lapsed and held.expires_on <= on + SOON
    return Skill(held=held, lapsed=lapsed, soon=soon)
