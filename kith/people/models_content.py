"""Names, addresses, notes and photographs: encrypted under a key per person.

Forgetting somebody is destroying their key.
"""

from __future__ import annotations

from django.db import models

from kith.orgs.facts import Fact, uuid7


class ContentKey(models.Model):
    """A person's key, wrapped by the installation's key. Destroying it needs a reason and a second person."""

    person = models.OneToOneField(
        "people.Person", models.PROTECT, primary_key=True, related_name="content_key"
    )
    wrapped = models.BinaryField(null=True, help_text="empty once destroyed")
    destroyed_at = models.DateTimeField(null=True)
    destroyed_by = models.ForeignKey("orgs.User", models.PROTECT, null=True, related_name="+")
    second_person = models.ForeignKey("orgs.User", models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=60, blank=True)


class Content(Fact):
    """One piece of text about a person. A correction is a newer piece that names the one it supersedes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="contents")
    kind = models.CharField(max_length=30, help_text="a row of content_kinds.py")
    data_class = models.PositiveSmallIntegerField(help_text="see orgs/roles_table.py")
    sealed = models.BinaryField(help_text="nonce and AES-GCM ciphertext")
    written_at = models.DateTimeField(help_text="when it was written, perhaps on a phone without signal")
    by = models.ForeignKey("orgs.User", models.PROTECT, null=True, related_name="+")
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, related_name="superseded_by")

    class Meta:
        """Read by person, kind and age."""

        indexes = (models.Index(fields=["person", "kind", "written_at"], name="content_person_kind"),)


class SearchKey(models.Model):
    """A folded name, nickname, trigram or number tail by which a person can be found.

    ``key`` is a keyed hash, so that the table alone tells nobody a name.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="search_keys")
    key = models.BinaryField(max_length=16)

    class Meta:
        """A key stands once for each person; the constraint is also the index that searches use."""

        constraints = (models.UniqueConstraint(fields=["key", "person"], name="search_key_once"),)
