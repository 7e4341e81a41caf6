"""Records of a CSV or TSV file, one broken line at a time. Called by the readers of tables.

Python's csv knows RFC 4180; what it does not survive is kept from it here: a quote that never ends, a line without
end, NUL bytes. Whatever is wrong becomes a Finding and the lines after it are read on.
"""

import csv
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import islice, zip_longest
from typing import TextIO

from voice_skill.linking.errors import FormatUnknown
from voice_skill.linking.formats.headers import (
    DELIMITERS,
    MOST_LINES_BEFORE,
    IsHeader,
    column_name,
    find_header,
    says_something,
)
from voice_skill.linking.formats.opening import OpenedFeed
from voice_skill.linking.rows import Finding, Level

MAX_RECORD_CHARACTERS = 1_000_000
MOST_COLUMNS = 2_000
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TOLD_DELIMITER = re.compile(r'"?sep=([^\w\s"]|\t)"?\s*', re.IGNORECASE)  # Excel's own first line
# How spreadsheets keep the zeros before a number: '000123 and ="000123".
_KEPT_NUMBER = re.compile(r"""['’](?=[+-]?\d[\d.,\s-]*$)|="([^"]*)"$""")

# Python's 131,072 are fewer than a description with a picture in it has; records are bounded here.
csv.field_size_limit(MAX_RECORD_CHARACTERS)


@dataclass(frozen=True, slots=True)
class Record:
    """One record: `number` counted from 1 without the header, its cells beside the header's names in lower case."""

    number: int
    names: tuple[str, ...]
    cells: list[str]

    @property
    def values(self) -> dict[str, str]:
        """The cells that are not empty; of columns of one name the first."""
        values: dict[str, str] = {}
        for name, cell in zip(self.names, self.cells, strict=True):
            if cell:
                values.setdefault(name, cell)
        return values


def header_names(head: bytes, is_header: IsHeader | None = None) -> frozenset[str]:
    """The column names at the head of a table in lower case; none when it is not a table."""
    try:
        table = Table(StringIO(head.decode(errors="replace"), newline=""), is_header)
    except FormatUnknown:
        return frozenset()
    return frozenset(map(column_name, table.columns))


def read_table(opened: OpenedFeed, is_header: IsHeader | None = None) -> Iterator["Record | Finding"]:
    with opened.text() as stream:
        yield from Table(stream, is_header).records()


