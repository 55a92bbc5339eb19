"""``kith manage makemessages``: Django's own, which also finds what rules say and what data calls things."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.commands.makemessages import Command as MakeMessages

import kith
from kith.core.errors import Refused
from kith.core.payment_models import PAYMENT_MODELS
from kith.core.service_types import SERVICE_TYPES
from kith.core.states import CHANGES, Kind
from kith.insight.defined.vocabulary import texts_of_vocabulary
from kith.insight.measures import MEASURES
from kith.orgs.roles import DATA_CLASSES, FUNCTIONS, ROLES
from kith.people.characteristics import CHARACTERISTICS


class Command(MakeMessages):
    """Collects every text for translators. It needs the gettext tools."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the texts of data into a file of the package for as long as it takes to collect them."""
        self.xgettext_options = [
            *MakeMessages.xgettext_options,
            *(f"--keyword={each}" for each in keywords()),
        ]
        listed = Path(kith.__file__).parent / "web" / "texts_of_data.py"
        calls = "".join(f"gettext_noop({text!r})\n" for text in sorted(set(texts_of_data())))
        listed.write_text(f"from django.utils.translation import gettext_noop\n\n{calls}", encoding="utf-8")
        try:
            super().handle(*args, **options)
        finally:
            listed.unlink()


def keywords() -> Iterator[str]:
    """What marks a text: `say`, `phrase` and each refusal by its name; a bad cell gives its reason first."""
    import_module(settings.ROOT_URLCONF)  # the doors, and with them every room
    yield from ("say", "phrase", "BadCell:2")
    yield from sorted({each.__name__ for each in _refusals(Refused)} - {"BadCell"})


def _refusals(kind: type[Refused]) -> Iterator[type[Refused]]:
    yield kind
    for each in kind.__subclasses__():
        yield from _refusals(each)


def texts_of_data() -> Iterator[str]:
    """What measures, payment models, roles, states and kinds of service are called and say on pages."""
    for measure in MEASURES.values():
        yield from (measure.title, measure.question, measure.numerator, measure.denominator)
        yield from (measure.owner, measure.source)
    yield from texts_of_vocabulary()
    for model in PAYMENT_MODELS.values():
        yield from (model.name, model.says, *(part.name for part in model.parts))
    for role in ROLES.values():
        yield from (role.name, role.words)
    yield from (*DATA_CLASSES.values(), *FUNCTIONS.values())
    yield from (*(kind.words for kind in Kind), *(change.to for change in CHANGES))
    yield from (kind.name for kind in SERVICE_TYPES.values())
    for each in CHARACTERISTICS.values():
        yield from each.answers()
