"""Files that merchants send instead of an address, kept in our home under names of our own. Called by `feeds` and
`imports`, and by `catalogue sync --due` for those who do not come back."""

import secrets
import time
from pathlib import Path

from werkzeug.datastructures import FileStorage

from voice_skill.store import MerchantStore, Store
from voice_skill.web.doors import doors

MAX_UPLOAD_BYTES = 64 * 1024 * 1024
# The largest file and the newer one that is to replace it: anybody may sign up, and the disk belongs to all.
MOST_KEPT_BYTES = 2 * MAX_UPLOAD_BYTES
# One that no job names yet has just come.
ARRIVING_S = 3_600


class NoRoom(Exception):
    """The merchant's files would take more than one may have."""

    def __init__(self, size_bytes: int, others_bytes: int):
        super().__init__(size_bytes, others_bytes)
        self.size_bytes, self.others_bytes = size_bytes, others_bytes


def keep(shop: MerchantStore, upload: FileStorage) -> str:
    """Stores the uploaded file and returns its path. What the browser calls it names no file here; its format is known
    by what is in it.

    Raises NoRoom."""
    throw_away(shop)
    folder = _folder(shop)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{secrets.token_hex(16)}.feed"
    upload.save(path)
    path.chmod(0o600)
    size_bytes, kept_bytes = _size_bytes(path), sum(map(_size_bytes, folder.glob("*.feed")))
    if kept_bytes > MOST_KEPT_BYTES:  # asked with the file in it, so that two that come at once count each other
        path.unlink()
        raise NoRoom(size_bytes, kept_bytes - size_bytes)
    return str(path)


def throw_away(shop: MerchantStore) -> None:
    """Deletes files that a newer one replaced, and those that nobody linked within a day."""
    _clear(_folder(shop), shop)


def throw_away_of_all(store: Store, home: Path) -> None:
    """The same for every shop: whoever sends a file and never returns keeps no room."""
    for merchant in store.merchants():
        folder = _folder_of(home, merchant.id)
        if folder.exists():
            with store.for_merchant(merchant.name) as shop:
                _clear(folder, shop)


def _clear(folder: Path, shop: MerchantStore) -> None:
    # By their names, which nobody else has: cron may call our home otherwise than the server does.
    linked_names = {Path(feed.source).name for feed in shop.feeds.all()}
    needed_by_name = {Path(source).name: is_needed for source, is_needed in shop.jobs.files().items()}
    for path in folder.glob("*.feed"):
        if path.name not in linked_names and not needed_by_name.get(path.name, _is_arriving(path)):
            path.unlink(missing_ok=True)


def discard(shop: MerchantStore, source: str) -> None:
    """A file that has just come and that no job will name; nothing where the source is an address."""
    if is_uploaded(shop, source):
        Path(source).unlink(missing_ok=True)


def is_uploaded(shop: MerchantStore, source: str) -> bool:
    return Path(source).parent == _folder(shop)


def is_gone(shop: MerchantStore, source: str) -> bool:
    """True if it was a file that has been deleted."""
    return is_uploaded(shop, source) and not Path(source).exists()


def _folder(shop: MerchantStore) -> Path:
    return _folder_of(doors().home, shop.merchant.id)


def _folder_of(home: Path, merchant_id: int) -> Path:
    return home / "uploads" / str(merchant_id)


def _is_arriving(path: Path) -> bool:
    try:
        return path.stat().st_mtime > time.time() - ARRIVING_S
    except FileNotFoundError:
        return False


def _size_bytes(path: Path) -> int:
    """0 for one that was thrown away meanwhile."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
