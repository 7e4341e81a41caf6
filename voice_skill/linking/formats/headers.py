"""Finding the line of a table that names its columns. Called by tables.

Templates have their instructions above it (Meta's begins with "# Required | …"), reports their title."""

import csv
from collections.abc import Callable, Sequence

DELIMITERS = "\t,;|"
# So many lines are looked at, each up to so many characters.
MOST_LINES_BEFORE = 20
_LONGEST_HEADER = 65_536

# Whether these names, in lower case, are the header of a format.
IsHeader = Callable[[frozenset[str]], bool]


def column_name(column: str) -> str:
    """ " Image  Link" is "image link"."""
    return " ".join(column.replace("\ufeff", "").split()).lower()


def find_header(lines: Sequence[str], delimiters: str, is_header: IsHeader) -> tuple[int, str]:
    """The header's place among the lines, and what separates its cells.

    It is the first line with the names that are looked for, else the first one that has several cells."""
    for at, line in enumerate(lines):
        for delimiter in sorted(filter(line.count, delimiters), key=line.count, reverse=True):
            if is_header(frozenset(map(column_name, _cells(line, delimiter)))):
                return at, delimiter
    at = next((at for at, line in enumerate(lines) if _may_be_header(line, delimiters)), 0)
    return at, max(delimiters, key=lines[at].count) if lines else delimiters[0]


def says_something(line: str) -> bool:
    """True if there is more in it than separators."""
    return bool(line.strip('\ufeff \t\r\n,;|"'))


def _may_be_header(line: str, delimiters: str) -> bool:
    """A record that goes on in the next line may be one as well."""
    cells = _cells(line, max(delimiters, key=line.count))
    return says_something(line) and (not cells or len(list(filter(str.strip, cells))) > 1)


def _cells(line: str, delimiter: str) -> list[str]:
    """None where the line is not a whole record."""
    if len(line) > _LONGEST_HEADER:
        return []
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return []
