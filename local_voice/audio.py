"""PCM sound on its way between hearing and speaking: read, written, resampled, joined."""

import io
import struct
import wave
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

if TYPE_CHECKING:
    import soundfile

LOWEST_RATE_HZ = 4_000  # below this no consonant survives, and resampling a 1 Hz file would fill the memory
WAV_FORMATS = ("WAV", "WAVEX", "RF64", "W64")
BLOCK_SAMPLES = 2_000_000
OPPOSITE = -0.5  # correlation from which on two channels take each other away
# What may follow a sound that is empty indeed.
CHUNKS = (b"LIST", b"fact", b"bext", b"id3 ", b"ID3 ", b"cue ", b"smpl", b"PEAK", b"JUNK", b"iXML")

Samples = np.ndarray[Any, np.dtype[np.float32]]


class AudioError(Exception):
    """A sound file that cannot be used; the words say what is wrong and what to do."""


@dataclass(frozen=True)
class Pcm:
    """Sound in memory: 16-bit little-endian mono samples."""

    data: bytes
    sample_rate_hz: int

    @property
    def samples(self) -> np.ndarray[Any, np.dtype[np.int16]]:
        return np.frombuffer(self.data, dtype="<i2", count=len(self.data) // 2)

    @property
    def duration_s(self) -> float:
        return len(self.data) / 2 / self.sample_rate_hz

    def resampled(self, sample_rate_hz: int) -> "Pcm":
        """The same sound at another rate, band-limited by soxr so that nothing folds back into speech."""
        if sample_rate_hz == self.sample_rate_hz:
            return self
        import soxr  # here and below: typed words need no extra

        samples = soxr.resample(self.samples, self.sample_rate_hz, sample_rate_hz)
        return Pcm(samples.astype("<i2").tobytes(), sample_rate_hz)


def read_wav(path: Path) -> Pcm:
    """The sound of a WAV file of any rate, channel count and coding, mixed down to one channel.

    Raises AudioError when it is not a WAV file, is damaged or cut short, or has a sample rate too low for speech.
    """
    import soundfile

    if not path.is_file():
        raise AudioError(f"{path} does not exist; check the name")
    try:
        with soundfile.SoundFile(_mended(path)) as file:
            _refuse_foreign(path, file.format, file.samplerate)
            _refuse_cut_short(path)
            sound = b"".join(map(_mono, _blocks(file)))
            rate = file.samplerate
    except soundfile.SoundFileError as error:
        reason = str(getattr(error, "error_string", error)).rstrip(".")
        raise AudioError(
            f"{path} is not a readable WAV file ({reason}); record or export it again as 16-bit PCM WAV"
        ) from error
    return Pcm(sound, rate)


def write_wav(path: Path, pcm: Pcm) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(pcm.sample_rate_hz)
        file.writeframes(pcm.data)


def silence(duration_s: float, sample_rate_hz: int) -> Pcm:
    return Pcm(bytes(2 * round(duration_s * sample_rate_hz)), sample_rate_hz)


def joined(parts: Iterable[Pcm], *, gap_s: float = 0.0) -> Pcm:
    """One sound after the other at the first one's rate, with `gap_s` seconds of silence between."""
    sounds = list(parts)
    if not sounds:
        raise AudioError("no sound to join")
    rate = sounds[0].sample_rate_hz
    gap = silence(gap_s, rate).data
    return Pcm(gap.join(sound.resampled(rate).data for sound in sounds), rate)


def _blocks(file: "soundfile.SoundFile") -> Iterator[Samples]:
    """All of it, a block at a time. GSM and other codings of telephones can only be read from start to end, which
    SoundFile.blocks refuses to do."""
    frames = max(1, BLOCK_SAMPLES // file.channels)
    while len(block := file.read(frames, dtype="float32", always_2d=True)):
        yield block


def _mono(block: Samples) -> bytes:
    loudness = _in_phase(np.clip(np.nan_to_num(block), -1, 1)).mean(axis=1) * 32768
    samples: bytes = np.clip(np.rint(loudness), -32768, 32767).astype("<i2").tobytes()
    return samples


def _in_phase(block: Samples) -> Samples:
    """Channels turned around that would take the loudest one away: with one wire of a microphone swapped, or what
    karaoke makes of a song, the sum of both is silence."""
    if block.shape[1] == 1:
        return block
    energies = np.square(block).sum(axis=0)
    loudest = int(energies.argmax())
    likeness = block.T @ block[:, loudest]
    is_opposite = likeness < OPPOSITE * np.sqrt(energies * energies[loudest])
    return np.where(is_opposite, -block, block)


def _refuse_foreign(path: Path, sound_format: str, sample_rate_hz: int) -> None:
    if sound_format not in WAV_FORMATS:
        raise AudioError(f"{path} is a {sound_format} file, not WAV; convert it to 16-bit PCM WAV first")
    if sample_rate_hz < LOWEST_RATE_HZ:
        raise AudioError(f"{path} has {sample_rate_hz} samples a second, too few for speech; record at 16000 or more")


def _mended(path: Path) -> Path | io.BytesIO:
    """The file, or its bytes with the length of its sound where its recorder was ended before it wrote that."""
    with path.open("rb") as file:
        if file.read(12)[:4] != b"RIFF" or _promised_data_bytes(file) != 0:
            return path
        start = file.tell()
        file.seek(start - 4)
        length, following = file.read(4), file.read(4)
        if length != bytes(4) or not following or following in CHUNKS:
            return path
        file.seek(0)
        content = bytearray(file.read())
    content[start - 4 : start] = struct.pack("<I", min(len(content) - start, 0xFFFF_FFFF))
    content[4:8] = struct.pack("<I", min(len(content) - 8, 0xFFFF_FFFF))
    return io.BytesIO(content)


def _refuse_cut_short(path: Path) -> None:
    """libsndfile quietly reads what is left of a file whose end is missing; half an order must not pass."""
    with path.open("rb") as file:
        if file.read(12)[:4] != b"RIFF":
            return
        promised = _promised_data_bytes(file)
        present = path.stat().st_size - file.tell()
    if promised > present:
        raise AudioError(
            f"{path} is cut short: its header promises {promised} bytes of sound, {present} are there; "
            "copy or record it again"
        )


def _promised_data_bytes(file: BinaryIO) -> int:
    """Leaves `file` at the first sample. 0 when the length is open, as programs write that stream WAV to a pipe."""
    while len(header := file.read(8)) == 8:
        name, size = struct.unpack("<4sI", header)
        if name == b"data":
            return 0 if size >= 0x7FFF_F000 else size
        file.seek(size + size % 2, 1)
    return 0
