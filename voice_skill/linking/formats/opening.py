"""Opening a feed: what it is packed in, which letters it is written in, and its text. Called by read_feed.

Nothing here trusts a name or a header: sizes are counted while unpacking, never believed.
"""

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, TextIO, cast
from zipfile import BadZipFile

from voice_skill.linking.errors import FeedUnreadable
from voice_skill.linking.formats import archives
from voice_skill.linking.rows import Finding

MAX_SIZE_BYTES = 256 * 1024 * 1024
MAX_UNPACKED_BYTES = 1024 * 1024 * 1024
# Repetitive catalogues pack 20 to 60 times smaller, bombs 1,000 times. Small feeds may pack as they like.
MAX_RATIO = 200
MIN_RATIO_BYTES = 16 * 1024 * 1024
HEAD_CHARACTERS = 65_536
_CHUNK_BYTES = 1 << 20
_GZIP, _ZIP, _OLD_EXCEL = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"

_DECLARED = re.compile(rb"""\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([\w.:-]{1,40})""")
_MARKS = [
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
# What browsers read where these are declared, a superset each. Source: WHATWG Encoding Standard, section 4.2.
_MEANT = {"iso8859-1": "cp1252", "ascii": "utf-8", "shift_jis": "cp932", "gb2312": "gb18030", "euc_kr": "cp949"}
_KNOWN = re.compile(r"utf-8|iso8859-\d+|cp\d+|euc_\w+|iso2022_jp|gbk|gb18030|big5\w*|koi8-\w|mac-roman|johab")
_SURROGATES = re.compile("[\udc80-\udcff]")
_ASCII = bytes(range(128))
_SIGNS = re.compile(rb"[\x00-\x3f]+")  # no encoding writes a letter's last byte so, but for GB 18030's rarest
# What feeds that are neither UTF-8 nor declared are written in, each in its widest form, and what merchants call it.
_GUESSED = {
    "cp1252": "Windows-1252", "cp1250": "Windows-1250", "cp1251": "Windows-1251", "cp1253": "Windows-1253",
    "cp1254": "Windows-1254", "iso8859-2": "ISO-8859-2", "koi8-r": "KOI8-R", "cp932": "Shift-JIS",
    "euc_jis_2004": "EUC-JP", "gb18030": "GB 18030", "big5hkscs": "Big5", "cp949": "EUC-KR",
}  # fmt: skip
_ENOUGH_BYTES = 24  # of words that differ; with fewer a few accents of Windows-1252 were taken for Polish or Russian
_SAMPLE_BYTES = 1 << 16
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True)
class OpenedFeed:
    """A feed that can be unpacked and decoded, checked once from end to end; or a folder of files.

    head: how it begins, at most 65,536 characters in UTF-8 without a byte order mark; empty for a folder.
    encoding: a codec of Python's. member: which file of a zip. findings: what was odd about the file as a whole.
    """

    path: Path
    encoding: str = "utf-8"
    head: bytes = b""
    packing: str = ""
    member: str = ""
    findings: tuple[Finding, ...] = field(default=())

    @property
    def is_folder(self) -> bool:
        return self.path.is_dir()

    def text(self) -> TextIO:
        """All of it from the start, line ends as they are; to be closed by the caller. Raises FeedUnreadable."""
        packed = _unpacked(self.path, self.packing, self.member)
        return io.TextIOWrapper(cast(BinaryIO, packed), encoding=self.encoding, errors="replace", newline="")

    def chunks(self, characters: int = 1 << 18) -> Iterator[str]:
        with self.text() as stream:
            while chunk := stream.read(characters):
                yield chunk


def open_feed(path: Path, is_feed: Callable[[bytes], bool] = bool) -> OpenedFeed:
    """Find out how to read a file of any packing and encoding; raises FeedUnreadable.

    is_feed: chooses among the files of a zip by how they begin."""
    if path.is_dir():
        return OpenedFeed(path)
    packing, member = _packing(path, is_feed)
    with closing(_unpacked(path, packing, member)) as packed:
        start = packed.peek(_CHUNK_BYTES)
        _refuse_packed(start)
        encoding = _encoding(start)
        encoding, findings = _surveyed(packed, encoding)
    opened = OpenedFeed(path, encoding, b"", packing, member, findings)
    return OpenedFeed(path, encoding, _head(opened), packing, member, findings)


def _packing(path: Path, is_feed: Callable[[bytes], bool]) -> tuple[str, str]:
    """The packing of the file, and the file of a zip that is the feed."""
    try:
        if path.stat().st_size > MAX_SIZE_BYTES:
            raise FeedUnreadable(f"is larger than {MAX_SIZE_BYTES >> 20} MB; pack it, or leave out what nobody buys")
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as error:
        raise FeedUnreadable(f"cannot be opened: {error.strerror}") from error
    if start.startswith(_OLD_EXCEL):
        raise FeedUnreadable("is an old Excel workbook; save it as CSV")
    if start.startswith(_ZIP):
        return "zip", archives.feed_member(path, lambda member: is_feed(_beginning(path, member)))
    return ("gzip" if start.startswith(_GZIP) else ""), ""


def _beginning(path: Path, member: str) -> bytes:
    """The beginning of a file in a zip, in UTF-8."""
    with closing(_unpacked(path, "zip", member)) as packed:
        start = packed.peek(_CHUNK_BYTES)[:HEAD_CHARACTERS]
    return start.decode(_encoding(start), errors="replace").encode()


