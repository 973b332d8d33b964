"""Scenarios: one file each, playable from the school's chair and from the officer's, checked against the decision model.

The author writes the story and names what each act carries out; whether that is inside a corridor comes from the model.
A state is where a reader can be: a step, what is known, and what was done. Paths that meet in one state share what follows,
so walking all states walks every path.
"""
from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from . import model as rules, story
from .decide import decide, read_case
from .files import ROOT, Mistakes, nearest, read_yaml, shown
from .schema import Day, Nation, Shape, Text, Word, raise_if, sentence
from .widgets import Widget

SCENARIOS = ROOT / "book" / "scenarios"
NOT_LADDERS = ("duty", "never", "record", "story")
DOES = "a ladder level such as {police: report} or {enquiry: checks, child: B}, {duty: ID}, {never: ID}, {record: ID} or {story: why}"
IN_LINE, OUT_OF_LINE = ("start", "inside", "duty"), ("excluded", "not_opened", "no_source", "not_duty", "never", "story")
HANDLES = re.compile(r"\b(look at|view|open|scroll|copy|screenshot|photograph|forward|send|e-?mail|save|print|download|watch)\b"
                     r"[^.]*\b(image|picture|photo|screen|chat|phone|message)s?\b", re.I)
NOT_HANDLING = re.compile(r"\b(not|nobody|without|unopened|never)\b", re.I)
NEVER_MISTAKEN = ("age", "pictured")  # "if the child were older" is no way to think about a child


# What may be written ------------------------------------------------------------------------------------------------

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

def slugs(folder: Path = SCENARIOS) -> list[str]:
    """The id of every scenario, in order."""
    return sorted(p.stem for p in Path(folder).glob("*.yaml"))


def load(slug: str, folder: Path = SCENARIOS) -> Scenario:
    """A scenario by its file's stem, with every path walked; raises Mistakes with a sentence for everything amiss."""
    if slug not in slugs(folder):
        raise Mistakes([f"There is no scenario {slug!r}. {nearest(slug, slugs(folder))}"])
    path = Path(folder) / f"{slug}.yaml"
    scenario = read(path)
    raise_if([f"{shown(path)}, {problem}" for problem in check(scenario, slug)])
    return scenario


def read(path: Path) -> Scenario:
    """A scenario as it is written; raises Mistakes for what does not have its shape."""
    data = read_yaml(path)
    try:
        return Scenario.model_validate(data)
    except ValidationError as error:
        raise Mistakes([f"{shown(path)}{_place(data, e['loc'])}: {sentence(e, _shape_at(e['loc']))}" for e in error.errors()]) from None


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


def _shape_at(loc):
    if len(loc) == 1:
        return Scenario
    return None


def compiled(scenario: Scenario) -> dict:
    """The scenario as plain data, the one form that story.py and story.js play, with the records that it names."""
    model = rules.current()
    truth = {f"{owner}.{fact}": value for owner, facts in scenario.truth.items() for fact, value in facts.items()}

    def when(item):
        return {"if": list(item.if_), "unless": list(item.unless)}

    def text(paragraphs):
        return [{"says": p.says, **when(p)} for p in paragraphs]

    def learn(items):
        return [{"facts": {f: i.value or truth.get(f, "") for f in i.facts}, **when(i)} for i in items]

    def act(a):
        return {"id": a.id, "says": a.says, "does": dict(a.does), "then": a.then, "minutes": a.minutes, "learn": learn(a.learn), "flag": a.flag or ""}

    def step(x):
        return {"id": x.id, "title": x.title, "minutes": x.minutes, "text": text(x.text), "learn": learn(x.learn), "ask": x.ask or "",
                "acts": [act(a) for a in x.acts], "handover": x.handover, "then": x.then or "", "only_if": x.only_if or "", "otherwise": x.otherwise or ""}

    def entry(e):
        return {"id": e.id, "says": e.says, "facts": {f: v or truth.get(f, "") for f, v in e.facts.items()}, "asks": e.asks or "",
                "needed": e.needed or "", "does": dict(e.does) if e.does else {}, **when(e)}

    chairs = {name: {"who": c.who, "minutes": c.minutes, "start": c.start, "order": [x.id for x in c.steps], "steps": {x.id: step(x) for x in c.steps}}
              for name, c in (("school", scenario.chairs.school), ("police", scenario.chairs.police))}
    named = [c.record for c in (*scenario.base_rate, *scenario.support)] + [d["record"] for d in _every_does(chairs, scenario) if "record" in d]
    return {
        "id": scenario.id, "title": scenario.title, "summary": scenario.summary, "nation": scenario.nation, "on": scenario.on,
        "children": [c.model_dump() for c in scenario.children], "truth": truth, "ask_back_minutes": scenario.ask_back_minutes,
        "handover": {"school": [entry(e) for e in scenario.handover.school], "police": [entry(e) for e in scenario.handover.police]},
        "default_handover": list(scenario.default_handover), "default_flags": list(scenario.default_flags),
        "consequences": {k: c.model_dump() for k, c in scenario.consequences.items()}, "crossing": _crossing(scenario, chairs), "chairs": chairs,
        "afterwards": text(scenario.afterwards), "could_be_mistaken": list(scenario.could_be_mistaken),
        "base_rate": [c.model_dump() for c in scenario.base_rate], "support": [c.model_dump() for c in scenario.support],
        "questions": list(scenario.questions),
        "records": {r: rules.record_for_page(model.records[r]) for r in sorted(set(named)) if r in model.records},
    }


