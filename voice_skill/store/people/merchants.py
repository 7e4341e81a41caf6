"""Checks the fields of a merchant. Called by Store and Logins."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from voice_skill.language.characters import sayable
from voice_skill.store.errors import BadMerchant
from voice_skill.store.tables import Merchant

MOST_TITLE_CHARACTERS = 60
HIGHEST_LIMIT = 10_000


def new_merchant(
    name: str,
    *,
    title: str,
    currency: str,
    locale: str,
    time_zone: str,
    created_at: datetime,
    application_id: str | None = None,
) -> Merchant:
    """A shop that is not in the database yet; raises BadMerchant for a setting that could not work."""
    return Merchant(
        name=_matching(r"[a-z0-9][a-z0-9-]{0,63}", "name", name),
        title=good_title(title),
        currency=_matching(r"[A-Z]{3}", "currency", currency),
        locale=_matching(r"[a-z]{2}-[A-Z]{2}", "locale", locale),
        time_zone=_time_zone(time_zone),
        application_id=application_id,
        created_at=created_at,
    )


def good_title(title: str) -> str:
    """Raises BadMerchant for one that nobody could say."""
    title = sayable(title)
    if len(title) > MOST_TITLE_CHARACTERS or not any(map(str.isalnum, title)):
        raise BadMerchant("title", title[:MOST_TITLE_CHARACTERS])
    return title


def checked_limit(field: str, value: int) -> int:
    """Checks a limit above which customers are asked; raises BadMerchant."""
    if not 0 <= value <= HIGHEST_LIMIT:
        raise BadMerchant(field, str(value))
    return value


def _matching(pattern: str, field: str, value: str) -> str:
    if not re.fullmatch(pattern, value):
        raise BadMerchant(field, value)
    return value


def _time_zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError) as error:  # unknown is a KeyError; a path or a folder are the others
        raise BadMerchant("time_zone", name) from error
