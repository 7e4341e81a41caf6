"""Serving the skill over HTTP."""

import os
import socket
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

import click

from voice_skill.config import Config, secret_key

if TYPE_CHECKING:
    from voice_skill.serving.supervisor import Process

# For the processes to stop in: Alexa's 8 s for an answer under way, and a little for themselves.
GRACE_S = 10.0
OTHER_PORT = "VOICE_SKILL_TRY_IT_PORT names another port; or add --no-try-it."
# Threads that come and go would each leave an arena of glibc's behind.
HEARING_ENVIRON = {"MALLOC_ARENA_MAX": "2"}
# How long to wait for a program that writes to the database when the server starts.
PATIENCE_S = 5


@click.command()
@click.option("--host", help="The address to listen on.  [default: VOICE_SKILL_HOST]")
@click.option("--port", type=click.IntRange(1, 65535), help="The port.  [default: VOICE_SKILL_PORT]")
@click.option(
    "--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="The number of worker processes."
)
@click.option(
    "--threads", default=4, show_default=True, type=click.IntRange(1, 64), help="The number of threads per process."
)
@click.option("--sync/--no-sync", "is_syncing", default=True, help="Also sync feeds when they are due.")
@click.option("--try-it/--no-try-it", "is_tried", default=None, help="Let merchants talk to their shop in a browser.")
def serve(
    host: str | None, port: int | None, workers: int, threads: int, is_syncing: bool, is_tried: bool | None
) -> None:
    """Serve Alexa at /alexa, and sync feeds when they are due, until stopped. Amazon calls port 443: put a TLS
    proxy before it.

    \b
    Examples: voice-skill serve --port 8080
              voice-skill serve --no-try-it    (one process less: 25 MB until somebody talks)
              voice-skill serve --no-sync      (cron runs: voice-skill catalogue sync --due --asked)
    """
    from voice_skill.channels.browser.installed import is_installed
    from voice_skill.logs import start_logging
    from voice_skill.opening import open_store
    from voice_skill.serving.listening import written_host
    from voice_skill.serving.supervisor import supervise

    if is_tried and not is_installed():
        raise click.ClickException(
            "Speech recognition is not installed; --try-it needs: pip install 'voice-skill[voice]'"
        )
    environment = {}
    if is_tried is not None:
        environment["VOICE_SKILL_TRY_IT"] = "on" if is_tried else "off"
    if host is not None:
        environment["VOICE_SKILL_HOST"] = host
    config = Config.from_env(os.environ | environment)
    secret_key(config)
    with closing(open_store(config)) as store:  # what is wrong with them is said before any worker starts
        store.vitals.write(PATIENCE_S)
    at = port or config.port
    listeners = _bind(config.host, at)
    processes = [*_workers(workers, threads, listeners), *_beside(config, is_syncing)]
    url = f"http://{written_host(config.host)}:{at}"
    click.echo(f"Serving at {url}/alexa (health: /health). Stop with Ctrl-C.", err=True)
    start_logging(config.log_level)
    os.environ.update(environment)  # the processes read them too
    supervise(processes, GRACE_S)


def _workers(workers: int, threads: int, listeners: Sequence[socket.socket]) -> "list[Process]":
    from voice_skill.cli.answering import answer_requests
    from voice_skill.serving.supervisor import Forked, Process

    answer = partial(answer_requests, os.getpid(), threads, listeners)
    return [Process(f"worker {number}", partial(Forked, answer)) for number in range(1, workers + 1)]


def _beside(config: Config, is_syncing: bool) -> "list[Process]":
    from voice_skill.channels.browser.installed import is_installed
    from voice_skill.serving.supervisor import Process, spawned

    options = () if is_syncing else ("--no-sync",)  # it prunes all the same
    processes = [Process("watching", partial(spawned, "voice_skill.cli.watching", {}, *options))]
    if config.try_it and is_installed():
        for one in _bind(config.host, config.try_it_port, OTHER_PORT):
            one.close()  # it listens for itself
        processes.append(Process("hearing", partial(spawned, "voice_skill.cli.hearing", HEARING_ENVIRON)))
    return processes


def _bind(host: str, port: int, advice: str = "") -> list[socket.socket]:
    from voice_skill.serving.listening import bind, written_host

    try:
        return bind(host, port)
    except OSError as error:
        at = f"{written_host(host)}:{port}"
        raise click.ClickException(f"Cannot listen at {at}: {error.strerror}. {advice}".strip()) from error
