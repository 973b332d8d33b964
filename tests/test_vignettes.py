"""The boundary vignettes: each answered as it was from the sources, and with the rest no edit of the rules goes unnoticed."""
import expected
import mutation
import pytest

from course import model, possible
from course.files import read_yaml

PLAIN = model.current().compiled
DATA = read_yaml(mutation.HERE / "vignettes.yaml")


@pytest.fixture(scope="module")
def run():
    return mutation.Run()


@pytest.mark.parametrize("case", mutation.vignettes(), ids=lambda c: c["id"])
def test_a_vignette_is_answered_as_from_the_sources(case):
    assert expected.problems(PLAIN, case) == []


def test_every_vignette_says_what_it_expects_and_from_which_records():
    assert len({v["id"] for v in DATA["vignettes"]}) == len(DATA["vignettes"])
    for vignette in DATA["vignettes"]:
        assert vignette["expect"] and vignette["like"] in DATA["ordinary"], vignette["id"]
        assert set(vignette["answered_from"]) <= set(model.current().records), vignette["id"]
        differs = vignette.get("differs")
        assert differs is None or len(differs.split()) > 8 and "not resolved" not in differs.lower(), f"{vignette['id']}: say what was answered first and why it differed."


def test_no_vignette_or_published_case_is_one_that_cannot_be():
    for case in [*mutation.vignettes(), *mutation.published()]:
        assert list(possible.clashes(model.current(), case["facts"])) == [], case["id"]


def test_the_ordinary_case_of_each_kind_has_every_fact_and_can_be():
    for like in set(DATA["ordinary"]) - {"incident", "everyone"}:
        facts = mutation.whole({"like": like, "facts": {}}, DATA["ordinary"])["facts"]
        given = {**facts["incident"], **facts["children"][0]}
        assert set(given) - {"id"} == set(model.current().facts), like
        assert not [claim.says for claim in model.current().impossible.values() if met(claim.when, given)], like


def met(when, given):
    (key, value), = when.items()
    if key in ("all", "any"):
        return (all if key == "all" else any)(met(part, given) for part in value)
    return not met(value, given) if key == "not" else given[key] in (value if isinstance(value, list) else [value])


@pytest.mark.parametrize("says, proofs, published", [
    ("refer.adult: dropped", True, False), ("refer.coerced: pressure without coerced", True, True), ("refer.content: content without unusual", False, True),
    ("start.consult: harm without distressed", False, False)])
def test_an_edit_that_matters_is_seen_and_noticed_by_what_pins_it(run, says, proofs, published):
    mutant = next(m for m in run.all if m.says == says)
    assert run.moved(mutant)
    assert (run.by_proofs(mutant), run.by_cases(mutant, mutation.published())) == (proofs, published)


def test_an_edit_that_changes_no_answer_is_left_out(run):
    support = next(m for m in run.all if m.says == "duty.support_this_child: dropped")  # duty.support says the same of every case
    assert run.moved(support) == {}


def test_the_diagrams_and_the_evaluator_see_the_same_edit(run):
    """A case that the diagrams say is moved is answered otherwise by the evaluator, and a case that is not is answered the same."""
    mutant = next(m for m in run.all if m.says == "refer.content: content without violent")
    ordinary = mutation.whole({"id": "x", "nation": "england", "on": mutation.TODAY, "like": "sender", "facts": {"incident": {"content": "violent"}}}, DATA["ordinary"])
    told = {**ordinary, "expect": [{"must_any": {"social_care": "refer", "police": "report"}}]}
    assert expected.problems(PLAIN, told) == [] and expected.problems(run.mutated(mutant), told)
    assert ("england", mutation.TODAY, ("must_any",)) in run.moved(mutant)


@pytest.mark.prove
def test_no_edit_of_the_rules_goes_unnoticed(run):
    lines, unnoticed = mutation.table(run)
    print("\n".join(lines))
    assert not unnoticed, f"{len(unnoticed)} edits that move an answer are noticed by nothing:\n" + "\n".join(unnoticed)
