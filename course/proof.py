"""Proofs over every complete case: no conflict, no gap, no dead or idle rule, every claim and every direction.

One child's facts and the incident's are one case; the incident's ladders are the highest of its children's, so a property
of one child's corridor is a property of all.
"""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .decide import basis_on, model_level
from .model import Model, condition
from .schema import LEVELS_OF_A_CLAIM
from .space import TOUCHES, Corridors, Space

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


def change_days(model: dict) -> list[str]:
    """Every day on which some rule starts or ends, from the earliest on."""
    return sorted({EARLIEST} | {d for r in model["rules"] for b in r["basis"] for d in (b["from"], b["to"]) if d > EARLIEST})


def rule_sets(model: dict, also: tuple = ()) -> Iterator[tuple[str, str, str, tuple[int, ...]]]:
    """(nation, decision date, conduct date, rule indexes) for every set of rules that was ever in force together.

    also: days on which a claim starts to hold, so that it is proved from that day and not from the next change of rules.
    """
    days = sorted({*change_days(model), *also})
    begun = {day: sum(d <= day for d in also) for day in days}
    for nation in model["nations"]:
        seen = set()
        for on in days:
            for conduct in [d for d in days if d <= on]:
                rules = tuple(i for i, r in enumerate(model["rules"]) if basis_on(r, nation, on, conduct))
                if (key := (rules, begun[on], begun[conduct])) not in seen:
                    seen.add(key)
                    yield nation, on, conduct, rules


def findings(model: Model) -> Iterator[Finding]:
    """Everything that does not hold, over all complete cases of every rule set; nothing if all is well."""
    yield from Proof(model).findings()


