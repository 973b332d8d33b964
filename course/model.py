"""The decision model: every rule file read, checked against the others, and compiled for Python and the page alike."""
from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

from .files import ROOT, Mistakes, nearest, read_yaml, shown
from .schema import (LEVELS_OF_A_CLAIM, NATIONS, NO_SOURCE_HELD, AvoidedWord, Claim, Direction, Disagreement, Fact, Impossible, Ladder,
                     Pending, Record, Rule, raise_if, shape_list)

RULES = ROOT / "rules"
WORST_GRADE = {"A": 0, "B": 1, "C": 2}
LADDERS = ("social_care", "police", "enquiry", "this_child", "adult", "recorded_as")  # each has its decision-maker


@dataclass(frozen=True)
class Model:
    """The model as an expert wrote it: facts, ladders, records, rules and disagreements, each by id, in file order."""
    facts: dict[str, Fact]
    ladders: dict[str, Ladder]
    records: dict[str, Record]
    rules: dict[str, Rule]
    disagreements: dict[str, Disagreement]
    claims: dict[str, Claim]
    directions: dict[str, Direction]
    pending: dict[str, Pending]
    impossible: dict[str, Impossible] = field(default_factory=dict)

    @functools.cached_property
    def compiled(self) -> dict:
        """The same model as plain data, the one form that decide.py and decide.js evaluate."""
        return _compile(self)


def load(folder: Path = RULES) -> Model:
    """The model in a folder of rule files; raises Mistakes with every mistake in every file."""
    folder, problems = Path(folder), []

    def read(shape, paths, kind) -> dict:
        found = {}
        for path in paths:
            try:
                items, wrong = shape_list(shape, read_yaml(path), shown(path), kind)
            except Mistakes as error:
                problems.extend(error.sentences)
                continue
            problems.extend(wrong)
            for item in items if shape is not AvoidedWord else []:
                if item.id in found:
                    problems.append(f"{shown(path)}, {kind} {item.id}: this id is used twice. Give one of them another id.")
                found[item.id] = item
        return found

    if not folder.is_dir():
        raise Mistakes([f"{folder}: there is no such folder of rules."])
    facts = read(Fact, [folder / "facts.yaml"], "fact")
    ladders = read(Ladder, [folder / "ladders.yaml"], "ladder")
    records = read(Record, sorted(folder.glob("records/*.yaml")), "record")
    rules = read(Rule, rule_files(folder), "rule")
    disagreements = read(Disagreement, [p for p in [folder / "disagreements.yaml"] if p.exists()], "disagreement")
    claims = read(Claim, [p for p in [folder / "claims" / "invariants.yaml"] if p.exists()], "claim")
    directions = read(Direction, [p for p in [folder / "claims" / "directions.yaml"] if p.exists()], "direction")
    impossible = read(Impossible, [p for p in [folder / "claims" / "impossible.yaml"] if p.exists()], "claim")
    pending = read(Pending, [p for p in [folder / "pending.yaml"] if p.exists()], "entry")
    read(AvoidedWord, [p for p in [folder / "words.yaml"] if p.exists()], "word")
    raise_if(problems)
    model = Model(facts, ladders, records, rules, disagreements, claims, directions, pending, impossible)
    raise_if(list(_mistakes(model)))
    return model


def rule_files(folder: Path = RULES) -> list[Path]:
    """The rule files: every YAML file in a folder of its own, apart from the records, the claims and the charts."""
    return sorted(p for p in Path(folder).glob("*/*.yaml") if p.parent.name not in ("records", "claims", "charts"))


@functools.cache
def current() -> Model:
    """The project's own model, read once."""
    return load()


# Checks across files ------------------------------------------------------------------------------------------------

def _mistakes(model: Model):
    for name in LADDERS:
        if name not in model.ladders or bool(model.ladders[name].labels) != (name == "recorded_as"):
            yield f"ladders: {name} has to be there, with {'labels' if name == 'recorded_as' else 'levels'}. Write it."
    yield from (f"ladders: there is no decision-maker for {name}. Take it out." for name in model.ladders if name not in LADDERS)
    for rule in model.rules.values():
        for problem in _rule_mistakes(rule, model):
            yield f"rule {rule.id}: {problem}"
    yield from _cycles(model.rules)
    yield from _unused(model)
    yield from _claim_mistakes(model)
    yield from _pending_mistakes(model)
    for d in model.disagreements.values():
        for position in d.positions:
            if position.record not in model.records:
                yield f"disagreement {d.id}: there is no record {position.record}. {nearest(position.record, model.records)}"
        for rule in d.rules:
            if rule not in model.rules:
                yield f"disagreement {d.id}: there is no rule {rule}. {nearest(rule, model.rules)}"


