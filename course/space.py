"""Every complete case as decision diagrams, and the corridors of a set of rules over all of them, ladder by ladder.

A diagram of a ladder is made once for each set of rules that touches it, however many dates and nations share that set, so
the work grows with the rules and not with their combinations.
"""
from __future__ import annotations

from dd.autoref import BDD

TOUCHES = ("at_least", "at_most", "bar", "start", "opens")


class Space:
    """Every complete case: a few bits for each fact."""

    def __init__(self, facts: list[dict]):
        self.facts, self.bdd = facts, BDD()
        self.bits = [[f"{f['id']}_{b}" for b in range(max(1, (len(f["values"]) - 1).bit_length()))] for f in facts]
        self.bdd.declare(*(bit for bits in self.bits for bit in bits))
        self.values = [[self._code(i, v) for v in range(len(f["values"]))] for i, f in enumerate(facts)]
        self.possible = self.all(self.any(values) for values in self.values)

    def _code(self, fact, value):
        return self.all(self.bdd.var(bit) if value >> b & 1 else ~self.bdd.var(bit) for b, bit in enumerate(self.bits[fact]))

    def all(self, parts):
        """The cases that are in every one of some diagrams."""
        return ~self.any(~part for part in parts)

    def any(self, parts):
        """The cases that are in at least one of some diagrams; put together in halves, so that no half is made over and over."""
        parts = list(parts)
        if len(parts) < 2:
            return parts[0] if parts else self.bdd.false
        return self.any(parts[:len(parts) // 2]) | self.any(parts[len(parts) // 2:])

    def of(self, tree: dict):
        """The diagram of a compiled condition."""
        if "fact" in tree:
            return self.any(v for i, v in enumerate(self.values[tree["fact"]]) if tree["in"] >> i & 1)
        if "not" in tree:
            return ~self.of(tree["not"])
        return self.all(map(self.of, tree["all"])) if "all" in tree else self.any(map(self.of, tree["any"]))

    def example(self, diagram) -> dict[str, str] | None:
        """One case in a diagram, with only the facts that it depends on; None if there is none."""
        asked = [i for i in range(len(self.facts)) if self.depends(diagram, i)]
        found = self.bdd.pick(diagram & self.all(self.any(self.values[i]) for i in asked))
        if found is None:
            return None
        numbers = {i: sum(1 << b for b, bit in enumerate(self.bits[i]) if found.get(bit)) for i in asked if set(self.bits[i]) & found.keys()}
        return {self.facts[i]["id"]: self.facts[i]["values"][n] for i, n in numbers.items() if n < len(self.facts[i]["values"])}

    def seen(self, diagram, others):
        """The cases of a diagram, told apart only by what some others ask about."""
        asked = frozenset().union(*map(self.bdd.support, others))
        return self.bdd.exist(self.bdd.support(diagram) - asked, diagram)

    def depends(self, diagram, fact: int) -> bool:
        """Whether a diagram asks about a fact at all."""
        return not set(self.bits[fact]).isdisjoint(self.bdd.support(diagram))

    def turned(self, diagram, fact: int, new: int):
        """The cases that would be in a diagram if one fact had another value."""
        return self.bdd.let({bit: bool(new >> b & 1) for b, bit in enumerate(self.bits[fact])}, diagram)

    def work(self) -> int:
        """How many diagram nodes were made so far: the measure of work that does not depend on the machine."""
        return len(self.bdd)


class Corridors:
    """The corridors of any set of rules over all complete cases; each part is made once and kept."""

    def __init__(self, model: dict, space: Space):
        self.model, self.space = model, space
        self._conditions, self._live, self._ladders = {}, {}, {}
        self.top = {l["id"]: len(l["levels"]) for l in model["ladders"] if not l["labels"]}

    def key(self, rules: frozenset, test) -> tuple:
        """The rules that pass a test, with the exceptions to them that are in force: all that a part depends on."""
        return tuple((i, self._over(i, rules)) for i in sorted(rules) if test(self.model["rules"][i]))

    def _over(self, i, rules):
        return tuple((o, self._over(o, rules)) for o in self.model["rules"][i]["overridden_by"] if o in rules)

    def live(self, part: tuple):
        """The cases in which a rule applies, given its exceptions; part is one entry of a key."""
        if part not in self._live:
            i, over = part
            if i not in self._conditions:
                self._conditions[i] = self.space.of(self.model["rules"][i]["when"])
            self._live[part] = self._conditions[i] & ~self.space.any(map(self.live, over))
        return self._live[part]

    def where(self, rules: frozenset, test):
        """The cases in which a rule that passes a test applies."""
        return self.space.any(map(self.live, self.key(rules, test)))

    def ladder_key(self, name: str, rules: frozenset) -> tuple:
        """What a ladder depends on: its name and the rules in force that touch it."""
        return name, self.key(rules, lambda r: any(name in r[k] for k in TOUCHES))

    def ladder(self, key: tuple) -> dict:
        """floor, ceiling, barred, presumed, start and option of a ladder: a diagram for each level."""
        if key not in self._ladders:
            self._ladders[key] = self._make(*key)
        return self._ladders[key]

    def _make(self, name, parts):
        top, space, rule = self.top[name], self.space, self.model["rules"]
        live = {part[0]: self.live(part) for part in parts}

        def where(test):
            return space.any(diagram for i, diagram in live.items() if test(rule[i]))

        levels, none, true = range(top), space.bdd.false, space.bdd.true
        floor = [where(lambda r, n=n: r["at_least"].get(name, -1) >= n) for n in levels]
        ceiling = [where(lambda r, n=n: r["at_most"].get(name, top) <= n) for n in levels]
        barred = [where(lambda r, n=n: n in r["bar"].get(name, [])) for n in levels]
        presumed = {n: where(lambda r, n=n: r["start"].get(name, -2) == n) for n in range(-1, top)}
        low = [~floor[n + 1] if n + 1 < top else true for n in levels]           # the floor is not above n
        high = [~ceiling[n - 1] if n else true for n in levels]                  # the ceiling is not below n
        start = []
        for n in levels:
            exactly = presumed[n] & low[n] & high[n]
            raised = space.any(presumed[p] for p in levels if p <= n) & floor[n] & low[n]
            lowered = space.any(presumed[p] for p in levels if p >= n) & ceiling[n] & high[n] & low[n]
            start.append(exactly | raised | lowered)
        option, held = [], space.any(start)
        for n in levels:  # where no source is held for a start, what is required is open all the same
            below, above = space.any(start[:n]), space.any(start[n + 1:])
            started = {"up": below, "down": above, "both": held}
            opened = space.any(where(lambda r, n=n, way=way: n in r["opens"].get(name, []) and r["direction"] == way) & begun for way, begun in started.items())
            option.append((start[n] | opened | (floor[n] & ~held)) & ~barred[n] & low[n] & high[n])
        return {"floor": floor, "ceiling": ceiling, "barred": barred, "presumed": presumed, "start": start, "option": option,
                "held": held, "presumes": any(name in rule[i]["start"] for i in live)}
