"""The socket server with the sample shop behind it, a browser's side of the socket, and sentences as sound."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from local_voice.audio import Pcm, joined, silence
from local_voice.speaking import open_voice
from voice_skill.app import create_app
from voice_skill.channels.browser.errors import Full
from voice_skill.channels.browser.limits import Limits
from voice_skill.channels.browser.server import TryIt
from voice_skill.channels.browser.shops import CUSTOMER
from voice_skill.channels.browser.tickets import Ticket, Tickets
from voice_skill.config import Config, secret_key
from voice_skill.opening import open_store
from voice_skill.sample_shop.juniper_lane import NAME, create_sample_shop
from voice_skill.store import Place, SignedIn, Store

ORIGIN = "http://127.0.0.1:8080"
EMAIL, PASSWORD = "ada@example.com", "a long and quiet evening"
RATE_HZ, CHUNK_BYTES = 16_000, 3_200
PATIENCE_S = 120.0  # a busy machine

Json = dict[str, Any]


@dataclass
class Browser:
    """The page's side of a socket: sends what the page would, and keeps what comes until it is asked for."""

    socket: ClientConnection
    told: list[Json] = field(default_factory=list)

    def send(self, **message: Any) -> None:
        self.socket.send(json.dumps(message))

    def until(self, kind: str) -> Json:
        """The next message of a kind."""
        while True:
            message: Json = json.loads(self.socket.recv(PATIENCE_S))
            self.told.append(message)
            if message["type"] == kind:
                return message

    def say(self, text: str) -> Json:
        self.send(type="say", text=text)
        return self.turn()

    def speak(self, pcm: Pcm, *, done: bool = False) -> Json:
        """As fast as it is taken: seconds of sound in less than as many."""
        self.send(type="listen")
        for at in range(0, len(pcm.data), CHUNK_BYTES):
            self.socket.send(pcm.data[at : at + CHUNK_BYTES])
        if done:
            self.send(type="done")
        return self.turn()

    def turn(self) -> Json:
        """The next turn, with its sound as `wav`."""
        turn = self.until("turn")
        wav = self.socket.recv(PATIENCE_S) if turn["spoken_bytes"] else b""
        assert isinstance(wav, bytes)
        assert len(wav) == turn["spoken_bytes"]
        return turn | {"wav": wav}


@dataclass
class Served:
    """A running socket server, and what the web pages share with it."""

    config: Config
    store: Store
    server: TryIt

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.server.port}"

    def sign_in(self) -> SignedIn:
        kept = self.store.logins.sign_in(EMAIL, PASSWORD, Place("127.0.0.1"))
        return self.store.logins.signed_in(kept.session)

    def ticket(self, who: SignedIn | None = None, origin: str = ORIGIN) -> str:
        who = who or self.sign_in()
        return Tickets(secret_key(self.config)).issue(Ticket(who.session_id, who.merchant, origin))

    @contextmanager
    def connected(self, origin: str | None = ORIGIN) -> Iterator[Browser]:
        with open_socket(self.url, origin) as socket:
            yield Browser(socket)

    @contextmanager
    def browser(self, who: SignedIn | None = None, **hello: Any) -> Iterator[Browser]:
        """One that has shown its ticket and was told that the shop is ready."""
        with ExitStack() as opened:
            yield self._let_in(opened, who or self.sign_in(), hello)

    def _let_in(self, opened: ExitStack, who: SignedIn, hello: Json) -> Browser:
        """As soon as whoever was there before has left the place."""
        until = time.monotonic() + PATIENCE_S
        while True:
            ticket = self.ticket(who)
            browser = opened.enter_context(self.connected())
            try:
                browser.send(type="hello", ticket=ticket, **hello)
                browser.until("ready")
            except ConnectionClosed as closed:
                if not closed.rcvd or closed.rcvd.code != Full.code or time.monotonic() > until:
                    raise
                time.sleep(0.1)
            else:
                return browser


def open_socket(url: str, origin: str | None = ORIGIN) -> ClientConnection:
    """As a browser does: it asks for no signs of life, and waits."""
    origin = Origin(origin) if origin else None
    return connect(url, origin=origin, compression=None, open_timeout=PATIENCE_S, ping_interval=None)


@pytest.fixture(scope="session")
def shop_home(tmp_path_factory: pytest.TempPathFactory, vosk_model: Path) -> Path:
    """Juniper Lane with somebody who may sign in; what it learns is kept for all tests of a process."""
    home = tmp_path_factory.mktemp("try-it")
    (home / "models").mkdir()
    (home / "models" / vosk_model.name).symlink_to(vosk_model)
    open_shop(home)
    return home


def open_shop(home: Path) -> None:
    """Juniper Lane, new. Never by copying its file: whoever closes a file of SQLite's loses the locks that its process
    holds on it."""
    with closing(open_store(Config.from_env({"VOICE_SKILL_HOME": str(home)}))) as store:
        create_sample_shop(store, user_id=CUSTOMER)
        store.logins.add(NAME, EMAIL, PASSWORD)


def app_of(config: Config, store: Store) -> Flask:
    return create_app(config, store=store)


@contextmanager
def serving(home: Path, **limits: float) -> Iterator[Served]:
    """limits: those that a test reaches; whoever tests something else is given time to say hello."""
    config = Config.from_env({"VOICE_SKILL_HOME": str(home)})
    with (
        closing(open_store(config)) as store,
        TryIt(config, app_of, limits=Limits(**{"hello_s": PATIENCE_S} | limits), port=0) as server,
    ):
        yield Served(config, store, server)


@pytest.fixture(scope="module")
def served(shop_home: Path) -> Iterator[Served]:
    with serving(shop_home) as served:
        yield served


@pytest.fixture(scope="session")
def spoken() -> Callable[..., Pcm]:
    """Sentences as sound, each followed by a second and a half of silence."""
    voice = open_voice("en-US", engine="espeak")

    def speak(*sentences: str, pause_s: float = 1.5) -> Pcm:
        sounds = [silence(0.3, RATE_HZ)]
        for sentence in sentences:
            sounds += [voice.synthesize(sentence).resampled(RATE_HZ), silence(pause_s, RATE_HZ)]
        return joined(sounds)

    return speak


def wait_until(true: Callable[[], bool], every_s: float = 0.05) -> None:
    until = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(every_s)
