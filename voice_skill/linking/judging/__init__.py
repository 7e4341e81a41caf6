"""Judging what a feed says, row by row, and making it into what the shop takes in. Called by the sync of a feed."""

from voice_skill.linking.judging.names import spoken_names, spoken_plural
from voice_skill.linking.judging.staged import FeedCounts, FindingGroup, Staged
from voice_skill.linking.judging.staging import stage

__all__ = ["FeedCounts", "FindingGroup", "Staged", "spoken_names", "spoken_plural", "stage"]