def _unused(model: Model):
    used: list[str] = []
    for rule in model.rules.values():
        list(_condition_mistakes(rule.when, model.facts, used))
    for fact in model.facts:
        if fact not in used:
            yield f"fact {fact}: no rule uses this fact, so nobody should be asked for it. Write a rule that does, or take it out."


def _pending_mistakes(model: Model):
    for entry in model.pending.values():
        for name in entry.records:
            record = model.records.get(name)
            if record is None:
                yield f"entry {entry.id}: there is no record {name}. {nearest(name, model.records)}"
            elif record.status != "pending":
                yield f"entry {entry.id}: the record {name} is {record.status}, not pending. Take it out, or write a rule that rests on it."
            elif record.nations and not set(entry.nations) <= set(record.nations):
                yield f"entry {entry.id}: {name} does not cover {', '.join(sorted(set(entry.nations) - set(record.nations)))}. Take that out."
    held = {name for entry in model.pending.values() for name in entry.records}
    for record in model.records.values():
        if record.status == "pending" and record.id not in held:
            yield f"record {record.id}: it is pending and no entry of pending.yaml shows it. Add one."


def _claim_mistakes(model: Model):
    labels = model.ladders["recorded_as"].labels if "recorded_as" in model.ladders else {}
    known = {"duty": {r.duty.id for r in model.rules.values() if r.duty}, "do_not": {r.do_not.id for r in model.rules.values() if r.do_not},
             "label": labels, "no_label": labels}
    for claim in [*model.claims.values(), *model.impossible.values()]:
        if claim.when is not None:
            yield from (f"claim {claim.id}: {p}" for p in _condition_mistakes(claim.when, model.facts, []))
    for claim in model.claims.values():
        for then in claim.then or []:
            for key in LEVELS_OF_A_CLAIM:
                if level := getattr(then, key):
                    yield from (f"claim {claim.id}: {p}" for p in _levels_mistakes({then.ladder: level}, key, model))
            for key, names in known.items():
                if (name := getattr(then, key)) and name not in names:
                    yield f"claim {claim.id}: there is no {key} {name!r} in any rule. {nearest(name, sorted(names))}"
    for claim in [*model.claims.values(), *model.directions.values()]:
        for record in claim.records:
            if record not in model.records:
                yield f"claim {claim.id}: there is no record {record}. {nearest(record, model.records)}"
    for direction in model.directions.values():
        for fact in direction.facts:
            if fact not in model.facts:
                yield f"direction {direction.id}: there is no fact {fact!r}. {nearest(fact, model.facts)}"
        for ladder in direction.ladders:
            if ladder not in model.ladders or not model.ladders[ladder].levels:
                yield f"direction {direction.id}: there is no ladder {ladder!r}. {nearest(ladder, LADDERS[:-1])}"


def _rule_mistakes(rule: Rule, model: Model):
    used: list[str] = []
    yield from _condition_mistakes(rule.when, model.facts, used)
    for fact in sorted({f for f in used if used.count(f) > 1}):
        yield (f"the condition asks about {fact} twice, so what is not known could not be worked out exactly. "
               f"Name all its values in one list, or split the rule in two.")
    yield from _effect_mistakes(rule, model)
    yield from _basis_mistakes(rule, model)
    for other in rule.exception_to:
        if other not in model.rules:
            yield f"it is an exception to {other}, and there is no such rule. {nearest(other, model.rules)}"
    if rule.if_unknown == "ask_before_closing" and not (rule.at_least or rule.must_any):
        yield "if_unknown: ask_before_closing goes with at_least or must_any. Take it out."
    if rule.if_unknown == "apply" and not (rule.duty or rule.do_not):
        yield "if_unknown: apply goes with duty or do_not. Take it out."
    for example in rule.examples:
        yield from _example_mistakes(rule, example, model)


def _condition_mistakes(tree, facts, used: list[str]):
    if not isinstance(tree, dict):
        yield f"{tree!r} is not a condition. Write {{fact: value}}, or all, any or not with a list of conditions."
        return
    if len(tree) > 1:
        yield f"a condition has one key, and this has {', '.join(map(str, tree))}. Put them in a list under all."
        return
    for key, value in tree.items():
        if key in ("all", "any"):
            if not isinstance(value, list) or not value:
                yield f"{key} takes a list of conditions, such as {key}: [{{adult: none}}]."
                continue
            for part in value:
                yield from _condition_mistakes(part, facts, used)
        elif key == "not":
            yield from _condition_mistakes(value, facts, used)
        elif key not in facts:
            yield f"there is no fact {key!r}. {nearest(key, facts)}"
        else:
            used.append(key)
            yield from _value_mistakes(facts[key], value)