def _unpacked(path: Path, packing: str, member: str) -> io.BufferedReader:
    try:
        if packing == "zip":
            inner = archives.open_member(path, member)
        elif packing == "gzip":
            inner = cast(BinaryIO, gzip.GzipFile(path))
        else:
            inner = path.open("rb")
    except (OSError, BadZipFile) as error:
        raise FeedUnreadable(f"cannot be opened: {error}") from error
    return io.BufferedReader(_Counted(inner, path.stat().st_size if packing else None), _CHUNK_BYTES)


class _Counted(io.RawIOBase):
    """A stream that ends in FeedUnreadable when it is broken, or unpacks to more than anybody's catalogue."""

    def __init__(self, inner: BinaryIO, packed_bytes: int | None) -> None:
        self._inner, self._size_bytes = inner, 0
        self._most = MAX_UNPACKED_BYTES
        if packed_bytes is not None:
            self._most = min(self._most, max(MIN_RATIO_BYTES, packed_bytes * MAX_RATIO))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        try:
            content = self._inner.read(len(buffer))
        except (OSError, EOFError, zlib.error, BadZipFile, RuntimeError, NotImplementedError) as error:
            raise FeedUnreadable(f"is broken or cut off inside its packing: {error}") from error
        self._size_bytes += len(content)
        if self._size_bytes > self._most:
            raise FeedUnreadable(f"unpacks to more than {self._most >> 20} MB, which no catalogue of its size does")
        buffer[: len(content)] = content
        return len(content)

    def close(self) -> None:
        self._inner.close()
        super().close()


def _refuse_packed(start: bytes) -> None:
    if not start:
        raise FeedUnreadable("is empty")
    if start.startswith((_GZIP, _ZIP)):
        raise FeedUnreadable("is packed twice; pack it once")


def _encoding(start: bytes) -> str:
    """By its byte order mark, else by the zeros of UTF-16, else by what XML declares, else UTF-8 for now."""
    for mark, codec in _MARKS:
        if start.startswith(mark):
            return codec
    even, odd = start[:4096:2].count(0), start[1:4096:2].count(0)
    half = len(start[:4096]) // 2
    if odd > 0.4 * half > even * 4:
        return "utf-16-le"
    if even > 0.4 * half > odd * 4:
        return "utf-16-be"
    declared = _DECLARED.match(start)
    return _codec(declared[1].decode("ascii")) if declared else "utf-8"


def _codec(name: str) -> str:
    try:
        codec = codecs.lookup(name).name
    except LookupError:
        codec = ""
    if codec.startswith("utf-16"):  # declared, but the bytes are not: programs write it from what they have in memory
        return "utf-8"
    codec = _MEANT.get(codec, codec)
    if not _KNOWN.fullmatch(codec):
        raise FeedUnreadable(f"declares the encoding {name}, which is not known here; save it as UTF-8")
    return codec


def _surveyed(packed: io.BufferedReader, encoding: str) -> tuple[str, tuple[Finding, ...]]:
    """The encoding that the whole file bears out, and what to tell about it."""
    is_utf8 = encoding.startswith("utf-8")
    decoder = codecs.getincrementaldecoder(encoding)("surrogateescape" if is_utf8 else "replace")
    broken = right = 0
    sample = b""
    while chunk := packed.read(_CHUNK_BYTES):
        text = decoder.decode(chunk)
        if not text.isascii():
            wrong = len(_SURROGATES.findall(text)) if is_utf8 else text.count("\ufffd")
            broken += wrong
            right += len(chunk.translate(None, _ASCII)) - wrong
            if wrong and len(sample) < _SAMPLE_BYTES:
                sample += _lines_with_letters(chunk)[:_SAMPLE_BYTES]
    broken += len(decoder.decode(b"", final=True))
    if not broken:
        return encoding, ()
    # Other letters hardly ever make up a right UTF-8 sequence, so more right than wrong means a damaged UTF-8.
    if is_utf8 and right <= broken:
        guess = _guessed_encoding(sample)
        advice = f"is not UTF-8; it was read as {_GUESSED[guess]}, so look at accents and signs, or save it as UTF-8"
        return guess, (Finding(0, "", "", "encoding_guessed", "warning", f"The feed {advice}."),)
    advice = f"has {broken} bytes that are not {encoding.upper()}; each became \ufffd"
    return encoding, (Finding(0, "", "", "encoding_broken", "warning", f"The feed {advice}."),)


def _lines_with_letters(chunk: bytes) -> bytes:
    """The lines that are not ASCII, each once: what else a feed holds says nothing about its encoding."""
    return b"".join(dict.fromkeys(line for line in chunk.splitlines(keepends=True) if not line.isascii()))


def _guessed_encoding(sample: bytes) -> str:
    """By chardet, where the words are enough to go by; else Windows-1252."""
    words = {word for word in _SIGNS.split(sample) if not word.isascii()}
    if sum(len(word.translate(None, _ASCII)) for word in words) < _ENOUGH_BYTES:
        return "cp1252"
    import chardet  # a tenth of a second, which few feeds need

    return chardet.detect(sample, include_encodings=_GUESSED, compat_names=False)["encoding"] or "cp1252"


def _head(opened: OpenedFeed) -> bytes:
    with opened.text() as stream:
        head = stream.read(HEAD_CHARACTERS)
    # A NUL here and there is a merchant's mistake; so many control characters are a picture or a program.
    if len(_CONTROLS.findall(head)) > len(head) // 10:
        raise FeedUnreadable("is not text; give a feed as XML, JSON, CSV or TSV")
    return head.encode()
