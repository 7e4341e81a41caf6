"""Google Merchant Center's feeds: RSS, Atom, tabs and commas."""

import pytest

from tests.linking.formats.conftest import ReadFeed
from tests.linking.formats.samples import GOOGLE_ATOM, GOOGLE_RSS, GOOGLE_TSV


def test_an_item_of_rss_is_read_with_all_that_it_tells(read: ReadFeed) -> None:
    feed = read(GOOGLE_RSS)

    mug = feed.row("MUG-B")
    assert (feed.format, mug.number, mug.group, mug.is_product) == ("google_xml", 1, "MUG", False)
    assert mug.values == {
        "title": "Café Mug, blue",
        "description": "<p>Holds tea &amp; coffee</p>",
        "link": "https://juniper.example/mug",
        "image_link": "https://juniper.example/b.jpg",
        "additional_image_link": "https://juniper.example/b%2C2.jpg,https://juniper.example/b3.jpg",
        "availability": "in stock",
        "price": "12.50 EUR",
        "brand": "Harbor",
        "gtin": "4006381333931",
        "product_type": "Kitchen > Mugs",
    }
    assert mug.options == {"color": "blue", "material": "stoneware"}
    assert mug.details == {"highlights": "Keeps warm; Stacks", "dishwasher": "yes"}
    assert mug.columns["price"] == "g:price"


def test_titles_of_google_s_namespace_count_like_plain_ones(read: ReadFeed) -> None:
    assert read(GOOGLE_RSS).row("MUG-R").values["title"] == "Café Mug, red"


def test_what_has_no_variants_tells_its_color_as_a_detail(read: ReadFeed) -> None:
    pot = read(GOOGLE_RSS).row("POT")

    assert (pot.group, pot.options, pot.details) == ("POT", {}, {"color": "white", "weight": "900 g"})
    assert pot.values["product_type"] == "Home > Teapots"


def test_atom_is_read_under_any_prefix(read: ReadFeed) -> None:
    feed = read(GOOGLE_ATOM)

    (mug,) = feed.rows
    assert (feed.format, mug.id) == ("google_xml", "MUG-B")
    assert mug.values == {
        "title": "Café Mug",
        "description": "Holds tea",
        "link": "https://juniper.example/mug",
        "price": "12.50 EUR",
        "availability": "in_stock",
    }


@pytest.mark.parametrize(
    "header",
    [
        "id\ttitle\titem group id\tcolor\tprice\tavailability\timage link\tproduct detail\tproduct highlight",
        "g:id\tg:title\tg:item_group_id\tg:color\tg:price\tg:availability\tg:image_link\tg:product_detail\tproduct_highlight",
        "ID\tTitle\tItem_Group_ID\tColour\tPrice\tAvailability\tImage link [image_link]\t"
        "product_detail(section_name:attribute_name:attribute_value)\tProduct Highlight",
    ],
)
def test_a_header_may_have_spaces_underscores_and_prefixes(read: ReadFeed, header: str) -> None:
    feed = read(header + GOOGLE_TSV[GOOGLE_TSV.index("\n") :])

    mug = feed.row("MUG-B")
    assert (feed.format, feed.findings) == ("google_table", [])
    assert (mug.values["title"], mug.values["image_link"]) == ('Café Mug 12" blue', "https://juniper.example/b.jpg")
    assert (mug.group, mug.options) == ("MUG", {"color": "blue"})
    assert mug.details == {"highlights": "Keeps warm", "dishwasher": "yes", "height": "9,5 cm"}


def test_commas_do_as_well_as_tabs(read: ReadFeed) -> None:
    feed = read('id,title,price,availability,additional_image_link\n1,Mug,5 EUR,in stock,"https://a/1,https://a/2"\n')

    assert feed.format == "google_table"
    assert feed.row("1").values["additional_image_link"] == "https://a/1,https://a/2"


def test_a_column_that_comes_twice_has_both_values(read: ReadFeed) -> None:
    feed = read("id,title,price,additional_image_link,additional_image_link\n1,Mug,5 EUR,https://a/1,https://a/2\n")

    assert feed.row("1").values["additional_image_link"] == "https://a/1,https://a/2"


def test_a_message_can_name_the_column_as_it_is_written(read: ReadFeed) -> None:
    feed = read("id,title,Image Link,price\n1,Mug,nowhere,5 EUR\n")

    assert feed.row("1").columns["image_link"] == "image link"


def test_characters_that_only_html_knows_are_understood(read: ReadFeed) -> None:
    feed = read(GOOGLE_RSS.replace("Café Mug, red", "Caf&eacute; Mug &amp; more"))

    assert feed.row("MUG-R").values["title"] == "Café Mug & more"
