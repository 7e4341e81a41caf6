"""Says one text with pyttsx3 and ends: run as a program of its own by platform_speaker.py, which says why.

Reads one JSON object {text, locale, rate_wpm, library, data} from standard input. Ends with 0 when it was said; else
the last line of standard error says why not.
"""

import ctypes
import json
import os
import sys
import threading
from typing import Any

TOO_LONG_S = 900  # the longest reply that Alexa allows takes about eight minutes


def main() -> None:
    order = json.load(sys.stdin)
    if order["library"]:
        _offer_espeak(order["library"], order["data"])
    import pyttsx3

    engine = pyttsx3.init()
    voices, usual = engine.getProperty("voices"), str(engine.getProperty("voice"))
    engine.setProperty("voice", _voice_for(order["locale"], voices, usual))
    if order["rate_wpm"]:
        engine.setProperty("rate", order["rate_wpm"])
    _say(engine, order["text"])


def _offer_espeak(library: str, data: str) -> None:
    """pyttsx3 asks the linker for libespeak-ng.so.1; a library that is loaded already is found by that name."""
    ctypes.CDLL(library, mode=ctypes.RTLD_GLOBAL)
    os.environ["ESPEAK_DATA_PATH"] = data


def _voice_for(locale: str, voices: list[Any], usual: str) -> str:
    """The id of a voice of that locale, else of its language; the computer's usual one before others that fit as well.

    pyttsx3 keeps the old voice without a word when it knows no such id.
    """
    tag = locale.lower()
    language = tag.partition("-")[0]
    languages = [(_language(voice), str(voice.id)) for voice in voices]
    fitting = [(it, name) for it, name in languages if it.partition("-")[0] == language]
    if not fitting:
        sys.exit(f"no voice of this computer speaks {locale}; add one in its speech settings")
    return min(fitting, key=lambda pair: (pair[0] != tag, pair[1] != usual, len(pair[0])))[1]


def _language(voice: Any) -> str:
    """The tag "en-us" of what SAPI5 calls en-US, macOS en_US and espeak-ng en-us."""
    return str(voice.languages[0] if voice.languages else "").lower().replace("_", "-")


def _say(engine: Any, text: str) -> None:
    """runAndWait() may return before a first speech exists, so the end is what the driver reports, not that return."""
    finished = threading.Event()
    watchdog = threading.Timer(TOO_LONG_S, _give_up)
    watchdog.daemon = True
    watchdog.start()
    engine.connect("finished-utterance", lambda **_: finished.set())
    engine.say(text)
    engine.runAndWait()
    finished.wait()


def _give_up() -> None:
    os.write(2, b"the speech engine never came to an end\n")
    os._exit(1)


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    os._exit(0)  # espeak-ng may abort in a Python that shuts down around it
