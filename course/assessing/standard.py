"""A pass mark from people: judges who rate each question (Angoff), or trainees who are judged to be at the border, with its uncertainty."""
from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from html import escape
from pathlib import Path
from statistics import mean, stdev

from .. import questions
from ..files import ROOT, Mistakes, read_text, shown
from ..passage import Passage, table
from ..schema import raise_if

EXAMPLES = ROOT / "exercises" / "pass_mark"
GROUPS = ("clear_pass", "border", "clear_fail")
FEWEST = 2   # judges or trainees at the border, below which there is no standard error
ENOUGH = 8   # below this the error itself is a guess; this course's own choice
TALK = .2    # judges who differ by more than this on a question (standard deviation) have read it in two ways


@dataclass(frozen=True)
class Cut:
    """A share of all points that is enough, its standard error, how many people it rests on, and the questions that judges read differently."""
    method: str
    share: float
    error: float
    people: int
    talk: tuple[str, ...] = ()

    @property
    def between(self) -> tuple[float, float]:
        """Where the cut of other such people would lie in about nineteen of twenty cases, by the usual two standard errors."""
        return max(0, self.share - 2 * self.error), min(1, self.share + 2 * self.error)


def angoff(ratings: dict[str, dict[str, float]]) -> Cut:
    """The mean over judges of what each expects somebody who is just good enough to earn: {judge: {question: 0 to 1}}."""
    own = [mean(by_item.values()) for by_item in ratings.values()]
    names = list(next(iter(ratings.values())))
    apart = {name: stdev([by_item[name] for by_item in ratings.values()]) for name in names}
    talk = sorted((n for n in names if apart[n] > TALK), key=lambda n: -apart[n])
    return Cut("Angoff", mean(own), stdev(own) / math.sqrt(len(own)), len(own), tuple(talk))


def borderline(trainees: list[tuple[str, float]]) -> Cut:
    """The mean share of those who were judged, apart from the assessment, to be at the border: [(group, share)]."""
    at = [share for group, share in trainees if group == "border"]
    return Cut("Borderline group", mean(at), stdev(at) / math.sqrt(len(at)), len(at))


# Files --------------------------------------------------------------------------------------------------------------

def template(slug: str, judges: int) -> str:
    """A table for judges to fill in, as CSV: a row for each question of a set, and a column for each judge."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["item", *(f"judge_{n}" for n in range(1, judges + 1))])
    rows.writerows([item.id, *[""] * judges] for item in questions.load(slug).questions.items)
    return out.getvalue()


def cut(path: Path) -> Cut:
    """The cut from a table of ratings (item, judge, judge, ...) or of trainees (group, share); raises Mistakes with all that is amiss."""
    rows = list(csv.DictReader(io.StringIO(read_text(path).lstrip("\ufeff"))))
    heads = list(rows[0]) if rows else []
    if heads[:1] == ["item"]:
        return angoff(_ratings(rows, heads[1:], shown(path)))
    if {"group", "share"} <= set(heads):
        return borderline(_trainees(rows, shown(path)))
    raise Mistakes([f"{shown(path)}: this is no table of ratings. Its first line is item, judge_1, judge_2 and so on, or holds group and share."])


def _ratings(rows: list[dict], judges: list[str], at: str) -> dict[str, dict[str, float]]:
    wrong = [] if len(judges) >= FEWEST else [f"{at}: there are ratings of {len(judges)} judge. Ask at least {FEWEST}, better {ENOUGH}."]
    found = {judge: {row["item"]: _share(row[judge], f"{at}, {judge}, item {row['item']}", wrong) for row in rows} for judge in judges}
    names = [row["item"] for row in rows]
    wrong += [f"{at}: the item {n} is there twice. Keep one of them." for n in sorted({n for n in names if names.count(n) > 1})]
    raise_if(wrong)
    return found


def _trainees(rows: list[dict], at: str) -> list[tuple[str, float]]:
    wrong = [f"{at}, line {n}: the group {row['group']!r} is not there. Write {', '.join(GROUPS)}." for n, row in enumerate(rows, 2) if row["group"] not in GROUPS]
    found = [(row["group"], _share(row["share"], f"{at}, line {n}", wrong)) for n, row in enumerate(rows, 2)]
    at_border = sum(group == "border" for group, _ in found)
    if at_border < FEWEST:
        wrong.append(f"{at}: the group border has {at_border}. Two are the fewest, and {ENOUGH} or more are better.")
    raise_if(wrong)
    return found


def _share(text: str | None, where: str, wrong: list[str]) -> float:
    try:
        number = float((text or "").replace(",", "."))
    except ValueError:
        number = math.nan
    if not 0 <= number <= 1:
        wrong.append(f"{where}: {text!r} is not a share. Write a number from 0 to 1, such as 0.6 for sixty in a hundred.")
    return number


def told(found: Cut) -> list[str]:
    """A cut in words, and what to write into the rules of the key."""
    low, high = found.between
    people = "judges" if found.method == "Angoff" else "trainees at the border"
    lines = [f"{found.method}, {found.people} {people}: the cut is {found.share:.3f} of all points, with a standard error of {found.error:.3f}.",
             f"Other such {people} would probably put it between {low:.2f} and {high:.2f}."]
    if found.people < ENOUGH:
        lines.append(f"That is few: with fewer than {ENOUGH} the standard error is itself a guess.")
    if found.talk:
        lines.append(f"The judges read these questions differently: {', '.join(found.talk)}. Talk about them, and let each rate them again alone.")
    return [*lines, f"In rules.yaml of your keys: method: {found.method}, cut: {found.share:.2f}, and who set it and when."]


def worked(name: str) -> Passage:
    """An example with invented numbers as a page shows it: the table, and what is worked out from it."""
    path = EXAMPLES / f"{name}-example.csv"
    heads, *rows = csv.reader(io.StringIO(read_text(path)))
    words = [head.replace("_", " ") for head in heads]
    made = table("Invented numbers, to show the arithmetic", words, [[escape(cell.replace("_", " ")) for cell in row] for row in rows])
    return Passage(f"worked_pass_mark({name!r})", made + "".join(f"<p>{escape(line)}</p>" for line in told(cut(path))))
