"""The shops that are talked with at the moment: what all connections of a merchant share.

Understanding and the word graph are learned by a child process (`preparing`), which may be slow, need memory or end as
it likes; here they are only loaded. When the catalogue changes they are learned anew; the old ones serve until then.
"""

import ctypes
import json
import logging
import os
import subprocess
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Condition, Lock, Thread
from typing import Self

from flask import Flask

from local_voice.device import Echo
from local_voice.hearing import Ears
from local_voice.models import ModelError, find_model, load_encoder
from local_voice.speaking import EngineMissing, Voice, open_voice
from voice_skill.channels.alexa.messages import WORDS_SLOT
from voice_skill.channels.browser.errors import Full, NotReady
from voice_skill.channels.browser.limits import Limits
from voice_skill.channels.browser.preparing import STEPS
from voice_skill.channels.browser.protocol import Json
from voice_skill.config import Config
from voice_skill.opening import open_store
from voice_skill.store import Merchant, Store
from voice_skill.understanding import Understanding

# The customer that `voice-skill say` and `talk` speak as, whom the sample shop knows as Ada.
CUSTOMER = "amzn1.ask.account.laptop"
TELL_EVERY_S = 0.5
A_MINUTE_S = 60.0
WAITING, READING = "Waiting for another shop to get ready.", "Reading the catalogue."

MakeApp = Callable[[Config, Store], Flask]

log = logging.getLogger("voice_skill.channels.browser")


@dataclass(frozen=True)
class Ready:
    """The models learned from one state of a catalogue. ears: None without a speech model, and why_deaf says what to
    do."""

    understanding: Understanding
    ears: Ears | None
    why_deaf: str


@dataclass(frozen=True)
class Progress:
    """The progress of getting ready. seconds: since it began."""

    step: int
    words: str
    began: float

    def to_json(self) -> Json:
        seconds = round(time.monotonic() - self.began, 1)
        return {"type": "preparing", "step": self.step, "of": STEPS, "words": self.words, "seconds": seconds}


class Shop:
    """One merchant's skill, to be spoken with by several at once."""

    def __init__(self, app: Flask, store: Store, config: Config, merchant: Merchant, one_at_a_time: Lock) -> None:
        self.name, self.title, self.locale = merchant.name, merchant.title, merchant.locale
        self.voice: Voice | None = _voice(merchant.locale)
        self.application_id = store.spoken_as(merchant.name)
        self._app, self._store, self._config = app, store, config
        self._one_at_a_time = one_at_a_time
        self._condition = Condition()
        self._ready: Ready | None = None
        self._failed: str | None = None
        self._tried: int | None = None  # one version is learned once, even when that fails
        self._progress = Progress(1, READING, time.monotonic())
        self._preparing = False

    def echo(self, *, screen: bool) -> Echo:
        return Echo(
            self._app,
            application_id=self.application_id,
            user_id=CUSTOMER,
            locale=self.locale,
            screen=screen,
            words_slot=WORDS_SLOT,
        )

    def ready(self, tell: Callable[[Json], None]) -> Ready:
        """The models learned last, as soon as there are any. tell: called twice a second while there is nothing. Raises
        NotReady."""
        self.look()
        while True:
            with self._condition:
                self._condition.wait_for(lambda: self._ready or not self._preparing, TELL_EVERY_S)
                if self._ready:
                    return self._ready
                if not self._preparing:
                    raise NotReady(self._failed or "This shop could not be made ready.")
                progress = self._progress.to_json()
            tell(progress)

    def look(self) -> None:
        """Learns anew, in the background, when the catalogue has changed or a speech model has come."""
        with self._store.for_merchant(self.name) as opened:
            version = opened.merchant.catalogue_version
        self.application_id = self._store.spoken_as(self.name)
        with self._condition:
            ready = self._ready
            if self._preparing or (ready and version == self._tried and not self._has_come(ready)):
                return
            self._preparing, self._failed, self._tried = True, None, version
            words = WAITING if self._one_at_a_time.locked() else READING
            self._progress = Progress(1, words, time.monotonic())
        Thread(target=self._prepare, daemon=True).start()

    def _has_come(self, ready: Ready) -> bool:
        """True if there is a speech model that was not there before."""
        return ready.ears is None and self._model_folder() is not None

    def _model_folder(self) -> Path | None:
        try:
            return find_model(self.locale, home=self._config.home)
        except ModelError:
            return None

    def _prepare(self) -> None:
        ready, failed = None, None
        try:
            with self._one_at_a_time:
                ready = self._load(self._learn())
        except NotReady as error:
            failed = error.words
        except Exception as error:  # the old expectations are the better choice, and the page says that it failed
            failed = f"This shop could not be made ready ({type(error).__name__}); the server's log says more."
            log.exception("merchant=%s getting ready failed", self.name)
        with self._condition:
            self._ready, self._failed, self._preparing = ready or self._ready, failed, False
            self._condition.notify_all()

    def _learn(self) -> Json:
        """Reads the child's progress and returns its last message. Raises NotReady."""
        command = [sys.executable, "-m", f"{__package__}.preparing", self.name]
        settings = {"VOICE_SKILL_HOME": str(self._config.home), "DATABASE_URL": self._config.database_url}
        line: Json = {}
        with subprocess.Popen(  # noqa: S603
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | settings
        ) as child:
            assert child.stdout is not None
            assert child.stderr is not None
            for text in child.stdout:
                line = json.loads(text)
                if "step" in line:
                    self._tell(line["step"], line["words"])
            complaint = child.stderr.read()
        if child.returncode or "model" not in line:
            why = complaint.strip().rpartition("\n")[2]
            log.warning("merchant=%s getting ready failed rc=%s", self.name, child.returncode)
            raise NotReady(f"This shop is not ready to talk yet: {why or 'learning ended early'}")
        return line

    def _load(self, learned: Json) -> Ready:
        self._tell(STEPS, "Loading what was learned.")
        cache, model = self._config.home / "cache", learned["model"]
        encoder = load_encoder(self.locale, home=self._config.home)
        understanding = Understanding(model, locale=self.locale, cache_dir=cache, encoder=encoder)
        folder = self._model_folder()
        ears = Ears(folder, model, locale=self.locale, cache_dir=cache) if folder and not learned["why_deaf"] else None
        return Ready(understanding, ears, learned["why_deaf"])

    def _tell(self, step: int, words: str) -> None:
        with self._condition:
            self._progress = Progress(step, words, self._progress.began)


