"""Whose people an analysis is about, where several councils share an installation."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Analyses from before are of everybody. A column that may be null rebuilds no table and drops no guard."""

    dependencies = [("insight", "0007_defined_measures"), ("orgs", "0002_guards")]
    operations = [
        migrations.AddField(
            model_name="finding",
            name="council",
            field=models.ForeignKey(
                help_text="whose people it is about",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orgs.organisation",
            ),
        )
    ]
