"""The environment: packages pinned by hash, and the files that are built from sources."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
SUFFIX = ".exe" if WINDOWS else ""
PYTHON = str(BIN / ("python" + SUFFIX))
CORE, DEV, INSTALLER = "requirements.lock", "requirements-dev.lock", "requirements-installer.lock"
STATIC_BUILD = ROOT / "portal" / "static_build"
LOCK_OPTIONS = (
    *("--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--no-header"),
)


def say(text: str) -> None:
    """Print one line at once, also into a pipe."""
    print(text, flush=True)


def give_up(text: str) -> NoReturn:
    """Say in plain words what is missing and end with exit code 1."""
    sys.stderr.write(f"\n{text}\n")
    raise SystemExit(1)


def tool(name: str, *arguments: str) -> list[str]:
    """A program of the environment."""
    return [str(BIN / (name + SUFFIX)), *arguments]


def call(command: list[str], env: dict[str, str] | None = None) -> None:
    """Run one command in the project folder; end with its exit code when it fails."""
    code = subprocess.run(command, cwd=ROOT, env=env, check=False).returncode
    if code:
        raise SystemExit(code)


def digest(paths: Iterable[Path]) -> str:
    """One SHA-256 over names and contents, so that a change of any file shows."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def is_stamped(stamp: Path, value: str) -> bool:
    """Whether an earlier run wrote this value here."""
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == value


def make_venv() -> None:
    """Create ``.venv`` unless a working one is there."""
    if Path(PYTHON).exists() and subprocess.run([PYTHON, "-c", ""], check=False).returncode == 0:
        return
    say("Making the environment .venv ...")
    if subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=False).returncode:
        give_up("Python could not make an environment. On Debian or Ubuntu: sudo apt install python3-venv")


def succeeds(command: list[str]) -> bool:
    """Run one command in the project folder and tell whether it ended well."""
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def installers() -> list[list[str]]:
    """Ways to install a lock file, the quick one first; pip alone does when uv is not to be had."""
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    if Path(tool("uv")[0]).exists() or succeeds([*pip, "--require-hashes", "-r", INSTALLER]):
        return [tool("uv", "pip", "install", "--quiet", "--python", PYTHON), pip]
    return [pip]


def install(lock: str) -> None:
    """Install what a lock file pins, unless that was done before.

    The locks are complete, and some wheels are used for their files only: hence no dependency resolution.
    """
    make_venv()
    stamp, value = VENV / f"installed-{lock}.sha256", digest([ROOT / lock])
    if is_stamped(stamp, value):
        return
    say(f"Installing {lock} ...")
    for way in installers():
        if succeeds([*way, "--no-deps", "--require-hashes", "-r", lock]):
            stamp.write_text(value, encoding="utf-8")
            return
    give_up("The packages could not be installed. Is the network there? The lines above say more.")


def asset_inputs() -> list[Path]:
    """Every file the built assets and catalogues are made from."""
    folders = (ROOT / "portal" / "static", ROOT / "portal" / "core" / "assets")
    found = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    found += (ROOT / "translations").glob("*/LC_MESSAGES/*.po")
    return [path for path in found if path.suffix != ".pyc"] + [ROOT / CORE]


def assets() -> None:
    """Build style sheet, scripts, fonts and message catalogues when something they are made from changed."""
    stamp, value = STATIC_BUILD / "inputs.sha256", digest(asset_inputs())
    catalogues = list((ROOT / "translations").glob("*/LC_MESSAGES/*.po"))
    if is_stamped(stamp, value) and all(path.with_suffix(".mo").exists() for path in catalogues):
        return
    say("Building style sheet, fonts and translations ...")
    call([PYTHON, "-m", "portal.core.assets"])
    stamp.write_text(value, encoding="utf-8")


def lock() -> None:
    """Resolve the declared packages anew (for maintainers); the files hold hashes and no address."""
    install(CORE)
    resolve = tool("uv", "pip", "compile", "--quiet", "pyproject.toml", *LOCK_OPTIONS)
    call([*resolve, "-o", CORE])
    call([*resolve, "--group", "test", "--group", "lint", "-c", CORE, "-o", DEV])
    call([*tool("uv", "pip", "compile", "--quiet", *LOCK_OPTIONS), "--group", "installer", "-o", INSTALLER])


def lock_faults(text: str) -> list[str]:
    """What is wrong with a lock file: an address in it, or a package without a hash."""
    lines = enumerate(text.splitlines(), 1)
    addresses = [f"line {number} holds an address" for number, line in lines if "://" in line]
    packages = re.split(r"\n(?=\S)", text.strip())
    return addresses + [f"no hash: {each[:40]!r}" for each in packages if "--hash=sha256:" not in each]


def install_everything() -> None:
    """Bring the environment up to date, tools for tests included."""
    install(DEV)


def install_and_build() -> None:
    """Bring the packages and the built files up to date."""
    install(CORE)
    assets()


def messages(*languages: str) -> None:
    """Bring the catalogues of translations up to date, begin new ones, and say what is untranslated."""
    install(CORE)
    call([PYTHON, "-m", "tools.messages", *languages])
