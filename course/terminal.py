"""What every command shares: the program itself, mistakes as sentences, and files that are written."""
from __future__ import annotations

import functools
from pathlib import Path

import typer

from .files import Mistakes

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
                  help="A training course on responding when a nude or semi-nude image of an under-18 was shared.\n\n"
                       "Training only. For a real incident follow your local procedure. Danger now: 999.")

export = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Write the course for a place: a host, a stick, paper, or an organisation's own systems.")
app.add_typer(export, name="export")


def plain_errors(command):
    """Turns mistakes into sentences on standard error and exit code 2."""
    @functools.wraps(command)
    def wrapped(*args, **kwargs):
        try:
            return command(*args, **kwargs)
        except Mistakes as error:
            for sentence in error.sentences:
                typer.echo(sentence, err=True)
            raise typer.Exit(2) from None
    return wrapped


def write_text(path: Path, text: str) -> None:
    """Writes a text file; raises Mistakes if nothing can be written there."""
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise Mistakes([f"{path}: nothing can be written there ({error.strerror}). Name another place."]) from None
