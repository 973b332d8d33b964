"""Slides: the book's own pages from disk, their widgets alive, the facilitator's notes and the clock beside them."""
import re
from html import escape

import pytest

from browser_tools import BOOK, Watched, live
from course import plans, slides
from course.files import Mistakes


@pytest.fixture(scope="module")
def deck(tmp_path_factory):
    return slides.make("hour-police", BOOK, tmp_path_factory.mktemp("slides") / "hour-police")


def test_the_clock_of_the_slides_adds_up_to_the_plan_and_each_slide_has_the_notes_of_its_part(deck):
    text, plan = deck.read_text(encoding="utf-8"), plans.load("hour-police")
    assert sum(map(int, re.findall(r'data-timing="(\d+)"', text))) == 60 * plan.minutes
    stacks = text.split('<section><section data-timing="')[1:]
    assert len(stacks) == len(plan.parts)
    for part, stack in zip(plan.parts, stacks):
        assert stack.count(f'<aside class="notes"><p>{escape(part.do)}</p>') == len(re.findall("data-timing=", stack)) + 1


def test_what_stands_on_the_slides_stands_in_the_pages(deck):
    page = (BOOK / "book" / "first-contact.html").read_text(encoding="utf-8")
    points = re.findall(r"<li><p>(.*?)</p></li>", page.split('id="key-points"')[1], re.S)
    text = re.sub(r"<[^>]+>", "", deck.read_text(encoding="utf-8"))
    assert points and all(re.sub(r"<[^>]+>", "", point) in text for point in points)


def test_the_slides_work_from_disk_with_their_widgets_and_the_notes(deck, browser):
    with Watched(browser, viewport={"width": 1280, "height": 720}) as w:
        w.page.goto(deck.as_uri())
        w.page.get_by_role("heading", name="One hour for a police team").wait_for()
        shown = w.page.locator("section.present > section.present")
        for _ in range(30):
            w.page.keyboard.press("Space")
            if shown.locator(".course-assess").count():
                break
        shown.locator("[data-part=answer] input").first.check()
        shown.locator("[data-part=confidence] input").first.check()
        shown.get_by_role("button", name="Commit, then see").click()
        assert shown.get_by_text("The other answers").is_visible()
        w.page.evaluate("document.activeElement.blur()")
        for _ in range(30):
            w.page.keyboard.press("Space")
            if shown.locator(".course-play").count():
                break
        shown.get_by_role("button", name="Open with an ordinary referral").click()
        with w.page.expect_popup() as opened:
            w.page.keyboard.press("s")
        part = next(p for p in plans.load("hour-police").parts if p.scenario)
        opened.value.get_by_text(part.draw_out).wait_for()
        assert w.foreign("file:") == [] and w.complaints == []
        assert live(w).count() == deck.read_text(encoding="utf-8").count('class="course-widget') > 2


def test_slides_without_a_book_are_refused_in_a_sentence(tmp_path):
    with pytest.raises(Mistakes, match="The book is not built yet"):
        slides.make("hour-police", tmp_path, tmp_path / "out")
