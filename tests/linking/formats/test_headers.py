"""Where a table's column names stand, which column a mapped attribute comes from, and rows that go on with the product
above."""

import pytest

from tests.linking.formats.conftest import ReadFeed
from voice_skill.linking.errors import FormatUnknown
from voice_skill.linking.rows import FeedSettings

GOOGLE = "id,title,price,availability\nm-1,Tin Mug,8.00 EUR,in stock\n"
STOCK_LIST = "Artikel;Bezeichnung;Preis\n4711;Blechbecher;8,00\n"
MAPPED = FeedSettings("EUR", columns={"id": "Artikel", "title": "Bezeichnung", "price": "Preis"})
SHOPIFY = "Handle,Title,Vendor,Variant SKU,Variant Price\nmug,Tin Mug,Harbor,M-1,8.00\n"


@pytest.mark.parametrize(
    ("before", "table", "settings", "count"),
    [
        ('"# Required | The id, such as a SKU","# Required | A title","# Price; use a point"\n', GOOGLE, None, 1),
        ("# exported on 2026-10-01\n# by our stock keeping\n#\n", GOOGLE, None, 3),
        ("Do not change this line\n\n,,,\n", GOOGLE, None, 1),
        ('"An instruction that\ngoes on in a second, and\na third line",x\n', GOOGLE, None, 3),
        ("Stock list of October;;\n;;\n", STOCK_LIST, MAPPED, 1),
        ("Shop;Harbor Lane\nStand;01.10.2026\nWährung;EUR\n", STOCK_LIST, MAPPED, 3),
        ("sep=;\nStock list\n", STOCK_LIST, MAPPED, 1),
        ("Shopify product template,,,,\n", SHOPIFY, None, 1),
        ("\ufeff# comment | with | bars | and, commas\n", GOOGLE, None, 1),
    ],
    ids=["Meta", "comments", "a note", "lines in a cell", "a title", "a report", "Excel", "Shopify", "byte order mark"],
)
def test_the_header_is_the_first_line_that_names_known_columns(
    read: ReadFeed, before: str, table: str, settings: FeedSettings | None, count: int
) -> None:
    feed = read(before + table, settings or FeedSettings("EUR"))

    (row,) = feed.rows
    assert (row.number, "ech" in row.values["title"] or "Mug" in row.values["title"]) == (1, True)
    assert feed.codes == [(0, "lines_before_header", "suggestion")]
    told = "One line stands" if count == 1 else f"{count} lines stand"
    assert feed.findings[0].message.startswith(told)


def test_a_message_still_counts_lines_as_an_editor_does(read: ReadFeed) -> None:
    feed = read(f"# a comment\n\n{GOOGLE}m-2,Tin Jug\n")

    assert feed.findings[-1].message.startswith("Line 5 has 2 cells")


def test_a_row_that_looks_like_a_header_is_a_row(read: ReadFeed) -> None:
    feed = read(GOOGLE + "id,title,price,availability\n")

    assert [row.id for row in feed.rows] == ["m-1", "id"]


PRICES = (
    "Product ID;Name;Price;Price (net);Price (gross);Quantity;Stock;Category\n1;Sea Print;1,00;19,12;22,94;23;7;Art\n"
)


@pytest.mark.parametrize(
    ("mapping", "name", "value"),
    [
        ({"price": "Price (gross)"}, "price", "22,94"),
        ({"price": "Price (net)"}, "price", "19,12"),
        ({"price": "Price"}, "price", "1,00"),
        ({"price": "Price (gross)", "quantity": "Stock"}, "quantity", "7"),
        ({"price": "Price (gross)", "mpn": "Price (gross)"}, "mpn", "22,94"),
        ({"price": "Price (gross)", "mpn": "Price (gross)"}, "price", "22,94"),
    ],
)
def test_a_mapped_attribute_comes_from_its_mapped_column_alone(
    read: ReadFeed, mapping: dict[str, str], name: str, value: str
) -> None:
    settings = FeedSettings("EUR", columns={"id": "Product ID", "title": "Name", **mapping})

    assert read(PRICES, settings).row("1").values[name] == value


