"""A dialog by sound alone: what was asked decides between the ways an answer may have been heard."""

from pathlib import Path

from local_voice.audio import joined, silence
from local_voice.device import Echo
from local_voice.hearing import Ears
from local_voice.loop import Utterance, converse
from local_voice.speaking import open_voice
from tests.local_voice.dialog.trip_planner import TripPlanner, trip_model
from voice_skill.understanding import Understanding


def test_a_table_is_booked_by_voice(
    understanding: Understanding, planner: TripPlanner, vosk_model: Path, tmp_path: Path
) -> None:
    voice = open_voice("en-US", engine="espeak")
    ears = Ears(vosk_model, trip_model(), cache_dir=tmp_path)
    echo = Echo(planner.app, application_id="amzn1.ask.skill.trip")
    lines = ["Book a table.", "Five.", "Seven P M.", "Yes."]
    sounds = (Utterance(pcm=joined([voice.synthesize(line), silence(0.6, 22_050)])) for line in lines)

    heard = [turn.speech for turn in converse(sounds, ears, understanding, echo, None)]

    assert heard == ["For how many?", "At what time?", "A table for 5 at 19:00?", "Booked for 5 at 19:00."]
    assert planner.intents == [("BookTableIntent", "COMPLETED")]
