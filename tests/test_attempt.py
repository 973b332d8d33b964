"""Taking an assessment in a real browser: no answer is lost, whatever happens, and what is handed in is what Python reads."""
import contextlib
import json
import os
import signal
import subprocess
import time
from html import escape

import pytest

from attempts import ITEMS, SET, form_page
from browser_tools import FLAGS, Watched, live, press, served, tab_to
from course import browser as program
from course.assessing import responses, sealing, taking
from course.files import Mistakes
from course.items import QuestionSet


@pytest.fixture
def site(tmp_path):
    """The address of a page with the small form, and its folder."""
    form_page(tmp_path)
    with served(tmp_path) as address:
        yield address, tmp_path


def begin(w, address, keep="Yes, keep them", role="I work in a school"):
    w.page.goto(address + "form.html" if address.startswith("http") else address)
    w.page.wait_for_selector(".course-attempt-heading")
    live(w).get_by_label(role).check()
    if keep:
        live(w).get_by_label(keep).check()
    press(w, "Start")


def heading(w):
    w.page.wait_for_selector(".course-attempt-heading")
    return live(w).locator(".course-attempt-heading").inner_text()


def answer_all(w):
    """Answers the six questions, each in its own way."""
    at = live(w)
    at.get_by_label("Tell the lead.").check()
    at.get_by_label("Fairly sure").check()
    press(w, "Next question")
    at.get_by_label("Listen.").check()
    at.get_by_label("Write it down.").check()
    press(w, "Next question")
    at.get_by_role("button", name="Move down: Second thing.").click()
    press(w, "Next question")
    for number, group in enumerate(["Refer", "In school", "Refer"]):
        at.get_by_label(group).nth(number).check()
    press(w, "Next question")
    at.get_by_label("Write the first lines").fill("Kept “as said” — Zoë\n\u2028🙂")
    press(w, "Next question")
    while at.get_by_role("button", name="Do this, and go on").count():
        at.locator(".course-path-taken input[type=radio]").first.check()
        press(w, "Do this, and go on")
    at.get_by_label("Not sure").check()


def hand_in(w, button="Hand in"):
    if button:
        press(w, "All questions")
        press(w, button)
    with w.page.expect_download() as got:
        press(w, "Hand in now")
    return got.value


def test_all_six_kinds_are_answered_handed_in_and_read_by_python_with_the_same_receipt(browser, site):
    address, folder = site
    with Watched(browser) as w:
        begin(w, address)
        answer_all(w)
        got = hand_in(w)
        shown = live(w).locator(".course-receipt").inner_text()
        got.save_as(folder / got.suggested_filename)
        response = responses.read(folder / got.suggested_filename)
        assert got.suggested_filename == f"{response.attempt}.json" and shown == responses.in_groups(responses.receipt(response))
        given = {name: a.answer for name, a in response.answers.items()}
        assert given["one"] == "tell" and given["some"] == ["listen", "write"] and given["line"] == ["a", "b", "c"]
        assert given["heaps"] == {"x": "out", "y": "in", "z": "out"} and given["text"] == "Kept “as said” — Zoë\n\u2028🙂"
        assert len(given["way"]) > 3 and response.answers["one"].confidence == "fairly_sure" and response.answers["way"].confidence == "not_sure"
        assert (response.role, response.set, response.place, response.law_on) == ("teacher", "form-a", "page", "2026-11-21")
        assert response.set_version == taking.version_of(taking.form(QuestionSet.model_validate(SET)))
        assert set(json.loads((folder / got.suggested_filename).read_text())) == set(responses.Response.model_fields), "nothing more is handed in"
        w.page.reload()
        with w.page.expect_download() as again:
            press(w, "Save the file again")
        assert again.value.path().read_bytes() == (folder / got.suggested_filename).read_bytes()
        assert live(w).locator(".course-receipt").inner_text() == shown
        assert w.foreign(address) == [f for f in w.foreign(address) if f.startswith(f"blob:{address}")] and w.complaints == []


