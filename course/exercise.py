"""Questions with a reason for every answer: read, compared with the decision model, and made into a widget.

A set is two files of one name: exercises/items (what a reader may see) and exercises/keys (which option earns what). The key
of a formative set goes into the page with it, since its feedback is the point. A summative set is refused here.
"""
from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationError, model_validator

from . import model as rules
from .decide import decide, read_case
from .files import ROOT, Mistakes, nearest, read_yaml, shown
from .schema import ROLES, Day, Nation, Shape, Text, Word, raise_if, sentence
from .widgets import Widget
from .words import GRADE, NATION

EXERCISES = ROOT / "exercises"
# Moodle takes these credits and no others; every other target can express them.
CREDITS = (1, .9, .8333, .8, .75, .7, .6667, .6, .5, .4, .3333, .3, .25, .2, .1667, .1429, .125, .1111, .1, .05, 0)
DIRECTION = {"missed_protection": "Misses protection", "needless_criminalisation": "Criminalises needlessly"}
NOT_LADDERS = ("duty", "never", "record", "story")
DOES = "a ladder level such as {police: report}, {duty: ID}, {never: ID}, {record: ID} or {story: why}"


def _credit(number: float) -> float:
    if number not in CREDITS:
        close = sorted(sorted(CREDITS, key=lambda c: abs(c - number))[:2])
        raise ValueError(f"{number} is not a credit that every target can express. Write {close[0]} or {close[1]}")
    return number


Credit = Annotated[float, AfterValidator(_credit)]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]


class Case(Shape):
    """The facts of a question in the model's own names, and whose chair it is answered from."""
    role: Literal["school", "police"]
    incident: dict[Word, Any] = {}
    children: list[dict[str, Any]] = Field(min_length=1)
    conduct: Day | None = None


class Option(Shape):
    """One answer, what it carries out, and its own reason and sources."""
    id: Word
    says: Text
    does: dict[str, str]
    feedback: Text
    records: list[str] = Field(min_length=1)
    error_direction: Literal["missed_protection", "needless_criminalisation"] | None = None

    @model_validator(mode="after")
    def _does_one_thing(self):
        other = [k for k in self.does if k in NOT_LADDERS]
        if len(other) + bool(self.levels) != 1 or (other and len(self.does) > 1):
            raise ValueError(f"does is exactly one of {DOES}. It has {', '.join(self.does) or 'nothing'}")
        return self

    @property
    def levels(self) -> dict[str, str]:
        return {k: v for k, v in self.does.items() if k not in (*NOT_LADDERS, "child")}


class Item(Shape):
    """One question. The last line of its stem is what is asked; the lines before it are what happened."""
    id: Word
    kind: Literal["single", "several", "order", "sort", "written", "path"]
    objective: Text
    stem: Text
    case: Case | None = None
    options: list[Option] = Field(min_length=2, max_length=8)
    records: list[str] = Field(min_length=1)

    @model_validator(mode="after")
    def _can_be_played(self):
        if self.kind != "single":
            raise ValueError(f"the kind {self.kind} is not built yet. Write kind: single")
        if not self.stem.strip().endswith("?"):
            raise ValueError("the last line of the stem is the question, and ends with a question mark. Add one")
        return self


class QuestionSet(Shape):
    """Questions for one nation on one day."""
    id: Slug
    title: Text
    use: Literal["formative", "summative"]
    nation: Nation
    on: Day
    items: list[Item] = Field(min_length=1)


class Key(Shape):
    """What each option of one item earns, from 0 to 1."""
    item: Word
    credit: dict[Word, Credit]


class KeyFile(Shape):
    """The key of one set, and how far it has been checked."""
    set: Slug
    status: Text
    keys: list[Key]


SHAPES = {"items": Item, "options": Option, "case": Case, "keys": Key}


@dataclass(frozen=True)
class Exercise:
    """A set and its key: credit[item][option]. A summative set has no key here."""
    questions: QuestionSet
    credit: dict[str, dict[str, float]]
    status: str
    items_at: str
    keys_at: str


def slugs(folder: Path = EXERCISES) -> list[str]:
    """The id of every set, in order."""
    return sorted(p.stem for p in (Path(folder) / "items").glob("*.yaml"))


def load(slug: str, folder: Path = EXERCISES) -> Exercise:
    """A set and its key by the file's stem; raises Mistakes for everything that does not have its shape."""
    if slug not in slugs(folder):
        raise Mistakes([f"There is no set of questions {slug!r}. {nearest(slug, slugs(folder))}"])
    items_at, keys_at = (Path(folder) / part / f"{slug}.yaml" for part in ("items", "keys"))
    questions = _shaped(QuestionSet, items_at)
    if questions.use == "summative":
        return Exercise(questions, {}, "", shown(items_at), shown(keys_at))
    key = _shaped(KeyFile, keys_at)
    raise_if(list(_name_mistakes(questions, key, slug, shown(items_at), shown(keys_at))))
    return Exercise(questions, {k.item: k.credit for k in key.keys}, key.status, shown(items_at), shown(keys_at))


