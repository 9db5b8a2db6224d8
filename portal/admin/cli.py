"""The command line: worker, seed, assets, the first administrator, backup and restore."""

from __future__ import annotations

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

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


def register(app: Flask) -> None:
    """Give the application its commands."""
    for command in (worker,):
        app.cli.add_command(command)
