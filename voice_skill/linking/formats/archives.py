"""Picks the file of a zip that is the feed. Called by opening."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from voice_skill.linking.errors import FeedUnreadable

# So many are looked into, and so many may there be.
MOST_MEMBERS = 50
MOST_FILES = 1_000
# Room for so many names of eighty characters. Python makes an object of each, and reads all of them whenever it opens
# the zip, however many the zip says that it has.
MAX_DIRECTORY_BYTES = 128 * 1024
_IS_ENCRYPTED = 0x1
_END, _END_64 = b"PK\x05\x06", b"PK\x06\x07"


def feed_member(path: Path, is_feed: Callable[[str], bool]) -> str:
    """The name of the one file that is a feed. Raises FeedUnreadable."""
    members = _members(path)
    if any(member.filename == "[Content_Types].xml" for member in members):
        raise FeedUnreadable("is an Excel workbook; save it as CSV")
    names = [member.filename for member in members if not _is_aside(member)]
    if not names:
        raise FeedUnreadable("is a zip without a file in it")
    if len(names) == 1:
        return names[0]
    feeds = [name for name in names[:MOST_MEMBERS] if is_feed(name)]
    if len(feeds) != 1:
        listing = ", ".join((feeds or names)[:3])
        raise FeedUnreadable(f"is a zip of {len(names)} files of which {len(feeds)} are feeds ({listing}); pack one")
    return feeds[0]


def open_member(path: Path, name: str) -> BinaryIO:
    with ZipFile(path) as archive:
        member = archive.getinfo(name)
        if member.flag_bits & _IS_ENCRYPTED:
            raise FeedUnreadable("is a zip with a password; pack it without")
        if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise FeedUnreadable("is a zip packed in an unusual way; pack it with deflate")
        return cast(BinaryIO, archive.open(member))  # keeps the file open on its own


def _members(path: Path) -> list[ZipInfo]:
    _refuse_crowded(path)
    try:
        with ZipFile(path) as archive:
            return archive.infolist()
    except (BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise FeedUnreadable(f"is a broken or cut-off zip: {error}") from error


def _refuse_crowded(path: Path) -> None:
    """Before Python reads the directory: its size stands in the last record (PKWARE APPNOTE 4.3.16). Whatever may be
    taken for that record counts, since a comment may hold another one."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 66_000))
        tail = file.read()
    records = [tail[match.start() :] for match in re.finditer(re.escape(_END), tail)]
    files = max((int.from_bytes(record[10:12], "little") for record in records), default=0)
    size_bytes = max((int.from_bytes(record[12:16], "little") for record in records), default=0)
    if files > MOST_FILES or size_bytes > MAX_DIRECTORY_BYTES or _END_64 in tail:
        raise FeedUnreadable("is a zip of far too many files; pack the feed alone")


def _is_aside(member: ZipInfo) -> bool:
    """Folders, and what macOS and others put beside."""
    parts = member.filename.split("/")
    return member.is_dir() or parts[0] == "__MACOSX" or parts[-1].startswith(".")
