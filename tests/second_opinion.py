"""The same questions put to z3, from the rules as written and not as compiled: a second opinion that shares no code with proof.py."""
import functools
import itertools

from z3 import And, BoolVal, Const, EnumSort, If, Int, Not, Or, Solver, sat, substitute

NOTHING = -1
NUMBERS = itertools.count()  # z3 wants every sort to have a name of its own


def in_force(rule, nation, on, conduct):
    """Whether a rule as written is in force in a nation on a decision date and a conduct date."""
    def holds(b):
        day = conduct if b.applies_by == "conduct_date" else on
        return (b.from_ == "earliest" or day >= b.from_) and (b.to is None or day < b.to)
    return nation in rule.nations and any(map(holds, rule.basis))


class SecondOpinion:
    """One nation on one date, as z3 formulas over every complete case. turned: a fact that is given a second value as well."""

    def __init__(self, model, nation, on, conduct, sorts=None):
        self.model, self.nation, self.on, self.conduct = model, nation, on, conduct
        self.sorts, self.facts, self.value = sorts or {}, {}, {}
        number = next(NUMBERS)
        for fact in model.facts.values():
            if fact.id not in self.sorts:
                self.sorts[fact.id] = EnumSort(f"{fact.id} {number}", [f"{fact.id} {v} {number}" for v in fact.values])
            sort, values = self.sorts[fact.id]
            self.facts[fact.id] = Const(fact.id, sort)
            self.value[fact.id] = dict(zip(fact.values, values))
        self.rules = {r.id: r for r in model.rules.values() if in_force(r, nation, on, conduct)}
        self.fires = {name: self._fires(name) for name in self.rules}

    def condition(self, when):
        if not when:
            return BoolVal(True)
        (key, value), = when.items()
        if key == "all":
            return And([self.condition(v) for v in value])
        if key == "any":
            return Or([self.condition(v) for v in value])
        if key == "not":
            return Not(self.condition(value))
        return Or([self.facts[key] == self.value[key][v] for v in (value if isinstance(value, list) else [value])])

    def _fires(self, name):
        over = [self._fires(r.id) for r in self.rules.values() if name in r.exception_to]
        return And(self.condition(self.rules[name].when), *[Not(o) for o in over])

    def number(self, ladder, level):
        return NOTHING if level == "no_source_held" else list(self.model.ladders[ladder].levels).index(level)

    @functools.cache
    def floor(self, ladder):
        result = Int("nothing") * 0 + NOTHING
        for name, rule in self.rules.items():
            if rule.at_least and ladder in rule.at_least:
                level = self.number(ladder, rule.at_least[ladder])
                result = If(And(self.fires[name], result < level), level, result)
        return result

    @functools.cache
    def ceiling(self, ladder):
        result = Int("nothing") * 0 + len(self.model.ladders[ladder].levels) - 1
        for name, rule in self.rules.items():
            if rule.at_most and ladder in rule.at_most:
                level = self.number(ladder, rule.at_most[ladder])
                result = If(And(self.fires[name], result > level), level, result)
        return result

    def starts(self, ladder):
        return [(self.fires[n], self.number(ladder, r.start[ladder])) for n, r in self.rules.items() if r.start and ladder in r.start]

    @functools.cache
    def start(self, ladder):
        presumed = Int("nothing") * 0 + NOTHING
        for fires, level in self.starts(ladder):
            presumed = If(fires, level, presumed)
        low, high = self.floor(ladder), self.ceiling(ladder)
        lowered = If(presumed > high, high, presumed)
        return If(presumed == NOTHING, NOTHING, If(lowered < low, low, lowered))

    def barred(self, ladder, number):
        return Or([self.fires[n] for n, r in self.rules.items()
                   if r.bar and any(self.number(ladder, level) == number for level in r.bar.get(ladder, []))])

    @functools.cache
    def option(self, ladder, number):
        start = self.start(ladder)
        opened = []
        for name, rule in self.rules.items():
            if rule.opens and any(self.number(ladder, level) == number for level in rule.opens.get(ladder, [])):
                way = {"up": start < number, "down": start > number, "both": BoolVal(True)}[rule.direction]
                opened.append(And(self.fires[name], way, start != NOTHING))
        return And(Or(start == number, And(start == NOTHING, self.floor(ladder) == number), *opened), Not(self.barred(ladder, number)), self.floor(ladder) <= number, self.ceiling(ladder) >= number)

    def turned(self, formula, fact, value):
        """The same formula with one fact set to a value."""
        return substitute(formula, (self.facts[fact], self.value[fact][value]))

    def measures(self, way, ladder):
        """(cases at or above a level, cases that can be compared) for each level of a ladder, as the directions speak of them."""
        top, start = len(self.model.ladders[ladder].levels), self.start(ladder)
        for n in range(1, top):
            yield self.floor(ladder) >= n, None
            yield start >= n, start != NOTHING
            if way != "up":
                yield Or([self.option(ladder, m) for m in range(n, top)]), start != NOTHING
            if way != "down":
                yield Not(Or([self.option(ladder, m) for m in range(n)])), start != NOTHING

    def broken(self, direction, ladder, fact, old, new):
        """The cases in which a direction does not hold for one step of one fact on one ladder."""
        wrong = []
        for above, held in self.measures(direction.direction, ladder):
            after = self.turned(above, fact, new)
            moved = {"up": And(above, Not(after)), "down": And(after, Not(above)), "same": above != after}[direction.direction]
            wrong.append(moved if held is None else And(moved, held, self.turned(held, fact, new)))
        return And(self.facts[fact] == self.value[fact][old], Or(wrong))

    def possible(self, formula) -> bool:
        solver = Solver()
        solver.add(formula)
        return solver.check() == sat

    def holds(self, then):
        if then.duty:
            return Or([self.fires[n] for n, r in self.rules.items() if r.duty and r.duty.id == then.duty])
        if then.do_not:
            return Or([self.fires[n] for n, r in self.rules.items() if r.do_not and r.do_not.id == then.do_not])
        if then.label:
            return Or([self.fires[n] for n, r in self.rules.items() if r.label == then.label])
        if then.no_label:
            return Not(Or([self.fires[n] for n, r in self.rules.items() if r.label == then.no_label]))
        if then.not_school_only:
            return Or([self.fires[n] for n, r in self.rules.items() if r.must_any] + [self.floor("social_care") >= 2, self.floor("police") >= 2])
        ladder, top = then.ladder, len(self.model.ladders[then.ladder].levels)
        if then.required:
            return self.floor(ladder) >= self.number(ladder, then.required)
        if then.at_most:
            return self.ceiling(ladder) <= self.number(ladder, then.at_most)
        if then.start_at_least:
            return self.start(ladder) >= self.number(ladder, then.start_at_least)
        if then.start_at_most:
            return self.start(ladder) <= self.number(ladder, then.start_at_most)
        if then.options_at_most:
            return And([Not(self.option(ladder, n)) for n in range(self.number(ladder, then.options_at_most) + 1, top)])
        return Not(self.option(ladder, self.number(ladder, then.not_option)))
