"""Commands of the demo: tell the story, list the personas."""

from __future__ import annotations

import click
from flask.cli import with_appcontext


@click.command()
@click.option("--once", is_flag=True, help="Do nothing when the story has been told.")
@with_appcontext
def demo(once: bool) -> None:
    """Tell the demo story."""


@click.command()
@with_appcontext
def personas() -> None:
    """Print how to sign in as each persona."""