class Table:
    """The header as it is written, and the records after it. Raises FormatUnknown where there is no header.

    is_header: finds the header among the first lines; without it, it is the first line of several cells."""

    def __init__(self, stream: TextIO, is_header: IsHeader | None = None) -> None:
        self._lines = _Lines(stream)
        self._before: list[str] = []
        self.columns: list[str] = self._header(is_header or (lambda names: False))
        self._names = tuple(map(column_name, self.columns))
        self._number = 0
        self._is_lost = False  # after a broken record, until one fits the header again

    def records(self) -> Iterator[Record | Finding]:
        if self._before:
            yield self._lines_before()
        while True:
            self._lines.begin()
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except _LineTooLong:
                most = f"{MAX_RECORD_CHARACTERS:,}"
                yield from self._broken("row_too_long", f"has more than {most} characters in one line; shorten it")
            except (csv.Error, _RecordTooLong):
                self._lines.take_back()
                advice = 'has a quote that is not closed or not doubled; write a quote inside quotes as ""'
                yield from self._broken("row_quotes_broken", advice)
            else:
                yield from self._record(cells) if any(cells) else ()

    def _header(self, is_header: IsHeader) -> list[str]:
        lines = self._lines.peek(MOST_LINES_BEFORE)
        start = next((at for at, line in enumerate(lines) if says_something(line)), 0)
        match = _TOLD_DELIMITER.fullmatch(lines[start]) if lines else None
        start += bool(match)
        at, delimiter = find_header(lines[start:], match[1] if match else DELIMITERS, is_header)
        self._before = list(filter(says_something, lines[start : start + at]))
        self._lines.skip(start + at)
        self._reader = csv.reader(self._lines, delimiter=delimiter, strict=True)
        try:
            columns = next(self._reader, [])
        except (csv.Error, _LineTooLong, _RecordTooLong):
            columns = []
        if not 2 <= len(columns) <= MOST_COLUMNS:
            raise FormatUnknown("its first line names no columns", "Put the names of the columns into the first line.")
        return columns

    def _lines_before(self) -> Finding:
        count = len(self._before)
        count_text = "One line stands" if count == 1 else f"{count} lines stand"
        message = f"{count_text} before the column names and {'was' if count == 1 else 'were'} skipped."
        start = _CONTROLS.sub(" ", self._before[0]).strip()[:100]
        return Finding(0, "", "", "lines_before_header", "suggestion", message, start)

    def _record(self, cells: list[str]) -> Iterator[Record | Finding]:
        column_count, given_count = len(self._names), len(cells)
        if (
            any(cells[column_count:])
            or given_count < min(column_count, 2)
            or (self._is_lost and given_count < column_count)
        ):
            yield from self._broken(
                "row_cells_wrong", f"has {given_count} cells and the header {column_count}; look for a quote"
            )
            return
        self._is_lost = False
        self._number += 1
        if given_count < column_count:
            missing = f"has {given_count} cells and the header {column_count}; the last ones were taken as empty"
            yield self._finding("row_cells_missing", "warning", missing)
        if self._lines.is_odd:
            cells = [_CONTROLS.sub(" ", cell) for cell in cells]
            advice = "has control characters in it, which became spaces"
            yield self._finding("control_characters", "warning", advice)
        whole = zip_longest(self._names, map(str.strip, cells[:column_count]), fillvalue="")
        yield Record(self._number, self._names, [_bare(cell) if cell[:1] in _KEEPERS else cell for _, cell in whole])

    def _broken(self, code: str, advice: str) -> Iterator[Finding]:
        """One finding for a broken record and for what it spills over the lines after it."""
        if not self._is_lost:
            self._number += 1
            yield self._finding(code, "error", advice)
        self._is_lost = code != "row_cells_wrong" or self._is_lost

    def _finding(self, code: str, level: Level, advice: str) -> Finding:
        start = _CONTROLS.sub(" ", self._lines.start).strip()[:100]
        return Finding(self._number, "", "", code, level, f"Line {self._lines.number} {advice}.", start)


# What the first letter of a number that a spreadsheet keeps can be; the empty cell is none.
_KEEPERS = frozenset("'’=")


def _bare(cell: str) -> str:
    """ "'000123" without the sign that keeps its zeros; "'70s poster" as it is."""
    match = _KEPT_NUMBER.match(cell)
    return (match[1] or cell[match.end() :]).strip() if match else cell


class _LineTooLong(Exception):
    pass


class _RecordTooLong(Exception):
    pass


class _Lines:
    """Lines for csv.reader, which may be taken back when a quote has swallowed them."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._back: deque[str] = deque()
        self._lines: list[str] = []
        self._size, self._lines_read = 0, 0
        self.start, self.is_odd = "", False
        self.number = 0  # of the line that the record begins with, from 1

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._next()
        if not line:
            raise StopIteration
        self._lines_read += 1
        if not self._lines:
            self.start, self.number = line[:200], self._lines_read
        if len(line) == MAX_RECORD_CHARACTERS and not line.endswith(("\n", "\r")):
            self._skip_line()
            raise _LineTooLong
        self._lines.append(line)
        self._size += len(line)
        if self._size > MAX_RECORD_CHARACTERS:
            raise _RecordTooLong
        if _CONTROLS.search(line):
            self.is_odd = True
        return line

    def peek(self, count: int) -> list[str]:
        """The next lines, which come again."""
        while len(self._back) < count and (line := self._stream.readline(MAX_RECORD_CHARACTERS)):
            self._back.append(line)
        return list(islice(self._back, count))

    def skip(self, count: int) -> None:
        for _ in range(count):
            self._back.popleft()
        self._lines_read += count

    def begin(self) -> None:
        self._lines, self._size, self.is_odd = [], 0, False

    def take_back(self) -> None:
        """Give all lines of this record again but the first."""
        again = self._lines[1:]
        self._back.extendleft(reversed(again))
        self._lines_read -= len(again)

    def _next(self) -> str:
        return self._back.popleft() if self._back else self._stream.readline(MAX_RECORD_CHARACTERS)

    def _skip_line(self) -> None:
        while more := self._next():
            if more.endswith(("\n", "\r")):
                return
