"""Compiles the C++ core while the package is built: nothing but Python and a C++ compiler is needed.

The compiler is `$CXX`, else `c++`, `g++` or `clang++` from the path, else the one inside the `ziglang`
package. When the sources have not changed since the last build, nothing is compiled.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "core"
SUFFIX = {"darwin": ".dylib", "win32": ".dll"}.get(sys.platform, ".so")
LIBRARY = HERE / "kith_optimiser" / f"_core{SUFFIX}"
DIGEST = LIBRARY.with_name("_core.digest")

FLAGS = ["-std=c++17", "-O3", "-shared", "-fPIC", "-fvisibility=hidden", "-pthread", "-DNDEBUG"]
EXACT = ["-ffp-contract=off"]  # the same floating point everywhere, so the same plan for a seed


class NoCompiler(RuntimeError):
    """There is nothing to compile the core with."""


class CompileCore(BuildHookInterface[Any]):
    """The build hook of the wheel, the editable install among them."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Leaves an up-to-date library beside the Python modules and names the platform it is for."""
        compile_core()
        platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{platform}"


def compile_core(library: Path = LIBRARY, extra: tuple[str, ...] = ()) -> bool:
    """Compiles the core unless the library is up to date; True when it did. Raises `NoCompiler`."""
    digest = _digest(extra)
    record = library.with_name(library.stem + ".digest")
    if library.exists() and record.exists() and record.read_text(encoding="ascii") == digest:
        return False
    sources = sorted(str(path) for path in SOURCES.glob("*.cpp"))
    unfinished = library.with_name(f".{library.name}.{os.getpid()}")
    command = [*compiler(), *FLAGS, *EXACT, *extra, *sources, "-o", str(unfinished)]
    try:
        subprocess.run(command, check=True)  # noqa: S603  (our own sources, the chosen compiler)
        unfinished.replace(library)
    finally:
        unfinished.unlink(missing_ok=True)
    record.write_text(digest, encoding="ascii")
    return True


def compiler() -> list[str]:
    """The command that compiles C++ here. Raises `NoCompiler`."""
    chosen = os.environ.get("CXX")
    if chosen:
        return shlex.split(chosen)
    for name in ("c++", "g++", "clang++"):
        if shutil.which(name):
            return [name]
    if importlib.util.find_spec("ziglang"):
        return [sys.executable, "-m", "ziglang", "c++"]
    raise NoCompiler(
        "No C++ compiler was found: install g++ or clang++, or the Python package ziglang, and try again."
    )


def _digest(extra: tuple[str, ...]) -> str:
    hashed = hashlib.sha256(" ".join([*FLAGS, *EXACT, *extra, sysconfig.get_platform()]).encode())
    for path in sorted(SOURCES.glob("*")):
        hashed.update(path.name.encode())
        hashed.update(path.read_bytes())
    return hashed.hexdigest()
