"""Leads a Python process to a stand-in for Amazon's certificate host. Its folder is on the PYTHONPATH of served shops.

`voice-skill serve` and its workers run as they are installed; only the name s3.amazonaws.com leads to loopback, as an
entry in /etc/hosts would do, and port 443 there to the stand-in's; the trusted authorities are other ones, as on a
machine with its own bundle.
"""

import os
import socket
from typing import Any

import certifi

AMAZON, HERE = ("s3.amazonaws.com", 443), ("127.0.0.1", 443)
_look_up, _connect = socket.getaddrinfo, socket.create_connection


def _look_up_here(host: Any, port: Any, *options: Any, **named: Any) -> Any:
    return _look_up(HERE[0] if (host, port) == AMAZON else host, port, *options, **named)


def _connect_here(address: tuple[Any, Any], *options: Any, **named: Any) -> socket.socket:
    to_stand_in = (HERE[0], int(os.environ["STAND_IN_PORT"]))
    return _connect(to_stand_in if address in (AMAZON, HERE) else address, *options, **named)


if "STAND_IN_PORT" in os.environ:
    authorities = os.environ["STAND_IN_AUTHORITIES"]
    certifi.where = lambda: authorities
    socket.getaddrinfo, socket.create_connection = _look_up_here, _connect_here
