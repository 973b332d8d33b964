"""Panels: a sheet comes back as counts, credits and contested items; what is amiss in it is said in words. Every panel here is invented for the test."""
import csv
import io
import json

import pytest

from course import exercise, panel, questions
from course.files import Mistakes
from course.items import CREDITS
from test_items import ITEMS, KEYS, written

DAY = "2026-12-01"


@pytest.fixture
def place(tmp_path, monkeypatch):
    """The sample set of tests in a folder, for the panel's module too."""
    written(tmp_path, ITEMS, KEYS)
    monkeypatch.setattr(panel, "load", lambda slug, keys=None: questions.load(slug, tmp_path, keys))
    return tmp_path


def sheet(place, answers, change=lambda rows: rows):
    """A filled sheet: answers[item][member] is {option: cell}."""
    rows = list(csv.DictReader(io.StringIO(panel.template("sample", len(next(iter(answers.values())))))))
    for row in rows:
        for number, given in enumerate(answers.get(row["item"], []), 1):
            row[f"m{number}"] = given.get(row["option"], "")
    rows = change(rows)
    path, out = place / "sheet.csv", io.StringIO()
    sheet = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    sheet.writeheader()
    sheet.writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")
    return path


def kept(place, answers, **more):
    """The set as it is read once the panel's answers lie beside its key."""
    path, found = panel.collect(sheet(place, answers), DAY, **more)
    path.write_text(panel.as_yaml(found), encoding="utf-8")
    return questions.load("sample", place), {i.item: i for i in found.items}


def test_the_sheet_asks_every_option_of_what_a_panel_can_answer(place):
    rows = list(csv.DictReader(io.StringIO(panel.template("sample", 3))))
    assert {r["item"] for r in rows} == {"one", "some", "first_hour", "piles", "acts"}
    assert [r["option"] for r in rows if r["item"] == "some"] == ["care", "view", "note"] and {"m1", "m2", "m3"} <= rows[0].keys()
    assert not any(word in json.dumps(rows) for word in ("Because the guidance", "credit", "support_child_pictured"))


def test_votes_become_credits_that_every_target_can_express(place):
    three = [{"refer": "x"}] * 3
    full, found = kept(place, {"one": [*three, {"wait": "X"}]})
    assert found["one"].counts == {"refer": 3, "wait": 1} and found["one"].agreement == .75 and not found["one"].contested
    assert found["one"].credit == {"refer": 1, "wait": .3333}
    assert all(c in CREDITS for c in found["one"].credit.values())


def test_what_the_model_excludes_keeps_the_authors_key(place):
    full, found = kept(place, {"one": [{"refer": "x"}] * 3 + [{"wait": "x"}]})
    assert "option wait: the model excludes it" in found["one"].held[0]
    assert full.key("one") == {"credit": {"refer": 1, "wait": 0}}
    assert "the author’s key stands" in exercise._panel_said(full.questions.items[0], full.panel["one"])


def test_an_item_below_the_bar_is_contested_and_its_reader_is_told(place):
    two = [{"tell": "1", "listen": "2", "write": "3"}] * 2
    full, found = kept(place, {"first_hour": [*two, {"listen": "1", "tell": "2", "write": "3"}]})
    assert found["first_hour"].order == ["tell", "listen", "write"] and found["first_hour"].contested and found["first_hour"].author == "differs"
    assert full.key("first_hour") == {"order": ["tell", "listen", "write"]} and "1 of 1 questions contested" in full.status
    assert exercise._panel_said(full.questions.items[2], full.panel["first_hour"]) == "Contested: experts differ here. Where a panel of 3 differed most, 2 of them agreed with this key."
    assert not kept(place, {"first_hour": [*two, {"listen": "1", "tell": "2", "write": "3"}]}, bar=.6)[1]["first_hour"].contested


