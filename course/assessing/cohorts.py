"""The results that a report is about: read from their folder, with the few left out whom a comparison would give away."""
from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path

from ..files import Mistakes, read_text, shown
from . import disclosure, tables

ROLES = {"teacher": "teachers", "officer": "officers"}
ORDER = ("a", "b", "after", None, "before")


@dataclass(frozen=True)
class Form:
    """The attempts at one form and their answers, as tables, with what is known of its questions."""
    id: str
    facts: dict
    attempts: object
    answers: object

    @property
    def people(self) -> int:
        return len(self.attempts)

    def by_role(self, least: int) -> dict:
        """The attempts of each role, where both are large enough to be shown; else nothing."""
        counts = self.attempts["role"].value_counts().to_dict()
        return {role: self.attempts[self.attempts["role"] == role] for role in ROLES if role in counts} if disclosure.may_split(counts, least) else {}

    @functools.cached_property
    def grid(self):
        """Credits with a row for each attempt and a column for each question: only questions that are marked, only whole rows."""
        return self.answers.pivot(index="attempt", columns="item", values="credit").reindex(columns=list(self.facts["questions"])).dropna(axis=1, how="all").dropna()


@dataclass(frozen=True)
class Results:
    """All forms of a folder of results, largest groups only; those too small by name; pairs of before and after; and the marks of markers."""
    forms: dict[str, Form]
    too_small: list[str]
    pairs: object
    marks: object
    left_out: int


def read(folder: Path, least: int) -> Results:
    """The results in a folder; raises Mistakes if course mark did not write it."""
    folder = Path(folder)
    attempts, answers = tables.frame(folder / "attempts.parquet"), tables.frame(folder / "answers.parquet")
    try:
        facts = json.loads(read_text(folder / "forms.json"))["forms"]
        marks = _marks(folder / "marks.csv")
    except (ValueError, KeyError):
        raise Mistakes([f"{shown(folder / 'forms.json')}: this is not what course mark wrote. Mark again."]) from None
    if attempts.empty:
        raise Mistakes([f"{shown(folder)}: nothing was marked, so there is nothing to report. Look at {shown(folder / 'refused.csv')}."])
    few = _few(attempts, least)
    attempts, answers = attempts[~attempts["attempt"].isin(few)], answers[~answers["attempt"].isin(few)]
    names = sorted(attempts["set"].unique(), key=lambda s: (ORDER.index(facts[s]["form"]), s))
    forms = {s: Form(s, facts[s], attempts[attempts["set"] == s], answers[answers["set"] == s]) for s in names}
    large = {s: f for s, f in forms.items() if f.people >= least}
    return Results(large, [forms[s].facts["title"] for s in forms if s not in large], pairs(attempts), marks, len(few))


def pairs(attempts):
    """One row for each person who took both forms, before and after, with the columns of each."""
    whole = attempts[attempts["pair"].notna() & attempts["share"].notna()]
    sides = [whole[whole["phase"] == phase].drop_duplicates("pair", keep=False).set_index("pair").add_suffix(f"_{phase}") for phase in ("before", "after")]
    joined = sides[0].join(sides[1], how="inner")
    return joined[joined["role_before"] == joined["role_after"]]


def _few(attempts, least: int) -> set[str]:
    """The attempts without a partner that are left out: they are so few that what they did could be worked out from all and those in pairs."""
    joined, gone = pairs(attempts), set()
    for phase in ("before", "after"):
        own = attempts[attempts["phase"] == phase]
        people = dict(zip(own["attempt"], own["role"]))
        partners = dict(zip(joined[f"attempt_{phase}"], joined[f"role_{phase}"]))
        gone |= disclosure.without_few(people, partners, least) if partners else set()
    return gone


def _marks(path: Path):
    import pandas as pd
    if not path.is_file():
        return pd.DataFrame(columns=["text", "set", "item", "row", "marker", "points"])
    return pd.read_csv(path, dtype={"marker": str, "text": str})
