"""JSON as pages and exports really have it: slightly broken, and anything where a text should be. Used by readers."""

import html
import json
import re
from decimal import Decimal
from typing import Any

# Strings are matched first, so that nothing inside one is taken for a comment or a comma too many.
# What never ends is taken to the end, or every beginning inside it would be followed there again.
_STRING = r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)'
_COMMENTS = re.compile(rf"({_STRING})|/\*(?:.*?\*/|.*)|//[^\n]*", re.DOTALL)
_COMMAS = re.compile(rf"({_STRING})|,(?=\s*[}}\]])", re.DOTALL)
_BEFORE = re.compile(r"\s*(?://|/\*)?\s*(?:<!--|<!\[CDATA\[)\s*(?:\*/)?")
_AFTER = re.compile(r"(?://|/\*)?\s*(?:-->|\]\]>)\s*(?:\*/)?\s*\Z")
_AFTER_CHARACTERS = 100
# Mending takes seconds for what is longer, and no page needs it.
MAX_MENDED_CHARACTERS = 2_000_000
_SURROGATES = re.compile("[\ud800-\udfff]")


def loads(text: str) -> Any:
    """Numbers with a point stay text as they are written. What cannot be meant otherwise is mended: control
    characters in texts, comments, commas before a bracket, CDATA and comment marks around, and escaped quotes all
    over. Raises ValueError, also for what is nested too deep."""
    try:
        return _strict(text)
    except ValueError as error:
        if len(text) > MAX_MENDED_CHARACTERS:
            raise
        try:
            return _strict(_mended(text))
        except ValueError:
            raise error from None


def _strict(text: str) -> Any:
    try:
        return json.loads(text, strict=False, parse_float=str)
    except RecursionError:
        raise ValueError("nested too deep") from None


def _mended(text: str) -> str:
    before = _BEFORE.match(text)
    bare = text[before.end() if before else 0 :].strip()
    bare = bare[:-_AFTER_CHARACTERS] + _AFTER.sub("", bare[-_AFTER_CHARACTERS:])
    if '"' not in bare:
        bare = html.unescape(bare)
    return _COMMAS.sub(r"\1", _COMMENTS.sub(r"\1", bare)).strip().removesuffix(";")


def text(value: Any) -> str:
    """One text out of whatever stands there: the text itself, a number, a JSON-LD value, the first of a list; else
    nothing."""
    if isinstance(value, list):
        value = next((each for each in map(_value, value) if isinstance(each, str | int | float) and each), "")
    value = _value(value)
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return ""
    return _SURROGATES.sub("\ufffd", str(value)).strip()


def said(value: Any) -> str:
    """All that stands there in one text, so that what is not understood is not taken for nothing: "false", the @id or
    name of a node, each of a list; empty for null, "" and []."""
    if isinstance(value, list):
        return ", ".join(dict.fromkeys(filter(None, map(said, value))))
    if isinstance(value, dict):
        keys = ("@value", "@id", "value", "url", "name", "@type")
        return next(filter(None, (said(value.get(key)) for key in keys)), "") or json.dumps(value)[:100]
    return str(value).lower() if isinstance(value, bool) else text(value)


def _value(value: Any) -> Any:
    return value["@value"] if isinstance(value, dict) and "@value" in value else value


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list, or the one that stands there alone."""
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict)]
