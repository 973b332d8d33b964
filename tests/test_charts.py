"""Flow charts: equal to the rules over every case, and refused with a case where they are not. Cards and the register are whole."""
import re
import shutil
from pathlib import Path

import pytest

from course import charting, charts, model, registry, rulecards, upkeep
from course.decide import decide, read_case
from course.files import Mistakes
from course.sources import day_in_words

LAW = model.current()


@pytest.fixture
def copy(tmp_path):
    return Path(shutil.copytree(charts.CHARTS, tmp_path / "charts"))


def spoil(copy, name, old, new):
    text = (copy / name).read_text(encoding="utf-8")
    assert old in text
    (copy / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return list(charts.problems(LAW, copy))


def test_every_chart_is_equal_to_the_rules():
    assert len(charts.files()) >= 2
    assert list(charts.problems(LAW)) == []


@pytest.mark.parametrize("name, old, new, said", [
    ("england-school.yaml", "        - {capacity: doubt}\n", "", "it says that nobody has to be told, and the rules do not"),
    ("england-school.yaml", "required: {police: report}", "required: {police: consult}", "it says that police requires consult"),
    ("england-school.yaml", 'from: "2024-04-29"', 'from: "2018-01-01"', "in England on 2018-01-01"),
    ("police-enquiry.yaml", "        - {history: [before, in_secret]}\n", "", "it says that enquiry starts at checks, and the rules do not"),
    ("police-enquiry.yaml", "if a question is left that needs it.\n", "if a question is left that needs it.\n      at_most: {enquiry: checks}\n", "it says that enquiry goes no higher than checks, and the rules do not"),
    ("england-school.yaml", "when: {adult: unproven}", "when: {adult: adult}", "no case comes to its end (unproven, yes)"),
    ("police-enquiry.yaml", "required: {enquiry: full}", "required: {enquiry: proportionate}", "enquiry requires proportionate"),
])
def test_a_chart_that_differs_is_refused_with_a_case(copy, name, old, new, said):
    found = spoil(copy, name, old, new)
    assert len(found) == 1 and said in found[0] and "For example, if " in found[0], found


@pytest.mark.parametrize("old, new, said", [
    ('"no": adult', '"no": adlut', "Did you mean 'adult'"), ("when: {adult: adult}", "when: {adutl: adult}", "there is no fact 'adutl'"),
    ("required: {police: report}", "required: {polce: report}", "there is no ladder 'polce'"), ("id: england-school", "id: school", "the name of the file"),
    ("records: [SCH-005", "records: [SCH-999", "there is no record SCH-999"), ('"no": adult', '"no": criteria', "question adult: nothing leads there"),
])
def test_a_chart_that_does_not_hang_together_gets_a_sentence(copy, old, new, said):
    found = spoil(copy, "england-school.yaml", old, new)
    assert any(said in sentence for sentence in found), found


def test_the_example_of_a_refusal_is_answered_by_the_evaluator_as_the_rules_and_not_as_the_chart(copy):
    spoil(copy, "england-school.yaml", "        - {capacity: doubt}\n", "")
    found = next(charts.differences(charts.load(copy / "england-school.yaml", LAW), LAW))
    assert "there is doubt about whether this child could understand" in found.case
    answer = decide(LAW.compiled, read_case(LAW.compiled, {"children": [{"id": "A", "capacity": "doubt"}]}), nation="england", role="school", on=found.on)
    assert answer["incident"]["must_any"]


def test_a_drawn_chart_has_every_question_and_end_and_the_same_as_a_list():
    for path in charts.files():
        chart, html = charts.load(path, LAW), charting.chart(path.stem).html
        listed = html.split("<details>")[1]
        for text in [*(q.ask for q in chart.questions), *(e.says for _, e in charts.ends(chart))]:
            assert text.replace("'", "&#x27;") in html and text.replace("'", "&#x27;") in listed
        links, anchors = re.findall(r'href="#([^"]+)"', html), re.findall(r'id="([^"]+)"', html)
        assert set(links) <= set(anchors) and len(set(anchors)) == len(anchors)


def test_an_unknown_chart_or_nation_gets_a_sentence():
    with pytest.raises(Mistakes, match="There is no chart 'school'"):
        charting.chart("school")
    with pytest.raises(Mistakes, match="Did you mean 'wales'"):
        rulecards.cards("waels")


def test_every_rule_has_one_card_with_its_reason_its_sources_and_its_review():
    html = rulecards.cards().html
    for rule in LAW.rules.values():
        card, = re.findall(rf'<article class="course-card" id="rule-{re.escape(rule.id)}">.*?</article>', html)
        for basis in rule.basis:
            assert basis.record in card
        assert "Legal review" in card and "Whose rule" in card
        assert ("This course suggests" in card) == rule.editorial


def test_the_cards_of_a_nation_are_the_rules_that_hold_there():
    shown = set(re.findall(r'id="rule-([^"]+)"', rulecards.cards("wales").html))
    assert shown == {r.id for r in LAW.rules.values() if "wales" in r.nations}


def test_the_register_lists_every_law_and_guidance_record_under_each_of_its_nations():
    html = registry.register().html
    for nation in model.NATIONS:
        part = html.split(f'id="register-{nation}">')[1].split("<h2")[0]
        listed = re.findall(r'<th scope="row"><strong>([A-Z]+-\d{3})', part)
        assert sorted(listed) == sorted(r.id for r in LAW.records.values() if nation in r.nations and registry.is_law_or_guidance(r))
    for record in LAW.records.values():
        if record.status == "pending" and registry.is_law_or_guidance(record):
            row = html.split(f"<strong>{record.id}</strong>")[1].split("</tr>")[0]
            assert "Not yet in force" in row


def test_the_register_says_of_every_record_by_which_day_it_is_due_again():
    due = registry.register().html.split('id="register-due"')[1].split("</table>")[0]
    rows = re.findall(r'<th scope="row">([^<]+)</th><td data-name="Records">([^<]+)</td>', due)
    assert {(name, day) for day, names in rows for name in names.split(", ")} == {(r.id, day_in_words(upkeep.due(r))) for r in LAW.records.values()}
