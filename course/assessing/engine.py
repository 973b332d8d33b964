"""The same marking as one query, for data larger than memory: DuckDB here, any engine with SQL elsewhere.

A key becomes a table: which parts an answer can have, and what each part earns. `score.sql` is standard SQL over two tables, `parts` and
`key`, and runs unchanged where no DuckDB is. `read.sql` reads NDJSON into parts; that step is written anew for each engine.
"""
from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from . import tables
from .keyring import Form, Question

HERE = Path(__file__).parent
NAME = "answers-scored.parquet"
KEY = {"form": "VARCHAR", "version": "VARCHAR", "item": "VARCHAR", "kind": "VARCHAR", "part": "VARCHAR", "credit": "DOUBLE", "parts": "INTEGER"}


def key_rows(forms: dict[str, Form]) -> Iterator[tuple]:
    """The key table: every part that an answer may have, what it earns, and how many parts make a whole answer (None: any number)."""
    for form in forms.values():
        for question in form.questions.values():
            for part, credit, parts in _parts(question):
                yield form.set, form.version, question.id, question.kind, part, credit, parts


def _parts(q: Question) -> Iterator[tuple[str, float | None, int | None]]:
    if q.kind in ("single", "several"):
        yield from ((name, credit, 1 if q.kind == "single" else None) for name, credit in q.key["credit"].items())
    elif q.kind == "order":
        order = q.key["order"]
        yield from ((f"{name}@{at}", (order[at - 1] == name) / len(order), len(order)) for name in order for at in range(1, len(order) + 1))
    elif q.kind == "sort":
        group = q.key["group"]
        yield from ((f"{name}={to}", (group[name] == to) / len(group), None) for name in group for to in q.key["groups"])
    elif q.kind == "path":
        yield from ((steps, credit, 1) for steps, credit in _paths(q.key["path"]))
    else:
        yield "", None, None  # a written answer has no key, only markers


def _paths(key: dict) -> Iterator[tuple[str, float | None]]:
    """Every path from the start to an end as one part, and what it earns."""
    from .scoring import score
    waiting = [(key["start"], ())]
    while waiting:
        at, taken = waiting.pop()
        for act, (_, ahead) in key["states"][at]["acts"].items():
            path = (*taken, {"step": key["states"][at]["step"], "act": act})
            if ahead is None:
                yield ">".join(f"{p['step']}/{p['act']}" for p in path), score("path", {"path": key}, list(path))
            else:
                waiting.append((ahead, path))


def mark(source: Path, forms: dict[str, Form], out: Path, memory: str = "500MB") -> int:
    """Marks NDJSON of any size into answers-scored.parquet with (attempt, form, item, credit), and says how many answers that was.

    Files are taken as they are: what `course mark` refuses or names must have been taken out before. Written answers earn nothing here.
    """
    out.mkdir(parents=True, exist_ok=True)
    target = out / NAME
    with tables.connect(out, memory) as db, tables.said(f"{source}: this could not be marked as NDJSON, one response on each line."):
        load_key(db, forms)
        db.execute((HERE / "read.sql").read_text(encoding="utf-8").replace(":source", tables.text(source)))
        db.execute(f"COPY ({score_query()}) TO {tables.text(target)} (FORMAT parquet)")
        return db.execute(f"SELECT count(*) FROM read_parquet({tables.text(target)})").fetchone()[0]


def score_query() -> str:
    """The part of the marking that any engine runs."""
    return (HERE / "score.sql").read_text(encoding="utf-8").rstrip().rstrip(";")


def load_key(db, forms: dict[str, Form]) -> None:
    """Puts the key table into a database."""
    db.execute(f"CREATE TABLE key_parts ({', '.join(f'{name} {kind}' for name, kind in KEY.items())})")
    rows = list(key_rows(forms))
    for start in range(0, len(rows), 500):
        some = rows[start:start + 500]
        db.execute(f"INSERT INTO key_parts VALUES {', '.join(['(?, ?, ?, ?, ?, ?, ?)'] * len(some))}", [value for row in some for value in row])
