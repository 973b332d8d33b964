"""The marker's desk: a folder, zip or file of responses goes in, results come out, and no broken file stops the others."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from ..files import Mistakes, nearest
from . import codes as code_lists, collecting, engine as large, keyring, sealing, written
from .collecting import Read
from .keyring import Form
from .marking import mark, no_name, why_not
from .results import Counts, Writer

ENGINES, EVERY = ("python", "duckdb"), 100  # how often the screen is told, in responses

def run(source: Path, keys: Path, out: Path, *, private: Path | None, engine: str, say: Callable[[str], None], **how) -> None:
    """Does what `course mark` is told; raises Mistakes for what it was told wrong."""
    if engine not in ENGINES:
        raise Mistakes([f"There is no engine {engine!r}. {nearest(engine, ENGINES)}"])
    if not 0 <= how["bar"] <= 1:
        raise Mistakes([f"--bar {how['bar']:g}: write a share from 0 to 1, such as 0.2."])
    forms = keyring.forms(keys)
    if engine == "duckdb":
        if not source.is_file():
            raise Mistakes([f"{source}: with --engine duckdb, name one NDJSON file."])
        say(f"Marked: {large.mark(source, forms, out):,} answers, in {out / large.NAME}. Files were taken as they are; nothing was refused.")
        return
    opened = sealing.private_key(private) if private else None
    mark_all(source, forms, out, private=opened, say=say, watch=watched, **how)


def of_room(folder: Path, say: Callable[[str], None]) -> Path:
    """The folder of results that a report is read from: the one that was named or, if a room's answers lie in it, theirs, marked now."""
    answers = Path(folder) / "responses.ndjson"
    if not (answers.is_file() and (Path(folder) / keyring.ROOM).is_file()):
        return folder
    mark_all(answers, keyring.forms(folder), Path(folder) / "results", say=say)
    return Path(folder) / "results"


def watched(reads: Iterator[Read], what: str) -> Iterator[Read]:
    """Shows on a terminal how many responses were read; anywhere else it shows nothing."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn
    screen = Console(stderr=True)
    with Progress(SpinnerColumn(), TextColumn("{task.description}: {task.completed:,.0f} responses"), console=screen, transient=True,
                  disable=not screen.is_terminal) as progress:
        task = progress.add_task(what, total=None)
        for number, read in enumerate(reads, 1):
            if number % EVERY == 0:
                progress.update(task, completed=number)
            yield read


def mark_all(source: Path, forms: dict[str, Form], out: Path, *, private=None, codes: Path | None = None, with_written: bool = False,
             seed: int | None = None, bar: float = written.BAR, say: Callable[[str], None] = print, watch=lambda reads, what: reads) -> Counts:
    """Marks every response below a path into a folder of results, and says what came of it; raises Mistakes only for what it was told.

    private: the trainer's key for sealed files. watch: wraps what is read, to show how far it is.
    """
    listed = code_lists.read(codes) if codes else None
    texts = written.begin(out, seed, bar) if with_written or (out / written.NAMES).is_file() else None
    finals = _written(texts, source, forms, private, say, watch) if texts else {}
    names = texts.text_id if texts else no_name
    results = Writer(out)
    for read in watch(collecting.each(source, private), "Marking"):
        why = "; ".join(read.problems) or why_not(read.response, forms)
        if why:
            results.refuse(read.where, why.removeprefix(f"{read.where}: "))
            continue
        marked = mark(read.response, forms[read.response.set], names, finals, read.sealed)
        if not results.seen(read.response.attempt, marked.receipt, read.where):
            results.add(marked)
    counts = results.finish(forms, listed)
    for sentence in summary(counts, out):
        say(sentence)
    return counts


def _written(texts, source, forms, private, say, watch) -> dict[str, float]:
    for read in watch(collecting.each(source, private), "Looking for written answers"):
        if read.response and not why_not(read.response, forms):
            written.meet(texts, read.response, forms[read.response.set])
    return written.settle(texts, say)


def summary(counts: Counts, out: Path) -> Iterator[str]:
    """What came of a marking, in sentences."""
    for where, why in counts.first_refused:
        yield f"Refused: {where}: {why}"
    if counts.refused > len(counts.first_refused):
        yield f"... and {counts.refused - len(counts.first_refused):,} more, each with its reason in {out / 'refused.csv'}"
    yield f"Marked: {counts.marked:,} attempts. Refused: {counts.refused:,} files, of which {counts.copies:,} were copies."
    if counts.waiting:
        yield f"{counts.waiting:,} attempts have answers that are not marked yet; they have no result until they are."
    for problem, times in counts.problems.most_common(10):
        yield f"To look at, in {times:,} attempts: {problem}"
