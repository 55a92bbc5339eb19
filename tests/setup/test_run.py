"""`./run`, up to the point where it would fetch anything."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def checkout(folder: Path) -> Path:
    """A copy of what `run` looks at before it needs a network."""
    shutil.copy(ROOT / "run", folder / "run")
    shutil.copytree(ROOT / "requirements", folder / "requirements")
    (folder / "frontend").mkdir()
    (folder / "optimiser").mkdir()
    for name in ("pyproject.toml", "hatch_build.py"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def tool(folder: Path, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def machine(folder: Path, *, python: str) -> dict[str, str]:
    """A machine with the usual small tools and one Python, which answers as told."""
    for name in ("sh", "cat", "cksum", "dirname", "env", "find", "flock", "rm", "sort", "uname"):
        found = shutil.which(name)
        assert found, name
        (folder / name).symlink_to(found)
    tool(folder, "python3", python)
    tool(folder, "npm", "exit 0")
    tool(folder, "g++", "exit 0")
    return {"PATH": str(folder), "HOME": str(folder)}


def start(folder: Path, *arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    shell = shutil.which("dash") or "/bin/sh"
    return subprocess.run(
        [shell, str(folder / "run"), *arguments], env=env, capture_output=True, text=True, timeout=60
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a clone").mkdir()
    return checkout(tmp_path / "a clone")


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    (tmp_path / "tools").mkdir()
    return tmp_path / "tools"


@pytest.mark.parametrize("shell", ["sh", "dash", "bash"])
def test_it_is_plain_posix_shell(shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} on this machine")
    done = subprocess.run([shell, "-n", str(ROOT / "run")], capture_output=True, text=True)
    assert ("", 0) == (done.stderr, done.returncode)


def test_alone_it_says_what_it_can_do(folder: Path) -> None:
    done = start(folder, env=dict(os.environ))
    assert 0 == done.returncode
    for command in ("./run demo", "./run test", "./run kith"):
        assert command in done.stdout


def test_it_refuses_a_word_it_does_not_know(folder: Path) -> None:
    done = start(folder, "dmeo", env=dict(os.environ))
    assert 2 == done.returncode
    assert "./run demo" in done.stderr


def test_an_old_python_is_told_in_one_sentence(folder: Path, tools: Path) -> None:
    env = machine(tools, python='[ "$1" = --version ] && echo "Python 3.9.2" && exit 0; exit 1')
    done = start(folder, "test", env=env)
    assert 1 == done.returncode
    assert "Python 3.11 or newer is needed; found: Python 3.9.2" in done.stderr
    assert not (folder / ".venv").exists()


def test_a_missing_venv_module_is_told_with_its_remedy(folder: Path, tools: Path) -> None:
    env = machine(tools, python='[ "$1" = -c ] && exit 0; mkdir -p .venv; exit 1')
    done = start(folder, "test", env=env)
    assert 1 == done.returncode
    assert "apt install python3-venv" in done.stderr
    assert not (folder / ".venv").exists()


def test_a_folder_that_cannot_be_written_to_is_told_in_one_sentence(folder: Path, tools: Path) -> None:
    (folder / ".run.lock").mkdir()  # stands for a read-only folder, which root would write to all the same
    done = start(folder, "test", env=machine(tools, python="exit 0"))
    assert 1 == done.returncode
    assert "cannot be written to" in done.stderr


def test_a_failing_installer_leaves_nothing_that_looks_ready(folder: Path, tools: Path) -> None:
    fake = 'mkdir -p .venv/bin; printf "#!/bin/sh\\nexit 1\\n" >.venv/bin/python; chmod +x .venv/bin/python'
    done = start(
        folder, "test", env=machine(tools, python=f'PATH=/usr/bin:/bin; [ "$1" = -c ] && exit 0; {fake}')
    )
    assert 1 == done.returncode
    assert "is the network there?" in done.stderr
    assert not (folder / ".venv" / "locked").exists()
    assert not (folder / ".venv" / "ready").exists()
