"""What the database itself refuses in this room: changing facts, and showing people to who has no relationship."""

from django.db import migrations

from kith.orgs.guards import AppendOnly, PersonRows, RelationshipRows
from kith.people.guards import EitherPersonRows, PeopleRows


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("people", "0001_initial"), ("orgs", "0002_guards")]
    operations = [
        AppendOnly("people_content"),
        AppendOnly("people_personlink"),
        AppendOnly("people_sharingchoice"),
        PeopleRows(),
        RelationshipRows("people_relationship"),
        PersonRows("people_residence"),
        PersonRows("people_identifier"),
        PersonRows("people_sharingchoice"),
        PersonRows("people_contentkey"),
        PersonRows("people_content"),
        PersonRows("people_searchkey"),
        EitherPersonRows("people_circlemember", "person_id", "member_id"),
        EitherPersonRows("people_personlink", "person_id", "same_as_id"),
    ]
