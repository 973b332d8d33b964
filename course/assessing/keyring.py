"""The keys that a trainer holds, as marking needs them: each form with its version, its questions and what each answer earns."""
from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from .. import questions
from ..files import Mistakes, nearest, read_text, shown
from . import rulebook, taking
from .rulebook import Rule

DIRECTIONS = ("missed_protection", "needless_criminalisation")
PHASES = ("before", "after")
ROOM = "room.json"  # beside the answers of a room: what each answer was worth when it was voted on


@dataclass(frozen=True)
class Question:
    """One question with its key: what scoring takes, what its options say, and in which direction each of them errs."""
    id: str
    kind: str
    objective: str
    key: dict
    asks: str = ""
    says: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    errs: dict[str, str] = field(default_factory=dict)
    records: tuple[str, ...] = ()
    known: dict = field(default_factory=dict, compare=False, repr=False)  # what marking has worked out before, by the answer's spelling

    def directions(self, answer) -> set[str]:
        """The directions in which an answer errs: those of the options that were chosen, or of the cases put into a wrong group."""
        if self.kind == "sort":
            chosen = [name for name, group in answer.items() if self.key["group"].get(name) != group]
        else:
            chosen = {"single": [answer], "several": answer}.get(self.kind, [])
        return {self.errs[name] for name in chosen if name in self.errs}


@dataclass(frozen=True)
class Form:
    """One set with its keys: the version that responses must have been given, and the pass rule if it has one."""
    set: str
    title: str
    version: str
    form: str | None
    nation: str
    on: str
    questions: dict[str, Question]
    rule: Rule | None = None

    @property
    def phase(self) -> str:
        return self.form if self.form in PHASES else "none"


def forms(keys: Path, folder: Path = questions.EXERCISES) -> dict[str, Form]:
    """Every form whose key lies in a folder; raises Mistakes with all that is amiss in any of them."""
    if not Path(keys).is_dir():
        raise Mistakes([f"{shown(Path(keys))}: there is no such folder. Name the one with the keys."])
    if (Path(keys) / ROOM).is_file():
        return _of_room(Path(keys) / ROOM)
    known, found, wrong = questions.slugs(folder), {}, []
    rules = rulebook.rules(keys)
    for path in sorted(p for p in Path(keys).glob("*.yaml") if p.name not in rulebook.NOT_KEYS):
        try:
            if path.stem not in known:
                raise Mistakes([f"{shown(path)}: there is no set {path.stem!r}. {nearest(path.stem, known)}"])
            found[path.stem] = _form(questions.load(path.stem, folder, keys), rules.get(path.stem))
        except Mistakes as error:
            wrong += error.sentences
    if not found and not wrong:
        wrong = [f"{shown(Path(keys))}: there is no key in this folder. Keys are files such as form-a.yaml."]
    if wrong:
        raise Mistakes(wrong)
    return found


def _of_room(path: Path) -> dict[str, Form]:
    """What a room voted on, as forms without a pass rule."""
    try:
        parts = json.loads(read_text(path))["parts"]
        return {slug: Form(slug, p["title"], p["version"], None, p["nation"], p["on"],
                           {name: Question(id=name, **{**q, "records": tuple(q["records"])}) for name, q in p["questions"].items()}) for slug, p in parts.items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Mistakes([f"{shown(path)}: this is not what course workshop report wrote. Write the report of the session again."]) from None


def _form(exercise: questions.Exercise, rule: Rule | None) -> Form:
    q = exercise.questions
    held = {item.id: _question(item, exercise) for item in q.items}
    return Form(q.id, q.title, taking.version_of(taking.form(q)), q.form, q.nation, q.on, held, rule)


def _question(item, exercise) -> Question:
    errs = {o.id: o.error_direction for o in item.options if o.error_direction}
    asks = [line for line in item.stem.strip().splitlines() if line.strip()][-1]
    return Question(item.id, item.kind, item.objective, exercise.key(item.id), asks, {o.id: o.says for o in item.options},
                    {g.id: g.says for g in item.groups}, errs, tuple(item.records))
