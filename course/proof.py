"""Proofs over every complete case, by decision diagrams: no conflict, no gap, no dead rule, every claim and direction.

One child's facts and the incident's are one case; the incident's ladders are the highest of its children's, so a property
of one child's corridor is a property of all. Conditions become decision diagrams over a few bits for each fact.
"""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dd.autoref import BDD

from .decide import basis_on, model_level
from .model import Model

EARLIEST = "2013-01-01"


@dataclass(frozen=True)
class Finding:
    """Something that does not hold, in a nation from a date on, with one case that shows it."""
    kind: str
    says: str
    nation: str
    on: str
    case: dict[str, str]

    def __str__(self):
        case = ", ".join(f"{k}: {v}" for k, v in self.case.items()) or "every case"
        return f"{self.kind} in {self.nation} on {self.on}: {self.says} Example: {case}."


def rule_sets(model: dict) -> Iterator[tuple[str, str, str, tuple[int, ...]]]:
    """(nation, decision date, conduct date, rule indexes) for every set of rules that was ever in force together."""
    days = sorted({EARLIEST} | {d for r in model["rules"] for b in r["basis"] for d in (b["from"], b["to"]) if d > EARLIEST})
    for nation in model["nations"]:
        seen = set()
        for on in days:
            for conduct in [d for d in days if d <= on]:
                rules = tuple(i for i, r in enumerate(model["rules"]) if basis_on(r, nation, on, conduct))
                if rules not in seen:
                    seen.add(rules)
                    yield nation, on, conduct, rules


class Space:
    """Every complete case, as decision diagrams."""

    def __init__(self, facts: list[dict]):
        self.facts, self.bdd = facts, BDD()
        self.bits = [[f"{f['id']}_{b}" for b in range(max(1, (len(f["values"]) - 1).bit_length()))] for f in facts]
        self.bdd.declare(*(bit for bits in self.bits for bit in bits))
        self.values = [[self._code(i, v) for v in range(len(f["values"]))] for i, f in enumerate(facts)]
        self.possible = self.all(self.any(values) for values in self.values)

    def _code(self, fact, value):
        return self.all(self.bdd.var(bit) if value >> b & 1 else ~self.bdd.var(bit) for b, bit in enumerate(self.bits[fact]))

    def all(self, parts):
        result = self.bdd.true
        for part in parts:
            result &= part
        return result

    def any(self, parts):
        result = self.bdd.false
        for part in parts:
            result |= part
        return result

    def of(self, tree: dict):
        """The diagram of a compiled condition."""
        if "fact" in tree:
            return self.any(v for i, v in enumerate(self.values[tree["fact"]]) if tree["in"] >> i & 1)
        if "not" in tree:
            return ~self.of(tree["not"])
        return self.all(map(self.of, tree["all"])) if "all" in tree else self.any(map(self.of, tree["any"]))

    def example(self, diagram) -> dict[str, str] | None:
        """One case in a diagram, with only the facts that it depends on; None if there is none."""
        found = self.bdd.pick(diagram & self.possible)
        if found is None:
            return None
        case = {}
        for i, bits in enumerate(self.bits):
            if any(bit in found for bit in bits):
                value = sum(1 << b for b, bit in enumerate(bits) if found.get(bit))
                if value < len(self.facts[i]["values"]):
                    case[self.facts[i]["id"]] = self.facts[i]["values"][value]
        return case

    def swapped(self, diagram, fact: int, old: int, new: int):
        """The cases with fact=old that would be in the diagram if only that fact were new."""
        return self.values[fact][old] & self.bdd.let({bit: bool(new >> b & 1) for b, bit in enumerate(self.bits[fact])}, diagram)


