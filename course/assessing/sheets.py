"""The sheets that markers get and give back, as CSV and as a notebook: texts in an order of chance, with nothing that says whose they are."""
from __future__ import annotations

import ast
import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..files import Mistakes, shown
from . import tables

COLUMNS = ("text", "question", "answer", "row", "looks_for", "levels", "points", "note")
LARGEST = 100_000_000  # bytes of a sheet
SHEET = re.compile(r"marker-(?P<who>[A-Za-z0-9]+)(-more-\d+)?\.(csv|ipynb)")
INTRO = """# Written answers to mark

Mark each text on its own, by the levels of its rubric. Write a number for each row in place of `None`, and save. Nothing has to be run.
You do not see who wrote a text, in which role, or what another marker gave. Do not compare texts with anyone before both of you are done.
If a text shows that a real child may be at risk, stop, and follow your own safeguarding procedure."""


@dataclass(frozen=True)
class Text:
    """A written answer under a name that leads back to nobody, with the question and the rubric that it is marked by."""
    id: str
    item: str
    asks: str
    answer: str
    rubric: tuple[dict, ...]


def chance(secret: bytes, *parts: str) -> str:
    """A word that looks random and is the same each time for the same secret."""
    return hashlib.blake2b("\0".join(parts).encode(), key=secret, digest_size=16).hexdigest()


def write(folder: Path, who: str, texts: list[Text], secret: bytes) -> list[Path]:
    """Writes the sheet of a marker, as CSV and as a notebook, for texts that are on none of theirs yet; never touches a file that is there."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = sorted(texts, key=lambda t: chance(secret, who, t.id))
    stem = free(folder, f"marker-{who}")
    with (folder / f"{stem}.csv").open("w", encoding="utf-8-sig", newline="") as file:  # with the mark that spreadsheets look for
        rows = tables.writer(file)
        rows.writerow(COLUMNS)
        rows.writerows(line(text, row, first=n == 0) for text in texts for n, row in enumerate(text.rubric))
    (folder / f"{stem}.ipynb").write_text(json.dumps(_notebook(texts), ensure_ascii=False, indent=1), encoding="utf-8")
    return [folder / f"{stem}.csv", folder / f"{stem}.ipynb"]


def line(text: Text, row: dict, first: bool) -> list:
    """One line of a sheet: the text stands on its first line only."""
    levels = "; ".join(f"{level['points']}: {level['says']}" for level in row["levels"])
    return [text.id, tables.harmless(text.asks) if first else "", tables.harmless(text.answer) if first else "", row["id"], row["says"], levels, "", ""]


def free(folder: Path, stem: str) -> str:
    names = [stem, *(f"{stem}-more-{n}" for n in range(2, 1000))]
    return next(n for n in names if not (folder / f"{n}.csv").exists() and not (folder / f"{n}.ipynb").exists())


def _notebook(texts: list[Text]) -> dict:
    cells = [_cell("markdown", INTRO), _cell("code", "marks = {}")]
    for text in texts:
        rows = "\n".join(f"    {row['id']!r}: None,  # {row['says']} {'; '.join(str(v['points']) + ': ' + v['says'] for v in row['levels'])}".replace("\n", " ")
                         for row in text.rubric)
        # A raw cell shows a text as it was typed: it can draw nothing, load nothing and run nothing.
        cells += [_cell("raw", f"{text.id}\n\n{text.asks}\n\n{text.answer}"), _cell("code", f"marks[{text.id!r}] = {{\n{rows}\n}}")]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    return {"cells": cells, "nbformat": 4, "nbformat_minor": 5,
            "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}}


def _cell(kind: str, source: str) -> dict:
    return {"cell_type": kind, "metadata": {}, "source": source, **({"outputs": [], "execution_count": None} if kind == "code" else {})}


# Reading them back ----------------------------------------------------------------------------------------------------

def read(folder: Path, rubrics: dict[str, tuple[dict, ...]]) -> tuple[dict[str, dict], set[tuple[str, str]], list[str]]:
    """(points by marker and then by (text, row), which (marker, text) have been given out, sentences for all that is amiss)."""
    marks: dict[str, dict] = {}
    given, wrong = set(), []
    for path in sorted(p for p in folder.glob("marker-*") if SHEET.fullmatch(p.name)) if folder.is_dir() else []:
        who = SHEET.fullmatch(path.name)["who"]
        try:
            for text, row, points in _csv(path) if path.suffix == ".csv" else _cells(path):
                given.add((who, text))
                where = f"{shown(path)}, text {text}, row {row}"
                problem = take(marks.setdefault(who, {}), text, row, points, rubrics)
                wrong += [f"{where}: {problem}"] if problem else []
        except Mistakes as error:
            wrong += error.sentences
    return marks, given, wrong


def take(marks: dict, text: str, row: str, points, rubrics) -> str | None:
    """Adds one mark; says what is wrong with it, if anything."""
    if points is None:
        return None
    found = {r["id"]: [level["points"] for level in r["levels"]] for r in rubrics.get(text, ())}
    if row not in found:
        return "there is no such text with such a row in these responses. Was it renamed?"
    if points not in found[row]:
        return f"{points!r} is not a number of points for it. Write one of {', '.join(map(str, found[row]))}."
    if marks.setdefault((text, row), points) != points:
        del marks[text, row]
        return "the files that came back differ about it. Leave it in one of them."
    return None


def _csv(path: Path) -> Iterator[tuple]:
    for entry in table(path):
        yield entry["text"].strip(), entry["row"].strip(), number(entry["points"].strip())


def table(path: Path) -> Iterator[dict[str, str]]:
    """The lines of a sheet that came back, however a spreadsheet saved it; raises Mistakes."""
    text = _text(path)
    first = text.partition("\n")[0]
    found = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",", restval="")
    if missing := [c for c in ("text", "row", "points") if c not in (found.fieldnames or [])]:
        raise Mistakes([f"{shown(path)}: there is no column {missing[0]}. Fill in the sheet as it was given out."])
    try:
        yield from found
    except csv.Error as error:
        raise Mistakes([f"{shown(path)}: this is not a table that can be read ({error}). Save it as CSV again."]) from None


def _text(path: Path) -> str:
    if path.stat().st_size > LARGEST:
        raise Mistakes([f"{shown(path)}: this has more than {LARGEST:,} bytes, which is no sheet of marks."])
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Mistakes([f"{shown(path)}: this is not UTF-8. Save it again as \"CSV UTF-8\"."]) from None


def number(text: str):
    """A number of points as it was typed; None for nothing, and the text itself if it is no whole number."""
    if not text:
        return None
    return int(float(text)) if re.fullmatch(r"\d+(\.0+)?", text) else text


def _cells(path: Path) -> Iterator[tuple]:
    """The marks of a notebook, read and never run: only cells that give a text its points."""
    try:
        cells = json.loads(_text(path))["cells"]
        sources = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Mistakes([f"{shown(path)}: this is not a notebook that can be read. Save it in JupyterLab again."]) from None
    for source in sources:
        try:
            [said] = ast.parse(source).body
            if isinstance(said, ast.Assign) and isinstance(said.targets[0], ast.Subscript):
                text, rows = ast.literal_eval(said.targets[0].slice), ast.literal_eval(said.value)
                yield from ((text, str(row), points) for row, points in rows.items())
        except (SyntaxError, ValueError, AttributeError, RecursionError, MemoryError):
            raise Mistakes([f"{shown(path)}: the cell {source.strip()[:60]!r} gives no marks that can be read. Write numbers in place of None, and nothing else."]) from None
