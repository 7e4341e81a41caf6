"""Feeds made to break what reads them: each ends in rows and findings or in a FeedError, and takes little memory."""

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.linking.formats.conftest import EUROS, ReadFeed
from tests.linking.formats.samples import (
    ALL,
    GOOGLE_ATOM,
    GOOGLE_RSS,
    PLAIN_COLUMNS,
    PLAIN_CSV,
    SHOPIFY_NEW,
)
from voice_skill.linking.errors import FeedError, FeedUnreadable
from voice_skill.linking.formats import FORMATS
from voice_skill.linking.rows import FeedSettings, Finding, Row

SAMPLES = [
    *(content for content, _ in ALL.values()),
    GOOGLE_ATOM,
    SHOPIFY_NEW,
    PLAIN_CSV,
]
MANY = settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
OPEN = '<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>'
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    + "".join(f'<!ENTITY lol{n} "{f"&lol{n - 1 or chr(32)};".replace(" ", "") * 10}">' for n in range(1, 10))
    + f"]>{OPEN}<item><g:id>&lol9;</g:id></item></channel></rss>"
)

# In a process of its own, whose memory nobody else has used.
READ_ALL = """
import resource, sys
from pathlib import Path
from voice_skill.linking.formats import read_feed
from voice_skill.linking.rows import FeedSettings
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
_, entries = read_feed(Path(sys.argv[1]), FeedSettings("EUR"))
print(sum(1 for _ in entries), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def survives(read: ReadFeed, content: bytes, settings: FeedSettings = EUROS) -> None:
    """Rows of text and findings, or a FeedError; any other error is the test's."""
    with suppress(FeedError):
        for entry in read(content, settings).entries:
            assert isinstance(entry, Row | Finding)
            if isinstance(entry, Row):
                assert all(isinstance(text, str) for text in [entry.id, entry.group, *entry.values.values()])


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (LAUGHS, "DTD"),
        (f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>{OPEN}<item><g:id>&x;</g:id></item>', "DTD"),
        (f'<!DOCTYPE rss SYSTEM "http://127.0.0.1/x.dtd">{OPEN}</channel></rss>', "DTD"),
        (OPEN + "<a>" * 100_000, "inside one another"),
        (f"{OPEN}<item><a b='{'x' * 8_000_000}", "more than 4 MB"),
        (f"{OPEN}<!--{'x' * 8_000_000}", "more than 4 MB"),
        (f"{OPEN}<item><g:title>Tom & Jerry</g:title></item></channel></rss>", "line 1.*&amp;"),
        ('{"products": [' + "[" * 1_000_000, "too deep"),
        ('{"products": [' + '{"a":' * 1_000_000, "too deep"),
        ('{"products": [{"id": ' + "9" * 100_000 + "}]}", "too long"),
        ('{"products": [{"id": "' + "x" * 40_000_000, "more than 16 million"),
    ],
    ids=["laughs", "entity", "external", "deep", "tag", "comment", "and", "lists", "objects", "number", "text"],
)
def test_what_would_grow_without_end_is_refused(read: ReadFeed, content: str, why: str) -> None:
    with pytest.raises(FeedUnreadable, match=why):
        read(content)


@pytest.mark.parametrize(
    "content",
    [
        f"<g:title>{'x' * 10_000_000}</g:title>",
        f"<g:title>{'<y>zz</y>' * 1_100_000}</g:title>",
    ],
    ids=["text", "elements"],
)
def test_an_item_of_ten_million_characters_is_left_out_and_the_next_is_read(read: ReadFeed, content: str) -> None:
    feed = read(f"{OPEN}<item><g:id>1</g:id>{content}</item><item><g:id>2</g:id></item></channel></rss>")

    assert feed.codes == [(1, "row_too_long", "error")]
    assert [row.id for row in feed.rows] == ["2"]


def test_control_characters_in_xml_become_spaces(read: ReadFeed) -> None:
    feed = read(GOOGLE_RSS.replace("Café Mug, red", "Mug\0\x0bred"))

    assert feed.codes == [(0, "control_characters", "warning")]
    assert feed.row("MUG-R").values["title"] == "Mug  red"


