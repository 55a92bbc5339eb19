"""The text of other people's tabular files: any encoding, any line ending, and quotation marks gone wrong."""

import codecs
import io
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

CHUNK_BYTES = 65_536
LONGEST_LINE = 100_000
MOST_QUOTED_LINES = 100
FEWEST_TELLING_CELLS = 3  # a line of an address may well hold two commas

Report = Callable[[str, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Lines, each with its ending, read as they are asked for, and the encoding they turned out to have."""

    encoding: str
    lines: Iterator[str]


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    # Some exports are UTF-8 with a few cells pasted in from Windows: those bytes are read as Windows wrote
    # them, and no byte stops the file.
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", errors="replace"), error.end


codecs.register_error("kith_cp1252", _as_cp1252)


def open_text(source: bytes | BinaryIO) -> Text:
    """The lines of a file. A stream is read once, forwards, and is left for its owner to close."""
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    sample = stream.read(CHUNK_BYTES)
    encoding = sniff_encoding(sample)
    chunks = chain([sample], iter(lambda: stream.read(CHUNK_BYTES), b""), [b""])
    return Text(encoding=encoding, lines=_lines(chunks, encoding))


def _lines(chunks: Iterable[bytes], encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8" if encoding == "cp1252" else encoding)(
        errors="replace" if encoding.startswith("utf-16") else "kith_cp1252"
    )
    any_ending = io.IncrementalNewlineDecoder(decoder, translate=True)
    rest = ""
    for chunk in chunks:
        *whole, rest = (rest + any_ending.decode(chunk, final=not chunk)).split("\n")
        for line in whole:
            yield line + "\n"
        rest = rest[: LONGEST_LINE + 1]  # enough to know that it is too long, and no more held in memory
    if rest:
        yield rest


def sniff_encoding(sample: bytes) -> str:
    """The encoding of a file that starts like this: UTF-8 or UTF-16, with its mark or without, or cp1252."""
    if sample.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) > len(sample) // 4:
        return "utf-16-le" if odd > even else "utf-16-be"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)  # a character cut off at the end is no error
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def mend(lines: Iterator[str], delimiter: str, report: Report, *, width: int = 0) -> Iterator[str]:
    """The lines, without what would swallow the rest of the file.

    A line too long to be a row is left out. A quotation mark that does not close within a hundred lines loses
    its meaning on its own line, and the lines after it are read as they stand; so does one that opens in a
    line of as many cells as the header's ``width`` and would swallow another such line. All are reported, by
    a code and a sentence.
    """
    ends_open = _open_ending(delimiter)
    source = _without_long_lines(lines, report)
    waiting: deque[str] = deque()
    while line := waiting.popleft() if waiting else next(source, ""):
        if '"' not in line or not ends_open(line):
            yield line
            continue
        quoted, size, is_open = [line], len(line), True
        if not waiting and (following := next(source, "")):
            waiting.append(following)
        swallows = bool(waiting) and all(_is_whole(each, delimiter, width) for each in (line, waiting[0]))
        while is_open and not swallows and len(quoted) < MOST_QUOTED_LINES and size < LONGEST_LINE:
            further = waiting.popleft() if waiting else next(source, "")
            if not further:
                break
            quoted.append(further)
            size += len(further)
            is_open = ends_open('"' + further)  # inside a quotation is as if one had just opened
        if not is_open and size < LONGEST_LINE:
            yield from quoted
        else:
            report(
                "open_quotation", "A quotation mark opens here and never closes. It was read as if absent."
            )
            yield line.replace('"', "")
            waiting.extendleft(reversed(quoted[1:]))


def _is_whole(line: str, delimiter: str, width: int) -> bool:
    """Whether a line is a row of so many cells, if no quotation mark had a meaning."""
    return width > FEWEST_TELLING_CELLS and line.count(delimiter) + 1 == width


def _open_ending(delimiter: str) -> Callable[[str], bool]:
    """A test of whether a line ends inside a quotation. As in `csv`, one opens only where a cell starts."""
    apart = re.escape(delimiter)
    quotation = r'(?:[^"]++|"")*+'
    cell = rf'(?:"{quotation}"[^{apart}]*+|[^"{apart}][^{apart}]*+|)'
    pattern = re.compile(rf'(?:{cell}{apart})*+"{quotation}')
    return lambda line: pattern.fullmatch(line) is not None


def _without_long_lines(lines: Iterator[str], report: Report) -> Iterator[str]:
    for line in lines:
        if len(line) > LONGEST_LINE:
            report("line_too_long", f"This line has more than {LONGEST_LINE:,} characters and was left out.")
            yield "\n"  # so that the rows after it keep their numbers
        else:
            yield line