def _shaped(shape, path: Path):
    data = read_yaml(path)
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        raise Mistakes([_where(shown(path), data, e) for e in error.errors()]) from None


def _where(file: str, data, error) -> str:
    """One pydantic error, placed by the ids of the item and option it is in."""
    place, inner, keys = [file], None, []
    for part in error["loc"]:
        data = data[part] if isinstance(data, list) or (isinstance(data, dict) and part in data) else None
        if isinstance(part, int):
            name = data.get("id", data.get("item")) if isinstance(data, dict) else None
            place.append(f"{keys.pop().rstrip('s')} {name or f'number {part + 1}'}")
        elif part != "[key]":
            inner = SHAPES.get(part, inner) if part != error["loc"][-1] else inner
            keys.append(part)
    where = ", ".join(place) + (f", key {'.'.join(keys)}" if keys else "")
    if error["type"] in ("model_type", "dict_type", "model_attributes_type"):
        return f"{where}: names and values are expected here, such as id: {'criteria' if not keys else 'name'}."
    if error["type"] == "list_type":
        return f"{where}: a list is expected here. Start each entry with a dash."
    if error["type"] == "float_type":
        return f"{where}: {error['input']!r} is not a number. Write 1, 0 or a credit between them."
    return f"{where}: {sentence({**error, 'loc': tuple(error['loc'])[-1:]}, inner or (QuestionSet if 'items' in file.split('/') else KeyFile))}"


def _name_mistakes(questions: QuestionSet, key: KeyFile, slug: str, items_at: str, keys_at: str):
    for name, at in ((questions.id, items_at), (key.set, keys_at)):
        if name != slug:
            yield f"{at}: the file is called {slug} and the set inside it {name}. Write {slug}."
    yield from _twice([i.id for i in questions.items], f"{items_at}: the item")
    yield from _twice([k.item for k in key.keys], f"{keys_at}: the item")
    keyed, items = {k.item: k.credit for k in key.keys}, {i.id: i for i in questions.items}
    for name in keyed.keys() - items.keys():
        yield f"{keys_at}: there is no item {name!r} in the set. {nearest(name, items)}"
    for item in questions.items:
        yield from _twice([o.id for o in item.options], f"{items_at}, item {item.id}: the option")
        yield from _key_mistakes(item, keyed.get(item.id), f"{keys_at}, item {item.id}")


def _twice(names: list[str], what: str):
    for name in sorted({n for n in names if names.count(n) > 1}):
        yield f"{what} {name} is there twice. Give one of them another id."


def _key_mistakes(item: Item, credit: dict | None, where: str):
    if credit is None:
        yield f"{where}: this item has no key. Add its credits."
        return
    marked = [o.id for o in item.options if "story" not in o.does]
    for name in [n for n in marked if n not in credit]:
        yield f"{where}: the option {name} has no credit. Write one from 0 to 1."
    for name in [n for n in credit if n not in marked]:
        story = name in [o.id for o in item.options]
        yield f"{where}: " + (f"the option {name} is part of the story and is never marked. Take its credit out." if story
                              else f"there is no option {name!r}. {nearest(name, marked)}")
    if 1 not in credit.values():
        yield f"{where}: no option has the credit 1. Give it to the best answer."


# Against the decision model -----------------------------------------------------------------------------------------

def check(exercise: Exercise, model=None) -> list[str]:
    """A sentence for everything in a set or its key that the records or the decision model contradict."""
    model = model or rules.current()
    found = []
    for item in exercise.questions.items:
        at = f"{exercise.items_at}, item {item.id}"
        found += [f"{at}: {p}" for p in _record_mistakes(item.records, exercise.questions, model)]
        try:
            answer = _answer(item, exercise.questions, model)
        except Mistakes as error:
            found += [f"{at}, case: {s}" for s in error.sentences]
            continue
        for option in item.options:
            credit = exercise.credit.get(item.id, {}).get(option.id)
            found += [f"{at}, option {option.id}: {p}" for p in _option_mistakes(option, exercise.questions, answer, model)]
            found += [f"{exercise.keys_at}, item {item.id}, option {option.id}: {p}"
                      for p in _credit_mistakes(option, credit, answer)] if credit is not None else []
    return found


def _answer(item: Item, questions: QuestionSet, model) -> dict | None:
    if item.case is None:
        return None
    facts = {"incident": item.case.incident, "children": item.case.children}
    return decide(model.compiled, read_case(model.compiled, facts), nation=questions.nation, role=item.case.role,
                  on=questions.on, conduct=item.case.conduct)


