"""Questions of every kind in the page: commit first, then see; by keyboard, on a small screen, and on paper."""
import pytest

from browser_tools import Watched, live, press, tab_to
from course import exercise

PAGES = {"prevent": "exercises/prevent.html", "understand": "exercises/understand.html", "in-the-story": "exercises/in-the-story.html", "start-here": "exercises/start-here.html"}


def opened(w, address, slug):
    w.page.goto(address + PAGES[slug])
    w.page.wait_for_selector(".course-mounted")
    return exercise.data(slug)["items"]


def choose_each(w, item):
    for option in item["options"]:
        live(w).get_by_label(option["says"], exact=True).check()


def first_group_each(w, item):
    for option in item["options"]:
        live(w).get_by_role("group", name=option["says"]).get_by_label(item["groups"][0]["says"], exact=True).check()


def to_the_end(w, item):
    go = live(w).get_by_role("button", name="Do this, and go on")
    while go.count():
        live(w).locator(".course-path-taken input").first.check()
        go.click()


ANSWER = {"single": lambda w, item: live(w).get_by_label(item["options"][0]["says"], exact=True).check(), "several": choose_each, "sort": first_group_each,
          "order": lambda w, item: press(w, "This order is my answer"),
          "written": lambda w, item: live(w).get_by_role("textbox").fill("A picture can be taken down. Tell an adult you trust."), "path": to_the_end}


def answer(w, item, sure="Sure"):
    ANSWER[item["kind"]](w, item)
    live(w).get_by_label(sure, exact=True).check()
    press(w, "Commit, then see")


def first_words(text):
    return text.split(".")[0].split("“")[0]


@pytest.mark.parametrize("slug", PAGES)
def test_each_kind_is_answered_and_explained_on_a_small_screen(browser, address, slug):
    with Watched(browser, viewport={"width": 320, "height": 640}, color_scheme="dark") as w:
        items = opened(w, address, slug)
        for number, item in enumerate(items):
            assert w.violations(".course-live") == [] and w.wider_than_window() == 0, item["id"]
            before = live(w).inner_text()
            assert not any(first_words(o["feedback"]) in before for o in item["options"]), item["id"]
            press(w, "Commit, then see")
            assert "then commit." in live(w).inner_text(), item["id"]
            answer(w, item)
            assert w.page.evaluate("document.activeElement.textContent").startswith("Your"), item["id"]
            text = live(w).inner_text()
            for option in item["options"]:
                assert option["says"] in text and first_words(option["feedback"]) in text and all(r in text for r in option["records"]), option["id"]
            for fold in live(w).locator("details").all()[:4]:
                fold.evaluate("(d) => { d.open = true; }")
            assert w.violations(".course-live") == [] and w.wider_than_window() == 0, item["id"]
            press(w, "Next question" if number + 1 < len(items) else "See how it went")
        text = live(w).inner_text()
        assert f"You answered {len(items)} of {len(items)} questions" in text and "Two different mistakes, counted apart" in text
        assert w.violations(".course-live") == [] and w.foreign(address) == [] and w.complaints == []


def test_the_score_of_each_kind_is_that_of_its_key(browser, address):
    with Watched(browser) as w:
        items = opened(w, address, "prevent")
        answer(w, items[0])
        belongs = sum(o["credit"] > 0 for o in items[0]["options"])
        assert f"{belongs} of the {belongs} that belong here, and {len(items[0]['options']) - belongs} that do not" in live(w).inner_text()
        press(w, "Next question")
        answer(w, items[1])
        right = sum(group == items[1]["groups"][0]["id"] for group in items[1]["key"]["group"].values())
        assert f"{right} of {len(items[1]['options'])} are in their own group" in live(w).inner_text()
        press(w, "Next question")
        for place, name in enumerate(items[2]["key"]["order"]):  # each line is moved up to its own place
            says = next(o["says"] for o in items[2]["options"] if o["id"] == name)
            lines = [line.split("\n")[0] for line in live(w).locator(".course-order li").all_inner_texts()]
            for _ in range(lines.index(says) - place):
                live(w).get_by_role("button", name=f"Move up: {says}").click()
        answer_given = live(w).get_by_role("button", name="This order is my answer")
        assert not answer_given.is_visible()
        live(w).get_by_label("Not sure", exact=True).check()
        press(w, "Commit, then see")
        assert "4 of 4 stand at their own place" in live(w).inner_text()
        press(w, "See how it went")
        assert "One answer is inside the corridor or in line with the sources" in live(w).inner_text()


