"""Each page, as somebody who may see it, with the words it must have; and as Sam, who may not."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from kith.orgs.actions_work import NewItem, open_item
from kith.orgs.models import User, WorkItem
from tests.factories import NOW, TODAY
from tests.web.street import Street, at

SignIn = Callable[[User], Client]
WEEK = TODAY.replace(day=6)


def addresses(here: Street) -> dict[str, str]:
    """Every page of a neighbourhood that names something, by what it is called here."""
    provider = here.cast.kindly_care.pk
    return {
        "today": reverse("today", args=[here.cast.patch.pk]),
        "person": reverse("person", args=[here.ada.pk]),
        "who looked": reverse("who_looked", args=[here.ada.pk]),
        "day": reverse("rota_day", args=[provider, TODAY]),
        "week": reverse("rota_week", args=[provider, WEEK]),
        "visit": reverse("visit", args=[here.morning.pk]),
        "provider": reverse("provider_week", args=[provider, WEEK]),
    }


def words(response: Any) -> str:
    """The text of a page as it reads, without tags and with single spaces."""
    assert 200 == response.status_code
    text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+([.,;])", r"\1", re.sub(r"\s+", " ", text))


class TestToday:
    def test_it_says_first_what_needs_someone(self, here: Street, as_somebody: SignIn) -> None:
        page = words(as_somebody(here.cast.olu).get(addresses(here)["today"]))
        assert "1 of 2 visits due so far are on time. 1 needs someone now" in page
        assert "Phone offline · 1 h 12" in page or "Phone offline · 72 min" in page
        assert "Hal was due at 07:30. The phone has not been heard today" in page

    def test_the_tally_and_the_sentence_come_from_one_reading(
        self, here: Street, as_somebody: SignIn
    ) -> None:
        page = words(as_somebody(here.cast.olu).get(addresses(here)["today"]))
        assert "1 On time 0 Late 0 Missed 1 Phone offline 0 Not yet known 0 Closed" in page

    def test_rounds_say_with_whom_each_worker_is(self, here: Street, as_somebody: SignIn) -> None:
        page = words(as_somebody(here.cast.olu).get(addresses(here)["today"]))
        assert "Grace Okafor Ada Okafor since 08:31" in page

    def test_a_visit_that_nobody_has_waits_under_later(self, here: Street, as_somebody: SignIn) -> None:
        page = words(as_somebody(here.cast.olu).get(addresses(here)["today"]))
        assert "Ada Okafor, 12:00 nobody has it yet" in page

    def test_the_commissioner_sees_how_many_and_never_who(self, here: Street, as_somebody: SignIn) -> None:
        page = words(as_somebody(here.cast.cass).get(addresses(here)["today"]))
        assert "1 of 2 visits due so far are on time" in page
        assert "Okafor" not in page
        assert "Holroyd" not in page

    def test_the_same_page_again_is_304_until_something_changes(
        self, here: Street, as_somebody: SignIn
    ) -> None:
        olu = as_somebody(here.cast.olu)
        tag = olu.get(addresses(here)["today"])["ETag"]
        assert 304 == olu.get(addresses(here)["today"], headers={"If-None-Match": tag}).status_code
        here.phone.send([here.phone.event("check_out", visit=here.morning, at=at(8, 40))], at=at(8, 41))
        assert 200 == olu.get(addresses(here)["today"], headers={"If-None-Match": tag}).status_code

    def test_somebody_else_s_tag_shows_nothing(self, here: Street, as_somebody: SignIn) -> None:
        tag = as_somebody(here.cast.olu).get(addresses(here)["today"])["ETag"]
        sam = as_somebody(here.cast.sam)
        assert 404 == sam.get(addresses(here)["today"], headers={"If-None-Match": tag}).status_code

    def test_home_leads_a_coordinator_to_their_neighbourhood(self, here: Street, as_somebody: SignIn) -> None:
        response = as_somebody(here.cast.olu).get("/", follow=True)
        assert "Today in Millgate" in words(response)

    def test_where_nothing_is_planned_the_page_says_so(self, here: Street, as_somebody: SignIn) -> None:
        assert "No neighbourhood today" in words(as_somebody(here.cast.sam).get(reverse("today_home")))


class TestPeople:
    def test_the_list_has_everybody_by_name_with_their_next_visit(
        self, here: Street, as_somebody: SignIn
    ) -> None:
        page = words(as_somebody(here.cast.olu).get(reverse("people")))
        assert "You may see 2 people today" in page
        assert page.index("Ada Okafor") < page.index("Bert Holroyd")
        assert "likes to be called Bertie" in page
        assert "12:00 lunch nobody yet" in page

    def test_the_search_finds_by_a_part_of_the_name_without_script(
        self, here: Street, as_somebody: SignIn
    ) -> None:
        page = words(as_somebody(here.cast.olu).get(reverse("people"), {"q": "Bert"}))
        assert "Bert Holroyd" in page
        assert "Ada Okafor" not in page

    def test_a_search_that_finds_nobody_says_what_to_try(self, here: Street, as_somebody: SignIn) -> None:
        page = words(as_somebody(here.cast.olu).get(reverse("people"), {"q": "zzzz"}))
        assert "Nobody is found" in page

    def test_sam_neither_lists_nor_finds_them(self, here: Street, as_somebody: SignIn) -> None:
        sam = as_somebody(here.cast.sam)
        assert "Ada" not in words(sam.get(reverse("people")))
        assert "Ada Okafor" not in words(sam.get(reverse("people"), {"q": "Ada"}))

    def test_a_person_comes_to_their_own_page(self, here: Street, as_somebody: SignIn) -> None:
        page = words(as_somebody(here.cast.ada).get("/", follow=True))
        assert "This is your own record" in page
        assert "Who has looked" in page


class TestPerson:
    def test_their_words_come_first_and_harm_is_never_hidden(self, here: Street, as_somebody: SignIn) -> None:
        page = words(as_somebody(here.cast.olu).get(addresses(here)["person"]))
        assert "My own front door." in page
        assert "Allergy: Penicillin" in page
        assert "Falls: wears a pendant" in page
        assert "because Kindly Care brings care to Ada" in page

    def test_the_week_says_who_comes_and_what_comes_next(self, here: Street, as_somebody: SignIn) -> None:
        page = words(as_somebody(here.cast.olu).get(addresses(here)["person"]))
        assert "Nobody has the next visit yet, Tue 7 Apr at 12:00." in page
        assert "Grace" in page

    def test_a_worker_sees_their_own_visits_and_no_other_s(self, here: Street, as_somebody: SignIn) -> None:
        page = words(as_somebody(here.cast.grace).get(addresses(here)["person"]))
        assert "Morning" in page
        assert "Lunch" not in page

    def test_who_looked_names_the_look_just_made(self, here: Street, as_somebody: SignIn) -> None:
        as_somebody(here.cast.olu).get(addresses(here)["person"])
        page = words(as_somebody(here.cast.ada).get(addresses(here)["who looked"]))
        assert "Olu" in page
        assert "their organisation provides the care" in page


class TestRota:
    def test_the_board_has_who_works_and_what_nobody_has(self, here: Street, as_somebody: SignIn) -> None:
        page = words(as_somebody(here.cast.olu).get(addresses(here)["day"]))
        assert "1 visit has nobody yet, of 3." in page
        assert "Unassigned" in page
        assert "minutes, 08:30 to 09:00, Ada Okafor, Morning" in page
        assert "Not frozen for pay yet" in page
        assert "the straight line times 1.3: no map of streets was given." in page

    def test_a_worker_sees_their_own_lane_alone(self, here: Street, as_somebody: SignIn) -> None:
        page = words(as_somebody(here.cast.grace).get(reverse("rota_home"), follow=True))
        assert "You have 1 visit." in page
        assert "Hal Brook" not in page

    def test_the_week_counts_each_worker_s_days(self, here: Street, as_somebody: SignIn) -> None:
        page = words(as_somebody(here.cast.olu).get(addresses(here)["week"]))
        assert "1 visit has nobody yet, of 3." in page
        assert "Easter Monday" in page

    @pytest.mark.parametrize("part", ["morning", "evening", "day", "nonsense"])
    def test_every_part_of_the_day_opens(self, here: Street, as_somebody: SignIn, part: str) -> None:
        assert 200 == as_somebody(here.cast.olu).get(addresses(here)["day"], {"part": part}).status_code

    @pytest.mark.parametrize("day", ["2026-13-01", "2026-02-30", "today"])
    def test_a_day_that_is_none_leads_nowhere(self, here: Street, as_somebody: SignIn, day: str) -> None:
        address = addresses(here)["day"].replace(TODAY.isoformat(), day)
        assert 404 == as_somebody(here.cast.olu).get(address).status_code


class TestVisit:
    def test_the_story_has_its_facts_in_order(self, here: Street, as_somebody: SignIn) -> None:
        page = words(as_somebody(here.cast.olu).get(addresses(here)["visit"]))
        order = ["Needed", "Commissioned", "Planned", "Rostered", "Delivered", "Verified", "Priced"]
        places = [page.rindex(f"{stage} (") for stage in order]
        assert sorted(places) == places
        assert "Grace Okafor checked in at 08:31; it arrived at 08:32." in page

    def test_a_worker_reads_no_prices(self, here: Street, as_somebody: SignIn) -> None:
        page = words(as_somebody(here.cast.grace).get(addresses(here)["visit"]))
        assert "What is paid is not part of what you see." in page


class TestProviders:
    def test_the_week_of_a_provider_counts_places_and_minutes(
        self, here: Street, as_somebody: SignIn
    ) -> None:
        page = words(as_somebody(here.cast.maya).get(addresses(here)["provider"]))
        assert "0 of 3 visits are verified as delivered." in page
        assert "Commissioned 1.5 h" in page

    def test_each_figure_opens_what_it_counts(self, here: Street, as_somebody: SignIn) -> None:
        page = words(as_somebody(here.cast.maya).get(addresses(here)["provider"], {"which": "waiting"}))
        assert "3 visits counted" in page
        assert "Ada Okafor" in page

    def test_the_council_sees_whom_it_has_contracts_with(self, here: Street, as_somebody: SignIn) -> None:
        page = words(as_somebody(here.cast.cass).get(reverse("providers")))
        assert "Kindly Care" in page
        assert "Other Hands" not in page


class TestWork:
    def waiting(self, here: Street) -> WorkItem:
        return open_item(
            at=NOW,
            item=NewItem(
                kind="visit_missed",
                subject_kind="visit",
                subject_id=here.late.pk,
                organisation_id=here.cast.kindly_care.pk,
                person_id=here.bert.pk,
                due_at=at(8, 40),
                harm=3,
                detail={"due_at": at(7, 30).isoformat(), "last_heard_at": ""},
            ),
        )

    def test_what_waits_says_why_and_how_long(self, here: Street, as_somebody: SignIn) -> None:
        self.waiting(here)
        page = words(as_somebody(here.cast.olu).get(reverse("my_work")))
        assert "1 thing waits. Waiting could harm somebody in 1 of them." in page
        assert "Due at 07:30. The time for it is over, and nobody came." in page
        assert "Bert Holroyd" in page

    def test_what_was_due_on_another_day_says_which(self, here: Street, as_somebody: SignIn) -> None:
        item = self.waiting(here)
        yesterday = at(19, 45).replace(day=6)
        WorkItem.objects.filter(pk=item.pk).update(detail={"due_at": yesterday.isoformat()})
        page = words(as_somebody(here.cast.olu).get(reverse("my_work")))
        assert "Due at Mon 6 Apr 19:45." in page

    def test_a_long_list_is_read_a_page_at_a_time(self, here: Street, as_somebody: SignIn) -> None:
        item = self.waiting(here)
        for minute in range(30):
            item.pk, item.due_at, item.subject_id = uuid4(), at(9, minute), str(uuid4())
            item.save(force_insert=True)
        olu = as_somebody(here.cast.olu)
        first, second = (words(olu.get(reverse("my_work"), {"page": page})) for page in ("", "2"))
        assert "31 things wait. Waiting could harm somebody in 31 of them." in first
        assert "1 to 30 of 31" in first and "31 to 31 of 31" in second
        assert (30, 1) == (first.count("Bert Holroyd"), second.count("Bert Holroyd"))

    def test_it_is_closed_with_what_was_done(self, here: Street, as_somebody: SignIn) -> None:
        item = self.waiting(here)
        close = reverse("close_item", args=[item.pk])
        response = as_somebody(here.cast.olu).post(close, {"outcome": "rung_and_well"}, follow=True)
        assert "Closed: Missed. Rang: all is well." in words(response)
        assert "rung_and_well" == WorkItem.objects.get(pk=item.pk).outcome

    def test_it_is_not_closed_without_saying_what_was_done(self, here: Street, as_somebody: SignIn) -> None:
        item = self.waiting(here)
        response = as_somebody(here.cast.olu).post(reverse("close_item", args=[item.pk]), {"outcome": ""})
        assert 400 == response.status_code
        assert "Choose what was done" in response.content.decode()

    def test_closing_leads_back_and_never_away_from_here(self, here: Street, as_somebody: SignIn) -> None:
        item = self.waiting(here)
        sent = {"outcome": "moved", "back": "https://elsewhere.example/"}
        response = as_somebody(here.cast.olu).post(reverse("close_item", args=[item.pk]), sent)
        assert reverse("my_work") == response["Location"]

    def test_nothing_waiting_says_what_would(self, here: Street, as_somebody: SignIn) -> None:
        assert "Nothing waits" in words(as_somebody(here.cast.sam).get(reverse("my_work")))


class TestRefusals:
    @pytest.mark.parametrize("what", ["today", "person", "who looked", "day", "week", "visit", "provider"])
    def test_sam_is_refused_as_if_there_were_nothing(
        self, here: Street, as_somebody: SignIn, what: str
    ) -> None:
        response = as_somebody(here.cast.sam).get(addresses(here)[what])
        assert 404 == response.status_code
        assert "You cannot open this page" in response.content.decode()

    def test_an_address_that_never_was_looks_the_same(self, here: Street, as_somebody: SignIn) -> None:
        sam = as_somebody(here.cast.sam)
        hidden, absent = sam.get(addresses(here)["person"]), sam.get("/no/such/page/")
        assert (hidden.status_code, len(hidden.content)) == (absent.status_code, len(absent.content))

    def test_signing_out_leads_to_the_way_in(self, here: Street, as_somebody: SignIn) -> None:
        olu = as_somebody(here.cast.olu)
        assert reverse("sign_in") == olu.post(reverse("sign_out"))["Location"]
        assert 302 == olu.get(reverse("people")).status_code
