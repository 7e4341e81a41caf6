"""Tokens are made, listed and revoked on the command line, and let systems in."""

from contextlib import closing

import pytest

from tests.cli.conftest import Shell
from voice_skill.app import create_app
from voice_skill.config import Config
from voice_skill.opening import open_store


def status(shell: Shell, secret: str, path: str = "/api/v1/orders") -> int:
    config = Config.from_env(shell.environ)
    with closing(open_store(config)) as store:
        client = create_app(config, store=store).test_client()
        return client.get(path, headers={"Authorization": f"Bearer {secret}"}).status_code


def test_a_token_lets_a_system_in_until_it_is_revoked(shop_shell: Shell) -> None:
    secret = shop_shell.out("token", "create", "warehouse").strip()
    assert secret.startswith("vsk_")
    assert status(shop_shell, secret) == 200

    assert "revoked" in shop_shell.out("token", "revoke", "1")

    assert status(shop_shell, secret) == 401


def test_a_token_may_do_what_its_scopes_say(shop_shell: Shell) -> None:
    [made] = shop_shell.json("token", "create", "labels", "--scope", "catalogue:read", "--expires", "90d")

    assert made["scopes"] == ["catalogue:read"]
    assert made["expires"] > made["created"]
    assert status(shop_shell, made["secret"]) == 403
    assert status(shop_shell, made["secret"], "/api/v1/products") == 200


def test_tokens_are_listed_without_their_secrets(shop_shell: Shell) -> None:
    secret = shop_shell.out("token", "create", "warehouse").strip()
    shop_shell.json("token", "create", "labels")

    newest, oldest = shop_shell.json("token", "list")

    assert (newest["name"], oldest["name"], oldest["state"]) == ("labels", "warehouse", "good")
    assert secret.startswith(oldest["begins"])
    assert secret not in shop_shell.out("token", "list")
    assert "warehouse" in shop_shell.out("token", "list")


@pytest.mark.parametrize("number", ["7", "99999999999999999"])
def test_a_token_that_is_not_there_is_told(shop_shell: Shell, number: str) -> None:
    assert "voice-skill token list" in shop_shell.refused("token", "revoke", number)


@pytest.mark.parametrize("name", ["", "a\nb", "x" * 121])
def test_a_name_that_will_not_do_is_told(shop_shell: Shell, name: str) -> None:
    assert "token name" in shop_shell.refused("token", "create", name)


@pytest.mark.parametrize("words", [["--scope", "everything"], ["--expires", "soon"], ["--expires", "0d"]])
def test_a_wrong_option_is_told(shop_shell: Shell, words: list[str]) -> None:
    assert shop_shell.run("token", "create", "a", *words).exit_code == 2


def test_more_tokens_than_a_shop_may_have_are_refused_with_what_to_do(shop_shell: Shell) -> None:
    with closing(open_store(Config.from_env(shop_shell.environ))) as store, store.for_merchant("juniper") as shop:
        for number in range(50):
            shop.tokens.create(f"system {number}", ["orders:read"])
        shop.commit()

    assert "Revoke unused ones" in shop_shell.refused("token", "create", "more")
