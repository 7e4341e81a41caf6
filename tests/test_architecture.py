"""Which room may import which: store knows nobody, nobody but app and cli knows all."""

import ast
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from intents.registry import BY_NAME
from voice_skill.cli.errors import extra_of

ROOT = Path(__file__).parent.parent
EVERYTHING = {"voice_skill", "intents", "local_voice"}
# Each room and what it may import besides itself.
ROOMS = {
    "voice_skill.language": set(),
    "voice_skill.store": {"voice_skill.language"},
    "voice_skill.understanding": {"voice_skill.language"},
    "voice_skill.config": {"voice_skill.home"},
    "voice_skill.home": set(),
    "voice_skill.order_words": set(),
    "voice_skill.opening": {"voice_skill.config", "voice_skill.home", "voice_skill.store"},
    "voice_skill.health": {"voice_skill.store"},
    "voice_skill.linking": {"voice_skill.store", "voice_skill.language"},
    "voice_skill.sample_shop": {"voice_skill.linking", "voice_skill.store"},
    "intents": {"voice_skill.language", "voice_skill.store"},
    "voice_skill.channels.alexa": {"intents", "voice_skill.language", "voice_skill.store"},
    "voice_skill.channels.word_reader": {
        "intents",
        "voice_skill.channels.alexa",
        "voice_skill.store",
        "voice_skill.understanding",
    },
    "voice_skill.channels.browser": {
        "local_voice",
        "voice_skill.channels.alexa",
        "voice_skill.config",
        "voice_skill.opening",
        "voice_skill.serving",
        "voice_skill.store",
        "voice_skill.understanding",
        "voice_skill.web",
    },
    "voice_skill.web": {"voice_skill.linking", "voice_skill.order_words", "voice_skill.store"},
    "voice_skill.speaking": set(),
    "voice_skill.api": {"voice_skill.store"},
    "voice_skill.logs": set(),
    "voice_skill.serving": set(),
    "voice_skill.app": EVERYTHING,
    "voice_skill.cli": EVERYTHING,
    "local_voice": {"voice_skill.language", "voice_skill.understanding"},
}
DATABASE = {"sqlalchemy", "alembic", "psycopg", "sqlite3"}
# A feed is sorted in a temporary file of SQLite's, which holds nothing of the shop.
SORTING = "voice_skill.linking.judging"


def modules() -> dict[str, Path]:
    """Every module of ours that has something in it, by its dotted name."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for package in sorted(EVERYTHING)
        for path in (ROOT / package).rglob("*.py")
        if path.stat().st_size
    }


def imported(module: str, path: Path) -> Iterator[str]:
    """The dotted names that a module imports, wherever in it."""
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.rsplit(".", node.level - 1)[0] + "." if node.level else ""
            yield from (f"{above}{node.module or ''}.{alias.name}".replace("..", ".") for alias in node.names)


def is_in(name: str, room: str) -> bool:
    return f"{name}.".startswith(f"{room}.")


def test_every_module_has_its_room() -> None:
    homeless = [module for module in modules() if not any(is_in(module, room) for room in ROOMS)]

    assert homeless in ([], ["voice_skill"])


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_it_may(room: str) -> None:
    allowed = {room, *ROOMS[room]}

    strays = [
        f"{module} imports {name}"
        for module, path in modules().items()
        if is_in(module, room)
        for name in imported(module, path)
        if any(is_in(name, ours) for ours in EVERYTHING) and not any(is_in(name, room) for room in allowed)
    ]

    assert strays == []


def test_nobody_imports_those_who_may_import_everything() -> None:
    """Whoever did would close a circle. A program may start another one by its name."""
    strays = [
        f"{module} imports {name}"
        for module, path in modules().items()
        if not any(is_in(module, room) for room in ("voice_skill.app", "voice_skill.cli"))
        for name in imported(module, path)
        if any(is_in(name, room) for room in ("voice_skill.app", "voice_skill.cli"))
    ]

    assert strays == []


def test_only_the_store_speaks_with_a_database() -> None:
    strays = [
        f"{module} imports {name}"
        for module, path in modules().items()
        if not is_in(module, "voice_skill.store")
        for name in imported(module, path)
        if name.partition(".")[0] in DATABASE and not (is_in(module, SORTING) and name == "sqlite3")
    ]

    assert strays == []


def test_only_alexas_door_speaks_its_sdk() -> None:
    """What intents answer goes out by every channel."""
    strays = [
        f"{module} imports {name}"
        for module, path in modules().items()
        if not is_in(module, "voice_skill.channels.alexa")
        for name in imported(module, path)
        if name.partition(".")[0] in {"ask_sdk_core", "ask_sdk_model"}
    ]

    assert strays == []


def test_what_is_imported_comes_with_every_installation_or_its_extra_is_named() -> None:
    """The command line tells which extra to install where a module of one is missing."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    allowed = {
        module: {canonicalize_name(Requirement(one).name) for one in project["dependencies"] + extras.get(extra, [])}
        for module in others()
        for extra in [extra_of(module)]
    }
    brought_by = packages_distributions()

    strays = [
        f"{importer} imports {module}"
        for module, importers in others().items()
        for importer in importers
        if not {canonicalize_name(one) for one in brought_by.get(module, ())} & allowed[module]
    ]

    assert strays == []


def others() -> dict[str, set[str]]:
    """Somebody else's modules, each with those of ours that import it."""
    found = defaultdict(set)
    for module, path in modules().items():
        for name in imported(module, path):
            found[name.partition(".")[0]].add(module)
    return {name: found[name] for name in found if name not in {*EVERYTHING, *sys.stdlib_module_names, "_typeshed"}}


def test_the_dialogue_knows_no_intent_and_no_intent_reads_words() -> None:
    """What is said goes one way: `wording` reads it, an intent answers it, `dialogue` holds the talk."""
    strays = [
        f"{module} imports {name}"
        for module, path in modules().items()
        if is_in(module, "intents")
        for name in imported(module, path)
        if (is_in(module, "intents.dialogue") and ".handler." in name)
        or (is_in(name, "intents.wording") and not is_in(module, "intents.wording"))
    ]

    assert strays == []


def test_intents_go_by_their_classes() -> None:
    """No type checker finds a name in quotes. `phrases` holds the names that Amazon gave its own intents."""
    named = [
        f"{module}:{node.lineno} {node.value}"
        for module, path in modules().items()
        if is_in(module, "intents") and module != "intents.dialogue.phrases"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in BY_NAME
    ]

    assert named == []


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import voice_skill.channels.alexa as a, json", ["voice_skill.channels.alexa", "json"]),
        ("def f():\n    from voice_skill.channels.alexa import verify", ["voice_skill.channels.alexa.verify"]),
        ("from . import money", ["voice_skill.store.money"]),
        ("from ..alexa import verify", ["voice_skill.alexa.verify"]),
    ],
)
def test_no_way_of_importing_is_missed(tmp_path: Path, source: str, names: list[str]) -> None:
    path = tmp_path / "carts.py"
    path.write_text(source)

    assert list(imported("voice_skill.store.carts", path)) == names
