"""z3 and the decision diagrams agree: on claims, conflicts, gaps, two starts and directions, each from its own reading of the rules."""
import pytest
from z3 import And, Not, Or

from course import model, proof
from course.space import Corridors, Space
from second_opinion import SecondOpinion, in_force

MODEL = model.current()
LADDERS = [l for l in MODEL.ladders.values() if l.levels]
SPACE_CLAIMS = [c for c in MODEL.claims.values() if c.about == "space"]
TOUCHES = ("at_least", "at_most", "bar", "start", "opens")


def days():
    """Every day on which the rules as written, or what is claimed of them, change."""
    found = {proof.EARLIEST} | {c.from_ for c in SPACE_CLAIMS}
    return sorted(found | {d for r in MODEL.rules.values() for b in r.basis for d in (b.from_, b.to) if d and "2013" < d != "earliest"})


def sets():
    """(nation, on, conduct, live claims) for every set of rules and claims that is different from those before it."""
    seen = set()
    for nation in ("england", "wales", "scotland", "northern_ireland"):
        for on in days():
            for conduct in [d for d in days() if d <= on]:
                rules = tuple(r.id for r in MODEL.rules.values() if in_force(r, nation, on, conduct))
                claims = tuple(c.id for c in SPACE_CLAIMS if nation in c.nations and (conduct if c.applies_by == "conduct_date" else on) >= c.from_)
                if (nation, rules, claims) not in seen:
                    seen.add((nation, rules, claims))
                    yield nation, on, conduct, claims


SETS = list(sets())
LATEST = [s for nation in dict.fromkeys(s[0] for s in SETS) for s in [[x for x in SETS if x[0] == nation][-1]]]


def ids(some):
    return [" ".join(s[:3]) for s in some]


def disagreements(nation, on, conduct, claims):
    z3 = SecondOpinion(MODEL, nation, on, conduct)
    for name in claims:
        claim = MODEL.claims[name]
        for then in claim.then:
            if z3.possible(And(z3.condition(claim.when), Not(z3.holds(then)))):
                yield f"claim {name}"
    for ladder in LADDERS:
        if z3.possible(z3.floor(ladder.id) > z3.ceiling(ladder.id)):
            yield f"conflict on {ladder.id}"
        starts = z3.starts(ladder.id)
        if any(level != other and z3.possible(And(a, b)) for i, (a, level) in enumerate(starts) for b, other in starts[i + 1:]):
            yield f"two starts on {ladder.id}"
        if starts and z3.possible(And([Not(fires) for fires, _ in starts])):
            yield f"gap on {ladder.id}"


def facts_in(when):
    return {f for key, value in when.items() for f in
            ({f for part in value for f in facts_in(part)} if key in ("all", "any") else facts_in(value) if key == "not" else {key})}


def asked_about(rules, mine):
    """The facts that some rules, and the exceptions to them, ask about; no other fact can move anything."""
    reached, more = set(), set(mine)
    while more:
        reached |= more
        more = {r.id for r in rules.values() if set(r.exception_to) & reached} - reached
    return {f for name in reached for f in facts_in(rules[name].when)}


def turned(nation, on, conduct, seen=None, only=None):
    """(direction, ladder, fact, value) for each step that z3 finds to go the wrong way. seen: what was already looked at."""
    z3 = SecondOpinion(MODEL, nation, on, conduct)
    for direction in MODEL.directions.values():
        for ladder in only or direction.ladders:
            if ladder not in direction.ladders:
                continue
            mine = {r.id for r in z3.rules.values() if any(ladder in (getattr(r, k) or {}) for k in TOUCHES)}
            key = (direction.id, ladder, tuple(sorted(mine)), tuple(sorted(r.id for r in z3.rules.values() if mine & set(r.exception_to))))
            if seen is not None and key in seen:
                continue
            if seen is not None:
                seen.add(key)
            for fact in direction.facts:
                if fact not in asked_about(z3.rules, mine):
                    continue
                values = list(MODEL.facts[fact].values)
                for old, new in zip(values, values[1:]):
                    if z3.possible(z3.broken(direction, ladder, fact, old, new)):
                        yield direction.id, ladder, fact, old


@pytest.mark.parametrize("nation, on, conduct, claims", LATEST, ids=ids(LATEST))
def test_z3_finds_no_counterexample_in_the_rules_of_today(nation, on, conduct, claims):
    assert list(disagreements(nation, on, conduct, claims)) == []


@pytest.mark.prove
def test_z3_finds_no_counterexample_on_any_date():
    assert [(s[:3], d) for s in SETS for d in disagreements(*s)] == []


@pytest.mark.prove
def test_z3_finds_no_direction_broken_on_any_date():
    seen = set()
    assert [t for s in SETS for t in turned(*s[:3], seen)] == []


@pytest.mark.parametrize("nation, ladder", [("england", "police"), ("wales", "this_child"), ("scotland", "social_care")])
def test_z3_finds_no_direction_broken_in_some_rules_of_today(nation, ladder):
    latest = next(s for s in LATEST if s[0] == nation)
    assert list(turned(*latest[:3], only=[ladder])) == []


@pytest.mark.parametrize("nation, on, conduct, claims", LATEST, ids=ids(LATEST))
def test_z3_and_the_diagrams_agree_on_every_start_option_floor_and_ceiling(nation, on, conduct, claims):
    space = Space(MODEL.compiled["facts"])
    rules = frozenset(i for i, r in enumerate(MODEL.compiled["rules"]) if in_force(MODEL.rules[r["id"]], nation, on, conduct))
    diagrams, z3 = Corridors(MODEL.compiled, space), SecondOpinion(MODEL, nation, on, conduct)
    for ladder in LADDERS:
        found = diagrams.ladder(diagrams.ladder_key(ladder.id, rules))
        for n in range(len(ladder.levels)):
            for what, formula in (("start", z3.start(ladder.id) == n), ("option", z3.option(ladder.id, n)),
                                  ("floor", z3.floor(ladder.id) >= n), ("ceiling", z3.ceiling(ladder.id) <= n)):
                if what == "ceiling" and n == len(ladder.levels) - 1:
                    continue  # the top is no ceiling
                for inside, diagram in ((formula, found[what][n]), (Not(formula), ~found[what][n])):
                    case = space.example(diagram)
                    assert (case is not None) == z3.possible(inside), (ladder.id, n, what)
                    if case:
                        assert not z3.possible(And(Not(inside), *[z3.facts[f] == z3.value[f][v] for f, v in case.items()])), (ladder.id, n, what, case)


def test_both_find_the_same_fault_in_spoiled_rules(tmp_path):
    import shutil
    folder = shutil.copytree(model.RULES, tmp_path / "rules")
    path = folder / "england" / "school_referral.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("      - {motive: malice}\n", ""), encoding="utf-8")
    spoiled = model.load(folder)
    told = {f.says.split(",")[1].split(":")[0].strip() for f in proof.findings(spoiled) if f.kind == "claim"}
    z3 = SecondOpinion(spoiled, "england", "2026-11-21", "2026-11-21")
    wrong = {c.id for c in spoiled.claims.values() if c.about == "space" and "england" in c.nations
             and z3.possible(And(z3.condition(c.when), Or([Not(z3.holds(t)) for t in c.then])))}
    assert told == wrong != set()
