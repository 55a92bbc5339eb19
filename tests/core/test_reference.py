from dataclasses import replace
from datetime import date

from kith.core.payment_models import PAYMENT_MODELS
from kith.core.reference import payment_models_page, verification_page
from kith.core.verification_policy import PILOT


def test_it_says_what_a_model_caps_and_leaves_out_what_was_never_printed() -> None:
    model = replace(PAYMENT_MODELS["option_5"], capped_at_commissioned=True, printed="")
    page = payment_models_page({model.key: model}, [])

    assert "5 minutes for each delivered visit and worker, capped at commissioned minutes." in page
    assert "As printed" not in page


def test_it_says_until_when_a_policy_holds() -> None:
    page = verification_page([replace(PILOT, until=date(2027, 4, 1), confirms_itself_despite=frozenset())])

    assert "For visits from 01/02/2020, until 01/04/2027." in page
    assert "waits for nobody: none." in page
