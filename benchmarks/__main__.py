"""Run all measurements and print them as ratios. ``--quick`` uses short rounds (to see that it works).

Every speed is a ratio against ``benchmarks.bare`` under the same server, the two in turn within one run, so
that a slow or busy machine moves both. Targets are printed beside the figures; nothing here fails a build.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import brotli
from flask import Flask

from benchmarks import world

ROOT = Path(__file__).resolve().parent.parent
CLIENTS = 4
LISTS = {
    "": "/arrangementer",
    " with two wishes": "/arrangementer?gratis=1&alder=children",
    " near a town": "/arrangementer?naer=randers-c&radius=10",
    " by distance": "/arrangementer?naer=randers-c&radius=20&orden=afstand",
}
"""The list as it is asked for: what is said after "event list" -> address."""
Ask = Callable[[http.client.HTTPConnection, int], None]
Against = tuple[int, Ask, float, int]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(target: str, env: dict[str, str] | None = None) -> Iterator[tuple[int, int]]:
    """A web server for ``module:app`` as in production; yields port and process id."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        "python:benchmarks.server",
        "-b",
        f"127.0.0.1:{port}",
        target,
    ]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **(env or {})})
    try:
        wait_for(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(20)


def wait_for(port: int) -> None:
    """Return when something answers on the port."""
    for _try in range(200):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server did not start")


def get(path: str) -> Ask:
    """Ask for one page, as a browser does: compressed, on a kept connection."""

    def ask(connection: http.client.HTTPConnection, _turn: int) -> None:
        connection.request("GET", path, headers={"Accept-Encoding": "br, gzip"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")

    return ask


def get_fresh(path: str) -> Ask:
    """Ask for a page nobody asked for before: no cache can help."""
    more = "&" if "?" in path else "?"
    return lambda connection, turn: get(f"{path}{more}frisk={turn}")(connection, turn)


def per_second(port: int, ask: Ask, seconds: float, serial: Iterator[int]) -> float:
    """Requests a second with ``CLIENTS`` kept connections."""
    done = [0] * CLIENTS
    end = time.perf_counter() + seconds

    def run(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while time.perf_counter() < end:
            ask(connection, next(serial))
            done[number] += 1

    threads = [threading.Thread(target=run, args=(number,)) for number in range(CLIENTS)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (time.perf_counter() - begun)


def ratio(port: int, ask: Ask, bare_port: int, bare: Ask, seconds: float, rounds: int) -> tuple[float, float]:
    """Median over rounds of (ours / bare), and the median of ours a second."""
    serial = itertools.count(int(time.time() * 1000))
    per_second(port, ask, seconds / 3, serial)
    ours, ratios = [], []
    for _round in range(rounds):
        mine = per_second(port, ask, seconds, serial)
        ours.append(mine)
        ratios.append(mine / per_second(bare_port, bare, seconds, serial))
    return statistics.median(ratios), statistics.median(ours)


def numbers(port: int, path: str, cookie: str = "") -> dict[str, str]:
    """The number fields of a form, filled in."""
    page = fetch(port, path, cookie)[1]
    inputs = re.findall(r"<input[^>]*>", page)
    names = [re.search(r'name="([^"]+)"', one) for one in inputs if 'type="number"' in one]
    return {name[1]: "2" for name in names if name and name[1] != "total"}


def sign_up(port: int, path: str) -> Ask:
    """Sign up through the form: one POST, a new contact each time."""
    people = numbers(port, path)

    def ask(connection: http.client.HTTPConnection, turn: int) -> None:
        contact = {"name": "Gæst", "email": f"gaest-{turn}@example.org", "form_token": f"bench-{turn}"}
        send(connection, path, {**contact, **people}, {})

    return ask


def count(port: int, paths: list[str], cookie: str) -> Ask:
    """Save a count as a signed-in moderator, another date each time."""
    people, turns = numbers(port, paths[0], cookie), iter(paths)

    def ask(connection: http.client.HTTPConnection, _turn: int) -> None:
        send(connection, next(turns), {**people, "method": "headcount"}, {"Cookie": cookie})

    return ask


def send(
    connection: http.client.HTTPConnection, path: str, form: dict[str, str], headers: dict[str, str]
) -> None:
    """POST a form and want the redirect that follows success."""
    head = {"Content-Type": "application/x-www-form-urlencoded", **headers}
    connection.request("POST", path, urlencode(form), head)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 303:
        found = re.findall(rb'class="[^"]*error[^"]*"[^>]*>([^<]+)', body)
        raise RuntimeError(f"{path}: {answer.status} {found[:3]}")


def wire(port: int, path: str) -> int:
    """Bytes of a first visit: the page and every style sheet, script and font it loads, as sent.

    Fonts of the extended range are left out: a browser fetches them only for the letters they hold.
    """
    size, page = fetch(port, path)
    names = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    sheets = "".join(fetch(port, name)[1] for name in names if ".css" in name)
    names += re.findall(r"url\([\"']?(/static/[^)\"']+\.woff2)", sheets)
    return size + sum(fetch(port, name)[0] for name in dict.fromkeys(names) if "-extended" not in name)


def fetch(port: int, path: str, cookie: str = "") -> tuple[int, str]:
    """Size as a browser gets it (brotli), and the text."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Accept-Encoding": "br", "Cookie": cookie})
    answer = connection.getresponse()
    body = answer.read()
    plain = brotli.decompress(body) if answer.getheader("Content-Encoding") == "br" else body
    return len(body), plain.decode(errors="replace")


def resident(pid: int) -> float:
    """Megabytes resident in a process and its children (Linux), shared pages counted once each process."""
    pids = [pid]
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text()
        except OSError:
            continue
        if int(stat.rsplit(")", 1)[1].split()[1]) in pids:
            pids.append(int(folder.name))
    total = 0
    for one in pids:
        status = Path(f"/proc/{one}/smaps_rollup").read_text()
        total += int(re.search(r"Pss:\s+(\d+)", status)[1])  # type: ignore[index]
    return total / 1024


def say(name: str, figure: str, target: str) -> None:
    """One line of the report."""
    print(f"{name:<58} {figure:>18}   {target}", flush=True)


def measure(seconds: float, rounds: int, sizes: tuple[int, ...]) -> None:
    """Everything, on SQLite in a temporary folder."""
    bare_server = served("benchmarks.bare:app")
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder, bare_server as (bare, _pid):
        against = (bare, get("/"), seconds, rounds)
        fresh = [on_a_world_of(size, Path(folder) / str(size), against, size == sizes[-1]) for size in sizes]
        for kind, (small, figures) in itertools.product(LISTS, zip(sizes[:-1], fresh[:-1], strict=True)):
            name = f"cost of the list{kind}, {sizes[-1]:,} against {small:,} dates"
            say(name, f"{figures[kind] / fresh[-1][kind]:.2f} x", "<= 1.2")


def on_a_world_of(size: int, data: Path, against: Against, largest: bool) -> dict[str, float]:
    """The lists over ``size`` dates; on the largest world the other pages as well. The uncached ratios."""
    data.mkdir()
    address = f"sqlite:///{data}/portal.db"
    app = world.application(address, data)
    world.build(app, size)
    env = {"DATABASE_URL": address, "DATA_DIR": str(data), "RATE_LIMITS": "false"}
    with served("benchmarks.server:application()", env) as (port, pid):
        name = f"event list, {size:,} dates"
        share, rate = ratio(port, get("/arrangementer"), *against)
        say(f"{name}, unchanged", f"{share:.2f} x bare", f">= 0.5   ({rate:.0f}/s)")
        fresh = {}
        for kind, path in LISTS.items():
            fresh[kind], rate = ratio(port, get_fresh(path), *against)
            say(f"event list{kind}, {size:,} dates, uncached", f"{fresh[kind]:.3f} x bare", f"({rate:.0f}/s)")
        if largest:
            pages(app, port, pid, against)
    return fresh


def pages(app: Flask, port: int, pid: int, against: Against) -> None:
    """The event page, the two writes, sizes and memory, on the largest world."""
    coming, held, cookie = world.addresses(app)
    share, rate = ratio(port, get(coming), *against)
    say("event page, unchanged", f"{share:.2f} x bare", f">= 0.5   ({rate:.0f}/s)")
    share, rate = ratio(port, get_fresh(coming), *against)
    say("event page, never seen before", f"{share:.3f} x bare", f"({rate:.0f}/s)")
    share, rate = ratio(port, sign_up(port, f"{coming}/tilmeld"), *against)
    say("sign-up, one POST", f"{share:.3f} x bare", f"({rate:.0f}/s)")
    share, rate = ratio(port, count(port, held, cookie), *against)
    say("count, one POST", f"{share:.3f} x bare", f"({rate:.0f}/s)")
    for name, path in (("home", "/"), ("the list", "/arrangementer"), ("event page", coming)):
        say(f"first view of {name}, over the wire", f"{wire(port, path) / 1000:.1f} kB", "<= 60 kB")
    say("web process, resident (shared pages split)", f"{resident(pid):.0f} MB", "web + worker < 300 MB")


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short rounds and a small world")
    quick = parser.parse_args().quick
    if quick:
        measure(0.5, 1, (200, 1000))
    else:
        measure(3, 5, (1000, 10_000, 100_000))


if __name__ == "__main__":
    main()
