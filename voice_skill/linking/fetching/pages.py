"""Catalogues that come page by page: asking with patience, and writing the products of all pages as one file."""

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voice_skill.linking.errors import FetchFailed
from voice_skill.linking.fetching.addresses import Target
from voice_skill.linking.fetching.guard import MOST_REDIRECTS, Guard

Product = dict[str, Any]

MOST_PAGES = 10_000
MOST_WAITS = 5
MAX_WAIT_S = 60.0
# For a server that says "too often" without saying until when.
WAIT_S = 2.0
# What servers answer where there is nothing for us; anything else is a failure that may be over the next time.
# 200 is a page that is not the JSON that was asked for, as many shops answer to whatever they do not know.
_ABSENT = (200, 400, 401, 403, 404, 405, 406, 410, 415, 422, 501)


@dataclass(frozen=True)
class Page:
    """One page of JSON, where it came from after redirects, and its headers in lower case."""

    content: Any
    target: Target
    headers: Mapping[str, str]


def read_page(
    guard: Guard,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    most_redirects: int = MOST_REDIRECTS,
    most_waits: int = MOST_WAITS,
) -> Page:
    """One page; a server that asks us to wait a little is waited for. Raises FetchRefused and FetchFailed."""
    try:
        with guard.ask(url, headers=headers, body=body, most_redirects=most_redirects) as response:
            headers_by_name = {name.lower(): value for name, value in response.headers.items()}
            return Page(response.json(), response.target, headers_by_name)
    except FetchFailed as error:
        wait_s = WAIT_S if error.retry_after_s is None else error.retry_after_s
        if error.status not in (429, 503) or not most_waits or wait_s > min(MAX_WAIT_S, guard.limits.left_s):
            raise
        time.sleep(wait_s)
    return read_page(guard, url, headers=headers, body=body, most_redirects=most_redirects, most_waits=most_waits - 1)


def is_absent(error: FetchFailed) -> bool:
    """True if the server said that there is nothing, rather than failing."""
    return error.status in _ABSENT


def write_products(path: Path, envelope: Mapping[str, Any], products: Iterable[Product]) -> None:
    """{…, "products": […]}, a product a line. envelope: what stands before the products."""
    with path.open("w", encoding="ascii") as file:
        head = json.dumps({**envelope, "products": []})
        file.write(head.removesuffix("]}"))
        for at, product in enumerate(products):
            file.write(",\n" if at else "\n")
            file.write(json.dumps(product))
        file.write("\n]}\n")
