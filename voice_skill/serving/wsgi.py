"""A whole request as a WSGI environ (PEP 3333), and the app's whole response to it. Runs in a worker's threads."""

import io
import logging
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from voice_skill.serving.parsing import Request

# When the request's first byte came, by time.monotonic() of this process: before it waited for a thread.
RECEIVED_AT = "voice_skill.received_at"
# What an environ names without HTTP_.
PLAIN = {b"content-type": "CONTENT_TYPE", b"content-length": "CONTENT_LENGTH"}
# The one header whose values are not joined by commas (RFC 6265, 5.4).
COOKIE = "HTTP_COOKIE"
MAPPED = "::ffff:"
BODILESS = ("1", "204", "304")

log = logging.getLogger("voice_skill.serving")

Environ = dict[str, Any]
WsgiApp = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
ExcInfo = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]


@dataclass
class Response:
    status: str = "500 Internal Server Error"
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""


def respond(app: WsgiApp, environ: Environ) -> Response:
    """Runs the app and returns its response whole, so that no thread waits for a client that reads it slowly."""
    response, pieces = Response(), list[bytes]()

    def start_response(
        status: str, headers: list[tuple[str, str]], exc_info: ExcInfo | None = None
    ) -> Callable[[bytes], None]:
        response.status, response.headers = status, headers
        return pieces.append

    try:
        parts = app(environ, start_response)
        try:
            pieces.extend(parts)
        finally:
            if hasattr(parts, "close"):
                parts.close()
    except Exception:
        log.exception("the app failed")  # Flask answers its own errors; this one is in what lies around it
        return Response()
    response.body = b"".join(pieces)
    return response


def environ_of(request: Request, client: tuple[str, int], server: tuple[str, int]) -> Environ:
    """client, server: address and port of both ends of the connection."""
    environ: Environ = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": request.path.decode("latin-1"),
        "QUERY_STRING": request.query.decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{request.version}",
        "REMOTE_ADDR": plain_address(client[0]),
        "REMOTE_PORT": str(client[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
        RECEIVED_AT: request.received_at,
    }
    for name, value in request.headers:
        _add_header(environ, name, value.decode("latin-1"))
    _add_body(environ, request)
    return environ


def _add_header(environ: Environ, name: bytes, value: str) -> None:
    if b"_" in name:  # X_Forwarded_For would pass for X-Forwarded-For
        return
    key = PLAIN.get(name) or "HTTP_" + name.decode("latin-1").upper().replace("-", "_")
    joint = "; " if key == COOKIE else ","
    environ[key] = environ[key] + joint + value if key in environ else value


def _add_body(environ: Environ, request: Request) -> None:
    if request.body is not None:
        request.body.file.seek(0)
        environ["wsgi.input"] = request.body.file
        environ["CONTENT_LENGTH"] = str(request.body.size_bytes)
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        return
    environ["wsgi.input"] = io.BytesIO()
    if request.unread_bytes:
        environ["CONTENT_LENGTH"] = str(request.unread_bytes)


def plain_address(address: str) -> str:
    """An IPv4 client of a socket that listens on both is known by its IPv4 address."""
    return address[len(MAPPED) :] if address.startswith(MAPPED) and "." in address else address


def message_of(response: Response, request: Request, date: str, is_last: bool) -> bytes:
    """The response as it is sent. is_last: the connection is closed after it."""
    names = {name.lower() for name, _ in response.headers}
    lines = [f"HTTP/1.1 {response.status}", *(f"{name}: {value}" for name, value in response.headers)]
    is_bodiless = response.status.startswith(BODILESS)
    if not is_bodiless and "content-length" not in names:
        lines.append(f"Content-Length: {len(response.body)}")
    if "date" not in names:
        lines.append(f"Date: {date}")
    if is_last or request.version == "1.0":
        lines.append(f"Connection: {'close' if is_last else 'keep-alive'}")
    head = "\r\n".join([*lines, "", ""]).encode("latin-1")
    return head if is_bodiless or request.method == "HEAD" else head + response.body
