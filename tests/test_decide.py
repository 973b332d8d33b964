"""The evaluator: the answer's shape, silence that never reassures, and published cases answered as endorsed."""
import json
import random
from pathlib import Path

import expected
import pytest
from hypothesis import given, settings, strategies as st

from course import model, words
from course.decide import decide, read_case
from course.files import Mistakes, read_yaml

PLAIN = model.current().compiled
TODAY = "2026-11-21"
CASES = read_yaml(Path(__file__).parent / "published_cases.yaml")


def ask(incident=None, *children, nation="england", role="school", on=TODAY, conduct=None):
    case = read_case(PLAIN, {"incident": incident or {}, "children": list(children) or [{"id": "A"}]})
    return decide(PLAIN, case, nation=nation, role=role, on=on, conduct=conduct)


def test_the_answer_has_the_shape_of_the_contract():
    answer = ask({}, {"id": "A", "pressure": "coerced"})
    assert list(answer) == ["nation", "role", "on", "conduct", "conduct_assumed", "rules_version", "incident", "children", "duties", "never",
                            "ask_next", "settled", "reasons", "disagreements", "pending"]
    assert set(answer["incident"]["ladders"]) == {"social_care", "police", "adult"}
    assert set(answer["children"][0]["ladders"]) == {"social_care", "enquiry", "this_child"}
    assert {"required", "could_require", "start", "options", "excluded", "open"} <= set(answer["incident"]["ladders"]["police"])
    assert answer["conduct_assumed"] and answer["conduct"] == TODAY
    assert {"rule", "for", "ladder", "level", "force", "modal", "binding", "because", "record", "source", "at", "from", "grade"} <= set(answer["reasons"][0])
    json.dumps(answer)


def test_coercion_means_at_least_one_agency_and_no_school_led_ending():
    answer = ask({}, {"id": "A", "pressure": "coerced"})
    assert {"any": [{"ladder": "social_care", "level": "refer"}, {"ladder": "police", "level": "report"}], "rule": "refer.coerced"} in answer["incident"]["must_any"]
    assert answer["incident"]["ladders"]["social_care"]["options"] == ["refer", "immediate"]
    assert answer["incident"]["ladders"]["police"]["options"] == ["report", "emergency"]


def test_while_nothing_is_known_no_school_led_ending_is_offered():
    ladders = ask()["incident"]["ladders"]
    assert "not_needed" not in ladders["social_care"]["options"] + ladders["police"]["options"]
    assert ladders["police"]["start"] is None and not ask()["settled"]


def test_danger_is_asked_first():
    assert ask()["ask_next"][0] == "incident.immediate_risk"


def test_a_fact_that_can_no_longer_matter_is_not_asked():
    assert "incident.staff" in ask()["ask_next"]
    assert "incident.staff" not in ask({"adult": "adult", "staff": "works_with_children"})["ask_next"]


@pytest.mark.parametrize("nation, on, silent", [
    ("scotland", TODAY, ["enquiry"]), ("scotland", "2020-01-01", ["social_care", "police", "adult", "enquiry", "this_child"]),
    ("northern_ireland", TODAY, ["social_care", "police", "adult", "enquiry"]), ("wales", TODAY, ["social_care", "police"]),
    ("england", "2014-01-01", ["social_care", "police", "adult", "enquiry", "this_child"])])
def test_where_no_source_is_held_no_neighbours_rule_is_used(nation, on, silent):
    answer = ask({"adult": "none"}, nation=nation, on=on)
    ladders = {**answer["incident"]["ladders"], **answer["children"][0]["ladders"]}
    assert [name for name, ladder in ladders.items() if ladder["no_source_held"]] == silent
    assert all(ladders[name]["start"] is None for name in silent)
    if nation != "wales":
        assert not any("21" in label for child in answer["children"] for label in child["recorded_as"])


