"""Backup and restore: one folder that holds the database, the pictures and, in a demo, the mail.

A backup may be made while the portal runs. Web and worker stand still during a restore.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from portal.core import clock
from portal.core.settings import Settings

LABEL = "backup.json"
FOLDERS = ("media", "mail")
DATABASE_FILE = {"sqlite": "portal.db", "postgresql": "portal.dump"}


class BackupError(RuntimeError):
    """A backup or restore that cannot be done; the text says why and what to do."""


def backup(settings: Settings, folder: Path) -> None:
    """Save everything into ``folder``, which must not exist yet; it appears only when it is complete.

    Raises :class:`BackupError`.
    """
    if folder.exists():
        raise BackupError(f"{folder} exists already. Choose a folder that does not.")
    url = sa.make_url(settings.database)
    unfinished = folder.with_name(folder.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True, mode=0o700)
    _save_database(url, unfinished / DATABASE_FILE[url.get_backend_name()])
    _copy_folders(settings.root, unfinished)
    label = {"made": clock.now().isoformat(), "database": url.get_backend_name()}
    (unfinished / LABEL).write_text(json.dumps(label), encoding="utf-8")
    unfinished.rename(folder)


def restore(settings: Settings, folder: Path) -> None:
    """Replace database and folders by what ``backup`` saved. Raises :class:`BackupError`."""
    url = sa.make_url(settings.database)
    _check_label(folder, url.get_backend_name())
    _load_database(url, folder / DATABASE_FILE[url.get_backend_name()])
    for name in FOLDERS:
        shutil.rmtree(settings.root / name, ignore_errors=True)
    _copy_folders(folder, settings.root)


def _copy_folders(source: Path, target: Path) -> None:
    for name in FOLDERS:
        if (source / name).is_dir():
            shutil.copytree(source / name, target / name)


def _check_label(folder: Path, backend: str) -> None:
    label = folder / LABEL
    if not label.is_file():
        raise BackupError(f"{folder} is not a complete backup: it holds no {LABEL}.")
    saved = json.loads(label.read_text(encoding="utf-8"))["database"]
    if saved != backend:
        raise BackupError(f"The backup is of {saved}, but DATABASE_URL names {backend}.")


def _save_database(url: sa.URL, target: Path) -> None:
    if url.get_backend_name() == "sqlite":
        _copy_sqlite(Path(str(url.database)), target)
    else:
        _postgresql(url, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def _load_database(url: sa.URL, source: Path) -> None:
    if url.get_backend_name() == "sqlite":
        _copy_sqlite(source, Path(str(url.database)))
    else:
        flags = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction"]
        _postgresql(url, "pg_restore", *flags, str(source))


def _copy_sqlite(source: Path, target: Path) -> None:
    """Copy by SQLite's own means: consistent while others write, and in one transaction on the other side."""
    if not source.is_file():
        raise BackupError(f"There is no database at {source}.")
    try:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
            verdict = new.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise BackupError(f"SQLite cannot copy {source}: {error}") from error
    if verdict != "ok":
        raise BackupError(f"SQLite finds the copy damaged: {verdict}")


def _postgresql(url: sa.URL, program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL; the password travels in the environment, where ``ps`` does not show it."""
    path = shutil.which(program)
    if path is None:
        raise BackupError(f"{program} is not on the path. Install the client programs of PostgreSQL.")
    address = url.set(drivername="postgresql", password=None).render_as_string()
    env = {**os.environ, **({"PGPASSWORD": str(url.password)} if url.password else {})}
    done = subprocess.run(  # noqa: S603 - a fixed program with our own arguments
        [path, f"--dbname={address}", *arguments], env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupError(f"{program} failed:\n{done.stderr.strip()}")
