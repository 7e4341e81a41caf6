"""GET /api/v1/openapi.json and /api/v1/docs: what can be asked for, for machines and for people; no token needed."""

import json
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from flask import Response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from voice_skill.api.errors import KINDS
from voice_skill.api.operations import etag

STYLE = Path(__file__).parent / "static" / "docs.css"
# The page has no script, and loads nothing but its own style sheet.
POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@cache
def _document() -> dict[str, Any]:
    from voice_skill.api.document import openapi  # whoever is never asked for it need not load what makes it

    return openapi()


@lru_cache(maxsize=8)
def _page(root: str) -> bytes:
    """root: the prefix that a proxy serves it under."""
    servers = [{**server, "url": root + server["url"]} for server in _document()["servers"]]
    return json.dumps({**_document(), "servers": servers}, ensure_ascii=False, indent=1).encode()


def openapi_json() -> AnyResponse:
    """The OpenAPI 3.1 document."""
    return _public(Response(_page(request.script_root), content_type="application/json"))


def docs_page() -> AnyResponse:
    """The same for people, without a script."""
    page = render_template("api/docs.html", document=_document(), kinds=KINDS, version=version("voice-skill"))
    response = _public(Response(page, content_type="text/html; charset=utf-8"))
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def docs_css() -> AnyResponse:
    return _public(Response(STYLE.read_bytes(), content_type="text/css; charset=utf-8"))


def _public(response: Response) -> AnyResponse:
    response.set_etag(etag(response.get_data()))
    response.headers["Cache-Control"] = "public, max-age=300"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response.make_conditional(request.environ)
