"""Case-file audits. Who a file is about is held apart, and shown to the owner of its audit alone."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kith.insight.guards import OwnersRows, ReadersRows
from kith.orgs.facts import uuid7
from kith.orgs.guards import AppendOnly

TABLES = ("caseaudit", "casefile", "casesubject", "casetext", "casereader", "caseauditstep", "casescore")


def _to(model: str, **more: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, to=model, **{"related_name": "+", **more}
    )


def _id() -> tuple[str, models.Field[Any, Any]]:
    return ("id", models.BigAutoField(primary_key=True, serialize=False))


def _uuid() -> tuple[str, models.Field[Any, Any]]:
    return ("id", models.UUIDField(default=uuid7, editable=False, primary_key=True, serialize=False))


class Migration(migrations.Migration):
    """All seven tables hold facts."""

    dependencies = [
        ("insight", "0008_finding_council"),
        ("orgs", "0002_guards"),
        ("people", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="CaseAudit",
            fields=[
                ("recorded_at", models.DateTimeField()),
                _uuid(),
                ("title", models.CharField(max_length=80)),
                ("asked", models.CharField(max_length=300)),
                ("size", models.PositiveSmallIntegerField(help_text="how many files were asked for")),
                ("least", models.PositiveSmallIntegerField(help_text="of each stratum")),
                ("readers_each", models.PositiveSmallIntegerField(help_text="how many read each file")),
                (
                    "strata",
                    models.JSONField(
                        help_text="what files are sorted by, as insight.case_files.frame names it"
                    ),
                ),
                ("seed", models.CharField(max_length=40)),
                ("frame", models.JSONField(help_text="pseudonyms by stratum")),
                ("causes", models.JSONField(help_text="code and words of each cause that may be named")),
                ("by", _to(settings.AUTH_USER_MODEL, help_text="its owner")),
                ("council", _to("orgs.organisation")),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="CaseFile",
            fields=[
                ("recorded_at", models.DateTimeField()),
                _uuid(),
                ("number", models.PositiveSmallIntegerField()),
                ("stratum", models.CharField(max_length=60)),
                ("audit", _to("insight.caseaudit", related_name="cases")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["audit", "number"], name="case_file_number")]
            },
        ),
        migrations.CreateModel(
            name="CaseSubject",
            fields=[
                ("recorded_at", models.DateTimeField()),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="subject",
                        serialize=False,
                        to="insight.casefile",
                    ),
                ),
                ("person", _to("people.person")),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="CaseText",
            fields=[
                ("recorded_at", models.DateTimeField()),
                _id(),
                ("approved", models.BooleanField()),
                ("by", _to(settings.AUTH_USER_MODEL)),
                ("case", _to("insight.casefile", related_name="texts")),
                ("content", _to("people.content")),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="CaseReader",
            fields=[
                ("recorded_at", models.DateTimeField()),
                _id(),
                (
                    "profession",
                    models.CharField(
                        choices=[
                            ("social_worker", "Social worker"),
                            ("therapist", "Occupational therapist"),
                            ("worker", "Care worker"),
                            ("nurse", "Nurse"),
                            ("manager", "Manager"),
                            ("other", "Other"),
                        ],
                        max_length=15,
                    ),
                ),
                ("audit", _to("insight.caseaudit", related_name="readers")),
                ("by", _to(settings.AUTH_USER_MODEL)),
                ("user", _to(settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["audit", "user"], name="case_reader_once")]
            },
        ),
        migrations.CreateModel(
            name="CaseAuditStep",
            fields=[
                ("recorded_at", models.DateTimeField()),
                _id(),
                (
                    "step",
                    models.CharField(
                        choices=[("opened", "Opened"), ("closed", "Closed"), ("finished", "Finished")],
                        max_length=10,
                    ),
                ),
                (
                    "result",
                    models.JSONField(
                        default=dict, help_text="as insight.diagnosis.stored writes it, once finished"
                    ),
                ),
                ("audit", _to("insight.caseaudit", related_name="steps")),
                ("by", _to(settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["audit", "step"], name="case_audit_step_once")
                ]
            },
        ),
        migrations.CreateModel(
            name="CaseScore",
            fields=[
                ("recorded_at", models.DateTimeField()),
                _id(),
                (
                    "agreed",
                    models.BooleanField(default=False, help_text="after the blind reading, for everybody"),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("ideal", "Ideal"),
                            ("less_than_ideal", "Less than ideal"),
                            ("cannot_tell", "Cannot tell"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "enough_minutes",
                    models.PositiveIntegerField(null=True, help_text="a week, that might have been enough"),
                ),
                ("causes", models.JSONField(default=list, help_text="codes of the audit's causes")),
                ("case", _to("insight.casefile", related_name="scores")),
                ("note", _to("people.content", null=True)),
                ("reader", _to("insight.casereader", related_name="scores")),
            ],
            options={"indexes": [models.Index(fields=["case", "reader"], name="case_score_reader")]},
        ),
        *(AppendOnly(f"insight_{table}") for table in TABLES),
        OwnersRows("insight_casesubject"),
        ReadersRows("insight_casetext"),
        ReadersRows("insight_casescore"),
    ]
