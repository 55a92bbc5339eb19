"""What people say of themselves: kept as they said it, seen by who needs it, and never taken away."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.core.errors import NotFound, NotPermitted
from kith.core.returns.specification import shipped_specification
from kith.orgs.models import AuditRow
from kith.people.actions_characteristics import NewAnswer, NotAnAnswer, may_be_answered, record_answers
from kith.people.actions_content import RecordDisposed
from kith.people.characteristics import CHARACTERISTICS, PREFERS_NOT_TO_SAY, SaidBy, ethnic_group
from kith.people.content_kinds import KINDS
from kith.people.models import Content, ContentKey
from kith.people.queries_characteristics import access_about, standing_on
from kith.people.queries_export import export_person
from tests.factories import NOW, TODAY, cast
from tests.people.neighbours import register, relate

pytestmark = pytest.mark.django_db
INDIAN, PAKISTANI = "Asian or Asian British: Indian", "Asian or Asian British: Pakistani"


@pytest.fixture
def here():
    everybody = cast()
    ada = register(everybody, user=everybody.ada)
    relate(ada, "rota", user=everybody.grace)
    relate(ada, "package", organisation=everybody.kindly_care)
    relate(ada, "allocation", user=everybody.helen)
    return everybody, ada


def answer(person, key="ethnicity", value=INDIAN, *, since=TODAY, corrects=False):
    return NewAnswer(
        person_id=person.pk, key=key, value=value, said_by=SaidBy.PROFESSIONAL, since=since, corrects=corrects
    )


def record(by, *answers):
    return record_answers(by=by, at=NOW, answers=answers)


def stands(person, key="ethnicity", on=TODAY):
    said = standing_on([person.pk], on).get(person.pk, {}).get(key)
    return said.value if said else None


def seen_by(user, person):
    about = access_about(by=user, at=NOW, on=TODAY, person_id=person.pk)
    return [asked.characteristic.key for asked in about.asked]


def test_who_answers_about_themselves_is_taken_at_their_word(here):
    everybody, ada = here
    record(everybody.ada, answer(ada))
    [asked] = [
        asked
        for asked in access_about(by=everybody.ada, at=NOW, on=TODAY, person_id=ada.pk).asked
        if asked.stands
    ]
    assert (INDIAN, SaidBy.PERSON, TODAY) == (asked.stands.value, asked.stands.said_by, asked.stands.since)


def test_it_is_sealed_and_the_audit_does_not_hold_the_answer(here):
    everybody, ada = here
    [kept] = record(everybody.helen, answer(ada))
    row = AuditRow.objects.get(action="record.characteristics")
    assert INDIAN.encode() not in bytes(kept.sealed)
    assert {"of": ["ethnicity"], "people": 1} == row.detail
    assert ada.pk == row.person_id


def test_not_asked_and_would_rather_not_say_are_two_things(here):
    everybody, ada = here
    ethnicity = CHARACTERISTICS["ethnicity"]
    assert "No data: Undeclared or not known" == ethnicity.cell(stands(ada))
    record(everybody.ada, answer(ada, value=PREFERS_NOT_TO_SAY))
    assert "No data: Refused" == ethnicity.cell(stands(ada))


def test_a_change_leaves_what_was_true_before(here):
    everybody, ada = here
    record(everybody.helen, answer(ada, "dementia", "No", since=date(2026, 1, 5)))
    record(everybody.helen, answer(ada, "dementia", "Yes", since=date(2026, 3, 2)))
    assert ["No", "Yes"] == [stands(ada, "dementia", on) for on in (date(2026, 3, 1), date(2026, 3, 2))]


def test_a_correction_was_never_otherwise_and_what_it_corrects_is_kept(here):
    everybody, ada = here
    record(everybody.helen, answer(ada, since=date(2026, 1, 5)))
    record(everybody.ada, answer(ada, value=PAKISTANI, corrects=True))
    assert PAKISTANI == stands(ada, on=date(2026, 1, 5))
    assert 2 == Content.objects.filter(person=ada, kind="ethnicity").count()


def test_nothing_stands_before_it_holds(here):
    everybody, ada = here
    record(everybody.ada, answer(ada))
    assert stands(ada, on=TODAY - timedelta(days=1)) is None


@pytest.mark.parametrize(
    ("key", "value", "since"),
    [
        ("shoe_size", "9", TODAY),
        ("ethnicity", "indian", TODAY),
        ("ethnicity", "", TODAY),
        ("ethnicity", INDIAN, TODAY + timedelta(days=1)),
    ],
)
def test_it_refuses_what_is_no_answer(here, key, value, since):
    everybody, ada = here
    with pytest.raises(NotAnAnswer):
        record(everybody.helen, answer(ada, key, value, since=since))


def test_each_sees_what_their_work_needs_and_no_more(here):
    everybody, ada = here
    care = ["gender", "support_reason", "dementia", "autism", "sight", "hearing"]
    assert list(CHARACTERISTICS) == seen_by(everybody.ada, ada)
    assert care == seen_by(everybody.grace, ada)
    assert care == seen_by(everybody.olu, ada)
    assert list(CHARACTERISTICS) == seen_by(everybody.helen, ada)


def test_another_provider_sees_nothing(here):
    everybody, ada = here
    with pytest.raises(NotFound):
        access_about(by=everybody.sam, at=NOW, on=TODAY, person_id=ada.pk)


def test_who_may_read_a_plan_may_not_write_down_a_diagnosis(here):
    everybody, ada = here
    for user in (everybody.grace, everybody.olu, everybody.maya):
        with pytest.raises(NotPermitted):
            record(user, answer(ada, "dementia", "Yes"))


def test_a_social_worker_without_a_relationship_is_refused(here):
    everybody, _ = here
    wilf = register(everybody, "Wilf Okafor")
    with pytest.raises(NotFound):
        record(everybody.helen, answer(wilf))


def test_money_is_written_down_by_who_looks_after_money(here):
    everybody, ada = here
    relate(ada, "commissioner", organisation=everybody.council)
    with pytest.raises(NotFound):
        record(everybody.helen, answer(ada, "funding", "Fully social care funded"))
    record(everybody.fay, answer(ada, "funding", "Fully social care funded"))
    assert "Fully social care funded" == stands(ada, "funding")
    assert ["funding"] == seen_by(everybody.fay, ada)


def test_the_persons_copy_holds_their_answers_in_words(here):
    everybody, ada = here
    record(everybody.ada, answer(ada))
    copy = export_person(by=None, at=NOW, on=TODAY, person_id=ada.pk, reason="subject_access")
    [about] = copy["about"]
    assert ("Ethnicity", INDIAN, "person") == (about["what"], about["answer"], about["said_by"])
    assert [] == copy["text"]["ethnic group, work and kind of home"]


def test_what_was_disposed_of_is_neither_read_nor_written(here):
    everybody, ada = here
    record(everybody.ada, answer(ada))
    ContentKey.objects.filter(person=ada).update(wrapped=None)
    assert stands(ada) is None
    with pytest.raises(RecordDisposed):
        record(None, answer(ada))


def test_every_question_has_a_list_in_the_specification_and_a_class_of_its_own_kind():
    specification = shipped_specification()
    for each in CHARACTERISTICS.values():
        assert {each.not_known, each.refused} <= set(specification.lists[each.field].values)
        assert each.answers(specification)
        assert each.data_class == KINDS[each.key]


@given(st.sampled_from(sorted(CHARACTERISTICS)), st.text())
def test_only_what_stands_in_a_list_is_an_answer_and_only_that_reaches_the_return(key, text):
    characteristic = CHARACTERISTICS[key]
    listed = shipped_specification().lists[characteristic.field].values
    assert may_be_answered(characteristic, text) == (
        text == PREFERS_NOT_TO_SAY
        or (text in listed and (text != characteristic.refused or text == "Unknown"))
    )
    assert all(characteristic.cell(value) in listed for value in (None, PREFERS_NOT_TO_SAY, *listed))


@pytest.mark.parametrize(
    ("value", "group"),
    [
        (INDIAN, "Asian or Asian British"),
        ("White: Irish", "White"),
        ("No data: Refused", None),
        (PREFERS_NOT_TO_SAY, None),
    ],
)
def test_an_ethnicity_belongs_to_a_group_of_the_census(value, group):
    assert group == ethnic_group(value)


def test_wrote_it_keeps_the_day_it_was_written(here):
    everybody, ada = here
    [kept] = record(everybody.helen, answer(ada))
    assert NOW == kept.written_at
