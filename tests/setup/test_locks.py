"""What is fetched is pinned by its hash, and nothing committed names where it is fetched from."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))


def committed_files() -> list[str]:
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        pytest.skip("not a git checkout")
    return done.stdout.splitlines()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_names_no_host(lock: Path) -> None:
    assert [] == re.findall(r"^.*(?:://|--index|--find-links).*$", lock.read_text(), re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_locked_package_has_a_version_and_a_hash(lock: Path) -> None:
    packages = re.split(r"\n(?=\S)", lock.read_text().strip())
    assert packages
    for package in packages:
        assert "==" in package.splitlines()[0]
        assert "--hash=sha256:" in package


def test_every_direct_dependency_is_locked() -> None:
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = pyproject["dependency-groups"]
    wanted = [*pyproject["project"]["dependencies"], *groups["test"], *groups["build"]]
    locked = set(
        re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements" / "main.lock").read_text(), re.MULTILINE)
    )
    names = {re.split(r"[\[<>=~ ]", requirement)[0].lower() for requirement in wanted}
    assert set() == names - locked - {"kith-optimiser"}


def test_every_dependency_carries_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    listed = text.split("dependencies = [\n")[1].split("\n]")[0].splitlines()
    assert [] == [line for line in listed if "#" not in line]


def test_the_front_end_lock_names_no_registry() -> None:
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text())
    assert [] == [name for name, package in lock["packages"].items() if "resolved" in package]
    assert [] == [name for name, package in lock["packages"].items() if name and "integrity" not in package]


def test_the_front_end_packages_are_exact_versions() -> None:
    wanted = json.loads((ROOT / "frontend" / "package.json").read_text())["dependencies"]
    assert [] == [name for name, version in wanted.items() if not re.fullmatch(r"[\d.]+", version)]


def test_nothing_that_is_built_or_fetched_is_committed() -> None:
    built = re.compile(r"(^|/)(vendor|node_modules|\.venv)/|\.so$|^uv\.lock$|\.woff2$|\.min\.(js|css)$")
    assert [] == [path for path in committed_files() if built.search(path)]