def _every_does(chairs, scenario):
    for chair in chairs.values():
        for x in chair["steps"].values():
            yield from (a["does"] for a in x["acts"])
    yield from (e.does for e in (*scenario.handover.school, *scenario.handover.police) if e.does)


def _crossing(scenario, chairs) -> list[str]:
    """The flags that the school's chair sets and the officer's chair, or what comes after it, depends on."""
    made = {a["flag"] for x in chairs["school"]["steps"].values() for a in x["acts"]}
    used = {f for item in _conditions(chairs["police"]) for f in item} | {f for p in scenario.afterwards for f in (*p.if_, *p.unless)}
    used |= {f for e in scenario.handover.police for f in (*e.if_, *e.unless)}
    return [name for name in scenario.consequences if name in made & used]


def _conditions(chair):
    for x in chair["steps"].values():
        yield [x["only_if"]]
        for item in [*x["text"], *x["learn"], *(i for a in x["acts"] for i in a["learn"])]:
            yield [*item["if"], *item["unless"]]


# Checking: the names ------------------------------------------------------------------------------------------------

def check(scenario: Scenario, slug: str | None = None) -> list[str]:
    """A sentence for everything that is wrong with a scenario: its names first, then every path that a reader can take."""
    found = list(_name_problems(scenario, slug or scenario.id))
    return found or list(_path_problems(scenario))


def _name_problems(scenario, slug):
    if scenario.id != slug:
        yield f"key id: it is {scenario.id!r} and the file is {slug}.yaml. Write id: {slug}."
    yield from _truth_problems(scenario)
    flags = _flags(scenario)
    for name in ("school", "police"):
        yield from _chair_problems(scenario, name, flags)
    yield from _entry_problems(scenario, flags)
    for p in scenario.afterwards:
        yield from (f"afterwards: {problem}" for problem in _flag_problems(p, flags))
    for cited in (*scenario.base_rate, *scenario.support):
        yield from _does_problems({"record": cited.record}, scenario, f"record {cited.record}", "school")
    made = {a.flag for c in (scenario.chairs.school, scenario.chairs.police) for x in c.steps for a in x.acts}
    for name in scenario.consequences:
        if name not in made:
            yield f"consequence {name}: no act leads to it. Write flag: {name} at an act, or take it out."
        if name not in _used_flags(scenario):
            yield f"consequence {name}: no later text depends on it. Write if: {name} at a paragraph that shows what followed, or take it out."


def _flags(scenario) -> set[str]:
    return set(scenario.consequences) | {f"told_{e.id}" for e in (*scenario.handover.school, *scenario.handover.police)}


def _used_flags(scenario) -> set[str]:
    plain = compiled(scenario)
    used = {f for chair in plain["chairs"].values() for item in _conditions(chair) for f in item}
    return used | {f for p in plain["afterwards"] for f in (*p["if"], *p["unless"])} \
        | {f for es in plain["handover"].values() for e in es for f in (*e["if"], *e["unless"])}


