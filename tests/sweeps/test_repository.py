"""House rules that a look at the files can check."""

from __future__ import annotations

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from portal.app import ROOT

BINARY = {".png", ".webp", ".jpg", ".ttf", ".woff2", ".ico", ".mo", ".gz", ".br"}
REGISTRIES = tuple(
    ".".join(name) for name in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"))
)
"""Written apart, so that this file does not name them."""
FOLDERS = re.compile(r"(?<![\w.:/])/(?:" + "home|root|Users|work|opt|mnt|srv/build" + r")/[\w.]")


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the project that is text."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split("\0")
    if not any(listed):
        pytest.skip("not a git checkout")
    return tuple(
        ROOT / name for name in listed if name and Path(name).suffix not in BINARY and (ROOT / name).is_file()
    )


def lines_with(pattern: re.Pattern[str], *, but: tuple[str, ...] = ()) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in tracked()
        if path.relative_to(ROOT).as_posix() not in but
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def modules() -> list[tuple[str, ast.Module]]:
    """The Python files of the application, parsed."""
    return [
        (path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
        for path in tracked()
        if path.suffix == ".py" and path.is_relative_to(ROOT / "portal")
    ]


def calls(tree: ast.Module) -> list[tuple[int, str]]:
    return [(one.lineno, ast.unparse(one.func)) for one in ast.walk(tree) if isinstance(one, ast.Call)]


def test_no_file_names_a_registry() -> None:
    assert lines_with(re.compile("|".join(map(re.escape, REGISTRIES)))) == []


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    assert lines_with(FOLDERS, but=("docs/running.md",)) == []


def test_only_the_action_decorator_commits() -> None:
    found = [
        f"{path}:{line}"
        for path, tree in modules()
        for line, name in calls(tree)
        if name.endswith("session.commit") and path != "portal/core/db.py"
    ]
    assert found == []


def test_only_the_clock_asks_the_time() -> None:
    forbidden = {"datetime.now", "datetime.utcnow", "date.today", "datetime.today", "datetime.datetime.now"}
    found = [
        f"{path}:{line}"
        for path, tree in modules()
        for line, name in calls(tree)
        if name in forbidden and path != "portal/core/clock.py"
    ]
    assert found == []


def test_features_use_the_agreed_file_names() -> None:
    known = {"rules", "models", "queries", "actions", "mails", "forms", "views", "privacy", "__init__"}
    own = {
        "core": None,
        "messages": {"sender", "worker"},
        "admin": {"cli", "backup"},
        "demo": {"cli", "cast", "story"},
    }
    odd = []
    for path in tracked():
        parts = path.relative_to(ROOT).parts
        if parts[0] != "portal" or path.suffix != ".py" or len(parts) < 3:
            continue
        more = own.get(parts[1], set())
        if more is not None and Path(parts[2]).stem not in known | more:
            odd.append("/".join(parts))
    assert odd == []


def test_templates_hold_no_inline_script_or_style() -> None:
    attributes = r"\sstyle=\"|\son(click|load|submit|change)="
    inline = re.compile(rf"<script(?![^>]*\bsrc=)(?![^>]*ld\+json)|<style|{attributes}", re.IGNORECASE)
    found = [line for line in lines_with(inline) if line.startswith("templates/")]
    assert [line for line in found if "templates/mail/" not in line] == []


def test_templates_ask_what_may_be_done_never_who_somebody_is() -> None:
    roles = re.compile(r"actor\.(grants|memberships|hosted|units)")
    assert [line for line in lines_with(roles) if line.startswith("templates/")] == []