def test_nothing_is_kept_before_it_was_agreed_and_one_button_wipes_it(browser, site):
    address, _ = site
    kept = "async () => [Object.keys(localStorage), (await indexedDB.databases()).length && await new Promise((done) => { const open = indexedDB.open('course-attempts'); open.onsuccess = () => { const all = open.result.transaction('course-attempts').objectStore('course-attempts').getAllKeys(); all.onsuccess = () => { open.result.close(); done(all.result); }; }; })]"
    with Watched(browser) as w:
        begin(w, address, keep="No. Closing")
        live(w).get_by_label("Tell the lead.").check()
        assert w.page.evaluate(kept) == [[], []]
        assert live(w).get_by_role("button", name="Save my answers to a file").is_visible()
        w.page.on("dialog", lambda d: d.accept())
        begin(w, address)
        live(w).get_by_label("Tell the lead.").check()
        w.page.wait_for_timeout(300)
        assert w.page.evaluate(kept) == [["course:attempt:form-a"], ["form-a"]]
        press(w, "All questions")
        live(w).get_by_text("Wipe this attempt").click()
        press(w, "Wipe it")
        press(w, "Yes, wipe it for good")
        w.page.wait_for_timeout(300)
        assert heading(w) == SET["title"] and w.page.evaluate(kept) == [[], []]


@pytest.mark.parametrize("leave", ["reload", "close", "only the disk is left", "from disk", "offline"])
def test_an_attempt_goes_on_where_it_was_left(browser, site, leave):
    address, folder = site
    start = (folder / "form.html").as_uri() if leave == "from disk" else address
    with Watched(browser) as w:
        begin(w, start)
        if leave == "offline":
            w.context.set_offline(True)
        live(w).get_by_label("Tell the lead.").check()
        press(w, "Next question")
        live(w).get_by_label("Promise secrecy.").check()
        press(w, "Mark for later")
        if leave == "offline":
            got = hand_in(w)
            assert responses.parse(got.path().read_bytes(), "x")[0].answers["some"].answer == ["promise"]
            return
        w.page.wait_for_timeout(300)
        if leave == "only the disk is left":
            w.page.evaluate("localStorage.clear()")
        if leave == "close":
            w.page.close()
            w.page = w.context.new_page()
            w.page.goto(address + "form.html")
        else:
            w.page.reload()
        assert heading(w) == "Question 2 of 6" and live(w).get_by_label("Promise secrecy.").is_checked()
        assert live(w).get_by_role("button", name="Mark for later").get_attribute("aria-pressed") == "true"
        press(w, "Previous question")
        assert live(w).get_by_label("Tell the lead.").is_checked()


def test_what_was_answered_a_moment_before_the_battery_died_is_there(browser, site, tmp_path_factory):
    """The whole browser is killed, with no chance to write anything more; another one finds the answers on the disk."""
    address, _ = site
    home = tmp_path_factory.mktemp("browser")

    def opened():
        context = browser.browser_type.launch_persistent_context(home, executable_path=program.path(), args=FLAGS)
        w = Watched.__new__(Watched)
        w.page = context.new_page()
        return context, w

    context, w = opened()
    begin(w, address)
    for _ in range(2):
        live(w).locator("input").first.check()
        press(w, "Next question")
    live(w).get_by_role("button", name="Move down: Second thing.").click()
    time.sleep(0.1)
    mine = subprocess.run(["pgrep", "-f", f"user-data-dir={home}"], capture_output=True, text=True).stdout.split()
    assert mine
    for process in mine:
        with contextlib.suppress(ProcessLookupError):  # it went with its parent
            os.kill(int(process), signal.SIGKILL)
    with contextlib.suppress(Exception):  # the browser is dead, which is the point
        context.close()
    for lock in home.glob("Singleton*"):
        lock.unlink()
    context, w = opened()
    w.page.goto(address + "form.html")
    assert heading(w) == "Question 3 of 6"
    assert live(w).locator(".course-order li span:first-child").all_inner_texts()[0] == "First thing."
    context.close()


