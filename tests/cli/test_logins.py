"""Letting somebody sign in to a shop that the command line made."""

from contextlib import closing

from tests.cli.conftest import Shell
from voice_skill.store import Store


def test_somebody_is_let_in_by_a_password_that_is_piped_in(shop_shell: Shell) -> None:
    told = shop_shell.out("login", "add", "Ada@juniper.example", stdin="a few good words\nmore\n")

    assert told == "Ada@juniper.example can sign in to juniper.\n"
    assert shop_shell.json("login", "list") == [{"email": "ada@juniper.example"}]
    with closing(Store.open(f"sqlite:///{shop_shell.home / 'shop.db'}")) as store:
        token = store.logins.sign_in("ada@juniper.example", "a few good words", address="127.0.0.1")
        assert store.logins.signed_in(token).merchant == "juniper"


def test_what_cannot_be_is_told_in_a_line(shop_shell: Shell) -> None:
    shop_shell.out("login", "add", "ada@juniper.example", stdin="a few good words\n")

    assert "already" in shop_shell.refused("login", "add", "ada@juniper.example", stdin="a few good words\n")
    assert "10 to 200 characters" in shop_shell.refused("login", "add", "b@juniper.example", stdin="short\n")
    assert "will not do" in shop_shell.refused("login", "add", "nobody", stdin="a few good words\n")
    assert "no merchant" in shop_shell.refused(
        "login", "add", "b@b.example", "--merchant", "x", stdin="a few good words"
    )
