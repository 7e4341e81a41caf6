"""Facts about hearing browsers that are known without loading any of its libraries."""

from importlib.util import find_spec


def is_installed() -> bool:
    """True if there is anything to hear with."""
    return all(find_spec(name) for name in ("vosk", "websockets"))