def _truth_problems(scenario):
    facts, ids = rules.current().facts, [c.id for c in scenario.children]
    for owner in ("incident", *ids):
        if owner not in scenario.truth:
            yield f"truth: there is nothing about {owner}. Write down every fact that the story holds."
    for owner, given in scenario.truth.items():
        if owner not in ("incident", *ids):
            yield f"truth: there is no child {owner!r}. {nearest(owner, ['incident', *ids])}"
            continue
        about = "incident" if owner == "incident" else "child"
        for fact, value in given.items():
            if fact not in facts or facts[fact].about != about:
                yield f"truth, {owner}: there is no fact {fact!r} here. {nearest(fact, [k for k, f in facts.items() if f.about == about])}"
            elif value not in facts[fact].values:
                yield f"truth, {owner}: {fact} has no value {value!r}. {nearest(value, facts[fact].values)}"
    if not any(scenario.truth.get(i, {}).get("pictured") == "pictured" for i in ids):
        yield "truth: no child is pictured. Write pictured: pictured for the child in the image."
    for name in scenario.could_be_mistaken:
        if name.split(".")[1] in NEVER_MISTAKEN:
            yield f"could_be_mistaken: {name} is not something to imagine otherwise. Take it out."
        yield from (f"could_be_mistaken: {p}" for p in _fact_problems(name, None, scenario))


def _fact_problems(name, value, scenario):
    owner, fact = name.split(".")
    known = scenario.truth.get(owner, {})
    if fact not in known:
        yield f"{name} is not in truth. {nearest(name, [f'{o}.{f}' for o, facts in scenario.truth.items() for f in facts])}"
    elif value is not None and value not in rules.current().facts[fact].values:
        yield f"{name} has no value {value!r}. {nearest(value, rules.current().facts[fact].values)}"


def _chair_problems(scenario, name, flags):
    chair = getattr(scenario.chairs, name)
    ids = [x.id for x in chair.steps]
    where = f"chair {name}"
    for twice in sorted({i for i in ids if ids.count(i) > 1}):
        yield f"{where}, step {twice}: this id is used twice. Give one of them another id."
    if chair.start not in ids:
        yield f"{where}, start: there is no step {chair.start!r}. {nearest(chair.start, ids)}"
    if sum(x.handover for x in chair.steps) != 1:
        yield f"{where}: there is not exactly one hand-over. Write handover: true at the one step where the reader chooses what to pass on."
    for x in chair.steps:
        place = f"{where}, step {x.id}"
        for target in (x.then, x.otherwise, *(a.then for a in x.acts)):
            if target and target not in ids:
                yield f"{place}: it leads to {target!r}, and there is no such step. {nearest(target, ids)}"
        if x.only_if and x.only_if not in flags:
            yield f"{place}: only_if names {x.only_if!r}. {nearest(x.only_if, sorted(flags))}"
        for item in (*x.text, *x.learn, *(i for a in x.acts for i in a.learn)):
            yield from (f"{place}: {p}" for p in _flag_problems(item, flags))
            for fact in getattr(item, "facts", []):
                yield from (f"{place}, learn: {p}" for p in _fact_problems(fact, item.value, scenario))
        for a in x.acts:
            yield from _act_problems(a, scenario, f"{place}, act {a.id}", name)


def _flag_problems(item, flags):
    for name in (*item.if_, *item.unless):
        if name not in flags:
            yield f"there is no flag {name!r}. {nearest(name, sorted(flags))}"


def _act_problems(act, scenario, where, role):
    yield from _does_problems(act.does, scenario, where, role)
    if act.flag and act.flag not in scenario.consequences:
        yield f"{where}: its flag {act.flag!r} is not among the consequences. {nearest(act.flag, scenario.consequences)}"
    if HANDLES.search(act.says) and not NOT_HANDLING.search(act.says) and "never" not in act.does:
        yield f"{where}: it handles the image or where it is kept, and does not carry out a never. Write does: {{never: ID}}, or say that nobody looks."