def test_another_device_goes_on_from_a_file_and_a_wrong_file_is_refused_in_words(browser, site):
    address, folder = site
    with Watched(browser, accept_downloads=True) as w:
        begin(w, address, keep="No. Closing")
        live(w).get_by_label("Wait until Friday.").check()
        with w.page.expect_download() as got:
            press(w, "Save my answers to a file")
        got.value.save_as(folder / "mine.json")
        state = json.loads((folder / "mine.json").read_text())
    (folder / "other.json").write_text(json.dumps({**state, "form": {**state["form"], "id": "form-b", "title": "Form B"}}))
    (folder / "changed.json").write_text((folder / "mine.json").read_text().replace("Tell the lead.", "Tell nobody."))
    (folder / "done.json").write_text('{"format": "course-response"}')
    (folder / "none.json").write_text("{")
    with Watched(browser) as w:
        w.page.goto(address + "form.html")
        heading(w)
        live(w).get_by_text("Go on from a file").click()
        for name, said in (("none", "was not saved by an assessment"), ("done", "handed in already"), ("other", "belongs to Form B"), ("changed", "are not whole")):
            live(w).locator("input[type=file]").set_input_files(folder / f"{name}.json")
            live(w).get_by_text(said).wait_for()
        live(w).locator("input[type=file]").set_input_files(folder / "mine.json")
        live(w).get_by_text("Your answers are back.").wait_for()
        assert live(w).get_by_label("Wait until Friday.").is_checked()
        got = hand_in(w)
        assert responses.parse(got.path().read_bytes(), "x")[0].attempt == state["attempt"] and w.complaints == []


def test_an_attempt_goes_on_with_the_questions_that_it_began_with(browser, site):
    address, folder = site
    with Watched(browser) as w:
        begin(w, address)
        live(w).get_by_label("Tell the lead.").check()
        w.page.wait_for_timeout(200)
        before = json.loads(w.page.evaluate("localStorage.getItem('course:attempt:form-a')"))["set_version"]
        form_page(folder, items=[{**ITEMS[0], "options": [{"id": "tell", "says": "Say nothing."}, {"id": "wait", "says": "Wait."}]}])
        w.page.reload()
        live(w).get_by_text("have been changed since you began").wait_for()
        assert heading(w) == "Question 1 of 6" and live(w).get_by_label("Tell the lead.").is_checked()
        assert responses.parse(hand_in(w).path().read_bytes(), "x")[0].set_version == before
        w.page.evaluate("const kept = JSON.parse(localStorage.getItem('course:attempt:form-a')); kept.form.items.pop(); kept.finished = null; kept.saves += 9; localStorage.setItem('course:attempt:form-a', JSON.stringify(kept))")
        w.page.reload()
        assert heading(w) == "An attempt is kept here" and "not whole" in live(w).inner_text()
        press(w, "Wipe it and start anew")
        assert heading(w) == SET["title"]


def test_time_is_shown_stops_in_an_agreed_pause_and_ends_with_what_is_there(browser, tmp_path):
    form_page(tmp_path, minutes=20)
    with served(tmp_path) as address, Watched(browser) as w:
        w.page.clock.install()
        w.page.goto(address + "form.html")
        heading(w)
        live(w).get_by_label("Half as much again").check()
        live(w).get_by_role("group", name="Has your trainer agreed pauses").get_by_label("Yes").check()
        live(w).get_by_label("I work for the police").check()
        live(w).get_by_label("Yes, keep them").check()
        press(w, "Start")
        clock = live(w).locator(".course-attempt-time")
        assert clock.inner_text() == "30 minutes left."
        w.page.clock.run_for(5 * 60 * 1000 + 2000)
        assert clock.inner_text() == "25 minutes left." and live(w).locator(".course-attempt-live").inner_text() == ""
        press(w, "Pause")
        w.page.clock.run_for(60 * 60 * 1000)
        press(w, "Go on")
        assert clock.inner_text() == "25 minutes left."
        live(w).get_by_label("Tell the lead.").check()
        w.page.clock.run_for(10 * 60 * 1000)
        assert live(w).locator(".course-attempt-live").inner_text() == "15 minutes left."
        w.page.clock.run_for(15 * 60 * 1000)
        assert heading(w) == "Time is up" and not live(w).get_by_role("button", name="Back to all questions").count()
        w.page.reload()
        assert heading(w) == "Time is up"
        response, _ = responses.parse(hand_in(w, None).path().read_bytes(), "x")
        assert response.adjusted.model_dump() == {"extra_time": 50, "pauses": True, "no_limit": False} and response.answers["one"].answer == "tell"


