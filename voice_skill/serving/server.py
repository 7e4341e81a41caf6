"""One worker: its connections, the threads that the app runs in, and how it ends. Run by `cli.answering`."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from email.utils import formatdate
from queue import SimpleQueue
from socket import socket
from threading import Thread

from voice_skill.serving.body import Room
from voice_skill.serving.connection import Connection, Phase
from voice_skill.serving.limits import Limits
from voice_skill.serving.parsing import Request
from voice_skill.serving.refusals import Refusals
from voice_skill.serving.wsgi import WsgiApp, respond

LOOK_EVERY_S = 0.5
# How many connections the kernel holds until one of the workers accepts them.
BACKLOG = 4_096


class Server:
    """Serves one app at sockets that other workers may listen at too.

    body_limit: the most bytes that a path may be sent.
    """

    def __init__(
        self, app: WsgiApp, *, threads: int, body_limit: Callable[[bytes], int], limits: Limits | None = None
    ) -> None:
        self.room, self.body_limit = Room(limits or Limits()), body_limit
        self.is_stopping = False
        self.refusals = Refusals(self.now)
        self._app, self._threads = app, threads
        self._work: SimpleQueue[tuple[Connection, Request]] = SimpleQueue()
        self._connections: set[Connection] = set()
        # Those that hold no thread, the one that has waited longest first.
        self._waiting: OrderedDict[Connection, None] = OrderedDict()
        self._stopping = asyncio.Event()
        self._date = (0, "")

    async def serve(self, listeners: Sequence[socket], grace_s: float) -> None:
        """Until stop(); then those that are under way are answered within grace_s."""
        self._loop = asyncio.get_running_loop()
        for _ in range(self._threads):
            Thread(target=self._answer, daemon=True).start()
        accepting = [await self._listen(listener) for listener in listeners]
        while not self._stopping.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), LOOK_EVERY_S)
            self._look()
        await self._stop_accepting(listeners)
        for one in accepting:
            one.close()
        await self._wind_up(grace_s)
        self.refusals.close()

    def stop(self) -> None:
        self._stopping.set()

    async def _listen(self, listener: socket) -> asyncio.Server:
        """Accepts one connection at a time, or one worker would take all that wait."""
        accepting = await self._loop.create_server(lambda: Connection(self), sock=listener, backlog=1)
        listener.listen(BACKLOG)  # asyncio's backlog is both, and the kernel's has to be long
        return accepting

    async def _stop_accepting(self, listeners: Sequence[socket]) -> None:
        """Accepts no more, and lets those accepted last become connections: asyncio does it in a task for each, and
        leaves a socket open whose task begins after its own server was closed."""
        for listener in listeners:
            self._loop.remove_reader(listener)
        if accepted := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(accepted)

    async def _wind_up(self, grace_s: float) -> None:
        self.is_stopping = True
        ended_at = self.now() + grace_s
        reading_until = self.now() + self.room.limits.stop_reading_s
        while self._connections and self.now() < ended_at:
            if self.now() > reading_until:
                self._drop_those_without_a_request()
            await asyncio.sleep(0.05)
        for connection in tuple(self._connections):
            connection.drop()
        await asyncio.sleep(0)  # the loop closes them before it ends

    def _drop_those_without_a_request(self) -> None:
        for connection in tuple(self._connections):
            if connection.phase not in (Phase.WORKING, Phase.WRITING):
                connection.drop()

    def _look(self) -> None:
        now = self.now()
        for connection in tuple(self._connections):
            connection.look(now)
        self.refusals.look()

    # What a connection calls.

    def now(self) -> float:
        return self._loop.time()

    def date(self) -> str:
        """For the response's head."""
        now = int(self._loop.time())
        if now != self._date[0]:
            self._date = (now, formatdate(usegmt=True))
        return self._date[1]

    def add(self, connection: Connection) -> None:
        """Whoever has waited longest for nothing gives way where there are too many."""
        self._connections.add(connection)
        self._waiting[connection] = None
        if len(self._connections) > self.room.limits.connections and self._waiting:
            self._waiting.popitem(last=False)[0].drop()

    def remove(self, connection: Connection) -> None:
        self._connections.discard(connection)
        self._waiting.pop(connection, None)

    def waits(self, connection: Connection) -> None:
        self._waiting[connection] = None

    def work(self, connection: Connection, request: Request) -> None:
        self._waiting.pop(connection, None)
        self._work.put((connection, request))

    def _answer(self) -> None:
        """Runs in each thread: answers requests until the server stops."""
        while True:
            connection, request = self._work.get()
            response = respond(self._app, connection.environ(request))
            with suppress(RuntimeError):  # the loop has ended: this one took longer than the server waits
                self._loop.call_soon_threadsafe(connection.answered, request, response)
