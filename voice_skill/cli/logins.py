"""Commands about who signs in to the merchant pages."""

import sys

import click

from voice_skill.cli.options import json_option, merchant_option, only_merchant, open_store, print_table


@click.group()
def login() -> None:
    """Who signs in to a shop's pages at http://HOST:PORT/."""


@login.command("add")
@click.argument("email")
@merchant_option
def add_login(email: str, merchant_name: str | None) -> None:
    """Let somebody sign in to a shop's pages. The password is asked for, or is the first line of what is piped in.

    \b
    Examples: voice-skill login add ada@juniper.example --merchant juniper
              pass show juniper | voice-skill login add ada@juniper.example --merchant juniper
    """
    with open_store() as store:
        merchant = merchant_name or only_merchant(store)
        if sys.stdin.isatty():
            password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        else:
            password = sys.stdin.readline().rstrip("\r\n")
        store.logins.add(merchant, email, password)
    click.echo(f"{email} can sign in to {merchant}.")


@login.command("list")
@merchant_option
@json_option
def list_logins(merchant_name: str | None, json_lines: bool) -> None:
    """List who can sign in.

    \b
    Example: voice-skill login list --merchant juniper
    """
    with open_store() as store:
        rows = [{"email": email} for email in store.logins.of(merchant_name or only_merchant(store))]
    print_table(rows, ("email",), json_lines, empty="Nobody yet: voice-skill login add EMAIL")
