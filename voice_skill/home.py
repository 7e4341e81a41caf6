"""The folder VOICE_SKILL_HOME: made when it is missing, and why it cannot be used. Called by `app`, `config`, `cli`."""

from pathlib import Path


class HomeUnusable(Exception):
    """A folder or file of ours that cannot be made, read or written: which, why and what to do."""

    def __init__(self, path: Path, cannot_be: str, error: OSError, advice: str) -> None:
        why = "a file has that name" if isinstance(error, FileExistsError) else error.strerror or error
        super().__init__(f"{path} cannot be {cannot_be}: {why}. {advice}")
        self.path = path


def open_home(home: Path) -> Path:
    """The folder, made when it is missing. Raises HomeUnusable."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise HomeUnusable(home, "made", error, "Name a folder that you may write with VOICE_SKILL_HOME.") from error
    return home