def test_wales_holds_the_police_rules_and_the_adult_rule_but_no_school_starting_point():
    answer = ask({"adult": "adult"}, nation="wales")
    assert answer["incident"]["ladders"]["police"]["required"] == "report"
    assert answer["incident"]["ladders"]["social_care"]["no_source_held"]
    assert not answer["children"][0]["ladders"]["enquiry"]["no_source_held"]


def test_the_two_clocks_are_kept_apart():
    child = {"id": "A", "age": "13_to_15", "made": "own", "asked": "none", "received": "none", "passed_on": "none", "gain": "none",
             "motive": "no_malice", "power": "even", "history": "first", "pressure": "none", "groomed": "none"}
    before, after = ask({"adult": "none"}, child, on="2024-04-30"), ask({"adult": "none"}, child, on="2024-05-01", conduct="2023-01-01")
    assert not any("person involved" in text for text in before["children"][0]["recorded_as"])
    assert any("person involved" in text for text in after["children"][0]["recorded_as"])
    assert not after["conduct_assumed"]


def test_each_child_has_an_answer_of_its_own():
    answer = ask({"adult": "none"}, {"id": "A", "pictured": "pictured", "age": "8_to_9"}, {"id": "B", "asked": "forced", "age": "16_to_17"})
    a, b = answer["children"]
    assert a["ladders"]["this_child"]["start"] == "safeguard_only"
    assert b["ladders"]["enquiry"]["required"] == "full" and "no_further_action" in b["ladders"]["this_child"]["excluded"]


def test_support_is_in_every_answer():
    dice = random.Random(3)
    for _ in range(200):
        nation, role = dice.choice(PLAIN["nations"]), dice.choice(["school", "police"])
        on = dice.choice(["2013-01-01", "2017-01-01", "2021-01-01", TODAY])
        assert "support_child_pictured" in {d["id"] for d in ask(nation=nation, role=role, on=on)["duties"]}, (nation, on)


# Invariants of the process, which rules/claims/invariants.yaml names ------------------------------------------------------

ORDINARY = {"age": "13_to_15", "pressure": "none", "groomed": "none", "secrecy": "none", "substances": "none", "capacity": "no_doubt",
            "harm": "none_seen", "made": "own", "asked": "none", "received": "none", "passed_on": "none", "gain": "none",
            "motive": "no_malice", "planned": "impulse", "power": "even", "relationship": "known", "believed": "under_18", "history": "first",
            "circumstances": "none_known", "pictured": "pictured", "accepts": "accepts"}
CALM = {"immediate_risk": "none", "adult": "none", "staff": "none", "image_shows": "nude", "image_is": "photo", "content": "usual",
        "spread": "not_passed_on", "how_many": "one", "parents": "no_added_risk"}


def test_an_ordinary_case_is_ordinary_and_settled():
    answer = ask(CALM, {"id": "A", **ORDINARY})
    assert answer["settled"] and answer["incident"]["ladders"]["police"]["start"] == "not_needed"
    assert answer["children"][0]["ladders"]["this_child"]["options"] == ["no_further_action"]


@pytest.mark.parametrize("nation", ["england", "wales", "scotland"])
def test_an_image_passed_to_an_adult_brings_in_the_police(nation):
    calm = ask({**CALM, "spread": "few"}, {"id": "A", **ORDINARY}, {"id": "B", **ORDINARY, "passed_on": "not_agreed"}, nation=nation)
    told = ask({**CALM, "spread": "few", "adult": "adult"}, {"id": "A", **ORDINARY}, {"id": "B", **ORDINARY, "passed_on": "not_agreed"}, nation=nation)
    assert calm["incident"]["ladders"]["police"]["required"] is None
    assert told["incident"]["ladders"]["police"]["required"] == "report" and told["incident"]["ladders"]["adult"]["required"] == "investigate"
    assert "was sent, kept, passed on" in next(f["help"] for f in PLAIN["facts"] if f["id"] == "adult")


@pytest.mark.parametrize("owner, fact", [("incident", "immediate_risk"), ("incident", "adult"), ("incident", "content"), ("A", "pressure"),
                                         ("A", "groomed"), ("A", "capacity"), ("A", "harm")])
