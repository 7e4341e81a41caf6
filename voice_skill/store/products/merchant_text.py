"""Cleans merchants' texts so that they can be read aloud: without markup, shortcodes and placeholders.

Called where products are spoken about and where feeds are judged.
Sources: html.spec.whatwg.org, 13.2.5.6 (a tag begins with a letter, "/", "!" or "?" after "<");
developer.wordpress.org/plugins/shortcodes; lipsum.com."""

import html
import re
import tomllib
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from voice_skill.language.tables import table

_TAG = re.compile(r"<!--.*?-->|<[a-zA-Z/!?][^<>]*>", re.DOTALL)
_BREAK = re.compile(r"\n|</?(?:br|p|li|ul|div|h\d)\b[^>]*>", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=[^a-z\d])|\s*[•·]+\s*")

# What stands inside these is code or an address; inside others it is the merchant's text.
_RAW = re.compile(r"\[(vc_raw_\w+|embed|audio|video|playlist|code)\b[^\[\]]*\].*?\[/\1\]", re.DOTALL | re.IGNORECASE)
_SHORTCODE = re.compile(r"\[(/?)([a-zA-Z][\w-]*)((?:[\s=][^\[\]]*)?)/?\]")
_TEMPLATE = re.compile(r"\{\{[^{}]*\}\}|\{%[^{}]*%\}")
# Where one text ran into the next: "Qualified1GB", "16GBWindows", "washable.Made" …
_RUN_TOGETHER = re.compile(
    r"(?<=[a-zß-ÿ]{6})(?=\d)|(?<=[A-Z]{2})(?=[A-Z][a-z]{2})|(?<=[a-zß-ÿ]{2}[.!?;,:])(?=[A-Z][a-zß-ÿ])"
)
# … and "cottonMachine" or "SynopsisYou", while "KitchenAid" and "iPhone" are names.
_RUN_ON = re.compile(r"((?<![^\W\d_])[a-zß-ÿ]{3,}|[a-zß-ÿ]{7})(?=[A-Z][a-z]{2})")
# A number with its unit: "Length20m" and "20mWeight", while "Xbox360" and "2in1" are names.
_UNIT = r"(?:[mck]?m|[mk]?g|lbs?|oz|[mc]?l|L|k?W|V|mAh|[kMG]?Hz|[KMGT]B|ft|in)"
_NUMBER_AFTER = re.compile(rf"(?<=[^\W\d_]{{4}})(?=\d+(?:[.,]\d+)?\s?{_UNIT}(?![a-z\d]))")
_UNIT_BEFORE = re.compile(rf"(?<=\d){_UNIT}(?=[A-Z][a-zß-ÿ]{{2}})")
# Where the next name of a list of traits begins: "Neck: RoundSleeve: Long".
_NEXT_TRAIT = re.compile(r"(?<=[a-zß-ÿ\d])(?=[A-ZÄÖÜ][a-zß-ÿ]{2,}(?: [a-zß-ÿ]+)?:\s?\w)")
# Words that nobody can part for sure: "SoftTouchEasyCareNoIron".
_HUMPS = re.compile(r"(?:[^\W\d_]*[a-zß-ÿ][A-Z]){3}")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|\S+@\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|de|fr|co|io|eu|uk)\b", re.I
)

# "< 2 kg" is said, "Kitchen > Mugs" is a path.
_SIGN = re.compile(r"([<>]=?|[≤≥])\s*(?=\d)")
# A heart, and not the three grams in "with <3 g of fat".
_HEART = re.compile(rf"\b(I|we|you|with)\s*(<3)(?![\d.,]*\d|\s?(?:{_UNIT}|%|°)(?!\w))", re.IGNORECASE)
_TOKEN = re.compile(r"\S+")
_WORD = re.compile(r"[^\W\d_]+")
_FEWEST_FILLER = 3
_LONGEST_COMMON = 4  # "in", "non" and "per" are words of several languages


@lru_cache(maxsize=512)
def plain(written: str, locale: str = "en-US") -> str:
    """A text of the merchant's as it can be read aloud, on one line; empty where it is a placeholder."""
    text = " ".join(html.unescape(_TAG.sub("", written)).split())
    text = without_placeholders(_spaced(without_shortcodes(text)))
    return with_signs_said(text, locale)


