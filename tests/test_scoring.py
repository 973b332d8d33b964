"""Scoring: each kind by hand, answers without their shape refused in words, and the page's code equal over generated answers."""
import json
import random
import subprocess
from pathlib import Path

import pytest

from course import pathway
from course.assessing import scoring
from course.items import CREDITS
from test_same_answers import node

HERE = Path(__file__).parent
MODULE = HERE.parent / "course" / "js" / "scoring.js"
SINGLE = {"credit": {"a": 1, "b": .5, "c": 0, "told": None}}
SEVERAL = {"credit": {"a": .3333, "b": .3333, "c": .3333, "d": -.5}}
ORDER = {"order": ["one", "two", "three", "four"]}
SORT = {"group": {"a": "x", "b": "y", "c": "y"}, "groups": ["x", "y", "z"]}
RUBRIC = {"rubric": [{"id": "facts", "points": 2, "levels": [{"points": n} for n in (0, 1, 2)]},
                     {"id": "reasons", "points": 1, "levels": [{"points": n} for n in (0, 1)]}]}
PATH = {"path": {"start": "s1", "states": {"s1": {"step": "first", "acts": {"look": [0, "s2"], "ask": [1, "s2"], "wait": [None, "s2"]}},
                                           "s2": {"step": "second", "acts": {"tell": [1, None], "hide": [0, None]}}}}}


def path(*acts):
    return [{"step": step, "act": act} for step, act in zip(("first", "second", "third"), acts)]


@pytest.mark.parametrize("kind, key, answer, earns", [
    ("single", SINGLE, "a", 1), ("single", SINGLE, "b", .5), ("single", SINGLE, "told", None), ("single", SINGLE, None, 0),
    ("several", SEVERAL, ["a", "b", "c"], 1), ("several", SEVERAL, ["a", "d"], 0), ("several", SEVERAL, ["c", "a"], .6666),
    ("several", SEVERAL, ["a", "b", "c", "d"], .4999), ("several", SEVERAL, [], 0), ("several", SEVERAL, None, 0),
    ("order", ORDER, ["one", "two", "three", "four"], 1), ("order", ORDER, ["two", "one", "three", "four"], .5),
    ("order", ORDER, ["four", "one", "two", "three"], 0), ("order", ORDER, None, 0),
    ("sort", SORT, {"a": "x", "b": "y", "c": "y"}, 1), ("sort", SORT, {"a": "x", "b": "x", "c": "y"}, .6667), ("sort", SORT, {"a": "x"}, .3333),
    ("written", RUBRIC, "She asked first.", None), ("written", RUBRIC, " \n", 0), ("written", RUBRIC, None, 0),
    ("path", PATH, path("ask", "tell"), 1), ("path", PATH, path("look", "tell"), .5), ("path", PATH, path("wait", "tell"), 1), ("path", PATH, None, 0),
])
def test_an_answer_earns_what_its_key_says(kind, key, answer, earns):
    assert scoring.score(kind, key, answer) == earns


@pytest.mark.parametrize("kind, key, answer, said", [
    ("single", SINGLE, "e", "there is no option e"), ("single", SINGLE, ["a"], "names an option that is not text"), ("guess", SINGLE, "a", "no kind of question 'guess'"),
    ("several", SEVERAL, "a", "not a list of options"), ("several", SEVERAL, ["a", "a"], "the option a is there twice"), ("several", SEVERAL, ["z"], "no option z"),
    ("order", ORDER, ["one", "two", "three"], "the option four is missing"), ("order", ORDER, ["one", "two", "three", "three"], "three is there twice"),
    ("sort", SORT, ["x"], "not a group for each option"), ("sort", SORT, {"a": "w"}, "no group w"), ("sort", SORT, {"q": "x"}, "no option q"), ("sort", SORT, {"a": 1}, "a group that is not text"),
    ("written", RUBRIC, 3, "not a text"), ("path", PATH, path("ask"), "the path stops at step second"), ("path", PATH, path("ask", "tell", "tell"), "goes on after its end"),
    ("path", PATH, path("tell"), "there is no act tell"), ("path", PATH, [{"step": "second", "act": "tell"}], "the path is at step first"), ("path", PATH, ["ask"], "not a list of steps"),
])
def test_an_answer_without_its_shape_is_refused_in_words(kind, key, answer, said):
    with pytest.raises(ValueError) as caught:
        scoring.score(kind, key, answer)
    assert said in str(caught.value)


