"""Products of one name, told apart by as few words as do."""

import csv
import gzip
from collections import Counter, defaultdict
from itertools import product
from pathlib import Path

import pytest

from tests.linking.judging.feeds import Judged, judged, row
from voice_skill.linking.rows import Row

ORDERS = Path(__file__).parents[4] / "shared/data/orders/online-retail-2010-12-to-2011-03.csv.gz"


def names(taken: Judged) -> list[str]:
    return [item.spoken_name for item in taken.items]


def titled(*titles: str, locale: str = "en-US") -> list[str]:
    return names(judged((row(f"p{at}", title=title) for at, title in enumerate(titles)), locale=locale))


@pytest.mark.parametrize(
    ("titles", "said"),
    [
        (("Olive Oil | Lemon", "Olive Oil | Chili"), ["olive oil lemon", "olive oil chili"]),
        (("Mug (blue)", "Mug (red)", "Mug"), ["mug blue", "mug red", "mug"]),
        (("Toaster - I Love You", "Toaster - Best Mum"), ["toaster i love you", "toaster best mum"]),
        (
            ("USB Cable (2 m, 60 W)", "USB Cable (2 m, 100 W)"),
            ["two meter USB cable sixty watt", "two meter USB cable one hundred watt"],
        ),
        (
            (
                "Hand Woven Soft Merino Wool Winter Bed Blanket Red",
                "Hand Woven Soft Merino Wool Winter Bed Blanket Blue",
            ),
            [
                "hand woven soft merino wool bed blanket red",
                "hand woven soft merino wool bed blanket blue",
            ],
        ),
    ],
)
def test_their_own_titles_come_first(titles: tuple[str, ...], said: list[str]) -> None:
    assert titled(*titles) == said


def test_siblings_keep_what_they_are_and_say_what_differs() -> None:
    bikes = [
        'Velden - Hawk 29" Mountain Bike - 21-Speed - Matte Green',
        'Velden - Hawk 29" Mountain Bike - 21-Speed - Orange',
        'Velden - Hawk 26" Mountain Bike - 21-Speed - Orange',
    ]
    bags = ['Velden Bag for Most 26" Bikes', 'Velden Bag for Most 29" Bikes with Lights, Racks and Child Seats']
    ovens = ["Lenwick 2 Cu. Ft. Built-In Microwave Oven - White", "Lenwick 2 Cu. Ft. Built-In Microwave Oven - Black"]

    assert titled(*bikes) == [
        "twenty nine inch velden hawk mountain bike green",
        "twenty nine inch velden hawk mountain bike orange",
        "twenty six inch velden hawk mountain bike",
    ]
    assert titled(*bags) == ["velden bag for twenty six inch bikes", "velden bag for twenty nine inch bikes"]
    assert titled(*ovens) == [
        "two cubic foot lenwick built-in microwave oven white",
        "two cubic foot lenwick built-in microwave oven black",
    ]


def test_models_are_said_when_nothing_else_tells_them_apart() -> None:
    assert titled("Orbello OB300 Drill", "Orbello OB500 Drill") == ["ob300 orbello drill", "ob500 orbello drill"]
    assert titled("Orbello OB300 Drill, Red", "Orbello OB500 Saw") == ["orbello drill red", "orbello saw"]


def test_then_the_brand_then_what_is_known_of_them() -> None:
    brands = [row("a", title="Mug", brand="Acme"), row("b", title="Mug", brand="Bodum")]
    colors = [row("c", title="Bowl", options={"color": "blue"}), row("d", title="Bowl", options={"color": "red"})]

    assert names(judged([*brands, *colors])) == ["acme mug", "bodum mug", "blue bowl", "red bowl"]


def test_those_that_nothing_tells_apart_keep_their_name_and_the_merchant_is_told() -> None:
    taken = judged([row("a", title="Mug SKU 4711"), row("b", title="Mug SKU 4712"), row("c", title="Bowl")])

    assert names(taken) == ["mug", "mug", "bowl"]
    assert [finding.id for finding in taken.findings if finding.code == "spoken_name_shared"] == ["a", "b"]


def test_a_name_that_the_merchant_gave_stays_and_the_other_moves() -> None:
    taken = judged([row("a", title="Big Cup", spoken_name="mug"), row("b", title="Mug (blue)")])

    assert names(taken) == ["mug", "mug blue"]


def test_names_in_other_languages_are_told_apart_by_their_own_words() -> None:
    assert titled("Tasse (blau)", "Tasse (rot)", locale="de-DE") == ["Tasse blau", "Tasse rot"]


def test_plurals_follow_the_names() -> None:
    taken = judged([row("a", title="Mug", brand="Acme"), row("b", title="Mug", brand="Bodum")])

    assert [item.spoken_plural for item in taken.items] == ["acme mugs", "bodum mugs"]


def test_a_thousand_of_one_name_are_told_apart_by_what_each_has() -> None:
    makers = ["".join(letters) for letters in product("bdfgklmnrs", "aeiou", "lmnr", "aeiou")]

    taken = judged(row(maker, title="Print", brand=f"Studio {maker}") for maker in makers)

    assert len(set(names(taken))) == len(makers) == 1000


def test_the_names_of_a_real_shop_are_short_and_its_own() -> None:
    if not ORDERS.exists():
        pytest.skip("needs the order lines of the Online Retail set in ../shared/data/orders")
    titles = _titles_by_stock_code()

    taken = judged(
        (Row(at, code, code, {"title": title, "price": "2.50"}) for at, (code, title) in enumerate(titles, 1))
    )

    said = Counter(item.spoken_name.lower() for item in taken.items)
    written = Counter(" ".join(item.title.casefold().split()) for item in taken.items)
    shared = [item.title for item in taken.items if said[item.spoken_name.lower()] > 1]
    avoidable = [title for title in shared if written[" ".join(title.casefold().split())] == 1]
    assert len(taken.items) > 3000
    assert max(len(item.spoken_name.split()) for item in taken.items) <= 10
    assert not [item.spoken_name for item in taken.items if item.spoken_name.isupper() and len(item.spoken_name) > 4]
    assert len(avoidable) <= len(taken.items) * 0.005


def _titles_by_stock_code() -> list[tuple[str, str]]:
    told: dict[str, Counter[str]] = defaultdict(Counter)
    with gzip.open(ORDERS, "rt", encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            if float(line["UnitPrice"]) > 0 and line["Description"].strip():
                told[line["StockCode"]][line["Description"].strip()] += 1
    return [(code, titles.most_common(1)[0][0]) for code, titles in sorted(told.items())]
