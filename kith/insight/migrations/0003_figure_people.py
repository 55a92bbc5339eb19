"""How many people a figure is about: by that small numbers are withheld."""

from django.db import migrations, models

from kith.orgs.guards import AppendOnly


class Migration(migrations.Migration):
    """Figures from before are about nobody, and so withheld until the next snapshot."""

    dependencies = [("insight", "0002_guards")]
    operations = [
        migrations.AddField(
            model_name="figure",
            name="people",
            field=models.BigIntegerField(default=0, help_text="how many people it is about"),
        ),
        AppendOnly("insight_figure"),  # SQLite rebuilds the table, without its triggers
    ]