def with_signs_said(text: str, locale: str) -> str:
    """A text with "less than 2 kg" for "< 2 kg", and "I love mugs" for "I <3 mugs"."""
    signs = table("signs", locale)
    if not signs or not _SIGN.search(text):
        return text
    text = _HEART.sub(lambda match: f"{match[1]} {signs.get('<3', match[2])}", text)
    return _SIGN.sub(lambda match: f"{signs.get(match[1], match[1])} ", text)


def sentences(written: str, locale: str = "en-US") -> list[str]:
    """The sentences of a text without markup, and without those that ran together and cannot be parted."""
    parts = _sentences(plain(_BREAK.sub(" • ", written), locale))
    return [sentence for sentence in parts if not _HUMPS.search(_ADDRESS.sub("", sentence))]


def without_shortcodes(text: str) -> str:
    """A text without "[vc_row]" and "{{ widget }}", which page builders replace; what stands between them stays."""
    if "[" not in text and "{" not in text:
        return text
    bare = _RAW.sub(" ", text)
    closed_names = {name.lower() for slash, name, _ in _SHORTCODE.findall(bare) if slash}
    bare = _SHORTCODE.sub(lambda match: " " if _is_shortcode(match, closed_names) else match[0], bare)
    bare = _TEMPLATE.sub(" ", bare)
    return text if bare == text else " ".join(bare.split())


def _is_shortcode(match: re.Match[str], closed_names: set[str]) -> bool:
    name = match[2].lower()
    return bool(match[1]) or name in closed_names or name in _words("shortcodes") or "_" in name or "=" in match[3]


def without_placeholders(text: str) -> str:
    """A text without the sentences of Lorem ipsum; nothing where it is "N/A"."""
    if text.casefold() in _words("placeholders"):
        return ""
    if _telling().isdisjoint(text.casefold().split()):
        return text
    return " ".join(sentence for sentence in _sentences(text) if not is_filler(sentence))


def is_filler(sentence: str) -> bool:
    """True if most of its words are those of a printer's placeholder."""
    words = _WORD.findall(sentence.casefold())
    filler_count = sum(word in _words("filler") for word in words)
    return "lorem ipsum" in sentence.casefold() or (filler_count >= _FEWEST_FILLER and filler_count > len(words) / 2)


def _sentences(text: str) -> Iterator[str]:
    return (sentence for part in _SENTENCE_END.split(text) if (sentence := part.strip()))


def _spaced(text: str) -> str:
    """ "Qualified1GB dedicated" as "Qualified 1GB dedicated"; addresses as they are."""
    pieces, start = [], 0
    for address in _ADDRESS.finditer(text):
        pieces += [_apart(text[start : address.start()]), address[0]]
        start = address.end()
    return "".join([*pieces, _apart(text[start:])])


def _apart(text: str) -> str:
    text = _UNIT_BEFORE.sub(r"\g<0> ", _NUMBER_AFTER.sub(" ", _TOKEN.sub(_traits_apart, text)))
    if text.count(":") > 1:
        text = _NEXT_TRAIT.sub(". ", text)
    return _RUN_ON.sub(r"\1. ", _RUN_TOGETHER.sub(" ", text))


def _traits_apart(token: re.Match[str]) -> str:
    """ "Color Green. Weight 2kg" for "ColorGreenWeight2kg"; "PowerBoost" and "AppleCare" are names."""
    traits = list(_traits().finditer(token[0]))
    are_sure = len(traits) > 1 or any(one.start() and one[2] for one in traits)
    if not are_sure:
        return token[0]
    return _traits().sub(lambda one: f"{'. ' if one.start() else ''}{one[1]}{one[2] or ' '}", token[0])


@cache
def _traits() -> re.Pattern[str]:
    """A name of a trait before its value."""
    names = "|".join(sorted(_table()["traits"].split(), key=len, reverse=True))
    return re.compile(rf"({names})(?:(:)|(?=\d|[A-ZÄÖÜ][a-zß-ÿ]|[A-Z]{{1,4}}(?![^\W\d_])))")


@cache
def _telling() -> frozenset[str]:
    """The words of a placeholder that are hardly in any other text."""
    return frozenset(word for word in _words("filler") if len(word) > _LONGEST_COMMON)


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(_table()[name].split())


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("merchant_text.toml").read_text(encoding="utf-8"))
