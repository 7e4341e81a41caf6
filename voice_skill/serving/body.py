"""A request's body while it comes in: in memory as long as it is small, then in a temporary file."""

from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO

from voice_skill.serving.errors import Refused
from voice_skill.serving.limits import Limits


@dataclass
class Room:
    """The disk that the bodies of all connections share."""

    limits: Limits
    taken_bytes: int = 0


class Body:
    """Takes a body piece by piece. The app reads `file`."""

    def __init__(self, room: Room) -> None:
        self.size_bytes = 0
        self.file: IO[bytes] = SpooledTemporaryFile(room.limits.in_memory_bytes)  # noqa: SIM115
        self._room = room
        self._taken_bytes = 0

    def write(self, piece: bytes) -> None:
        """Raises Refused when the disk is full, or its share of it is."""
        self.size_bytes += len(piece)
        if self.size_bytes > self._room.limits.in_memory_bytes:
            self._take_room()
        try:
            self.file.write(piece)
        except OSError:
            raise Refused(503, "disk_full") from None

    def close(self) -> None:
        self.file.close()
        self._room.taken_bytes -= self._taken_bytes
        self._taken_bytes = 0

    def _take_room(self) -> None:
        more_bytes = self.size_bytes - self._taken_bytes
        if self._room.taken_bytes + more_bytes > self._room.limits.spooled_bytes:
            raise Refused(503, "no_room_for_bodies")
        self._room.taken_bytes += more_bytes
        self._taken_bytes = self.size_bytes