def _value_mistakes(fact: Fact, value):
    values = value if isinstance(value, list) else [value]
    if not values:
        yield f"fact {fact.id} has an empty list, which nothing can be. Write at least one value."
    for v in values:
        if not isinstance(v, str):
            yield f"fact {fact.id} has no value {v!r}. Write it in quotes. {nearest(v, fact.values)}"
        elif v not in fact.values:
            yield f"fact {fact.id} has no value {v!r}. {nearest(v, fact.values)}"


def _effect_mistakes(rule: Rule, model: Model):
    for key in ("at_least", "at_most", "bar", "start", "opens", "with_level"):
        yield from _levels_mistakes(getattr(rule, key) or {}, key, model)
    for choice in rule.must_any or []:
        yield from _levels_mistakes(choice, "must_any", model)
    labels = model.ladders["recorded_as"].labels if "recorded_as" in model.ladders else {}
    if rule.label and rule.label not in labels:
        yield f"there is no label {rule.label!r} in recorded_as. {nearest(rule.label, labels)}"


def _levels_mistakes(effect: dict, key: str, model: Model):
    for ladder, levels in effect.items():
        if ladder not in model.ladders or not model.ladders[ladder].levels:
            yield f"{key} names the ladder {ladder!r}. {nearest(ladder, [k for k, v in model.ladders.items() if v.levels])}"
            continue
        allowed = list(model.ladders[ladder].levels) + ([NO_SOURCE_HELD] if key == "start" else [])
        for level in levels if isinstance(levels, list) else [levels]:
            if level not in allowed:
                yield f"{key} names the level {level!r} of {ladder}. {nearest(level, allowed)}"


def _basis_mistakes(rule: Rule, model: Model):
    for basis in rule.basis:
        record = model.records.get(basis.record)
        if record is None:
            yield f"its basis names the record {basis.record!r}. {nearest(basis.record, model.records)}"
            continue
        if basis.grade and WORST_GRADE[basis.grade] < WORST_GRADE[record.grade]:
            yield f"its basis gives {basis.record} the grade {basis.grade}, better than the record's {record.grade}. It may only be worse."
        if record.nations and not set(rule.nations) <= set(record.nations):
            missing = ", ".join(sorted(set(rule.nations) - set(record.nations)))
            yield f"it applies in {missing}, which {basis.record} does not cover. Take the nation out, or find its own record."
        if record.status == "pending":
            yield f"its basis {basis.record} is pending, and pending law never fires. Wait until it has started."
    yield from _overlaps(rule)
    grades = {b.grade or model.records[b.record].grade for b in rule.basis if b.record in model.records}
    if grades == {"C"}:
        if rule.at_most or rule.bar or rule.direction == "down":
            yield "it rests on grade C alone and lowers a response. A record that was not verified may only add protection."
        if rule.force == "presume" and not rule.editorial:
            yield "it rests on grade C alone. Mark a presumption like this editorial: true."


def _overlaps(rule: Rule):
    seen: dict[str, list] = {}
    for basis in rule.basis:
        seen.setdefault(basis.record + " " + basis.applies_by, []).append(basis)
    for name, entries in seen.items():
        entries = sorted(entries, key=lambda b: "" if b.from_ == "earliest" else b.from_)
        for first, second in zip(entries, entries[1:]):
            if first.at != second.at and not (first.to and first.to <= second.from_):
                yield (f"two entries of its basis for {name.split()[0]} overlap from {second.from_}. "
                       f"End the first one with to: \"{second.from_}\".")


def _example_mistakes(rule: Rule, example, model: Model):
    problems = []
    for fact, value in example.given.items():
        if fact not in model.facts:
            problems.append(f"there is no fact {fact!r}. {nearest(fact, model.facts)}")
        else:
            problems.extend(_value_mistakes(model.facts[fact], value))
    for fact in example.need_to_know or []:
        if fact not in model.facts:
            problems.append(f"there is no fact {fact!r} to know. {nearest(fact, model.facts)}")
    yield from (f"example {example.name!r}: {p}" for p in problems)


def _cycles(rules: dict[str, Rule]):
    done: set[str] = set()

    def visit(name, path):
        if name in path:
            ring = path[path.index(name):] + [name]
            yield f"rule {name}: the exceptions go round in a ring, {' to '.join(ring)}. Take one of them out."
        elif name not in done and name in rules:
            for other in rules[name].exception_to:
                yield from visit(other, path + [name])
            done.add(name)

    for name in rules:
        yield from visit(name, [])


