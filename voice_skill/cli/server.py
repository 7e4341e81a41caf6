"""Serving the skill over HTTP."""

import os
import socket
from contextlib import closing

import click

from voice_skill.config import Config, secret_key

# Alexa waits no longer for an answer; one that takes longer may be cut off when the server stops.
GRACE_S = 8
# How long to wait for a program that writes to the database when the server starts.
PATIENCE_S = 5


@click.command()
@click.option("--host", help="The address to listen on; VOICE_SKILL_HOST otherwise.")
@click.option("--port", type=click.IntRange(1, 65535), help="The port; VOICE_SKILL_PORT otherwise.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes that answer.")
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64), help="Threads in each of them.")
@click.option("--sync/--no-sync", "is_syncing", default=True, help="Also keep linked catalogues right.")
@click.option("--try-it/--no-try-it", "is_tried", default=None, help="Let merchants talk with their shop in a browser.")
def serve(
    host: str | None, port: int | None, workers: int, threads: int, is_syncing: bool, is_tried: bool | None
) -> None:
    """Answer Alexa at /alexa, and sync feeds when they are due, until it is stopped. Amazon calls port 443: put a TLS
    proxy before it.

    \b
    Examples: voice-skill serve --port 8080
              voice-skill serve --no-try-it    (one process less: 25 MB until somebody talks)
              voice-skill serve --no-sync      (cron runs: voice-skill catalogue sync --due --asked)
    """
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels

    from voice_skill.app import open_store
    from voice_skill.cli import watching
    from voice_skill.try_it import process as trying

    if is_tried and not trying.is_installed():
        raise click.ClickException("This server cannot hear yet; --try-it needs: pip install 'voice-skill[voice]'")
    if is_tried is not None:
        os.environ["VOICE_SKILL_TRY_IT"] = "on" if is_tried else "off"  # the workers read it too
    if host is not None:
        os.environ["VOICE_SKILL_HOST"] = host
    config = Config.from_env(os.environ)
    secret_key(config)
    with closing(open_store(config)) as store:  # what is wrong with them is said before any worker starts
        store.vitals.write(PATIENCE_S)
    address, at = config.host, port or config.port
    _check_free(address, at)
    is_tried = config.try_it and trying.is_installed()
    if is_tried:
        _check_free(address, config.try_it_port, "VOICE_SKILL_TRY_IT_PORT names another port; or add --no-try-it.")
    click.echo(f"Serving at http://{address}:{at}/alexa (health: /health). Stop with Ctrl-C.", err=True)
    # Chosen by what `make bench` measures: tests/benchmarks/turns.md.
    server = Granian(
        "voice_skill.app:from_env",
        factory=True,
        address=address,
        port=at,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        workers=workers,
        blocking_threads=threads,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE_S,
        log_level=LogLevels.warning,
    )
    watcher = watching.start() if is_syncing else None
    tried = trying.Watched() if is_tried else None
    try:
        server.serve()
    finally:
        if tried is not None:
            tried.stop()
        if watcher is not None:
            watching.stop(watcher)


def _check_free(address: str, port: int, advice: str = "") -> None:
    """Each worker listens for itself, so that a second server at the same port would quietly get half the requests."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server itself, soon after another
            probe.bind((address, port))
    except OSError as error:
        raise click.ClickException(f"Cannot listen at {address}:{port}: {error.strerror}. {advice}".strip()) from error
