"""Case-file audits: a sample drawn once, each file without names, and what its readers said of it.

Who a file is about is held apart from it, in ``CaseSubject``, which only the audit's owner may open. What is
written in a file or said of it is content of the person it is about, under their key.
"""

from __future__ import annotations

from django.db import models

from kith.orgs.facts import Fact, uuid7

LONGEST_TITLE, LONGEST_QUESTION, LONGEST_NOTE = 80, 300, 600


class CaseAudit(Fact):
    """A question about many people's care, and the sample of files read to answer it.

    ``frame`` holds everybody who could have been drawn, by stratum, as pseudonyms: with the seed it repeats
    the draw.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    council = models.ForeignKey("orgs.Organisation", models.PROTECT, related_name="+")
    title = models.CharField(max_length=LONGEST_TITLE)
    asked = models.CharField(max_length=LONGEST_QUESTION)
    size = models.PositiveSmallIntegerField(help_text="how many files were asked for")
    least = models.PositiveSmallIntegerField(help_text="of each stratum")
    readers_each = models.PositiveSmallIntegerField(help_text="how many read each file")
    strata = models.JSONField(help_text="what files are sorted by, as insight.case_files.frame names it")
    seed = models.CharField(max_length=40)
    frame = models.JSONField(help_text="pseudonyms by stratum")
    causes = models.JSONField(help_text="code and words of each cause that may be named")
    by = models.ForeignKey("orgs.User", models.PROTECT, related_name="+", help_text="its owner")


class CaseFile(Fact):
    """One file drawn, known to its readers by its number alone."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    audit = models.ForeignKey(CaseAudit, models.PROTECT, related_name="cases")
    number = models.PositiveSmallIntegerField()
    stratum = models.CharField(max_length=60)

    class Meta:
        """A number names one file of an audit."""

        constraints = (models.UniqueConstraint(fields=["audit", "number"], name="case_file_number"),)


class CaseSubject(Fact):
    """Who a file is about."""

    case = models.OneToOneField(CaseFile, models.PROTECT, primary_key=True, related_name="subject")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")


class CaseText(Fact):
    """A file as its readers see it; the newest holds. Until its owner has approved one, nobody reads it."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(CaseFile, models.PROTECT, related_name="texts")
    content = models.ForeignKey("people.Content", models.PROTECT, related_name="+")
    approved = models.BooleanField()
    by = models.ForeignKey("orgs.User", models.PROTECT, related_name="+")


class CaseReader(Fact):
    """Somebody was asked to read files of an audit, as a member of a profession."""

    class Profession(models.TextChoices):
        """From whose point of view a file is read."""

        SOCIAL_WORKER = "social_worker", "Social worker"
        THERAPIST = "therapist", "Occupational therapist"
        WORKER = "worker", "Care worker"
        NURSE = "nurse", "Nurse"
        MANAGER = "manager", "Manager"
        OTHER = "other", "Other"

    id = models.BigAutoField(primary_key=True)
    audit = models.ForeignKey(CaseAudit, models.PROTECT, related_name="readers")
    user = models.ForeignKey("orgs.User", models.PROTECT, related_name="+")
    profession = models.CharField(max_length=15, choices=Profession)
    by = models.ForeignKey("orgs.User", models.PROTECT, related_name="+")

    class Meta:
        """Asked once, in one profession."""

        constraints = (models.UniqueConstraint(fields=["audit", "user"], name="case_reader_once"),)


class CaseAuditStep(Fact):
    """An audit went a step further; it never goes back."""

    class Step(models.TextChoices):
        """Reading begins; readers see what others said; the result stands."""

        OPENED = "opened", "Opened"
        CLOSED = "closed", "Closed"
        FINISHED = "finished", "Finished"

    id = models.BigAutoField(primary_key=True)
    audit = models.ForeignKey(CaseAudit, models.PROTECT, related_name="steps")
    step = models.CharField(max_length=10, choices=Step)
    result = models.JSONField(default=dict, help_text="as insight.diagnosis.stored writes it, once finished")
    by = models.ForeignKey("orgs.User", models.PROTECT, related_name="+")

    class Meta:
        """Each step is taken once."""

        constraints = (models.UniqueConstraint(fields=["audit", "step"], name="case_audit_step_once"),)


class CaseScore(Fact):
    """What one reader said of one file; their newest holds. ``agreed`` was said for all its readers."""

    class Verdict(models.TextChoices):
        """Whether the care was what it might have been."""

        IDEAL = "ideal", "Ideal"
        LESS = "less_than_ideal", "Less than ideal"
        CANNOT_TELL = "cannot_tell", "Cannot tell"

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(CaseFile, models.PROTECT, related_name="scores")
    reader = models.ForeignKey(CaseReader, models.PROTECT, related_name="scores")
    agreed = models.BooleanField(default=False, help_text="after the blind reading, for everybody")
    verdict = models.CharField(max_length=16, choices=Verdict)
    enough_minutes = models.PositiveIntegerField(null=True, help_text="a week, that might have been enough")
    causes = models.JSONField(default=list, help_text="codes of the audit's causes")
    note = models.ForeignKey("people.Content", models.PROTECT, null=True, related_name="+")

    class Meta:
        """Read one audit's scores, oldest first."""

        indexes = (models.Index(fields=["case", "reader"], name="case_score_reader"),)
