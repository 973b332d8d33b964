"""Why an answer is what it is: the fewest facts are enough and none can be left out, and the page says the same."""
import itertools
import json
import random
import subprocess
import sys

import pytest

from course import explain, model
from course.decide import decide, read_case
from test_same_answers import HERE, node

LAW = model.current().compiled
TODAY = {"nation": "england", "role": "school", "on": "2026-11-21"}


def some_case(seed, children=1, share=.6, nothing=False):
    chance = random.Random(seed)

    def given(about):
        return {f["id"]: f["values"][0] if nothing else chance.choice(f["values"]) for f in LAW["facts"] if f["about"] == about and chance.random() < share}

    return {"incident": given("incident"), "children": [{"id": i, **given("child")} for i in "AB"[:children]]}


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("role", ["school", "police"])
def test_the_facts_named_are_enough_and_no_choice_of_fewer_would_do(seed, role):
    settings, facts = {**TODAY, "role": role}, some_case(seed, share=.35)
    known, told = list(explain._known(facts)), {}

    def given(names):
        if names not in told:
            told[names] = explain._outcomes(decide(LAW, read_case(LAW, explain._only(facts, names)), **settings))
        return told[names]

    for entry in explain.enough(LAW, facts, **settings):
        named, what = [f["fact"] for f in entry["facts"]], (entry["ladder"], entry["for"], entry["what"])
        assert given(frozenset(named))[what] == given(frozenset(known))[what] == entry["is"]
        for fewer in itertools.combinations(known, len(named) - 1) if named else []:
            assert given(frozenset(fewer)).get(what) != entry["is"], (entry, fewer)


def test_a_ladder_that_rests_on_one_fact_is_explained_by_that_fact_alone():
    facts = {"incident": {"adult": "adult", "spread": "few", "parents": "adds_risk"}, "children": [{"id": "A", "harm": "distressed", "age": "13_to_15"}]}
    found = {(e["ladder"], e["what"]): [f["fact"] for f in e["facts"]] for e in explain.enough(LAW, facts, **TODAY)}
    assert found["police", "required"] == found["at_least_one", "required"] == ["incident.adult"]
    assert found["enquiry", "required"] == []


def test_where_either_of_two_facts_is_enough_only_one_is_named():
    facts = {"incident": {}, "children": [{"id": "A", "pressure": "coerced", "groomed": "groomed"}]}
    found = {(e["ladder"], e["what"]): e["facts"] for e in explain.enough(LAW, facts, **TODAY)}
    assert [f["fact"] for f in found["at_least_one", "required"]] == ["A.pressure"]


@pytest.mark.parametrize("role", ["school", "police"])
def test_neither_a_childs_age_nor_who_is_pictured_is_offered_as_what_would_change_it(role):
    for seed in range(6):
        asked = {e["fact"].split(".")[1] for e in explain.would_change(LAW, some_case(seed, 2), **{**TODAY, "role": role})}
        assert asked and not asked & {"age", "pictured"}


def test_the_page_says_the_same_of_what_would_change_an_answer(tmp_path):
    jobs = [(some_case(seed, 1 + seed % 2, nothing=seed % 3 == 0), {"nation": nation, "role": role, "on": "2026-11-21"})
            for seed, (nation, role) in enumerate(itertools.product(model.NATIONS, ["school", "police"]))]
    (tmp_path / "job.json").write_text(json.dumps({"model": LAW, "whatIf": jobs}), encoding="utf-8")
    subprocess.run([node(), str(HERE / "same_words.mjs"), str(HERE.parent / "course" / "js"), str(tmp_path / "job.json"), str(tmp_path / "out.json")], check=True)
    page = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["whatIf"]
    for (facts, settings), said in zip(jobs, page):
        ours = [{"name": e["fact"], "now": e["now"], "turns": e["turns"]} for e in explain.would_change(LAW, facts, **settings)]
        assert ours == said
    assert sum(map(len, page)) > 20


def test_the_command_says_why_and_refuses_what_it_cannot_read():
    def why(given, *more):
        return subprocess.run([sys.executable, "-m", "course.cli", "why", "--nation", "england", "--role", "school", "--on", "2026-11-21", "--facts", "-", *more],
                              input=given, capture_output=True, text=True, encoding="utf-8")
    done = why('{"incident": {"adult": "adult"}, "children": [{"id": "A"}]}')
    assert done.returncode == 0 and "not a verdict" in done.stdout and "The fewest known facts" in done.stdout, done.stderr
    assert set(json.loads(why('{"children": [{"id": "A"}]}', "--json").stdout)) >= {"reasons", "enough", "would_change", "not_known"}
    wrong = why('{"children": [{"id": "A", "pressure": "corced"}]}')
    assert wrong.returncode == 2 and "Did you mean 'coerced'" in wrong.stderr and "Traceback" not in wrong.stderr