# Compiling ----------------------------------------------------------------------------------------------------------

def _compile(model: Model) -> dict:
    facts = [{"id": f.id, "about": f.about, "ask": dict(f.ask), "help": f.help or "", "judgement": f.judgement,
              "fixed": f.fixed, "worse": f.worse, "values": list(f.values), "says": list(f.values.values())} for f in model.facts.values()]
    ladders = [{"id": l.id, "title": l.title, "about": l.about, "who": l.who, "who_in": dict(l.who_in), "question": l.question,
                "levels": list(l.levels or l.labels), "says": list((l.levels or l.labels).values()), "labels": bool(l.labels),
                "says_in": {nation: [words.get(k, v) for k, v in (l.levels or l.labels).items()] for nation, words in l.says_in.items()}}
               for l in model.ladders.values()]
    order = sorted(model.rules)
    rules = [_compile_rule(model.rules[name], model, order) for name in order]
    used = sorted({b["record"] for r in rules for b in r["basis"]}
                  | {p.record for d in model.disagreements.values() for p in d.positions}
                  | {name for entry in model.pending.values() for name in entry.records})
    plain = {"facts": facts, "ladders": ladders, "rules": rules,
             "records": {name: record_for_page(model.records[name]) for name in used},
             "disagreements": [d.model_dump() for d in model.disagreements.values()],
             "pending": [e.model_dump(by_alias=True) for e in model.pending.values()], "nations": list(NATIONS)}
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False)
    return {"version": hashlib.sha256(text.encode()).hexdigest()[:12], **plain}


def record_for_page(record: Record) -> dict:
    """The fields of a record that a reader sees beside a statement."""
    return {"says": record.says, "source": record.source, "at": record.at, "url": record.url or "", "dated": record.dated,
            "nations": list(record.nations), "area": record.area or "", "from": record.from_ or "", "to": record.to or "",
            "status": record.status, "binding": record.binding, "grade": record.grade, "seen_on": record.seen.day,
            "seen_how": record.seen.how, "note": record.note or ""}


def condition(when: dict, facts: dict[str, Fact]) -> dict:
    """A condition as written, in the compiled form: facts by number, values as a bit mask."""
    if not when:
        return {"all": []}
    (key, value), = when.items()
    if key in ("all", "any"):
        return {key: [condition(part, facts) for part in value]}
    if key == "not":
        return {"not": condition(value, facts)}
    names = list(facts[key].values)
    return {"fact": list(facts).index(key), "in": sum(1 << names.index(v) for v in set(value if isinstance(value, list) else [value]))}


def _compile_rule(rule: Rule, model: Model, order: list[str]) -> dict:
    def level(ladder, name):
        return -1 if name == NO_SOURCE_HELD else list(model.ladders[ladder].levels).index(name)

    def levels(effect):
        return {ladder: [level(ladder, n) for n in names] if isinstance(names, list) else level(ladder, names)
                for ladder, names in (effect or {}).items()}

    facts, when = list(model.facts), condition(rule.when, model.facts)
    return {
        "id": rule.id, "force": rule.force, "nations": list(rule.nations), "when": when, "editorial": rule.editorial,
        "about": "child" if any(model.facts[facts[i]].about == "child" for i in leaves(when)) else "incident",
        "at_least": levels(rule.at_least), "at_most": levels(rule.at_most), "bar": levels(rule.bar), "start": levels(rule.start),
        "opens": levels(rule.opens), "direction": rule.direction or "", "ask_yourself": rule.ask_yourself or "",
        "must_any": [[ladder, level(ladder, name)] for choice in rule.must_any or [] for ladder, name in choice.items()],
        "duty": rule.duty.model_dump() if rule.duty else None, "do_not": rule.do_not.model_dump() if rule.do_not else None,
        "label": rule.label or "", "with_level": levels(rule.with_level), "if_unknown": rule.if_unknown or "",
        "overridden_by": [order.index(r.id) for r in sorted(model.rules.values(), key=lambda r: r.id) if rule.id in r.exception_to],
        "because": rule.because,
        "basis": [{"record": b.record, "at": b.at, "from": "" if b.from_ == "earliest" else b.from_, "to": b.to or "", "modal": b.modal,
                   "by": b.applies_by, "grade": b.grade or model.records[b.record].grade} for b in rule.basis],
    }


def leaves(tree: dict):
    """The fact index of every leaf of a compiled condition."""
    if "fact" in tree:
        yield tree["fact"]
    for part in tree.get("all") or tree.get("any") or ([tree["not"]] if "not" in tree else []):
        yield from leaves(part)
