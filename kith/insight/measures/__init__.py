"""Measures: one file each. A file here is a measure on every page, chart, download and reference page."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from kith.insight.measure import Measure


def _found() -> dict[str, Measure]:
    measures = [import_module(f"{__name__}.{module.name}").MEASURE for module in iter_modules(__path__)]
    return {measure.key: measure for measure in sorted(measures, key=lambda measure: measure.order)}


MEASURES = MappingProxyType(_found())
