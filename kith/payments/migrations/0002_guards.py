"""Lines, totals, steps and claims stay as written; who pays, who is paid and who cares for the person see them."""

from django.db import migrations

from kith.orgs.guards import ORGANISATION, AppendOnly, PersonRows

FACTS = ("claim", "payrunstep", "paymentline", "paymenttotal")


class OwnMoney(PersonRows):
    """A provider keeps sight of what it was paid after its relationship with the person has ended."""

    def seen(self) -> str:
        """As for any row about a person, or as the provider that is paid."""
        return f'{super().seen()} OR "{self.table}".provider_id = {ORGANISATION}'


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("payments", "0001_initial"), ("people", "0002_guards")]
    operations = [
        *(AppendOnly(f"payments_{name}") for name in FACTS),
        OwnMoney("payments_paymentline"),
        OwnMoney("payments_paymenttotal"),
        OwnMoney(
            "payments_claim",
            '(SELECT v.person_id FROM rota_visit v WHERE v.id = "payments_claim".visit_id)',
        ),
    ]
