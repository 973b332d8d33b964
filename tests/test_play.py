"""The scenario in a real browser, from both chairs: commit first, what is passed on arrives, every view within WCAG."""
import pytest

from browser_tools import Watched, live, press, tab_to
from course import rehearsal, scenario, story
from course.script import compiled

S = compiled(scenario.load("passed-on"))
PAGE = "book/scenarios/passed-on.html"
GOOD = {"tell": "thank", "listen": "safe", "sam": "hear", "alex": "keep", "decide": "report", "care": "advice", "parents": "tell",
        "read": "call", "robin": "listen", "enquiry": "proportionate", "account": "find", "sam_ends": "diversion", "robin_ends": "no_further_action"}


@pytest.fixture
def played(browser, address):
    with Watched(browser) as w:
        w.page.goto(address + PAGE)
        w.page.wait_for_selector(".course-mounted")
        yield w
        assert w.foreign(address) == [] and w.complaints == []


def choose(w, says, sure="Fairly sure"):
    live(w).get_by_label(says, exact=True).check()
    live(w).get_by_label(sure, exact=True).check()
    press(w, "Commit, then see")


def play_chair(w, chair, passing, each_view=lambda: None, acts=None):
    """Plays a chair to its end by the acts named, or the first one; passes on the entries named."""
    path, opened = [], {"told": [], "knew": [], "flags": []}
    while not live(w).get_by_text("The end. Time used").count():
        each_view()
        step = step_on_page(w, chair)
        if step["handover"]:
            for entry in S["handover"][chair]:
                box = live(w).get_by_label(entry["says"], exact=True)
                if entry["id"] in passing and box.count():
                    box.check()
            press(w, "Pass it on")
        else:
            wanted = (acts or {}).get(step["id"]) or GOOD.get(step["id"]) or step["acts"][0]["id"]
            act = next((a for a in step["acts"] if a["id"] == wanted), step["acts"][0])
            choose(w, act["says"])
        each_view()
        press(w, "Go on")


def step_on_page(w, chair):
    title = live(w).locator(".play-heading").inner_text()
    return next(x for x in S["chairs"][chair]["steps"].values() if x["title"] == title)


def entry(chair, name):
    return next(e for e in S["handover"][chair] if e["id"] == name)


def test_a_chair_can_be_left_on_the_way_and_says_first_what_is_lost(played):
    press(played, "Take the school's chair")
    assert live(played).get_by_text("Leave this chair").count() == 0, "at the first step the button goes straight back"
    step = step_on_page(played, "school")
    choose(played, step["acts"][0]["says"])
    press(played, "Go on")
    live(played).get_by_text("Leave this chair").click()
    assert live(played).get_by_text("What you committed to in it is not kept.").is_visible()
    press(played, "Leave it, and go back to the chairs")
    assert played.page.evaluate("document.activeElement.textContent") == "Choose a chair" and played.violations() == []
    press(played, "Take the school's chair")
    assert step_on_page(played, "school") == step


def test_both_chairs_by_mouse_with_what_was_passed_on(played):
    press(played, "Take the school's chair")
    play_chair(played, "school", ["who", "willing", "safe", "passed", "account"])
    text = live(played).inner_text()
    assert "Support for the child in the image" in text and "What the police needed from the school" in text
    press(played, "Now take the officer's chair")
    referral = live(played).locator(".play-referral").inner_text()
    for name in ("who", "willing", "safe", "passed", "account"):
        assert entry("school", name)["says"] in referral, name
    assert entry("school", "kind")["says"] not in referral
    play_chair(played, "police", ["cleared", "robin_ends", "removal"])
    text = live(played).inner_text()
    assert "Back at the school" in text and "The lead tells Robin how it ends before Robin asks." in text
    assert "Sam and Robin are put in the same group on Tuesday." in text, "what the officer left out is missed at the school"


def test_a_fact_left_out_is_missing_in_the_other_chair(played):
    press(played, "Take the school's chair")
    play_chair(played, "school", ["who", "passed"])
    press(played, "Now take the officer's chair")
    assert entry("school", "account")["says"] not in live(played).inner_text()
    play_chair(played, "police", [])
    text = live(played).inner_text()
    assert "Nobody ever told you about the name that nobody at school knew." in text
    assert "What you needed from the school" in text and "You never got it:" in text


def test_asking_back_costs_time_and_brings_the_fact(played):
    press(played, "Take the school's chair")
    play_chair(played, "school", ["who"])
    press(played, "Now take the officer's chair")
    before = live(played).locator(".course-meta").first.inner_text()
    live(played).locator(".play-askback summary").click()
    press(played, entry("school", "willing")["asks"])
    assert entry("school", "willing")["says"] in live(played).locator(".play-referral").inner_text()
    assert live(played).locator(".course-meta").first.inner_text() != before


def test_nothing_is_shown_before_the_reader_commits(played):
    press(played, "Take the school's chair")
    assert not live(played).locator(".play-verdict").count()
    step = step_on_page(played, "school")
    live(played).get_by_label(step["acts"][0]["says"], exact=True).check()
    press(played, "Commit, then see")
    assert not live(played).locator(".play-verdict").count() and "Say how sure you are" in live(played).inner_text()
    live(played).get_by_label("Sure", exact=True).check()
    press(played, "Commit, then see")
    assert live(played).locator(".play-verdict").is_visible()


