"""What merchants write of their products, as it can be read aloud: without markup, shortcodes and placeholders.

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
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|\S+@\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|de|fr|co|io|eu|uk)\b", re.I
)

# "< 2 kg" is said, "Kitchen > Mugs" is a path.
_SIGN = re.compile(r"([<>]=?|[≤≥])\s*(?=\d)")
_WORD = re.compile(r"[^\W\d_]+")
_FEWEST_FILLER = 3
_LONGEST_COMMON = 4  # "in", "non" and "per" are words of several languages


@lru_cache(maxsize=512)
def plain(written: str, locale: str = "en-US") -> str:
    """A text of the merchant's as it can be read aloud, on one line; empty where it is a placeholder."""
    text = " ".join(html.unescape(_TAG.sub("", written)).split())
    text = without_placeholders(_spaced(without_shortcodes(text)))
    signs = _table()["signs"].get(locale[:2], {})
    return _SIGN.sub(lambda match: f"{signs.get(match[1], match[1])} ", text) if signs else text


def sentences(written: str, locale: str = "en-US") -> list[str]:
    """The sentences of a text without markup."""
    return list(_sentences(plain(_BREAK.sub(" • ", written), locale)))


def without_shortcodes(text: str) -> str:
    """A text without "[vc_row]" and "{{ widget }}", which page builders replace; what stands between them stays."""
    if "[" not in text and "{" not in text:
        return text
    bare = _RAW.sub(" ", text)
    closed = {name.lower() for slash, name, _ in _SHORTCODE.findall(bare) if slash}
    bare = _SHORTCODE.sub(lambda match: " " if _is_shortcode(match, closed) else match[0], bare)
    bare = _TEMPLATE.sub(" ", bare)
    return text if bare == text else " ".join(bare.split())


def _is_shortcode(match: re.Match[str], closed: set[str]) -> bool:
    name = match[2].lower()
    return bool(match[1]) or name in closed or name in _words("shortcodes") or "_" in name or "=" in match[3]


def without_placeholders(text: str) -> str:
    """A text without the sentences of Lorem ipsum; nothing where it is "N/A"."""
    if text.casefold() in _words("placeholders"):
        return ""
    if _telling().isdisjoint(text.casefold().split()):
        return text
    return " ".join(sentence for sentence in _sentences(text) if not is_filler(sentence))


def is_filler(sentence: str) -> bool:
    """Whether most of its words are those of a printer's placeholder."""
    words = _WORD.findall(sentence.casefold())
    known = sum(word in _words("filler") for word in words)
    return "lorem ipsum" in sentence.casefold() or (known >= _FEWEST_FILLER and known > len(words) / 2)


def _sentences(text: str) -> Iterator[str]:
    return (said for part in _SENTENCE_END.split(text) if (said := part.strip()))


def _spaced(text: str) -> str:
    """ "Qualified1GB dedicated" as "Qualified 1GB dedicated"; addresses as they are."""
    found, start = [], 0
    for address in _ADDRESS.finditer(text):
        found += [_apart(text[start : address.start()]), address[0]]
        start = address.end()
    return "".join([*found, _apart(text[start:])])


def _apart(text: str) -> str:
    return _RUN_ON.sub(r"\1. ", _RUN_TOGETHER.sub(" ", text))


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
