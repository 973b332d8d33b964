"""Questions of six kinds as files: each fault in a set or its key is found in words, and a test keeps its key out of the set."""
import copy
import json

import pytest

from course import exercise, questions
from course.assessing import taking
from course.files import Mistakes

RECORD = ["SCH-010"]
CAPACITY = {"role": "school", "incident": {"immediate_risk": "none", "adult": "none", "staff": "none", "image_shows": "nude", "content": "usual", "spread": "not_passed_on", "parents": "no_added_risk"},
            "children": [{"id": "A", "age": "13_to_15", "pictured": "pictured", "pressure": "none", "groomed": "none", "capacity": "doubt", "harm": "none_seen", "made": "own", "asked": "none",
                          "received": "none", "passed_on": "none", "gain": "none", "motive": "no_malice", "history": "first", "circumstances": "none_known"}]}
ORDINARY = copy.deepcopy(CAPACITY)
ORDINARY["children"][0]["capacity"] = "no_doubt"


def option(name, **more):
    return {"id": name, "says": f"The answer {name}.", "feedback": "Because the guidance says so.", "records": RECORD, **more}


def item(name, kind, **more):
    return {"id": name, "kind": kind, "objective": "Know what to do.", "stem": "Mina is fifteen.\nWhat comes next?", "records": RECORD, **more}


ITEMS = {"id": "sample", "title": "A sample", "use": "formative", "nation": "england", "on": "2026-11-23", "items": [
    item("one", "single", case=CAPACITY, options=[option("refer", does={"social_care": "refer", "police": "report"}), option("wait", does={"social_care": "not_needed", "police": "not_needed"})]),
    item("some", "several", case=CAPACITY, options=[option("care", does={"duty": "support_child_pictured"}), option("view", does={"never": "view_or_copy"}, error_direction="missed_protection"),
                                                    option("note", does={"record": "SCH-010"})]),
    item("first_hour", "order", options=[option("tell"), option("listen"), option("write")]),
    item("piles", "sort", groups=[{"id": "manage", "says": "The school", "does": {"social_care": "not_needed", "police": "not_needed"}},
                                  {"id": "refer", "says": "Others", "does": {"social_care": "refer", "police": "report"}}],
         options=[option("doubt", case=CAPACITY), option("plain", case=ORDINARY), option("other", case=ORDINARY)]),
    item("acts", "sort", case=CAPACITY, groups=[{"id": "must", "says": "Has to be done", "place": "required"}, {"id": "may", "says": "Open", "place": "open"},
                                                {"id": "not", "says": "Ruled out", "place": "excluded"}],
         options=[option("care", does={"duty": "support_child_pictured"}), option("both", does={"social_care": "refer", "police": "report"}),
                  option("none", does={"social_care": "not_needed", "police": "not_needed"})]),
    item("letter", "written", stem="Write the first line.", words=60),
    item("story", "path", scenario="passed-on", chair="police"),
]}
RUBRIC = [{"id": "facts", "says": "It says what is known.", "points": 1, "levels": [{"points": 0, "says": "No"}, {"points": 1, "says": "Yes"}], "because": "The reader decides on it.", "records": RECORD}]
KEYS = {"set": "sample", "status": "author key, not yet panel-checked", "keys": [
    {"item": "one", "credit": {"refer": 1, "wait": 0}}, {"item": "some", "credit": {"care": .75, "note": .25, "view": -1}},
    {"item": "first_hour", "order": ["listen", "tell", "write"]}, {"item": "piles", "group": {"doubt": "refer", "plain": "manage", "other": "manage"}},
    {"item": "acts", "group": {"care": "must", "both": "may", "none": "not"}}, {"item": "letter", "rubric": RUBRIC, "worked": "Mina told me on Monday."}]}


def secret():
    """The same set as a test, and its key file: everything but stems and answers has moved."""
    items, keys = copy.deepcopy(ITEMS), copy.deepcopy(KEYS)
    items |= {"use": "summative", "form": "a", "minutes": 40}
    keys["keys"].append({"item": "story"})
    for number, (one, key) in enumerate(zip(items["items"], keys["keys"])):
        key |= {"canary": f"canary-{number:016x}", "options": {o.pop("id"): o for o in copy.deepcopy(one.get("options", []))}}
        for o in key["options"].values():
            o.pop("says")
        if "groups" in one:
            key["groups"] = {g["id"]: {k: v for k, v in g.items() if k not in ("id", "says")} for g in one["groups"]}
            one["groups"] = [{"id": g["id"], "says": g["says"]} for g in one["groups"]]
        if "options" in one:
            one["options"] = [{"id": o["id"], "says": o["says"]} for o in one["options"]]
        if "case" in one:
            key["case"] = one.pop("case")
    return items, keys


