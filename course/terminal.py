"""What every command shares: the program itself, mistakes as sentences, and files that are written."""
from __future__ import annotations

import functools
from pathlib import Path

import typer
from typer.core import TyperGroup

from .files import Mistakes

FOR = {"To read and to practise": ("read", "lab", "drill", "print"),
       "To run a session in a room": ("workshop", "slides"),
       "To train and to assess": ("codes", "seal-key", "mark", "report", "certificate", "pass-mark", "panel", "gate"),
       "To look after the law and the questions": ("check", "facts", "decide", "why", "diff", "changed", "cards", "stale", "schema"),
       "To publish": ("build", "export", "release", "audit", "translate", "statement"),
       "To change the program": ("test", "prove", "bench")}


class ByReader(TyperGroup):
    """The commands of the program, listed by who needs them; what has no place yet stands under "More"."""

    def format_commands(self, ctx, formatter):
        there = {name: self.get_command(ctx, name) for name in self.list_commands(ctx)}
        placed = {name for names in FOR.values() for name in names}
        for title, names in (*FOR.items(), ("More", [name for name in there if name not in placed])):
            if rows := [(name, there[name].get_short_help_str(limit=200)) for name in names if name in there]:
                with formatter.section(title):
                    formatter.write_dl(rows)


app = typer.Typer(no_args_is_help=True, cls=ByReader, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
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
