"""Where things stand on a page: bar widths, places on the rota.

The security policy allows no ``style`` attribute, so geometry is custom properties in one nonced
``<style>`` in the head. Templates ask for a class with ``{% geometry at=… %}`` while the body is rendered;
``render_page`` then puts the rules where ``MARK`` stands.
"""

from __future__ import annotations

MARK = "/*geometry*/"


class Geometry:
    """The rules one page has asked for. The same numbers share a class."""

    def __init__(self) -> None:
        self._classes: dict[str, str] = {}

    def css_class(self, **properties: float | str) -> str:
        """A class that sets these custom properties, such as ``at=30, d=45``."""
        body = ";".join([f"--{name}:{_number(value)}" for name, value in properties.items()])
        return self._classes.setdefault(body, f"x{len(self._classes)}")

    def css(self) -> str:
        """All rules, for the head of the page."""
        return "".join(f".{name}{{{body}}}" for body, name in self._classes.items())


def _number(value: float | str) -> str:
    """A plain number: what a template hands over must not be able to close the rule."""
    if type(value) is int and -10_000 < value < 10_000:
        return str(value)
    return f"{float(value):.4g}".rstrip(".") if abs(float(value)) < 1e4 else f"{float(value):.0f}"
