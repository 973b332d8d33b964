"""The pool of drills: paired cases with known answers, made once from book/drills.yaml by the rules as they are."""
from __future__ import annotations

import functools
import hashlib
import json
import os
from collections import Counter
from pathlib import Path

from . import drilling, model as rules, possible
from .decide import decide, read_case, truth
from .dice import LARGEST, dice, shuffled
from .drilling import Grammar
from .files import ROOT, Mistakes, read_text
from .model import Model, leaves

SCHOOL, SCHOOL_ALONE = ("social_care", "police"), ("police",)  # a school answers for both, or for one where no source is held for the other
POLICE = (("enquiry",), ("this_child",), ("adult",))  # the police answer for one at a time
MUCH = 11  # sentences from which a story holds a good deal that does not matter
SEED = 2_026  # of the pool itself
KEPT = ROOT / "_build" / "cache" / "drills"  # pools that were made before, by what they were made from; safe to delete
COMMON = 5  # no fact is the one that matters in more than about one of this many pairs


# One case -----------------------------------------------------------------------------------------------------------

def facts_of(model: Model, facts: dict) -> dict:
    """Facts by name as a case with one child."""
    of = {f.id: f.about for f in model.facts.values()}
    return {"incident": {k: v for k, v in facts.items() if of[k] == "incident"},
            "children": [{"id": "A", **{k: v for k, v in facts.items() if of[k] == "child"}}]}


def answer(model: Model, case: dict) -> dict:
    """The whole answer of the decision model to a case."""
    return decide(model.compiled, read_case(model.compiled, case["facts"]), nation=case["nation"], role=case["role"], on=case["on"])


def corridors(found: dict, asks) -> dict:
    """What an answer says on the ladders that are asked: {ladder: required, start, options, excluded}."""
    places = {**found["children"][0]["ladders"], **found["incident"]["ladders"]}
    return {name: {k: places[name][k] for k in ("required", "start", "options", "excluded")} for name in asks}


def _outcome(found: dict, asks) -> str:
    any_of = sorted({str(m["any"]) for m in found["incident"]["must_any"]}) if asks == SCHOOL else []
    return f"{corridors(found, asks)} {any_of}"


def _open(found: dict, asks) -> bool:
    """Whether every ladder that is asked has an option, or surely no source, which is then the answer."""
    places = {**found["children"][0]["ladders"], **found["incident"]["ladders"]}
    return all(places[name]["options"] or asks == SCHOOL_ALONE and not places[name]["excluded"] and not places[name]["open"] for name in asks)


def _can_miss(found: dict, asks) -> bool:
    """Whether some level that is asked about is ruled out, or is not enough."""
    return any(c["excluded"] for c in corridors(found, asks).values()) or asks == SCHOOL and bool(found["incident"]["must_any"])


# The pool -----------------------------------------------------------------------------------------------------------

