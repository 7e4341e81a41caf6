"""The lock that development and CI install by: whole, checked by hashes, and of no address."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = ("voice", "understanding", "sounds", "postgres", "dev")


def pinned(version: str, machine: str) -> dict[str, str]:
    """The packages that are installed on a Linux of this kind, each with its version."""
    lines = re.findall(r"^([a-z0-9].*?) \\$", LOCK, re.MULTILINE)
    here = {
        "python_version": version,
        "python_full_version": f"{version}.0",
        "platform_machine": machine,
        "sys_platform": "linux",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    wanted = [pin for pin in map(Requirement, lines) if pin.marker is None or pin.marker.evaluate(here)]
    names = [pin.name for pin in wanted]
    assert len(names) == len(set(names))
    return {canonicalize_name(pin.name): str(pin.specifier).removeprefix("==") for pin in wanted}


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13", "3.14"])
def test_all_that_is_declared_is_locked_at_a_version_that_will_do(version: str, machine: str) -> None:
    pins = pinned(version, machine)
    extras = PROJECT["optional-dependencies"]

    wanted = map(Requirement, [*PROJECT["dependencies"], *(one for extra in EXTRAS for one in extras[extra])])

    for each in wanted:
        if each.name != PROJECT["name"]:
            assert pins[canonicalize_name(each.name)] in each.specifier, f"{each}: make lock"


def test_every_version_is_checked_by_its_hashes_and_none_comes_from_an_address() -> None:
    pins = re.split(r"\n(?=[a-z0-9])", LOCK)[1:]

    assert [pin for pin in pins if not re.search(r"--hash=sha256:[0-9a-f]{64}", pin)] == []
    assert not re.search(r"://|--(?:extra-)?index|--find-links", LOCK)


def test_the_versions_of_python_and_the_types_are_announced() -> None:
    named = {name.rpartition(" ")[2] for name in PROJECT["classifiers"] if re.search(r"Python :: 3\.\d+$", name)}

    assert named == {"3.11", "3.12", "3.13", "3.14"}
    assert all((ROOT / package / "py.typed").exists() for package in ("voice_skill", "intents", "local_voice"))
