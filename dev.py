#!/usr/bin/env python3
"""The tool of everybody who runs or builds the portal: ``python3 dev.py run`` and ``python3 dev.py test``.

``make run`` and ``make test`` call it. This file also speaks to older Pythons, to say what is missing.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

OLDEST = (3, 11)


def use_new_python() -> None:
    """Go on with Python 3.11 or newer: this one, or one found on the path; else say how to get it."""
    for minor in (14, 13, 12, 11):
        found = shutil.which(f"python3.{minor}")
        # A version manager may offer the name without the Python behind it.
        if found and subprocess.call([found, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            os.execv(found, [found, str(Path(__file__).resolve()), *sys.argv[1:]])
    sys.exit(
        "The portal needs Python 3.11 or newer; this is {}.\n"
        "Debian 12 and Ubuntu 24.04 have it: sudo apt install python3 python3-venv\n"
        "macOS: install Python from python.org or with Homebrew, then try again.".format(
            sys.version.split()[0]
        )
    )


if sys.version_info < OLDEST:
    use_new_python()

from tools import environment, gate, serve  # noqa: E402 - they are written for the new Python

COMMANDS: dict[str, Callable[..., None]] = {
    "run": serve.run,
    "test": gate.test,
    "check": gate.test,
    "lint": gate.lint,
    "e2e": gate.e2e,
    "bench": gate.bench,
    "audit": gate.audit,
    "install": environment.install_everything,
    "assets": environment.install_and_build,
    "lock": environment.lock,
    "messages": environment.messages,
}


def main(arguments: list[str]) -> None:
    """Do one command.

    Raises ``SystemExit`` with the code of what failed.
    """
    os.chdir(Path(__file__).resolve().parent)
    parser = argparse.ArgumentParser(prog="dev.py", description="Run, test and build the portal.")
    parser.add_argument("command", choices=sorted(COMMANDS))
    parser.add_argument("language", nargs="*", help="with messages: codes of languages, for example: de uk")
    asked = parser.parse_args(arguments)
    if asked.language and asked.command != "messages":
        parser.error(f"{asked.command} takes nothing more.")
    try:
        COMMANDS[asked.command](*asked.language)
    except KeyboardInterrupt:
        raise SystemExit(130) from None


if __name__ == "__main__":
    main(sys.argv[1:])
