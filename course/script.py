"""The script of a scenario: what may be written in its file, and the plain data that story.py and story.js play."""
from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from . import model as rules
from .files import Mistakes, read_yaml, shown
from .schema import Day, Nation, Shape, Text, Word, sentence

NOT_LADDERS = ("duty", "never", "record", "story")
DOES = "a ladder level such as {police: report} or {enquiry: checks, child: B}, {duty: ID}, {never: ID}, {record: ID} or {story: why}"


def _as_text(item):
    return {"says": item} if isinstance(item, str) else item


def _as_facts(item):
    return {"facts": [item]} if isinstance(item, str) else item


def _as_list(item):
    return [item] if isinstance(item, str) else item


Flags = Annotated[list[Word], BeforeValidator(_as_list)]
FactName = Annotated[str, Field(pattern=r"^(incident|[A-Z])\.[a-z_]+$")]
Minutes = Annotated[int, Field(ge=0, le=600)]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]


class Sometimes(Shape):
    """Something that is only there if all of some flags are set, and none of some others."""
    if_: Flags = Field([], alias="if")
    unless: Flags = []


class Paragraph(Sometimes):
    """One paragraph of the story."""
    says: Text


class Learnt(Sometimes):
    """Facts that become known; with value, not as they are but as they look at that point."""
    facts: list[FactName] = Field(min_length=1)
    value: Word | None = None


class Act(Shape):
    """One thing that the reader can do, and what it carries out."""
    id: Word
    says: Text
    does: dict[str, str]
    then: Word
    minutes: Minutes = 0
    learn: list[Annotated[Learnt, BeforeValidator(_as_facts)]] = []
    flag: Word | None = None

    @model_validator(mode="after")
    def _does_one_thing(self):
        kinds = [k for k in self.does if k != "child"]
        if len(kinds) != 1 or ("child" in self.does and kinds[0] in NOT_LADDERS):
            raise ValueError(f"does is exactly one of {DOES}. It has {', '.join(self.does) or 'nothing'}")
        return self


class Step(Shape):
    """A piece of the story that ends in a choice, in the hand-over, or in the end of the chair."""
    id: Word
    title: Text
    minutes: Minutes
    text: list[Annotated[Paragraph, BeforeValidator(_as_text)]] = Field(min_length=1)
    learn: list[Annotated[Learnt, BeforeValidator(_as_facts)]] = []
    ask: Text | None = None
    acts: list[Act] = Field([], max_length=6)
    handover: bool = False
    then: Word | None = None
    only_if: Word | None = None
    otherwise: Word | None = None

    @model_validator(mode="after")
    def _is_one_kind(self):
        if self.handover and (self.acts or not self.then):
            raise ValueError("a hand-over step has then and no acts. Correct one of them")
        if not self.handover and self.then:
            raise ValueError("then belongs to an act, or to a hand-over step. Move it")
        if bool(self.ask) != bool(self.acts or self.handover):
            raise ValueError("a step that asks has acts or is the hand-over, and the other way round. Add what is missing")
        if bool(self.only_if) != bool(self.otherwise):
            raise ValueError("only_if and otherwise go together. Add the one that is missing")
        return self


class Chair(Shape):
    """One profession's side of the story."""
    who: Text
    minutes: Minutes
    start: Word
    steps: list[Step] = Field(min_length=2)


class Entry(Sometimes):
    """Something that can be passed on to the other chair, in the words in which it is passed."""
    id: Word
    says: Text
    facts: dict[FactName, Word | None] = {}
    asks: Text | None = None
    needed: Text | None = None
    does: dict[str, str] | None = None


class Handover(Shape):
    school: list[Entry] = Field(min_length=2)
    police: list[Entry] = Field(min_length=1)


class Followed(Shape):
    """What a flag means: the condition in words, and what the ending says about it."""
    when: Text
    later: Text


class Child(Shape):
    id: Annotated[str, Field(pattern=r"^[A-Z]$")]
    name: Text


class Cited(Shape):
    says: Text
    record: str


class Chairs(Shape):
    school: Chair
    police: Chair


class Scenario(Shape):
    """An invented incident, told twice."""
    id: Slug
    title: Text
    summary: Text
    nation: Nation
    on: Day
    children: list[Child] = Field(min_length=1, max_length=5)
    truth: dict[str, dict[Word, Word]]
    ask_back_minutes: Minutes
    handover: Handover
    default_handover: list[Word]
    default_flags: list[Word] = []
    consequences: dict[Word, Followed]
    chairs: Chairs
    afterwards: list[Annotated[Paragraph, BeforeValidator(_as_text)]] = Field(min_length=1)
    could_be_mistaken: list[FactName] = []
    base_rate: list[Cited] = Field(min_length=1)
    support: list[Cited] = Field(min_length=1)
    questions: list[Text] = Field(min_length=1)


# Reading ------------------------------------------------------------------------------------------------------------

def read(path: Path) -> Scenario:
    """A scenario as it is written; raises Mistakes for what does not have its shape."""
    data = read_yaml(path)
    if not isinstance(data, dict):
        raise Mistakes([f"{shown(path)}: this file is one scenario, with id:, title: and so on at its start. Take another scenario as a pattern."])
    try:
        return Scenario.model_validate(data)
    except ValidationError as error:
        raise Mistakes([f"{shown(path)}{_place(data, e['loc'])}: {_sentence(e)}" for e in error.errors()]) from None


