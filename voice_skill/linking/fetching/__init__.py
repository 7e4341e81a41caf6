"""Bringing a merchant's feed here from wherever it is on the web, safely. Called by a sync and by the command line."""

from voice_skill.linking.fetching.guard import FetchSettings
from voice_skill.linking.fetching.sources import Fetched, fetch

__all__ = ["FetchSettings", "Fetched", "fetch"]
