"""Every single edit of the rules that moves an answer, and what notices it: the proofs, the published cases, the vignettes.

Run it for a table: python tests/mutation.py
"""
from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import expected
from course import model, proof
from course.decide import NO, basis_on, read_case, truth, undecided
from course.files import read_yaml
from course.space import Corridors, Space

HERE = Path(__file__).parent
TODAY = "2026-11-21"
ASPECTS = ("required", "start", "excluded", "option")
@dataclass(frozen=True)
class Mutant:
    """A rule with one edit, and the days on which the edit can be seen."""
    kind: str
    says: str
    index: int
    rule: dict
    days: tuple[str, ...] = (TODAY,)


# Edits --------------------------------------------------------------------------------------------------------------

def mutants(plain: dict) -> Iterator[Mutant]:
    """Every single edit of every rule in force today, and one edit of each date at which a rule starts or ends."""
    for index, rule in enumerate(plain["rules"]):
        if any(basis_on(rule, nation, TODAY, TODAY) for nation in plain["nations"]):
            for kind, says, new in _edits(plain, rule):
                yield Mutant(kind, f"{rule['id']}: {says}", index, new)
        for kind, says, new, day in _dates(rule):
            yield Mutant(kind, f"{rule['id']}: {says}", index, new, (day,))


def _edits(plain, rule):
    for kind, says, when in _conditions(plain["facts"], rule["when"]):
        yield kind, says, {**rule, "when": when}
    for kind, says, change in _effects(plain, rule):
        yield kind, says, {**rule, **change}
    for other in rule["overridden_by"]:
        yield "exception dropped", f"not replaced by {plain['rules'][other]['id']}", {**rule, "overridden_by": [o for o in rule["overridden_by"] if o != other]}
    yield "rule dropped", "dropped", {**rule, "nations": []}
    for nation in rule["nations"] if len(rule["nations"]) > 1 else []:
        yield "nation dropped", f"not in {nation}", {**rule, "nations": [n for n in rule["nations"] if n != nation]}


def _conditions(facts, tree):
    if "fact" in tree:
        fact = facts[tree["fact"]]
        for n, value in enumerate(fact["values"]):
            has = tree["in"] >> n & 1
            yield f"value {'removed' if has else 'added'}", f"{fact['id']} {'without' if has else 'or'} {value}", {**tree, "in": tree["in"] ^ 1 << n}
        return
    if "not" in tree:
        yield "not removed", "not removed", tree["not"]
        yield from ((kind, says, {"not": new}) for kind, says, new in _conditions(facts, tree["not"]))
        return
    (key, parts), = tree.items()
    if len(parts) > 1:
        yield "all and any", f"{key} turned", {"any" if key == "all" else "all": parts}
        yield from (("part dropped", f"without part {n + 1} of {key}", {key: parts[:n] + parts[n + 1:]}) for n in range(len(parts)))
    for n, part in enumerate(parts):
        yield from ((kind, says, {key: parts[:n] + [new] + parts[n + 1:]}) for kind, says, new in _conditions(facts, part))


def _effects(plain, rule):
    top = {l["id"]: len(l["levels"]) for l in plain["ladders"]}
    for key in ("at_least", "at_most", "start", "with_level"):
        for ladder, level in rule[key].items():
            for new in (level - 1, level + 1):
                if 0 <= new < top[ladder]:
                    yield "level moved", f"{key} {ladder} {level} to {new}", {key: {**rule[key], ladder: new}}
    for key in ("bar", "opens"):
        for ladder, levels in rule[key].items():
            for level in range(top[ladder]):
                yield ("level removed" if level in levels else "level added"), f"{key} {ladder} {level}", {key: {**rule[key], ladder: sorted(set(levels) ^ {level})}}
    for n, (ladder, level) in enumerate(rule["must_any"]):
        yield "choice dropped", f"must_any without {ladder}", {"must_any": rule["must_any"][:n] + rule["must_any"][n + 1:]}
        for new in (level - 1, level + 1):
            if 0 <= new < top[ladder]:
                yield "level moved", f"must_any {ladder} {level} to {new}", {"must_any": rule["must_any"][:n] + [[ladder, new]] + rule["must_any"][n + 1:]}
    for new in {"up": ["down"], "down": ["up"], "both": ["up", "down"]}.get(rule["direction"], []):
        yield "direction turned", f"{rule['direction']} to {new}", {"direction": new}
    for key in ("at_least", "at_most", "bar", "start", "opens", "with_level"):
        for ladder in rule[key]:
            yield "effect dropped", f"{key} {ladder} dropped", {key: {k: v for k, v in rule[key].items() if k != ladder}}