def test_a_wrong_turn_comes_back_later_in_the_story(played):
    press(played, "Take the school's chair")
    play_chair(played, "school", ["who", "willing", "passed"], acts={"tell": "look", "alex": "delete"})
    text = live(played).inner_text()
    assert "The tutor writes a statement about what they saw on the screen" in text
    assert "the chat on it was deleted in front of you" in text


def test_two_people_on_two_devices_by_code(played, browser, address):
    press(played, "Take the school's chair")
    play_chair(played, "school", ["who", "willing", "account"])
    code = live(played).locator(".play-code-shown").inner_text()
    with Watched(browser) as other:
        other.page.goto(address + PAGE)
        other.page.wait_for_selector(".course-mounted")
        live(other).get_by_label("Code from the other person").fill("PO-00000-00")
        press(other, "Open with this code")
        assert "This code does not fit." in live(other).inner_text()
        live(other).get_by_label("Code from the other person").fill(code.lower())
        press(other, "Open with this code")
        assert entry("school", "account")["says"] in live(other).locator(".play-referral").inner_text()
        play_chair(other, "police", ["robin_ends"])
        answer = live(other).locator(".play-code-shown").inner_text()
    live(played).get_by_label("Code that came back from the officer").fill(answer)
    press(played, "See what the school heard")
    assert "The lead tells Robin how it ends before Robin asks." in live(played).inner_text()


def test_two_people_on_two_devices_by_file(played, browser, address, tmp_path):
    press(played, "Take the school's chair")
    play_chair(played, "school", ["who", "willing", "account"])
    with played.page.expect_download() as saved:
        live(played).get_by_role("link", name="Save the code as a file").click()
    saved.value.save_as(tmp_path / "hand-over.txt")
    assert (tmp_path / "hand-over.txt").read_text(encoding="utf-8") == live(played).locator(".play-code-shown").inner_text()
    (tmp_path / "other.txt").write_text("A shopping list. " * 1000, encoding="utf-8")
    with Watched(browser) as other:
        other.page.goto(address + PAGE)
        other.page.wait_for_selector(".course-mounted")
        live(other).get_by_label("Or open it from a file").set_input_files(tmp_path / "other.txt")
        live(other).get_by_text("This code does not fit.").wait_for()
        live(other).get_by_label("Or open it from a file").set_input_files(tmp_path / "hand-over.txt")
        live(other).locator(".play-referral").wait_for()
        assert entry("school", "account")["says"] in live(other).locator(".play-referral").inner_text()
        assert other.complaints == [] and other.foreign(address) == []


def test_every_view_of_both_chairs_is_within_wcag_and_fits_320_pixels(browser, address):
    with Watched(browser, viewport={"width": 320, "height": 640}, color_scheme="dark") as w:
        w.page.goto(address + PAGE)
        w.page.wait_for_selector(".course-mounted")

        def looked_at():
            for fold in live(w).locator("details").all():
                fold.evaluate("(d) => { d.open = true; }")
            assert w.violations(".course-live") == []
            assert w.wider_than_window() == 0

        looked_at()
        press(w, "Take the school's chair")
        play_chair(w, "school", ["who", "willing", "passed", "account", "rumour"], looked_at)
        looked_at()
        press(w, "Now take the officer's chair")
        play_chair(w, "police", ["cleared", "word_for_word"], looked_at)
        looked_at()


def test_a_chair_by_keyboard_alone(played):
    keys, page = played.page.keyboard, played.page

    page.locator("h1").click()
    tab_to(played, "document.activeElement.textContent === \"Take the school's chair\"")
    keys.press("Enter")
    for _ in range(12):
        assert page.evaluate("document.activeElement.classList.contains('play-heading')"), "the keyboard is taken to each new view"
        if "The end. Time used" in live(played).inner_text():
            break
        if live(played).locator("input[data-part=act]").count():
            tab_to(played, "document.activeElement.dataset.part === 'act'")
            keys.press("Space")
            tab_to(played, "document.activeElement.dataset.part === 'confidence'")
            keys.press("Space")
        else:
            tab_to(played, "document.activeElement.dataset.part === 'entry'")
            keys.press("Space")
        tab_to(played, "document.activeElement.type === 'submit'")
        keys.press("Enter")
        tab_to(played, "document.activeElement.textContent === 'Go on'")
        keys.press("Enter")
    assert "The end. Time used" in live(played).inner_text()


def test_the_twin_tells_the_story_and_keeps_the_answers_elsewhere(browser, address):
    with Watched(browser, java_script_enabled=False) as w:
        w.page.goto(address + PAGE)
        twin = w.page.locator(".course-twin").inner_text()
        for chair in ("school", "police"):
            for step in S["chairs"][chair]["steps"].values():
                assert all(a["says"] in twin for a in step["acts"]), step["id"]
        assert "Outside the corridor" not in twin and telling_words(twin) == []
        w.page.locator(".course-twin a[href*=answers]").first.click()
        answers = w.page.inner_text("main")
        assert telling_words(answers) and rehearsal.verdicts(S, "school", story.replay(S, "school", {"told": [], "knew": [], "flags": []}, []))


def telling_words(text):
    from course.telling import VERDICTS
    return [says for kind, says in VERDICTS.items() if kind not in ("story", "record") and says in text]
