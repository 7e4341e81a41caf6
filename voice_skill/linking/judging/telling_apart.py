"""Names that nobody else in the shop has, so that a customer can say which one. Called by `staging`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

# So many words may a name get, and so long may it grow, before it is left shared.
_MOST_ADDED = 4
_MOST_WORDS = 8
# Of more that share a word, no second word is looked for: each would be compared with each.
_MOST_COMPARED = 500
# A phrase up to this is said whole: "I love you", not "I"; "sixty watt", not "sixty".
_MOST_WHOLE = 5
_SHORT = 3


@dataclass(frozen=True)
class Namesake:
    """One of several products with one name. told: what else is known of it, best first (its title, its brand, its
    options), each in phrases of words; "two meter" is one word. is_given: the merchant named it, so it keeps its name.
    kept: words of the name that stay, such as the noun."""

    name: Sequence[str]
    told: Sequence[Sequence[Sequence[str]]]
    is_given: bool = False
    kept: frozenset[str] = frozenset()


def told_apart(namesakes: Mapping[int, Namesake]) -> Iterator[tuple[int, str]]:
    """New names for those that have something of their own to say, as few words more as do; the others are left out."""
    for at in range(max((len(namesake.told) for namesake in namesakes.values()), default=0)):
        unresolved = {key: namesake for key, namesake in namesakes.items() if not namesake.is_given}
        extras = {key: _extra(namesake, at) for key, namesake in namesakes.items()}
        preferred = {word for namesake in namesakes.values() for word in _last_words(namesake, at)}
        extra_words = dict(_by_words(extras, unresolved, preferred))
        for key, added in extra_words.items():
            yield key, _with(namesakes[key], at, added)
        namesakes = {key: namesake for key, namesake in namesakes.items() if key not in extra_words}
        if len(namesakes) < 2:
            return


def _extra(namesake: Namesake, at: int) -> list[str]:
    """The words that it has and its name has not."""
    return [word for word in _words(namesake, at) if not _is_in(word, namesake.name)]


def _is_in(word: str, name: Sequence[str]) -> bool:
    return f" {word} " in f" {' '.join(name)} "


def _words(namesake: Namesake, at: int) -> list[str]:
    """In the order in which they are said, each once."""
    phrases = namesake.told[at] if at < len(namesake.told) else ()
    return list(dict.fromkeys(word for phrase in phrases for word in phrase))


def _last_words(namesake: Namesake, at: int) -> Iterator[str]:
    """The last words of short phrases, which say most: "matte green"."""
    phrases = namesake.told[at] if at < len(namesake.told) else ()
    return (phrase[-1] for phrase in phrases if len(phrase) <= _SHORT)


def _by_words(
    extras: Mapping[int, list[str]], keys_wanted: Iterable[int], preferred: set[str]
) -> Iterator[tuple[int, list[str]]]:
    """For each the fewest of its words that no other has all of."""
    holders: dict[str, set[int]] = {}
    for key, words in extras.items():
        for word in words:
            holders.setdefault(word, set()).add(key)
    for key in keys_wanted:
        added = _fewest(extras[key], holders, preferred)
        if added:
            yield key, added


def _fewest(words: Sequence[str], holders: Mapping[str, set[int]], preferred: set[str]) -> list[str]:
    """The rarest word, then the rarest among those that have it, until nobody else has them all; else nothing."""
    rest, added = list(words), list[str]()
    others: set[int] | None = None
    while rest and len(added) < _MOST_ADDED and (others is None or len(others) <= _MOST_COMPARED):
        among = {word: holders[word] if others is None else holders[word] & others for word in rest}
        best = min(rest, key=lambda word: (len(among[word]), word not in preferred))
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
    told = sorted((word for word in {*added, *whole} if not _is_in(word, namesake.name)), key=order.index)
    name = _measures_joined(namesake)
    if at > 0:
        return " ".join(_shortened([*told, *name], {*told}, added, namesake.kept))
    has_measure = any(map(_is_measure, name))
    for word in told:
        before = set(order[: order.index(word)])
        places = [place for place, known in enumerate(name, 1) if known in before]
        name.insert(max(places, default=0) if has_measure or not _is_measure(word) else 0, word)
    return " ".join(_shortened(name, {*told}, added, namesake.kept))


def _measures_joined(namesake: Namesake) -> list[str]:
    """The words of the name, a measure of its title as one."""
    name = " ".join(namesake.name)
    measures = [
        word for phrase in namesake.told[0] for word in phrase if _is_measure(word) and f"{word} " in f"{name} "
    ]
    for measure in measures:
        name = name.replace(measure, measure.replace(" ", "\0"), 1)
    return [word.replace("\0", " ") for word in name.split(" ")]


def _is_measure(word: str) -> bool:
    return " " in word


def _shortened(name: list[str], told: set[str], added: Sequence[str], kept: frozenset[str]) -> list[str]:
    """Not longer than is easily said: first without what is only told for company, then without a measure that all of
    them have, then without words before the noun; never without what tells it apart or what it is."""
    last = max((at for at, word in enumerate(name) if word in kept), default=len(name) - 1)
    company = [at for at, word in enumerate(name) if word in told]
    measures = [at for at, word in enumerate(name) if _is_measure(word)]
    for at in [*company, *measures, *range(last - 1, 0, -1), *range(len(name) - 1, last, -1)]:
        if sum(len(word.split()) for word in name) > _MOST_WORDS and name[at] not in {*added, *kept}:
            name[at] = ""
    return [word for word in name if word]