def written(folder, items, keys):
    for part, data in (("items", items), ("keys" if items["use"] == "formative" else "away", keys)):
        (folder / part).mkdir(exist_ok=True)
        (folder / part / "sample.yaml").write_text(json.dumps(data), encoding="utf-8")
    return {"slug": "sample", "folder": folder, "keys": folder / "away"}


def problems(folder, items, keys):
    try:
        return exercise.check(questions.load(**written(folder, items, keys)))
    except Mistakes as error:
        return error.sentences


def named(data, name):
    return next(x for x in data.get("items", data.get("keys")) if x.get("id", x.get("item")) == name)


def o(name, number=0):
    return lambda d: named(d, name)["options"][number]


NOTHING = lambda d: None  # noqa: E731


def test_a_set_of_all_kinds_has_no_fault(tmp_path):
    assert problems(tmp_path, ITEMS, KEYS) == []


def test_a_test_with_its_key_elsewhere_has_no_fault(tmp_path):
    assert problems(tmp_path, *secret()) == []


def says(said, tmp_path, items, keys, pair=(ITEMS, KEYS)):
    """Holds that a set and its key, each spoilt, are answered with these words."""
    ours, theirs = copy.deepcopy(pair)
    items(ours)
    keys(theirs)
    found = problems(tmp_path, ours, theirs)
    assert any(said in sentence for sentence in found), found


@pytest.mark.parametrize("items, keys, said", [
    (lambda d: named(d, "one").update(kind="choose"), NOTHING, "'choose' is not allowed here"),
    (lambda d: named(d, "one").pop("options"), NOTHING, "item one: a question of the kind single needs options"),
    (lambda d: named(d, "letter").update(options=[option("x"), option("y")]), NOTHING, "the kind written has no options"),
    (lambda d: named(d, "letter").pop("words"), NOTHING, "the kind written needs words"),
    (lambda d: named(d, "story").pop("chair"), NOTHING, "the kind path needs chair"),
    (lambda d: named(d, "piles").pop("groups"), NOTHING, "the kind sort needs groups"),
    (lambda d: named(d, "first_hour").update(options=named(d, "first_hour")["options"][:2]), NOTHING, "has at least 3 options. It has 2"),
    (lambda d: named(d, "some").update(stem="Tick what is needed."), NOTHING, "ends with a question mark"),
    (lambda d: named(d, "letter").update(stem="Write it"), NOTHING, "ends with a full stop or a question mark"),
    (lambda d: d.update(form="a"), NOTHING, "a formative set has no form"),
    (lambda d: o("first_hour")(d).pop("feedback"), NOTHING, "option tell: it has no feedback. Every option has its own reason"),
    (lambda d: o("some")(d).pop("does"), NOTHING, "option care: it has no does"),
    (lambda d: o("some", 2)(d).update(id="care"), NOTHING, "the option care is there twice"),
    (lambda d: named(d, "piles")["groups"][0].update(place="open"), NOTHING, "a group means levels (does) or a place, not both"),
    (NOTHING, lambda d: d["keys"].pop(), "item letter: this item has no key. Add its rubric"),
    (NOTHING, lambda d: named(d, "some").update(order=["care"]), "a question of the kind several has no order. Write credit"),
    (NOTHING, lambda d: d["keys"].append({"item": "story", "credit": {"a": 1}}), "Its key is worked out from the scenario"),
    (NOTHING, lambda d: named(d, "some")["credit"].update(note=.2), "the credits above 0 add up to 0.95"),
    (NOTHING, lambda d: named(d, "some")["credit"].update(view=-.55), "-0.55 is not a credit that every target can express. Write -0.5 or -0.6"),
    (NOTHING, lambda d: named(d, "one")["credit"].update(wait=-.5), "the option wait has less than no credit"),
    (NOTHING, lambda d: named(d, "first_hour").update(order=["listen", "tell"]), "the option write has no place in the order"),
    (NOTHING, lambda d: named(d, "first_hour").update(order=["tell", "listen", "write"]), "stand in the order of the key already"),
    (NOTHING, lambda d: named(d, "piles")["group"].update(doubt="refers"), "which is not there. Did you mean 'refer'"),
    (NOTHING, lambda d: named(d, "letter").pop("worked"), "there is no worked answer"),
    (NOTHING, lambda d: named(d, "letter")["rubric"][0].update(points=2), "item letter, row facts: its levels give 0, 1 points. Let each differ, the lowest be 0 and the highest 2"),
    (NOTHING, lambda d: named(d, "letter")["rubric"][0].pop("because"), "rubric facts: it has no because"),
    (NOTHING, lambda d: named(d, "one").update(canary="canary-0123456789abcdef"), "canary belongs to the key of a test"),
    (NOTHING, lambda d: named(d, "letter").update(rubrik=[]), "there is no such key. Did you mean 'rubric'"),
])
def test_a_fault_in_the_shape_is_found_in_words(tmp_path, items, keys, said):
    says(said, tmp_path, items, keys)


