"""The package's build hook: the pages' files are built before anything is packed or installed."""

import sys
import tomllib
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))

from frontend import build as frontend  # noqa: E402  (found only once the root is on the path)


class FrontendHook(BuildHookInterface[Any]):
    """Runs for editable installs, wheels and source archives alike; each carries the built files."""

    def dependencies(self) -> list[str]:
        if frontend.is_fresh() or frontend.has_npm():
            return []
        pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text())
        return list(pyproject["dependency-groups"]["node"])

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        frontend.build()