class Corridors:
    """The corridors of one rule set over all complete cases: for each ladder and level a diagram of the cases that have it."""

    def __init__(self, model: dict, space: Space, rules: tuple[int, ...]):
        self.model, self.space, self.rules = model, space, rules
        self.condition = {i: space.of(model["rules"][i]["when"]) for i in rules}
        self.live: dict[int, object] = {}
        for i in rules:
            self._live(i)

    def _live(self, i):
        if i not in self.live:
            over = self.space.any(self._live(o) for o in self.model["rules"][i]["overridden_by"] if o in self.condition)
            self.live[i] = self.condition[i] & ~over
        return self.live[i]

    def live_where(self, test):
        """The cases in which a rule that passes a test is live."""
        return self.space.any(self.live[i] for i in self.rules if test(self.model["rules"][i]))

    def ladder(self, name: str) -> dict:
        """floor_at_least, ceiling_at_most, barred, presumed, start and option: a diagram for each level."""
        top = len(next(l for l in self.model["ladders"] if l["id"] == name)["levels"])
        none, true = self.space.bdd.false, self.space.bdd.true
        levels = range(top)
        floor = [self.live_where(lambda r, n=n: r["at_least"].get(name, -1) >= n) for n in levels]
        ceiling = [self.live_where(lambda r, n=n: r["at_most"].get(name, top) <= n) for n in levels]
        barred = [self.live_where(lambda r, n=n: n in r["bar"].get(name, [])) for n in levels]
        presumed = {n: self.live_where(lambda r, n=n: r["start"].get(name, -2) == n) for n in range(-1, top)}
        low = [~floor[n + 1] if n + 1 < top else true for n in levels]           # the floor is not above n
        start = []
        for n in levels:
            reached = self.space.any(presumed[p] for p in levels if p <= n)      # clamped up to n, or n itself
            above = self.space.any(presumed[p] for p in levels if p >= n)
            exactly = presumed[n] & low[n] & ~(ceiling[n - 1] if n else none)
            raised = reached & floor[n] & low[n]
            lowered = above & ceiling[n] & ~(ceiling[n - 1] if n else none) & low[n]
            start.append(exactly | raised | lowered)
        option = []
        for n in levels:
            below = self.space.any(start[:n])
            higher = self.space.any(start[n + 1:])
            opened = self.space.any(
                self.live[i] & {"up": below, "down": higher, "both": below | higher | start[n]}[self.model["rules"][i]["direction"]]
                for i in self.rules if n in self.model["rules"][i]["opens"].get(name, []))
            option.append((start[n] | opened) & ~barred[n] & low[n] & ~(ceiling[n - 1] if n else none))
        return {"floor": floor, "ceiling": ceiling, "barred": barred, "presumed": presumed, "start": start, "option": option}


def findings(model: Model) -> Iterator[Finding]:
    """Everything that does not hold, over all complete cases of every rule set; nothing if all is well."""
    plain, space = model.compiled, Space(model.compiled["facts"])
    ever_live, ever_decisive, possible = set(), set(), space.possible
    for nation, on, conduct, rules in rule_sets(plain):
        sets = Corridors(plain, space, rules)
        ladders = {l["id"]: sets.ladder(l["id"]) for l in plain["ladders"] if not l["labels"]}
        for kind, says, diagram in _faults(plain, space, sets, ladders, nation, on, model):
            case = space.example(diagram)
            if case is not None:
                yield Finding(kind, says, nation, on, case)
        ever_live |= {i for i in rules if sets.live[i] & possible != space.bdd.false}
        ever_decisive |= {i for i in rules if i not in ever_decisive and _decisive(plain, space, sets, ladders, i)}
    for i, rule in enumerate(plain["rules"]):
        if i not in ever_live:
            yield Finding("dead rule", f"{rule['id']} never applies.", "every nation", "every date", {})
        elif i not in ever_decisive:
            yield Finding("idle rule", f"{rule['id']} never changes an answer.", "every nation", "every date", {})