def test_each_open_danger_is_asked_and_closes_nothing(owner, fact):
    incident, child = {k: v for k, v in CALM.items() if k != fact}, {k: v for k, v in ORDINARY.items() if k != fact}
    answer = ask(incident, {"id": "A", **child})
    ladders = answer["incident"]["ladders"]
    assert f"{owner}.{fact}" in answer["ask_next"] and not answer["settled"]
    assert not {"not_needed", "consult"} & set(ladders["social_care"]["options"] + ladders["police"]["options"])


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(["england", "wales", "scotland", "northern_ireland"]))
def test_one_childs_facts_never_move_anothers_answer(dice, nation):
    def masks():
        return [dice.randrange(1, 1 << len(f["values"])) for f in PLAIN["facts"]]

    incident, first = masks(), masks()
    alone, beside = [decide(PLAIN, {"incident": incident, "children": [{"id": "A", "masks": first}, *others]}, nation=nation, role="police", on=TODAY)
                     for others in ([], [{"id": "B", "masks": masks()}])]
    for ladder in ("enquiry", "this_child"):
        assert alone["children"][0]["ladders"][ladder] == beside["children"][0]["ladders"][ladder]
    assert alone["children"][0]["recorded_as"] == beside["children"][0]["recorded_as"]


@pytest.mark.parametrize("worse", [{"pressure": "coerced"}, {"groomed": "deceived"}, {"passed_on": "threatened"}, {"motive": "malice"}, {"harm": "at_risk"},
                                   {"history": "in_secret"}, {"substances": "involved"}])
def test_a_new_fact_gives_a_new_answer(worse):
    before, after = ask(CALM, {"id": "A", **ORDINARY}), ask(CALM, {"id": "A", **ORDINARY, **worse})
    rank = levels("social_care").index
    assert rank(after["incident"]["ladders"]["social_care"]["start"]) > rank(before["incident"]["ladders"]["social_care"]["start"])
    assert {r["rule"] for r in after["reasons"]} != {r["rule"] for r in before["reasons"]}


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(["england", "wales", "scotland", "northern_ireland"]))
def test_like_children_get_like_answers(dice, nation):
    incident, same = ([dice.randrange(1, 1 << len(f["values"])) for f in PLAIN["facts"]] for _ in range(2))
    answer = decide(PLAIN, {"incident": incident, "children": [{"id": c, "masks": same} for c in "AB"]}, nation=nation, role="police", on=TODAY)
    a, b = answer["children"]
    text = json.dumps(a["ladders"]).replace('"A.', '"B.')
    assert json.loads(text) == b["ladders"] and a["recorded_as"] == b["recorded_as"]


@pytest.mark.parametrize("nation", PLAIN["nations"])
@pytest.mark.parametrize("role", ["school", "police"])
def test_every_answer_names_who_decides_and_why(nation, role):
    lines = words.answer_lines(PLAIN, answer := ask(CALM, {"id": "A", **ORDINARY}, nation=nation, role=role))
    assert sum("Who decides: " in line for line in lines) == len([l for l in PLAIN["ladders"] if not l["labels"]])
    assert any("A person decides" in line for line in lines)
    assert answer["reasons"] and all(r["because"] and r["record"] and r["source"] for r in answer["reasons"])


def test_pending_law_is_shown_and_never_counted():
    pending = {name for p in PLAIN["pending"] for name in p["records"]}
    assert [p["id"] for p in ask()["pending"]] == ["reporting_duty", "image_generators", "nudification_tools"]
    assert [p["id"] for p in ask(nation="scotland")["pending"]] == ["image_generators"]
    assert ask(on="2026-01-01")["pending"] == []
    assert not pending & {b["record"] for r in PLAIN["rules"] for b in r["basis"]}


def test_only_the_labels_that_are_shown_are_explained():
    answer = ask(CALM, {"id": "A", **ORDINARY})
    assert {r["level"] for r in answer["reasons"] if r["ladder"] == "recorded_as"} == {"crime_recorded", "person_involved", "outcome_21"}


