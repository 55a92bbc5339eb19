"""The how-to is followed to the letter: the payment model it adds can be paid by."""

import re
from pathlib import Path

from kith.core.payment_definitions import read_models
from kith.core.payment_models import VisitMinutes, price_visit
from kith.core.verification import Outcome

HOW_TO = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "add-a-payment-model.md"


def test_the_model_of_the_how_to_pays_what_it_says() -> None:
    block = re.search(r"```toml\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), re.DOTALL)
    assert block is not None
    (model,) = read_models(block[1]).values()
    half_hour = VisitMinutes(
        commissioned_minutes=30,
        invoiced_minutes=30,
        rostered_minutes=30,
        actual_minutes=20,
        outcome=Outcome.DELIVERED,
    )
    # Thirty rostered minutes at £18.00 an hour and twenty at the door at £6.00: £9.00 and £2.00.
    assert [30 * 1800, 20 * 600] == [
        part.pence_minutes for part in price_visit(model, model.rates, half_hour)
    ]
