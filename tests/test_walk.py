"""The decision walk in a real browser: by mouse and by keyboard, every view within WCAG, and the answer that Python gives."""
import pytest

from browser_tools import Watched, live, press, tab_to
from course import model
from course.decide import decide, read_case
from course.walking import walk

PLAIN = model.current().compiled
CASE = {"immediate_risk": "none", "adult": "unproven", "age": "13_to_15", "pictured": "pictured", "pressure": "coerced"}


@pytest.fixture
def walked(browser, address):
    with Watched(browser) as w:
        w.page.goto(address + "book/walk.html")
        w.page.wait_for_selector(".course-mounted")
        yield w
        assert w.foreign(address) == [] and w.complaints == []


def says(fact, value):
    found = next(f for f in PLAIN["facts"] if f["id"] == fact)
    text = found["says"][found["values"].index(value)]
    return text[0].upper() + text[1:]


def fact_asked(w):
    """The fact whose question is on the page."""
    text = live(w).locator("legend").inner_text()
    return next(f["id"] for f in PLAIN["facts"] if any(text.endswith(ask) for ask in f["ask"].values()))


def set_the_scene(w, role="The school", nation="England", children="One child"):
    for choice in (role, nation, children):
        live(w).get_by_label(choice, exact=True).check()
    live(w).get_by_label("When is it decided?").fill("2026-11-21")
    press(w, "Start")


def answer_what_is_asked(w):
    """Answers CASE, and "Not known yet" to everything else; returns the facts in the order in which they were asked."""
    order = []
    while live(w).get_by_role("button", name="Continue").count():
        fact = fact_asked(w)
        order.append(fact)
        live(w).get_by_label(says(fact, CASE[fact]) if fact in CASE else "Not known yet", exact=True).check()
        press(w, "Continue")
    return order


def commit(w):
    for question in live(w).locator("fieldset").all():
        question.get_by_label("I am not sure yet").check()
    press(w, "See what follows")


def python_answer():
    of = {f["id"]: f["about"] for f in PLAIN["facts"]}
    facts = {"incident": {k: v for k, v in CASE.items() if of[k] == "incident"},
             "children": [{"id": "A", **{k: v for k, v in CASE.items() if of[k] == "child"}}]}
    return decide(PLAIN, read_case(PLAIN, facts), nation="england", role="school", on="2026-11-21")


def shown_levels(w, title):
    """{level in words: its state in words} of one ladder on the page."""
    ladder = live(w).locator(".course-ladder", has=w.page.get_by_role("heading", name=title, exact=True)).first
    return {row.locator(".course-level-says").inner_text(): row.locator(".course-level-state").inner_text() for row in ladder.locator(".course-level").all()}


def test_the_walk_asks_in_the_experts_order_and_skips_what_cannot_matter(walked):
    set_the_scene(walked)
    order = answer_what_is_asked(walked)
    rank = [f["id"] for f in PLAIN["facts"]]
    assert order[0] == "immediate_risk" and order == sorted(order, key=rank.index)
    assert len(order) < len([f for f in PLAIN["facts"] if "school" in f["ask"]])


def test_the_walk_by_mouse_ends_in_the_answer_that_python_gives(walked):
    set_the_scene(walked)
    answer_what_is_asked(walked)
    assert not live(walked).locator(".course-corridor").count(), "nothing is shown before the reader commits"
    commit(walked)
    answer = python_answer()
    for ladder in ("social_care", "police"):
        found = next(l for l in PLAIN["ladders"] if l["id"] == ladder)
        states = shown_levels(walked, found["title"])
        for level, text in zip(found["levels"], found["says"]):
            corridor, state = answer["incident"]["ladders"][ladder], states[text[0].upper() + text[1:]]
            assert ("Usual starting point" in state) == (corridor["start"] == level), (level, state)
            assert ("Ruled out" in state) == (level in corridor["excluded"]), (level, state)
            assert ("Open to judgement" in state) == (level in corridor["options"] and level not in (corridor["start"], corridor["required"]))
    text = live(walked).inner_text()
    assert "Required, at least one of these" in text and all(d["says"] in text for d in answer["duties"] + answer["never"])
    assert "This is not a verdict" in text and "Who decides" in text


