"""Certificates of a passed test, for print: what was learned, by which version of the course and which law, until that law moves.

A name comes from the trainer's list of codes and from nowhere else. A certificate holds while no rule, law or guidance for its nation and
role has started or ended since its law date; that is worked out from the rules of the course that is asked, and can be asked by anyone.
"""
from __future__ import annotations

import csv
import functools
import importlib.metadata
import json
import re
from dataclasses import asdict, dataclass, fields
from html import escape
from pathlib import Path

from ... import changed, local, model, paths, questions, upkeep, widgets
from ...files import Mistakes, read_text, shown
from ...sources import day_in_words
from ...words import NATION
from .. import codes

CHAIRS = {"teacher": "school", "officer": "police"}
ROLES = {"teacher": "Teacher", "officer": "Police officer"}
NEEDED = ("attempt", "role", "set", "code", "day", "passed", "receipt", "problems")
ATTEMPT, DAY = re.compile(r"[a-z2-7]{26}"), re.compile(r"20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
DATA = re.compile(r'<script type="application/json" id="certificate">(.*?)</script>', re.S)
RESULTS = "Name the attempts.csv that course mark has written."
RULE = "It holds until a rule, a law or guidance for this nation and role starts or ends after the law date above."
NOT = "It says what was learned and tested. It is no licence and no legal qualification, and nobody else has accredited it."
STYLE = """@page { size: A4; margin: 18mm; }
body { font: 12pt/1.5 Georgia, serif; color: #1b2529; max-width: 40rem; margin: 2rem auto; padding: 0 1rem; }
main { border: 2px solid #1d4f63; padding: 12mm; }
h1 { font-size: 22pt; margin: 0 0 6mm; color: #1d4f63; }
.name { font-size: 18pt; border-bottom: 1px solid #4d5b61; min-height: 1.6em; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 1mm 6mm; }
dt { color: #4d5b61; } dd { margin: 0; } li { margin-bottom: 1mm; } small { display: block; margin-top: 6mm; }
@media print { body { margin: 0; max-width: none; padding: 0; } }
"""


@dataclass(frozen=True)
class Certificate:
    """What is printed, and what a check compares: plain text throughout."""
    attempt: str
    name: str
    role: str
    title: str
    set: str
    day: str
    nation: str
    law_on: str
    course: str
    rules: str
    minutes: int
    objectives: list[str]
    receipt: str
    organisation: str


def made(results: Path, names: Path | None = None) -> tuple[list[Certificate], list[str]]:
    """A certificate for each attempt that passed a summative test, and a sentence for each that passed and gets none."""
    listed = codes.read(names) if names else {}
    found, left = [], []
    for row in _rows(results):
        if row["passed"].lower() != "true":
            continue
        reason = _why_none(row)
        if reason:
            left.append(f"{row['attempt'] or 'an attempt without an id'}: {reason}")
            continue
        given = listed.get(row["code"])
        found.append(_certificate(row, given.name if given else ""))
    return found, left


def _rows(path: Path) -> list[dict]:
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:  # as large as a cohort makes it
            table = csv.DictReader(file)
            missing = [name for name in NEEDED if name not in (table.fieldnames or [])]
            rows = [{k: (v or "").strip() for k, v in row.items() if k} for row in table]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Mistakes([f"{shown(Path(path))}: this cannot be read ({error}). {RESULTS}"]) from None
    if missing:
        raise Mistakes([f"{shown(Path(path))}: there is no column {', '.join(missing)}. {RESULTS}"])
    return rows


def _why_none(row: dict) -> str | None:
    if row["role"] not in CHAIRS or row["set"] not in questions.slugs():
        return f"the role {row['role']!r} or the set {row['set']!r} is not of this course. No certificate."
    if questions.load(row["set"]).questions.use != "summative":
        return f"{row['set']} is no summative test. No certificate."
    if not ATTEMPT.fullmatch(row["attempt"]) or not DAY.fullmatch(row["day"]):
        return f"its id or its day {row['day']!r} is not one that course mark writes. No certificate."
    return f"look at this first: {row['problems']}. No certificate yet." if row["problems"] else None


def _certificate(row: dict, name: str) -> Certificate:
    q = questions.load(row["set"]).questions
    return Certificate(row["attempt"], name, row["role"], q.title, q.id, row["day"], q.nation, q.on, importlib.metadata.version("course"),
                       model.current().compiled["version"][:8], paths.ways()[row["role"]].minutes, sorted({i.part or i.objective for i in q.items}),
                       row["receipt"], local.values().get("organisation", ""))


# Whether it still holds -----------------------------------------------------------------------------------------------

@functools.cache
def moved(law_on: str, nation: str, role: str, today: str) -> list[str]:
    """What started or ended after the law date and by today, a sentence each; none if the law has not moved."""
    found = changed.since(model.current(), law_on, nation, CHAIRS[role])
    return [changed.line(e) for e in found if e["change"] != "pending" and len(e["day"]) == 10 and law_on < e["day"] <= today]


def check(path: Path, results: Path | None = None, today: str | None = None) -> list[str]:
    """What is wrong with a certificate: its law has moved, or the trainer's results say something else. Nothing if it holds."""
    said = DATA.search(read_text(path))
    try:
        data = json.loads(said[1])
        certificate = Certificate(**data)
        sound = all(isinstance(getattr(certificate, f.name), {"int": int, "list[str]": list}.get(f.type, str)) for f in fields(Certificate))
        sound = sound and certificate.role in CHAIRS and certificate.nation in NATION and upkeep.day(certificate.law_on)
    except (TypeError, ValueError, Mistakes):
        sound = False
    if not sound:
        raise Mistakes([f"{shown(Path(path))}: this is not a certificate of this course, or it was changed. Name the HTML file."])
    found = [f"The law has moved since {day_in_words(certificate.law_on)}: {line}"
             for line in moved(certificate.law_on, certificate.nation, certificate.role, today or upkeep.today())]
    if page(certificate) != read_text(path):
        found.insert(0, "Its text is not what its data say. It was changed, or another version of the course made it.")
    return found + (_against(certificate, results) if results else [])


def _against(certificate: Certificate, results: Path) -> list[str]:
    row = next((r for r in _rows(results) if r["attempt"] == certificate.attempt), None)
    if row is None:
        return ["There is no such attempt in these results."]
    differs = [f"{name} is {getattr(certificate, name)!r} here and {row[name]!r} in the results." for name in ("role", "set", "day", "receipt")
               if getattr(certificate, name) != row[name]]
    return differs + ([] if row["passed"].lower() == "true" else ["The results do not say that this attempt passed."])


# On paper -------------------------------------------------------------------------------------------------------------

def page(certificate: Certificate) -> str:
    """One certificate as one HTML file that needs nothing else."""
    c = certificate
    rows = [("Role", ROLES[c.role]), ("Test", c.title), ("Passed on", day_in_words(c.day)), ("Law of", f"{day_in_words(c.law_on)}, {NATION[c.nation]}"),
            ("Learning", f"about {paths.in_words(c.minutes)}, by what the pages of this path say of themselves"),
            ("Course", f"version {c.course}, rules {c.rules}"), ("Receipt", c.receipt), ("Attempt", c.attempt)]
    listed = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in rows)
    return (f'<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<title>Certificate: {escape(c.title)}</title><style>{STYLE}</style></head><body><main><h1>When children share nudes: deciding well</h1>'
            f'<p>This certifies that</p><p class="name">{escape(c.name)}</p><p>has worked through the course and passed its test'
            f'{f", issued by {escape(c.organisation)}" if c.organisation else ""}.</p><dl>{listed}</dl>'
            f'<p>What was tested:</p><ul>{"".join(f"<li>{escape(o)}</li>" for o in c.objectives)}</ul><p>{RULE}</p><small>{NOT}</small></main>'
            f'<script type="application/json" id="certificate">{widgets.json_for_html(asdict(c))}</script></body></html>\n')


def write(certificates: list[Certificate], out: Path) -> list[Path]:
    """Writes each certificate into a folder under its attempt's id, and returns the files."""
    try:
        Path(out).mkdir(parents=True, exist_ok=True)
        for c in certificates:
            (Path(out) / f"{c.attempt}.html").write_text(page(c), encoding="utf-8")
    except OSError as error:
        raise Mistakes([f"{out}: nothing can be written there ({error.strerror}). Name another folder."]) from None
    return [Path(out) / f"{c.attempt}.html" for c in certificates]
