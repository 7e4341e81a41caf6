"""Names that nobody else in the shop has, so that a customer can say which one. Called by `staging`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

# So many words may a name get, and so long may it grow, before it is left shared.
_MOST_ADDED = 4
_MOST_WORDS = 10
# Of more that share a word, no second word is looked for: each would be compared with each.
_MOST_COMPARED = 500
# A phrase up to this is said whole: "I love you", not "I"; "sixty watt", not "sixty".
_MOST_WHOLE = 5


@dataclass(frozen=True)
class Namesake:
    """One of several products with one name. told: what else is known of it, best first (its title, its brand, its
    options), each in phrases of words. is_given: the merchant named it, so it keeps its name."""

    name: Sequence[str]
    told: Sequence[Sequence[Sequence[str]]]
    is_given: bool = False


def told_apart(namesakes: Mapping[int, Namesake]) -> Iterator[tuple[int, str]]:
    """New names for those that have something of their own to say, as few words more as do; the others are left out."""
    for at in range(max((len(namesake.told) for namesake in namesakes.values()), default=0)):
        unresolved = {key: namesake for key, namesake in namesakes.items() if not namesake.is_given}
        extra_words = dict(_by_words({key: _extra(namesake, at) for key, namesake in namesakes.items()}, unresolved))
        for key, added in extra_words.items():
            yield key, _with(namesakes[key], at, added)
        namesakes = {key: namesake for key, namesake in namesakes.items() if key not in extra_words}
        if len(namesakes) < 2:
            return


def _extra(namesake: Namesake, at: int) -> list[str]:
    """The words that it has and its name has not."""
    return [word for word in _words(namesake, at) if word not in namesake.name]


def _words(namesake: Namesake, at: int) -> list[str]:
    """In the order in which they are said, each once."""
    phrases = namesake.told[at] if at < len(namesake.told) else ()
    return list(dict.fromkeys(word for phrase in phrases for word in phrase))


def _by_words(extras: Mapping[int, list[str]], keys_wanted: Iterable[int]) -> Iterator[tuple[int, list[str]]]:
    """For each the fewest of its words that no other has all of."""
    holders: dict[str, set[int]] = {}
    for key, words in extras.items():
        for word in words:
            holders.setdefault(word, set()).add(key)
    for key in keys_wanted:
        added = _fewest(extras[key], holders)
        if added:
            yield key, added


def _fewest(words: Sequence[str], holders: Mapping[str, set[int]]) -> list[str]:
    """The rarest word, then the rarest among those that have it, until nobody else has them all; else nothing."""
    rest, added = list(words), list[str]()
    others: set[int] | None = None
    while rest and len(added) < _MOST_ADDED and (others is None or len(others) <= _MOST_COMPARED):
        among = {word: holders[word] if others is None else holders[word] & others for word in rest}
        best = min(rest, key=lambda word: len(among[word]))
        if others is not None and len(among[best]) == len(others):
            return []
        others = among[best]
        added.append(best)
        rest.remove(best)
        if len(others) == 1:
            return added
    return []


def _with(namesake: Namesake, at: int, added: list[str]) -> str:
    """The name with these words where its title has them, or before it when they are no words of the title."""
    order = _words(namesake, at)
    whole = {
        word for phrase in namesake.told[at] if len(phrase) <= _MOST_WHOLE for word in phrase if {*phrase} & {*added}
    }
    added = sorted({*added, *whole} - {*namesake.name}, key=order.index)
    name = list(namesake.name)
    if at == 0:
        for word in added:
            before = set(order[: order.index(word)])
            places = [place for place, known in enumerate(name, 1) if known in before]
            name.insert(max(places, default=0), word)
        return " ".join(_without_repeats(name, added))
    return " ".join(_without_repeats([*added, *name], added))


def _without_repeats(name: list[str], added: list[str]) -> list[str]:
    """Not longer than is easily said: words before the last go first, never what tells it apart."""
    at = len(name) - 2
    while len(name) > _MOST_WORDS and at >= 0:
        if name[at] not in added:
            del name[at]
        at -= 1
    return name
