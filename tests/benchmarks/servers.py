"""Turns a second, memory and start-up behind a server. Called by the benchmarks."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from statistics import median
from threading import Thread

import psutil

from tests.channels.alexa.signing import Signer, pem

CLIENTS = 8
START_PATIENCE_S, POLL_S = 60.0, 0.005
END_OF_HEAD = b"\r\n\r\n"


@dataclass(frozen=True)
class Load:
    """What a server bore: turns answered each second by all its workers, and the largest worker's memory."""

    turns_per_s: float
    p99_ms: float
    worker_rss_mb: float

    def to_json(self) -> dict[str, float]:
        return {name: round(value, 1) for name, value in asdict(self).items()}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@contextmanager
def running(command: Sequence[str], environ: Mapping[str, str], port: int) -> Iterator[tuple[psutil.Process, float]]:
    """The server's process once /health answers, and how long that took in seconds; stopped with all its workers."""
    started = time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, *command], env=os.environ | environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while not is_well(port):
            if server.poll() is not None or time.perf_counter() - started > START_PATIENCE_S:
                raise RuntimeError(f"{' '.join(command)} does not serve")
            time.sleep(POLL_S)
        yield psutil.Process(server.pid), time.perf_counter() - started
    finally:
        family = [*psutil.Process(server.pid).children(recursive=True)] if server.poll() is None else []
        server.terminate()
        server.wait(START_PATIENCE_S)
        for orphan in psutil.wait_procs(family, 1.0)[1]:
            orphan.kill()


def is_well(port: int) -> bool:
    """Whether /health at this port of this machine says so, within seconds."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def load(server: str, database_url: str, signer: Signer, folder: Path, bodies: Sequence[bytes], for_s: float) -> Load:
    """The load of CLIENTS that ask one question after another for so many seconds, after a second to warm up."""
    (folder / "roots.pem").write_bytes(pem(*signer.roots))
    (folder / "chain.pem").write_bytes(signer.chain)
    port = free_port()
    environ = {"SIGNED": str(folder), "DATABASE_URL": database_url, "VOICE_SKILL_HOME": str(folder)}
    requests = [_bytes_of(body, signer.headers(body)) for body in bodies]
    with running(["-m", "tests.benchmarks.served", server, str(port)], environ, port) as (process, _):
        _ask(port, requests, 1.0)
        times_s = _ask(port, requests, for_s)
        workers = process.children(recursive=True) or [process]
        rss_mb = max(worker.memory_info().rss for worker in workers) / 1e6
    p99_s = sorted(times_s)[len(times_s) * 99 // 100]
    return Load(len(times_s) / for_s, p99_s * 1e3, rss_mb)


def _bytes_of(body: bytes, headers: Mapping[str, str]) -> bytes:
    named = {"Host": "shop.example", "Content-Length": str(len(body)), **headers}
    head = "\r\n".join(["POST /alexa HTTP/1.1", *(f"{name}: {value}" for name, value in named.items())])
    return head.encode() + END_OF_HEAD + body


def _ask(port: int, requests: Sequence[bytes], for_s: float) -> list[float]:
    """How long each answer took, in seconds."""
    times_s: list[list[float]] = [[] for _ in range(CLIENTS)]
    until = time.perf_counter() + for_s
    clients = [
        Thread(target=_client, args=(port, requests[number::CLIENTS], until, times_s[number]))
        for number in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return [one for each in times_s for one in each]


def _client(port: int, requests: Sequence[bytes], until: float, times_s: list[float]) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for number in count():
            started = time.perf_counter()
            if started >= until:
                return
            connection.sendall(requests[number % len(requests)])
            _take_answer(connection)
            times_s.append(time.perf_counter() - started)


def _take_answer(connection: socket.socket) -> None:
    answer = b""
    while END_OF_HEAD not in answer:
        answer += _received(connection)
    head, _, body = answer.partition(END_OF_HEAD)
    lines = head.lower().split(b"\r\n")
    if b" 200 " not in lines[0]:
        raise RuntimeError(f"the server answered {lines[0]!r}")
    (length,) = (int(line.partition(b":")[2]) for line in lines if line.startswith(b"content-length:"))
    while len(body) < length:
        body += _received(connection)


def _received(connection: socket.socket) -> bytes:
    received = connection.recv(65_536)
    if not received:
        raise RuntimeError("the server hung up")
    return received


def start_up_s(database_url: str, home: Path, times: int) -> float:
    """From `voice-skill serve` to its first good answer at /health."""
    took_s = []
    for _ in range(times):
        port = free_port()
        command = [str(Path(sys.executable).with_name("voice-skill")), "serve", "--port", str(port)]
        with running(command, {"DATABASE_URL": database_url, "VOICE_SKILL_HOME": str(home)}, port) as (_, one_s):
            took_s.append(one_s)
    return median(took_s)


def import_s(code: str, times: int) -> float:
    """How long a new Python takes for `code`, less what it takes for nothing."""
    took_s: dict[str, list[float]] = {code: [], "pass": []}
    for _ in range(times):
        for one, all_s in took_s.items():
            started = time.perf_counter()
            subprocess.run([sys.executable, "-c", one], check=True)
            all_s.append(time.perf_counter() - started)
    return median(took_s[code]) - median(took_s["pass"])
