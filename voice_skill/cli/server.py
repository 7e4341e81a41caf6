"""Serving the skill over HTTP."""

import os

import click

from voice_skill.config import Config


@click.command()
@click.option("--host", help="The address to listen on; VOICE_SKILL_HOST otherwise.")
@click.option("--port", type=click.IntRange(1, 65535), help="The port; VOICE_SKILL_PORT otherwise.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes that answer.")
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64), help="Threads in each of them.")
def serve(host: str | None, port: int | None, workers: int, threads: int) -> None:
    """Answer Alexa at /alexa, until it is stopped. Amazon calls port 443: put a TLS proxy before it.

    \b
    Example: voice-skill serve --port 8080
    """
    from granian import Granian
    from granian.constants import Interfaces

    from voice_skill.app import open_store

    config = Config.from_env(os.environ)
    open_store(config).close()  # what is wrong with the settings or the tables is said before any worker starts
    address, at = host or config.host, port or config.port
    click.echo(f"Serving at http://{address}:{at}/alexa (health: /health). Stop with Ctrl-C.", err=True)
    Granian(
        "voice_skill.app:from_env",
        factory=True,
        address=address,
        port=at,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        log_enabled=False,
    ).serve()
