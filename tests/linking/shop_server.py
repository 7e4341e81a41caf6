"""A merchant's web server on loopback, and the feeds that it serves. Called by tests of syncing."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network

from voice_skill.linking.fetching import FetchSettings

LOOPBACK = FetchSettings(allow_http=True, allow_private=(ip_network("127.0.0.0/8"),))


def table(*items: str, **columns: str) -> bytes:
    """A Google feed as a tab-separated file, a dollar each: "mug Blue Mug" is the id and the title."""
    header = ["id", "title", "description", "link", "image_link", "availability", "price", *columns]
    rows = []
    for one in items:
        id_, _, title = one.partition(" ")
        where = f"https://shop.example/{id_}"
        told = [id_, title, f"{title}, nice to have.", where, f"{where}.jpg", "in_stock", "1.00 USD"]
        rows.append([*told, *columns.values()])
    return "\n".join("\t".join(row) for row in [header, *rows]).encode()


@dataclass
class ShopServer:
    """What it answers may be changed at any time; `asked` are the headers of each request, `paths` their paths."""

    url: str = ""
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)


@contextmanager
def shop_server() -> Iterator[ShopServer]:
    shop = ShopServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            shop.paths.append(self.path)
            shop.asked.append({name.lower(): value for name, value in self.headers.items()})
            is_known = shop.headers.get("ETag") and self.headers.get("If-None-Match") == shop.headers["ETag"]
            status = 304 if is_known else shop.status
            body = b"" if status == 304 else shop.body
            self.send_response(status)
            for name, value in shop.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *told: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    shop.url = f"http://127.0.0.1:{server.server_port}/feed.txt"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield shop
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def titles(items: Sequence[str]) -> list[str]:
    return [one.partition(" ")[2] for one in items]