def _record_mistakes(ids: list[str], questions: QuestionSet, model):
    for name in ids:
        record = model.records.get(name)
        if record is None:
            yield f"there is no record {name!r}. {nearest(name, model.records)}"
        elif record.nations and questions.nation not in record.nations:
            yield f"the record {name} does not cover {NATION[questions.nation]}. Find one that does."
        elif record.to and record.to <= questions.on:
            yield f"the record {name} ended on {record.to}, before the day of this set. Find the one that followed."


def _option_mistakes(option: Option, questions: QuestionSet, answer: dict | None, model):
    records = [*option.records, *([option.does["record"]] if "record" in option.does else [])]
    yield from _record_mistakes(records, questions, model)
    unverified = sorted({n for n in records if n in model.records and model.records[n].grade == "C"})
    if unverified and "not verified" not in option.feedback:
        yield f"it rests on {', '.join(unverified)}, which was not verified. Say \"not verified\" in the feedback."
    for kind, word in (("duty", "duties"), ("never", "never")):
        if kind in option.does:
            yield from _said_mistakes(kind, option.does[kind], [s["id"] for s in answer[word]] if answer else None, questions, model)
    ladders = {name: ladder for name, ladder in model.ladders.items() if ladder.levels}
    for name, level in option.levels.items():
        if name not in ladders:
            yield f"does names {name!r}, which is no ladder. {nearest(name, [*ladders, *NOT_LADDERS])}"
        elif level not in ladders[name].levels:
            yield f"does names the level {level!r} of {name}. {nearest(level, ladders[name].levels)}"
        elif answer and _corridor(name, option, answer) is None:
            yield f"does needs child: with one of {', '.join(c['id'] for c in answer['children'])}, since {name} is decided for each child."


def _said_mistakes(kind: str, name: str, live: list | None, questions: QuestionSet, model):
    of = [getattr(r, "duty" if kind == "duty" else "do_not") for r in model.rules.values() if questions.nation in r.nations]
    known = sorted({s.id for s in of if s})
    if name not in known:
        yield f"there is no {kind} {name!r} in the rules for {NATION[questions.nation]}. {nearest(name, known)}"
    elif live is not None and name not in live:
        yield f"the model gives no {kind} {name!r} for these facts. {nearest(name, sorted(set(live)))}"


def _corridor(name: str, option: Option, answer: dict) -> dict | None:
    children = {c["id"]: c["ladders"] for c in answer["children"]}
    if "child" in option.does:
        return children.get(option.does["child"], {}).get(name) or answer["incident"]["ladders"].get(name)
    if name in answer["incident"]["ladders"]:
        return answer["incident"]["ladders"][name]
    return next(iter(children.values()))[name] if len(children) == 1 else None


def place(option: Option, answer: dict | None) -> str | None:
    """Where an option lies in the corridor: "inside", "excluded", or "unopened" (neither). None if it names no level or no case."""
    corridors = {name: _corridor(name, option, answer) for name in option.levels} if answer else {}
    if not corridors or None in corridors.values():
        return None
    levels = option.levels
    misses_all = any(all(choice["ladder"] in levels and _below(choice, levels) for choice in duty["any"])
                     for duty in answer["incident"]["must_any"])
    if misses_all or any(levels[name] in c["excluded"] for name, c in corridors.items()):
        return "excluded"
    return "inside" if all(levels[name] in c["options"] for name, c in corridors.items()) else "unopened"


def _below(choice: dict, levels: dict) -> bool:
    order = list(rules.current().ladders[choice["ladder"]].levels)
    return order.index(levels[choice["ladder"]]) < order.index(choice["level"])


def _credit_mistakes(option: Option, credit: float, answer: dict | None):
    where = place(option, answer)
    if where == "inside" and credit == 0:
        yield "the model says that it is inside the corridor, and the key gives it nothing. Give it credit, or look at the case again."
    if where == "excluded" and credit > 0:
        yield f"the model excludes it, and the key gives it {credit:g}. Write 0, or look at the case again."
    if where == "unopened" and credit == 1:
        yield "the model does not open it for these facts, and the key gives it full credit. Write less than 1, or look at the case again."
    if "never" in option.does and credit > 0:
        yield f"it does what nobody should ever do, and the key gives it {credit:g}. Write 0."
    if "duty" in option.does and credit == 0:
        yield "it carries out a duty, and the key gives it nothing. Give it credit, or let it do something else."
    if option.error_direction and (credit == 1 or where == "inside"):
        yield f"it is no error, and has the error_direction {option.error_direction}. Take that out."


# For the reader -----------------------------------------------------------------------------------------------------

