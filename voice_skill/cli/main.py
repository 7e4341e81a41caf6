"""The group of commands; each is imported when it is called, so that `--help` and small commands stay quick."""

from importlib import import_module
from typing import Any

import click

from voice_skill.home import private_files

COMMANDS = {
    "demo": "voice_skill.cli.demo:demo",
    "say": "voice_skill.cli.say:say",
    "talk": "voice_skill.cli.voice:talk",
    "hear": "voice_skill.cli.voice:hear",
    "understand": "voice_skill.cli.understand:understand",
    "models": "voice_skill.cli.models:models",
    "serve": "voice_skill.cli.server:serve",
    "merchant": "voice_skill.cli.shop:merchant",
    "login": "voice_skill.cli.logins:login",
    "sample-shop": "voice_skill.cli.shop:sample_shop",
    "catalogue": "voice_skill.cli.catalogue:catalogue",
    "search": "voice_skill.cli.shop:search",
    "orders": "voice_skill.cli.orders:orders",
    "customers": "voice_skill.cli.customers:customers",
    "token": "voice_skill.cli.tokens:token",
    "skill-package": "voice_skill.cli.shop:skill_package",
    "store": "voice_skill.cli.shop:store",
}


class Commands(click.Group):
    """Imports a command when it is needed, and says what went wrong in one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            with private_files():
                return super().invoke(ctx)
        except Exception as error:
            from voice_skill.cli.errors import in_a_line  # it knows the store, which takes its time to import

            line = in_a_line(error)
            if line is None:
                raise
            raise click.ClickException(line) from error


@click.group(cls=Commands)
@click.version_option(package_name="voice-skill")
def main() -> None:
    """A shop that is spoken with: serve it to Alexa, or try all of it here, with no cloud and no device.

    \b
    Hear a whole conversation:        voice-skill demo
    Type what a customer would say:   voice-skill sample-shop; voice-skill say "where is my order"
    Serve it:                         voice-skill serve
    """
