"""Facts about talking in the browser that are known without loading any of its libraries."""

from importlib.util import find_spec


def is_installed() -> bool:
    """True if there is what hears and understands."""
    return all(find_spec(name) for name in ("pycrfsuite", "sklearn", "vosk", "websockets"))