def verdict(option: Option, credit: float | None, where: str | None) -> tuple[str, str]:
    """What a reader is told about an option, and its tone: in, part, missed, needless, out or story."""
    if credit is None:
        return "Part of the story, not marked", "story"
    if option.error_direction:
        return DIRECTION[option.error_direction], option.error_direction.split("_")[0]
    if "never" in option.does:
        return "On the list of things never to do", "out"
    if where == "inside":
        return ("Inside the corridor", "in") if credit == 1 else ("Inside the corridor, and another answer fits these facts better", "part")
    if where:
        return ("Outside the corridor" if where == "excluded" else "Not opened by these facts"), "out"
    named = {1: ("In line with the sources", "in"), 0: ("Not in line with the sources", "out")}
    return named.get(credit, ("Partly in line with the sources", "part"))


def assess(slug: str, answers: str | None = None) -> Widget:
    """A formative set as a widget whose data holds its key; raises Mistakes if anything about the set or its key is amiss.

    answers is the address of the answers page as seen from the page with the widget; from exercises/ it need not be given.
    """
    exercise = _formative(slug)
    return Widget("assess", slug, _data(exercise), _twin(exercise, answers or f"answers/{slug}.html"))


def _formative(slug: str) -> Exercise:
    exercise = load(slug)
    if exercise.questions.use != "formative":
        raise Mistakes([f"{exercise.items_at}: this set is summative, and a page would show its key. "
                        "Use a formative set here, or give the summative one to trainers only."])
    raise_if(check(exercise))
    return exercise


def _data(exercise: Exercise) -> dict:
    model, q = rules.current(), exercise.questions
    items = [_item(item, exercise) for item in q.items]
    cited = sorted({r for item in items for o in item["options"] for r in o["records"]})
    extra = {r: rules.record_for_page(model.records[r]) for r in cited if r not in model.compiled["records"]}
    return {"title": q.title, "nation": q.nation, "on": q.on, "status": exercise.status, "items": items, "records": extra}


def _item(item: Item, exercise: Exercise) -> dict:
    """One question as the page needs it: texts, verdicts and the facts of its case."""
    answer, credit = _answer(item, exercise.questions, rules.current()), exercise.credit[item.id]
    *story, asks = [line for line in item.stem.strip().splitlines() if line.strip()]
    options = []
    for o in item.options:
        says, tone = verdict(o, credit.get(o.id), place(o, answer))
        options.append({"id": o.id, "says": o.says, "feedback": o.feedback, "records": list(o.records), "verdict": says, "tone": tone,
                        "credit": credit.get(o.id), "direction": o.error_direction or ""})
    return {"id": item.id, "kind": item.kind, "objective": item.objective, "story": " ".join(story), "asks": asks, "options": options,
            "case": item.case.model_dump(exclude_none=True) if item.case else None}


def _twin(exercise: Exercise, answers: str) -> str:
    """The questions and options without their feedback, for paper and for a browser without JavaScript."""
    asked = "".join(f"<li>{_asked(item)}<ol type=\"A\">" + "".join(f"<li>{escape(o['says'])}</li>" for o in item["options"]) + "</ol></li>"
                    for item in _data(exercise)["items"])
    return (f'<ol class="course-questions">{asked}</ol><p>Choose your answers first, and say how sure you are. '
            f'Then read <a href="{escape(answers)}">the answers, with a reason and a source for each option</a>.</p>')


def _asked(item: dict) -> str:
    story = f"<p>{escape(item['story'])}</p>" if item["story"] else ""
    return f"{story}<p><strong>{escape(item['asks'])}</strong></p>"


def answers_html(slug: str) -> str:
    """Every question of a formative set with what is said about each option and on whose authority, for a page of its own."""
    exercise = _formative(slug)
    records = {name: rules.record_for_page(r) for name, r in rules.current().records.items()}
    parts = [f"<p>{escape(exercise.status[0].upper() + exercise.status[1:])}. {NATION[exercise.questions.nation]}, {exercise.questions.on}.</p>"]
    for number, item in enumerate(_data(exercise)["items"], 1):
        options = "".join(f"<li><p>{escape(o['says'])}</p><p><strong>{escape(o['verdict'])}.</strong> {escape(o['feedback'])}</p><ul>"
                          + "".join(f"<li>{_source(r, records[r])}</li>" for r in o["records"]) + "</ul></li>" for o in item["options"])
        parts.append(f'<section id="{escape(item["id"])}"><h2>Question {number}</h2>{_asked(item)}<ol type="A">{options}</ol>'
                     f"<p>What this is for: {escape(item['objective'])}</p></section>")
    return f'<div class="course-answers">{"".join(parts)}</div>'


def _source(name: str, record: dict) -> str:
    nations = ", ".join(NATION[n] for n in record["nations"])
    facts = [record["source"], record["at"], f"dated {record['dated']}", nations, f"grade {record['grade']}, {GRADE[record['grade']]}"]
    return f"{name}: {escape('; '.join(f for f in facts if f))}"
