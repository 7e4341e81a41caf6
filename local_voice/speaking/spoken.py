"""A reply made ready for an engine: what no engine honours is put into words or left out. Called by the engines."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from xml.etree.ElementTree import Element, TreeBuilder

from local_voice.speaking.ssml import as_ssml, break_ms, is_ssml, parse_ssml
from local_voice.speaking.wording import Wording, wording

_RATES = {"x-slow": 0.65, "slow": 0.85, "medium": 1.0, "fast": 1.15, "x-fast": 1.35}  # as espeak-ng 1.52 speaks them
_VOLUMES = {"silent": 0.0, "x-soft": 0.3, "soft": 0.6, "medium": 1.0, "loud": 1.5, "x-loud": 2.1}
_PAUSES_AFTER_S = {"p": 0.5, "s": 0.3}


@dataclass(frozen=True)
class Piece:
    """Words said in one go, for engines that take no markup; then a silence."""

    text: str
    pause_s: float = 0.0
    rate: float = 1.0  # times the voice's own
    volume: float = 1.0


def spoken(text: str, locale: str) -> Element:
    """SSML or plain text as a tree of speak, p, s, break (ms), emphasis, prosody, voice (xml:lang), say-as characters.

    Raises InvalidSsml; EngineMissing when there is no such locale.
    """
    build = TreeBuilder()
    _rewrite(parse_ssml(text if is_ssml(text) else as_ssml(text)), build, wording(locale))
    return build.close()


def pieces(tree: Element) -> Iterator[Piece]:
    """Takes a tree of `spoken` apart: pieces of text without markup, each with its silence, rate and volume."""
    for (rate, volume), run in groupby(_split(tree, 1.0, 1.0), key=lambda piece: (piece.rate, piece.volume)):
        text = ""
        for piece in run:
            text += piece.text
            if piece.pause_s:
                yield Piece(" ".join(text.split()), piece.pause_s, rate, volume)
                text = ""
        if text.strip():
            yield Piece(" ".join(text.split()), 0.0, rate, volume)


def _rewrite(element: Element, build: TreeBuilder, words: Wording) -> None:
    match element.tag:
        case "sub":
            build.data(element.get("alias", ""))
        case "break":
            _empty(build, "break", {"time": f"{break_ms(element):.0f}ms"})
        case "say-as":
            _say_as(element, build, words)
        case "phoneme":
            build.data("".join(element.itertext()))
        case "audio" | "alexa:name":
            pass
        case _:
            _rewrite_inside(element, build, words)


def _rewrite_inside(element: Element, build: TreeBuilder, words: Wording) -> None:
    tag, attributes = _engine_tag(element)
    if tag:
        build.start(tag, attributes)
    build.data(words.prices(element.text or ""))
    for child in element:
        _rewrite(child, build, words)
        build.data(words.prices(child.tail or ""))
    if tag:
        build.end(tag)


def _engine_tag(element: Element) -> tuple[str | None, dict[str, str]]:
    """The tag by which espeak-ng does the same; None where it cannot, so that only the words inside are said."""
    match element.tag:
        case "speak":
            return "speak", {}
        case "p" | "s" | "emphasis":
            return element.tag, dict(element.attrib)
        case "prosody":
            return "prosody", {name: _percent(value) for name, value in element.items()}
        case "lang":
            return "voice", {"xml:lang": element.get("xml:lang", "")[:2]}
        case "amazon:effect":
            return "prosody", {"volume": "x-soft"}
    return None, {}


def _say_as(element: Element, build: TreeBuilder, words: Wording) -> None:
    reading, text = element.get("interpret-as", ""), "".join(element.itertext())
    if reading in ("characters", "spell-out"):
        build.start("say-as", {"interpret-as": "characters"})
        build.data(text)
        build.end("say-as")
    else:
        build.data(words.say_as(reading, text, element.get("format")))


def _empty(build: TreeBuilder, tag: str, attributes: dict[str, str]) -> None:
    build.start(tag, attributes)
    build.end(tag)


def _percent(value: str) -> str:
    """espeak-ng reads "+6dB" as next to nothing (measured); it understands loudness in percent."""
    return f"{10 ** (float(value[:-2]) / 20):.0%}" if value.endswith("dB") else value


def _split(element: Element, rate: float, volume: float) -> Iterator[Piece]:
    rate, volume = rate * _factor(element.get("rate"), _RATES), volume * _factor(element.get("volume"), _VOLUMES)
    piece = Piece("", rate=rate, volume=volume)
    if element.tag == "break":
        yield replace(piece, pause_s=float(element.get("time", "0ms")[:-2]) / 1000)
    elif element.tag == "say-as":
        yield replace(piece, text=", ".join((element.text or "").replace(" ", "").upper()))
    else:
        yield replace(piece, text=(" " if element.tag in _PAUSES_AFTER_S else "") + (element.text or ""))
        for child in element:
            yield from _split(child, rate, volume)
            yield replace(piece, text=child.tail or "")
        if element.tag in _PAUSES_AFTER_S:
            yield replace(piece, pause_s=_PAUSES_AFTER_S[element.tag])


def _factor(value: str | None, names: dict[str, float]) -> float:
    if value is None:
        return 1.0
    return names[value] if value in names else float(value.rstrip("%")) / 100
