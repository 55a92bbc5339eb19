from __future__ import annotations

import json

import pytest

from kith.core.errors import NotFound, NotPermitted
from kith.orgs.models import AuditRow
from kith.orgs.roles import DATA_CLASSES
from kith.people.actions_circle import NewMember, add_to_circle
from kith.people.actions_content import write_content
from kith.people.actions_link import link
from kith.people.queries_export import ExportWithoutReason, export_person
from tests.factories import NOW, TODAY, cast
from tests.people.neighbours import choose, register, relate

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    everybody = cast()
    ada = register(everybody, nhs_number="9990000018", user=everybody.ada)
    wilf = register(everybody, "Wilf Okafor")
    relate(ada, "rota", user=everybody.grace)
    add_to_circle(
        by=None, at=NOW, person_id=ada.pk, new=NewMember(member_id=wilf.pk, kind="husband", is_carer=True)
    )
    first = write_content(by=everybody.grace, at=NOW, person_id=ada.pk, kind="note", text="Ate half.")
    write_content(
        by=everybody.grace, at=NOW, person_id=ada.pk, kind="note", text="Ate it all.", supersedes_id=first.pk
    )
    choose(ada, 5, "family", True, cast=everybody)
    return everybody, ada


def export(everybody, ada, **more):
    return export_person(
        by=everybody.pru, at=NOW, on=TODAY, person_id=ada.pk, reason="subject_access", **more
    )


def test_it_holds_every_class_of_data_and_what_was_corrected(here):
    copy = export(*here)
    assert list(DATA_CLASSES.values()) == list(copy["text"])
    assert ["Ate half.", "Ate it all."] == [piece["text"] for piece in copy["text"]["daily notes"]]


def test_it_holds_numbers_homes_circle_choices_and_who_may_see(here):
    copy = export(*here)
    [record] = copy["records"]
    assert "9990000018" == record["numbers"][0]["value"]
    assert "Mill Road" == record["homes"][0]["household__street"]
    assert [("Wilf Okafor", "husband", True)] == [
        (one["name"], one["kind"], one["is_carer"]) for one in copy["circle"]
    ]
    assert [("daily notes", "family", True)] == [
        (one["what"], one["with"], one["shared"]) for one in copy["shared"]
    ]
    assert {"Aireford City Council", "Ada", "Grace"} == {one["who"] for one in copy["who_may_see"]}


def test_it_holds_who_looked(here):
    assert ("Grace", "added to daily notes") in {
        (look["who"], look["did"]) for look in export(*here)["who_looked"]
    }


def test_it_is_json_and_says_that_it_was_made(here):
    json.dumps(export(*here))
    row = AuditRow.objects.get(action="export.person")
    assert ("subject_access", here[1].pk) == (row.reason, row.person_id)


def test_rooms_above_add_their_part(here):
    everybody, ada = here
    copy = export(everybody, ada, parts={"visits": lambda ids: [{"people": len(ids)}]})
    assert [{"people": 1}] == copy["visits"]


def test_linked_records_go_together(here):
    everybody, ada = here
    other = register(everybody, "Ada Okafor")
    link(by=everybody.bea, at=NOW, person_id=ada.pk, same_as_id=other.pk, reason="same_person")
    assert {str(ada.pk), str(other.pk)} == {record["id"] for record in export(everybody, ada)["records"]}


def test_it_takes_a_reason_and_the_right(here):
    everybody, ada = here
    with pytest.raises(ExportWithoutReason):
        export_person(by=everybody.pru, at=NOW, on=TODAY, person_id=ada.pk, reason=" ")
    with pytest.raises(NotPermitted):
        export_person(by=everybody.olu, at=NOW, on=TODAY, person_id=ada.pk, reason="curious")
    with pytest.raises(NotFound):  # a social worker exports only whom they are allocated
        export_person(by=everybody.helen, at=NOW, on=TODAY, person_id=ada.pk, reason="subject_access")
