"""A worker of `voice-skill serve`: answers requests at the server's sockets. Forked by `server` with all imported, so
that one that was killed is back in a moment."""

import asyncio
import resource
import signal
import socket
from collections.abc import Sequence
from dataclasses import replace

from voice_skill.app import body_limit, from_env
from voice_skill.cli.errors import told_in_a_line
from voice_skill.serving.lifeline import end_with
from voice_skill.serving.limits import Limits
from voice_skill.serving.server import Server

# Alexa waits no longer for an answer; one that takes longer is cut off when the server stops.
GRACE_S = 8.0
# For the database, feeds, certificates and logs; each connection may have a body in a file besides.
OTHER_FILES = 128
FILES_A_CONNECTION = 2


def answer_requests(parent: int, threads: int, listeners: Sequence[socket.socket]) -> None:
    """Until it is told to stop, or `parent` is gone."""
    end_with(parent)
    limits = Limits()
    limits = replace(limits, connections=most_connections(limits.connections))
    with told_in_a_line():
        asyncio.run(_serve(Server(from_env(), threads=threads, body_limit=body_limit, limits=limits), listeners))


async def _serve(server: Server, listeners: Sequence[socket.socket]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, server.stop)
    await server.serve(listeners, GRACE_S)


def most_connections(connections: int) -> int:
    """As many as there may be files for, having asked for more: most systems begin with 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = OTHER_FILES + connections * FILES_A_CONNECTION
    files = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
    if soft != resource.RLIM_INFINITY and soft < files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
    return max(1, min(connections, (files - OTHER_FILES) // FILES_A_CONNECTION))
