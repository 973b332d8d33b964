"""Scenarios: every path walked, faults that a writer can make found, and the same play in Python and in the page."""
import copy
import hashlib
import json
import random
import subprocess
from pathlib import Path

import pytest

from course import rehearsal, scenario, story
from course.files import Mistakes, read_yaml
from course.script import Scenario, compiled
from course.model import current
from test_same_answers import node

HERE = Path(__file__).parent
LAW = current().compiled
SLUGS = scenario.slugs()


def plays(s, chair, dice, count):
    """Random plays: an opening and a path, ended anywhere, with things asked for on the way."""
    ids = [e["id"] for e in s["handover"]["school"]]
    for _ in range(count):
        opened = {"told": [n for n in ids if dice.random() < .5], "knew": [n for n in ids if dice.random() < .8],
                  "flags": [f for f in s["crossing"] if dice.random() < .3]} if chair == "police" else {"told": [], "knew": [], "flags": []}
        path = []
        for _ in range(dice.randrange(1, 12)):
            play = story.replay(s, chair, opened, path)
            open_questions = story.askable(s, play) if chair == "police" else []
            moves = rehearsal.moves(s, chair, play)
            if not moves:
                break
            step = {"step": play["at"]}
            path.append({**step, "asked": dice.choice(open_questions)} if open_questions and dice.random() < .3 else dice.choice(moves))
        yield chair, opened, path


def told(s, chair, opened, path):
    """Everything that follows from one play."""
    play = story.replay(s, chair, opened, path)
    case, answer = rehearsal.answer_for(s, chair, play["known"])
    step = s["chairs"][chair]["steps"][play["at"]]
    return {"play": play, "offered": story.offered(s, chair, play), "askable": story.askable(s, play),
            "judged": [story.judge(LAW, case, answer, a["does"]) for a in step["acts"]],
            "code": story.encode(s, chair, {"told": play["told"], "knew": story.offered(s, chair, play), "flags": play["flags"]}),
            "decoded": story.decode(s, "school", story.encode(s, "school", opened))}


def digest(values):
    text = "\n".join(json.dumps(v, sort_keys=True, ensure_ascii=False, separators=(",", ":")) for v in values)
    return hashlib.sha256(text.encode()).hexdigest()


def in_javascript(s, cases, folder, module=HERE.parent / "course" / "js" / "story.js"):
    job, out = folder / "job.json", folder / "out.json"
    job.write_text(json.dumps({"law": LAW, "s": s, "cases": cases}), encoding="utf-8")
    subprocess.run([node(), str(HERE / "same_plays.mjs"), str(module), str(job), str(out)], check=True)
    return json.loads(out.read_text(encoding="utf-8"))


@pytest.mark.parametrize("slug", SLUGS)
def test_a_play_is_the_same_in_python_and_in_the_page(slug, tmp_path):
    s, dice = compiled(scenario.load(slug)), random.Random(slug)
    cases = [case for chair in ("school", "police") for case in plays(s, chair, dice, 150)]
    assert in_javascript(s, cases, tmp_path) == digest(told(s, *case) for case in cases)


