"""Where the time of a turn goes. Called by the benchmarks."""

import inspect
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from ask_sdk_core.serialize import DefaultSerializer
from flask import Flask

from intents.dialogue.phrases import Phrases
from voice_skill.channels.alexa.verify import Verifier
from voice_skill.store import Carts, Catalogue, MerchantStore, Orders, Store
from voice_skill.store.people.customers import Customers

PARTS: dict[str, dict[type, tuple[str, ...]]] = {
    "verifying": {Verifier: ("verify",)},
    "deserialising": {DefaultSerializer: ("deserialize",)},
    "store": {
        Store: ("for_application",),
        MerchantStore: ("commit", "__exit__"),
        **dict.fromkeys((Catalogue, Customers, Carts, Orders), ()),
    },
    "phrases": {Phrases: ()},
    "Flask, dispatch, JSON, log": {Flask: ("wsgi_app",)},
}


class Stopwatch:
    """Adds up what is spent in each part; what a part spends in another one counts for that other one alone."""

    def __init__(self) -> None:
        self.spent_s: dict[str, float] = defaultdict(float)
        self._inner_s: list[float] = []

    def watched(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def watched(*args: Any, **kwargs: Any) -> Any:
            started = time.perf_counter()
            self._inner_s.append(0.0)
            try:
                return function(*args, **kwargs)
            finally:
                spent_s = time.perf_counter() - started
                self.spent_s[part] += spent_s - self._inner_s.pop()
                if self._inner_s:
                    self._inner_s[-1] += spent_s

        return watched


@contextmanager
def stopwatch() -> Iterator[Stopwatch]:
    """Watches the doors of each part of PARTS; () stands for all public methods of a class."""
    watch = Stopwatch()
    doors = [
        (part, of, name, getattr(of, name))
        for part, classes in PARTS.items()
        for of, names in classes.items()
        for name in names or _public(of)
    ]
    for part, of, name, function in doors:
        setattr(of, name, watch.watched(part, function))
    try:
        yield watch
    finally:
        for _, of, name, function in doors:
            setattr(of, name, function)


def _public(of: type) -> list[str]:
    return [name for name, _ in inspect.getmembers(of, inspect.isfunction) if not name.startswith("_")]