def _faults(plain, space, sets, ladders, nation, on, model):
    for name, l in ladders.items():
        top = len(l["floor"])
        for n in range(1, top):
            yield "conflict", f"{name} requires {model_level(plain, name, n)} and allows nothing above {model_level(plain, name, n - 1)}.", l["floor"][n] & l["ceiling"][n - 1]
        for a in range(-1, top):
            for b in range(a + 1, top):
                yield "two starts", f"{name} has two starting points.", l["presumed"][a] & l["presumed"][b]
        if any(name in plain["rules"][i]["start"] for i in sets.rules):
            yield "gap", f"{name} has no starting point.", ~space.any(l["presumed"].values())
        for n in range(top):
            yield "barred start", f"{name} starts at {model_level(plain, name, n)}, which is ruled out.", l["start"][n] & l["barred"][n]
    for claim in model.claims.values():
        if claim.about == "space" and nation in claim.nations and on >= claim.from_:
            condition = space.of(_tree(claim.when, plain))
            for then in claim.then:
                yield "claim", claim.says, condition & ~_holds(plain, space, sets, ladders, then)
    for direction in model.directions.values():
        yield from _turned(plain, space, ladders, direction)


def _tree(when, plain):
    names = [f["id"] for f in plain["facts"]]
    if not when:
        return {"all": []}
    (key, value), = when.items()
    if key in ("all", "any"):
        return {key: [_tree(v, plain) for v in value]}
    if key == "not":
        return {"not": _tree(value, plain)}
    values = plain["facts"][names.index(key)]["values"]
    return {"fact": names.index(key), "in": sum(1 << values.index(v) for v in (value if isinstance(value, list) else [value]))}


def _holds(plain, space, sets, ladders, then):
    if then.duty or then.do_not:
        key, name = ("duty", then.duty) if then.duty else ("do_not", then.do_not)
        return sets.live_where(lambda r: r[key] and r[key]["id"] == name)
    if then.label:
        return sets.live_where(lambda r: r["label"] == then.label)
    if then.no_label:
        return ~sets.live_where(lambda r: r["label"] == then.no_label)
    if then.not_school_only:
        return sets.live_where(lambda r: bool(r["must_any"])) | ladders["social_care"]["floor"][2] | ladders["police"]["floor"][2]
    l = ladders[then.ladder]
    names = next(x for x in plain["ladders"] if x["id"] == then.ladder)["levels"]
    number = {k: names.index(v) for k in ("required", "at_most", "start_at_least", "start_at_most", "options_at_most", "not_option")
              if (v := getattr(then, k))}
    if "required" in number:
        return l["floor"][number["required"]]
    if "at_most" in number:
        return l["ceiling"][number["at_most"]]
    if "start_at_least" in number:
        return space.any(l["start"][number["start_at_least"]:])
    if "start_at_most" in number:
        return ~space.any(l["start"][number["start_at_most"] + 1:])
    if "options_at_most" in number:
        return ~space.any(l["option"][number["options_at_most"] + 1:])
    return ~l["option"][number["not_option"]]


def _turned(plain, space, ladders, direction):
    names = [f["id"] for f in plain["facts"]]
    for fact in direction.facts:
        i = names.index(fact)
        for old in range(len(plain["facts"][i]["values"]) - 1):
            new = old + 1
            for ladder in direction.ladders:
                l = ladders[ladder]
                for n in range(1, len(l["start"])):
                    for measure in ("floor", "start"):
                        high = l["floor"][n] if measure == "floor" else space.any(l["start"][n:])
                        before, after = space.values[i][old] & high, space.swapped(high, i, old, new)
                        held = space.any(l["start"])
                        wrong = before & ~after if direction.direction == "up" else after & ~before & space.values[i][old]
                        if measure == "start":
                            wrong &= held & space.swapped(held, i, old, new)
                        yield "direction", f"{direction.says} {fact} from {plain['facts'][i]['values'][old]} to the next moves {ladder}.", wrong


def _decisive(plain, space, sets, ladders, index) -> bool:
    rule = plain["rules"][index]
    if rule["duty"] or rule["do_not"] or rule["label"] or rule["must_any"] or -1 in rule["start"].values():
        return True
    without = Corridors(plain, space, tuple(i for i in sets.rules if i != index))
    touched = {*rule["at_least"], *rule["at_most"], *rule["bar"], *rule["start"], *rule["opens"]}
    return any(space.bdd.apply("xor", a, b) & space.possible != space.bdd.false
               for name in touched for key in ("floor", "ceiling", "barred", "start", "option")
               for a, b in zip(ladders[name][key], without.ladder(name)[key]))
