"""What developers type: the targets of make, and hooks that check what `make lint` checks."""

import re
import subprocess
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[0].split()


def test_make_alone_lists_every_target_with_a_line_each() -> None:
    printed = subprocess.run(["make", "-C", ROOT, "--no-print-directory"], capture_output=True, text=True, check=True)

    lines = [line.split(maxsplit=1) for line in printed.stdout.splitlines()]
    assert sorted(target for target, _ in lines) == sorted(TARGETS)
    assert all(len(description) > 10 for _, description in lines)


def test_the_page_of_figures_names_every_benchmark() -> None:
    page = (ROOT / "docs" / "measured.md").read_text(encoding="utf-8")

    assert {target for target in TARGETS if target.startswith("bench")} <= set(re.findall(r"make ([a-z-]+)", page))


def test_the_hooks_check_what_make_lint_checks_by_the_locked_versions() -> None:
    recipe = re.findall(r"^lint:.*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)[0]
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))

    hooks = [hook for repository in config["repos"] for hook in repository["hooks"]]

    assert [repository["repo"] for repository in config["repos"]] == ["local"]
    assert [hook["entry"] for hook in hooks] == [
        command.strip().replace("$(BIN)", ".venv/bin") for command in recipe.splitlines()
    ]
    assert all(hook["language"] == "system" and not hook["pass_filenames"] for hook in hooks)
