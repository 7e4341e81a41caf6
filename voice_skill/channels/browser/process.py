"""The process of the socket server: started and watched by `voice-skill serve`.

python -m voice_skill.channels.browser.process PID_OF_SERVE
"""

import os
import signal
import sys
import time
from importlib.util import find_spec
from types import FrameType

from voice_skill.config import Config
from voice_skill.logs import start_logging
from voice_skill.serving.lifeline import end_with

# Threads that come and go would each leave an arena of glibc's behind.
ENVIRON = {"MALLOC_ARENA_MAX": "2"}
NOTICE_S = 0.5
# Alexa's customers come first.
NICENESS = 5


def is_installed() -> bool:
    """Whether there is anything to hear with."""
    return all(find_spec(name) for name in ("vosk", "websockets"))


def run(config: Config) -> None:
    """Until it is told to stop, or nothing listens any more: then it is started again."""
    from voice_skill.channels.browser.server import TryIt

    start_logging(config.log_level)
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    with TryIt(config) as tried:
        while tried.is_listening:
            time.sleep(NOTICE_S)
        os._exit(1)  # closing would wait for connections that have no file left to end with


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, _end)
    end_with(int(sys.argv[1]))
    run(Config.from_env())
