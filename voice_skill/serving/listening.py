"""Sockets to listen at. Bound by `voice-skill serve` and shared by all its workers: a connection that comes while one
of them dies is accepted by another."""

import errno
import socket
import time

# The workers of a server that was killed let go of its port within half a second, on a busy machine in a few.
PATIENCE_S = 5.0
ASK_AGAIN_S = 0.1


def bind(host: str, port: int) -> list[socket.socket]:
    """A socket for each address that the host has; :: takes IPv4 too. They refuse connections until a worker listens.
    Raises OSError."""
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            return _bind(host, port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or time.monotonic() > until:
                raise
            time.sleep(ASK_AGAIN_S)


def _bind(host: str, port: int) -> list[socket.socket]:
    sockets: list[socket.socket] = []
    try:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        for family, address in dict.fromkeys((family, address) for family, _, _, _, address in addresses):
            sockets.append(_bound(family, address))
    except OSError:
        for one in sockets:
            one.close()
        raise
    return sockets


def _bound(family: socket.AddressFamily, address: tuple[object, ...]) -> socket.socket:
    # asyncio sets TCP_NODELAY on the connections of a socket that names its protocol.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, address[0] != "::")
        bound.bind(address)
    except OSError:
        bound.close()
        raise
    return bound


def written_host(host: str) -> str:
    """As an address names it."""
    return f"[{host}]" if ":" in host else host
