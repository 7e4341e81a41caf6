"""A feed is known by what is in it, whatever it is called."""

from pathlib import Path

import pytest

from tests.linking.formats.conftest import EUROS, ReadFeed
from tests.linking.formats.samples import ALL, GOOGLE_TSV
from voice_skill.linking.errors import FeedUnreadable, FormatUnknown
from voice_skill.linking.formats import FORMATS, read_feed
from voice_skill.linking.rows import FeedSettings


@pytest.mark.parametrize("name", ALL)
def test_a_format_is_known_by_its_content_and_not_by_its_file_name(read: ReadFeed, name: str) -> None:
    content, file_name = ALL[name]

    feed = read(content, name=file_name)

    assert feed.format == name
    assert feed.rows


def test_every_format_has_a_description_for_the_command_line() -> None:
    assert ALL.keys() < FORMATS.keys()
    assert all(FORMATS.values())


def test_the_merchant_s_word_goes_first(read: ReadFeed) -> None:
    assert read(GOOGLE_TSV, FeedSettings("EUR", format="google_table")).format == "google_table"
    with pytest.raises(FormatUnknown, match="Choose one of google_xml"):
        read(GOOGLE_TSV, FeedSettings("EUR", format="excel"))


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        ("hello\nworld\n", 'begins with "hello world"'),
        ("name,colour\nMug,blue\n", "its columns are colour, name"),
        ('{"name": "Mug"}', "begins with"),
        ("<rss><channel><item><title>News of today</title></item></channel></rss>", "begins with"),
        ("<catalog><product/></catalog>", "begins with"),
        ("%PDF-1.4 hello", "begins with"),
    ],
)
def test_what_is_no_feed_is_told_with_what_was_seen(read: ReadFeed, content: str, seen: str) -> None:
    with pytest.raises(FormatUnknown, match=seen) as error:
        read(content)

    assert "Google Merchant Center" in str(error.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FeedUnreadable, match="cannot be opened"):
        read_feed(tmp_path / "nowhere", EUROS)
