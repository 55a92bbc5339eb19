"""An XmR chart as one of the pictures of a result."""

from __future__ import annotations

from dataclasses import dataclass

from kith.core.spc import Chart
from kith.core.spc_chart import draw
from kith.core.spc_words import Write, plain_number, sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesPicture:
    """A series week by week, with its limits."""

    title: str
    chart: Chart
    write: Write = plain_number

    def sentence(self) -> str:
        """What the chart shows."""
        return sentence(self.chart, write=self.write)

    def svg(self, identity: str) -> str:
        """The chart as one SVG element."""
        return draw(self.chart, title=self.title, identity=identity, write=self.write)
