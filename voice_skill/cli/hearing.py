"""The process that hears browsers: started and watched by `voice-skill serve`.

python -m voice_skill.cli.hearing PID_OF_SERVE
"""

import os
import signal
import sys
import time
from types import FrameType
from typing import TYPE_CHECKING

from voice_skill.channels.browser.server import TryIt
from voice_skill.config import Config
from voice_skill.logs import start_logging
from voice_skill.serving.lifeline import end_with

if TYPE_CHECKING:
    from flask import Flask

    from voice_skill.store import Store

NOTICE_S = 0.5
# Alexa's customers come first.
NICENESS = 5


def run(config: Config) -> None:
    """Until it is told to stop, or nothing listens any more: then it is started again."""
    start_logging(config.log_level)
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    with TryIt(config, _app) as try_it:
        while try_it.is_listening:
            time.sleep(NOTICE_S)
        os._exit(1)  # closing would wait for connections that have no file left to end with


def _app(config: Config, store: "Store") -> "Flask":
    """Imported for the first browser that comes, so that waiting for one takes little memory."""
    from voice_skill.app import create_app

    return create_app(config, store=store)


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, _end)
    end_with(int(sys.argv[1]))
    run(Config.from_env())
