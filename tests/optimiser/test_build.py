"""How the core is compiled, and that it runs clean under the compiler's sanitizers."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

OPTIMISER = Path(__file__).resolve().parents[2] / "optimiser"
pytest.importorskip("hatchling", reason="the build back end is not installed")


@pytest.fixture(scope="module")
def build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("optimiser_build", OPTIMISER / "hatch_build.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_named_compiler_comes_first(build: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """`CXX` may hold a command with arguments."""
    monkeypatch.setenv("CXX", "ccache my-compiler")
    assert ["ccache", "my-compiler"] == build.compiler()


def test_without_a_compiler_it_says_what_to_install(
    build: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One sentence, before anything is half built."""
    monkeypatch.delenv("CXX", raising=False)
    monkeypatch.setattr(build.shutil, "which", lambda name: None)
    monkeypatch.setattr(build.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(build.NoCompiler, match="install g"):
        build.compiler()


def test_the_compiler_inside_ziglang_is_the_last_resort(
    build: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Python package can bring the compiler."""
    monkeypatch.delenv("CXX", raising=False)
    monkeypatch.setattr(build.shutil, "which", lambda name: None)
    monkeypatch.setattr(build.importlib.util, "find_spec", lambda name: object())
    assert [sys.executable, "-m", "ziglang", "c++"] == build.compiler()


def test_nothing_is_compiled_when_the_sources_are_unchanged(
    build: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The digest of sources, flags and platform decides."""
    commands: list[list[str]] = []

    def pretend(command: list[str], *, check: bool) -> None:
        commands.append(command)
        Path(command[-1]).write_bytes(b"library")

    monkeypatch.setattr(build.subprocess, "run", pretend)
    monkeypatch.setenv("CXX", "cc")
    library = tmp_path / "_core.so"
    assert [True, False] == [build.compile_core(library), build.compile_core(library)]
    assert [True, False] == [build.compile_core(library, ("-g",)), build.compile_core(library, ("-g",))]
    assert 2 == len(commands)


@pytest.mark.slow
def test_the_core_runs_clean_under_address_and_undefined_behaviour_sanitizers(
    build: ModuleType, tmp_path: Path
) -> None:
    """The fuzz tests again, on a core that stops at the first bad access or undefined step."""
    runtimes = [_runtime(build, name) for name in ("libasan.so", "libubsan.so")]
    library = tmp_path / "_core.so"
    build.compile_core(library, ("-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-g", "-O1"))
    environment = os.environ | {
        "KITH_OPTIMISER_CORE": str(library),
        "LD_PRELOAD": " ".join(runtimes),
        "ASAN_OPTIONS": "detect_leaks=0",
    }
    tests = [
        str(Path(__file__).with_name(name)) for name in ("test_core_against_python.py", "test_insert.py")
    ]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=OPTIMISER.parent)
    assert 0 == ran.returncode, ran.stdout[-3000:] + ran.stderr[-3000:]


def _runtime(build: ModuleType, name: str) -> str:
    asked = subprocess.run([*build.compiler(), f"-print-file-name={name}"], capture_output=True, text=True)
    path = asked.stdout.strip()
    if not Path(path).is_absolute():
        pytest.skip(f"the compiler has no {name}")
    return path