def _dates(rule):
    begins = min(b["from"] for b in rule["basis"])
    if begins > proof.EARLIEST:
        yield "date removed", f"from before {begins}", {**rule, "basis": [{**b, "from": ""} for b in rule["basis"]]}, _day_before(begins)
    if all(b["to"] and b["to"] <= TODAY for b in rule["basis"]):
        yield "date removed", "without its end", {**rule, "basis": [{**b, "to": ""} for b in rule["basis"]]}, TODAY


def _day_before(day: str) -> str:
    return (datetime.date.fromisoformat(day) - datetime.timedelta(days=1)).isoformat()


# What can be seen ---------------------------------------------------------------------------------------------------

class Seen(Corridors):
    """The corridors of a model with one rule changed, which keeps every part of another's that does not rest on that rule."""

    def __init__(self, plain: dict, space: Space, base: Seen | None = None, index: int = -1):
        super().__init__(plain, space)
        self.answers: dict = {}
        if base:
            self._conditions = {i: c for i, c in base._conditions.items() if i != index}
            self._live = {k: d for k, d in base._live.items() if index not in numbers(k)}
            self._ladders = {k: l for k, l in base._ladders.items() if index not in numbers(k)}

    def in_force(self, nation: str, on: str) -> frozenset:
        """The rules in force in a nation on a day, for what happened on that day."""
        return frozenset(i for i, r in enumerate(self.model["rules"]) if basis_on(r, nation, on, on))

    def questions(self, rules: frozenset) -> dict[tuple, tuple]:
        """Everything that an answer says, as a question, with all that the answer to it rests on."""
        keys = {name: self.ladder_key(name, rules) for name in self.top}
        asked = {(name, aspect): (key,) for name, key in keys.items() for aspect in ASPECTS}
        asked["must_any",] = (self.key(rules, lambda r: r["must_any"]),)
        for kind in ("duty", "do_not"):
            for name, to in sorted({(said["id"], said["to"]) for i in rules if (said := self.model["rules"][i][kind])}):
                asked[kind, name, to] = (self.key(rules, lambda r: r[kind] and (r[kind]["id"], r[kind]["to"]) == (name, to)),)
        for label in sorted({self.model["rules"][i]["label"] for i in rules} - {""}):
            parts = self.key(rules, lambda r: r["label"] == label)
            asked["label", label] = (parts, *(keys[ladder] for i, _ in parts for ladder in self.model["rules"][i]["with_level"]))
        return asked

    def diagrams(self, question: tuple, rests_on: tuple) -> dict:
        """For each thing that can be said to a question, the cases in which it is said."""
        if len(question) == 2 and question[1] in ASPECTS:
            return dict(enumerate(self._aspect(self.ladder(rests_on[0]), question[1])))
        said: dict = {}
        for part in rests_on[0]:
            rule, live = self.model["rules"][part[0]], self.live(part)
            for ladder, level in rule["with_level"].items():
                live = live & self.ladder(next(k for k in rests_on[1:] if k[0] == ladder))["option"][level]
            what = tuple(map(tuple, rule["must_any"])) if question == ("must_any",) else True
            said[what] = said.get(what, self.space.bdd.false) | live
        return said

    def _aspect(self, ladder, aspect):
        if aspect != "excluded":
            return ladder["floor" if aspect == "required" else aspect]
        top, none = len(ladder["floor"]), self.space.bdd.false
        return [ladder["barred"][n] | (ladder["floor"][n + 1] if n + 1 < top else none) | (ladder["ceiling"][n - 1] if n else none) for n in range(top)]