class Proof:
    """One run of the proofs; what was proved for a set of rules is not proved again for a day that shares it."""

    def __init__(self, model: Model):
        self.model, self.plain = model, model.compiled
        self.space = Space(self.plain["facts"])
        self.corridors = Corridors(self.plain, self.space)
        self.names = [f["id"] for f in self.plain["facts"]]
        self.done: set = set()
        self.live: set[int] = set()
        self.decisive: set[int] = set()
        self.alone: dict[tuple, set[int]] = {}

    def findings(self) -> Iterator[Finding]:
        """Every fault found, each with the first nation and date at which it shows."""
        starts = tuple(sorted({c.from_ for c in self.model.claims.values() if c.about == "space"}))
        for nation, on, conduct, indexes in rule_sets(self.plain, starts):
            rules = frozenset(indexes)
            keys = {name: self.corridors.ladder_key(name, rules) for name in self.corridors.top}
            for kind, says, diagram in self._faults(nation, {"decision_date": on, "conduct_date": conduct}, rules, keys):
                case = self.space.example(diagram)
                if case is not None:
                    yield Finding(kind, says, nation, on, case)
            self._count(rules, keys)
        yield from self._unneeded()

    def _first(self, *key) -> bool:
        fresh = key not in self.done
        self.done.add(key)
        return fresh

    def _faults(self, nation, days, rules, keys):
        for name, key in keys.items():
            if self._first("ladder", key):
                yield from self._ladder_faults(name, self.corridors.ladder(key))
            for direction in self.model.directions.values():
                if name in direction.ladders and self._first(direction.id, key):
                    yield from self._turned(direction, name, self.corridors.ladder(key))
        for claim in self.model.claims.values():
            if claim.about == "space" and nation in claim.nations and days[claim.applies_by] >= claim.from_:
                yield from self._claim_faults(claim, rules, keys)

    def _ladder_faults(self, name, l):
        top = self.corridors.top[name]
        for n in range(1, top):
            yield ("conflict", f"{name} requires {model_level(self.plain, name, n)} and allows nothing above {model_level(self.plain, name, n - 1)}.",
                   l["floor"][n] & l["ceiling"][n - 1])
        for a in range(-1, top):
            for b in range(a + 1, top):
                yield "two starts", f"{name} has two starting points.", l["presumed"][a] & l["presumed"][b]
        if l["presumes"]:
            yield "gap", f"{name} has no starting point.", ~self.space.any(l["presumed"].values())
        for n in range(top):
            yield "barred start", f"{name} starts at {model_level(self.plain, name, n)}, which is ruled out.", l["start"][n] & l["barred"][n]

    # Claims

    def _claim_faults(self, claim, rules, keys):
        for number, then in enumerate(claim.then):
            test = _test_of(then)
            about = (keys[then.ladder],) if then.ladder else (self.corridors.key(rules, test), *(keys.values() if then.not_school_only else ()))
            if self._first(claim.id, number, about):
                yield "claim", f"{claim.number}, {claim.id}: {claim.says}", self._condition(claim.when) & ~self._holds(then, test, rules, keys)

    def _condition(self, when):
        return self.space.of(condition(when, self.model.facts))

    def _holds(self, then, test, rules, keys):
        if not then.ladder:
            said = self.corridors.where(rules, test)
            if then.not_school_only:
                return said | self.corridors.ladder(keys["social_care"])["floor"][2] | self.corridors.ladder(keys["police"])["floor"][2]
            return ~said if then.no_label else said
        l = self.corridors.ladder(keys[then.ladder])
        names = next(x for x in self.plain["ladders"] if x["id"] == then.ladder)["levels"]
        (what, level), = [(k, names.index(v)) for k in LEVELS_OF_A_CLAIM if (v := getattr(then, k))]
        any_of = self.space.any
        return {"required": lambda: l["floor"][level], "at_most": lambda: l["ceiling"][level],
                "start_at_least": lambda: any_of(l["start"][level:]), "start_at_most": lambda: ~any_of(l["start"][level + 1:]),
                "options_at_most": lambda: ~any_of(l["option"][level + 1:]), "not_option": lambda: ~l["option"][level]}[what]()

    # Directions

    def _turned(self, direction, name, l):
        for fact in direction.facts:
            i = self.names.index(fact)
            values = self.plain["facts"][i]["values"]
            for says, diagram, held in self._measures(direction.direction, name, l):
                if self.space.depends(diagram, i) or (held is not None and self.space.depends(held, i)):
                    for old in range(len(values) - 1):
                        yield "direction", f"{direction.says} {fact} from {values[old]} to {values[old + 1]} moves {says}.", \
                            self._moved(direction.direction, diagram, held, i, old)

    def _measures(self, way, name, l):
        """(what it is, the cases at or above a level, the cases in which it can be compared) for each level of a ladder."""
        any_of = self.space.any
        for n in range(1, self.corridors.top[name]):
            yield f"what {name} requires", l["floor"][n], None
            yield f"where {name} starts", any_of(l["start"][n:]), l["held"]
            if way != "up":
                yield f"the highest option of {name}", any_of(l["option"][n:]), l["held"]
            if way != "down":
                yield f"the lowest option of {name}", ~any_of(l["option"][:n]), l["held"]

    def _moved(self, way, diagram, held, fact, old):
        space, here = self.space, self.space.values[fact][old]
        after = space.turned(diagram, fact, old + 1)
        fallen, risen = here & diagram & ~after, here & after & ~diagram
        wrong = {"up": fallen, "down": risen, "same": fallen | risen}[way]
        return wrong if held is None else wrong & held & space.turned(held, fact, old + 1)

    # Rules that are not needed

    def _count(self, rules, keys):
        for i, over in self.corridors.key(rules, lambda r: True):
            if i not in self.live and self.space.example(self.corridors.live((i, over))) is not None:
                self.live.add(i)
            if i not in self.decisive and any(self._decides(i, name, key, rules) for name, key in keys.items()):
                self.decisive.add(i)

    def _decides(self, index, name, key, rules) -> bool:
        rule = self.plain["rules"][index]
        if rule["duty"] or rule["do_not"] or rule["label"] or rule["must_any"] or -1 in rule["start"].values():
            return True
        if not any(name in rule[k] for k in TOUCHES) or not self._first("decides", index, key):
            return False
        if any(index in self.plain["rules"][i]["overridden_by"] for i in rules):
            return True  # it takes the place of another rule
        if key not in self.alone:
            self.alone[key] = set(self._alone(name, key))
        return index in self.alone[key]

    def _alone(self, name, key) -> Iterator[int]:
        """The rules of a ladder that move it in some case in which no other rule does the same, or that ask where a level is open."""
        l, top, groups = self.corridors.ladder(key), self.corridors.top[name], {}
        for part in key[1]:
            for kind in ("at_least", "at_most", "bar", "start", "opens"):
                levels = self.plain["rules"][part[0]][kind].get(name, [])
                for n in levels if isinstance(levels, list) else [levels]:
                    groups.setdefault((kind, n), []).append(part)
        for (kind, n), parts in groups.items():
            beyond = l["floor"][n + 1] if kind == "at_least" and n + 1 < top else l["ceiling"][n - 1] if kind == "at_most" and n else self.space.bdd.false
            where = l["option"][n] & ~l["start"][n] if kind == "opens" else ~beyond
            yield from self._apart(parts, where & self.space.possible, kind != "opens")

    def _apart(self, parts, where, alone) -> Iterator[int]:
        """The rules of some that apply somewhere in a diagram, alone: where none of the rest does. Each half looks only at what its own rules ask."""
        if len(parts) == 1:
            if self.corridors.live(parts[0]) & where != self.space.bdd.false:
                yield parts[0][0]
            return
        halves = parts[:len(parts) // 2], parts[len(parts) // 2:]
        for mine, rest in (halves, halves[::-1]):
            left = where & ~self.space.any(map(self.corridors.live, rest)) if alone else where
            yield from self._apart(mine, self.space.seen(left, map(self.corridors.live, mine)), alone)

    def _unneeded(self):
        for i, rule in enumerate(self.plain["rules"]):
            if i not in self.live:
                yield Finding("dead rule", f"{rule['id']} never applies.", "every nation", "every date", {})
            elif i not in self.decisive:
                yield Finding("idle rule", f"{rule['id']} never changes an answer.", "every nation", "every date", {})


def _test_of(then):
    for kind in ("duty", "do_not"):
        if name := getattr(then, kind):
            return lambda r: bool(r[kind]) and r[kind]["id"] == name
    if label := then.label or then.no_label:
        return lambda r: r["label"] == label
    return lambda r: bool(r["must_any"])
