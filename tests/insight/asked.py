"""All measures and payment models over a folder of facts, printed: what a test asks of another process.

python -m tests.insight.asked duckdb FOLDER
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from kith.core.payment_models import PAYMENT_MODELS
from kith.insight.columnar import costs
from kith.insight.engines import answers, opened
from kith.insight.levels import at_every_level
from kith.insight.measures import MEASURES


def everything(address: str, folder: Path) -> str:
    """Every answer of the engine at an address, as JSON."""
    with opened(address, folder) as ask:
        found = {
            "measures": answers(MEASURES.values(), ask),
            "levels": at_every_level(MEASURES.values(), ask, (("hollin", "leeds"), ("quarry", "leeds"))),
            "costs": costs([*PAYMENT_MODELS.values()], ask),
        }
    return json.dumps(found, default=str)


if __name__ == "__main__":
    print(everything(sys.argv[1], Path(sys.argv[2])))