def _entry_problems(scenario, flags):
    every = [*scenario.handover.school, *scenario.handover.police]
    for e in every:
        where = f"handover, entry {e.id}"
        if [x.id for x in every].count(e.id) > 1:
            yield f"{where}: this id is used twice. Give one of them another id."
        yield from (f"{where}: {p}" for p in _flag_problems(e, flags))
        yield from (f"{where}: {p}" for f, v in e.facts.items() for p in _fact_problems(f, v, scenario))
        if e.does:
            yield from _does_problems(e.does, scenario, where, "school")
        elif not e.needed:
            yield f"{where}: nothing says why the other chair needs it. Write needed, or does if it should not be passed on."
    school = [e.id for e in scenario.handover.school]
    for name in scenario.default_handover:
        if name not in school:
            yield f"default_handover: there is no entry {name!r}. {nearest(name, school)}"
    for name in scenario.default_flags:
        if name not in scenario.consequences:
            yield f"default_flags: there is no consequence {name!r}. {nearest(name, scenario.consequences)}"


def _does_problems(does, scenario, where, role):
    model = rules.current()
    (kind, name), = [(k, v) for k, v in does.items() if k != "child"]
    said = {"duty": {r.duty.id for r in model.rules.values() if r.duty and r.duty.to in (role, "both") and scenario.nation in r.nations},
            "never": {r.do_not.id for r in model.rules.values() if r.do_not and r.do_not.to in (role, "both") and scenario.nation in r.nations}}
    if kind == "story":
        return
    if kind == "record":
        if name not in model.records:
            yield f"{where}: there is no record {name!r}. {nearest(name, model.records)}"
    elif kind in said:
        if name not in said[kind]:
            yield f"{where}: there is no {kind} {name!r} for the {role} in {scenario.nation}. {nearest(name, sorted(said[kind]))}"
    elif kind not in model.ladders or not model.ladders[kind].levels:
        yield f"{where}: there is no ladder {kind!r}. {nearest(kind, [*(k for k, v in model.ladders.items() if v.levels), *NOT_LADDERS])}"
    elif name not in model.ladders[kind].levels:
        yield f"{where}: {kind} has no level {name!r}. {nearest(name, model.ladders[kind].levels)}"
    elif (model.ladders[kind].about == "child") != ("child" in does) and model.ladders[kind].about != "child_and_incident":
        yield f"{where}: {kind} is decided for {'each child. Add child: and the letter' if 'child' not in does else 'the incident. Take child out'}."
    elif "child" in does and does["child"] not in [c.id for c in scenario.children]:
        yield f"{where}: there is no child {does['child']!r}. {nearest(does['child'], [c.id for c in scenario.children])}"


# Checking: the paths ------------------------------------------------------------------------------------------------

@dataclass
class Walk:
    """Every state of one chair from one opening, with the number of paths and the least and most minutes to its ends."""
    states: dict[tuple, dict] = field(default_factory=dict)
    verdicts: dict[tuple[str, str], dict] = field(default_factory=dict)  # (step, act) -> kind -> one judgement
    paths: int = 0
    minutes: tuple[int, int] = (0, 0)
    loops: list[str] = field(default_factory=list)


@functools.lru_cache(maxsize=20_000)
def _answer(nation, on, role, case_text):
    """The answer for a case given as sorted pairs; many states share one case."""
    law = rules.current().compiled
    ids, pairs = case_text
    case = read_case(law, story.case_of({"children": [{"id": i} for i in ids]}, dict(pairs)))
    return case, decide(law, case, nation=nation, role=role, on=on)


def answer_for(s: dict, role: str, known: dict) -> tuple[dict, dict]:
    """The case and the answer for what is known in a chair."""
    return _answer(s["nation"], s["on"], role, (tuple(c["id"] for c in s["children"]), tuple(sorted(known.items()))))


def openings(s: dict, chair: str, every: bool = False) -> list[dict]:
    """The openings to walk a chair from: everything, nothing, each thing missing or alone, each crossing flag; or every one."""
    if chair == "school":
        return [{"told": [], "knew": [], "flags": []}]
    ids = [e["id"] for e in s["handover"]["school"]]
    sets = [[n for i, n in enumerate(ids) if number >> i & 1] for number in range(2 ** len(ids))] if every else \
        [s["default_handover"], ids, [], *([n for n in ids if n != out] for out in ids), *([n] for n in ids)]
    flagged = [{"told": s["default_handover"], "knew": ids, "flags": [f]} for f in s["crossing"]]
    return [{"told": list(told), "knew": ids, "flags": []} for told in sets] + flagged


