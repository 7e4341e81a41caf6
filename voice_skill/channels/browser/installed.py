"""What has to be known of hearing browsers without loading anything of it."""

from importlib.util import find_spec


def is_installed() -> bool:
    """Whether there is anything to hear with."""
    return all(find_spec(name) for name in ("vosk", "websockets"))
