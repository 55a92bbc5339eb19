"""``kith manage makemessages``: Django's own, which also finds what rules say and what data calls things."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.commands.makemessages import Command as MakeMessages

import kith
from kith.core.payment_models import PAYMENT_MODELS
from kith.core.service_types import SERVICE_TYPES
from kith.insight.measures import MEASURES
from kith.orgs.roles import DATA_CLASSES, ROLES


class Command(MakeMessages):
    """Collects every text for translators. It needs the gettext tools."""

    xgettext_options = [*MakeMessages.xgettext_options, "--keyword=say", "--keyword=phrase"]  # noqa: RUF012

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the texts of data into a file of the package for as long as it takes to collect them."""
        listed = Path(kith.__file__).parent / "web" / "texts_of_data.py"
        calls = "".join(f"gettext_noop({text!r})\n" for text in sorted(set(texts_of_data())))
        listed.write_text(f"from django.utils.translation import gettext_noop\n\n{calls}", encoding="utf-8")
        try:
            super().handle(*args, **options)
        finally:
            listed.unlink()


def texts_of_data() -> Iterator[str]:
    """What measures, payment models, roles and kinds of service are called and say on pages."""
    for measure in MEASURES.values():
        yield from (measure.title, measure.question, measure.numerator, measure.denominator)
        yield from (measure.owner, measure.source)
    for model in PAYMENT_MODELS.values():
        yield from (model.name, model.says, *(part.name for part in model.parts))
    for role in ROLES.values():
        yield from (role.name, role.words)
    yield from DATA_CLASSES.values()
    yield from (kind.name for kind in SERVICE_TYPES.values())
