"""The command line: worker, seed, assets, the first administrator, backup and restore."""

from __future__ import annotations

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from portal.messages import worker as mail_worker


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


def register(app: Flask) -> None:
    """Give the application its commands."""
    for command in (worker, prepare):
        app.cli.add_command(command)