def test_what_is_required_is_open_where_no_source_is_held_for_a_start():
    police = ask({"adult": "adult", "immediate_risk": "none"}, nation="wales")["incident"]["ladders"]["police"]
    assert police["required"] == "report" and police["options"] == ["report"] and police["no_source_held"]


@pytest.mark.parametrize("bad, said", [
    ({"children": [{"id": "A", "presure": "coerced"}]}, "A: there is no fact 'presure'. Did you mean 'pressure'"),
    ({"children": [{"id": "A", "pressure": "forced"}]}, "A: pressure has no value 'forced'."),
    ({"children": [{"id": "A", "adult": "adult"}]}, "A: adult is a fact about the incident. Move it there."),
    ({"children": []}, "Name at least one child"),
    ({"children": [{"id": "AB"}]}, "one letter"),
    ({"children": [{"id": "A"}, {"id": "A"}]}, "Two children have the id 'A'."),
    ({"children": [{"id": "A", "pressure": []}]}, "has an empty list, which nothing can be"),
    ({"kids": [{"id": "A"}]}, "There is no part 'kids'"),
    ([], "The facts are one object"),
])
def test_a_wrong_case_gets_a_sentence(bad, said):
    with pytest.raises(Mistakes) as caught:
        read_case(PLAIN, bad)
    assert any(said in s for s in caught.value.sentences), caught.value.sentences


def test_a_wrong_nation_role_or_date_gets_a_sentence_each():
    with pytest.raises(Mistakes) as caught:
        ask(nation="englnd", role="teacher", on="21.11.2026")
    assert len(caught.value.sentences) == 3


# What is not known never reads as reassurance: whatever a partial case rules out or requires holds in every completion -----

def levels(ladder):
    return next(l["levels"] for l in PLAIN["ladders"] if l["id"] == ladder)


@settings(max_examples=300, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(["england", "wales"]), st.sampled_from(["2015-06-01", "2018-01-01", TODAY]))
def test_knowing_more_only_narrows(dice, nation, on):
    partial = [dice.randrange(1, 1 << len(f["values"])) for f in PLAIN["facts"]]
    complete = [1 << dice.choice([b for b in range(len(f["values"])) if mask >> b & 1]) for f, mask in zip(PLAIN["facts"], partial)]

    def answer(masks):
        return decide(PLAIN, {"incident": masks, "children": [{"id": "A", "masks": masks}]}, nation=nation, role="police", on=on)

    less, more = answer(partial), answer(complete)
    for name in ("social_care", "enquiry", "this_child"):
        _narrows(name, less["children"][0]["ladders"][name], more["children"][0]["ladders"][name])
    for name in ("police", "adult"):
        _narrows(name, less["incident"]["ladders"][name], more["incident"]["ladders"][name])
    assert {d["rule"] for d in less["duties"] if d["rule"] != "duty.support_this_child"} <= {d["rule"] for d in more["duties"]}


def _narrows(name, less, more):
    rank = {level: i for i, level in enumerate(levels(name))} | {None: -1}
    assert rank[less["required"]] <= rank[more["required"]] <= rank[less["could_require"]]
    assert set(less["excluded"]) <= set(more["excluded"])
    if less["start"] is not None:
        assert more["start"] == less["start"]
    if not more["open"]:
        assert more["start"] is not None or more["no_source_held"]


# Published cases ----------------------------------------------------------------------------------------------------------

def test_every_published_case_is_answered_or_says_why_it_is_not():
    assert len(CASES) > 40 and len({c["id"] for c in CASES}) == len(CASES)
    for case in CASES:
        assert bool(case.get("expect")) != bool(case.get("not_answered")), case["id"]
        assert case.get("expect") is None or all(set(e) - {"child", "role", "ladder"} for e in case["expect"]), case["id"]


@pytest.mark.parametrize("case", [c for c in CASES if "expect" in c], ids=lambda c: c["id"])
def test_a_published_case_is_answered_as_endorsed(case):
    assert expected.problems(PLAIN, case) == []
