"""The folder VOICE_SKILL_HOME: made when it is missing, and nobody else's to read. Called by `app`, `config`, `cli`."""

import logging
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# Rights that a file of ours gives to nobody but its owner: customers, orders and keys are in them.
OTHERS = 0o077
# What lies in a home; a folder with all that is in it.
OURS = ("shop.db", "shop.db-wal", "shop.db-shm", "shop.db-journal", "secret-key", "uploads", "cache", "models")

log = logging.getLogger(__name__)


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


@contextmanager
def private_files() -> Iterator[None]:
    """Whatever is made meanwhile, by this process or one that it starts, is 0600 in folders of 0700."""
    before = os.umask(OTHERS)
    try:
        yield
    finally:
        os.umask(before)


def close_to_others(home: Path, database: Path | None = None) -> None:
    """Takes away the rights that older versions gave to other users of the machine, and says so in the log.

    database: the embedded one, which may lie elsewhere."""
    paths = [*([home] if _is_of_our_own(home) else []), *_below(home)]
    if database is not None:
        paths += [database.with_name(database.name + end) for end in ("", "-wal", "-shm", "-journal")]
    closed = sum(map(_close, dict.fromkeys(paths)))
    if closed:
        log.warning("Closed %d files and folders of %s to other users of this machine.", closed, home)


def _below(home: Path) -> Iterator[Path]:
    for name in OURS:
        path = home / name
        yield path
        for folder, folders, files in () if path.is_symlink() else os.walk(path):
            yield from (Path(folder) / one for one in (*folders, *files))


def _is_of_our_own(home: Path) -> bool:
    """Not a folder that others need, named by mistake: the system's, such as /tmp, or all that somebody has."""
    with suppress(OSError, RuntimeError):
        return not home.stat().st_mode & stat.S_ISVTX and home.resolve() not in (Path("/"), Path.home().resolve())
    return False


def _close(path: Path) -> bool:
    """Leaves links and what belongs to somebody else as they are."""
    with suppress(OSError):
        mode = path.lstat().st_mode
        if not stat.S_ISLNK(mode) and mode & OTHERS:
            path.chmod(stat.S_IMODE(mode) & ~OTHERS)
            return True
    return False
