"""The command `voice-skill`: what a developer or a merchant does from a terminal. It joins the parts."""

from voice_skill.cli.main import main

__all__ = ["main"]
