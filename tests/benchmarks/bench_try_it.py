"""Talking in the browser: ten at once who speak in real time, beside one alone. Run by `make bench-try-it`.

`voice-skill serve` runs as a merchant runs it; two shops, five browsers each, send PCM as a microphone does, a tenth of
a second every tenth of a second. What was found, failures included, stands in try_it.md.
"""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import click
import numpy as np
import psutil
from rich.console import Console
from rich.table import Table
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from local_voice.audio import Pcm, silence
from local_voice.device import Echo
from local_voice.models import find_model
from local_voice.speaking import open_voice
from tests.benchmarks.invented_shop import catalogue
from voice_skill.channels.browser.shops import CUSTOMER
from voice_skill.channels.browser.tickets import Ticket, Tickets
from voice_skill.config import Config, secret_key
from voice_skill.opening import open_store
from voice_skill.sample_shop.juniper_lane import APPLICATION_ID, create_sample_shop
from voice_skill.store import Place, Store

RATE_HZ, CHUNK_S = 16_000, 0.1
CHUNK_BYTES = int(RATE_HZ * CHUNK_S) * 2
SHOPS = ("juniper", "other")
OF_ANY_SHOP = ["where is my order", "what's in my cart", "how long does delivery take"]
SENTENCES = {"juniper": ["do you have blue mugs", "how much is the red teapot", *OF_ANY_SHOP], "other": OF_ANY_SHOP}
PASSWORD = "a long and quiet evening"
OF_ONE_SHOP = 5
ORIGIN = "http://127.0.0.1"
LOUD = 300
Json = dict[str, Any]


@dataclass
class Site:
    """A running server. hearing: its process that hears browsers."""

    url: str
    socket_url: str
    hearing: psutil.Process
    ticket: Callable[[str], str]

    def rss_mb(self) -> float:
        return float(self.hearing.memory_info().rss / 1e6)

    @contextmanager
    def browser(self, shop: str) -> Iterator[ClientConnection]:
        with connect(self.socket_url, origin=Origin(ORIGIN), compression=None) as opened:
            send(opened, type="hello", ticket=self.ticket(shop))
            until(opened, "ready")
            yield opened


@dataclass(frozen=True)
class Answered:
    """Milliseconds of one turn. from_speech: from its last sound to the answer; hear … speak: as the server says."""

    is_right: bool
    from_speech: float
    hear: float
    understand: float
    skill: float
    speak: float


def send(to: ClientConnection, **message: Any) -> None:
    to.send(json.dumps(message))


def until(opened: ClientConnection, kind: str) -> Json:
    while True:
        received = opened.recv(120)
        if isinstance(received, str) and (message := json.loads(received))["type"] == kind:
            return dict(message)


def speak(opened: ClientConnection, sentence: str, sound: Pcm, *, button: bool) -> Answered:
    """In real time. button: it is let go right after the last sound; else a pause ends what is said."""
    loud = np.flatnonzero(np.abs(sound.samples) > LOUD)[-1] / RATE_HZ
    data = sound.data[: int(loud * RATE_HZ) * 2] if button else sound.data + silence(4, RATE_HZ).data
    send(opened, type="listen")
    began, told = time.perf_counter(), threading.Event()
    sending = threading.Thread(target=_send, args=(opened, data, began, told, button))
    sending.start()
    turn = until(opened, "turn")
    ended = time.perf_counter()
    told.set()
    sending.join()
    if turn["spoken_bytes"]:
        opened.recv(60)
    return Answered(turn["said"] == sentence, (ended - began - loud) * 1000, **{"hear": 0.0, **turn["ms"]})


def _send(opened: ClientConnection, data: bytes, began: float, told: threading.Event, button: bool) -> None:
    for number, at in enumerate(range(0, len(data), CHUNK_BYTES), 1):
        if told.wait(max(0.0, began + number * CHUNK_S - time.perf_counter())):
            return
        opened.send(data[at : at + CHUNK_BYTES])
    if button:
        send(opened, type="done")


def converse(site: Site, shop: str, sounds: dict[str, Pcm], rounds: int, seed: int, button: bool) -> list[Answered]:
    """One browser: sentences with a second or two between, so that the ten do not speak in step."""
    pick = random.Random(seed)
    answered = []
    with site.browser(shop) as opened:
        for _ in range(rounds):
            time.sleep(pick.uniform(0.5, 2.5))
            sentence = pick.choice(SENTENCES[shop])
            answered.append(speak(opened, sentence, sounds[sentence], button=button))
    return answered