def numbers(key) -> frozenset:
    """Every number in a key."""
    if key not in _NUMBERS:
        _NUMBERS[key] = frozenset([key]) if type(key) is int else frozenset().union(*map(numbers, key)) if isinstance(key, (tuple, frozenset)) else frozenset()
    return _NUMBERS[key]


_NUMBERS: dict = {}


class Run:
    """A mutation run: each mutant with the cases in which it moves an answer, and what notices it."""

    def __init__(self, base: model.Model | None = None):
        self.model = base or model.current()
        self.plain = self.model.compiled
        self.space = Space(self.plain["facts"])
        self.base = Seen(self.plain, self.space)
        self.possible = self.space.possible & ~self.space.any(self.space.of(model.condition(c.when, self.model.facts)) for c in self.model.impossible.values())
        self.all = list(mutants(self.plain))
        self._asked: dict = {}
        self._read: dict = {}

    def mutated(self, mutant: Mutant) -> dict:
        """The compiled model with the edit."""
        rules = list(self.plain["rules"])
        rules[mutant.index] = mutant.rule
        return {**self.plain, "rules": rules}

    def moved(self, mutant: Mutant) -> dict[tuple, object]:
        """For each (nation, day, question) that a mutant moves, the cases in which it does; nothing for an equivalent mutant."""
        seen, found = Seen(self.mutated(mutant), self.space, self.base, mutant.index), {}
        for day in mutant.days:
            for nation in self.plain["nations"]:
                old, new = self._questions(nation, day), seen.questions(seen.in_force(nation, day))
                for question in {**old, **new}:
                    keys = old.get(question), new.get(question)
                    if keys[0] != keys[1] or mutant.index in numbers(keys):
                        diagram = self._difference(question, *keys, seen)
                        if diagram != self.space.bdd.false:
                            found[nation, day, question] = diagram
        return found

    def _questions(self, nation, day):
        if (nation, day) not in self._asked:
            self._asked[nation, day] = self.base.questions(self.base.in_force(nation, day))
        return self._asked[nation, day]

    def _difference(self, question, old, new, seen):
        before = self.base.diagrams(question, old) if old else {}
        after = seen.diagrams(question, new) if new else {}
        none = self.space.bdd.false
        parts = [self.space.bdd.apply("xor", before.get(k, none), after.get(k, none)) for k in {**before, **after}]
        return self.space.any(p for p in parts if p != none) & self.possible

    @cached_property
    def that_matter(self) -> dict[int, dict]:
        """By its place in the list, each mutant that moves an answer, with where it does."""
        return {n: moved for n, mutant in enumerate(self.all) if (moved := self.moved(mutant))}

    # What notices them

    @cached_property
    def _proved(self):
        proved = proof.Proof(self.model)
        proved.space, proved.corridors = self.space, Seen(self.plain, self.space)
        list(_faults(proved, self.plain["nations"], (TODAY,)))
        return proved, [numbers(tuple(k)) for k in proved.done], _idle(proved)

    def by_proofs(self, mutant: Mutant) -> bool:
        """Whether a proof or a claim no longer holds, or a rule never applies or never changes an answer any more."""
        base, rests_on, idle = self._proved
        proved = proof.Proof.__new__(proof.Proof)
        proved.__dict__.update(base.__dict__, plain=self.mutated(mutant), live=set(), decisive=set())
        proved.corridors = Seen(proved.plain, self.space, base.corridors, mutant.index)
        proved.done = {k for k, numbers_in in zip(base.done, rests_on) if mutant.index not in numbers_in and k[0] != "decides"}
        proved.alone = {k: v for k, v in base.alone.items() if mutant.index not in numbers(k)}
        return any(_faults(proved, self.plain["nations"], mutant.days)) or (mutant.days == (TODAY,) and bool(_idle(proved) - idle))

    def by_cases(self, mutant: Mutant, cases: list[dict]) -> bool:
        """Whether some case is no longer answered as written."""
        plain = self.mutated(mutant)
        return any(expected.problems(plain, case) for case in cases if self._touches(mutant, case))

    def _touches(self, mutant, case) -> bool:
        old, new = self.plain["rules"][mutant.index], mutant.rule
        force = [bool(basis_on(r, case["nation"], case["on"], case["on"])) for r in (old, new)]
        if not any(force):
            return False
        for masks in self._masks(case):
            states = [truth(r["when"], masks) if held else NO for r, held in zip((old, new), force)]
            same = old["when"] == new["when"] and force[0] == force[1]
            if states != [NO, NO] and (same or states[0] != states[1] or undecided(old["when"], masks) != undecided(new["when"], masks)):
                return True
        return False

    def _masks(self, case):
        if case["id"] not in self._read:
            read = read_case(self.plain, case["facts"])
            self._read[case["id"]] = [[read["incident"][i] if f["about"] == "incident" else child["masks"][i] for i, f in enumerate(self.plain["facts"])]
                                      for child in read["children"]]
        return self._read[case["id"]]