def test_an_order_is_made_by_keyboard_alone_and_said_aloud(browser, address):
    with Watched(browser) as w:
        items = opened(w, address, "prevent")
        press(w, "Skip this question")
        press(w, "Skip this question")
        first = items[2]["options"][0]["says"]
        tab_to(w, "document.activeElement.textContent === 'Move down'")
        w.page.keyboard.press("Enter")
        assert "Now number 2 of 4" in live(w).locator("[role=status].course-hidden").inner_text()
        assert w.page.evaluate("document.activeElement.getAttribute('aria-label')") == f"Move down: {first}"
        w.page.keyboard.press("Space")
        assert "Now number 3 of 4" in live(w).locator("[role=status].course-hidden").inner_text()
        tab_to(w, "document.activeElement.closest('[data-part=confidence]')")
        w.page.keyboard.press("Space")
        tab_to(w, "document.activeElement.type === 'submit'")
        w.page.keyboard.press("Enter")
        assert w.page.evaluate("document.activeElement.textContent").startswith("Your answer:") and w.complaints == []


def test_what_looks_real_is_not_kept_until_it_is_said_to_be_invented(browser, address):
    with Watched(browser) as w:
        w.page.goto(address + PAGES["understand"])
        w.page.evaluate("localStorage.setItem('course:remember', 'on')")
        items = opened(w, address, "understand")
        kept = "JSON.stringify(Object.entries(localStorage).filter(([name]) => name.includes('assess')))"
        press(w, "Skip this question")
        live(w).get_by_role("textbox").fill("Ring Mr Thornbury on 07700 900123.")
        live(w).get_by_text("This looks like").wait_for()
        live(w).get_by_label("Sure", exact=True).check()
        assert "Thornbury" not in w.page.evaluate(kept)
        press(w, "Commit, then see")
        assert "commit again" in live(w).inner_text() and "Thornbury" not in w.page.evaluate(kept)
        live(w).get_by_role("textbox").fill("Tell an adult you trust.")
        press(w, "Commit, then see")
        assert "Tell an adult" in w.page.evaluate(kept)
        rubric = items[1]["key"]["rubric"]
        for row in rubric:
            live(w).get_by_role("group", name=row["says"]).get_by_role("radio").last.check()
        points = sum(r["points"] for r in rubric)
        assert f"{len(rubric)} of {len(rubric)} rows marked. Your own mark so far: {points} of {points} points." in live(w).inner_text()
        w.page.reload()
        w.page.wait_for_selector(".course-mounted")
        assert "Tell an adult you trust." in live(w).inner_text() and f"{points} of {points} points" in live(w).inner_text()
        assert w.foreign(address) == [] and w.complaints == []


# Paper --------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("slug", PAGES)
def test_the_twin_asks_every_kind_and_answers_none(slug):
    items, twin, answers = exercise.data(slug)["items"], exercise.assess(slug).twin, exercise.answers_html(slug)
    plain = lambda html: html.replace("&#x27;", "'").replace("&quot;", '"').replace("&amp;", "&")  # noqa: E731
    for item in items:
        assert item["asks"] in plain(twin) and item["asks"] in plain(answers)
        for option in item["options"]:
            assert option["says"] in plain(twin) and option["feedback"] not in plain(twin) and option["feedback"] in plain(answers), option["id"]
        for row in item["key"].get("rubric", []):
            assert row["says"] not in plain(twin) and row["says"] in plain(answers) and row["because"] in plain(answers)
        if item["kind"] == "path":
            assert item["judged"]["page"] in twin and "a duty, or inside the corridor" in answers and "a duty, or inside" not in twin
        if item["kind"] == "order":
            says = {o["id"]: o["says"] for o in item["options"]}
            given, right = ([plain(html).index(says[name]) for name in item["key"]["order"]] for html in (twin, answers))
            assert right == sorted(right) and given != sorted(given)
