"""z3 and the decision diagrams agree: on every claim, and on conflicts, gaps and two starts."""
import pytest
from z3 import And, Not

from course import model, proof
from second_opinion import SecondOpinion

MODEL = model.current()
SETS = [(n, on, conduct) for n, on, conduct, _ in proof.rule_sets(MODEL.compiled)]
LADDERS = [l for l in MODEL.ladders.values() if l.levels]


@pytest.mark.parametrize("nation, on, conduct", SETS, ids=[" ".join(s) for s in SETS])
def test_z3_finds_no_counterexample_either(nation, on, conduct):
    z3 = SecondOpinion(MODEL, nation, on, conduct)
    for claim in MODEL.claims.values():
        if claim.about == "space" and nation in claim.nations and on >= claim.from_:
            for then in claim.then:
                assert not z3.possible(And(z3.condition(claim.when), Not(z3.holds(then)))), claim.id
    for ladder in LADDERS:
        assert not z3.possible(z3.floor(ladder.id) > z3.ceiling(ladder.id)), f"conflict on {ladder.id}"
        starts = z3.starts(ladder.id)
        for i, (fires, level) in enumerate(starts):
            for other, different in starts[i + 1:]:
                assert level == different or not z3.possible(And(fires, other)), f"two starts on {ladder.id}"
        if starts:
            assert not z3.possible(And([Not(fires) for fires, _ in starts])), f"gap on {ladder.id}"


def test_z3_and_the_diagrams_agree_on_every_start_and_option():
    space = proof.Space(MODEL.compiled["facts"])
    nation, on, conduct, rules = [s for s in proof.rule_sets(MODEL.compiled) if s[0] == "england"][-1]
    diagrams, z3 = proof.Corridors(MODEL.compiled, space, rules), SecondOpinion(MODEL, nation, on, conduct)
    for ladder in LADDERS:
        found = diagrams.ladder(ladder.id)
        for number in range(len(ladder.levels)):
            for what, formula in (("start", z3.start(ladder.id) == number), ("option", z3.option(ladder.id, number))):
                case = space.example(found[what][number])
                assert (case is not None) == z3.possible(formula), (ladder.id, number, what)
                if case:
                    assert z3.possible(And(formula, *[z3.facts[f] == z3.value[f][v] for f, v in case.items()])), (ladder.id, number, what, case)
