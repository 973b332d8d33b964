"""What an edit of the rules changes: named, counted exactly, shown by an example, and silent when nothing changed."""
import itertools
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from course import diff, model
from course.decide import decide, read_case
from course.files import Mistakes

TODAY = "2026-11-21"


@pytest.fixture
def copy(tmp_path):
    return Path(shutil.copytree(model.RULES, tmp_path / "rules"))


def edited(copy, name, old, new):
    path = copy / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return model.load(copy)


STRICTER = ("england/school_referral.yaml", "  when: {adult: adult}\n  at_least: {police: report}", "  when: {adult: [unproven, adult]}\n  at_least: {police: report}")


def test_the_same_rules_differ_in_nothing_and_it_says_so(copy):
    found = diff.diff(model.current(), model.load(copy), TODAY)
    assert diff.lines(model.current().compiled, found) == ["Nothing changed: the same rules, and the same answer in every case."]


def test_an_edit_is_named_and_its_cases_are_those_that_the_evaluator_answers_otherwise(copy):
    new = edited(copy, *STRICTER)
    found = diff.diff(model.current(), new, TODAY)
    assert [c["rule"] for c in found["rules"]["changed"]] == ["refer.adult"] and found["rules"]["changed"][0]["keys"] == ["when"]
    assert [n["nation"] for n in found["nations"]] == ["england"]
    required = next(l for l in found["nations"][0]["ladders"] if (l["ladder"], l["what"]) == ("police", "required"))
    told = _share_by_evaluator(model.current().compiled, new.compiled)
    assert required["cases"] / found["nations"][0]["of"] == pytest.approx(told)
    assert required["cases"] * told.denominator == found["nations"][0]["of"] * told.numerator


def _share_by_evaluator(old, new):
    """The exact share of cases whose police floor moves: every value of the facts on which any floor of that ladder rests."""
    from fractions import Fraction
    names, law = ["immediate_risk", "adult", "staff"], {f["id"]: f for f in new["facts"]}
    cases = [dict(zip(names, values)) for values in itertools.product(*(law[n]["values"] for n in names))]

    def floor(plain, incident):
        case = read_case(plain, {"incident": incident, "children": [{"id": "A"}]})
        return decide(plain, case, nation="england", role="school", on=TODAY)["incident"]["ladders"]["police"]["required"]

    moved = [c for c in cases if floor(old, c) != floor(new, c)]
    assert moved
    return Fraction(len(moved), len(cases))


def test_the_example_is_answered_otherwise_by_the_two_models(copy):
    old, new = model.current(), edited(copy, *STRICTER)
    for ladder in diff.diff(old, new, TODAY)["nations"][0]["ladders"]:
        for change in ladder["changes"]:
            about = {f.id: f.about for f in old.facts.values()}
            facts = change["example"]["facts"]
            case = {"incident": {k: v for k, v in facts.items() if about[k] == "incident"},
                    "children": [{"id": "A", **{k: v for k, v in facts.items() if about[k] == "child"}}]}
            answers = [decide(m.compiled, read_case(m.compiled, case), nation="england", role="school", on=TODAY) for m in (old, new)]
            assert answers[0]["incident"]["ladders"]["police"] != answers[1]["incident"]["ladders"]["police"]


def test_an_edit_names_the_exercise_items_that_get_another_answer(copy):
    found = diff.diff(model.current(), edited(copy, *STRICTER), TODAY)
    assert any(a["name"].startswith("exercise ") for a in found["answers"])
    assert all(a["in"] for a in found["answers"])


def test_a_rule_that_is_taken_out_is_named_and_so_is_a_value_that_only_one_side_has(copy):
    text = (copy / "facts.yaml").read_text(encoding="utf-8")
    (copy / "facts.yaml").write_text(text.replace("    many: it has gone to many people", "    crowd: it has gone to a crowd\n    many: it has gone to many people", 1), encoding="utf-8")
    new = edited(copy, "england/school_duties.yaml", "- id: never.ask_to_send", "- id: never.ask_for_it")
    found = diff.diff(model.current(), new, TODAY)
    assert found["rules"]["removed"] == ["never.ask_to_send"] and found["rules"]["added"] == ["never.ask_for_it"]
    assert found["facts"] == ["Only one of the two has spread: crowd. Cases with it are not counted."]


def test_a_place_that_is_no_rule_folder_gets_a_sentence():
    with pytest.raises(Mistakes, match="neither a folder nor a git revision"):
        with diff.rules_at("no-such-revision"):
            pass


def test_a_git_revision_is_read_as_it_was(tmp_path, copy):
    def git(*words):
        subprocess.run(["git", "-C", str(tmp_path), "-c", "user.name=t", "-c", "user.email=t@example.org", *words], check=True, capture_output=True)
    git("init", "-q")
    git("add", "rules")
    git("commit", "-qm", "as it was")
    new = edited(copy, *STRICTER)
    with diff.rules_at("HEAD", tmp_path) as old:
        assert [c["rule"] for c in diff.diff(old, new, TODAY)["rules"]["changed"]] == ["refer.adult"]


def test_the_command_refuses_a_wrong_day_and_an_unknown_revision_in_a_sentence():
    for words, said in ((("no-such-revision",), "neither a folder nor a git revision"), (("HEAD", "--on", "2026-13-01"), "is not a date")):
        done = subprocess.run([sys.executable, "-m", "course.cli", "diff", *words], capture_output=True, text=True, encoding="utf-8")
        assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr
