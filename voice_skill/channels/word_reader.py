"""Recognizes words on the server: what Alexa caught as free text, or a part of a sentence. Called by `intents`, to
which `app` hands it.

One understanding serves all merchants of a locale. It is learned once, kept in the cache, and loaded when first used; a
shop's own names come in with each text, as those of the products that search finds for it.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from intents.dialogue.slots import NUMBERS, Recognized, Slot, slot_text
from intents.wording.clauses import things
from intents.wording.vocabulary import vocabulary_of
from voice_skill.channels.alexa.interaction_model import generic_model
from voice_skill.channels.alexa.messages import class_name
from voice_skill.channels.alexa.slot_types import types_of
from voice_skill.store import MerchantStore, Product

if TYPE_CHECKING:
    from voice_skill.understanding import Understanding
    from voice_skill.understanding.encoder import SentenceEncoder

_MOST_PARTS = 5  # of a sentence that names several things, each looked up by itself
_MOST_FOUND = 8  # products for each
_PATIENCE_S = 2.0  # for an understanding that is being learned


def is_installed() -> bool:
    """True if there is what understands."""
    return all(find_spec(name) for name in ("dateutil", "pycrfsuite", "sklearn"))


class WordReader:
    """Recognizes words by one understanding for each locale; safe to share between threads."""

    def __init__(
        self, cache_dir: Path, encoder_of: Callable[[str], "SentenceEncoder | None"] = lambda locale: None
    ) -> None:
        """encoder_of: that of a locale, where there is one, for what words mean."""
        self._cache_dir = cache_dir
        self._encoder_of = encoder_of
        self._lock = Lock()
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="learning words")
        self._understandings: dict[str, Future[Understanding | None]] = {}

    def __call__(self, text: str, locale: str, store: MerchantStore) -> Recognized | None:
        """None while nothing is known of the locale: it is being learned, or there are no words for it."""
        understanding = self._understanding(locale)
        if understanding is None:
            return None
        types = types_of(_products(text, locale, store), locale)
        entities = [{"name": name, "values": values} for name, values in types.items()]
        understood = understanding.understand(text, dynamic_entities=entities)
        slots = {slot.name: Slot(slot_text(slot.value), _ids(slot.resolutions)) for slot in understood.slots.values()}
        known = {name: slot for name, slot in slots.items() if slot.text != "?" or name in NUMBERS}
        return Recognized(class_name(understood.intent or "AMAZON.FallbackIntent"), known)

    def load(self, locale: str) -> None:
        """Learns or loads what is needed for a locale, so that no customer waits for it."""
        self._opening(locale).result()

    def _understanding(self, locale: str) -> "Understanding | None":
        try:
            return self._opening(locale).result(_PATIENCE_S)
        except TimeoutError:
            return None

    def _opening(self, locale: str) -> "Future[Understanding | None]":
        with self._lock:
            if locale not in self._understandings:
                self._understandings[locale] = self._executor.submit(self._opened, locale)
            return self._understandings[locale]

    def _opened(self, locale: str) -> "Understanding | None":
        from voice_skill.understanding import Understanding

        model = generic_model(locale)
        if model is None:
            return None
        return Understanding(model, locale=locale, cache_dir=self._cache_dir, encoder=self._encoder_of(locale))


def _products(text: str, locale: str, store: MerchantStore) -> Iterator[Product]:
    """The products that the text, or a part of it, may name."""
    vocabulary = vocabulary_of(locale)
    parts = things(text, vocabulary)[:_MOST_PARTS] if vocabulary else []
    texts = parts if len(parts) > 1 else [text]
    products = (product for part in texts for product in store.catalogue.find(part, limit=_MOST_FOUND).products)
    yield from {product.id: product for product in products}.values()


def _ids(resolutions: dict[str, Any] | None) -> tuple[str, ...]:
    """The shop's own values that were resolved; those of the generic model are nobody's."""
    for authority in (resolutions or {}).get("resolutionsPerAuthority", ()):
        if ".dynamic." in authority["authority"] and "values" in authority:
            return tuple(each["value"]["id"] for each in authority["values"])
    return ()
