"""Errors in a request before any of it reaches the app.

Refused: a status from 400 to 503, and a word for the log
"""


class Refused(Exception):
    """The request gets a bare status and the connection closed."""

    def __init__(self, status: int, reason: str):
        super().__init__(status, reason)
        self.status, self.reason = status, reason