def test_a_mapped_column_that_is_empty_is_not_made_up_for_by_another(read: ReadFeed) -> None:
    table = "Code,Title,Name,Price,Amount,Google Product Category,Group\nA,Wrong,,1.00,,Art > Prints,\nB,x,Mug,2,3,,\n"
    columns = {"id": "Code", "title": "Name", "price": "Amount", "product_type": "Group"}

    empty, full = read(table, FeedSettings("EUR", columns=columns)).rows

    assert empty.values == {"currency": "EUR"}
    assert full.values == {"title": "Mug", "price": "3", "currency": "EUR"}


def test_two_columns_that_may_be_the_price_are_asked_about(read: ReadFeed) -> None:
    table = "id,title,price (tax excl.),price (tax incl.),availability\n1,Mug,5,6,in stock\n"

    with pytest.raises(FormatUnknown, match=r"price \(tax excl.\) and price \(tax incl.\).*--map price=COLUMN"):
        read(table)
    with pytest.raises(FormatUnknown, match="may each be the price"):
        read(table, FeedSettings("EUR", columns={"title": "title"}))


def test_a_mapping_beside_a_format_that_has_none_is_refused(read: ReadFeed) -> None:
    with pytest.raises(FormatUnknown, match=r"Leave --map out, or read a table with --format plain_csv\."):
        read(SHOPIFY, FeedSettings("EUR", format="shopify_json", columns={"price": "Variant Price"}))


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("'000123", "000123"),
        ("’0042", "0042"),
        ('="00815"', "00815"),
        ("'0012-A", "0012-A"),
        ("MUG-'S", "MUG-'S"),
    ],
)
def test_the_sign_that_keeps_zeros_in_a_spreadsheet_is_no_part_of_an_id(
    read: ReadFeed, written: str, read_as: str
) -> None:
    cell = f'"{written.replace(chr(34), chr(34) * 2)}"'
    google = read(GOOGLE.replace("m-1", cell))
    shopify = read(SHOPIFY.replace("M-1", cell))

    assert [google.rows[0].id, shopify.rows[0].id] == [read_as, read_as]


def test_an_apostrophe_before_words_stays(read: ReadFeed) -> None:
    feed = read("id,title,price,gtin,availability\n'1,'70s Poster,'9.50 EUR,'4006381333931,in stock\n")

    assert feed.rows[0].values["title"] == "'70s Poster"
    assert feed.rows[0].values["gtin"] == "4006381333931"


SQUARESPACE = (
    "Product ID [Non Editable],Variant ID [Non Editable],Title,Description,SKU,Option Name 1,Option Value 1,"
    "Option Name 2,Option Value 2,Price,Sale Price,On Sale,Stock\n"
    "p1,v1,Wool Rug,Warm.,R-1,Size,Small,Color,Grey,40.00,0.00,No,4\n"
    ",v2,,,R-2,,Large,,Grey,60.00,50.00,Yes,Unlimited\n"
    ",v3,,,R-3,,Large,,Blue,60.00,45.00,No,0\n"
    "p2,v4,Jute Mat,Plain.,M-1,,,,,12.00,0.00,No,9\n"
)


@pytest.mark.parametrize(
    ("mapping", "ids", "group"),
    [
        ({"id": "SKU"}, ["R-1", "R-2", "R-3", "M-1"], "R-1"),
        ({"id": "Product ID [Non Editable]"}, ["p1/Small/Grey", "p1/Large/Grey", "p1/Large/Blue", "p2"], "p1"),
        (
            {"id": "Variant ID [Non Editable]", "item_group_id": "Product ID [Non Editable]"},
            ["v1", "v2", "v3", "v4"],
            "p1",
        ),
    ],
    ids=["by SKU", "by product", "by variant"],
)
def test_rows_that_leave_title_and_product_empty_are_variants_of_the_one_above(
    read: ReadFeed, mapping: dict[str, str], ids: list[str], group: str
) -> None:
    columns = {"title": "Title", "price": "Price", "sale_price": "Sale Price", "quantity": "Stock", **mapping}

    feed = read(SQUARESPACE, FeedSettings("EUR", columns=columns))

    assert [row.id for row in feed.rows] == ids
    assert [row.group for row in feed.rows[:3]] == [group] * 3
    assert [row.options for row in feed.rows[:3]] == [
        {"size": "Small", "color": "Grey"},
        {"size": "Large", "color": "Grey"},
        {"size": "Large", "color": "Blue"},
    ]
    assert {(row.values["title"], row.values["description"]) for row in feed.rows[:3]} == {("Wool Rug", "Warm.")}
    assert [row.values.get("sale_price") for row in feed.rows[:3]] == [None, "50.00", None]
    assert feed.rows[3].options == {}


