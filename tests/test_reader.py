"""What the reader's page adds: sources in place, remembering that is off until asked for, a warning when the law is old, no trace."""
import json

import pytest

from browser_tools import BOOK, Watched

STORED = "JSON.stringify({...localStorage, ...sessionStorage}) + document.cookie"


@pytest.fixture
def w(browser, address):
    with Watched(browser, accept_downloads=True) as watched:
        yield watched
        assert watched.foreign(address) == [] and watched.complaints == []


def test_a_cited_source_opens_in_place_by_click_and_by_key_and_closes_with_escape(w, address):
    w.page.goto(address + "book/first-review.html")
    link = w.page.locator("main a.record", has_text="SCH-006").first
    link.click()
    panel = w.page.locator(".source-panel")
    assert "grade A" in panel.inner_text() and "England" in panel.inner_text() and link.get_attribute("aria-expanded") == "true"
    assert w.violations() == []
    w.page.keyboard.press("Escape")
    assert panel.count() == 0 and w.page.evaluate("document.activeElement.textContent") == "SCH-006"
    w.page.keyboard.press("Enter")
    assert panel.count() == 1


def test_without_javascript_a_cited_source_is_a_link_to_the_list_and_back(browser, address):
    with Watched(browser, java_script_enabled=False) as w:
        w.page.goto(address + "book/first-review.html")
        w.page.locator("main a.record", has_text="SCH-006").first.click()
        assert w.page.url.endswith("#source-SCH-006")
        w.page.get_by_role("link", name="Back to where SCH-006 is cited").click()
        assert w.page.url.endswith("#cite-SCH-006")


def test_nothing_is_kept_on_the_device_until_the_reader_turns_it_on(w, address):
    w.page.goto(address + "exercises/first-decisions.html")
    w.page.locator(".course-live input[type=radio]").first.check()
    assert w.page.evaluate(STORED) == "{}"
    w.page.reload()
    assert not w.page.locator(".course-live input[type=radio]").first.is_checked()


def test_remembering_keeps_a_file_takes_it_along_and_one_button_wipes_it(w, address, tmp_path):
    w.page.goto(address + "index.html")
    switch = w.page.get_by_label("Remember my choices and answers on this device")
    assert not switch.is_checked()
    switch.check()
    w.page.goto(address + "exercises/first-decisions.html")
    w.page.locator(".course-live input[type=radio]").first.check()
    w.page.reload()
    assert w.page.locator(".course-live input[type=radio]").first.is_checked()
    w.page.goto(address + "index.html")
    with w.page.expect_download() as download:
        w.page.get_by_role("button", name="Save to a file").click()
    saved = tmp_path / "progress.json"
    download.value.save_as(saved)
    assert json.loads(saved.read_text(encoding="utf-8"))["format"] == "course-progress"
    w.page.get_by_role("button", name="Wipe everything").click()
    assert w.page.evaluate(STORED) == "{}" and not switch.is_checked()
    switch.check()
    w.page.get_by_label("Bring it from a file").set_input_files(saved)
    w.page.get_by_text("Brought back.").wait_for()
    w.page.goto(address + "exercises/first-decisions.html")
    assert w.page.locator(".course-live input[type=radio]").first.is_checked()


def test_a_file_of_something_else_is_refused_in_words(w, address, tmp_path):
    other = tmp_path / "other.json"
    other.write_text('{"format": "shopping"}', encoding="utf-8")
    w.page.goto(address + "index.html")
    w.page.get_by_label("Remember my choices and answers on this device").check()
    w.page.get_by_label("Bring it from a file").set_input_files(other)
    w.page.get_by_text("This file was not saved by this course.").wait_for()


@pytest.mark.parametrize("days, warned", [(100, False), (400, True)])
def test_a_page_whose_law_was_checked_long_ago_says_so_by_the_readers_clock(days, warned, browser, address):
    with Watched(browser) as w:
        w.page.clock.install(time=f"2026-11-21T12:00:00Z")
        w.page.clock.fast_forward(days * 86_400_000)
        w.page.goto(address + "book/law.html")
        assert w.page.locator(".stale").count() == (1 if warned else 0)


def test_every_page_offers_itself_as_a_notebook_without_answers(w, address):
    w.page.goto(address + "book/walk.html")
    with w.page.expect_download() as download:
        w.page.get_by_role("link", name="Download this page as a notebook").click()
    notebook = json.loads(download.value.path().read_text(encoding="utf-8"))
    assert notebook["nbformat"] == 4 and any("walk()" in "".join(c["source"]) for c in notebook["cells"])
    assert len(list((BOOK / "_notebooks").rglob("*.ipynb"))) >= 10


def test_on_help_now_what_helps_a_child_comes_before_what_the_page_says_of_itself():
    text = (BOOK / "book" / "help-now.html").read_text(encoding="utf-8")
    places = [text.index(part) for part in ('class="course-leave"', "call 999", 'id="if-you-are-under-18"', "0800 1111", 'class="page-box"')]
    assert places == sorted(places)


def test_leaving_help_now_needs_no_network_and_leaves_the_page(browser, address):
    with Watched(browser) as w:
        w.page.goto(address + "book/help-now.html")
        w.page.get_by_role("link", name="Leave this page now").click()
        w.page.get_by_role("heading", name="New page").wait_for()
        w.page.wait_for_load_state("networkidle")
        assert "nude" not in w.page.content() and w.foreign(address) == [] and w.complaints == []
