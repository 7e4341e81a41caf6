"""Reasons for closing a socket: each has the code and the words that the page gets.

TryItError
├── BadMessage      it is no message of the protocol, or comes when none like it is expected
├── NotAdmitted     no ticket, one that is not ours, expired, used or for another page; or signed out meanwhile
├── TooLong         nobody speaks any more, or the connection has lasted for its time
├── TooMuch         more sound or turns than anybody speaks
├── Full            as many talk already as this server hears at once
└── NotReady        the shop cannot be made ready; the words say why
"""


class TryItError(Exception):
    """The connection cannot go on. code: 4000 to 4999 are free for applications (RFC 6455, 7.4.2)."""

    code = 4000

    @property
    def words(self) -> str:
        return str(self)


class BadMessage(TryItError):
    code = 4400


class NotAdmitted(TryItError):
    code = 4401


class TooLong(TryItError):
    code = 4408


class TooMuch(TryItError):
    code = 4429


class Full(TryItError):
    code = 4503


class NotReady(TryItError):
    code = 4500