def _place(data, loc) -> str:
    """Where in the file, with the ids of steps, acts and entries in place of their numbers."""
    words = []
    for part in loc:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            data = None
        if isinstance(part, int):
            name = data.get("id") if isinstance(data, dict) else None
            words[-1:] = [f"{words[-1].rstrip('s')} {name or 'number ' + str(part + 1)}"]
        elif part != "[key]":
            words.append(str(part))
    return ", " + ", ".join(words) if words else ""


def _sentence(error) -> str:
    if error["type"].startswith("int_"):
        return f"{error['input']!r} is not a whole number. Write it in digits, without quotes."
    if error["type"] in ("model_type", "dict_type", "list_type", "bool_type"):
        return f"{error['input']!r} does not belong here. Write {'true or false' if error['type'] == 'bool_type' else 'what other scenarios have in this place'}."
    return sentence({**error, "loc": error["loc"][-1:]}, _shape_at(error["loc"]))


def _shape_at(loc):
    """The shape in which the last key of a place was looked for, for naming the keys that it has."""
    lists = {"steps": Step, "acts": Act, "text": Paragraph, "afterwards": Paragraph, "learn": Learnt, "children": Child,
             "base_rate": Cited, "support": Cited, "consequences": Followed, "handover": Entry, "chairs": Chair}
    return next((lists[part] for part in reversed(loc[:-1]) if part in lists), Scenario)


def compiled(scenario: Scenario) -> dict:
    """The scenario as plain data, the one form that story.py and story.js play, with the records that it names."""
    model = rules.current()
    truth = {f"{owner}.{fact}": value for owner, facts in scenario.truth.items() for fact, value in facts.items()}

    chairs = {name: {"who": c.who, "minutes": c.minutes, "start": c.start, "order": [x.id for x in c.steps], "steps": {x.id: _plain_step(x, truth) for x in c.steps}}
              for name, c in (("school", scenario.chairs.school), ("police", scenario.chairs.police))}
    named = [c.record for c in (*scenario.base_rate, *scenario.support)] + [d["record"] for d in _every_does(chairs, scenario) if "record" in d]
    return {
        "id": scenario.id, "title": scenario.title, "summary": scenario.summary, "nation": scenario.nation, "on": scenario.on,
        "children": [c.model_dump() for c in scenario.children], "truth": truth, "ask_back_minutes": scenario.ask_back_minutes,
        "handover": {"school": [_plain_entry(e, truth) for e in scenario.handover.school], "police": [_plain_entry(e, truth) for e in scenario.handover.police]},
        "default_handover": list(scenario.default_handover), "default_flags": list(scenario.default_flags),
        "consequences": {k: c.model_dump() for k, c in scenario.consequences.items()}, "crossing": _crossing(scenario, chairs), "chairs": chairs,
        "afterwards": _plain_text(scenario.afterwards), "could_be_mistaken": list(scenario.could_be_mistaken),
        "base_rate": [c.model_dump() for c in scenario.base_rate], "support": [c.model_dump() for c in scenario.support],
        "questions": list(scenario.questions),
        "records": {r: rules.record_for_page(model.records[r]) for r in sorted(set(named)) if r in model.records},
    }


def _when(item) -> dict:
    return {"if": list(item.if_), "unless": list(item.unless)}


def _plain_text(paragraphs) -> list[dict]:
    return [{"says": p.says, **_when(p)} for p in paragraphs]


def _plain_learn(items, truth) -> list[dict]:
    return [{"facts": {f: i.value or truth.get(f, "") for f in i.facts}, **_when(i)} for i in items]


def _plain_step(x, truth) -> dict:
    acts = [{"id": a.id, "says": a.says, "does": dict(a.does), "then": a.then, "minutes": a.minutes, "learn": _plain_learn(a.learn, truth),
             "flag": a.flag or ""} for a in x.acts]
    return {"id": x.id, "title": x.title, "minutes": x.minutes, "text": _plain_text(x.text), "learn": _plain_learn(x.learn, truth), "ask": x.ask or "",
            "acts": acts, "handover": x.handover, "then": x.then or "", "only_if": x.only_if or "", "otherwise": x.otherwise or ""}


def _plain_entry(e, truth) -> dict:
    return {"id": e.id, "says": e.says, "facts": {f: v or truth.get(f, "") for f, v in e.facts.items()}, "asks": e.asks or "",
            "needed": e.needed or "", "does": dict(e.does or {}), **_when(e)}


def _every_does(chairs, scenario):
    for chair in chairs.values():
        for x in chair["steps"].values():
            yield from (a["does"] for a in x["acts"])
    yield from (e.does for e in (*scenario.handover.school, *scenario.handover.police) if e.does)


def _crossing(scenario, chairs) -> list[str]:
    """The flags that the school's chair sets and the officer's chair, or what comes after it, depends on."""
    made = {a["flag"] for x in chairs["school"]["steps"].values() for a in x["acts"]}
    used = {f for item in conditions(chairs["police"]) for f in item} | {f for p in scenario.afterwards for f in (*p.if_, *p.unless)}
    used |= {f for e in scenario.handover.police for f in (*e.if_, *e.unless)}
    return [name for name in scenario.consequences if name in made & used]


def conditions(chair):
    """The flags of every condition in a chair, one list each."""
    for x in chair["steps"].values():
        yield [x["only_if"]]
        for item in [*x["text"], *x["learn"], *(i for a in x["acts"] for i in a["learn"])]:
            yield [*item["if"], *item["unless"]]
