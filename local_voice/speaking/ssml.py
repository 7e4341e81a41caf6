"""Alexa's subset of SSML: held to Alexa's rules, and read as plain words. Engines and the simulated Echo call it."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat
from xml.sax.saxutils import escape

from local_voice.speaking.errors import InvalidSsml

LONGEST_BREAK_MS = 10_000
DEEPEST = 50  # nesting; no speech needs more, and every reader here recurses
_ILLEGAL_IN_XML = re.compile(r"[^\t\n\r -\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
_READINGS = (
    "characters|spell-out|cardinal|number|ordinal|digits|fraction|unit|date|time|telephone|address|interjection"
    "|expletive"
)
# Tag -> attribute -> what its value may be. Source: Alexa's SSML reference.
_TAGS = {
    "alexa:name": {"type": "first", "personId": ".+"},
    "amazon:domain": {"name": "conversational|fun|long-form|music|news"},
    "amazon:effect": {"name": "whispered"},
    "amazon:emotion": {"name": "disappointed|excited", "intensity": "low|medium|high"},
    "audio": {"src": "(https|soundbank)://.+"},
    "break": {"strength": "none|x-weak|weak|medium|strong|x-strong", "time": r"[0-9]*\.?[0-9]+m?s"},
    "emphasis": {"level": "strong|moderate|reduced"},
    "lang": {"xml:lang": "[a-z]{2}-[A-Z]{2}"},
    "p": {},
    "phoneme": {"alphabet": "ipa|x-sampa", "ph": ".+"},
    "prosody": {
        "rate": r"x-slow|slow|medium|fast|x-fast|([2-9][0-9]|[1-9][0-9]{2,})(\.[0-9]+)?%",
        "pitch": r"x-low|low|medium|high|x-high|[+-][0-9]+(\.[0-9]+)?%",
        "volume": r"silent|x-soft|soft|medium|loud|x-loud|[+-][0-9]+(\.[0-9]+)?dB",
    },
    "s": {},
    "say-as": {"interpret-as": _READINGS, "format": ".+"},
    "speak": {"version": ".+", "xml:lang": ".+", "xmlns": ".+", "xmlns:amazon": ".+", "xmlns:alexa": ".+"},
    "sub": {"alias": ".*"},
    "voice": {"name": r"\w+"},
    "w": {"role": ".+"},
}
_REQUIRED = {
    "amazon:domain": ["name"],
    "amazon:effect": ["name"],
    "amazon:emotion": ["name", "intensity"],
    "audio": ["src"],
    "lang": ["xml:lang"],
    "phoneme": ["ph"],
    "say-as": ["interpret-as"],
    "sub": ["alias"],
    "voice": ["name"],
}


def as_ssml(text: str) -> str:
    """Plain text as SSML that says exactly it, whatever characters it holds."""
    return f"<speak>{escape(_ILLEGAL_IN_XML.sub(' ', text))}</speak>"


def is_ssml(text: str) -> bool:
    return text.lstrip().startswith(("<speak", "<?xml"))


def parse_ssml(ssml: str) -> Element:
    """The tree of a reply's SSML. Raises InvalidSsml for whatever Alexa would answer with INVALID_RESPONSE."""
    root = _parse_xml(ssml)
    if root.tag != "speak":
        raise InvalidSsml(f"SSML must be enclosed in <speak>, not in <{root.tag}>")
    for element in root.iter():
        _check(element, root)
    return root


def plain_words(ssml: str) -> str:
    """The words as a person would write them down: for transcripts, cards and tests; figures stay figures."""
    root = parse_ssml(ssml if is_ssml(ssml) else as_ssml(ssml))
    return " ".join("".join(_texts(root)).split())


def break_ms(element: Element) -> float:
    """The silence of a <break> in milliseconds. A strength lasts as long as espeak-ng 1.52 pauses for it."""
    time = element.get("time")
    if time is None:
        strengths_ms = {"none": 0, "x-weak": 0, "strong": 300, "x-strong": 600}
        return strengths_ms.get(element.get("strength", "medium"), 150)
    return float(time[:-2]) if time.endswith("ms") else float(time[:-1]) * 1000


def _parse_xml(ssml: str) -> Element:
    builder = TreeBuilder()
    # Without namespaces: nobody declares the prefixes of amazon:effect and its like, and Alexa does not ask for it.
    parser = expat.ParserCreate(encoding="utf-8")
    depth = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise InvalidSsml(f"the tags are nested more than {DEEPEST} deep")
        builder.start(tag, attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(tag)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = _refuse_doctype  # no entities, so no entity bombs and no files read
    try:
        parser.Parse(ssml.encode("utf-8"), True)
    except (expat.ExpatError, UnicodeEncodeError) as error:
        raise InvalidSsml(f"the SSML is not well formed: {error}") from error
    return builder.close()


def _refuse_doctype(*_: object) -> None:
    raise InvalidSsml("SSML must not have a <!DOCTYPE>")


def _check(element: Element, root: Element) -> None:
    attributes = _TAGS.get(element.tag)
    if attributes is None:
        raise InvalidSsml(f"invalid SSML element {element.tag}")
    if element.tag == "speak" and element is not root:
        raise InvalidSsml("<speak> is not allowed inside <speak>")
    for name, value in element.items():
        if name not in attributes or not re.fullmatch(attributes[name], value, re.DOTALL):
            raise InvalidSsml(f"invalid attribute {name}={value!r} for SSML element {element.tag}")
    for name in _REQUIRED.get(element.tag, ()):
        if element.get(name) is None:
            raise InvalidSsml(f"attribute {name} is missing from SSML element {element.tag}")
    if element.tag == "break" and break_ms(element) > LONGEST_BREAK_MS:
        raise InvalidSsml(f"a break may last {LONGEST_BREAK_MS // 1000} seconds at most")


def _texts(element: Element) -> Iterator[str]:
    edge = " " if element.tag in ("p", "s", "break", "audio") else ""
    yield edge
    match element.tag, element.get("interpret-as"):
        case "sub", _:
            yield element.get("alias", "")
        case "say-as", "expletive":
            yield "bleep"
        case _:
            yield element.text or ""
            for child in element:
                yield from _texts(child)
                yield child.tail or ""
    yield edge
