"""Lists a page at a time: a cursor says where the last one ended, whatever came or went meanwhile."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode

import msgspec
from flask import request
from msgspec import Meta

from voice_skill.api.errors import Refused

T = TypeVar("T")
K = TypeVar("K")
# An id as any database has it.
Place = Annotated[int, Meta(ge=0, le=2**62)]


def read_cursor(text: str | None, kind: type[K], first: Any = None) -> K | Any:
    """The place that a cursor stands for; `first` without one."""
    if text is None:
        return first
    try:
        return msgspec.json.decode(base64.b64decode(text.encode(), altchars=b"-_", validate=True), type=kind)
    except (binascii.Error, msgspec.MsgspecError, ValueError, RecursionError):
        raise no_cursor() from None


def no_cursor() -> Refused:
    return Refused("malformed", "The cursor is not valid.")


def page(rows: Sequence[T], limit: int, place: Callable[[T], Any]) -> tuple[Sequence[T], str | None]:
    """The first `limit` of the rows, and a cursor when there are more."""
    visible = rows[:limit]
    if len(rows) <= limit:
        return visible, None
    return visible, base64.urlsafe_b64encode(msgspec.json.encode(place(visible[-1]))).decode()


def link_to(cursor: str | None) -> dict[str, str]:
    """The header that leads to the next page; none after the last."""
    if cursor is None:
        return {}
    query = request.args.to_dict() | {"cursor": cursor}
    return {"Link": f'<{request.script_root}{request.path}?{urlencode(query)}>; rel="next"'}
