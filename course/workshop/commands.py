"""The commands of a facilitator: run a session in a room, write its report, delete it."""
from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from ..files import Mistakes
from ..terminal import app, plain_errors

room = typer.Typer(rich_markup_mode=None, invoke_without_command=True,
                   help="Run a session in a room: people vote from their phones, the projector shows what the room thinks.\n\n"
                        "Example: course workshop --scenario passed-on")
app.add_typer(room, name="workshop")


@room.callback()
@plain_errors
def workshop(context: typer.Context,
             plan: Annotated[Optional[str], typer.Option(help="A session plan of the book: its scenarios, in its order.")] = None,
             scenario: Annotated[Optional[list[str]], typer.Option(help="A scenario of the book; may be given several times.")] = None,
             set: Annotated[Optional[list[str]], typer.Option(help="A set of questions; may be given several times.")] = None,
             chair: Annotated[Optional[str], typer.Option(help="school or police: play only this chair of the scenarios.")] = None,
             host: Annotated[Optional[str], typer.Option(help="The address of this computer that phones can reach; asked for if it is left out.")] = None,
             port: Annotated[Optional[int], typer.Option(help="Use this port, or say that it is busy.")] = None,
             file: Annotated[Optional[str], typer.Option(help="Keep the session in this file, or go on with the one that is in it.")] = None,
             cards: Annotated[int, typer.Option(min=0, max=2000, help="Make so many join cards to print; nobody joins without one.")] = 0,
             store: Annotated[Optional[str], typer.Option(help="A PostgreSQL database instead of a file, such as postgresql://user@host/name.")] = None,
             workers: Annotated[int, typer.Option(min=1, max=32, help="How many workers share the database.")] = 1,
             name: Annotated[Optional[str], typer.Option(help="The public name behind a web server that speaks https.")] = None,
             listed: Annotated[bool, typer.Option("--list", help="List what a room can play.")] = False):
    """Run a session, or go on with one."""
    if context.invoked_subcommand:
        return
    from . import host as rooms, stops
    if listed:
        typer.echo("\n".join(rooms.listed()))
        return
    if chair not in (None, *stops.CHAIRS):
        raise Mistakes([f"There is no chair {chair!r}. Write school or police, or leave it out for both."])
    parts = rooms.of_plan(plan) if plan else []
    parts += [stops.part_of(slug, (chair,) if chair else stops.CHAIRS) for slug in [*(scenario or []), *(set or [])]]
    rooms.run(parts or None, host, port, file, store, cards, workers, name)


@room.command("report")
@plain_errors
def workshop_report(file: Annotated[str, typer.Argument(help="The session's file, or its postgresql:// address.")],
                    out: Annotated[Optional[str], typer.Option(help="The folder to write to; beside the session if it is left out.")] = None):
    """Close a session: write its report, and take everything out that could be tied to a person."""
    from . import report as reports, store
    kept = store.Store(file, new=False)
    typer.echo(f"The report is in {reports.close(kept, file if not kept.shared else 'workshops/session', Path(out) if out else None)}. The session is closed.")


@room.command("delete")
@plain_errors
def workshop_delete(file: Annotated[str, typer.Argument(help="The session's file, or its postgresql:// address.")],
                    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False):
    """Delete a session: nothing of it stays."""
    from . import report as reports, store
    kept = store.Store(file, new=False)
    if not yes:
        typer.confirm(f"Delete {file} and everything in it?", abort=True)
    reports.delete(kept, file)
    typer.echo("The session is deleted.")
