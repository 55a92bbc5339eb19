"""What the walk walks over: somebody in every role, and of each thing their own, another's and an ended one.

Ada is everybody's own: each role has its relationship to her today. Cora was theirs until yesterday. Bert is
another council's, with another provider. What an address may name of it is in `things.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from kith.core.dates import week_starts_on
from kith.orgs.models import Area, Organisation, User
from kith.orgs.roles import DATA_CLASSES
from kith.payments.models import PaymentLine, PaymentTotal, PayRun, PayRunStep
from kith.people.models import Person, Relationship
from kith.rota.models import Visit
from kith.workforce.models import Worker
from tests.delivery.factories import package_line, visit, worker
from tests.factories import NOW, TODAY, Cast, cast, council, patch, provider, user
from tests.people.neighbours import choose, register, relate

YESTERDAY = TODAY - timedelta(days=1)
MONDAY = week_starts_on(TODAY)
LAST_MONDAY = MONDAY - timedelta(days=7)


class Case(StrEnum):
    """Whose the thing is that an address names."""

    OWN = "own"
    OTHER = "other organisation"
    ENDED = "ended relationship"
    ABSENT = "absent"


@dataclass(frozen=True, kw_only=True)
class World:
    """Everybody, and everything an address may name."""

    cast: Cast
    users: Mapping[str, User]
    people: Mapping[Case, Person]
    visits: Mapping[Case, Visit]
    providers: Mapping[Case, Organisation]
    patches: Mapping[Case, Area]
    runs: Mapping[Case, PayRun]


# Which relationship each role has to Ada, and who holds it: the user, or their organisation.
WORKS_THROUGH = {
    "person": ("self", "user"),
    "family": ("family", "user"),
    "worker": ("rota", "user"),
    "coordinator": ("package", "organisation"),
    "invited_provider": ("invitation", "organisation"),
    "social_worker": ("allocation", "user"),
    "principal_social_worker": ("case", "user"),
    "nurse": ("delegation", "organisation"),
    "discharge_hub": ("discharge", "organisation"),
    "trusted_assessor": ("allocation", "user"),
    "third_sector": ("referral", "organisation"),
}


def world() -> World:
    """A world on its feet."""
    everybody = cast()
    users = _users(everybody)
    elsewhere = council("Weirborough Council")
    people = _people(everybody, users, elsewhere)
    grace = worker(organisation=everybody.kindly_care, user=everybody.grace)
    visits = {case: _visit(everybody, elsewhere, person, case, grace) for case, person in people.items()}
    francis = user("Francis", role="council_finance", organisation=elsewhere)
    return World(
        cast=everybody,
        users=users,
        people=people,
        visits=visits,
        providers={Case.OWN: everybody.kindly_care, Case.OTHER: everybody.other_hands},
        patches={Case.OWN: everybody.patch, Case.OTHER: patch(commissioner=elsewhere, name="Weir")},
        runs={
            Case.OWN: _run(everybody.council, everybody.ivy, visits[Case.OWN]),
            Case.OTHER: _run(elsewhere, francis, visits[Case.OTHER]),
        },
    )


def _users(everybody: Cast) -> dict[str, User]:
    """Somebody in each role."""
    hospital, charity = council("Aireford Hospital"), provider("Neighbours Together")
    invited, operator = provider("Third Hands"), provider("The operator")
    made = {
        "provider_finance": user("Finn", role="provider_finance", organisation=everybody.kindly_care),
        "invited_provider": user("Imani", role="invited_provider", organisation=invited),
        "social_worker_not_allocated": user(
            "Hana", role="social_worker_not_allocated", organisation=everybody.council
        ),
        "principal_social_worker": user(
            "Petra", role="principal_social_worker", organisation=everybody.council
        ),
        "nurse": user("Nora", role="nurse", organisation=hospital),
        "discharge_hub": user("Dee", role="discharge_hub", organisation=hospital),
        "trusted_assessor": user("Tess", role="trusted_assessor", organisation=everybody.council),
        "third_sector": user("Thea", role="third_sector", organisation=charity),
        "analyst": user("Ann", role="analyst", organisation=everybody.council),
        "account_manager": user("Amir", role="account_manager", organisation=everybody.council),
        "operator": user("Opal", role="operator", organisation=operator),
    }
    of_the_cast = {
        "person": everybody.ada,
        "family": everybody.wilf,
        "worker": everybody.grace,
        "coordinator": everybody.olu,
        "registered_manager": everybody.maya,
        "social_worker": everybody.helen,
        "broker": everybody.bea,
        "council_finance": everybody.fay,
        "commissioner": everybody.cass,
        "privacy_officer": everybody.pru,
    }
    return {**of_the_cast, **made}


def _people(everybody: Cast, users: Mapping[str, User], elsewhere: Organisation) -> dict[Case, Person]:
    ada = register(everybody, "Ada Okafor", user=users["person"])
    bert = register(everybody, "Bert Holroyd")
    cora = register(everybody, "Cora Whitwell")
    bert.relationships.update(organisation=elsewhere)
    Person.objects.filter(pk=bert.pk).update(commissioner=elsewhere)
    relate(bert, "package", organisation=everybody.other_hands)
    for person, until in ((ada, None), (cora, YESTERDAY)):
        for role, (kind, holder) in WORKS_THROUGH.items():
            held = users[role] if holder == "user" else users[role].organisation
            if not (person == ada and kind == "self"):
                relate(person, kind, until=until, **{holder: held})
        for data_class in DATA_CLASSES:
            choose(person, data_class, "family", True, cast=everybody)
    Relationship.objects.filter(person=cora).update(until=YESTERDAY)
    return {Case.OWN: ada, Case.OTHER: bert, Case.ENDED: cora}


def _visit(everybody: Cast, elsewhere: Organisation, person: Person, case: Case, grace: Worker) -> Visit:
    """A visit to the person today, on Grace's rota where her organisation makes it."""
    theirs = case is Case.OTHER
    line = package_line(
        person=person,
        provider=everybody.other_hands if theirs else everybody.kindly_care,
        commissioner=elsewhere if theirs else everybody.council,
    )
    return visit(line=line, workers=[] if theirs else [grace])


def _run(commissioner: Organisation, approver: User, priced: Visit) -> PayRun:
    """An approved run for last week that pays the visit's provider a pound."""
    run = PayRun.objects.create(commissioner=commissioner, starts_on=LAST_MONDAY, until=MONDAY, opened_at=NOW)
    for step in ("draft", "approved"):
        PayRunStep.objects.create(
            run=run, step=step, by=approver, previous_hash="0" * 64, hash="1" * 64, recorded_at=NOW
        )
    group = {
        "run": run,
        "contract": priced.package_line.contract,
        "provider_id": priced.provider_id,
        "person_id": priced.person_id,
        "week_starts_on": LAST_MONDAY,
        "recorded_at": NOW,
    }
    PaymentTotal.objects.create(**group, pence=100)
    PaymentLine.objects.create(
        **group,
        visit=priced,
        payment_model="rostered_minutes",
        model_version=1,
        commissioned_minutes=30,
        rostered_minutes=30,
        actual_minutes=30,
        invoiced_minutes=30,
        verdict="verified",
        parts=[["visits", "rostered", 30, 200]],
        pence_minutes=6000,
    )
    return run
