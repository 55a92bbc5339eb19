"""Two audits of case files in the demonstration: one that was read and finished, and one still being read.

Which files are truly less than ideal is drawn by lot before anybody reads, and how often a reader sees it is
known, so that what the pages say can be held against what is true.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from kith.core.dates import london_day, london_time
from kith.demo.cast import Cast
from kith.demo.options import Options
from kith.insight.case_files.actions import NewAudit, ask_reader, begin_audit, take_step
from kith.insight.case_files.actions_files import write_file
from kith.insight.case_files.actions_scores import NewScore, score_case
from kith.insight.case_files.audits import owned_audit, progress_of
from kith.insight.case_files.causes import first_causes
from kith.insight.case_files.queries import file_kept, file_to_look_through
from kith.insight.models_case_files import CaseAudit
from kith.orgs.actions_accounts import create_user, grant_role
from kith.orgs.models import User

FEWEST_PEOPLE = 40  # a smaller neighbourhood has too few files to say anything
LESS_THAN_IDEAL = 0.55  # of files, truly; the share that the project's source documents print
SEES_IT = 0.92  # of readings of a file, in which a reader sees what is true of it
ENOUGH = (0.6, 0.95)  # of the minutes of a file that is less than ideal, what would have been enough
AN_HOUR = timedelta(hours=1)
READS_AS = {"helen": "social_worker", "tess": "therapist", "grace": "worker"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Truth:
    """What is true of one file, and what its readers would name as causes."""

    less: bool
    enough_share: float
    causes: tuple[str, ...]


def audit_case_files(cast: Cast, options: Options) -> int:
    """How many files were drawn, in a neighbourhood that is large enough; of two audits, by Petra."""
    if options.people < FEWEST_PEOPLE:
        return 0
    first_day = london_time(options.first_week, options.settled_at.time())
    drawn_at = max(first_day, options.now - timedelta(days=10))
    people = cast.users | _colleagues(cast, options)
    done = _audit(people, drawn_at, options, title="First sample", size=min(56, options.people // 4))
    _read(done, people, drawn_at, options, only=None)
    _finish(done, people, drawn_at, options)
    begun_at = options.now - 4 * AN_HOUR
    under_way = _audit(people, begun_at, options, title="Second sample", size=14)
    _read(under_way, people, begun_at, options, only=7)
    return int(done.cases.count() + under_way.cases.count())


def _colleagues(cast: Cast, options: Options) -> dict[str, User]:
    """Petra, who leads audits, and Tess, a therapist who reads in them."""
    found = {}
    for username, name, job, role in (
        ("petra", "Petra Nowell", "Principal social worker", "principal_social_worker"),
        ("tess", "Tess Aldridge", "Occupational therapist", "trusted_assessor"),
    ):
        at = options.settled_at
        user = create_user(
            by=None, at=at, username=username, display_name=name, job_title=job, organisation=cast.council,
            is_demo=True,
        )  # fmt: skip
        grant_role(by=None, at=at, user=user, role=role, organisation=cast.council, starts_on=at.date())
        found[username] = user
    return found


def _audit(people: dict[str, User], at: datetime, options: Options, *, title: str, size: int) -> CaseAudit:
    """An audit drawn, every file looked through, and open to three readers."""
    owner = people["petra"]
    new = NewAudit(
        title=title,
        asked="Was this the least care that lets the person live as they want to? Ideal means no more and no "
        "less than that.",
        size=size,
        least=1,
        readers_each=3,
        sorted_by=("size",),
        seed=f"{options.seed}:{title}",
        causes=first_causes(),
    )
    audit = begin_audit(by=owner, at=at, new=new)
    for number in range(1, audit.cases.count() + 1):
        _, _, file = file_to_look_through(by=owner, at=at, audit_id=audit.pk, number=number)
        write_file(
            by=owner, at=at + AN_HOUR, audit_id=audit.pk, number=number,
            words=[each.text for each in file.words], approve=True, names_nobody=True,
        )  # fmt: skip
    for username, profession in READS_AS.items():
        ask_reader(
            by=owner, at=at + AN_HOUR, audit_id=audit.pk, user_id=people[username].pk, profession=profession
        )
    take_step(by=owner, at=at + 2 * AN_HOUR, audit_id=audit.pk, step="opened")
    return audit


def _read(
    audit: CaseAudit, people: dict[str, User], at: datetime, options: Options, *, only: int | None
) -> None:
    """Each reader's scores of all files; or of so many, by all but Grace, who has not begun."""
    for username in READS_AS:
        if only is not None and username == "grace":
            continue
        for number in range(1, (only or audit.cases.count()) + 1):
            rng = Random(f"{options.seed}:{audit.title}:{number}:{username}")
            truth = truth_of(audit.title, number, options)
            less = truth.less if rng.random() < SEES_IT else not truth.less
            _score(audit, people[username], at + 3 * AN_HOUR, number, truth, less=less)


def truth_of(title: str, number: int, options: Options) -> _Truth:
    """What is true of one file of an audit."""
    rng = Random(f"{options.seed}:{title}:{number}")
    causes = list(first_causes())[:8]
    weights = [9, 7, 6, 6, 3, 3, 2, 1]
    return _Truth(
        less=rng.random() < LESS_THAN_IDEAL,
        enough_share=rng.uniform(*ENOUGH),
        causes=tuple(dict.fromkeys(rng.choices(causes, weights, k=2))),
    )


def _score(audit: CaseAudit, reader: User, at: datetime, number: int, truth: _Truth, *, less: bool) -> None:
    minutes = file_kept(audit.cases.get(number=number)).minutes_now
    new = NewScore(
        verdict="less_than_ideal" if less else "ideal",
        enough_minutes=round(minutes * truth.enough_share / 5) * 5 if less else None,
        causes=truth.causes if less else (),
        note="",
    )
    score_case(by=reader, at=at, audit_id=audit.pk, number=number, new=new)


def _finish(audit: CaseAudit, people: dict[str, User], at: datetime, options: Options) -> None:
    """Readers talk through where they differ, and find what is true."""
    owner, later = people["petra"], at + 24 * AN_HOUR
    take_step(by=owner, at=later, audit_id=audit.pk, step="closed")
    for each in progress_of(owned_audit(by=owner, audit_id=audit.pk, on=london_day(later))):
        if each.waits:
            truth = truth_of(audit.title, each.case.number, options)
            _score(audit, people["tess"], later, each.case.number, truth, less=truth.less)
    take_step(by=owner, at=later + AN_HOUR, audit_id=audit.pk, step="finished")
