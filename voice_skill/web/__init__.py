"""The merchant pages: sign up and in, link a feed, names for the ear, orders, the skill package. Joined in app.py."""

from voice_skill.web.blueprint import web_blueprint
from voice_skill.web.doors import Doors, NoPackage, NoSound, current_shop, who_is_here

__all__ = ["Doors", "NoPackage", "NoSound", "current_shop", "web_blueprint", "who_is_here"]
