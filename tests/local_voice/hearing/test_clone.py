"""Model folders: broken ones are refused in words, made ones are kept and shared."""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from local_voice.hearing import Ears, RecogniserBroken, lint
from local_voice.hearing.clone import KEPT_CLONES, prepared_folder
from local_voice.speaking import Voice
from local_voice.speaking.espeak import _speaker
from voice_skill.language import sounds
from voice_skill.understanding import InvalidModel


@pytest.fixture
def own_model(vosk_model: Path, tmp_path: Path) -> Path:
    """The model's files under names of our own, so that one can be broken."""
    folder = tmp_path / "model"
    for path in vosk_model.rglob("*"):
        if path.is_file():
            (folder / path.relative_to(vosk_model)).parent.mkdir(parents=True, exist_ok=True)
            (folder / path.relative_to(vosk_model)).symlink_to(path)
    return folder


def clones(cache: Path) -> list[Path]:
    return [path for path in cache.iterdir() if path.is_dir()]


@pytest.mark.parametrize(
    "name", ["am/final.mdl", "graph/Gr.fst", "graph/HCLr.fst", "graph/phones/word_boundary.int", "conf/model.conf"]
)
def test_says_which_file_of_a_model_is_missing(own_model: Path, tmp_path: Path, name: str) -> None:
    (own_model / name).unlink()

    with pytest.raises(RecogniserBroken, match=f"{name} is missing; fetch it again"):
        Ears(own_model, None, cache_dir=tmp_path / "cache")


@pytest.mark.parametrize("name", ["am/final.mdl", "graph/HCLr.fst", "graph/Gr.fst", "ivector/final.ie"])
def test_a_file_that_is_cut_short_is_said_and_does_not_end_the_process(
    own_model: Path, tmp_path: Path, shop_model: dict[str, Any], name: str
) -> None:
    whole = (own_model / name).read_bytes()
    (own_model / name).unlink()
    (own_model / name).write_bytes(whole[: len(whole) // 2])

    with pytest.raises(RecogniserBroken, match="cannot be used"):
        Ears(own_model, shop_model, cache_dir=tmp_path / "cache")

    assert clones(tmp_path / "cache/hearing") == []


def test_a_folder_that_is_no_model_is_said(tmp_path: Path) -> None:
    with pytest.raises(RecogniserBroken, match="is missing"):
        Ears(tmp_path, None, cache_dir=tmp_path / "cache")


def test_an_interaction_model_that_is_none_is_refused_and_nothing_is_left(vosk_model: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidModel):
        Ears(vosk_model, {"languageModel": {"intents": "no"}}, cache_dir=tmp_path)

    assert clones(tmp_path / "hearing") == []


def test_the_same_expectations_are_made_once(vosk_model: Path, shop_model: dict[str, Any], tmp_path: Path) -> None:
    first = prepared_folder(vosk_model, shop_model, tmp_path, locale="en-US")
    made_at = (first / "graph/Gr.fst").stat().st_mtime_ns

    again = prepared_folder(vosk_model, shop_model, tmp_path, locale="en-US")

    assert (again, (again / "graph/Gr.fst").stat().st_mtime_ns) == (first, made_at)


def test_another_catalogue_makes_other_expectations(
    vosk_model: Path, shop_model: dict[str, Any], tmp_path: Path
) -> None:
    other = {"interactionModel": {"languageModel": dict(shop_model["interactionModel"]["languageModel"])}}
    other["interactionModel"]["languageModel"]["invocationName"] = "another shop"

    folders = {prepared_folder(vosk_model, model, tmp_path, locale="en-US") for model in (shop_model, other)}

    assert len(folders) == 2


def test_two_processes_make_them_once(vosk_model: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from local_voice.hearing.clone import prepared_folder;"
        "print(prepared_folder(Path(sys.argv[1]), None, Path(sys.argv[2]), locale='en-US'))"
    )
    command = [sys.executable, "-c", code, str(vosk_model), str(tmp_path)]

    with (
        subprocess.Popen(command, stdout=subprocess.PIPE) as one,
        subprocess.Popen(command, stdout=subprocess.PIPE) as two,
    ):
        folders = {one.communicate()[0], two.communicate()[0]}

    assert (one.returncode, two.returncode, len(folders)) == (0, 0, 1)
    assert len(clones(tmp_path)) == 1


def test_old_expectations_make_room(vosk_model: Path, tmp_path: Path) -> None:
    for number in range(KEPT_CLONES + 3):
        (tmp_path / f"old-{number}").mkdir()
        os.utime(tmp_path / f"old-{number}", (number, number))

    newest = prepared_folder(vosk_model, None, tmp_path, locale="en-US")

    assert len(clones(tmp_path)) == KEPT_CLONES
    assert newest in clones(tmp_path)
    assert not (tmp_path / "old-0").exists()


def test_where_links_are_impossible_files_are_copied(
    vosk_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise OSError("a required privilege is not held by the client")

    monkeypatch.setattr(Path, "symlink_to", refuse)

    folder = prepared_folder(vosk_model, None, tmp_path, locale="en-US")

    assert not (folder / "am/final.mdl").is_symlink()
    assert (folder / "am/final.mdl").stat().st_size == (vosk_model / "am/final.mdl").stat().st_size
    shutil.rmtree(folder)


def test_without_an_interaction_model_everyday_speech_is_heard(
    vosk_model: Path, hearing_cache: Path, voice: Voice
) -> None:
    ears = Ears(vosk_model, None, cache_dir=hearing_cache)

    assert ears.hear(voice.synthesize("where is my order")).transcript == "where is my order"


def test_lint_lists_the_words_that_cannot_be_heard_as_they_are(
    vosk_model: Path, shop_model: dict[str, Any], hearing_cache: Path
) -> None:
    found = next(word for word in lint(vosk_model, shop_model, cache_dir=hearing_cache) if word.word == "matcha")

    assert found.found_in == ("matcha bowl",)
    assert {"mat cha", "match uh"} <= set(found.heard_as)


def test_without_espeak_words_are_heard_by_their_spelling_and_that_is_said(
    vosk_model: Path,
    shop_model: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with_sounds = prepared_folder(vosk_model, shop_model, tmp_path, locale="en-US")
    _speaker.cache_clear()
    monkeypatch.setattr(sounds, "espeak", cache(sounds.espeak.__wrapped__))  # not loaded yet, and cannot be
    monkeypatch.setitem(sys.modules, "espeakng_loader", None)

    found = next(word for word in lint(vosk_model, shop_model, cache_dir=tmp_path) if word.word == "matcha")

    assert found.heard_as == ("mat cha",)
    assert "espeak-ng is missing" in caplog.text
    assert prepared_folder(vosk_model, shop_model, tmp_path, locale="en-US") != with_sounds


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"a": 3}'])
def test_a_damaged_table_of_sounds_is_made_again(
    vosk_model: Path, shop_model: dict[str, Any], tmp_path: Path, damage: str
) -> None:
    whole = lint(vosk_model, shop_model, cache_dir=tmp_path)
    (table,) = (tmp_path / "hearing").glob("*.sounds")
    table.write_text(damage)

    assert lint(vosk_model, shop_model, cache_dir=tmp_path) == whole
    assert table.stat().st_size > 100_000


def test_lint_says_that_the_model_is_broken(tmp_path: Path, shop_model: dict[str, Any]) -> None:
    with pytest.raises(RecogniserBroken, match=r"graph/Gr\.fst cannot be read"):
        lint(tmp_path, shop_model)
