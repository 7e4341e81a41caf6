"""The merchants' REST API at /api/v1: what a shop's own systems read and change. Joined in app.py."""

from voice_skill.api.blueprint import api_blueprint

__all__ = ["api_blueprint"]