def test_a_written_answer_earns_its_marks_and_nothing_else():
    assert scoring.from_marks(RUBRIC["rubric"], {"facts": 1, "reasons": 1}) == .6667
    for marks, said in (({"facts": 1}, "the row reasons is missing"), ({"facts": 3, "reasons": 0}, "gives 0, 1, 2 points, and not 3"), ({"facts": True, "reasons": 0}, "not True")):
        with pytest.raises(ValueError) as caught:
            scoring.from_marks(RUBRIC["rubric"], marks)
        assert said in str(caught.value)


# The page's code -----------------------------------------------------------------------------------------------------

def generated(count, seed):
    """Keys of every kind and answers to them, one in four of them spoiled."""
    dice = random.Random(seed)
    real = [{"path": pathway.key(slug, "police")} for slug in ("passed-on", "not-fifteen")]
    for _ in range(count):
        kind = dice.choice(["single", "several", "order", "sort", "written", "path", "marks"])
        key, answer = {"path": lambda: walked(dice, dice.choice(real)), "written": lambda: (RUBRIC, dice.choice(["", " ", "\u00a0", "A word.", "\n\t"])),
                       "marks": lambda: (RUBRIC["rubric"], {"facts": dice.choice([0, 1, 2, 3, .5]), "reasons": dice.choice([0, 1])})
                       }.get(kind, lambda: options(dice, kind))()
        if kind != "marks" and dice.random() < .25:
            answer = dice.choice([None, 7, "zz", [], {}, [[]], ["zz"], {"zz": "zz"}, {"toString": "x"}, "constructor", True, answer, [answer]])
        yield [kind, key, answer]


def options(dice, kind):
    ids = dice.sample(["a", "b", "c", "10", "9", "d.e", "f_g", "h"], dice.randint(2, 8))
    some = dice.sample(ids, dice.randint(0, len(ids)))
    if kind == "single":
        return {"credit": {n: dice.choice([*CREDITS, None]) for n in ids}}, dice.choice(ids)
    if kind == "several":
        return {"credit": {n: dice.choice(CREDITS) * dice.choice([1, 1, -1]) for n in ids}}, dice.choice([some, [*some, *some[:1]]])
    if kind == "order":
        return {"order": ids}, dice.choice([ids, dice.sample(ids, len(ids)), some])
    groups = ["x", "y", "z"]
    return {"group": {n: dice.choice(groups) for n in ids}, **dice.choice([{}, {"groups": groups}])}, {n: dice.choice([*groups, "w"] if dice.random() < .1 else groups) for n in some}


def walked(dice, key):
    at, found = key["path"]["start"], []
    while at:
        act = dice.choice(list(key["path"]["states"][at]["acts"]))
        found.append({"step": key["path"]["states"][at]["step"], "act": act})
        at = key["path"]["states"][at]["acts"][act][1]
    return key, found[:dice.choice([None, None, -1])]


def python(case):
    kind, key, answer = case
    try:
        return scoring.from_marks(key, answer) if kind == "marks" else scoring.score(kind, key, answer)
    except ValueError as error:
        return str(error)


def javascript(cases, folder, module=MODULE):
    (folder / "in.json").write_text(json.dumps(cases), encoding="utf-8")
    subprocess.run([node(), str(HERE / "same_scores.mjs"), str(module), str(folder / "in.json"), str(folder / "out.json")], check=True)
    return json.loads((folder / "out.json").read_text(encoding="utf-8"))


def test_the_page_scores_as_python_does(tmp_path):
    cases = list(generated(20_000, seed=1))
    ours, theirs = [python(c) for c in cases], javascript(cases, tmp_path)
    differ = [(case, a, b) for case, a, b in zip(cases, ours, theirs) if a != b]
    assert not differ, differ[:3]
    assert {type(a) for a in ours} >= {float, str, type(None)}


def test_a_difference_in_the_page_is_found(tmp_path):
    spoiled = tmp_path / "scoring.mjs"
    text = MODULE.read_text(encoding="utf-8")
    assert "number > 0.999 ? 1 : " in text
    spoiled.write_text(text.replace("number > 0.999 ? 1 : ", ""), encoding="utf-8")
    cases = list(generated(3_000, seed=2))
    assert [python(c) for c in cases] != javascript(cases, tmp_path, spoiled)
