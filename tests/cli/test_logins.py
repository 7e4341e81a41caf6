"""Letting somebody sign in to a shop that the command line made."""

import re
from contextlib import closing

import pytest

from tests.cli.conftest import Shell
from tests.web.conftest import Browser
from voice_skill.app import create_app
from voice_skill.config import Config
from voice_skill.opening import open_store
from voice_skill.store import Place, Store


def test_somebody_is_let_in_by_a_password_that_is_piped_in(shop_shell: Shell) -> None:
    told = shop_shell.out("login", "add", "Ada@juniper.example", stdin="a few good words\nmore\n")

    assert told == "Ada@juniper.example can sign in to juniper.\n"
    assert shop_shell.json("login", "list") == [{"email": "ada@juniper.example"}]
    with closing(Store.open(f"sqlite:///{shop_shell.home / 'shop.db'}")) as store:
        kept = store.logins.sign_in("ada@juniper.example", "a few good words", Place("127.0.0.1"))
        assert store.logins.signed_in(kept.session).merchant == "juniper"


def test_a_link_lets_somebody_set_a_new_password(shop_shell: Shell, caplog: pytest.LogCaptureFixture) -> None:
    shop_shell.out("login", "add", "ada@juniper.example", stdin="a few good words\n")
    shop_shell.environ["VOICE_SKILL_URL"] = "https://shop.example/voice/"

    printed = shop_shell.out("login", "reset", "ADA@juniper.example")
    (as_json,) = shop_shell.json("login", "reset", "ada@juniper.example", "--url", "http://127.0.0.1:8080")

    assert re.fullmatch(r"https://shop\.example/voice/new-password\?key=[\w-]{43}\n", printed)
    assert as_json["url"].startswith("http://127.0.0.1:8080/new-password?key=")
    assert (as_json["email"], as_json["merchant"], as_json["minutes"]) == ("ada@juniper.example", "juniper", 60)
    config = Config.from_env({"VOICE_SKILL_HOME": str(shop_shell.home), "VOICE_SKILL_VERIFY_REQUESTS": "off"})
    with closing(open_store(config)) as store:
        browser = Browser(create_app(config, store=store))
        link = as_json["url"].removeprefix("http://127.0.0.1:8080")
        browser.post("/new-password", page=link, key=link.partition("key=")[2], new="another few words")
        assert browser.is_signed_in()


def test_a_link_is_made_for_one_shop_of_several(shop_shell: Shell) -> None:
    shop_shell.out("merchant", "add", "birch", "--title", "Birch and Sons")
    for name in ("juniper", "birch"):
        shop_shell.out("login", "add", "ada@a.example", "--merchant", name, stdin=f"a password of {name}\n")

    assert "birch, juniper. Say which with --merchant" in shop_shell.refused("login", "reset", "ada@a.example")
    assert shop_shell.json("login", "reset", "ada@a.example", "--merchant", "birch")[0]["merchant"] == "birch"
    assert "No login has the address nobody@a.example" in shop_shell.refused("login", "reset", "nobody@a.example")
    assert "No login has the address" in shop_shell.refused("login", "reset", "ada@a.example", "--merchant", "elm")


@pytest.mark.parametrize("url", ["shop.example", "ftp://shop.example", "https://shop.example/?a=b", "javascript:x"])
def test_a_link_needs_an_address_of_a_web_page(shop_shell: Shell, url: str) -> None:
    shop_shell.out("login", "add", "ada@juniper.example", stdin="a few good words\n")

    printed = shop_shell.run("login", "reset", "ada@juniper.example", "--url", url).output

    assert "write one like https://shop.example" in printed


def test_each_shop_of_an_address_has_a_password_of_its_own(shop_shell: Shell) -> None:
    shop_shell.out("merchant", "add", "birch", "--title", "Birch and Sons")
    shop_shell.out("login", "add", "ada@a.example", "--merchant", "juniper", stdin="a few good words\n")

    refused = shop_shell.refused("login", "add", "ada@a.example", "--merchant", "birch", stdin="a few good words\n")

    assert "Choose a different one." in refused


def test_what_cannot_be_is_told_in_a_line(shop_shell: Shell) -> None:
    shop_shell.out("login", "add", "ada@juniper.example", stdin="a few good words\n")

    assert "already" in shop_shell.refused("login", "add", "ada@juniper.example", stdin="a few good words\n")
    assert "10 to 200 characters" in shop_shell.refused("login", "add", "b@juniper.example", stdin="short\n")
    assert "is not a valid" in shop_shell.refused("login", "add", "nobody", stdin="a few good words\n")
    assert "No merchant" in shop_shell.refused(
        "login", "add", "b@b.example", "--merchant", "x", stdin="a few good words"
    )
