"""Recognises what the shop said by the phrases of its own intents. Called by `customer`."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from intents.dialogue.phrases import IntentFile, Template, intent_files
from tests.benchmarks.fire.shop import Sold

# The phrases that customers under fire may hear; anything else is a broken promise.
KEYS = (
    "add_to_cart.added",
    "add_to_cart.not_added",
    "cancel_order.cancelled",
    "cancel_order.sure",
    "change_cart.changed",
    "empty_cart.emptied",
    "empty_cart.sure",
    "launch.new",
    "place_order.not_placed",
    "remove_from_cart.removed",
    "reorder.all_gone",
    "shared.changed",
    "shared.expired",
    "shared.gone",
    "shared.none_of_these",
    "shared.out_of_stock",
    "shared.placed",
    "shared.placed_before",
    "shared.read_back",
    "shared.sorry",
    "shared.too_few",
    "show_cart.lines",
    "stop.goodbye",
)
UNKNOWN = "unknown"
BETWEEN_ITEMS = re.compile(r", and |, | and ")
LAST_QUESTION = re.compile(r" [^.?!]*\?$")  # which "Is that everything?" may take the place of


@dataclass(frozen=True)
class Reply:
    """What was said: the phrase, and what stood in its gaps."""

    key: str
    speech: str
    gaps: Mapping[str, str]

    @property
    def total_minor(self) -> int:
        return int(re.sub(r"\D", "", self.gaps["total"]))

    @property
    def quantity(self) -> int:
        """A phrase for one has no gap for the number."""
        return int(self.gaps.get("quantity", 1))


class Replies:
    """Reads what the shop says about these goods."""

    def __init__(self, goods: Iterable[Sold]) -> None:
        self._goods = list(goods)

    def read(self, speech: str) -> Reply:
        for key, pattern in self._patterns:
            if match := pattern.fullmatch(speech):
                return Reply(key, speech, match.groupdict())
        return Reply(UNKNOWN, speech, {})

    def lines(self, items: str) -> dict[str, int]:
        """The pieces of each sku in "2 harbor mugs and one large prairie shirt". Raises KeyError for other words."""
        counted = (item.partition(" ") for item in BETWEEN_ITEMS.split(items))
        return {self._skus[name]: 1 if count == "one" else int(count) for count, _, name in counted}

    @cached_property
    def _skus(self) -> dict[str, str]:
        return {name: sold.sku for sold in self._goods for name in sold.spoken.values()}

    @cached_property
    def _patterns(self) -> list[tuple[str, re.Pattern[str]]]:
        words = intent_files("en-US")
        return [(key, pattern) for key in KEYS for pattern in _patterns(key, words)]


def _patterns(key: str, words: Mapping[str, IntentFile]) -> Iterator[re.Pattern[str]]:
    """One for each wording. A phrase may be followed by "Anything else?", or end in "Is that everything?"."""
    folder, _, name = key.partition(".")
    shared = words["shared"].responses
    more = "|".join(map(re.escape, [*_wordings(shared["anything_else"]), *_wordings(shared["is_that_all"])]))
    wordings = _wordings(words[folder].responses[name])
    for wording in [*wordings, *(LAST_QUESTION.sub("", wording) for wording in wordings)]:
        parts = re.split(r"\{(\w+)\}", wording)
        filled = [re.escape(part) if at % 2 == 0 else f"(?P<{part}>.+?)" for at, part in enumerate(parts)]
        yield re.compile(f"{''.join(filled)}(?: (?:{more}))?")


def _wordings(template: Template) -> list[str]:
    """All texts of a response."""
    if isinstance(template, str):
        return [template]
    texts = template.values() if isinstance(template, Mapping) else template
    return [wording for text in texts for wording in _wordings(text)]