class OwnEars:
    """One connection's recogniser, which goes when the connection does."""

    def __init__(self) -> None:
        self._shared: Ears | None = None
        self._own: Ears | None = None

    def of(self, ready: Ready) -> Ears | None:
        """Expecting what was learned last; None where nothing can be heard."""
        if ready.ears is not self._shared:
            self._shared, self._own = ready.ears, ready.ears.apart() if ready.ears else None
        return self._own


class Shops:
    """The open shops; one that nobody talks with is closed after a while, and its memory given back."""

    @classmethod
    def open(cls, config: Config, make_app: MakeApp, limits: Limits) -> Self:
        return cls(open_store(config), config, make_app, limits)

    def __init__(self, store: Store, config: Config, make_app: MakeApp, limits: Limits) -> None:
        self._store, self._config, self._limits = store, config, limits
        self._app = make_app(replace(config, verify_requests=False), store)
        self._one_at_a_time = Lock()
        self._lock = Lock()
        self._open: dict[str, Shop] = {}
        self._users: Counter[str] = Counter()
        self._left_at: dict[str, float] = {}
        self._turns_at: dict[int, deque[float]] = {}

    def close(self) -> None:
        self._store.close()

    def is_open(self, session: int) -> bool:
        """True if that browser is still signed in."""
        return self._store.logins.is_open(session)

    def turns_of(self, session: int) -> deque[float]:
        """The times of a web session's turns in the last minute, for whoever counts them."""
        with self._lock:
            return self._turns_at.setdefault(session, deque())

    @contextmanager
    def of(self, merchant_name: str) -> Iterator[Shop]:
        """Raises Full; UnknownMerchant, StoreUnavailable."""
        with self._lock:
            if self._users.total() >= self._limits.connections:
                raise Full("This server has reached its limit of simultaneous conversations; try again in a minute.")
            if self._users[merchant_name] >= self._limits.of_one_merchant:
                raise Full("Too many windows are talking with this shop; close one of them.")
            self._users[merchant_name] += 1
        try:
            yield self._shop_of(merchant_name)
        finally:
            with self._lock:
                self._users[merchant_name] -= 1
                self._left_at[merchant_name] = time.monotonic()
            give_memory_back()

    def close_left(self) -> None:
        """Closes what nobody has talked with for some minutes."""
        now = time.monotonic()
        with self._lock:
            for name in [name for name in self._open if not self._users[name]]:
                if now - self._left_at.get(name, 0) >= self._limits.kept_shop_s:
                    del self._open[name]
            for session, turns_at in list(self._turns_at.items()):
                if turns_at and now - turns_at[-1] > A_MINUTE_S:
                    del self._turns_at[session]
        give_memory_back()

    def _shop_of(self, name: str) -> Shop:
        with self._lock:
            if name in self._open:
                return self._open[name]
            self._make_room()
            with self._store.for_merchant(name) as opened:
                merchant = opened.merchant
            shop = Shop(self._app, self._store, self._config, merchant, self._one_at_a_time)
            return self._open.setdefault(name, shop)

    def _make_room(self) -> None:
        if len(self._open) < self._limits.shops:
            return
        unused = [name for name in self._open if not self._users[name]]
        if not unused:
            raise Full("This server has reached its limit of simultaneous shops; try again in a minute.")
        del self._open[min(unused, key=lambda name: self._left_at.get(name, 0))]


def give_memory_back() -> None:
    """glibc keeps what a recogniser has freed, some MB each, unless it is told."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)


def _voice(locale: str) -> Voice | None:
    try:
        return open_voice(locale)
    except EngineMissing:  # the answers can be read
        return None