def walk(s: dict, chair: str, opened: dict) -> Walk:
    """Every state that a reader can reach in a chair from one opening; in the hand-over, all, none and the default are passed."""
    found, memo, law = Walk(), {}, rules.current().compiled

    def visit(path, above):
        play = story.replay(s, chair, opened, path)
        step = s["chairs"][chair]["steps"][play["at"]]
        state = (play["at"], frozenset(play["known"].items()), frozenset(play["flags"]))
        if state in above:
            found.loops.append(play["at"])
            return 0, 0, 0
        if state not in memo:
            found.states[state] = play
            memo[state] = follow(path, play, step, above | {state})
        return memo[state]

    def follow(path, play, step, above):
        if not step["acts"] and not step["handover"]:
            return 1, 0, 0
        ends = []
        for entry in moves(s, chair, play):
            ahead = story.replay(s, chair, opened, [*path, entry])
            count, least, most = visit([*path, entry], above)
            spent = ahead["minutes"] - play["minutes"]
            ends.append((count, least + spent, most + spent))
        if step["acts"]:
            case, answer = answer_for(s, chair, play["known"])
            for a in step["acts"]:
                verdict = story.judge(law, case, answer, a["does"])
                found.verdicts.setdefault((step["id"], a["id"]), {}).setdefault(verdict["kind"], (verdict, answer))
        return sum(e[0] for e in ends), min(e[1] for e in ends), max(e[2] for e in ends)

    found.paths, least, most = visit([], frozenset())
    first = story.replay(s, chair, opened, [])["minutes"]
    found.minutes = (first + least, first + most)
    return found


def moves(s: dict, chair: str, play: dict) -> list[dict]:
    """What a reader can do at a step: each act; or in the hand-over pass on everything, nothing or only what is asked for."""
    step = s["chairs"][chair]["steps"][play["at"]]
    if step["handover"]:
        able = story.offered(s, chair, play)
        needed = [e["id"] for e in s["handover"][chair] if e["id"] in able and not e["does"]]
        chosen = [able, needed, [], *([n for n in needed if n != out] for out in needed)]
        return [{"step": step["id"], "passed": list(c)} for c in dict.fromkeys(map(tuple, chosen))]
    return [{"step": step["id"], "act": a["id"], "confidence": "sure"} for a in step["acts"]]


def paths(scenario: Scenario, chair: str):
    """Every path through a chair from its default opening, as the acts chosen, one at a time."""
    s = compiled(scenario)
    opened = story.default_opening(s) if chair == "police" else openings(s, "school")[0]
    waiting = [[]]
    while waiting:
        path = waiting.pop()
        play = story.replay(s, chair, opened, path)
        step = s["chairs"][chair]["steps"][play["at"]]
        if step["acts"] or step["handover"]:
            waiting += [[*path, entry] for entry in reversed(moves(s, chair, play))]
        else:
            yield path


def walks(scenario: Scenario) -> dict[str, list[Walk]]:
    """Both chairs, walked from each of their openings."""
    s = compiled(scenario)
    return {chair: [walk(s, chair, o) for o in openings(s, chair)] for chair in ("school", "police")}


def _path_problems(scenario):
    s, done = compiled(scenario), {}
    for chair in ("school", "police"):
        if ring := _ring(s, chair):
            yield f"chair {chair}: the steps {' to '.join(ring)} go round in a ring, so a path need not end. Let one of them lead on."
            return
        done[chair] = [walk(s, chair, o) for o in openings(s, chair)]
    for chair, found in done.items():
        yield from _reach_problems(s, chair, found)
        yield from _choice_problems(s, chair, found)
        yield from _ending_problems(s, chair, found)
    yield from _flag_reach_problems(s, done)


def _ring(s, chair) -> list[str]:
    steps = s["chairs"][chair]["steps"]

    def follow(name, trail):
        if name in trail:
            return [*trail[trail.index(name):], name]
        onward = dict.fromkeys([steps[name]["then"], steps[name]["otherwise"], *(a["then"] for a in steps[name]["acts"])])
        return next((ring for n in onward if n and (ring := follow(n, [*trail, name]))), [])

    return follow(s["chairs"][chair]["start"], [])


def _reach_problems(s, chair, found):
    reached = {state[0] for w in found for state in w.states}
    for name, step in s["chairs"][chair]["steps"].items():
        if name not in reached:
            yield f"chair {chair}, step {name}: no path reaches it. Let an act lead to it, or take it out."
    passable = {n for w in found for play in w.states.values() if s["chairs"][chair]["steps"][play["at"]]["handover"] for n in story.offered(s, chair, play)}
    for e in s["handover"][chair]:
        if e["id"] not in passable:
            wrong = [f for f in e["facts"]]
            yield f"handover, entry {e['id']}: no path knows what it says ({', '.join(wrong) or 'its flag'}). Let a step or an act learn it with the same value."