WIX = (
    "handleId,fieldType,name,price,surcharge,sku,inventory,productOptionName1,productOptionType1,"
    "productOptionDescription1\n"
    "h1,Product,Wool Rug,40,,,,Size,DROP_DOWN,Small;Large\n"
    "h1,Variant,,,0,R-1,3,Size,,Small\n"
    "h1,Variant,,,20,R-2,InStock,Size,,Large\n"
    "h1,Variant,,,a bit,R-3,1,Size,,Huge\n"
    "h2,Product,Jute Mat,12,,M-1,9,,,\n"
)


@pytest.mark.parametrize("id_column", ["handleId", "sku"])
def test_a_variant_of_wix_costs_the_product_s_price_and_its_surcharge(read: ReadFeed, id_column: str) -> None:
    columns = {"id": id_column, "item_group_id": "handleId", "title": "name", "price": "price", "quantity": "inventory"}

    feed = read(WIX, FeedSettings("EUR", columns=columns))

    product, *variants, mat = feed.rows
    assert (product.is_product, {row.group for row in variants}) == (True, {"h1"})
    assert [row.values.get("price") for row in variants] == [None, "60", "40 and a bit"]
    assert [row.options for row in variants] == [{"size": "Small"}, {"size": "Large"}, {"size": "Huge"}]
    assert (mat.is_product, mat.values["price"]) == (False, "12")
    assert len({row.id for row in variants}) == 3


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        (
            "sku,store_view_code,name,price,qty\nA-1,,Yoga Mat,20.00,5\nA-1,german,Yogamatte,,\nA-1,french,Tapis,,\n"
            "B-1,,Towel,9.00,1\n",
            {"id": "sku", "title": "name", "price": "price", "quantity": "qty"},
        ),
        (
            "sku,_store,_category,name,price\nA-1,,Sport,Yoga Mat,20.00\n,german,,Yogamatte,\n,,Sale,,\n"
            "B-1,,Bath,Towel,9.00\n",
            {"id": "sku", "title": "name", "price": "price"},
        ),
        (
            "sku,store_view_code,name,price\nA-1,default,Yoga Mat,20.00\nB-1,default,Towel,9.00\n"
            "A-1,german,Yogamatte,\n",
            {"id": "sku", "title": "name", "price": "price"},
        ),
    ],
    ids=["Magento 2", "Magento 1", "every row of a view"],
)
def test_store_views_do_not_make_a_product_twice(read: ReadFeed, table: str, columns: dict[str, str]) -> None:
    feed = read(table, FeedSettings("EUR", columns=columns))

    assert [(row.id, row.values["title"], row.values["price"]) for row in feed.rows] == [
        ("A-1", "Yoga Mat", "20.00"),
        ("B-1", "Towel", "9.00"),
    ]
    assert {code for _, code, _ in feed.codes} == {"store_view_row"}


def test_a_row_whose_title_was_forgotten_is_not_a_variant_of_another_product(read: ReadFeed) -> None:
    feed = read(
        "Code,Name,Price\nA,Mug,5\nB,,6\n",
        FeedSettings("EUR", columns={"id": "Code", "title": "Name", "price": "Price"}),
    )

    assert [(row.id, row.group, "title" in row.values) for row in feed.rows] == [("A", "A", True), ("B", "B", False)]
