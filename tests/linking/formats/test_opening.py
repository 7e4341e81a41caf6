"""Feeds in any packing and any letters, and packings that nobody may open."""

import gzip
import io
import time
import zipfile
from collections.abc import Callable

import pytest

from tests.linking.formats.conftest import ReadFeed
from tests.linking.formats.samples import GOOGLE_ATOM, GOOGLE_RSS, GOOGLE_TSV
from voice_skill.linking.errors import FeedUnreadable
from voice_skill.linking.formats import archives, opening


def zipped(method: int = zipfile.ZIP_DEFLATED, **files: str | bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


WORKBOOK = zipped(**{"[Content_Types].xml": "<x/>", "xl/sheet.xml": "<x/>"})


PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "plain": bytes,
    "gzip": gzip.compress,
    "zip": lambda content: zipped(feed_txt=content),
    "zip, stored": lambda content: zipped(zipfile.ZIP_STORED, feed_txt=content),
}
ENCODINGS = {
    "utf-8": str.encode,
    "utf-8 with mark": lambda text: text.encode("utf-8-sig"),
    "utf-16 with mark": lambda text: text.encode("utf-16"),
    "utf-16-le": lambda text: text.encode("utf-16-le"),
    "utf-16-be": lambda text: text.encode("utf-16-be"),
    "utf-32 with mark": lambda text: text.encode("utf-32"),
}


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("content", [GOOGLE_TSV, GOOGLE_RSS, GOOGLE_ATOM], ids=["tsv", "rss", "atom"])
def test_every_packing_and_encoding_says_the_same(read: ReadFeed, content: str, encoding: str, packing: str) -> None:
    feed = read(PACKINGS[packing](ENCODINGS[encoding](content)))

    assert feed.findings == []
    assert feed.row("MUG-B").values["title"].startswith("Café Mug")


@pytest.mark.parametrize(
    ("encoding", "title"),
    [("iso-8859-1", "Café – Mug"), ("windows-1252", "Café – Mug"), ("shift_jis", "青いマグ"), ("koi8-r", "Синяя")],
)
def test_xml_may_declare_its_encoding(read: ReadFeed, encoding: str, title: str) -> None:
    content = GOOGLE_RSS.replace("utf-8", encoding, 1).replace("é", "e").replace("Cafe Mug, red", title)
    # Whoever declares iso-8859-1 means windows-1252, which alone has a dash.
    written = "cp1252" if encoding == "iso-8859-1" else encoding

    feed = read(content.encode(written))

    assert (feed.findings, feed.row("MUG-R").values["title"]) == ([], title)


def test_an_encoding_that_nobody_knows_is_refused(read: ReadFeed) -> None:
    with pytest.raises(FeedUnreadable, match="declares the encoding klingon"):
        read(GOOGLE_RSS.replace("utf-8", "klingon", 1))


def test_windows_letters_are_read_with_a_warning(read: ReadFeed) -> None:
    feed = read(GOOGLE_TSV.encode("cp1252"))

    assert feed.codes == [(0, "encoding_guessed", "warning")]
    assert "was read as Windows-1252" in feed.findings[0].message
    assert feed.row("MUG-R").values["title"] == "Café Mug red"


POLISH = (
    *("Kubek żółty", "Świeca o zapachu łąki", "Źródlana woda", "Ręcznik kąpielowy", "Młynek, dąb", "Pościel różowa"),
    *("Łyżka drewniana", "Książka dla dzieci", "Półka ścienna", "Ciężki koc", "Gładki stół"),
)
NAMES = {
    "cp1251": ("Кружка синяя", "Свеча с лавандой", "Деревянная ложка", "Чай зелёный"),
    "cp1250": POLISH,
    "cp1252": ("Tasse à café émaillée", "Théière dorée", "Crème brûlée, moule", "Écharpe légère", "Bougie « forêt »"),
    "iso8859-2": POLISH,
    "shift_jis": ("青いマグカップ", "ろうそく ラベンダー", "木のスプーン", "緑茶 煎茶"),
    "euc_jp": ("青いマグカップ", "ろうそく ラベンダー", "木のスプーン", "緑茶 煎茶"),
    "gb18030": ("蓝色马克杯", "薰衣草蜡烛", "真皮钱包", "不锈钢保温杯"),
    "cp949": ("파란 머그컵", "라벤더 양초", "나무 숟가락", "목욕 수건"),
}


@pytest.mark.parametrize("repeated", [1, 300])
@pytest.mark.parametrize("encoding", NAMES)
def test_other_letters_are_recognized_with_a_warning(read: ReadFeed, encoding: str, repeated: int) -> None:
    names = NAMES[encoding]
    titles = {f"{number}-{time}": name for time in range(repeated) for number, name in enumerate(names)}
    lines = (f"{sku}\t{title}\t5 EUR\n" for sku, title in titles.items())

    feed = read(f"id\ttitle\tprice\n{''.join(lines)}".encode(encoding))

    assert feed.codes == [(0, "encoding_guessed", "warning")]
    assert {row.id: row.values["title"] for row in feed.rows} == titles


