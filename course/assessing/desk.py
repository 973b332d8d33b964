"""The marker's desk: a folder, zip or file of responses goes in, results come out, and no broken file stops the others."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from ..files import Mistakes
from . import codes as code_lists, collecting, keyring, written
from .collecting import Read
from .keyring import Form
from .marking import mark, why_not
from .results import Counts, Writer



def mark_all(source: Path, forms: dict[str, Form], out: Path, *, private=None, codes: Path | None = None, with_written: bool = False,
             seed: int | None = None, bar: float = written.BAR, say: Callable[[str], None] = print, watch=lambda reads, what: reads) -> Counts:
    """Marks every response below a path into a folder of results, and says what came of it; raises Mistakes only for what it was told.

    private: the trainer's key for sealed files. watch: wraps what is read, to show how far it is.
    """
    listed = code_lists.read(codes) if codes else None
    texts = written.begin(out, seed, bar) if with_written or (out / written.NAMES).is_file() else None
    finals = _written(texts, source, forms, private, say, watch) if texts else {}
    results = Writer(out)
    for read in watch(collecting.each(source, private), "Marking"):
        why = "; ".join(read.problems) or why_not(read.response, forms)
        if why:
            results.refuse(read.where, why.removeprefix(f"{read.where}: "))
            continue
        marked = mark(read.response, forms[read.response.set], texts.text_id if texts else None, finals, read.sealed)
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