@pytest.mark.parametrize("items, keys, said", [
    (NOTHING, lambda d: named(d, "some").update(credit={"care": -.25, "note": 1, "view": 0}), "option care: it carries out a duty, and the key gives it -0.25"),
    (NOTHING, lambda d: named(d, "some").update(credit={"care": .75, "note": 0, "view": .25}), "does what nobody should ever do, and the key gives it 0.25. Write 0 or less"),
    (lambda d: o("some", 2)(d).update(does={"police": "not_needed", "social_care": "not_needed"}), NOTHING, "option note: the model excludes it, and the key gives it 0.25"),
    (lambda d: o("some", 1)(d).update(does={"police": "report", "social_care": "refer"}), NOTHING, "option view: it is inside the corridor, and the key gives it -1"),
    (lambda d: o("some", 0)(d).update(error_direction="missed_protection"), NOTHING, "option care: it is no error"),
    (lambda d: o("first_hour")(d).update(error_direction="missed_protection"), NOTHING, "nothing is chosen in a question of the kind order"),
    (lambda d: o("first_hour")(d).update(does={"never": "view_or_copy"}), NOTHING, "option tell: the model excludes it, and it stands in an order"),
    (NOTHING, lambda d: named(d, "piles")["group"].update(plain="refer"), "option plain: the first group that the model leaves open for its facts is manage, and the key puts it in refer"),
    (lambda d: o("piles", 1)(d).update(case=CAPACITY), NOTHING, "option plain: the first group that the model leaves open for its facts is refer, and the key puts it in manage"),
    (lambda d: named(d, "piles")["groups"][1].update(does={"police": "tell"}), NOTHING, "group refer: does names the level 'tell' of police"),
    (NOTHING, lambda d: named(d, "acts")["group"].update(both="must"), "option both: the model says open, and the key puts it in must"),
    (NOTHING, lambda d: named(d, "acts")["group"].update(none="may"), "option none: the model says excluded, and the key puts it in may"),
    (lambda d: named(d, "story").update(scenario="passed-off"), NOTHING, "item story, scenario: There is no scenario 'passed-off'"),
    (lambda d: named(d, "story").update(scenario="valley-school"), NOTHING, "it plays in Wales, and the set is for England"),
    (NOTHING, lambda d: named(d, "letter")["rubric"][0].update(records=["SCH-999"]), "row facts: there is no record 'SCH-999'"),
    (lambda d: o("piles")(d)["case"]["children"][0].update(age="fifteen"), NOTHING, "age has no value 'fifteen'"),
])
def test_a_key_that_the_model_or_the_records_contradict_is_found_in_words(tmp_path, items, keys, said):
    says(said, tmp_path, items, keys)


