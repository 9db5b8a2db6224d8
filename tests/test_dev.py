"""The two commands: what they check before they start, and that they leave nothing behind."""

from __future__ import annotations

import ast
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools import environment, gate, serve

ROOT = Path(__file__).resolve().parent.parent
GOOD = "flask==3.1.3 \\\n    --hash=sha256:aa\nhuey==3.5.4 \\\n    --hash=sha256:bb\n"
IDLE = "import time; time.sleep(60)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"
)
# `run` as it is, but with a stand-in for everything that is installed, prepared and served.
REHEARSAL = """
import sys
from tools import serve
serve.install = serve.assets = lambda *_: None
serve.flask = lambda name: [sys.executable, "-c", {worker!r} if name == "worker" else ""]
serve.web_command = lambda host, port: [sys.executable, "-m", "http.server", str(port), "--bind", host]
serve.answers = lambda address: True
serve.run()
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def rehearse(port: int, worker: str = IDLE) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", REHEARSAL.format(worker=worker)],
        cwd=ROOT,
        env={**os.environ, "PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def wait_for(process: subprocess.Popen[str], text: str) -> None:
    assert process.stdout
    for line in process.stdout:
        if text in line:
            return
    pytest.fail(f"{text!r} was never said")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (GOOD, []),
        ("--index-url https://example.org/simple\n" + GOOD, ["line 1 holds an address", "no hash"]),
        (GOOD + "click==8.5.1\n", ["no hash: 'click==8.5.1'"]),
        ("", ["no hash: ''"]),
    ],
)
def test_a_lock_holds_hashes_and_no_address(text: str, expected: list[str]) -> None:
    faults = environment.lock_faults(text)
    assert len(faults) == len(expected)
    assert all(fault.startswith(start) for fault, start in zip(faults, expected, strict=True))


@pytest.mark.parametrize("name", [environment.CORE, environment.DEV, environment.INSTALLER])
def test_our_locks_are_clean(name: str) -> None:
    assert environment.lock_faults((ROOT / name).read_text(encoding="utf-8")) == []


def test_a_digest_sees_names_and_contents(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("1", encoding="utf-8")
    two.write_text("1", encoding="utf-8")
    both = environment.digest([one, two])
    assert both == environment.digest([two, one])
    assert environment.digest([one]) != environment.digest([two])
    two.write_text("2", encoding="utf-8")
    assert environment.digest([one, two]) != both


def test_a_stamp_counts_only_with_its_value(tmp_path: Path) -> None:
    stamp = tmp_path / "stamp"
    assert not environment.is_stamped(stamp, "a")
    stamp.write_text("a", encoding="utf-8")
    assert environment.is_stamped(stamp, "a")
    assert not environment.is_stamped(stamp, "b")


def test_port() -> None:
    assert serve.port_from("8001") == 8001


@pytest.mark.parametrize("value", ["", "http", "0", "65536", "-1", "80 80"])
def test_a_port_that_is_none_is_refused_in_words(value: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        serve.port_from(value)
    assert "between 1 and 65535" in capsys.readouterr().err


def test_a_taken_port_is_noticed() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert not serve.is_free("127.0.0.1", taken.getsockname()[1])
    assert serve.is_free("127.0.0.1", free_port())


def test_the_demo_says_where_to_sign_in_and_production_does_not() -> None:
    assert "http://localhost:8000/demo" in serve.welcome("http://localhost:8000", "demo")
    assert "/demo" not in serve.welcome("http://localhost:8000", "production")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_run_stops_both_programs_and_ends_well(number: signal.Signals) -> None:
    port = free_port()
    running = rehearse(port)
    wait_for(running, "Ready: http://localhost:")
    running.send_signal(number)
    assert "Stopping" in running.communicate(timeout=20)[0]
    assert running.returncode == 0
    assert serve.is_free("127.0.0.1", port)


def test_run_stops_the_rest_and_fails_when_one_program_ends() -> None:
    port = free_port()
    running = rehearse(port, worker="raise SystemExit(3)")
    assert "The worker ended by itself with code 3" in running.communicate(timeout=20)[0]
    assert running.returncode == 1
    assert serve.is_free("127.0.0.1", port)


def test_run_says_so_when_the_port_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        running = rehearse(taken.getsockname()[1])
        assert "is in use" in running.communicate(timeout=20)[0]
        assert running.returncode == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent was killed")
def test_nothing_keeps_the_port_when_run_is_killed() -> None:
    port = free_port()
    running = rehearse(port)
    wait_for(running, "Ready")
    running.kill()
    running.communicate(timeout=20)
    deadline = time.monotonic() + 10
    while not serve.is_free("127.0.0.1", port) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert serve.is_free("127.0.0.1", port)


def test_a_program_that_does_not_listen_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "STOP_SECONDS", 0.5)
    process = subprocess.Popen([sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE)
    with process:
        assert process.stdout
        process.stdout.readline()
        serve.stop([serve.Child("It", process, signal.SIGTERM)])
        assert process.returncode == -signal.SIGKILL


def test_the_gate_stops_at_the_first_failure(capsys: pytest.CaptureFixture[str]) -> None:
    stages = gate.Gate()
    stages.stage("first", lambda: True)
    with pytest.raises(SystemExit):
        stages.stage("second", lambda: False)
    said = capsys.readouterr().out
    assert "first" in said
    assert "FAILED" in said


@pytest.mark.parametrize(("in_ci", "fails"), [(False, False), (True, True)])
def test_a_stage_left_out_is_loud_and_fails_in_ci(
    in_ci: bool, fails: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(gate, "IN_CI", in_ci)
    stages = gate.Gate()
    try:
        stages.skip("Browser", "no Chromium")
    except SystemExit:
        assert fails
    else:
        assert not fails
    assert "Browser NOT RUN" in capsys.readouterr().out


def test_older_pythons_can_read_the_first_file() -> None:
    ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"), feature_version=(3, 7))
