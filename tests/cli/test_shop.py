"""Commands about a shop: merchants, catalogue, search, orders and the skill package."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from voice_skill.channels.alexa.locales import spoken_locales


def test_every_command_has_help_with_an_example(shell: Shell) -> None:
    for command in shell.out("--help").split("Commands:")[1].strip().splitlines():
        name = command.split()[0]
        text = shell.out(name, "--help")
        assert "Example" in text or "Commands:" in text, name


def test_says_how_to_begin_where_there_is_no_merchant(shell: Shell) -> None:
    assert shell.refused("search", "mug") == "Error: No merchants yet. Create one: voice-skill sample-shop"
    assert "No merchants yet" in shell.out("merchant", "list")


def test_adds_a_merchant_links_its_catalogue_and_finds_a_product(
    shell: Shell, catalogue_file: Callable[..., Path]
) -> None:
    shell.out("merchant", "add", "birch", "--title", "Birch and Sons")
    linked = shell.json("catalogue", "link", str(catalogue_file("oak chair", "pine table")))[0]

    assert (linked["outcome"], linked["format"], linked["added"]) == ("ok", "plain_json", 2)
    assert shell.json("search", "oak", "chair")[0]["products"][0]["id"] == "oak chair"


def test_shows_how_sure_a_product_is_and_what_it_does_not_meet(shop_shell: Shell) -> None:
    sure = shop_shell.json("search", "blue", "mug")[0]["products"]
    too_dear = shop_shell.json("search", "blue mug under 2 dollars")[0]

    assert sure[0]["score"] > 0.9
    assert (too_dear["verdict"], too_dear["unmet"]) == ("none", ["under 2 dollars"])
    assert "the nearest is not under 2 dollars:" in shop_shell.out("search", "blue mug under 2 dollars")


def test_shows_what_several_readings_mean(shop_shell: Shell) -> None:
    transcripts = ("--heard", "rain check it", "0.6", "--heard", "rain jacket", "0.3")

    assert "rain jacket" in [product["name"] for product in shop_shell.json("search", *transcripts)[0]["products"]]
    for neither in (("search", "mug", *transcripts), ("search",)):
        assert "either as TEXT, or as --heard" in shop_shell.run(*neither).output


def test_a_list_of_orders_that_is_cut_says_so(shop_shell: Shell) -> None:
    cut, whole = (shop_shell.run("orders", "list", "--json", "--limit", limit) for limit in ("1", "50"))

    assert cut.stderr == "Only the newest 1 are shown. For more: --limit 10\n"
    assert (len(cut.stdout.splitlines()), whole.stderr) == (1, "")
    assert len(whole.stdout.splitlines()) > 1
    assert shop_shell.run("orders", "list", "--limit", "0").exit_code == 2


def test_the_same_merchant_twice_is_refused(shop_shell: Shell) -> None:
    assert "taken" in shop_shell.refused("merchant", "add", "juniper", "--title", "Another")


def test_a_shop_without_a_skill_says_how_to_link_one_and_then_answers(shell: Shell) -> None:
    shell.out("merchant", "add", "birch", "--title", "Birch and Sons")
    assert shell.json("say", "help")[0]["speech"]

    shell.out("merchant", "link", "birch", "amzn1.ask.skill.birch")

    assert shell.json("say", "open birch and sons")[0]["speech"].startswith("Welcome to Birch and Sons.")
    shell.out("merchant", "add", "oak", "--title", "Oak Hall")
    title = ("--title", "Elm Street")
    for command in (
        ("link", "oak", "amzn1.ask.skill.birch"),
        ("add", "rival", *title, "--application-id", "amzn1.ask.skill.birch"),
    ):
        assert "The skill 'amzn1.ask.skill.birch' already speaks for 'birch'." in shell.refused("merchant", *command)
    assert "'birch' is already taken." in shell.refused("merchant", "add", "birch", *title)
    assert "No merchant is called 'elm'" in shell.refused("merchant", "link", "elm", "amzn1.ask.skill.elm")


def address_in(out: Path) -> str:
    manifest = json.loads((out / "skill-package/skill.json").read_text())["manifest"]
    return str(manifest["apis"]["custom"]["endpoint"]["uri"])


def test_a_skill_is_taken_from_a_shop_again(shop_shell: Shell) -> None:
    shop_shell.out("merchant", "link", "juniper", "amzn1.ask.skill.juniper")

    assert shop_shell.out("merchant", "unlink", "juniper") == "No skill is linked to Juniper Lane.\n"

    assert shop_shell.json("merchant", "list")[0]["application_id"] is None
    assert "No merchant is called 'elm'" in shop_shell.refused("merchant", "unlink", "elm")


def test_a_shop_gets_a_new_address(shop_shell: Shell, tmp_path: Path) -> None:
    package = ("skill-package", str(tmp_path / "skill"), "--endpoint", "https://shop.example/alexa")
    shop_shell.out(*package)
    before = address_in(tmp_path / "skill")
    shop_shell.out(*package)
    assert address_in(tmp_path / "skill") == before

    told = shop_shell.out("merchant", "new-address", "juniper")

    assert "voice-skill skill-package" in told
    shop_shell.out(*package)
    after = address_in(tmp_path / "skill")
    assert after != before
    assert after.rpartition("/")[2] not in told
    assert "No merchant is called 'elm'" in shop_shell.refused("merchant", "new-address", "elm")


def test_an_address_that_another_secret_key_sealed_is_told_in_a_line(shop_shell: Shell, tmp_path: Path) -> None:
    package = ("skill-package", str(tmp_path / "skill"), "--endpoint", "https://shop.example/alexa")
    shop_shell.out(*package)
    shop_shell.environ["VOICE_SKILL_SECRET_KEY"] = "another key, as long as it has to be"

    assert "merchant new-address NAME" in shop_shell.refused(*package)

    shop_shell.out("merchant", "new-address", "juniper")
    shop_shell.out(*package)


@pytest.mark.parametrize("title", ["IC1000", "Route66 Diner", "100% Wool", "WD40 Store"])
def test_a_shop_with_figures_in_its_title_understands(
    shell: Shell, catalogue_file: Callable[..., Path], title: str
) -> None:
    shell.out("merchant", "add", "shop", "--title", title)
    shell.out("catalogue", "link", str(catalogue_file("oak chair", "pine table")))

    assert "oak chair" in shell.json("say", "do you have an oak chair")[0]["speech"]


@pytest.mark.parametrize("title", ["Founded 1900", "Alexa's Shop", "Toys for Kids", "The Bookie", "☕"])
def test_a_title_that_alexa_would_not_take_is_refused_before_there_is_a_shop(shell: Shell, title: str) -> None:
    assert "Give another --title" in shell.refused("merchant", "add", "shop", "--title", title)

    assert shell.json("merchant", "list") == []


def test_a_title_that_is_too_long_is_refused_in_a_line(shell: Shell) -> None:
    assert "is not a valid title" in shell.refused("merchant", "add", "shop", "--title", "Oak " * 40)


@pytest.mark.parametrize("locale", ["en-NZ", "english", "EN-us", "tlh-KL", ""])
def test_a_language_that_no_shop_speaks_is_refused_before_there_is_a_shop(shell: Shell, locale: str) -> None:
    refused = shell.refused("merchant", "add", "shop", "--title", "Oak Hall", "--locale", locale)

    assert refused == f"Error: “{locale}” cannot be spoken: there are texts for {', '.join(spoken_locales())}"
    assert shell.json("merchant", "list") == []


def test_a_shop_gets_another_title(shop_shell: Shell) -> None:
    shop_shell.out("merchant", "rename", "juniper", "Route66 Diner")

    assert "Route66 Diner" in shop_shell.json("say", "open route sixty six diner")[0]["speech"]
    assert "another" in shop_shell.refused("merchant", "rename", "juniper", "Alexa's Shop")
    assert "No merchant is called 'elm'" in shop_shell.refused("merchant", "rename", "elm", "Elm Hall")


def test_makes_the_index_anew(shop_shell: Shell) -> None:
    shop_shell.out("merchant", "add", "birch", "--title", "Birch and Sons")
    juniper = ("--merchant", "juniper")
    with closing(sqlite3.connect(shop_shell.home / "shop.db")) as database:
        database.execute("DELETE FROM spoken_products WHERE product_id > 1")
        database.commit()
    assert shop_shell.json("search", "rane jacket", *juniper)[0]["verdict"] == "none"

    told = shop_shell.out("store", "reindex").splitlines()

    assert told == ["birch: 0 products can be found.", "juniper: 24 products can be found."]
    assert shop_shell.json("search", "rane jacket", *juniper)[0]["products"][0]["name"] == "rain jacket"
    assert "No merchant is called 'elm'" in shop_shell.refused("store", "reindex", "--merchant", "elm")


def test_the_sample_shop_made_again_stays_as_it_is(shop_shell: Shell) -> None:
    before = shop_shell.json("orders", "list")

    shop_shell.out("sample-shop")

    assert shop_shell.json("orders", "list") == before


def test_asks_for_the_merchant_when_there_are_two(shop_shell: Shell) -> None:
    shop_shell.out("merchant", "add", "birch", "--title", "Birch and Sons")

    assert "birch, juniper" in shop_shell.run("search", "mug").output
    assert shop_shell.json("search", "blue", "mug", "--merchant", "juniper")[0]["verdict"] == "sure"
    nothing = {"verdict": "none", "products": [], "unmet": []}
    assert shop_shell.json("search", "blue", "mug", "--merchant", "birch")[0] == nothing


def test_moves_an_order_and_refuses_what_makes_no_sense(shop_shell: Shell) -> None:
    assert shop_shell.out("orders", "deliver", "104872") == "Order 104872 is delivered.\n"
    assert shop_shell.refused("orders", "ship", "104872") == (
        "Error: An order that is delivered cannot become shipped. From there: voice-skill orders return-requested"
    )
    assert "No order has the number '1'" in shop_shell.refused("orders", "deliver", "1")
    assert {row["number"]: row["status"] for row in shop_shell.json("orders", "list")}["104872"] == "delivered"


def test_the_customer_hears_what_the_merchant_reported(shop_shell: Shell) -> None:
    shop_shell.out("orders", "out-for-delivery", "104872")

    assert shop_shell.json("say", "where is my order")[0]["speech"] == "Your order of 2 blue mugs is out for delivery."


@pytest.mark.parametrize("words", [("orders", "list"), ("customers", "list"), ("merchant", "list"), ("models", "list")])
def test_a_table_shows_what_its_json_holds(shop_shell: Shell, words: tuple[str, ...]) -> None:
    table, rows = shop_shell.out(*words), shop_shell.json(*words)

    assert rows
    assert all(str(next(iter(row.values()))) in table for row in rows)


def test_writes_a_skill_package_and_keeps_other_peoples_files(shop_shell: Shell, tmp_path: Path) -> None:
    out = tmp_path / "skill"

    written = shop_shell.json("skill-package", str(out), "--endpoint", "https://shop.example/alexa")[0]["files"]

    assert json.loads((out / "skill-package/skill.json").read_text())["manifest"]["manifestVersion"] == "1.0"
    assert all(Path(file).is_file() for file in written)
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "diary.txt").write_text("mine")
    shop_shell.refused("skill-package", str(tmp_path / "taken"), "--endpoint", "https://shop.example/alexa")
    shop_shell.refused("skill-package", str(tmp_path / "new"), "--endpoint", "http://shop.example/alexa")
    assert not (tmp_path / "new").exists()


def test_a_database_that_is_no_address_or_away_is_said(shell: Shell) -> None:
    shell.environ["DATABASE_URL"] = "nonsense"
    assert shell.refused("merchant", "list").startswith("Error: DATABASE_URL: write sqlite:")

    shell.environ["DATABASE_URL"] = "postgresql://localhost:1/shop?connect_timeout=2"
    printed = shell.refused("merchant", "list")
    assert printed.startswith("Error: The database at localhost:1/shop does not answer: connection failed: ")
    assert printed.endswith("Connection refused. Is it running, and is DATABASE_URL right?")


def test_a_merchant_says_what_is_unusual_in_the_shop(shell: Shell) -> None:
    shell.out("sample-shop")

    shown = shell.out("merchant", "limits", "juniper")
    shell.out("merchant", "limits", "juniper", "--quantity", "24")
    usual, unusual = (shell.json("say", f"put {many} soup bowls in my cart") for many in ("twenty four", "twenty five"))

    assert "more than 12 of one thing and about a total above 10 times the median order" in shown
    assert usual[0]["speech"].startswith("I put 24 soup bowls")
    assert unusual[0]["speech"].startswith("That's 49 soup bowls") or "left" in unusual[0]["speech"]


def test_limits_are_told_to_machines_and_0_is_never(shell: Shell) -> None:
    shell.out("sample-shop")

    (told,) = shell.json("merchant", "limits", "juniper", "--quantity", "0", "--times-median", "0")

    assert told == {"name": "juniper", "quantity": 0, "times_median": 0}
    assert "no quantity and no total" in shell.out("merchant", "limits", "juniper")
    assert shell.json("say", "put thirty soup bowls in my cart")[0]["speech"].startswith("I put 30")
