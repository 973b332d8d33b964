"""Flow charts for print: a list of questions as data, proved equal to the rules over every case, or refused."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from . import pages
from .decide import basis_on
from .files import Mistakes, nearest, read_yaml, shown
from .model import RULES, Model, condition
from .proof import rule_sets
from .schema import Day, Nation, Shape, Text, Word, raise_if, shape_list
from .space import Corridors, Space
from .words import NATION

CHARTS = RULES / "charts"


class End(Shape):
    """Where a chart ends: what to do, and the levels that the rules require, do not go above, or start from there."""
    says: Text
    required: dict[Word, Word] = {}
    at_most: dict[Word, Word] = {}
    start: dict[Word, Word] = {}
    at_least_one: bool = False


class Question(Shape):
    """One box of a chart: a condition put as a question, and where yes and no lead."""
    id: Word
    ask: Text
    when: dict[str, Any]
    yes: Word | End
    no: Word | End


class Chart(Shape):
    """A chart for one chair in some nations, from a day on."""
    id: str
    title: Text
    for_: Literal["school", "police"] = Field(alias="for")
    nations: list[Nation] = Field(min_length=1)
    from_: Day = Field(alias="from")
    note: Text | None = None
    records: list[str] = Field(min_length=1)
    questions: list[Question] = Field(min_length=1)


@dataclass(frozen=True)
class Difference:
    """Where a chart and the rules part: one case that shows it."""
    chart: str
    says: str
    nation: str
    on: str
    case: str

    def __str__(self):
        return f"chart {self.chart}, in {NATION[self.nation]} on {self.on}: {self.says} For example, if {self.case}. Correct the chart or the rule."


def files(folder: Path = CHARTS) -> list[Path]:
    """The chart files, in the order of their names."""
    return sorted(Path(folder).glob("*.yaml"))


def load(path: Path, model: Model) -> Chart:
    """A chart whose names and paths are sound; raises Mistakes with everything that is not."""
    data, where = read_yaml(path), shown(path)
    if not isinstance(data, dict):
        raise Mistakes([f"{where}: a chart is one block of keys. Start it with id: {path.stem}."])
    found, wrong = shape_list(Chart, [data], where, "chart")
    raise_if(wrong)
    raise_if([f"{where}: {p}" for p in _mistakes(found[0], path.stem, model)])
    return found[0]


def _mistakes(chart: Chart, stem: str, model: Model) -> Iterator[str]:
    from .model import _condition_mistakes
    if chart.id != stem:
        yield f"its id is {chart.id!r}. Write {stem!r}, the name of the file."
    ids = [q.id for q in chart.questions]
    for name in chart.records:
        if name not in model.records:
            yield f"there is no record {name}. {nearest(name, model.records)}"
    for number, q in enumerate(chart.questions):
        if ids.index(q.id) != number:
            yield f"question {q.id}: this id is used twice. Give one of them another id."
        yield from (f"question {q.id}: {p}" for p in _condition_mistakes(q.when, model.facts, []))
        for answer in (q.yes, q.no):
            if isinstance(answer, str) and answer not in ids[number + 1:]:
                yield f"question {q.id} leads to {answer!r}, which is no question below it. {nearest(answer, ids[number + 1:])}"
            elif isinstance(answer, End):
                yield from (f"question {q.id}: {p}" for p in _end_mistakes(answer, model))
    reached = {ids[0], *(a for q in chart.questions for a in (q.yes, q.no) if isinstance(a, str))}
    yield from (f"question {i}: nothing leads there. Take it out, or lead there." for i in ids if i not in reached)
    for text in (chart.title, chart.note or "", *(q.ask for q in chart.questions), *(e.says for _, e in ends(chart))):
        yield from pages.word_problems(text)


def _end_mistakes(end: End, model: Model) -> Iterator[str]:
    for effect in (end.required, end.at_most, end.start):
        for ladder, level in effect.items():
            if ladder not in model.ladders or not model.ladders[ladder].levels:
                yield f"there is no ladder {ladder!r}. {nearest(ladder, [k for k, v in model.ladders.items() if v.levels])}"
            elif level not in model.ladders[ladder].levels:
                yield f"{ladder} has no level {level!r}. {nearest(level, model.ladders[ladder].levels)}"


def ends(chart: Chart) -> Iterator[tuple[str, End]]:
    """Every end of a chart with the question and the answer that lead there."""
    for q in chart.questions:
        yield from ((f"{q.id}, {word}", a) for word, a in (("yes", q.yes), ("no", q.no)) if isinstance(a, End))


# Proved -------------------------------------------------------------------------------------------------------------

def problems(model: Model, folder: Path = CHARTS) -> Iterator[str]:
    """A sentence for each chart that cannot be read, or that differs from the rules in some case."""
    for path in files(folder):
        try:
            chart = load(path, model)
        except Mistakes as error:
            yield from error.sentences
        else:
            found = next(differences(chart, model), None)
            yield from [f"{shown(path)}: {found}"] if found else []


def differences(chart: Chart, model: Model) -> Iterator[Difference]:
    """Where a chart says something else than the rules, for every set of rules in force since its day; nothing if it is equal."""
    law = model.compiled
    space = Space(law["facts"])
    routes, sets = list(_routes(chart, space, model)), Corridors(law, space)
    for nation in chart.nations:
        for rules, on in _rule_sets(law, nation, chart.from_):
            for where, end, cases in routes:
                for says, holds in _statements(chart, end, sets, frozenset(rules), law):
                    wrong = cases & space.possible & ~holds
                    if wrong != space.bdd.false:
                        yield Difference(chart.id, f"at its end ({where}) it says that {says}, and the rules do not.", nation, on, _case(space, wrong))


def _rule_sets(law, nation, start):
    """The sets of rules in force in a nation since a day, when nothing happened before that day either."""
    yield tuple(i for i, r in enumerate(law["rules"]) if basis_on(r, nation, start, start)), start
    yield from ((rules, on) for n, on, conduct, rules in rule_sets(law) if n == nation and conduct > start)


def _routes(chart: Chart, space: Space, model: Model):
    """(where, end, the cases that reach it) for every end."""
    reach = {q.id: space.bdd.false for q in chart.questions} | {chart.questions[0].id: space.bdd.true}
    for q in chart.questions:
        holds = space.of(condition(q.when, model.facts))
        for word, answer, cases in (("yes", q.yes, reach[q.id] & holds), ("no", q.no, reach[q.id] & ~holds)):
            if isinstance(answer, str):
                reach[answer] |= cases
            else:
                yield f"{q.id}, {word}", answer, cases


def _statements(chart: Chart, end: End, sets: Corridors, rules: frozenset, law: dict):
    """(what an end says, the cases in which the rules say so). What it leaves out of required is not required; the rest it may leave open."""
    every = [e for _, e in ends(chart)]
    for name in dict.fromkeys(ladder for e in every for ladder in e.required):
        floor, names = sets.ladder(sets.ladder_key(name, rules))["floor"], next(l["levels"] for l in law["ladders"] if l["id"] == name)
        at = names.index(end.required[name]) if name in end.required else -1
        above = floor[at + 1] if at + 1 < len(floor) else sets.space.bdd.false
        yield (f"{name} requires {names[at]}" if at >= 0 else f"{name} requires nothing"), (floor[at] if at >= 0 else sets.space.bdd.true) & ~above
    for key, part, word in (("start", "start", "starts at"), ("at_most", "ceiling", "goes no higher than")):
        for name, level in getattr(end, key).items():
            names = next(l["levels"] for l in law["ladders"] if l["id"] == name)
            yield f"{name} {word} {level}", sets.ladder(sets.ladder_key(name, rules))[part][names.index(level)]
    if any(e.at_least_one for e in every):
        one = sets.where(rules, lambda r: bool(r["must_any"]))
        yield (("at least one agency is told", one) if end.at_least_one else ("nobody has to be told", ~one))


def _case(space: Space, diagram) -> str:
    case = space.example(diagram)
    return "; ".join(f["says"][f["values"].index(case[f["id"]])] for f in space.facts if f["id"] in case) or "anything is so"
