"""The shop behind the server of `voice-skill serve` and behind others, two worker processes each.

Called by `servers` as a program: python -m tests.benchmarks.served SERVER PORT. What the signer made lies in the
folder that SIGNED names; all else comes from the app's own settings.
"""

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

from cryptography import x509
from flask import Flask

from voice_skill.app import body_limit, create_app
from voice_skill.channels.alexa.verify import Verifier
from voice_skill.config import Config
from voice_skill.serving.listening import bind
from voice_skill.serving.server import Server

WORKERS, THREADS = 2, 4
OURS = "voice-skill"
SERVERS = (OURS, "granian", "gunicorn", "waitress")
GRACE_S = 8.0


def app() -> Flask:
    """What each worker serves: the app itself, but trusting the benchmark's signer."""
    signed = Path(os.environ["SIGNED"])
    roots = x509.load_pem_x509_certificates((signed / "roots.pem").read_bytes())
    chain = (signed / "chain.pem").read_bytes()
    return create_app(Config.from_env(), verifier=Verifier(roots=roots, fetch=lambda url: chain))


def serve(server: str, port: int) -> None:
    """Stands in for this process until it is stopped."""
    python, at = sys.executable, f"127.0.0.1:{port}"
    match server:
        case "voice-skill":
            _serve_with_ours(port)
            return
        case "granian":
            options = f"--interface wsgi --port {port} --workers {WORKERS} --blocking-threads {THREADS} --no-log"
            command = ["-m", "granian", "--factory", *options.split(), "tests.benchmarks.served:app"]
        case "gunicorn":
            options = f"--bind {at} --workers {WORKERS} --threads {THREADS} --log-level warning"
            command = ["-m", "gunicorn", *options.split(), "tests.benchmarks.served:app()"]
        case _:
            _serve_with_waitress(port)
            return
    os.execv(python, [python, *command])


def _serve_with_ours(port: int) -> None:
    """Without `voice_skill.cli`, whose workers trust Amazon alone."""
    listeners = bind("127.0.0.1", port)
    _fork()
    worker = Server(app(), threads=THREADS, body_limit=body_limit)
    signal.signal(signal.SIGTERM, lambda number, frame: worker.stop())
    asyncio.run(worker.serve(listeners, GRACE_S))


def _fork() -> None:
    """This process becomes WORKERS of them."""
    for _ in range(WORKERS - 1):
        if os.fork() == 0:
            return


def _serve_with_waitress(port: int) -> None:
    """waitress knows no workers: two processes listen at one socket."""
    import waitress

    listening = socket.create_server(("127.0.0.1", port))
    _fork()
    waitress.serve(app(), sockets=[listening], threads=THREADS, _quiet=True)


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