class _Maker:
    """Makes pairs: a story, and the same story with one sentence, and so one fact, changed."""

    def __init__(self, model: Model, g: Grammar):
        self.model, self.g, self.below = model, g, dice(SEED)
        self.seen, self.differs = set(), Counter()
        self.asking = {i: [r for r in model.compiled["rules"] if i in leaves(r["when"])] for i in range(len(model.facts))}

    def one_of(self, items):
        return items[self.below(len(items))]

    def by_weight(self, weights: dict):
        return self.one_of([name for name, weight in weights.items() for _ in range(weight)])

    def story(self):
        """(settings, names, plot, [(sentence, facts)]) of one story."""
        plot = self.one_of([p for p in self.g.plots for _ in range(p.weight)])
        nation, role = self.by_weight(self.g.nations), self.by_weight(self.g.roles)
        first, *others = shuffled(self.below(LARGEST), self.g.names)
        full = self.below(10) < self.g.full
        told = [(self.one_of(self.g.openings[role]), {}), (self.one_of(plot.tells), plot.facts)]
        for fact, often in self.g.order.items():
            if fact in plot.has and (full or self.below(10) < often) and role in self.model.facts[fact].ask:
                told += self.told_of(plot, fact, {f: v for _, stated in told for f, v in stated.items()})
        told = self.put_together(told)
        return {"nation": nation, "role": role, "on": self.g.decided, "A": first, "B": others[0]}, plot, told

    def put_together(self, told):
        """The same facts, some of them two to a sentence."""
        for entry in self.g.together:
            parts = [t for t in told[2:] if len(t[1]) == 1 and t[1].items() <= entry.facts.items()]
            if len(parts) == len(entry.facts) and self.below(10) < 7:
                place = told.index(parts[0])
                told = [t for t in told[:place] + [(self.one_of(entry.says), entry.facts)] + told[place + 1:] if t not in parts]
        return told

    def told_of(self, plot, fact, facts):
        """[(sentence, facts)] for a fact, mostly its first value, which gives no cause for worry; none if no value goes with the others."""
        fits = [s for s in self.g.sentences(plot, fact) if not self.g.contradicts({**facts, fact: s[0]}, fact)]
        calm = [s for s in fits if s[0] == fits[0][0]] if self.model.facts[fact].worse == "up" and self.below(10) < self.g.calm else fits
        if not fits:
            return []
        value, text = self.one_of(calm)
        return [(text, {fact: value})]

    def case(self, settings: dict, told) -> dict | None:
        """A case from its sentences; None if it is too long, has been told before, or could not be true."""
        facts = {name: value for _, stated in told for name, value in stated.items()}
        if self.g.contradicts(facts):
            return None
        text = drilling.told([text for text, _ in told], settings["A"], settings["B"])
        if len(text.split()) > self.g.longest or text in self.seen:
            return None
        case = {**settings, "facts": facts_of(self.model, facts), "text": text, "told": told}
        if any(possible.clashes(self.model, case["facts"])):
            return None
        return {**case, "found": answer(self.model, case)}

    def pair(self) -> list[dict] | None:
        """Two cases that differ in one fact and in what follows, the fact that came up least so far; None if a story has none."""
        settings, plot, told = self.story()
        first = self.case(settings, told)
        if first is None:
            return None
        told_facts = [(place, fact, value) for place in range(2, len(told)) for fact, value in told[place][1].items()]
        for place, fact, value in sorted(told_facts, key=lambda t: self.differs[t[1]]):
            if COMMON * self.differs[fact] > self.differs.total() + COMMON:
                continue
            rest = [(self.one_of([text for v, text in self.g.sentences(plot, f) if v == kept]), {f: kept}) for f, kept in told[place][1].items() if f != fact]
            others = dict(shuffled(self.below(LARGEST), [s for s in self.g.sentences(plot, fact) if s[0] != value]))
            for other, text in others.items():
                if not self.turns_a_rule(first, fact, other):
                    continue
                second = self.case(settings, [*told[:place], (text, {fact: other}), *rest, *told[place + 1:]])
                if second and (asks := self._asks(settings["role"], first, second)):
                    self.differs[fact] += 1
                    self.seen |= {first["text"], second["text"]}
                    both = [first, second] if self.below(2) else [second, first]
                    return [{**{k: v for k, v in c.items() if k != "found"}, "asks": list(asks), "differs_in": fact, "difficulty": difficulty(c, asks)}
                            for c in both]
        return None

    def turns_a_rule(self, case, fact: str, value: str) -> bool:
        """Whether another value of one fact makes any rule of the nation true or false: if it does not, nothing can differ."""
        read, index = read_case(self.model.compiled, case["facts"]), list(self.model.facts).index(fact)
        masks = [read["incident"][i] if f.about == "incident" else read["children"][0]["masks"][i] for i, f in enumerate(self.model.facts.values())]
        turned = [*masks[:index], 1 << list(self.model.facts[fact].values).index(value), *masks[index + 1:]]
        return any(truth(r["when"], masks) != truth(r["when"], turned) for r in self.asking[index] if case["nation"] in r["nations"])

    def _asks(self, role, first, second):
        both = first["found"], second["found"]
        school = SCHOOL_ALONE if both[0]["incident"]["ladders"]["social_care"]["no_source_held"] else SCHOOL
        for asks in [school] if role == "school" else shuffled(self.below(LARGEST), POLICE):
            if _outcome(both[0], asks) != _outcome(both[1], asks) and all(_open(f, asks) for f in both) and any(_can_miss(f, asks) for f in both):
                return asks
        return None


def difficulty(case: dict, asks) -> int:
    """0, 1 or 2: one for a long story, one for a usual starting point that depends on what is not known."""
    return (len(case["told"]) >= MUCH) + any(not c["start"] for c in corridors(case["found"], asks).values())


# Kept ---------------------------------------------------------------------------------------------------------------

@functools.cache
def pool() -> list[dict]:
    """Every case, look-alikes side by side: case 2k and case 2k + 1. The same rules and sentences give the same pool; raises Mistakes."""
    kept = KEPT / f"{made_from()}.json"
    try:
        return json.loads(kept.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        found = make()
    KEPT.mkdir(parents=True, exist_ok=True)
    kept.with_suffix(f".{os.getpid()}").write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    kept.with_suffix(f".{os.getpid()}").replace(kept)
    return found


def made_from() -> str:
    """Changes with the rules, the sentences and the program that makes the pool: the pool's version."""
    here = Path(__file__).parent
    texts = [read_text(drilling.SOURCE), read_text(rules.RULES / "claims" / "impossible.yaml"), *(read_text(here / f"{name}.py") for name in ("pooling", "drilling", "dice", "decide", "possible"))]
    return hashlib.sha256("\0".join([rules.current().compiled["version"], *texts]).encode()).hexdigest()[:12]


def make() -> list[dict]:
    """The pool, made anew."""
    model = rules.current()
    g = drilling.grammar(model)
    maker, found = _Maker(model, g), []
    for _ in range(60 * g.pairs):
        if len(found) == 2 * g.pairs:
            return found
        found += maker.pair() or []
    raise Mistakes([f"book/drills.yaml: only {len(found) // 2} pairs could be told where {g.pairs} are wanted. Write more sentences, or ask for fewer pairs."])