def test_every_state_is_within_wcag_fits_320_pixels_and_says_what_is_missing(browser, tmp_path):
    form_page(tmp_path, minutes=20)
    with served(tmp_path) as address, Watched(browser, viewport={"width": 320, "height": 640}, color_scheme="dark") as w:
        def well():
            for fold in live(w).locator("details").all():
                fold.evaluate("(d) => { d.open = true; }")
            assert w.violations() == [] and w.wider_than_window() == 0, heading(w)

        w.page.goto(address + "form.html")
        heading(w)
        well()
        live(w).get_by_label("Code from your trainer").fill("ABCD-EFGH")
        press(w, "Start")
        assert live(w).locator(".course-error:not([hidden])").count() == 3 and "eight, and never 0, 1, I or O" in live(w).inner_text()
        well()
        live(w).get_by_label("Code from your trainer").fill("")
        live(w).get_by_label("I work in a school").check()
        live(w).get_by_label("Yes, keep them").check()
        press(w, "Start")
        for _ in ITEMS[1:]:
            well()
            press(w, "Next question")
        well()
        for name in ("All questions", "Hand in"):
            press(w, name)
            well()
        assert "6 of 6 questions are not answered" in live(w).inner_text()
        with w.page.expect_download():
            press(w, "Hand in now")
        well()
        assert w.complaints == []


def test_the_form_is_taken_by_keyboard_alone(browser, site):
    address, _ = site
    with Watched(browser) as w:
        keys, page = w.page.keyboard, w.page
        page.goto(address + "form.html")
        heading(w)
        on = lambda words: f"document.activeElement.textContent === {json.dumps(words)}"  # noqa: E731
        first = "document.activeElement.type === 'radio' && document.activeElement.closest('[data-name]').dataset.name === '%s'"
        tab_to(w, first % "role")
        keys.press("Space")
        tab_to(w, first % "kept")
        keys.press("Space")
        tab_to(w, on("Start"))
        keys.press("Enter")
        assert page.evaluate("document.activeElement.textContent") == "Question 1 of 6"
        tab_to(w, first % "option")
        keys.press("Space")
        keys.press("ArrowDown")
        tab_to(w, on("Next question"))
        keys.press("Enter")
        tab_to(w, "document.activeElement.type === 'checkbox'")
        keys.press("Space")
        tab_to(w, on("Next question"))
        keys.press("Enter")
        tab_to(w, on("Move down"))
        keys.press("Enter")
        assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Move down: Second thing.", "the keyboard stays with the line"
        tab_to(w, on("All questions"))
        keys.press("Enter")
        tab_to(w, on("Hand in"))
        keys.press("Enter")
        tab_to(w, on("Hand in now"))
        with page.expect_download() as got:
            keys.press("Enter")
        given = responses.parse(got.value.path().read_bytes(), "x")[0].answers
        assert [given[n].answer for n in ("one", "some", "line", "text")] == ["wait", ["listen"], ["a", "b", "c"], None]


def test_what_is_handed_in_is_sealed_where_the_browser_can_and_says_so_where_it_cannot(browser, tmp_path):
    private, public = sealing.make(tmp_path / "key")
    form_page(tmp_path, seal=sealing.public_key(public))
    with served(tmp_path) as address:
        with Watched(browser) as w:
            begin(w, address)
            live(w).get_by_label("Tell the lead.").check()
            got = hand_in(w)
            assert "only your trainer can read it" in live(w).inner_text() and b"tell" not in got.path().read_bytes()
            response, was_sealed = responses.parse(got.path().read_bytes(), "x", sealing.private_key(private))
            assert was_sealed and response.answers["one"].answer == "tell"
            assert live(w).locator(".course-receipt").inner_text() == responses.in_groups(responses.receipt(response))
        with Watched(browser) as w:
            w.page.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined })")
            begin(w, address)
            press(w, "All questions")
            press(w, "Hand in")
            assert "This browser cannot seal here" in live(w).inner_text()
            assert responses.parse(hand_in(w, None).path().read_bytes(), "x")[1] is False and "is not sealed" in live(w).inner_text()
    form_page(tmp_path)
    with served(tmp_path) as address, Watched(browser) as w:
        begin(w, address)
        press(w, "All questions")
        press(w, "Hand in")
        live(w).get_by_text("gave me a key file").click()
        live(w).locator("input[type=file]").set_input_files(private)
        live(w).get_by_text("not a trainer's key file").wait_for()
        live(w).locator("input[type=file]").set_input_files(public)
        live(w).get_by_text("will be sealed: only your trainer").wait_for()
        assert responses.parse(hand_in(w, None).path().read_bytes(), "x", sealing.private_key(private))[1]


