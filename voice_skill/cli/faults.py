"""Databases, disks and files that cannot be used, as one line: which one, why, and what to do. Called by `errors`."""

import errno
import os
from importlib.metadata import version
from pathlib import Path

from voice_skill.store import StoreUnavailable, UnknownSchema
from voice_skill.store.migrations import HEAD

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
DENIED = (errno.EACCES, errno.EPERM, errno.EROFS)
FREE_SPACE = "Free some space and try again."


def unavailable_in_a_line(error: StoreUnavailable) -> str:
    where = error.where or "The database"
    if error.detail or error.cause == "away":
        return _server_in_a_line(error)
    match error.cause:
        case "busy":
            return f"All connections to {error.where or 'the database'} are in use. Try again in a moment."
        case "locked":
            return f"{where} is locked: another program is writing to it. Try again when that has ended."
        case "read_only":
            return f"{where} cannot be written: {_why_not_written(Path(where))}. {_access()}"
        case "disk_full":
            return f"{where}: the disk is full. {FREE_SPACE}"
        case "disk_failed":
            return f"{where} cannot be read or written: the disk is full or failing. {FREE_SPACE}"
        case "cannot_open":
            return f"{where} cannot be opened: {_why_not_opened(Path(where))}. {_access()}"
        case "no_database":
            return f"{where} is not a database. Restore it from a backup, or move it away to start with an empty shop."
        case "damaged":
            return f"{where} is damaged. Restore it from a backup, or save what can be read: sqlite3 {where} .recover"
        case _:
            return f"{where} refused a statement. Is it a database of this version? {_elsewhere()}"


def file_in_a_line(error: OSError) -> str:
    """An error of the system about a file, or about what is printed."""
    why = error.strerror or str(error) or type(error).__name__
    message = f"{error.filename}: {why}" if error.filename else why
    if error.errno in FULL:
        return f"{message}: the disk is full. {FREE_SPACE}"
    if error.errno in DENIED:
        return f"{message}. Give this user access to it, or name another place."
    if error.errno == errno.ENOENT and not error.filename:  # Python found no folder for temporary files
        return f"{message}. Free some space there, or name another folder with TMPDIR."
    return message


def _server_in_a_line(error: StoreUnavailable) -> str:
    """The database server's own message, which is the most informative; only the server is named by DATABASE_URL."""
    detail = error.detail or "no answer"
    match error.cause:
        case "read_only":
            return f"The database at {error.where} takes no writes: {detail}. Is it a replica?"
        case "disk_full" | "disk_failed":
            return f"The database at {error.where} has no room: {detail}. Free some space there."
        case "locked":
            return f"The database at {error.where} is locked: {detail}. Try again in a moment."
        case _:
            return f"The database at {error.where} does not answer: {detail}. Is it running, and is DATABASE_URL right?"


def schema_in_a_line(error: UnknownSchema) -> str:
    if error.found is None:
        return f"{error.where} holds the tables of another program. {_elsewhere()}"
    return (
        f"{error.where} was written by a newer version of Voice Skill: its tables are of version {error.found}, and "
        f"{version('voice-skill')} knows versions up to {HEAD}. Install the newer one: pip install -U voice-skill"
    )


def _access() -> str:
    elsewhere = _elsewhere()
    return f"Give this user access to it, or {elsewhere[0].lower()}{elsewhere[1:]}"


def _elsewhere() -> str:
    """The variable that names another place: DATABASE_URL only where somebody set it."""
    is_told = os.environ.get("DATABASE_URL", "").strip()
    return "Name another database with DATABASE_URL." if is_told else "Name another folder with VOICE_SKILL_HOME."


def _why_not_written(file: Path) -> str:
    if not os.access(file, os.W_OK):
        return "the file is read-only for this user"
    return "its folder is read-only for this user"


def _why_not_opened(file: Path) -> str:
    """SQLite tells no more than that it could not; the reason is looked for."""
    if file.is_dir():
        return "it is a folder"
    if not file.parent.is_dir():
        return f"there is no folder {file.parent}"
    try:
        with file.open("rb"):
            pass
    except FileNotFoundError:
        return f"the folder {file.parent} is read-only for this user"
    except OSError as error:
        return (error.strerror or str(error)).lower()
    return f"the folder {file.parent} is read-only for this user"
