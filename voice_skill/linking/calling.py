"""Names a feed that its merchant gave no name. Called by the command line and by the merchant pages."""

import re
from pathlib import Path
from urllib.parse import urlsplit


def feed_name(source: str) -> str:
    """A name made from where the feed is: of its host, or of its file."""
    host_or_file = urlsplit(source).hostname if "://" in source else Path(source).name.split(".")[0]
    return re.sub(r"[^a-z0-9]+", "-", (host_or_file or "").lower()).strip("-")[:64].strip("-") or "feed"
