"""Questions: keys that the model contradicts are refused in words; in the page the reader commits first, and gets a reason for each option."""
import copy

import pytest

from browser_tools import Watched, live, press, tab_to
from course import exercise, questions
from course.files import Mistakes, read_yaml

SET = "first-decisions"


@pytest.fixture
def answered(browser, address):
    with Watched(browser) as w:
        w.page.goto(f"{address}exercises/{SET}.html")
        w.page.wait_for_selector(".course-mounted")
        yield w
        assert w.foreign(address) == [] and w.complaints == []


ITEMS = exercise.load(SET).questions.items


def test_a_question_shows_nothing_before_the_reader_commits(answered):
    press(answered, "Commit, then see")
    assert "Choose an answer and say how sure you are" in live(answered).inner_text()
    live(answered).get_by_label(ITEMS[0].options[0].says, exact=True).check()
    press(answered, "Commit, then see")
    assert "Say how sure you are" in live(answered).inner_text()
    assert not any(o.feedback.split(".")[0] in live(answered).inner_text() for o in ITEMS[0].options)
    live(answered).get_by_label("Sure", exact=True).check()
    press(answered, "Commit, then see")
    text = live(answered).inner_text()
    for o in ITEMS[0].options:
        assert o.feedback.split(".")[0] in text, o.id
        assert all(r in text for r in o.records), o.id


def test_the_whole_set_by_mouse_counts_both_kinds_of_mistake_apart(answered):
    missed = needless = 0
    for number, item in enumerate(ITEMS):
        wrong = [o for o in item.options if o.error_direction]
        chosen = wrong[number % len(wrong)] if wrong else item.options[0]
        missed += chosen.error_direction == "missed_protection"
        needless += chosen.error_direction == "needless_criminalisation"
        live(answered).get_by_label(chosen.says, exact=True).check()
        live(answered).get_by_label("Not sure", exact=True).check()
        press(answered, "Commit, then see")
        press(answered, "Next question" if number + 1 < len(ITEMS) else "See how it went")
    text = live(answered).inner_text().lower()
    assert missed and needless
    words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    assert f"{words[missed]} answer" in text and f"{words[needless]} answer" in text
    assert "how sure you were never changes a mark" in text
    assert answered.violations(".course-live") == []


def test_every_view_is_within_wcag_and_fits_320_pixels(browser, address):
    with Watched(browser, viewport={"width": 320, "height": 640}, color_scheme="dark") as w:
        w.page.goto(f"{address}exercises/{SET}.html")
        w.page.wait_for_selector(".course-mounted")
        for item in ITEMS[:2]:
            assert w.violations(".course-live") == []
            live(w).get_by_label(item.options[-1].says, exact=True).check()
            live(w).get_by_label("Fairly sure", exact=True).check()
            press(w, "Commit, then see")
            for fold in live(w).locator("details").all():
                fold.evaluate("(d) => { d.open = true; }")
            assert w.violations(".course-live") == [] and w.wider_than_window() == 0
            press(w, "Next question")


def test_a_question_by_keyboard_alone(answered):
    keys, page = answered.page.keyboard, answered.page

    page.locator("h1").click()
    tab_to(answered, "document.activeElement.closest('[data-part=answer]')")
    keys.press("Space")
    keys.press("ArrowDown")
    tab_to(answered, "document.activeElement.closest('[data-part=confidence]')")
    keys.press("Space")
    tab_to(answered, "document.activeElement.type === 'submit' && document.activeElement.textContent.startsWith('Commit')")
    keys.press("Enter")
    assert page.evaluate("document.activeElement.textContent").startswith("Your answer:")
    assert ITEMS[0].options[1].says in live(answered).locator(".course-assess-chosen").inner_text()


def test_the_twin_asks_and_does_not_answer():
    twin = exercise.assess(SET).twin
    for item in ITEMS:
        assert all(o.says.replace("'", "&#x27;") in twin for o in item.options), item.id
        assert not any(o.feedback[:40].replace("'", "&#x27;") in twin for o in item.options), item.id


# Sets and keys that contradict the model or each other ---------------------------------------------------------------

def spoiled(tmp_path, change_items=lambda d: None, change_keys=lambda d: None):
    import json
    for part, change in (("items", change_items), ("keys", change_keys)):
        data = copy.deepcopy(read_yaml(questions.EXERCISES / part / "criteria.yaml"))
        change(data)
        (tmp_path / part).mkdir(exist_ok=True)
        (tmp_path / part / "criteria.yaml").write_text(json.dumps(data), encoding="utf-8")
    try:
        return exercise.check(questions.load("criteria", tmp_path))
    except Mistakes as error:
        return error.sentences


def options(data):
    return data["items"][0]["options"]


@pytest.mark.parametrize("items, keys, said", [
    (lambda d: None, lambda d: d["keys"][0]["credit"].update(in_school=0.5), "the model excludes it"),
    (lambda d: None, lambda d: d["keys"][0]["credit"].update(both=0, care_leads=1), "the model says that it is inside the corridor"),
    (lambda d: None, lambda d: d["keys"][0]["credit"].update(both=0.55), "is not a credit that every target can express"),
    (lambda d: None, lambda d: d["keys"][0]["credit"].pop("both"), "has no credit"),
    (lambda d: options(d)[0].update(records=["SCH-999"]), lambda d: None, "there is no record 'SCH-999'"),
    (lambda d: options(d)[0].update(does={"police": "tell"}), lambda d: None, "does names the level 'tell' of police"),
    (lambda d: options(d)[0].update(does={"duty": "x", "never": "y"}), lambda d: None, "does is exactly one of"),
    (lambda d: options(d)[0].pop("feedback"), lambda d: None, "feedback"),
    (lambda d: d["items"][0].update(stem="Tell me."), lambda d: None, "ends with a question mark"),
    (lambda d: d["items"][0]["case"]["children"][0].update(age="fifteen"), lambda d: None, "age has no value 'fifteen'"),
    (lambda d: d.update(id="other"), lambda d: None, "Write criteria"),
])
def test_a_fault_in_a_set_or_its_key_is_found_in_words(tmp_path, items, keys, said):
    found = spoiled(tmp_path, items, keys)
    assert any(said in sentence for sentence in found), found


def test_a_set_as_it_is_has_no_fault(tmp_path):
    assert spoiled(tmp_path) == []