@contextmanager
def serving(home: Path, products: int) -> Iterator[Site]:
    config = Config.from_env({"VOICE_SKILL_HOME": str(home)})
    (home / "models").mkdir()
    model = find_model("en-US")
    (home / "models" / model.name).symlink_to(model)
    ticket = _fill(config, products)
    port, socket_port = _free_port(), _free_port()
    environ = os.environ | {
        "VOICE_SKILL_HOME": str(home),
        "DATABASE_URL": "",
        "VOICE_SKILL_VERIFY_REQUESTS": "off",
        "VOICE_SKILL_LOG_LEVEL": "WARNING",
        "VOICE_SKILL_TRY_IT_PORT": str(socket_port),
    }
    program = str(Path(sys.executable).with_name("voice-skill"))
    with subprocess.Popen([program, "serve", "--port", str(port), "--no-sync"], env=environ) as process:
        try:
            _wait_until_well(f"http://127.0.0.1:{port}")
            time.sleep(1)
            children = psutil.Process(process.pid).children()
            (hearing,) = (child for child in children if "voice_skill.cli.hearing" in child.cmdline())
            where = f"http://127.0.0.1:{port}", f"ws://127.0.0.1:{socket_port}"
            yield Site(*where, hearing, ticket)
        finally:
            process.send_signal(signal.SIGTERM)


def _fill(config: Config, products: int) -> Callable[[str], str]:
    """The two shops; gives what issues a ticket for one of them."""
    with closing(open_store(config)) as store:
        create_sample_shop(store, user_id=CUSTOMER)
        store.add_merchant("other", title="Juniper Lane", application_id="amzn1.ask.skill.other")
        with store.for_merchant("other") as shop:
            shop.catalogue.put(catalogue(products))
            shop.commit()
        for shop_name in SHOPS:
            store.logins.add(shop_name, f"{shop_name}@example.com", PASSWORD)
        sessions = {name: cycle([_session(store, name) for _ in range(OF_ONE_SHOP)]) for name in SHOPS}
    key = secret_key(config)
    return lambda name: Tickets(key).issue(Ticket(next(sessions[name]), name, ORIGIN))


def _session(store: Store, shop_name: str) -> int:
    """A web session of its own for each browser, as turns are counted by it."""
    kept = store.logins.sign_in(f"{shop_name}@example.com", PASSWORD, Place("127.0.0.1"))
    return store.logins.signed_in(kept.session).session_id


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _wait_until_well(url: str) -> None:
    while True:
        try:
            urlopen(f"{url}/health", timeout=1).close()
            return
        except URLError:
            time.sleep(0.02)


def alexa_ms(site: Site, stop: threading.Event) -> list[float]:
    """A customer of Alexa's who asks twenty times a second."""
    echo, took = Echo(site.url, application_id=APPLICATION_ID, user_id=CUSTOMER), []
    while not stop.wait(0.05):
        began = time.perf_counter()
        echo.launch()
        took.append((time.perf_counter() - began) * 1000)
    return took


def at_once(site: Site, sounds: dict[str, Pcm], people: int, rounds: int, *, button: bool) -> Json:
    """So many browsers, and Alexa's customer beside them."""
    stop, peak = threading.Event(), [site.rss_mb()]
    cpu_began, all_began, began = _cpu_s(site.hearing), _cpu_s(psutil), time.perf_counter()
    with ThreadPoolExecutor(people + 1) as pool:
        alexa = pool.submit(alexa_ms, site, stop)
        talks = [
            pool.submit(converse, site, SHOPS[who % 2], sounds, rounds, 100 * people + who, button)
            for who in range(people)
        ]
        while not all(talk.done() for talk in talks):
            time.sleep(0.2)
            peak.append(site.rss_mb())
        stop.set()
        turns = [turn for talk in talks for turn in talk.result()]
        seconds = time.perf_counter() - began
        cores = (_cpu_s(site.hearing) - cpu_began) / seconds
    return {
        "turns": turns,
        "cores": cores,
        "other_cores": (_cpu_s(psutil) - all_began) / seconds - cores,
        "rss_mb": max(peak),
        "alexa": alexa.result(),
    }


def _cpu_s(of: Any) -> float:
    """Seconds that a process, or the whole machine, has computed."""
    times = of.cpu_times()
    return float(times.user + times.system + getattr(times, "nice", 0.0))


