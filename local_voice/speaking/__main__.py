"""`python -m local_voice.speaking LOCALE`: text in, a WAV out. Called by whoever wants no voice in its own process."""

import sys
import wave
from io import BytesIO

from local_voice.speaking import as_ssml, open_voice


def main(locale: str) -> None:
    sound = open_voice(locale).synthesize(as_ssml(sys.stdin.buffer.read().decode()))
    packed = BytesIO()
    with wave.open(packed, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sound.sample_rate_hz)
        file.writeframes(sound.data)
    sys.stdout.buffer.write(packed.getvalue())


if __name__ == "__main__":
    main(sys.argv[1])
