"""The folder of results: every attempt and every answer as CSV and Parquet, what was refused and why, and what a report needs to know."""
from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from ..files import Mistakes
from . import tables
from .codes import Row
from .keyring import DIRECTIONS, Form
from .marking import ANSWERS, ATTEMPTS, Marked

USED = "SELECT {0} FROM attempts GROUP BY ALL HAVING count(*) > 1"
REFUSED = {"file": "VARCHAR", "why": "VARCHAR"}
SHARE = list(ATTEMPTS).index("share")
SAID = 20  # refused files that are said at once; all are in refused.csv
TWICE = "other answers came with the same attempt id: it is not decided which of them count"


@dataclass
class Counts:
    """What came of a marking, in numbers."""
    marked: int = 0
    refused: int = 0
    copies: int = 0
    waiting: int = 0
    first_refused: list[tuple[str, str]] = field(default_factory=list)
    problems: Counter = field(default_factory=Counter)


class Writer:
    """Takes marked attempts one by one, and holds no more of them than their ids."""

    def __init__(self, out: Path):
        self.out = Path(out)
        try:
            self.out.mkdir(parents=True, exist_ok=True)
            self._files = {name: (self.out / f"{name}.csv").open("w", encoding="utf-8", newline="") for name in ("answers", "attempts", "refused")}
        except OSError as error:
            raise Mistakes([f"{out}: nothing can be written there ({error.strerror}). Name another folder."]) from None
        self._rows = {name: tables.writer(file) for name, file in self._files.items()}
        for name, columns in (("answers", ANSWERS), ("attempts", ATTEMPTS), ("refused", REFUSED)):
            self._rows[name].writerow(columns)
        self._seen: dict[str, str] = {}
        self._clashes: set[str] = set()
        self.counts = Counts()

    def refuse(self, where: str, why: str) -> None:
        """Notes that a file was not marked, and why."""
        self.counts.refused += 1
        if len(self.counts.first_refused) < SAID:
            self.counts.first_refused.append((where, why))
        self._rows["refused"].writerow([tables.harmless(where), tables.harmless(why)])

    def seen(self, attempt: str, receipt: str, where: str) -> bool:
        """Whether an attempt was there before; if it was, it is refused, and if it says something else, neither counts until somebody looks."""
        before = self._seen.setdefault(attempt, f"{receipt} {where}")
        if before == f"{receipt} {where}":
            return False
        first_receipt, first_where = before.split(" ", 1)
        if first_receipt == receipt:
            self.counts.copies += 1
            self.refuse(where, f"it is a copy of {first_where}, which was marked.")
        else:
            self._clashes.add(attempt)
            self.refuse(where, f"it has the attempt id of {first_where} and other answers. Ask the person for the receipt, and take the other file out.")
        return True

    def add(self, marked: Marked) -> None:
        self._rows["attempts"].writerow(marked.attempt)
        self._rows["answers"].writerows(marked.answers)
        self.counts.marked += 1
        self.counts.waiting += marked.attempt[SHARE] is None

    def finish(self, forms: dict[str, Form], codes: dict[str, Row] | None = None) -> Counts:
        """Writes the Parquet files and what the report needs, with what only all attempts together show: codes used twice, ids with two files."""
        for file in self._files.values():
            file.close()
        with tables.connect(self.out) as db:
            db.execute(f"CREATE TABLE attempts AS SELECT * FROM {tables.from_csv(self.out / 'attempts.csv', ATTEMPTS)}")
            self._clash(db)
            if codes is not None:
                self._codes(db, codes)
            for row in db.execute("SELECT problems FROM attempts WHERE problems IS NOT NULL").fetchall():
                self.counts.problems[row[0]] += 1
            for kind, how in (("csv", "FORMAT csv, HEADER"), ("parquet", "FORMAT parquet")):
                db.execute(f"COPY attempts TO {tables.text(self.out / f'attempts.{kind}')} ({how})")
            answers = tables.from_csv(self.out / "answers.csv", ANSWERS)
            db.execute(f"COPY (SELECT * FROM {answers}) TO {tables.text(self.out / 'answers.parquet')} (FORMAT parquet)")
        (self.out / "forms.json").write_text(json.dumps(facts(forms), ensure_ascii=False, indent=1), encoding="utf-8")
        return self.counts

    def _clash(self, db) -> None:
        db.execute("CREATE TABLE clashes (attempt VARCHAR)")
        if self._clashes:
            db.executemany("INSERT INTO clashes VALUES (?)", [[a] for a in sorted(self._clashes)])
        db.execute(f"UPDATE attempts SET passed = NULL, problems = concat_ws('; ', problems, {tables.text(TWICE)}) "
                   "WHERE attempt IN (SELECT attempt FROM clashes)")

    def _codes(self, db, codes: dict[str, Row]) -> None:
        db.execute("CREATE TABLE codes (code VARCHAR, phase VARCHAR, pair VARCHAR)")
        if codes:
            db.executemany("INSERT INTO codes VALUES (?, ?, ?)", [[c.code, c.phase or None, c.pair] for c in codes.values()])
        own = "SELECT 1 FROM codes c WHERE c.code = attempts.code AND "
        for words, which in (("no code was given", "code IS NULL"),
                             ("its code is not on the list", "code NOT IN (SELECT code FROM codes)"),
                             ("its code was used more than once", f"code IN ({USED.format('code')})"),
                             ("its code was given out for another form", f"phase <> 'none' AND EXISTS ({own} c.phase <> attempts.phase)"),
                             ("its pairing code is not the one that was given out with its code", f"EXISTS ({own} c.pair IS DISTINCT FROM attempts.pair)"),
                             ("its pairing code was used more than once for this form", f"(pair, phase) IN ({USED.format('pair, phase')})")):
            db.execute(f"UPDATE attempts SET problems = concat_ws('; ', problems, {tables.text(words)}) WHERE {which}")


def facts(forms: dict[str, Form]) -> dict:
    """What a report needs to know of forms and keys; it holds the key, and is for trainers only."""
    return {"forms": {name: {"title": f.title, "version": f.version, "form": f.form, "phase": f.phase, "nation": f.nation, "on": f.on,
                             "rule": f.rule and {"method": f.rule.method, "cut": f.rule.cut, "by": f.rule.by},
                             "questions": {q.id: _question(q) for q in f.questions.values()}} for name, f in forms.items()}}


def _question(question) -> dict:
    credit = question.key.get("credit", {})
    return {"kind": question.kind, "objective": question.objective, "asks": question.asks, "records": list(question.records),
            "chances": [d for d in DIRECTIONS if d in question.errs.values()],
            "options": {name: {"says": says, "credit": credit.get(name), "errs": question.errs.get(name)} for name, says in question.says.items()},
            "groups": question.groups, "group": question.key.get("group", {}), "rubric": question.key.get("rubric", [])}
