from django.core.management import call_command
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def create_cache(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    call_command("createcachetable", "kith_cache", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    """The table behind Django's cache in production: tries that are counted, codes that were used once."""

    dependencies = [("orgs", "0002_guards")]
    operations = [migrations.RunPython(create_cache, migrations.RunPython.noop)]
