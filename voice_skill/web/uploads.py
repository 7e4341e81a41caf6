"""Files that merchants send instead of an address, kept in our home under names of our own. Called by `feeds`."""

import secrets
import time
from pathlib import Path

from werkzeug.datastructures import FileStorage

from voice_skill.store import MerchantStore
from voice_skill.web.doors import doors

# What nobody links within a day is thrown away.
UNUSED_S = 86_400
MOST_KEPT_BYTES = 512 * 1024 * 1024


def keep(shop: MerchantStore, sent: FileStorage) -> str:
    """Where it is now. What the browser calls it names no file here; its format is known by what is in it."""
    folder = _folder(shop)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _forget_unused(shop, folder)
    path = folder / f"{secrets.token_hex(16)}.feed"
    sent.save(path)
    path.chmod(0o600)
    return str(path)


def is_full(shop: MerchantStore) -> bool:
    """Whether what the merchant sent takes all the room that one may have."""
    return sum(path.stat().st_size for path in _folder(shop).glob("*.feed")) > MOST_KEPT_BYTES


def is_uploaded(shop: MerchantStore, source: str) -> bool:
    return Path(source).parent == _folder(shop)


def _folder(shop: MerchantStore) -> Path:
    return doors().home / "uploads" / str(shop.merchant.id)


def _forget_unused(shop: MerchantStore, folder: Path) -> None:
    used = {feed.source for feed in shop.feeds.all()} | shop.jobs.files()
    for path in folder.glob("*.feed"):
        if str(path) not in used and path.stat().st_mtime < time.time() - UNUSED_S:
            path.unlink(missing_ok=True)
