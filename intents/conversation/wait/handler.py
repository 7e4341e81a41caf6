"""A moment to think."""

from markupsafe import Markup

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn


class Wait(Intent):
    """ "Hold on." "I'm not sure." The open question stays open."""

    def answer(self, turn: Turn) -> Reply:
        text = turn.attributes.get("asked")
        if turn.pending_question or not turn.open_question or not text:
            return turn.say("wait.take_your_time")
        turn.keep_question()
        question = Markup(text)  # noqa: S704  (our own words, from our own session)
        return turn.say("wait.for_answer", asked=question)
