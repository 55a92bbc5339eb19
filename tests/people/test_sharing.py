from __future__ import annotations

import pytest

from kith.core.errors import NotFound, NotPermitted
from kith.people.actions_circle import NewMember, add_to_circle
from kith.people.actions_sharing import (
    NotAChoice,
    choose_sharing,
    let_choose,
    let_family_in,
    shut_family_out,
    stop_choosing,
)
from kith.people.queries import access_person
from kith.people.queries_sharing import sharing_of
from tests.factories import NOW, TODAY, cast, user
from tests.people.neighbours import register, relate

pytestmark = pytest.mark.django_db
VISITS, NOTES = 3, 5


@pytest.fixture
def here():
    """Ada shares with Wilf, who is around her, the times of visits."""
    everybody = cast()
    ada = register(everybody, user=everybody.ada)
    wilf = register(everybody, "Wilf Okafor", user=everybody.wilf)
    add_to_circle(by=None, at=NOW, person_id=ada.pk, new=NewMember(member_id=wilf.pk, kind="husband"))
    let_family_in(by=everybody.ada, at=NOW, person_id=ada.pk, user_id=everybody.wilf.pk)
    choose(everybody.ada, ada, VISITS)
    return everybody, ada


def choose(by, ada, part, *, audience="family", shared=True):
    choose_sharing(by=by, at=NOW, person_id=ada.pk, data_class=part, audience=audience, shared=shared)


def sees(by, ada, part) -> bool:
    try:
        access_person(by=by, person_id=ada.pk, data_class=part, on=TODAY, at=NOW)
    except NotFound:
        return False
    return True


def test_a_choice_holds_at_once_and_is_kept_with_who_made_it(here):
    everybody, ada = here
    assert sees(everybody.wilf, ada, VISITS)
    choose(everybody.ada, ada, VISITS, shared=False)
    assert not sees(everybody.wilf, ada, VISITS)
    changes = sharing_of(by=everybody.ada, at=NOW, person_id=ada.pk).changes
    assert [(everybody.ada, VISITS, False), (everybody.ada, VISITS, True)] == [
        (each.by, each.part, each.shared) for each in changes
    ]


def test_one_relative_can_be_left_out(here):
    everybody, ada = here
    niece = user("Nell", role="family")
    let_family_in(by=everybody.ada, at=NOW, person_id=ada.pk, user_id=niece.pk)
    choose(everybody.ada, ada, VISITS, audience=f"user:{niece.pk}", shared=False)
    relatives = sharing_of(by=everybody.ada, at=NOW, person_id=ada.pk).relatives
    assert {everybody.wilf: {VISITS}, niece: set()} == {each.user: each.sees for each in relatives}
    assert sees(everybody.wilf, ada, VISITS)
    assert not sees(niece, ada, VISITS)


def test_an_organisation_is_kept_from_a_part_and_let_back(here):
    everybody, ada = here
    relate(ada, "package", organisation=everybody.kindly_care)
    firm = f"organisation:{everybody.kindly_care.pk}"
    choose(everybody.ada, ada, NOTES, audience=firm, shared=False)
    assert not sees(everybody.olu, ada, NOTES)
    [kept] = [
        each.kept_back
        for each in sharing_of(by=everybody.ada, at=NOW, person_id=ada.pk).at_work
        if each.organisation == everybody.kindly_care
    ]
    assert {NOTES} == kept
    choose(everybody.ada, ada, NOTES, audience=firm)
    assert sees(everybody.olu, ada, NOTES)


def test_only_she_and_whom_she_lets_choose_open_the_page(here):
    everybody, ada = here
    for somebody in (everybody.wilf, everybody.olu, everybody.helen, everybody.sam):
        with pytest.raises(NotFound):
            sharing_of(by=somebody, at=NOW, person_id=ada.pk)
    let_choose(by=everybody.ada, at=NOW, person_id=ada.pk, user_id=everybody.wilf.pk)
    assert not sharing_of(by=everybody.wilf, at=NOW, person_id=ada.pk).own


def test_who_chooses_for_her_takes_back_and_never_shares_more_with_themselves(here):
    everybody, ada = here
    niece = user("Nell", role="family")
    let_family_in(by=everybody.ada, at=NOW, person_id=ada.pk, user_id=niece.pk)
    let_choose(by=everybody.ada, at=NOW, person_id=ada.pk, user_id=everybody.wilf.pk)
    choose(everybody.wilf, ada, NOTES, audience=f"user:{niece.pk}")
    assert sees(niece, ada, NOTES)
    for audience in ("family", f"user:{everybody.wilf.pk}"):
        with pytest.raises(NotAChoice):
            choose(everybody.wilf, ada, NOTES, audience=audience)
    choose(everybody.wilf, ada, VISITS, shared=False)
    assert not sees(everybody.wilf, ada, VISITS)
    assert not sees(everybody.wilf, ada, NOTES)


@pytest.mark.parametrize("audience", ["", "everybody", "user:", "user:me", "organisation:1", "patch:1"])
def test_she_shares_only_with_a_role_an_organisation_or_somebody(here, audience):
    everybody, ada = here
    with pytest.raises(NotAChoice, match="nobody of that name"):
        choose(everybody.ada, ada, NOTES, audience=audience)


def test_the_right_to_choose_ends_at_once_and_with_the_sharing(here):
    everybody, ada = here
    for end in (stop_choosing, shut_family_out):
        let_choose(by=everybody.ada, at=NOW, person_id=ada.pk, user_id=everybody.wilf.pk)
        end(by=everybody.ada, at=NOW, person_id=ada.pk, user_id=everybody.wilf.pk)
        with pytest.raises(NotFound):
            choose(everybody.wilf, ada, VISITS, shared=False)


def test_she_lets_nobody_choose_with_whom_she_shares_nothing(here):
    everybody, ada = here
    with pytest.raises(NotFound):
        let_choose(by=everybody.ada, at=NOW, person_id=ada.pk, user_id=everybody.olu.pk)
    with pytest.raises(NotPermitted):
        let_choose(by=everybody.olu, at=NOW, person_id=ada.pk, user_id=everybody.olu.pk)


def test_those_around_her_who_see_nothing_yet_are_offered(here):
    everybody, ada = here
    shut_family_out(by=everybody.ada, at=NOW, person_id=ada.pk, user_id=everybody.wilf.pk)
    offered = sharing_of(by=everybody.ada, at=NOW, person_id=ada.pk).could_share_with
    assert [everybody.wilf] == [somebody for somebody, _ in offered]
