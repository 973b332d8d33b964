"""Replay and what changed, worked in a real browser by mouse and by keyboard, with axe in every state; cards and charts printed."""
import pytest

from browser_tools import BOOK, Watched

if not (BOOK / "book" / "replay.html").exists():
    raise RuntimeError("The book is not built. Run: make test, or make book first.")


def opened(browser, address, name, **context):
    w = Watched(browser, **context)
    w.page.goto(f"{address}book/{name}.html")
    w.page.wait_for_selector(".course-mounted")
    return w


def focused(w):
    return w.page.evaluate("document.activeElement.textContent")


def test_a_case_is_replayed_by_mouse_and_its_recording_changes_while_its_handling_stays(browser, address):
    with opened(browser, address, "replay") as w:
        live = w.page.locator(".course-live")
        live.get_by_label("Two of fifteen, kept between them").check()
        live.get_by_label("On which day?").fill("2019-06-01")
        live.get_by_role("button", name="Show this day").click()
        assert "on 1 June 2019" in focused(w)
        assert "may be listed as a suspect" in live.inner_text()
        assert w.violations(".course-live") == []
        live.get_by_role("button", name="Later change").click()
        assert "on 1 May 2024" in focused(w)
        assert "person involved, not as a suspect" in live.inner_text()
        changed = live.locator(".course-replay-changed").all_inner_texts()
        assert len(changed) == 1 and changed[0].startswith("Child A")
        assert "Read in a secondary source" in changed[0] and w.complaints == []


def test_before_any_source_the_replay_says_so(browser, address):
    with opened(browser, address, "replay") as w:
        live = w.page.locator(".course-live")
        live.get_by_label("On which day?").fill("1999-01-01")
        live.get_by_role("button", name="Show this day").click()
        lines = live.locator(".course-replay-line > ul:first-of-type").all_inner_texts()
        assert lines and set(lines) == {"No source is held for this nation and date."}


def test_the_replay_works_by_keyboard_alone_and_says_what_is_missing(browser, address):
    with opened(browser, address, "replay") as w:
        page = w.page
        page.locator(".course-live input[type=radio]").first.focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.locator(".course-live input[type=date]").fill("")
        page.locator(".course-live input[type=date]").focus()
        page.keyboard.press("Enter")
        assert "Enter a full date" in page.locator(".course-live .course-error:not([hidden])").inner_text()
        assert page.evaluate("document.activeElement.type") == "date" and w.violations(".course-live") == []
        page.keyboard.type("05052019")  # the same in any order of day and month
        page.keyboard.press("Enter")
        assert "Threatened into a picture, on 5 May 2019" in focused(w)
        page.keyboard.press("Tab")
        assert focused(w) == "Earlier change"
        page.keyboard.press("Enter")
        assert "Threatened into a picture, on 1 January 2016" in focused(w)


def test_what_changed_lists_what_is_dated_and_asks_about_it(browser, address):
    with opened(browser, address, "what-changed") as w:
        live = w.page.locator(".course-live")
        live.get_by_role("button", name="Show what changed").click()
        assert live.locator(".course-error:not([hidden])").count() == 3
        live.get_by_label("I work for the police").check()
        live.get_by_label("England", exact=True).check()
        live.get_by_label("When did you last train?").fill("2019-01-01")
        live.get_by_role("button", name="Show what changed").click()
        assert focused(w) == "Since 1 January 2019"
        text = live.inner_text()
        assert "Enacted, not yet in force" in text and "2026" in text
        live.get_by_text("2019", exact=True).click()
        assert "Started on 1 April 2019" in live.inner_text()
        assert w.violations(".course-live") == []
        corridor = live.get_by_text("The whole corridor for these facts")
        while not corridor.count():  # a question about a case has one
            if live.get_by_text("Your answer").count():
                live.get_by_role("button", name="Next question").click()
            live.locator("[data-part=answer] input").first.check()
            live.locator("[data-part=confidence] input").first.check()
            live.get_by_role("button", name="Commit, then see").click()
            assert "Your answer" in live.inner_text()
        corridor.click()
        live.get_by_text("This is not a verdict").first.wait_for()  # it is drawn once it is opened
        assert w.violations(".course-live") == [] and w.complaints == [] and w.foreign(address) == []


def test_what_changed_works_by_keyboard_alone(browser, address):
    with opened(browser, address, "what-changed", viewport={"width": 320, "height": 640}) as w:
        page = w.page
        page.locator(".course-live input[type=radio]").first.focus()
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.type("05052025")
        page.keyboard.press("Enter")
        assert focused(w) == "Since 5 May 2025" and "England, school" in page.locator(".course-live").inner_text()
        assert w.wider_than_window() == 0


def test_where_nothing_is_dated_the_page_does_not_say_that_nothing_changed(browser, address):
    with opened(browser, address, "what-changed") as w:
        live = w.page.locator(".course-live")
        live.get_by_label("I work in a school").check()
        live.get_by_label("Northern Ireland").check()
        live.get_by_label("When did you last train?").fill("2027-02-01")
        live.get_by_role("button", name="Show what changed").click()
        assert "That does not mean that nothing changed" in live.inner_text()


@pytest.mark.parametrize("name", ["cards", "register", "what-changed", "replay"])
def test_the_page_can_be_printed_with_everything_on_it(name, browser, address):
    with Watched(browser) as w:
        w.page.goto(f"{address}book/{name}.html")
        w.page.emulate_media(media="print")
        part = w.page.locator(".course-paper, .course-twin").last
        assert part.is_visible() and len(part.inner_text()) > 2000 and len(w.page.pdf()) > 20_000
