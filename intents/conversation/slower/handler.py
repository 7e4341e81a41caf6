"""Saying it again, slowly."""

from markupsafe import Markup

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn


class Slower(Intent):
    """ "Say it slower." The open question stays open."""

    def answer(self, turn: Turn) -> Reply:
        speech, question = turn.attributes.get("said"), turn.attributes.get("asked")
        if not speech or question is None:
            return turn.say("repeat.nothing")
        turn.keep_question()
        again = Markup(speech.removeprefix('<prosody rate="slow">').removesuffix("</prosody>"))  # noqa: S704  (ours)
        asked = Markup(question) if question else None  # noqa: S704  (our own words, from our own session)
        return turn.listen(Markup('<prosody rate="slow">{}</prosody>').format(again), asked)
