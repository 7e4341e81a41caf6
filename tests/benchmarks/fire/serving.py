"""A shop's own `voice-skill serve`, killed and started again. Called by bench_fire."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random
from threading import Event, Thread
from typing import Self

import psutil

from tests.benchmarks.fire.counts import Counts
from tests.benchmarks.servers import is_well
from tests.channels.alexa.signing import Signer, certificate_host, page, pem

VOICE_SKILL = str(Path(sys.executable).with_name("voice-skill"))
AMAZON = Path(__file__).with_name("amazon")
CHAIN_PATH = "/echo.api/echo-api-cert-1.pem"
# Not workers: what Python keeps beside processes that it spawned.
BESIDE = "multiprocessing.resource_tracker"
START_PATIENCE_S = 120.0  # of a busy machine
RETRY_S = 0.1


class NotServing(Exception):
    """The shop does not come up, or not by itself."""


@contextmanager
def trusted(signer: Signer, folder: Path) -> Iterator[dict[str, str]]:
    """The environment in which a shop trusts this signer, whose chain lies at a stand-in for Amazon's host."""
    with certificate_host(folder) as host:
        host.pages[CHAIN_PATH] = page(signer.chain)
        authorities = folder / "authorities.pem"
        authorities.write_bytes(pem(*signer.roots) + Path(host.cafile).read_bytes())
        yield {
            "PYTHONPATH": str(AMAZON),
            "STAND_IN_PORT": str(host.address[1]),
            "STAND_IN_AUTHORITIES": str(authorities),
        }


class Served:
    """One shop at one port, as an operator runs it; `faults` says when it did not come up by itself, `starts_s` how
    long it took each time to be well, in seconds."""

    def __init__(self, port: int, environ: Mapping[str, str], log: Path) -> None:
        self.port, self.log = port, log
        self.faults: list[str] = []
        self.starts_s: list[float] = []
        self._environ = {**os.environ, **environ}
        self._family: list[psutil.Process] = []

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def start(self) -> None:
        """Starts it and waits until it is well. An orphan of the one before that is in the way is a fault, and killed.
        Raises NotServing."""
        started = time.monotonic()
        self._main = self._started()
        while not (self._workers() and is_well(self.port)):
            if time.monotonic() - started > START_PATIENCE_S:
                last = self.log.read_text("utf-8").splitlines()[-1:]
                raise NotServing(f"voice-skill serve is not well within {START_PATIENCE_S:.0f} s; its log ends: {last}")
            if self._main.poll() is not None:
                self.faults.append("a new `voice-skill serve` did not start at once: an orphan held the port")
                self._kill_family()
                self._main = self._started()
            time.sleep(RETRY_S)
        self.starts_s.append(time.monotonic() - started)

    def _started(self) -> subprocess.Popen[bytes]:
        command = [VOICE_SKILL, "serve", "--port", str(self.port), "--no-sync", "--no-try-it"]
        with self.log.open("ab") as log:
            return subprocess.Popen(command, env=self._environ, stdout=log, stderr=log)

    def kill_worker(self, random: Random) -> bool:
        """Kills one that answers; False when there is none."""
        workers = self._workers()
        if workers:
            random.choice(workers).kill()
        return bool(workers)

    def kill_main(self) -> None:
        self._family = self._workers()
        self._main.kill()
        self._main.wait()

    def has_stopped(self) -> bool:
        return self._main.poll() is not None

    def stop(self) -> None:
        """Ends it as an operator does, and whatever it leaves behind."""
        self._family = [*self._family, *self._workers()]
        self._main.send_signal(signal.SIGTERM)
        try:
            self._main.wait(START_PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._main.kill()
            self._main.wait()
        self._kill_family()

    def _workers(self) -> list[psutil.Process]:
        if self.has_stopped():
            return []
        return [one for one in psutil.Process(self._main.pid).children(recursive=True) if _is_worker(one)]

    def _kill_family(self) -> None:
        for one in self._family:
            try:
                one.kill()
            except psutil.NoSuchProcess:
                continue
        psutil.wait_procs(self._family, START_PATIENCE_S)
        self._family = []


def _is_worker(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE and not any(BESIDE in word for word in process.cmdline())
    except psutil.NoSuchProcess:  # it has just ended
        return False


@dataclass(frozen=True)
class Fire:
    """How often processes are killed: one worker each time between so many and so many seconds, as soon as so many
    turns more were begun, and instead of every so manieth worker the main process."""

    every_s: tuple[float, float]
    turns_between: int
    main_instead: int

    @contextmanager
    def on(self, served: Served, random: Random, counts: Counts) -> Iterator[None]:
        """Kills meanwhile. Whenever the main process is gone, a new one is started at once."""
        over = Event()
        thread = Thread(target=self._kill, args=(served, random, counts, over), daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _kill(self, served: Served, random: Random, counts: Counts, over: Event) -> None:
        for number in count(1):
            turns = counts["turns"]
            over.wait(random.uniform(*self.every_s))
            while counts["turns"] - turns < self.turns_between and not over.wait(RETRY_S):
                pass
            if over.is_set():
                return
            if served.has_stopped():
                served.faults.append("`voice-skill serve` stopped by itself after its workers were killed")
            elif number % self.main_instead == 0:
                served.kill_main()
                counts.add("kills: main process")
            else:
                counts.add("kills: worker", int(served.kill_worker(random)))
                continue
            try:
                served.start()
            except NotServing as error:
                served.faults.append(str(error))
                return
            counts.add("restarts")
