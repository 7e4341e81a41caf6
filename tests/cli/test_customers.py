"""Customers are listed on the command line, and deleted once the merchant is sure who asked."""

import pytest

from tests.cli.conftest import Shell


@pytest.fixture
def asked_shell(shop_shell: Shell) -> Shell:
    """In which the sample shop's customer has asked for her data to be deleted."""
    shop_shell.out("say", "open juniper lane", "delete my data", "yes")
    return shop_shell


def test_who_asked_for_their_data_to_be_deleted_is_listed(asked_shell: Shell) -> None:
    [ada] = asked_shell.json("customers", "list", "--deletion-asked")

    assert (ada["id"], ada["name"]) == (1, "Ada")
    assert ada["deletion_asked"] in asked_shell.out("customers", "list")


def test_nobody_has_asked_yet(shop_shell: Shell) -> None:
    assert [row["deletion_asked"] for row in shop_shell.json("customers", "list")] == [None]
    assert shop_shell.out("customers", "list", "--deletion-asked") == "There is no such customer.\n"


def test_a_customer_is_deleted_after_a_yes_and_the_orders_stay(asked_shell: Shell) -> None:
    orders = asked_shell.json("orders", "list")

    refused = asked_shell.run("customers", "delete", "1", stdin="n\n")
    assert refused.exit_code == 1
    assert "Customer 1, Ada, asked for it at 20" in refused.stderr
    assert len(asked_shell.json("customers", "list")) == 1
    deleted = asked_shell.out("customers", "delete", "1", stdin="y\n")

    assert deleted == "Customer 1 is deleted; their orders remain without them.\n"
    assert asked_shell.json("customers", "list") == []
    assert asked_shell.json("orders", "list") == orders


def test_one_who_never_asked_is_deleted_by_a_script(shop_shell: Shell) -> None:
    assert "Customer 1, Ada, never asked for it." in shop_shell.run("customers", "delete", "1", stdin="n\n").stderr

    assert [row["id"] for row in shop_shell.json("customers", "delete", "1", "--yes")] == [1]

    assert "voice-skill customers list" in shop_shell.refused("customers", "delete", "1", "--yes")