def test_a_difference_between_python_and_the_page_is_found(tmp_path):
    s, dice = compiled(scenario.load("passed-on")), random.Random(5)
    cases = list(plays(s, "police", dice, 40))
    js = HERE.parent / "course" / "js"
    text = (js / "story.js").read_text(encoding="utf-8")
    old = "play.minutes += s.ask_back_minutes;"
    assert old in text
    (tmp_path / "story.js").write_text(text.replace(old, ""), encoding="utf-8")
    (tmp_path / "decide.js").write_text((js / "decide.js").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    assert in_javascript(s, cases, tmp_path, tmp_path / "story.js") != digest(told(s, *case) for case in cases)


@pytest.mark.parametrize("slug", SLUGS)
def test_every_path_ends_and_none_handles_the_image_unpunished(slug):
    found = scenario.load(slug)
    assert scenario.check(found, slug) == []
    for chair, counts in scenario.summary(found).items():
        assert counts["paths"] > 1 and counts["minutes"][0] > 0, chair


def test_what_the_school_passes_on_is_what_the_officer_opens_with():
    s = compiled(scenario.load("passed-on"))
    path = next(p for p in scenario.paths(scenario.load("passed-on"), "school") if len(p[-1]["passed"]) > 3)
    opened = story.opening(s, story.replay(s, "school", {"told": [], "knew": [], "flags": []}, path))
    assert opened["told"] == path[-1]["passed"]
    facts = {f for e in s["handover"]["school"] if e["id"] in opened["told"] for f in e["facts"]}
    started = story.replay(s, "police", {**opened, "flags": []}, [])
    assert facts <= set(started["known"])
    less = story.replay(s, "police", {**opened, "told": [], "flags": []}, [])
    assert set(less["known"]) < set(started["known"])


def test_leaving_out_a_fact_visibly_changes_what_the_officer_can_do():
    s = compiled(scenario.load("passed-on"))
    everything = rehearsal.openings(s, "police")[1]
    without = {**everything, "told": [n for n in everything["told"] if n != "account"]}
    steps = [{step["id"] for _, step in rehearsal.states(s, "police", [rehearsal.walk(s, "police", o)])} for o in (everything, without)]
    assert "account" in steps[0] and "account" not in steps[1]


def test_a_code_carries_the_choices_and_a_slip_is_noticed():
    s, dice = compiled(scenario.load("passed-on")), random.Random(2)
    for chair, opened, _ in plays(s, "police", dice, 50):
        code = story.encode(s, "school", opened)
        assert story.decode(s, "school", f" {code.lower()} ") == opened
        at = dice.randrange(3, len(code))
        if code[at] != "-":
            slip = code[:at] + dice.choice([c for c in story.ALPHABET if c != code[at]]) + code[at + 1:]
            assert story.decode(s, "school", slip) is None
    assert story.decode(s, "school", "SC-000-00") is None and story.decode(s, "school", "") is None


def spoiled(change):
    """The sentences about the scenario once its data is changed."""
    data = copy.deepcopy(read_yaml(scenario.SCENARIOS / "passed-on.yaml"))
    change(data)
    return scenario.check(Scenario.model_validate(data), "passed-on")


def act(data, chair, step, name):
    found = next(x for x in data["chairs"][chair]["steps"] if x["id"] == step)
    return next(a for a in found["acts"] if a["id"] == name)


@pytest.mark.parametrize("change, said", [
    (lambda d: act(d, "school", "tell", "look").update(does={"story": "nothing"}), "does not carry out a never"),
    (lambda d: act(d, "school", "decide", "report").update(does={"police": "raport"}), "police has no level 'raport'"),
    (lambda d: act(d, "school", "tell", "thank").update(then="nowhere"), "there is no such step"),
    (lambda d: act(d, "police", "sam", "diversion").update(then="read"), "go round in a ring"),
    (lambda d: d["truth"]["A"].update(age="fifteen"), "age has no value 'fifteen'"),
    (lambda d: d.update(could_be_mistaken=["A.age"]), "is not something to imagine otherwise"),
    (lambda d: d["base_rate"][0].update(record="STA-999"), "there is no record 'STA-999'"),
    (lambda d: [a.update(does={"this_child": "charging_decision", "child": "B"}) for x in d["chairs"]["police"]["steps"] if x["id"] == "sam" for a in x["acts"]],
     "no act is inside the corridor or a duty"),
    (lambda d: d["chairs"]["school"]["steps"].append({"id": "lost", "title": "Lost", "minutes": 1, "text": ["Nobody comes here."]}), "no path reaches it"),
])
def test_a_fault_in_a_scenario_is_found_in_words(change, said):
    found = spoiled(change)
    assert any(said in sentence for sentence in found), found


def test_a_scenario_that_does_not_exist_is_named_with_the_nearest():
    with pytest.raises(Mistakes) as caught:
        scenario.load("pased-on")
    assert "'passed-on'" in caught.value.sentences[0]
