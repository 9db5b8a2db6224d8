"""``run``: prepare the portal, then keep web process and worker going until somebody stops them."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from types import FrameType
from typing import NamedTuple

from tools.environment import CORE, PYTHON, ROOT, WINDOWS, assets, call, give_up, install, say

STOP_SECONDS = 15
LOCAL = {"127.0.0.1", "0.0.0.0", "localhost"}


def port_from(value: str) -> int:
    """The port to serve on; ends with a plain message when the value is none."""
    if not value.isdigit() or not 0 < int(value) < 65536:
        give_up(f"PORT is {value!r}. Set it to a number between 1 and 65535.")
    return int(value)


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen here now."""
    with socket.socket() as trial:
        if not WINDOWS:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError:
            return False
    return True


def web_command(host: str, port: int) -> list[str]:
    """The web server: gunicorn (``gunicorn.conf.py`` says how), or waitress where gunicorn does not run."""
    if WINDOWS:
        return [PYTHON, "-m", "waitress", "--threads=8", f"--listen={host}:{port}", "wsgi:app"]
    return [PYTHON, "-m", "gunicorn", "wsgi:app"]


def flask(*arguments: str) -> list[str]:
    """One of the portal's own commands."""
    return [PYTHON, "-m", "flask", "--app", "wsgi", *arguments]


class Child(NamedTuple):
    """A program we started, and the signal it wants to hear for an orderly end."""

    name: str
    process: subprocess.Popen[bytes]
    farewell: int


def die_with_parent() -> None:
    """On Linux: end when ``dev.py`` is killed outright, so that nothing keeps the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def start(name: str, command: list[str], env: dict[str, str], farewell: int) -> Child:
    """Start a child in its own group: Ctrl-C then reaches us alone, and we tell the children in order."""
    if WINDOWS:
        return Child(name, subprocess.Popen(command, cwd=ROOT, env=env), signal.SIGTERM)
    process = subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True, preexec_fn=die_with_parent)
    return Child(name, process, farewell)


def stop(children: list[Child]) -> None:
    """Ask every child to end; kill the one that does not listen."""
    for child in children:
        if child.process.poll() is None:
            child.process.send_signal(child.farewell)
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(f"{child.name} does not stop; ending it by force.")
            child.process.kill()
            child.process.wait()


class Stopped(Exception):
    """Somebody pressed Ctrl-C, or the system asked us to end."""


def stop_on_signals() -> None:
    """Turn Ctrl-C and SIGTERM into :class:`Stopped`, once: repeated signals must not disturb the farewell."""

    def heard(_number: int, _frame: FrameType | None) -> None:
        ignore_signals()
        raise Stopped

    signal.signal(signal.SIGINT, heard)
    signal.signal(signal.SIGTERM, heard)


def ignore_signals() -> None:
    """Let nothing interrupt what follows."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def watch(children: list[Child], ready: Callable[[], bool], announcement: str) -> Child:
    """Wait until a child ends by itself and return it; announce once when the web process answers."""
    announced = False
    while True:
        for child in children:
            if child.process.poll() is not None:
                return child
        if not announced and ready():
            announced = True
            say(announcement)
        time.sleep(0.2)


def answers(address: str) -> bool:
    """Whether the web process serves pages."""
    try:
        with urllib.request.urlopen(address + "/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def welcome(address: str, kind: str) -> str:
    """What to open now that the portal runs."""
    demo = f"\n  Sign in as one of them: {address}/demo\n  All mail lands in:      {address}/demo/post"
    return f"\nReady: {address}{demo if kind == 'demo' else ''}\n(Ctrl-C stops)\n"


def serve(children: list[Child], host: str, port: int) -> Child:
    """Prepare the database, start both programs into ``children``, and return the one that ends first."""
    # Two malloc arenas instead of eight a core: many threads otherwise keep memory that nobody uses.
    env = {"MALLOC_ARENA_MAX": "2", **os.environ, "PORT": str(port), "BIND": host}
    call(flask("prepare"), env)
    children.append(start("The web process", web_command(host, port), env, signal.SIGTERM))
    # huey finishes the task in hand on SIGINT, and drops it on SIGTERM.
    children.append(start("The worker", flask("worker"), env, signal.SIGINT))
    address = f"http://{'localhost' if host in LOCAL else host}:{port}"
    return watch(children, lambda: answers(address), welcome(address, env.get("PORTAL_ENV", "demo")))


def run() -> None:
    """Install, migrate, tell the demo story once, then serve until Ctrl-C or SIGTERM."""
    host, port = os.environ.get("BIND", "127.0.0.1"), port_from(os.environ.get("PORT", "8000"))
    if not is_free(host, port):
        give_up(f"Port {port} is in use. Stop what runs there, or choose another: PORT=8001 make run")
    install(CORE)
    assets()
    children: list[Child] = []
    ended = None
    try:
        stop_on_signals()
        ended = serve(children, host, port)
    except Stopped:
        say("\nStopping ...")
    finally:
        ignore_signals()
        stop(children)
    if ended:
        give_up(
            f"{ended.name} ended by itself with code {ended.process.returncode}; the rest was stopped too."
        )