@pytest.mark.parametrize("items, keys, said", [
    (lambda d: o("one")(d).update(feedback="Because."), NOTHING, "option refer: feedback of a summative set gives its key away. Move it to the key file"),
    (lambda d: named(d, "piles")["groups"][0].update(place="open"), NOTHING, "group manage: its meaning gives the key away"),
    (lambda d: d.update(form="before"), NOTHING, "the form of a summative set is a or b"),
    (NOTHING, lambda d: named(d, "one").pop("canary"), "item one: it has no canary"),
    (NOTHING, lambda d: named(d, "one").update(canary="canary-short"), "is not a name that can be used here. Use the form canary-[0-9a-f]{16}"),
    (NOTHING, lambda d: named(d, "some").update(canary=d["keys"][0]["canary"]), "the canary canary-0000000000000000 is there twice"),
    (NOTHING, lambda d: d["keys"].pop(), "item story: this item has no key. Add its canary"),
    (NOTHING, lambda d: named(d, "one")["options"].pop("wait"), "option wait: it has no feedback. Add it under options"),
    (NOTHING, lambda d: named(d, "one")["options"].update(waits={}), "key options: there is no option 'waits'. Did you mean 'wait'"),
    (NOTHING, lambda d: named(d, "piles")["group"].update(plain="refer"), "away/sample.yaml, item piles, option plain: the first group that the model leaves open for its facts is manage"),
    (NOTHING, lambda d: named(d, "one")["credit"].update(wait=.5), "the model excludes it, and the key gives it 0.5"),
])
def test_a_fault_in_a_test_or_its_key_is_found_in_words(tmp_path, items, keys, said):
    says(said, tmp_path, items, keys, secret())


def test_all_mistakes_of_both_files_are_said_at_once(tmp_path):
    ours, theirs = copy.deepcopy(ITEMS), copy.deepcopy(KEYS)
    named(ours, "one").pop("stem")
    named(theirs, "some")["credit"].update(note=.55)
    found = problems(tmp_path, ours, theirs)
    assert any("item one" in s and "stem" in s for s in found) and any("0.55 is not a credit" in s for s in found), found


def test_a_test_without_its_keys_folder_has_no_key_and_shows_nothing_of_it(tmp_path, monkeypatch):
    place = written(tmp_path, *secret())
    bare = questions.load("sample", tmp_path)
    assert bare.keys == {} and all(bare.key(i.id) is None for i in bare.questions.items)
    monkeypatch.setattr(exercise, "load", lambda slug, keys=None: questions.load(slug, tmp_path, keys))
    handed_out, names = taking.form(bare.questions), set()
    json.loads(json.dumps(handed_out), object_hook=names.update)
    assert all(k.canary not in json.dumps(handed_out) for k in questions.load(**place).keys.values())
    assert names and not names & {"credit", "key", "does", "feedback", "rubric", "error_direction", "direction", "verdict", "canary", "case", "place"}
    with pytest.raises(Mistakes) as caught:
        exercise.assess("sample")
    assert "this set is summative" in caught.value.sentences[0]


def test_each_key_is_what_scoring_takes(tmp_path):
    from course.assessing.scoring import score
    full = questions.load(**written(tmp_path, *secret()))
    answers = {"one": ("refer", 1), "some": (["care", "view"], 0), "first_hour": (["listen", "write", "tell"], .3333), "piles": ({"doubt": "refer", "plain": "refer"}, .3333),
               "acts": ({"care": "must", "both": "may", "none": "not"}, 1), "letter": ("Mina told me.", None)}
    for one in full.questions.items:
        if one.id in answers:
            answer, earns = answers[one.id]
            assert score(one.kind, full.key(one.id), answer) == earns, one.id


def test_what_a_path_earns_follows_from_the_model():
    from course import pathway, rehearsal, scenario, story
    from course.script import compiled
    for slug, chair in (("passed-on", "school"), ("two-of-fifteen", "police")):
        s, key = compiled(scenario.load(slug)), pathway.key(slug, chair)
        verdicts = {}
        for state, step in rehearsal.states(s, chair, [rehearsal.walk(s, chair, story.default_opening(s) if chair == "police" else rehearsal.openings(s, chair)[0])]):
            for act, said in zip(step["acts"], rehearsal.verdicts(s, chair, state.play)):
                verdicts.setdefault((step["id"], act["id"]), set()).add(said["kind"])
        earned = {}
        for state in key["states"].values():
            for act, (credit, _) in state["acts"].items():
                earned.setdefault((state["step"], act), set()).add(credit)
        assert earned.keys() <= verdicts.keys() and len(earned) > 10
        for name, credits in earned.items():
            assert credits <= {1 if kind in ("start", "inside", "duty") else None if kind in ("story", "record", "no_source") else 0 for kind in verdicts[name]}, name