def connects(site: Site, sounds: dict[str, Pcm], times: int) -> list[float]:
    """Megabytes after each of so many connections that speak a sentence and go."""
    after = []
    for number in range(times):
        with site.browser(SHOPS[0]) as opened:
            send(opened, type="listen")
            sound = sounds[OF_ANY_SHOP[number % len(OF_ANY_SHOP)]]
            for at in range(0, len(sound.data), CHUNK_BYTES):
                opened.send(sound.data[at : at + CHUNK_BYTES])
            send(opened, type="done")
            until(opened, "turn")
        time.sleep(0.3)
        after.append(site.rss_mb())
    return after


def p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1] if len(values) > 1 else values[0]


def talk_table(title: str, alone: Json, ten: Json) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    for column in ("ms", "alone p50", "alone p95", "ten p50", "ten p95", "ratio p50", "ratio p95"):
        table.add_column(column, justify="left" if column == "ms" else "right")
    names = {
        "from_speech": "from the last sound to the answer",
        "hear": "of it hearing, after the pause",
        "understand": "understanding",
        "skill": "the skill",
        "speak": "speaking",
    }
    for name, shown in names.items():
        _add(table, shown, *([getattr(turn, name) for turn in run["turns"]] for run in (alone, ten)))
    _add(table, "an Alexa turn meanwhile", alone["alexa"], ten["alexa"])
    return table


def _add(table: Table, name: str, alone: list[float], ten: list[float]) -> None:
    both = [median(alone), p95(alone), median(ten), p95(ten)]
    table.add_row(name, *(f"{one:,.1f}" for one in both), f"{both[2] / both[0]:.1f}", f"{both[3] / both[1]:.1f}")


def rest_table(rows: list[tuple[str, str]]) -> Table:
    table = Table(title="Besides", title_justify="left", title_style="bold")
    table.add_column("What")
    table.add_column("measured", justify="right")
    for row in rows:
        table.add_row(*row)
    return table


@click.command()
@click.option("--rounds", default=12, show_default=True, help="Sentences that each browser speaks.")
@click.option("--products", default=2_000, show_default=True, help="In the second of the two shops.")
@click.option("--times", default=50, show_default=True, help="Connections that come and go.")
def main(rounds: int, products: int, times: int) -> None:
    """Ten who talk with shops in the browser at once, beside one alone."""
    console = Console(width=110)
    voice = open_voice("en-US", engine="espeak")
    sounds = {sentence: voice.synthesize(sentence).resampled(RATE_HZ) for sentence in SENTENCES["juniper"]}
    with tempfile.TemporaryDirectory() as home, serving(Path(home), products) as site:
        idle_mb, ready_s = site.rss_mb(), {}
        for shop in SHOPS:
            began = time.perf_counter()
            with site.browser(shop):
                ready_s[shop] = time.perf_counter() - began
        loaded_mb = site.rss_mb()
        runs = {
            (people, button): at_once(site, sounds, people, rounds if people > 1 else 3 * rounds, button=button)
            for button in (False, True)
            for people in (1, 10)
        }
        after_mb = connects(site, sounds, times)
    for button, title in ((False, "A pause ends the sentence"), (True, "A button is let go")):
        console.print(talk_table(title, runs[1, button], runs[10, button]))
    rows = [
        ("ready for the first browser of a sample shop, s", f"{ready_s['juniper']:.1f}"),
        (f"and of one with {products:,} products, s", f"{ready_s['other']:.1f}"),
        ("memory before the first browser, MB", f"{idle_mb:.0f}"),
        ("with two shops ready, MB", f"{loaded_mb:.0f}"),
        ("at most with ten talking, MB", f"{max(run['rss_mb'] for run in runs.values()):.0f}"),
        (f"after 5, 25 and {times} connections that came and went, MB", _some(after_mb)),
    ]
    for (people, button), run in runs.items():
        right = sum(turn.is_right for turn in run["turns"])
        how = f"{people} talking, {'button' if button else 'pause'}"
        rows.append((f"{how}: sentences heard word by word", f"{right} of {len(run['turns'])}"))
        rows.append((f"{how}: cores that hearing took", f"{run['cores']:.2f}"))
        rows.append((f"{how}: cores that all else took", f"{run['other_cores']:.2f}"))
    console.print(rest_table(rows))


def _some(values: list[float]) -> str:
    return ", ".join(f"{values[at]:.0f}" for at in (4, 24, -1) if at < len(values))


if __name__ == "__main__":
    main()
