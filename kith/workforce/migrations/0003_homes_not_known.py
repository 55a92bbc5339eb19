"""A worker's home may be not known: those that stood in the middle of England are not known from here on."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Q

MIDDLE_OF_ENGLAND = {"home_lat": 52.5625, "home_lon": -1.4656}


def forget_made_up_homes(apps: StateApps, _schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    made_up = apps.get_model("workforce", "Worker").objects.filter(home_postcode="", **MIDDLE_OF_ENGLAND)
    made_up.update(home_lat=None, home_lon=None)


class Migration(migrations.Migration):

    dependencies = [("workforce", "0002_guards")]
    operations = [
        migrations.AlterField("worker", "home_postcode", models.CharField(blank=True, max_length=8)),
        migrations.AlterField(
            "worker",
            "home_lat",
            models.FloatField(null=True, blank=True, help_text="empty where their home is not known"),
        ),
        migrations.AlterField("worker", "home_lon", models.FloatField(null=True, blank=True)),
        migrations.AddConstraint(
            "worker",
            models.CheckConstraint(
                condition=Q(home_lat__isnull=True, home_lon__isnull=True)
                | Q(home_lat__isnull=False, home_lon__isnull=False),
                name="worker_home_is_a_place",
            ),
        ),
        migrations.RunPython(forget_made_up_homes, migrations.RunPython.noop),
    ]
