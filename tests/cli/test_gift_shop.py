"""A shop whose list was typed for its warehouse is spoken with right after it was linked."""

from pathlib import Path

from tests.cli.conftest import Shell

LIST = """Code;Name;Amount
20001;SET/6 BLUE GLASS TUMBLERS;12,50
20002;TIN LANTERN W HANDLE;4,25
20003;SPOTTED LUNCH BAG RED;1,65
20004;SPOTTED LUNCH BAG GREEN;1,95
20005;CHRISTMAS GARLAND 45CM;3,00
"""
COLUMNS = ("--map", "id=Code", "--map", "title=Name", "--map", "price=Amount")


def test_a_warehouse_list_is_answered_from_by_voice(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "gifts.csv"
    path.write_text(LIST)
    shell.out("merchant", "add", "gifts", "--title", "Gift House", "--currency", "GBP")
    shell.out("catalogue", "link", str(path), *COLUMNS, "--currency", "GBP")

    turns = shell.json(
        "say",
        "do you have the spotted lunch bag red",
        "how much is the tin lantern",
        "add two to my cart",
        "place my order",
        "yes",
    )

    found, price, added, total, placed = (turn["speech"] for turn in turns)
    assert "the spotted lunch bag red costs £1.65" in found
    assert "tin lantern with handle costs £4.25" in price
    assert "2 tin lanterns with handle" in added
    assert "£8.50" in total
    assert "£8.50 is placed" in placed