def test_every_view_of_the_walk_is_within_wcag(walked):
    assert walked.violations(".course-live") == []
    press(walked, "Start")
    assert "Choose whose decision it is." in live(walked).inner_text()
    assert walked.violations(".course-live") == []
    set_the_scene(walked, children="Two children")
    assert walked.violations(".course-live") == []
    press(walked, "Continue")
    assert walked.violations(".course-live") == [], "with its error"
    answer_what_is_asked(walked)
    assert walked.violations(".course-live") == []
    commit(walked)
    for fold in live(walked).locator("details").all():
        fold.evaluate("(d) => { d.open = true; }")
    walked.page.wait_for_function("document.querySelectorAll('.course-live .course-change').length > 0")
    assert walked.violations(".course-live") == []
    press(walked, "Change an answer")
    assert walked.violations(".course-live") == []
    press(walked, "Start again")
    assert walked.violations(".course-live") == []


def test_back_change_and_start_again(walked):
    set_the_scene(walked)
    live(walked).get_by_label(says("immediate_risk", "none"), exact=True).check()
    press(walked, "Continue")
    second = fact_asked(walked)
    press(walked, "Back")
    assert fact_asked(walked) == "immediate_risk"
    assert live(walked).get_by_label(says("immediate_risk", "none"), exact=True).is_checked()
    press(walked, "Continue")
    assert fact_asked(walked) == second
    press(walked, "Change an answer")
    live(walked).get_by_role("button", name="Change Is a child at immediate risk").click()
    live(walked).get_by_label(says("immediate_risk", "danger"), exact=True).check()
    press(walked, "Continue")
    press(walked, "Show what follows so far")
    commit(walked)
    assert "Required: nothing less" in shown_levels(walked, "Police, told by the school")["Call 999 now"]
    press(walked, "Start again")
    press(walked, "Remove them and start again")
    assert live(walked).get_by_role("heading", name="Set the scene").is_visible()
    assert not live(walked).get_by_label("The school", exact=True).is_checked()


def test_the_walk_by_keyboard_alone(walked):
    keys = walked.page.keyboard

    walked.page.locator("h1").click()
    for name, times in (("role", 0), ("nation", 0), ("children", 0)):
        tab_to(walked, f"document.activeElement.closest('[data-name={name}]') && document.activeElement.type === 'radio'")
        keys.press("Space")
        for _ in range(times):
            keys.press("ArrowDown")
    tab_to(walked, "document.activeElement.textContent === 'Start'")
    keys.press("Enter")
    assert walked.page.evaluate("document.activeElement.hasAttribute('data-focus')"), "the keyboard is taken to the question"
    first = live(walked).locator("legend").inner_text()
    tab_to(walked, "document.activeElement.type === 'radio'", 3)
    keys.press("ArrowDown")
    assert live(walked).locator("input:checked").count() == 1
    tab_to(walked, "document.activeElement.textContent === 'Continue'", 3)
    keys.press("Enter")
    assert live(walked).locator("legend").inner_text() != first
    tab_to(walked, "document.activeElement.textContent === 'Show what follows so far'")
    keys.press("Enter")
    while not walked.page.evaluate("document.activeElement.textContent === 'See what follows'"):
        tab_to(walked, "['radio', 'submit'].includes(document.activeElement.type)")
        if walked.page.evaluate("document.activeElement.type === 'radio'"):
            keys.press("Space")
    keys.press("Enter")
    assert walked.page.evaluate("document.activeElement.textContent").startswith("What follows")
    tab_to(walked, "document.activeElement.tagName === 'SUMMARY'", 10)
    keys.press("Enter")
    assert walked.page.evaluate("document.activeElement.parentElement.open")


def test_the_twin_of_the_walk_holds_every_question_ladder_and_rule():
    twin = walk().twin
    for fact in PLAIN["facts"]:
        assert all(text.replace("'", "&#x27;") in twin for text in [*fact["ask"].values(), *fact["says"]]), fact["id"]
    for ladder in PLAIN["ladders"]:
        assert all(text.replace("'", "&#x27;") in twin for text in ladder["says"]), ladder["id"]
    for rule in PLAIN["rules"]:
        assert rule["because"].replace("'", "&#x27;").replace('"', "&quot;") in twin, rule["id"]
