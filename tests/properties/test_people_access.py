"""Whatever was chosen, opened and ended: nobody sees more than a choice and a relationship give them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kith.core.errors import NotFound
from kith.orgs.models import User
from kith.orgs.roles import DATA_CLASSES, ROLES, Right
from kith.people.actions import register_people
from kith.people.models import Person
from kith.people.queries import access_person, findable_people, may_see, visible_people
from kith.people.queries_search import search
from tests.factories import NOW, STARTED_ON, TODAY, Cast, cast
from tests.people.neighbours import choose, new_person, relate

pytestmark = pytest.mark.django_db
here = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])

PEOPLE = ("Ada", "Ida", "Oda")
CAST = ("ada", "wilf", "grace", "olu", "maya", "bea", "helen", "fay", "cass", "pru", "sam")
KINDS = sorted({kind for role in ROLES.values() for kind in role.through} | {"case", "emergency"})
classes = st.sampled_from(sorted(DATA_CLASSES))
days = st.integers(-40, 40).map(lambda n: TODAY + timedelta(days=n))
choices = st.lists(st.tuples(classes, st.sampled_from(["family", "wilf"]), st.booleans()), max_size=12)
periods = st.tuples(days, st.none() | days, st.none() | days)
relationships = st.lists(
    st.tuples(
        st.integers(0, 2),  # who it is to
        st.sampled_from(KINDS),
        st.sampled_from(["user", "organisation", "team"]),
        st.sampled_from(CAST),
        periods,
    ),
    max_size=8,
)


@pytest.fixture
def everybody() -> Cast:
    """The cast, and three people whom their council alone may see."""
    everybody = cast()
    register_people(by=None, at=NOW, people=[new_person(everybody, f"{name} Okafor") for name in PEOPLE])
    return everybody


@contextmanager
def undone() -> Iterator[None]:
    """What happens within leaves nothing behind, so that each example starts alike."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def reads(by: User, person: Person, data_class: int, on: date = TODAY) -> bool:
    try:
        access_person(by=by, person_id=person.pk, data_class=data_class, on=on, at=NOW)
    except NotFound:
        return False
    return True


@here
@given(said=choices)
def test_family_see_exactly_what_was_last_chosen_and_never_against_a_no(everybody: Cast, said):
    with undone():
        ada = Person.objects.order_by("pk")[0]
        relate(ada, "family", user=everybody.wilf)
        last: dict[tuple[str, int], bool] = {}
        for data_class, audience, shared in said:
            name = "family" if audience == "family" else f"user:{everybody.wilf.pk}"
            choose(ada, data_class, name, shared, cast=everybody)
            last[audience, data_class] = shared
        for data_class in DATA_CLASSES:
            answers = [last[who, data_class] for who in ("family", "wilf") if (who, data_class) in last]
            chosen = bool(answers) and all(answers)
            right = ROLES["family"].allows(Right.READ, data_class)
            needs_no_choice = right and not ROLES["family"].limits(data_class)
            expected = right and (chosen or (needs_no_choice and not answers))
            assert expected == reads(everybody.wilf, ada, data_class), (data_class, answers)


@contextmanager
def opened(everybody: Cast, drawn) -> Iterator[list[Person]]:
    """Three people, and relationships to them as drawn."""
    with undone():
        people = list(Person.objects.order_by("pk"))
        for who, kind, holder, name, (starts_on, until, read_until) in drawn:
            user = getattr(everybody, name)
            held = {"user": user, "organisation": user.organisation, "team": everybody.team}[holder]
            if held is not None and (until is None or until >= starts_on):
                relate(
                    people[who],
                    kind,
                    starts_on=starts_on,
                    until=until,
                    read_until=read_until,
                    **{holder: held},
                )
        yield people


@here
@given(drawn=relationships, who=st.sampled_from(CAST))
def test_visible_people_are_exactly_those_whose_name_reads(everybody: Cast, drawn, who: str):
    by = getattr(everybody, who)
    with opened(everybody, drawn) as people:
        visible = set(visible_people(by, TODAY, NOW))
        assert {person for person in people if reads(by, person, 1)} == visible


@here
@given(drawn=relationships, who=st.sampled_from(CAST))
def test_a_search_never_finds_anybody_outside_who_may_be_found(everybody: Cast, drawn, who: str):
    by = getattr(everybody, who)
    with opened(everybody, drawn):
        findable = set(findable_people(by, TODAY, NOW).values_list("pk", flat=True))
        assert {found.person_id for found in search(by, "okafor", TODAY, NOW)} == findable
        opening = {found.person_id for found in search(by, "okafor", TODAY, NOW) if found.opens}
        assert set(visible_people(by, TODAY, NOW).values_list("pk", flat=True)) == opening


@here
@given(
    kind=st.sampled_from(KINDS),
    until=st.integers(-30, 0),
    grace=st.none() | st.integers(-30, 0),
    data=st.data(),
)
def test_an_ended_relationship_never_shows_anything(everybody: Cast, kind, until, grace, data):
    by = getattr(everybody, data.draw(st.sampled_from(("wilf", "grace", "olu", "maya", "helen", "sam"))))
    with undone():
        ada = Person.objects.order_by("pk")[0]
        read_until = None if grace is None else TODAY + timedelta(days=grace)
        for holder, held in (("user", by), ("organisation", by.organisation)):
            if held is not None:
                relate(
                    ada,
                    kind,
                    starts_on=STARTED_ON,
                    until=TODAY + timedelta(days=until),
                    read_until=read_until,
                    **{holder: held},
                )
        ada.relationships.filter(kind="commissioner").update(until=TODAY)
        assert not any(reads(by, ada, data_class) for data_class in DATA_CLASSES)
        assert ada not in visible_people(by, TODAY, NOW)


@here
@given(drawn=relationships, who=st.sampled_from(CAST), data_class=classes)
def test_what_a_page_may_show_beside_is_what_it_could_have_opened(everybody: Cast, drawn, who, data_class):
    by = getattr(everybody, who)
    with opened(everybody, drawn) as people:
        for person in people:
            if reads(by, person, 1):
                access = access_person(by=by, person_id=person.pk, data_class=1, on=TODAY, at=NOW)
                assert may_see(access, data_class) == reads(by, person, data_class)