def _choice_problems(s, chair, found):
    told = set()
    for w in found:
        for play in w.states.values():
            step = s["chairs"][chair]["steps"][play["at"]]
            if not step["acts"] or step["id"] in told:
                continue
            case, answer = answer_for(s, chair, play["known"])
            kinds = [story.judge(rules.current().compiled, case, answer, a["does"])["kind"] for a in step["acts"]]
            missing = "is inside the corridor or a duty" if not set(kinds) & set(IN_LINE) else \
                "is outside it, a never or a story act" if not set(kinds) & set(OUT_OF_LINE) else ""
            if missing:
                told.add(step["id"])
                unknown = ", ".join(sorted(set(s["truth"]) - set(play["known"]))[:6]) or "nothing"
                yield (f"chair {chair}, step {step['id']}: on some path no act {missing}. Add one. "
                       f"On that path these flags are set: {', '.join(play['flags']) or 'none'}; not known: {unknown}.")


def _ending_problems(s, chair, found):
    pictured = [c["id"] for c in s["children"] if s["truth"].get(f"{c['id']}.pictured") == "pictured"]
    for w in found:
        for play in w.states.values():
            step = s["chairs"][chair]["steps"][play["at"]]
            if step["acts"] or step["handover"]:
                continue
            _, answer = answer_for(s, chair, play["known"])
            for child in pictured:
                if not any(d["id"] == "support_child_pictured" and d["for"] == child for d in answer["duties"]):
                    yield f"chair {chair}, step {step['id']}: it ends without the duty to support child {child}. Correct the rule, or what is learnt."
                    return


def _flag_reach_problems(s, done):
    """A consequence has to be shown on some path after the act that leads to it."""
    seen = {chair: {f for w in found for play in w.states.values() for p in s["chairs"][chair]["steps"][play["at"]]["text"]
                    for f in (*p["if"], *p["unless"]) if f in play["flags"]} for chair, found in done.items()}
    elsewhere = {f for p in s["afterwards"] for f in (*p["if"], *p["unless"])} | {f for es in s["handover"].values() for e in es for f in (*e["if"], *e["unless"])}
    learns = {f for chair in s["chairs"].values() for x in chair["steps"].values() for i in [*x["learn"], *(j for a in x["acts"] for j in a["learn"])]
              for f in (*i["if"], *i["unless"])}
    for name in s["consequences"]:
        if name not in seen["school"] | seen["police"] | elsewhere | learns:
            yield f"consequence {name}: no path that sets it comes to the text that depends on it. Move the text to a later step."


def summary(scenario: Scenario) -> dict:
    """How much there is to a scenario: steps, paths, states and minutes of story by chair."""
    s, found = compiled(scenario), walks(scenario)
    return {chair: {"steps": len(s["chairs"][chair]["steps"]), "openings": len(ws), "states": sum(len(w.states) for w in ws),
                    "paths": ws[0].paths, "paths_all_openings": sum(w.paths for w in ws), "minutes": ws[0].minutes} for chair, ws in found.items()}


def texts(scenario: Scenario):
    """Every text that a reader of the scenario sees, for checks of words."""
    def inside(value):
        if isinstance(value, str):
            yield value
        elif isinstance(value, (list, tuple, dict)):
            for v in value.values() if isinstance(value, dict) else value:
                yield from inside(v)
    plain = {k: v for k, v in compiled(scenario).items() if k not in ("records", "truth", "could_be_mistaken", "crossing")}
    yield from (t for t in inside(plain) if " " in t)


def play(slug: str) -> Widget:
    """A scenario as a widget, once every path through it has been walked; raises Mistakes if anything about it is amiss."""
    from . import telling
    scenario = load(slug)
    return Widget("play", slug, compiled(scenario), telling.twin(compiled(scenario)))


def answers_html(slug: str) -> str:
    """What the model says of every act of a scenario, with reasons and sources, for a page of its own."""
    from . import telling
    return telling.answers(compiled(load(slug)), walks(load(slug)))
