"""Tables with broken lines: each becomes a finding, and the lines after it are read."""

import pytest

from tests.linking.formats.conftest import ReadFeed

HEADER = "id,title,price,availability,link\n"
GOOD = "9,Cup,3.00 EUR,in stock,https://x\n"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('1,"Mug,5 EUR,in stock,https://x\n', "row_quotes_broken"),
        ('1,"Mug" blue,5 EUR,in stock,https://x\n', "row_quotes_broken"),
        ("1,Mug, blue,5 EUR,in stock,https://x\n", "row_cells_wrong"),
        ("Total: 2 products\n", "row_cells_wrong"),
        (f"1,{'x' * 10_000_000},5 EUR,in stock,https://x\n", "row_too_long"),
        ('1,"' + ("x" * 79 + "\n") * 125_000 + '",5 EUR,in stock,https://x\n', "row_quotes_broken"),
    ],
    ids=["open quote", "quote inside", "comma too many", "no cells", "ten million characters", "ten million in lines"],
)
def test_a_broken_line_is_one_finding_and_the_next_is_read(read: ReadFeed, line: str, code: str) -> None:
    feed = read(HEADER + line + GOOD)

    assert feed.codes == [(1, code, "error")]
    assert feed.findings[0].message.startswith("Line 2 ")
    assert [(row.number, row.id) for row in feed.rows] == [(2, "9")]


def test_a_quote_that_never_ends_takes_only_its_own_line_with_it(read: ReadFeed) -> None:
    lines = [f"{number},Cup {number},3.00 EUR,in stock,https://x\n" for number in range(3, 60_000)]

    feed = read(HEADER + '2,"Mug,5 EUR,in stock,https://x\n' + "".join(lines))

    assert feed.codes == [(1, "row_quotes_broken", "error")]
    assert len(feed.rows) == len(lines)


def test_missing_last_cells_are_taken_as_empty_and_told(read: ReadFeed) -> None:
    feed = read(HEADER + "1,Mug,5 EUR\n")

    assert feed.codes == [(1, "row_cells_missing", "warning")]
    assert feed.row("1").values == {"title": "Mug", "price": "5 EUR"}


def test_cells_too_many_that_are_empty_are_no_mistake(read: ReadFeed) -> None:
    assert read(HEADER + "1,Mug,5 EUR,in stock,https://x,,,\n").codes == []


def test_nul_bytes_become_spaces_and_are_told(read: ReadFeed) -> None:
    feed = read(HEADER + "1,Blue\0Mug,5 EUR,in stock,https://x\n")

    assert feed.codes == [(1, "control_characters", "warning")]
    assert feed.row("1").values["title"] == "Blue Mug"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_line_end_and_delimiter_is_understood(read: ReadFeed, delimiter: str, end: str) -> None:
    table = f'{HEADER}1,"Mug\nof stone",5 EUR,in stock,https://x\n\n{GOOD}'.replace(",", delimiter).replace("\n", end)

    feed = read(table)

    assert feed.findings == []
    assert [row.values["title"] for row in feed.rows] == [f"Mug{end}of stone", "Cup"]


def test_excel_s_first_line_is_understood(read: ReadFeed) -> None:
    assert read("sep=;\n" + (HEADER + GOOD).replace(",", ";")).row("9").values["title"] == "Cup"


def test_a_message_counts_lines_as_an_editor_does(read: ReadFeed) -> None:
    feed = read(f'\n{HEADER}1,"Mug\nof stone",5 EUR,in stock,https://x\n\n2,Pot,5 EUR\n')

    assert feed.findings[0].row == 2
    assert feed.findings[0].message.startswith("Line 6 has 3 cells")
