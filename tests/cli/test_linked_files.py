"""Files as shops really export them, from `catalogue link` to what a customer hears of them."""

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Shell

THINGS = ["Wool Hat", "Rain Coat", "Beach Bag", "Desk Mat", "Tea Cosy", "Gift Hamper", "Camera Case", "Ski Jacket"]
THINGS += ["Fleece Vest", "Linen Smock", "Throw Pillow"]


class Files:
    """Links what a test writes to the shop of one merchant, and says things to it."""

    def __init__(self, shell: Shell, folder: Path) -> None:
        self._shell, self._folder = shell, folder

    def link(self, content: str, *words: str) -> dict[str, Any]:
        path = self._folder / "feed"
        path.write_text(content, encoding="utf-8")
        return self._shell.json("catalogue", "link", str(path), *words)[0]

    def refused(self, content: str, *words: str) -> str:
        path = self._folder / "feed"
        path.write_text(content, encoding="utf-8")
        return self._shell.refused("catalogue", "link", str(path), *words)

    def say(self, *words: str) -> list[str]:
        """What is answered to each."""
        return [str(turn["speech"]) for turn in self._shell.json("say", *words)]

    def variants(self, product: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._shell.json("catalogue", "show", product)[0]["variants"]
        return found


@pytest.fixture
def files(shell: Shell, tmp_path: Path) -> Files:
    shell.out("merchant", "add", "harbor", "--title", "Harbor Lane")
    return Files(shell, tmp_path)


def codes(told: dict[str, Any]) -> dict[str, int]:
    return {group["code"]: group["count"] for group in told["findings"]}


def table(*rows: list[str]) -> str:
    out = StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


DESCRIBED = {
    "Sweet Jar": ("Holds sweets", "Holds sweets."),
    "Tall Vase": ("Holds flowers and,", "Holds flowers and."),
    "Tin Box": ("Who would not like one?", "Who would not like one?"),
    "Serving Tray": ("Height < 12 cm, width > 8 cm", "Height less than 12 cm, width more than 8 cm."),
    "Milk Pan": ("<p>Height &lt; 12 cm</p>", "Height less than 12 cm."),
    "Bread Bin": ('[vc_row][vc_column width="1/2"]Made of ash.[/vc_column][/vc_row]', "Made of ash."),
    "Egg Cup": ("Dishwasher safeHolds one egg", "Dishwasher safe. Holds one egg."),
    "Tea Towel": ("Lorem ipsum dolor sit amet, consectetur adipiscing elit.", "All I know about the tea towel"),
    "Oil Lamp": ("Blown by hand. Ut enim ad minim veniam, quis nostrud.", "Blown by hand."),
}


def test_descriptions_are_read_aloud_as_a_person_would(files: Files) -> None:
    rows = [[title.split()[0], title, written, "5.00 USD", "in stock"] for title, (written, _) in DESCRIBED.items()]
    files.link(table(["id", "title", "description", "price", "availability"], *rows))

    said = files.say(*(f"tell me more about the {title.lower()}" for title in DESCRIBED))

    wanted = [right for _, right in DESCRIBED.values()]
    assert [right in speech for right, speech in zip(wanted, said, strict=True)] == [True] * len(wanted), said


def test_what_answers_a_question_ends_before_the_next(files: Files) -> None:
    header = ["id", "title", "description", "price", "availability", "product detail"]
    files.link(
        table(
            header,
            ["jar", "Sweet Jar", "Blown by hand<br>Holds one liter", "5.00 USD", "in stock", ""],
            ["pan", "Milk Pan", "", "9.00 USD", "in stock", "Care:Dishwasher safe:yes"],
        )
    )

    holds, safe = files.say("how much does the sweet jar hold", "tell me more about the milk pan")

    assert "Holds one liter. " in holds
    assert "Under dishwasher safe, it says: yes." in safe


CHOICES = {
    "Gift wrap": ("Yes", "No", ["with gift wrap", "without gift wrap"]),
    "Pompom": ("TRUE", "FALSE", ["with pompom", "without pompom"]),
    "Engraving": ("y", "n", ["with engraving", "without engraving"]),
    "Organic": ("yes", "no", ["organic", "not organic"]),
    "Waterproof": ("Yes", "No", ["waterproof", "not waterproof"]),
    "Greeting card?": ("Yes", "No", ["with greeting card", "without greeting card"]),
    "With strap": ("Yes", "No", ["with strap", "without strap"]),
    "Hood included": ("yes", "no", ["with hood", "without hood"]),
    "Has a zipper": ("Yes", "No", ["with a zipper", "without a zipper"]),
    "No sleeves": ("Yes", "No", ["without sleeves", "with sleeves"]),
    "Is machine washable?": ("Yes", "No", ["machine washable", "not machine washable"]),
}


def test_options_of_yes_and_no_are_chosen_by_what_they_mean(files: Files) -> None:
    rows = [
        [f"h{at}", title, "Harbor", name, value, f"H-{at}-{value}", price, "3"]
        for at, (name, (yes, no, _)) in enumerate(CHOICES.items())
        for value, price, title in ((yes, "20.00", f"{THINGS[at]}"), (no, "15.00", ""))
    ]
    header = ["Handle", "Title", "Vendor", "Option1 Name", "Option1 Value", "Variant SKU", "Variant Price"]
    files.link(table([*header, "Variant Inventory Qty"], *rows), "--currency", "USD")

    told = [[next(iter(one["options"].values())) for one in files.variants(f"h{at}")] for at in range(len(CHOICES))]
    assert told == [choices for _, _, choices in CHOICES.values()]
    asked = files.say(*(f"how much is the {thing.lower()}" for thing in THINGS))
    heard = {word.strip(",.?") for speech in asked for word in speech.lower().split()}
    assert not {"yes", "no", "true", "false", "y", "n"} & heard, asked


@pytest.mark.parametrize(("name", "thing"), [("With strap", "strap"), ("Strap?", "strap"), ("Strap included", "strap")])
def test_with_or_without_a_thing_is_asked_and_answered_in_natural_words(files: Files, name: str, thing: str) -> None:
    rows = [["case", "Camera Case", name, "Yes", "A", "20"], ["case", "", "", "No", "B", "15"]]
    header = ["Handle", "Title", "Option1 Name", "Option1 Value", "Variant SKU", "Variant Price"]
    files.link(table(header, *rows), "--currency", "USD")

    asked, put = files.say("put a camera case in my cart", f"without a {thing}")

    assert asked == f"Would you like the camera case with {thing} or without {thing}?"
    assert f"without {thing}" in put
    assert "in your cart" in put


SIZE_NAMES = ["Size", "Größe", "Taille", "Fit", "Cut of the shirt"]


@pytest.mark.parametrize("name", SIZE_NAMES)
def test_letters_of_sizes_are_found_by_their_words_whatever_the_option_is_called(files: Files, name: str) -> None:
    rows = [["vest", "Fleece Vest", name, "S", "A", "20"], ["vest", "", "", "XL", "B", "25"]]
    header = ["Handle", "Title", "Option1 Name", "Option1 Value", "Variant SKU", "Variant Price"]
    files.link(table(header, *rows), "--currency", "USD")

    small, large, put = files.say(
        "how much is the fleece vest in small",
        "how much is the fleece vest in large",
        "put the extra large fleece vest in my cart",
    )

    assert "$20.00" in small
    assert "doesn't come in large" in large
    assert "XL fleece vest in your cart" in put


@pytest.mark.parametrize(
    ("name", "said"),
    [("Größe", "size"), ("Couleur", "color"), ("Talla", "size"), ("Farbe:", "color"), ("Grind", "grind")],
)
def test_an_english_shop_calls_sizes_and_colors_by_their_english_names(files: Files, name: str, said: str) -> None:
    rows = [["vest", "Fleece Vest", name, "one", "A", "20"], ["vest", "", "", "two", "B", "25"]]
    header = ["Handle", "Title", "Option1 Name", "Option1 Value", "Variant SKU", "Variant Price"]
    files.link(table(header, *rows), "--currency", "USD")

    assert files.say("put a fleece vest in my cart") == [f"Which {said} of fleece vest would you like: one or two?"]


@pytest.mark.parametrize(
    "content",
    ["id,title,price,availability\n", "Handle,Title,Vendor,Variant SKU,Variant Price\n", '{"products": []}'],
    ids=["CSV", "Shopify", "JSON"],
)
def test_a_feed_without_a_product_is_linked_with_a_finding(files: Files, content: str) -> None:
    assert codes(files.link(content, "--currency", "USD")) == {"feed_empty": 1}


@pytest.mark.parametrize(
    ("header", "advice"),
    [
        (
            ";".join(f"{'Spalte' * 12}{number}" for number in range(60)),
            "--map id=SKU --map title=Name --map price=Amount",
        ),
        ("a,b\n", "--map id=SKU --map title=Name --map price=Amount"),
        ("<catalog><product/></catalog>", "--map id=SKU --map title=Name --map price=Amount"),
    ],
)
def test_the_advice_of_an_error_is_never_cut_off(files: Files, header: str, advice: str) -> None:
    assert advice in files.refused(f"{header}\n")


def test_nor_is_that_of_a_mapping_of_many_columns_that_are_not_there(files: Files) -> None:
    header = ",".join(f"{'column ' * 20}{number}" for number in range(40))
    mapping = [word for number in range(60) for word in ("--map", f"detail {number}={'nowhere ' * 10}{number}")]

    told = files.refused(f"{header}\n1,2\n", "--currency", "USD", *mapping)

    assert "Map columns as they are written there." in told


def test_a_shop_of_jsonld_groups_is_asked_for_by_size_and_color(files: Files) -> None:
    def variant(name: str, price: str, availability: str) -> dict[str, object]:
        offer = {"@type": "Offer", "price": price, "priceCurrency": "USD", "availability": availability}
        return {"@type": "Product", "name": f"Linen Shirt - {name}", "sku": "LS", "offers": offer}

    group: dict[str, Any] = {
        "@context": "http://schema.org/",
        "@type": "ProductGroup",
        "name": "Linen Shirt",
        "url": "https://shop.example/products/linen-shirt",
        "hasVariant": [
            variant("Small / Sand", "49.00", "http://schema.org/InStock"),
            variant("Large / Sand", "52.00", "http://schema.org/OutOfStock"),
            variant("Large / Black", "52.00", "http://schema.org/InStock"),
        ],
    }

    told = files.link(f'<!doctype html><script type="application/ld+json">{json.dumps(group)}</script>')

    assert codes(told)["sku_shared"] == 3
    assert [variant["options"] for variant in files.variants(group["url"])] == [
        {"size": "Small", "color": "Sand"},
        {"size": "Large", "color": "Sand"},
        {"size": "Large", "color": "Black"},
    ]
    assert "$49.00" in files.say("how much is the linen shirt in small")[0]


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Мёд липовый", "The Мёд липовый costs $5.00."),
        ("はちみつ", "The はちみつ costs $5.00."),
        ("Wool Socks", "The wool socks cost $5.00."),
        ("Ski Boot < 28", "The ski boot less than twenty eight"),
    ],
)
def test_one_thing_of_any_script_takes_a_verb_of_its_number(files: Files, title: str, told: str) -> None:
    files.link(table(["id", "title", "price", "availability"], ["1", title, "5.00 USD", "in stock"]))

    assert files.say(f"how much is the {title.removesuffix(' < 28')}")[0].startswith(told)
