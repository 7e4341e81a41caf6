"""Sound files as recorders really write them, and what is said about those that cannot be used."""

import math
import struct
from pathlib import Path
from random import Random

import numpy as np
import pytest
import soundfile

from local_voice.audio import AudioError, Pcm, joined, read_wav, silence, write_wav


def tone(frequency_hz: float, *, rate_hz: int = 16_000, duration_s: float = 0.5, loudness: float = 0.5) -> Pcm:
    times = np.arange(round(rate_hz * duration_s)) / rate_hz
    samples = np.rint(loudness * 32767 * np.sin(2 * math.pi * frequency_hz * times))
    return Pcm(samples.astype("<i2").tobytes(), rate_hz)


def strength(pcm: Pcm, frequency_hz: float) -> float:
    """How loud one frequency is, 1 for a tone at full scale."""
    window = np.hanning(len(pcm.samples))
    spectrum = np.abs(np.fft.rfft(pcm.samples / 32768 * window)) / (window.sum() / 2)
    nearest = round(frequency_hz * len(pcm.samples) / pcm.sample_rate_hz)
    return float(spectrum[max(0, nearest - 3) : nearest + 4].max())


def test_what_is_written_is_read_back_bit_by_bit(tmp_path: Path) -> None:
    pcm = tone(440)

    write_wav(tmp_path / "tone.wav", pcm)

    assert read_wav(tmp_path / "tone.wav") == pcm


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW"])
@pytest.mark.parametrize("sound_format", ["WAV", "WAVEX"])
@pytest.mark.parametrize("channels", [1, 2, 6])
def test_reads_every_width_and_channel_count(tmp_path: Path, subtype: str, sound_format: str, channels: int) -> None:
    pcm = tone(440, rate_hz=44_100)
    samples = np.repeat(pcm.samples[:, None] / 32768, channels, axis=1)
    soundfile.write(tmp_path / "tone.wav", samples, 44_100, subtype=subtype, format=sound_format)

    read = read_wav(tmp_path / "tone.wav")

    assert (read.sample_rate_hz, len(read.data)) == (44_100, len(pcm.data))
    assert np.abs(read.samples.astype(int) - pcm.samples).max() < (1200 if subtype in ("PCM_U8", "ULAW") else 3)


def test_mixes_two_speakers_on_two_channels_into_one(tmp_path: Path) -> None:
    samples = np.stack([tone(440).samples, tone(880).samples], axis=1)
    soundfile.write(tmp_path / "both.wav", samples, 16_000)

    read = read_wav(tmp_path / "both.wav")

    assert strength(read, 440) == pytest.approx(0.25, abs=0.02)
    assert strength(read, 880) == pytest.approx(0.25, abs=0.02)


def test_sounds_louder_than_full_scale_are_cut_and_do_not_wrap_around(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "loud.wav", np.array([2.0, -2.0, float("nan")]), 16_000, subtype="FLOAT")

    assert read_wav(tmp_path / "loud.wav").samples.tolist() == [32767, -32768, 0]


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 22_050, 44_100, 48_000])
def test_speech_keeps_its_length_and_loudness_at_another_rate(rate_hz: int) -> None:
    pcm = tone(1_000, rate_hz=rate_hz, duration_s=1)

    heard = pcm.resampled(16_000)

    assert heard.duration_s == pytest.approx(1, abs=0.001)
    assert strength(heard, 1_000) == pytest.approx(0.5, abs=0.01)


def test_a_tone_above_the_new_rate_disappears_instead_of_folding_back() -> None:
    heard = tone(15_000, rate_hz=44_100, duration_s=1).resampled(16_000)

    assert strength(heard, 1_000) < 0.001
    assert np.abs(heard.samples[1_000:-1_000]).max() < 10


def test_joins_clips_of_two_rates_with_a_pause_between() -> None:
    both = joined([tone(440), tone(440, rate_hz=8_000)], gap_s=0.25)

    assert both.sample_rate_hz == 16_000
    assert both.duration_s == pytest.approx(1.25, abs=0.001)
    assert not both.samples[8_050:11_950].any()


def test_nothing_to_join_is_said() -> None:
    with pytest.raises(AudioError, match="no sound"):
        joined([])


def test_silence_lasts_as_long_as_asked() -> None:
    assert silence(0.5, 22_050).duration_s == pytest.approx(0.5, abs=0.001)


def test_says_that_a_text_file_is_no_wav(tmp_path: Path) -> None:
    path = tmp_path / "order.wav"
    path.write_text("two blue mugs, please")

    with pytest.raises(AudioError, match=r"order\.wav is not a readable WAV file.*16-bit PCM WAV"):
        read_wav(path)


def test_says_that_an_empty_file_is_no_wav(tmp_path: Path) -> None:
    (tmp_path / "empty.wav").touch()

    with pytest.raises(AudioError, match="not a readable WAV file"):
        read_wav(tmp_path / "empty.wav")


def test_says_that_a_file_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match=r"gone\.wav does not exist"):
        read_wav(tmp_path / "gone.wav")


def test_says_that_a_flac_file_has_to_be_converted(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "order.wav", tone(440).samples, 16_000, format="FLAC")

    with pytest.raises(AudioError, match="is a FLAC file, not WAV; convert it"):
        read_wav(tmp_path / "order.wav")


def test_says_that_the_end_of_a_file_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "order.wav"
    write_wav(path, tone(440))
    path.write_bytes(path.read_bytes()[:4_000])

    with pytest.raises(AudioError, match="cut short: its header promises 16000 bytes of sound, 3956 are there"):
        read_wav(path)


