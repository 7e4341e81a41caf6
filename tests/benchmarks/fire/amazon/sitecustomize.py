"""Leads a Python process to a stand-in for Amazon's certificate host. Its folder is on the PYTHONPATH of served shops.

`voice-skill serve` and its workers run as they are installed; only the name s3.amazonaws.com leads to loopback, as an
entry in /etc/hosts would do, and the trusted authorities are other ones, as on a machine with its own bundle.
"""

import os
import socket
from typing import Any

import certifi

AMAZON = ("s3.amazonaws.com", 443)
_look_up = socket.getaddrinfo


def _look_up_here(host: Any, port: Any, *options: Any, **named: Any) -> Any:
    if (host, port) == AMAZON:
        return _look_up("127.0.0.1", int(os.environ["STAND_IN_PORT"]), *options, **named)
    return _look_up(host, port, *options, **named)


if "STAND_IN_PORT" in os.environ:
    authorities = os.environ["STAND_IN_AUTHORITIES"]
    certifi.where = lambda: authorities
    socket.getaddrinfo = _look_up_here
