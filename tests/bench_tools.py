"""What the benchmarks share: a table for the terminal and for Markdown, the seconds that something takes, and a word of what is going on."""
from __future__ import annotations

import os
import sys
import time
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

CONSOLE = Console(width=None if sys.stdout.isatty() else 150, markup=False, highlight=False)


class Sheet(NamedTuple):
    """A table of words and figures, and below it what has to be known to read it."""
    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]
    notes: tuple[str, ...] = ()

    def show(self) -> None:
        """Writes it to the terminal."""
        table = Table(self.columns[0], title=self.title)
        for name in self.columns[1:]:
            table.add_column(name, justify="right")
        for row in self.rows:
            table.add_row(*row)
        CONSOLE.print(table, *self.notes, "", sep="\n")

    def markdown(self) -> str:
        """The same as Markdown."""
        lines = [" | ".join(self.columns), " | ".join(["---", *["---:"] * (len(self.columns) - 1)]), *map(" | ".join, self.rows)]
        return "\n".join([f"## {self.title}", "", *(f"| {line} |" for line in lines), "", *(f"{note}\n" for note in self.notes)])


def say(text: str) -> None:
    """What is being measured now, for who waits."""
    print(f"  {time.strftime('%H:%M:%S')} {text} ...", file=sys.stderr, flush=True)


def seconds(action) -> tuple[float, float]:
    """(seconds that passed, seconds that the processors worked, those of other programs that were started included)"""
    worked = lambda: time.process_time() + sum(os.times()[2:4])  # noqa: E731
    start, before = time.perf_counter(), worked()
    action()
    return time.perf_counter() - start, worked() - before
