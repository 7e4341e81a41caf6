"""Sound out of this machine's loudspeaker: through PortAudio, else through a player program that the system has."""

import shutil
import subprocess
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

from local_voice.audio import Pcm, silence, write_wav
from local_voice.speaking.errors import LoudspeakerMissing

PLAYERS = ("pw-play", "paplay", "aplay", "afplay")
_STOP_WITHIN_S = 0.05


def play(pcm: Pcm, *, stop: Event | None = None) -> None:
    """Plays to the end, or until `stop` is set. Raises LoudspeakerMissing, saying what was tried and what to do."""
    stop = stop or Event()
    try:
        _play_by_portaudio(pcm, stop)
    except LoudspeakerMissing as without_portaudio:
        program = next(filter(None, map(shutil.which, PLAYERS)), None)
        if program is None:
            raise LoudspeakerMissing(
                f"{without_portaudio}, and none of {', '.join(PLAYERS)} is installed; "
                "connect a loudspeaker and install libportaudio2 (Linux), or write the speech to a WAV file"
            ) from without_portaudio
        _play_by_program(program, pcm, stop)


def can_play() -> bool:
    """True if there is a loudspeaker, tried with a hundredth of a second of silence."""
    try:
        play(silence(0.01, 22_050))
    except LoudspeakerMissing:
        return False
    return True


def _play_by_portaudio(pcm: Pcm, stop: Event) -> None:
    try:
        sounddevice = import_module("sounddevice")
    except (ImportError, OSError) as error:  # OSError: the package is there, the PortAudio library is not
        raise LoudspeakerMissing(f"no sound through PortAudio ({error})") from error
    try:
        rate_hz = int(sounddevice.query_devices(kind="output")["default_samplerate"])
        sound = pcm.resampled(rate_hz).data
        step = 2 * int(rate_hz * _STOP_WITHIN_S)
        with sounddevice.RawOutputStream(samplerate=rate_hz, channels=1, dtype="int16") as stream:
            for start in range(0, len(sound), step):
                if stop.is_set():
                    stream.abort()
                    return
                stream.write(sound[start : start + step])
    except (sounddevice.PortAudioError, ValueError) as error:  # ValueError: no default device
        raise LoudspeakerMissing(f"no sound through PortAudio ({error})") from error


def _play_by_program(program: str, pcm: Pcm, stop: Event) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "speech.wav"
        write_wav(path, pcm)
        process = subprocess.Popen(  # noqa: S603
            [program, str(path)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        while process.poll() is None and not stop.wait(_STOP_WITHIN_S):
            pass
        if process.poll() is None:
            process.terminate()
        _, complaint = process.communicate()
    if process.returncode and not stop.is_set():
        last_line = complaint.decode(errors="replace").strip().rpartition("\n")[2]
        raise LoudspeakerMissing(f"{Path(program).name} cannot play: {last_line}; connect a loudspeaker")
