"""Commands of the demo: tell the story, list the personas."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.core.actor import SYSTEM
from portal.core.errors import Refused
from portal.demo import story
from portal.demo.cast import PERSONAS


@click.command()
@click.option("--once", is_flag=True, help="Do nothing when the story has been told.")
@with_appcontext
def demo(once: bool) -> None:
    """Tell the demo story: people, two years of dates, sign-ups, counts and proposals. Takes a while."""
    if story.was_told():
        if once:
            return
        raise click.ClickException("The story has been told. Tell it again in an empty data folder.")
    click.echo("Telling the demo story ...")
    try:
        told = story.tell(SYSTEM)
    except Refused as refusal:
        raise click.ClickException(str(refusal.text)) from refusal
    click.echo(f"{told.events} events, {told.dates} dates, {told.signups} sign-ups, {told.counts} counts.")


@click.command()
@with_appcontext
def personas() -> None:
    """Print how to sign in as each persona."""
    click.echo(f"Sign in as one of them, without a password: {current_app.config['SETTINGS'].address}/demo")
    for one in PERSONAS:
        click.echo(f"  {one.name:<14}{one.role}")
