"""A scenario's names against the rules: every fact, level, duty, never, record, step and flag that it names exists."""
from __future__ import annotations

import re

from . import model as rules
from .files import nearest
from .script import NOT_LADDERS, Scenario, compiled, conditions

HANDLES = re.compile(r"\b(look at|view|open|scroll|copy|screenshot|photograph|forward|send|e-?mail|save|print|download|watch)\b"
                     r"[^.]*\b(image|picture|photo|screen|chat|phone|message)s?\b", re.I)
NOT_HANDLING = re.compile(r"\b(not|nobody|without|unopened|never)\b", re.I)
NEVER_MISTAKEN = ("age", "pictured")  # "if the child were older" is no way to think about a child


def problems(scenario: Scenario, slug: str):
    """A sentence for each name that the rules or the scenario itself do not have."""
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
    used = {f for chair in plain["chairs"].values() for item in conditions(chair) for f in item}
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
