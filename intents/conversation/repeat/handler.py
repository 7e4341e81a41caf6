"""Saying it again."""

from markupsafe import Markup

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn


class Repeat(Intent):
    """ "What did you say?" The open question stays open."""

    def answer(self, turn: Turn) -> Reply:
        speech, question = turn.attributes.get("said"), turn.attributes.get("asked")
        if not speech or question is None:
            return turn.say("repeat.nothing")
        turn.keep_question()
        return turn.listen(Markup(speech), Markup(question) if question else None)  # noqa: S704  (our own words, from our own session)
