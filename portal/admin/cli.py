"""The command line: worker, seed, assets, the first administrator, backup and restore."""

from __future__ import annotations

from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from portal.admin import backup as saving
from portal.admin.actions import make_administrator
from portal.admin.actions import reindex as make_index
from portal.core import search
from portal.core.actor import SYSTEM
from portal.core.forms import normal_email
from portal.goals import actions as goals
from portal.messages import worker as mail_worker
from portal.places import actions as places


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now and stop (for cron).")
@with_appcontext
def worker(once: bool) -> None:
    """Send mail and do planned work until stopped."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    if once:
        click.echo(f"{mail_worker.run_once(app)} sent")
    else:
        mail_worker.run(app)


@click.command()
@click.pass_context
@with_appcontext
def prepare(context: click.Context) -> None:
    """Bring database and reference data up to date; in demo mode tell the story. ``make run`` starts here."""
    upgrade()
    for name, options in (("seed", {}), ("demo", {"once": True}), ("personas", {})):
        command = current_app.cli.commands.get(name)
        if command is not None:
            context.invoke(command, **options)
    if search.is_empty():  # a database from before the index was as it is now
        context.invoke(reindex)


@click.command()
@with_appcontext
def reindex() -> None:
    """Make the search index anew. The portal may run meanwhile."""
    click.echo(f"{make_index(SYSTEM)} things can be found.")


@click.command()
@click.argument("email")
@click.argument("name")
@with_appcontext
def administrator(email: str, name: str) -> None:
    """Make the person NAME with the address EMAIL an administrator; they sign in with a code sent by mail."""
    try:
        address = normal_email(email)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="EMAIL") from error
    person = make_administrator(SYSTEM, address, name=name)
    click.echo(f"{person.name} <{person.email}> is an administrator.")


@click.command()
@with_appcontext
def seed() -> None:
    """Load places, institutions and the agreement; harmless when done before."""
    places.load_reference(SYSTEM)
    goals.load_agreement(SYSTEM)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@with_appcontext
def backup(folder: Path) -> None:
    """Save database and pictures into FOLDER, which must not exist yet. The portal may run meanwhile."""
    try:
        saving.backup(current_app.config["SETTINGS"], folder)
    except saving.BackupError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Saved in {folder}")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask first.")
@with_appcontext
def restore(folder: Path, yes: bool) -> None:
    """Replace database and pictures by what was saved in FOLDER. Stop web and worker first."""
    if not yes:
        click.confirm("This replaces everything in the database and all pictures. Go on?", abort=True)
    try:
        saving.restore(current_app.config["SETTINGS"], folder)
    except saving.BackupError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Restored from {folder}")


def register(app: Flask) -> None:
    """Give the application its commands."""
    for command in (worker, prepare, seed, reindex, administrator, backup, restore):
        app.cli.add_command(command)
