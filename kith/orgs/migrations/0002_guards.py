from django.db import migrations

from kith.orgs.guards import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("orgs", "0001_initial")]
    operations = [
        AppendOnly("orgs_auditrow"),
        AppendOnly("orgs_auditseal"),
        AppendOnly("orgs_outbox"),
        AppendOnly("orgs_policy"),
    ]
