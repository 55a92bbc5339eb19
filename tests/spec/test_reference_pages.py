"""Pages that are written from the rules: each must say what the rules say now.

Run this file to write them again: `python -m tests.spec.test_reference_pages`.
"""

import tomllib
from pathlib import Path

import pytest

from kith.core.payment_models import PAYMENT_MODELS
from kith.core.reference import payment_models_page, states_page, verification_page
from kith.core.verification_policy import VERIFICATION_POLICIES

HERE = Path(__file__).resolve().parent
REFERENCE = HERE.parents[1] / "docs" / "reference"
CASES = tomllib.loads((HERE / "payment_models.toml").read_text(encoding="utf-8"))["case"]
PAGES = {
    "payment-models.md": payment_models_page(PAYMENT_MODELS, CASES),
    "states.md": states_page(),
    "verification.md": verification_page(VERIFICATION_POLICIES),
}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_fresh(name: str) -> None:
    assert PAGES[name] == (REFERENCE / name).read_text(encoding="utf-8"), (
        "The page is stale. Write it again: python -m tests.spec.test_reference_pages"
    )


if __name__ == "__main__":
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(page, encoding="utf-8")