@pytest.mark.parametrize("forbidden", ["&#x1;", "&#11;", "&#xFFFE;", "&#xD83D;", "&#0;", "&#x1FFFFF;", "&#0000031;"])
def test_references_to_forbidden_characters_become_spaces_wherever_a_chunk_ends(read: ReadFeed, forbidden: str) -> None:
    start = GOOGLE_RSS.index("Café Mug, red")
    for at in range((1 << 18) - 12, 1 << 18, 2):
        filler = f"<!--{'x' * (at - start - 12)}-->"
        feed = read(GOOGLE_RSS.replace("<g:title>Café Mug, red", f"{filler}<g:title>Mug{forbidden}red &#233;&#x1F600;"))

        assert feed.codes == [(0, "control_characters", "warning")]
        assert feed.row("MUG-R").values["title"] == "Mug red é😀"


@pytest.mark.parametrize("content", [GOOGLE_RSS, ALL["plain_json"][0], ALL["shopify_json"][0]])
def test_a_feed_that_is_cut_off_is_refused_and_not_taken_for_a_smaller_one(read: ReadFeed, content: str) -> None:
    with pytest.raises(FeedUnreadable):
        read(content.rstrip()[:-1])


@given(data=st.data())
@MANY
def test_a_feed_that_is_cut_off_anywhere_gives_no_traceback(read: ReadFeed, data: st.DataObject) -> None:
    content = data.draw(st.sampled_from(SAMPLES)).encode()

    survives(read, content[: data.draw(st.integers(0, len(content)))])


@given(data=st.data())
@MANY
def test_a_feed_with_anything_in_its_middle_gives_no_traceback(read: ReadFeed, data: st.DataObject) -> None:
    content = data.draw(st.sampled_from(SAMPLES)).encode()
    at = data.draw(st.integers(0, len(content)))
    junk = data.draw(st.binary(max_size=20) | st.text('"<>&{}[],;\t\n\0\\', max_size=20).map(str.encode))

    survives(read, content[:at] + junk + content[at + data.draw(st.integers(0, 20)) :])


@given(content=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode(errors="replace")))
@MANY
def test_anything_at_all_gives_no_traceback(read: ReadFeed, content: bytes) -> None:
    survives(read, content)


@pytest.mark.parametrize("name", FORMATS)
@given(data=st.data())
@settings(MANY, max_examples=40)
def test_a_format_that_it_is_not_gives_no_traceback(read: ReadFeed, name: str, data: st.DataObject) -> None:
    content = data.draw(st.sampled_from(SAMPLES) | st.text(max_size=100)).encode(errors="replace")

    survives(read, content, FeedSettings("EUR", format=name, columns=data.draw(st.sampled_from([{}, PLAIN_COLUMNS]))))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
PRODUCT = st.dictionaries(
    st.sampled_from(["id", "title", "handle", "variants", "options", "images", "synonyms", "attributes", "status"]),
    JSON | st.lists(st.dictionaries(st.sampled_from(["sku", "price", "options", "id", "option1", "src"]), JSON)),
)


@pytest.mark.parametrize("name", ["shopify_json", "plain_json", "ucp"])
@given(products=st.lists(PRODUCT, max_size=3))
@settings(MANY, max_examples=60)
def test_any_json_gives_no_traceback(read: ReadFeed, name: str, products: list[object]) -> None:
    survives(read, json.dumps({"products": products}).encode(), FeedSettings("EUR", format=name))


def test_two_hundred_thousand_rows_take_hardly_any_memory(tmp_path: Path) -> None:
    path = tmp_path / "feed.csv"
    with path.open("w") as file:
        file.write("id,title,description,price,availability\n")
        file.writelines(f"{n},Mug {n},{'Made by hand. ' * 8},12.50 EUR,in stock\n" for n in range(200_000))

    told = subprocess.run([sys.executable, "-c", READ_ALL, str(path)], capture_output=True, text=True, check=True)

    rows, grown_kilobytes = map(int, told.stdout.split())
    assert rows == 200_000
    # The file has 32 MB.
    assert grown_kilobytes < 16 * 1024
