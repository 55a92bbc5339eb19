"""Circle, sharing, links, possible duplicates and moving house."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kith.core.errors import NotFound, NotPermitted
from kith.orgs.models import Area
from kith.people.actions_circle import NewMember, NotInTheirCircle, add_to_circle, end_circle_place
from kith.people.actions_households import NewHome, place_household, replace_households
from kith.people.actions_link import AlreadyOnePerson, link, unlink
from kith.people.actions_sharing import NotAChoice, choose_sharing, let_family_in, shut_family_out
from kith.people.models import Household
from kith.people.queries import access_person, resolve
from kith.people.queries_circle import cared_for_by, carers_of, circle_of
from kith.people.queries_duplicates import Because, possible_duplicates
from kith.people.queries_sharing import sharing_of
from tests.factories import NOW, STARTED_ON, TODAY, cast, patch
from tests.people.neighbours import MILL_ROAD, register, relate

pytestmark = pytest.mark.django_db
TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def here():
    everybody = cast()
    ada = register(everybody, user=everybody.ada, born_on=date(1941, 5, 2), nhs_number="9990000018")
    return everybody, ada, register(everybody, "Wilf Okafor", user=everybody.wilf)


class TestCircle:
    def add(self, ada, wilf, *, by=None, **given):
        values = {"member_id": wilf.pk, "kind": "husband", "is_carer": True, "ring_order": 1, **given}
        return add_to_circle(by=by, at=NOW, person_id=ada.pk, new=NewMember(**values))

    def test_who_is_rung_first_leads(self, here):
        everybody, ada, wilf = here
        niece, neighbour = register(everybody, "Nia Obi"), register(everybody, "Ned North")
        self.add(ada, neighbour, kind="neighbour", is_carer=False, ring_order=None)
        self.add(ada, niece, kind="niece", ring_order=2)
        self.add(ada, wilf)
        assert ["husband", "niece", "neighbour"] == [one.kind for one in circle_of(ada.pk, TODAY)]
        assert {wilf, niece} == {one.member for one in carers_of(ada.pk, TODAY)}
        assert [ada] == [one.person for one in cared_for_by(wilf.pk, TODAY)]

    def test_nobody_is_in_a_circle_twice_or_in_their_own(self, here):
        _, ada, wilf = here
        self.add(ada, wilf)
        for member in (wilf, ada):
            with pytest.raises(NotInTheirCircle):
                self.add(ada, member)

    def test_being_in_it_lets_nobody_see(self, here):
        everybody, ada, wilf = here
        self.add(ada, wilf)
        with pytest.raises(NotFound):
            access_person(by=everybody.wilf, person_id=ada.pk, data_class=1, on=TODAY, at=NOW)

    def test_it_ends(self, here):
        everybody, ada, wilf = here
        place = self.add(ada, wilf)
        with pytest.raises(NotFound):
            end_circle_place(by=everybody.sam, at=TOMORROW, place_id=place.pk)
        end_circle_place(by=everybody.ada, at=TOMORROW, place_id=place.pk)
        assert not circle_of(ada.pk, TODAY + timedelta(days=1)).exists()
        assert circle_of(ada.pk, TODAY).exists()


class TestSharing:
    def test_she_lets_him_in_shares_a_class_and_shuts_him_out(self, here):
        everybody, ada, _ = here
        let_family_in(by=everybody.ada, at=NOW, person_id=ada.pk, user_id=everybody.wilf.pk)
        choose_sharing(
            by=everybody.ada, at=NOW, person_id=ada.pk, data_class=3, audience="family", shared=True
        )
        shown = sharing_of(by=everybody.ada, at=NOW, person_id=ada.pk)
        assert {3} == shown.with_family
        assert [(everybody.wilf, {3})] == [(each.user, each.sees) for each in shown.relatives]
        access_person(by=everybody.wilf, person_id=ada.pk, data_class=3, on=TODAY, at=NOW)
        assert 1 == shut_family_out(by=everybody.ada, at=NOW, person_id=ada.pk, user_id=everybody.wilf.pk)
        with pytest.raises(NotFound):
            access_person(by=everybody.wilf, person_id=ada.pk, data_class=3, on=TODAY, at=NOW)

    @pytest.mark.parametrize("who", ["bea", "olu", "sam", "wilf"])
    def test_nobody_chooses_for_her(self, here, who):
        everybody, ada, _ = here
        relate(ada, "family", user=everybody.wilf)
        with pytest.raises((NotPermitted, NotFound)):
            let_family_in(by=getattr(everybody, who), at=NOW, person_id=ada.pk, user_id=everybody.sam.pk)

    def test_one_shares_with_somebody_else_and_a_class_there_is(self, here):
        everybody, ada, _ = here
        with pytest.raises(NotAChoice):
            let_family_in(by=everybody.ada, at=NOW, person_id=ada.pk, user_id=everybody.ada.pk)
        with pytest.raises(NotAChoice):
            choose_sharing(
                by=everybody.ada, at=NOW, person_id=ada.pk, data_class=99, audience="family", shared=True
            )


class TestLinks:
    def test_two_records_are_one_person_until_it_is_taken_back(self, here):
        everybody, ada, wilf = here
        third = register(everybody, "Ada Third")
        made = link(by=everybody.bea, at=NOW, person_id=ada.pk, same_as_id=third.pk, reason="same_person")
        link(by=everybody.bea, at=NOW, person_id=third.pk, same_as_id=wilf.pk, reason="same_person")
        everyone = {ada.pk, third.pk, wilf.pk}
        assert {ada.pk: everyone, wilf.pk: everyone} == resolve([ada.pk, wilf.pk])
        unlink(by=everybody.bea, at=NOW, link_id=made.pk, reason="mistaken")
        assert {ada.pk: {ada.pk}, third.pk: {third.pk, wilf.pk}} == resolve([ada.pk, third.pk])

    def test_what_is_one_is_not_linked_again(self, here):
        everybody, ada, wilf = here
        link(by=everybody.bea, at=NOW, person_id=ada.pk, same_as_id=wilf.pk, reason="same_person")
        for one, other in ((wilf, ada), (ada, ada)):
            with pytest.raises(AlreadyOnePerson):
                link(by=everybody.bea, at=NOW, person_id=one.pk, same_as_id=other.pk, reason="same_person")

    def test_a_link_is_ended_once(self, here):
        everybody, ada, wilf = here
        made = link(by=everybody.bea, at=NOW, person_id=ada.pk, same_as_id=wilf.pk, reason="same_person")
        unlink(by=everybody.bea, at=NOW, link_id=made.pk, reason="mistaken")
        with pytest.raises(NotFound):
            unlink(by=everybody.bea, at=NOW, link_id=made.pk, reason="mistaken")

    def test_it_takes_the_function_and_sight_of_both(self, here):
        everybody, ada, wilf = here
        with pytest.raises(NotPermitted):
            link(by=everybody.olu, at=NOW, person_id=ada.pk, same_as_id=wilf.pk, reason="same_person")
        with pytest.raises(NotFound):
            link(by=everybody.helen, at=NOW, person_id=ada.pk, same_as_id=wilf.pk, reason="same_person")

    def test_seeing_one_record_gives_nobody_the_other(self, here):
        everybody, ada, wilf = here
        relate(ada, "package", organisation=everybody.kindly_care)
        link(by=everybody.bea, at=NOW, person_id=ada.pk, same_as_id=wilf.pk, reason="same_person")
        with pytest.raises(NotFound):
            access_person(by=everybody.olu, person_id=wilf.pk, data_class=1, on=TODAY, at=NOW)


class TestDuplicates:
    def test_the_surest_comes_first_and_says_why(self, here):
        everybody, ada, wilf = here
        found = possible_duplicates(
            by=everybody.bea,
            at=NOW,
            name="Adda Okafor",
            born_on=date(1941, 5, 2),
            nhs_number="999 000 0018",
            postcode="zz11aa",
        )
        assert [(ada.pk, Because.NHS_NUMBER)] == [(one.person_id, one.because) for one in found]
        found = possible_duplicates(by=everybody.bea, at=NOW, name="Ada Okafor", born_on=date(1941, 5, 2))
        assert [(ada.pk, Because.BIRTHDAY)] == [(one.person_id, one.because) for one in found]
        found = possible_duplicates(by=everybody.bea, at=NOW, name="Wilfred Okafor", postcode="ZZ1 1AA")
        assert [(wilf.pk, Because.ADDRESS)] == [(one.person_id, one.because) for one in found]

    def test_a_like_name_alone_is_nobody(self, here):
        assert [] == possible_duplicates(by=here[0].bea, at=NOW, name="Ada Okafor")

    def test_who_may_not_find_her_is_told_of_nobody(self, here):
        everybody, _, _ = here
        assert [] == possible_duplicates(by=everybody.sam, at=NOW, name="Ada Okafor", nhs_number="9990000018")


class TestHomes:
    def test_moving_ends_one_home_and_starts_another_the_same_day(self, here):
        everybody, ada, _ = here
        there = NewHome(postcode="ZZ1 1AB", lat=53.801, lon=-1.601, street="Weir Lane")
        place_household(by=everybody.ada, at=NOW, person_id=ada.pk, home=there)
        assert [("Mill Road", STARTED_ON, TODAY), ("Weir Lane", TODAY, None)] == list(
            ada.residences.order_by("starts_on").values_list("household__street", "starts_on", "until")
        )

    def test_only_who_may_add_to_her_record_moves_her(self, here):
        everybody, ada, _ = here
        with pytest.raises(NotFound):
            place_household(by=everybody.olu, at=NOW, person_id=ada.pk, home=MILL_ROAD)

    def test_a_boundary_that_moves_places_doors_anew_and_keeps_the_past(self, here):
        everybody, _, _ = here
        Area.objects.filter(pk=everybody.patch.pk).update(until=TODAY)
        new = patch(commissioner=everybody.council, name="Weir")
        assert 1 == replace_households(by=None, at=NOW, on=TODAY)
        assert [(everybody.patch, TODAY), (new, None)] == [
            (place.area, place.until)
            for place in Household.objects.get().patches.select_related("area").order_by("starts_on", "pk")
        ]
        assert 0 == replace_households(by=None, at=NOW, on=TODAY)

    def test_only_who_draws_neighbourhoods_may(self, here):
        with pytest.raises(NotPermitted):
            replace_households(by=here[0].olu, at=NOW, on=TODAY)
