"""`just golden` runs these tests with an option that rewrites what they compare with."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden-rewrite", action="store_true", help="rewrite the golden month")
