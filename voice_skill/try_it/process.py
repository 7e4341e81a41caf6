"""The process of the socket server: started and watched by `voice-skill serve`, and what runs in it.

python -m voice_skill.try_it.process PID_OF_THE_SERVER
"""

import logging
import os
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from threading import Event, Thread
from types import FrameType

from voice_skill.config import Config

# Threads that come and go would each leave an arena of glibc's behind.
ENVIRON = {"MALLOC_ARENA_MAX": "2"}
NOTICE_S = 0.5
AGAIN_AFTER_S = 2.0
STOP_WITHIN_S = 5.0
# Alexa's customers come first.
NICENESS = 5


def is_installed() -> bool:
    """Whether there is anything to hear with."""
    return all(find_spec(name) for name in ("vosk", "websockets"))


class Watched:
    """The running process; one that ends, as a recogniser may make it, is started again."""

    def __init__(self) -> None:
        self._stopping = Event()
        self._child = self._started()
        self._thread = Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()
        self._child.terminate()
        try:
            self._child.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()

    def _watch(self) -> None:
        while not self._stopping.wait(NOTICE_S):
            if self._child.poll() is not None and not self._stopping.wait(AGAIN_AFTER_S):
                self._child = self._started()

    def _started(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", __name__, str(os.getpid())]
        return subprocess.Popen(command, env=os.environ | ENVIRON)  # noqa: S603


def run(config: Config, server: int) -> None:
    """Until it is told to stop, the web server is gone, or nothing listens any more: then it is started again."""
    from voice_skill.try_it.server import TryIt

    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("voice_skill").setLevel(config.log_level)
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    with TryIt(config) as tried:
        while os.getppid() == server and tried.is_listening:
            time.sleep(NOTICE_S)
        if not tried.is_listening:
            os._exit(1)  # closing would wait for connections that have no file left to end with


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, _end)
    run(Config.from_env(), int(sys.argv[1]))
