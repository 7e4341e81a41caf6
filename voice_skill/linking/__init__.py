"""Bringing a merchant's catalogue into the shop: reading files, and names for the ear. Called by the command line."""

from voice_skill.linking.catalogue_file import read_catalogue
from voice_skill.linking.errors import CatalogueError, Problem
from voice_skill.linking.spoken_names import spoken_names, spoken_plural

__all__ = ["CatalogueError", "Problem", "read_catalogue", "spoken_names", "spoken_plural"]