def _faults(proved, nations, days):
    for day in days:
        for nation in nations:
            rules = proved.corridors.in_force(nation, day)
            keys = {name: proved.corridors.ladder_key(name, rules) for name in proved.corridors.top}
            for kind, says, diagram in proved._faults(nation, {"decision_date": day, "conduct_date": day}, rules, keys):
                if diagram & proved.space.possible != proved.space.bdd.false:
                    yield kind, says
            proved._count(rules, keys)


def _idle(proved) -> set[int]:
    rules = frozenset().union(*(proved.corridors.in_force(n, TODAY) for n in proved.plain["nations"]))
    return {i for i in rules if i not in proved.live or i not in proved.decisive}


# The table ----------------------------------------------------------------------------------------------------------

def published() -> list[dict]:
    """The published cases that are put to the model."""
    return [c for c in read_yaml(HERE / "published_cases.yaml") if "expect" in c]


def vignettes() -> list[dict]:
    """The answered vignettes, each as a whole case: what it does not say is as in the ordinary case of its kind."""
    data = read_yaml(HERE / "vignettes.yaml")
    return [whole(v, data["ordinary"]) for v in data["vignettes"]]


def whole(vignette: dict, ordinary: dict) -> dict:
    """A vignette with every fact: its own, and the ordinary value of the rest."""
    usual, own = ordinary[vignette["like"]], vignette["facts"]
    incident = {**ordinary["incident"], **usual.get("incident", {}), **own.get("incident", {})}
    return {**vignette, "facts": {"incident": incident, "children": [{"id": "A", **ordinary["everyone"], **usual["child"], **own.get("child", {})}]}}


def table(run: Run) -> tuple[list[str], list[str]]:
    """The lines of a table by kind of edit, and the mutants that nothing notices."""
    cases, small, rows, unnoticed = published(), vignettes(), Counter(), []
    for n in run.that_matter:
        mutant = run.all[n]
        by = {"proofs": run.by_proofs(mutant), "published": run.by_cases(mutant, cases), "vignettes": run.by_cases(mutant, small)}
        rows.update([(mutant.kind, "matter")] + [(mutant.kind, k) for k, yes in by.items() if yes] + [(mutant.kind, "any")] * any(by.values()))
        unnoticed += [] if any(by.values()) else [mutant.says]
    kinds = Counter(m.kind for m in run.all)
    columns = ("matter", "proofs", "published", "vignettes", "any")
    lines = [f"{'edit':20}{'made':>8}" + "".join(f"{c:>11}" for c in columns)]
    lines += [f"{kind:20}{made:8}" + "".join(f"{rows[kind, c]:11}" for c in columns) for kind, made in sorted(kinds.items())]
    lines += [f"{'all':20}{len(run.all):8}" + "".join(f"{sum(rows[k, c] for k in kinds):11}" for c in columns)]
    return lines, unnoticed


if __name__ == "__main__":
    lines, unnoticed = table(Run())
    print("\n".join([*lines, "", "Noticed by nothing:", *unnoticed]))