def test_several_and_sort_take_what_most_say(place):
    yes = {"care": "yes", "view": "no", "note": "yes"}
    full, found = kept(place, {"some": [yes, yes, {**yes, "note": "no"}], "piles": [{"doubt": "refer", "plain": "manage", "other": "manage"}] * 2 + [{}]})
    assert full.key("some") == {"credit": {"care": .5, "view": -.5, "note": .5}} and found["some"].agreement == .6667
    assert found["piles"].answered == 2 and found["piles"].agreement == 1 and full.key("piles")["group"] == {"doubt": "refer", "plain": "manage", "other": "manage"}
    assert full.status == "panel of 3, 2026-12-01; 1 of 2 questions contested; the rest is the author key, not yet panel-checked"


def test_the_page_has_no_word_of_a_panel_where_none_has_answered(place):
    full = questions.load("sample", place)
    assert full.panel == {} and exercise._panel_said(full.questions.items[0], None) == ""


@pytest.mark.parametrize("answers, change, said", [
    ({"one": [{"refer": "x", "wait": "x"}]}, None, "item one, member m1: refer and wait are both the best one"),
    ({"one": [{"refer": "perhaps"}]}, None, "'perhaps' is not x"),
    ({"some": [{"care": "yes"}]}, None, "the option view has 'nothing'; write yes or no"),
    ({"first_hour": [{"tell": "1", "listen": "1", "write": "3"}]}, None, "use each of 1 to 3 once"),
    ({"piles": [{"doubt": "refers", "plain": "manage", "other": "manage"}]}, None, "'refers'; write one of manage, refer"),
    ({"one": [{}]}, None, "nobody has answered anything"),
    ({"one": [{"refer": "x"}]}, lambda rows: rows[1:], "the option refer of one has no row"),
    ({"one": [{"refer": "x"}]}, lambda rows: [*rows, rows[0]], "the option refer of one is there twice"),
    ({"one": [{"refer": "x"}]}, lambda rows: [{**r, "item": "ones"} if r["item"] == "one" else r for r in rows], "there is no item 'ones' to ask about. Did you mean 'one'"),
    ({"one": [{"refer": "x"}]}, lambda rows: [rows[0], {**rows[1], "set": "other"}, *rows[2:]], "Keep one set in a sheet"),
    ({"one": [{"refer": "x"}]}, lambda rows: [{k: v for k, v in r.items() if k != "option"} for r in rows], "the sheet has no column option"),
    ({"one": [{"refer": "x"}]}, lambda rows: [{k: v for k, v in r.items() if k != "m1"} for r in rows], "the sheet has no column for a member"),
])
def test_what_is_amiss_in_a_sheet_is_said_in_words(place, answers, change, said):
    with pytest.raises(Mistakes) as caught:
        panel.collect(sheet(place, answers, change or (lambda rows: rows)), DAY)
    assert any(said in sentence for sentence in caught.value.sentences), caught.value.sentences


def test_a_panel_that_was_asked_in_other_words_is_not_used(place):
    kept(place, {"one": [{"refer": "x"}] * 3})
    changed = json.loads(json.dumps(ITEMS))
    changed["items"][0]["options"][0]["says"] = "Another answer."
    (place / "items" / "sample.yaml").write_text(json.dumps(changed), encoding="utf-8")
    with pytest.raises(Mistakes) as caught:
        questions.load("sample", place)
    assert "item one: the panel was asked in other words than the set has now" in caught.value.sentences[0]


def test_a_panel_file_names_no_member(place):
    path, found = panel.collect(sheet(place, {"one": [{"refer": "x"}] * 3}, lambda rows: [{("Mrs Invented" if k == "m1" else k): v for k, v in r.items()} for r in rows]), DAY)
    assert "Invented" not in panel.as_yaml(found) and path.name == "sample.panel.yaml"


def test_the_command_writes_a_sheet_reads_it_and_overwrites_no_filled_one(tmp_path):
    from test_cli import course
    path = tmp_path / "criteria.csv"
    assert course("panel", "template", "criteria", "--members", "2", "--out", str(path)).returncode == 0
    again = course("panel", "template", "criteria", "--out", str(path))
    assert again.returncode == 2 and "is there already, and may be filled in" in again.stderr
    empty = course("panel", "import", str(path))
    assert empty.returncode == 2 and "nobody has answered anything" in empty.stderr
    assert not (questions.EXERCISES / "keys" / "criteria.panel.yaml").exists()