def test_a_browser_that_keeps_nothing_says_so_and_offers_the_file_at_once(browser, site):
    address, _ = site
    with Watched(browser) as w:
        w.page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error(); } }); Object.defineProperty(window, 'indexedDB', { value: undefined });")
        w.page.goto(address + "form.html")
        heading(w)
        assert "This browser keeps nothing for this page" in live(w).inner_text()
        live(w).get_by_label("I work in a school").check()
        press(w, "Start")
        assert "keeps nothing" in live(w).locator(".course-attempt-live").inner_text()
        with w.page.expect_download() as got:
            press(w, "Save my answers to a file")
        assert got.value.suggested_filename.endswith(".attempt.json")


def test_two_windows_with_one_attempt_do_not_undo_each_other(browser, site):
    address, _ = site
    with Watched(browser) as w:
        begin(w, address)
        other = w.context.new_page()
        other.goto(address + "form.html")
        other.get_by_label("Tell the lead.").check()
        live(w).get_by_text("changed in another window").wait_for()
        assert live(w).get_by_label("Tell the lead.").is_checked()


# The form as it is delivered ------------------------------------------------------------------------------------------

def test_a_form_holds_nothing_of_how_it_is_marked():
    asked = QuestionSet.model_validate({**SET, "items": [{**ITEMS[0], "objective": "A secret aim", "case": {"role": "school", "children": [{"id": "A", "age": "13_to_15"}]}, "records": ["SCH-007"]}]})
    text = json.dumps(taking.delivered(asked)) + taking.twin(taking.form(asked))
    assert "Tell the lead." in text and not any(word in text for word in ("secret aim", "13_to_15", "SCH-007", "credit", "records"))


def test_a_path_is_delivered_without_what_its_acts_carry_out():
    text = json.dumps(taking.form(QuestionSet.model_validate({**SET, "items": [ITEMS[5]]})))
    assert '"does"' not in text and '"acts"' in text


def test_a_formative_set_is_not_taken_as_an_assessment_nor_the_other_way_round():
    with pytest.raises(Mistakes) as caught:
        taking.attempt("first-decisions")
    assert 'Use assess("first-decisions")' in caught.value.sentences[0]


def test_a_form_without_a_screen_has_every_question_and_lines_for_role_and_code_but_not_for_a_name():
    twin = taking.twin(taking.form(QuestionSet.model_validate(SET)))
    assert all(escape(item["stem"].splitlines()[-1]) in twin for item in ITEMS) and "Code from your trainer" in twin and "I work for the police" in twin
    assert "Do not write your name" in twin and twin.count("How sure are you?") == len(ITEMS)


def test_a_live_notebook_keeps_the_attempt_and_what_is_handed_in_in_files_of_their_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(taking, "_asked", lambda slug: QuestionSet.model_validate(SET))
    made = taking.attempt("form-a")
    state = {"format": "course-attempt", "attempt": "a" * 26, "saves": 1}
    made.state = state
    assert json.loads((tmp_path / "attempts" / "form-a.json").read_text()) == state and not (tmp_path / "responses").exists()
    assert taking.attempt("form-a").state == state, "a notebook that is opened again goes on"
    made.state = {**state, "finished": "2026-11-25", "file": '{"x": 1}'}
    assert (tmp_path / "responses" / f"{'a' * 26}.json").read_text() == '{"x": 1}'
    made.state = {**state, "attempt": "../../evil", "finished": "2026-11-25", "file": "x"}
    assert not (tmp_path.parent / "evil.json").exists()
    made.state = {}
    assert not (tmp_path / "attempts" / "form-a.json").exists()
    assert json.loads(made.static_html().split(">", 2)[2].split("</script>")[0])["state"] == {}