def test_reads_a_wav_that_was_streamed_with_its_length_left_open(tmp_path: Path) -> None:
    path = tmp_path / "piped.wav"
    write_wav(path, tone(440))
    whole = path.read_bytes()
    path.write_bytes(whole[:4] + b"\xff" * 4 + whole[8:40] + b"\xff" * 4 + whole[44:])

    assert read_wav(path) == tone(440)


def test_refuses_a_rate_too_low_for_speech(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "slow.wav", np.zeros(10), 10)

    with pytest.raises(AudioError, match="10 samples a second, too few for speech"):
        read_wav(tmp_path / "slow.wav")


def test_finds_the_sound_behind_other_chunks(tmp_path: Path) -> None:
    path = tmp_path / "noted.wav"
    write_wav(path, tone(440))
    whole = path.read_bytes()
    note = b"LIST" + struct.pack("<I", 5) + b"hello\0"
    path.write_bytes(whole[:36] + note + whole[36:])

    assert read_wav(path) == tone(440)


TELEPHONE = ["GSM610", "ALAW", "ULAW", "IMA_ADPCM", "MS_ADPCM", "G721_32", "NMS_ADPCM_32", "PCM_U8"]


def telephone_wav(path: Path, subtype: str) -> Path:
    soundfile.write(path, tone(440, rate_hz=8_000).samples / 32768, 8_000, subtype=subtype, format="WAV")
    return path


@pytest.mark.parametrize("subtype", TELEPHONE)
def test_reads_what_telephone_systems_write(tmp_path: Path, subtype: str) -> None:
    read = read_wav(telephone_wav(tmp_path / "mail.wav", subtype))

    assert read.sample_rate_hz == 8_000
    assert read.duration_s == pytest.approx(0.5, abs=0.07)
    assert strength(read, 440) > 0.3


def with_lengths(path: Path, riff: int | None, data: int | None, *, cut: int = 0) -> Path:
    """The file with other lengths in its header, and without its last bytes."""
    content = bytearray(path.read_bytes())
    at = content.index(b"data") + 4
    for place, length in ((4, riff), (at, data)):
        if length is not None:
            content[place : place + 4] = struct.pack("<I", length)
    path.write_bytes(content[: len(content) - cut])
    return path


@pytest.mark.parametrize("subtype", ["PCM_16", "ULAW", "GSM610", "IMA_ADPCM"])
@pytest.mark.parametrize("lengths", [(0, 0), (None, 0), (0, None), (0xFFFFFFFF, 0xFFFFFFFF), (None, 0xFFFFFFFF)])
@pytest.mark.parametrize("cut", [0, 100])
def test_hears_all_that_a_recorder_wrote_before_it_was_ended(
    tmp_path: Path, subtype: str, lengths: tuple[int | None, int | None], cut: int
) -> None:
    path = telephone_wav(tmp_path / "mail.wav", subtype)
    if lengths == (0, None) and cut:
        cut = 0  # the length of the sound is told, and holds

    read = read_wav(with_lengths(path, *lengths, cut=cut))

    assert read.duration_s == pytest.approx(0.5, abs=0.1)
    assert strength(read, 440) > 0.3


@pytest.mark.parametrize(("keep", "samples"), [(44, 0), (45, 0), (100, 28)])
def test_a_recorder_that_was_ended_at_once_wrote_silence_or_little(tmp_path: Path, keep: int, samples: int) -> None:
    path = tmp_path / "mail.wav"
    write_wav(path, tone(440))
    with_lengths(path, 0, 0, cut=path.stat().st_size - keep)

    assert len(read_wav(path).samples) == samples


def test_a_sound_that_is_empty_indeed_is_not_made_of_what_follows(tmp_path: Path) -> None:
    path = tmp_path / "noted.wav"
    write_wav(path, silence(0, 16_000))
    path.write_bytes(path.read_bytes() + b"LIST" + struct.pack("<I", 4) + b"INFO")

    assert read_wav(path).data == b""


@pytest.mark.parametrize("seed", range(3))
def test_a_damaged_header_is_heard_or_refused_in_a_line(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    path = tmp_path / "damaged.wav"
    for _ in range(100):
        content = bytearray(telephone_wav(path, random.choice(TELEPHONE)).read_bytes())
        for _ in range(random.randint(1, 4)):
            content[random.randrange(60)] = random.choice([0, 1, 127, 128, 255])
        path.write_bytes(content[: random.choice([None, random.randrange(len(content))])])

        said = ""
        try:
            read_wav(path)
        except AudioError as error:
            said = str(error)
        assert "\n" not in said


@pytest.mark.parametrize(
    ("left", "right"),
    [(1.0, -1.0), (1.0, -0.6), (-0.3, 1.0), (1.0, 1.0), (1.0, 0.0)],
    ids=["opposite", "opposite and softer", "opposite and louder", "alike", "one alone"],
)
def test_hears_two_channels_that_take_each_other_away(tmp_path: Path, left: float, right: float) -> None:
    samples = tone(440, duration_s=12).samples / 32768
    soundfile.write(tmp_path / "stereo.wav", np.stack([left * samples, right * samples], axis=1), 16_000)

    read = read_wav(tmp_path / "stereo.wav")

    assert strength(read, 440) == pytest.approx(0.5 * (abs(left) + abs(right)) / 2, abs=0.02)