@pytest.mark.parametrize("title", ["Café Mug", "Søstrene", "Città", "Één", "Mug – blue", "Tarte à la crème"])
def test_a_few_accents_are_those_of_windows(read: ReadFeed, title: str) -> None:
    feed = read(f"id\ttitle\tprice\nx\t{title}\t5 EUR\n".encode("cp1252"))

    assert feed.row("x").values["title"] == title


def test_a_few_broken_bytes_do_not_make_a_feed_another_encoding(read: ReadFeed) -> None:
    lines = "".join(f"{number}\tCafé\t5 EUR\n" for number in range(50)).encode()

    feed = read(b"id\ttitle\tprice\n" + lines + b"x\tCaf\xe9\t5 EUR\n")

    assert feed.codes == [(0, "encoding_broken", "warning")]
    assert "1 bytes" in feed.findings[0].message
    assert (feed.row("7").values["title"], feed.row("x").values["title"]) == ("Café", "Caf\ufffd")


def test_of_several_files_in_a_zip_the_feed_is_read(read: ReadFeed) -> None:
    feed = read(zipped(readme_txt="Made by hand", feed_data=GOOGLE_TSV, __MACOSX="x"))

    assert (feed.format, len(feed.rows)) == ("google_table", 2)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (gzip.compress(b"", mtime=0), "is empty"),
        (gzip.compress(GOOGLE_TSV.encode(), mtime=0)[:-20], "broken or cut off inside its packing"),
        (b"\x1f\x8b" + b"x" * 100, "broken or cut off inside its packing"),
        (zipped(feed_txt=GOOGLE_TSV)[:-30], "broken or cut-off zip"),
        (gzip.compress(gzip.compress(GOOGLE_TSV.encode(), mtime=0), mtime=0), "packed twice"),
        (zipped(inner_zip=zipped(feed_txt=GOOGLE_TSV)), "packed twice"),
        (zipped(a_txt=GOOGLE_TSV, b_txt=GOOGLE_TSV), "zip of 2 files of which 2 are feeds"),
        (zipped(a_txt="hello", b_txt="world"), "zip of 2 files of which 0 are feeds"),
        (zipped(zipfile.ZIP_LZMA, feed_txt=GOOGLE_TSV), "packed in an unusual way"),
        (WORKBOOK, "Excel workbook"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 500, "old Excel workbook"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "is not text"),
    ],
)
def test_what_cannot_be_unpacked_is_told(read: ReadFeed, content: bytes, why: str) -> None:
    with pytest.raises(FeedUnreadable, match=why):
        read(content)


def test_a_password_is_told(read: ReadFeed) -> None:
    packed = bytearray(zipped(feed_txt=GOOGLE_TSV))
    packed[packed.index(b"PK\x01\x02") + 8] |= 1

    with pytest.raises(FeedUnreadable, match="password"):
        read(bytes(packed))


@pytest.mark.parametrize("packing", ["gzip", "zip"])
def test_a_bomb_is_refused_before_it_is_big(read: ReadFeed, packing: str) -> None:
    bomb = PACKINGS[packing](b"id,title,price\n" + b"0" * (64 << 20))

    with pytest.raises(FeedUnreadable, match="unpacks to more than 16 MB"):
        read(bomb)


def test_a_feed_that_is_too_large_is_not_read(read: ReadFeed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MAX_SIZE_BYTES", 100)

    with pytest.raises(FeedUnreadable, match="is larger than"):
        read(GOOGLE_TSV)


CROWDED = zipped(**{f"feed{number}_txt": "x" for number in range(60_000)})


@pytest.mark.parametrize(
    "crowded",
    [
        CROWDED,
        zipped(**{f"feed{number}_txt": "x" for number in range(archives.MOST_FILES + 1)}),
        zipped(**{f"{number}{'long' * 50}_txt": "x" for number in range(archives.MOST_FILES - 1)}),
        CROWDED[:-14] + (1).to_bytes(2, "little") * 2 + CROWDED[-10:],  # says that it has one
        CROWDED[:-2] + (26).to_bytes(2, "little") + b"PK\x05\x06" + bytes(22),  # says so in a comment
    ],
    ids=["60,000", "one too many", "long names", "that says it has one", "with a comment that says it has none"],
)
def test_a_zip_of_far_too_many_files_is_refused_at_once(read: ReadFeed, crowded: bytes) -> None:
    began = time.process_time()

    with pytest.raises(FeedUnreadable, match="far too many files"):
        read(crowded)

    assert time.process_time() - began < 1


def test_a_zip_of_many_files_is_looked_through_soon(read: ReadFeed) -> None:
    began = time.process_time()

    with pytest.raises(FeedUnreadable, match="of which 0 are feeds"):
        read(zipped(**{f"note{number}_txt": "x" for number in range(archives.MOST_FILES)}))

    assert time.process_time() - began < 10
