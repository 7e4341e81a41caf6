"""Names and order lines of a real shop, and what is made of them: distractors, slips, telling words. For bench_search.

The file is UCI's Online Retail as CSV: InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID.
Names are in capitals there; what is not, is a note ("damaged", "lost in space").
"""

import csv
import gzip
import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from random import Random

# How distractors are made; all other ones draw each of their words anew.
ONE_OTHER_WORD, TWO_HALVES = 0.1, 0.2
MOST_WORDS = 8
SHORTEST_TO_SLIP = 3
ALPHABET = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Bought:
    """One line of a real order."""

    customer: str
    invoice: str
    at: datetime
    name: str
    quantity: int


@dataclass(frozen=True)
class RealShop:
    """names: of each stock code, in a drawn order, so that the first so many are a sample. bought: oldest first."""

    names: list[str]
    bought: list[Bought]

    @classmethod
    def read(cls, path: Path) -> "RealShop":
        called: dict[str, str] = {}
        bought = []
        for row in _rows(path):
            told = row["Description"].strip()
            if told != told.upper() or len(told.split()) < 2:
                continue
            called.setdefault(row["StockCode"], told)
            quantity = int(row["Quantity"])
            if row["CustomerID"] and quantity > 0 and row["InvoiceNo"].isdecimal():
                at = datetime.fromisoformat(row["InvoiceDate"]).replace(tzinfo=UTC)
                name = _spoken(called[row["StockCode"]])
                bought.append(Bought(row["CustomerID"], row["InvoiceNo"], at, name, quantity))
        told_once = list(dict.fromkeys(called.values()))
        names = [_spoken(told) for told in Random(7).sample(told_once, len(told_once))]
        return cls(list(dict.fromkeys(names)), sorted(bought, key=lambda line: (line.at, line.invoice)))

    def catalogue(self, size: int) -> list[str]:
        """So many different names: the real ones, then distractors. A smaller catalogue begins a larger one."""
        return list(itertools.islice(itertools.chain(self.names, self._distractors()), size))

    def _distractors(self) -> Iterator[str]:
        random, taken = Random(5), set(self.names)
        names = [name.split() for name in self.names]
        words = [word for name in names for word in name]
        while True:
            name = " ".join(_recombined(names, words, random)[:MOST_WORDS])
            if name not in taken:
                taken.add(name)
                yield name


@dataclass(frozen=True)
class Telling:
    """Which words tell the names of a catalogue apart."""

    names: Sequence[str]

    def pair(self, name: str) -> tuple[str, int]:
        """The two words of the name that the fewest names share, and how many do; of equal pairs the rarer words.
        No two words that are all of another name: who says them means that one."""
        words = list(dict.fromkeys(name.split()))
        if len(words) < 2:
            return name, len(self._having[name])
        pair = min(itertools.combinations(words, 2), key=self._rarity)
        return " ".join(pair), self._rarity(pair)[1]

    def _rarity(self, pair: tuple[str, str]) -> tuple[bool, int, int]:
        """Whether they are a whole name, how many names have both words, and how many have one."""
        one, other = (self._having[word] for word in pair)
        return "".join(pair) in self._whole, len(one & other), len(one) + len(other)

    @cached_property
    def _whole(self) -> set[str]:
        return {name.replace(" ", "") for name in self.names}

    @cached_property
    def _having(self) -> dict[str, set[int]]:
        having: dict[str, set[int]] = defaultdict(set)
        for number, name in enumerate(self.names):
            for word in name.split():
                having[word].add(number)
        return having


def slipped(name: str, random: Random) -> str:
    """The name with one slip of the finger in each word: a letter left out, put in, taken for another, or swapped."""
    return " ".join(_slip(word, random) for word in name.split())


def _slip(word: str, random: Random) -> str:
    if len(word) < SHORTEST_TO_SLIP:
        return word
    at, letter = random.randrange(len(word) - 1), random.choice(ALPHABET)
    before, here, following, rest = word[:at], word[at], word[at + 1], word[at + 2 :]
    slips = [before + following, before + letter + here + following, before + letter + following]
    return random.choice([*slips, before + following + here]) + rest


def _recombined(names: Sequence[list[str]], words: Sequence[str], random: Random) -> list[str]:
    name, kind = list(random.choice(names)), random.random()
    if kind < ONE_OTHER_WORD:
        name[random.randrange(len(name))] = random.choice(words)
        return name
    if kind < ONE_OTHER_WORD + TWO_HALVES:
        other = random.choice(names)
        return name[: max(1, len(name) // 2)] + other[len(other) // 2 :]
    return random.choices(words, k=len(name))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    unpacked = gzip.open if path.suffix == ".gz" else open
    with unpacked(path, "rt", encoding="utf-8", errors="replace", newline="") as file:
        yield from csv.DictReader(file)


def _spoken(told: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9' ]+", " ", told.lower()).split())
