"""Every interactive in each of its states, reached by keys: axe in light and dark and on a narrow screen, what can be measured, and what is announced."""
import contextlib

import pytest

from browser_tools import Watched, live, tab_to
from course import accessibility, exercise
from reach_tools import IN_PAGE, NARROW, WIDE, ZOOMED, measured, spoken
from test_kinds import choose_each, first_group_each, to_the_end
from test_play import S, step_on_page

LIVE = ".course-live"
OFTEN = [({"width": width, "height": 800 if width == 1280 else 640}, scheme) for width, scheme in accessibility.WINDOWS]
RARE = [(NARROW, "light"), (ZOOMED, "light"), (ZOOMED, "dark")]


# How a reader gets from state to state, by keys -----------------------------------------------------------------------

def key(w, name, root=LIVE):
    """Presses Enter on the first button of a name."""
    button = w.page.locator(root).get_by_role("button", name=name, exact=True).first
    button.focus()
    w.page.keyboard.press("Enter")


def mark(w, label, nth=0):
    """Presses Space on a radio button or a box."""
    live(w).get_by_label(label, exact=True).nth(nth).focus()
    w.page.keyboard.press("Space")


def unfold(w, root=LIVE):
    """Opens what is folded away in a widget: the first by key, the others at once."""
    w.page.locator(f"{root} details:not([open]) > summary:visible").first.focus()
    w.page.keyboard.press("Enter")
    w.page.evaluate("(root) => document.querySelectorAll(`${root} details`).forEach((d) => { d.open = true; })", root)


def walk(w):
    yield "start"
    key(w, "Start")
    yield "missing"
    for label in ("The school", "England", "Two children"):
        mark(w, label)
    key(w, "Start")
    yield "question"
    key(w, "Continue")
    yield "unanswered"
    mark(w, "Not known yet")
    key(w, "Continue")
    key(w, "Show what follows so far")
    yield "commit"
    for question in live(w).locator("fieldset").all():
        question.get_by_label("I am not sure yet").focus()
        w.page.keyboard.press("Space")
    key(w, "See what follows")
    yield "corridor"
    unfold(w)
    w.page.wait_for_function("() => document.querySelectorAll('.course-live .course-change').length > 0")
    yield "unfolded"
    key(w, "Change an answer")
    yield "answers"
    key(w, "Start again")
    yield "restart"


def play_on(w, chair, last):
    """Plays a chair from its second step on, by the first act of each step, until the step of a name."""
    while (step := step_on_page(w, chair))["id"] != last and step["ask"]:
        if step["handover"]:
            key(w, "Pass it on")
        else:
            mark(w, step["acts"][0]["says"])
            mark(w, "Sure")
            key(w, "Commit, then see")
        key(w, "Go on")


def school_chair(w):
    yield "chairs"
    key(w, "Take the school's chair")
    yield "step"
    key(w, "Commit, then see")
    yield "missing"
    mark(w, step_on_page(w, "school")["acts"][0]["says"])
    mark(w, "Sure")
    key(w, "Commit, then see")
    yield "committed"
    key(w, "Go on")
    play_on(w, "school", next(step["id"] for step in S["chairs"]["school"]["steps"].values() if step["handover"]))
    yield "hand-over"
    play_on(w, "school", None)
    unfold(w)
    yield "end"


def officer_chair(w):
    live(w).get_by_label("Code from the other person").focus()
    w.page.keyboard.type("PO-00000-00")
    w.page.keyboard.press("Enter")
    yield "wrong code"
    key(w, "Open with an ordinary referral")
    yield "referral"
    unfold(w)
    live(w).locator(".play-askback button").first.focus()
    w.page.keyboard.press("Enter")
    yield "asked back"
    play_on(w, "police", None)
    yield "end"


def drill(w):
    yield "start"
    key(w, "Start")
    yield "missing"
    mark(w, "The police")
    mark(w, "England")
    live(w).get_by_label("Number of the drill").fill("3")
    key(w, "Start")
    yield "case"
    key(w, "Commit, then see")
    yield "unanswered"
    for question in live(w).locator("fieldset").all():
        question.get_by_role("radio").first.focus()
        w.page.keyboard.press("Space")
    key(w, "Commit, then see")
    unfold(w)
    yield "seen"
    key(w, "See its look-alike")
    yield "look-alike"
    key(w, "Stop here")
    yield "end"


def question(kind, give):
    """A set of questions at its first of a kind."""
    def states(w):
        items = exercise.data(w.page.url.rsplit("/", 1)[1].removesuffix(".html"))["items"]
        number = next(n for n, item in enumerate(items) if item["kind"] == kind)
        for _ in range(number):
            key(w, "Skip this question")
        yield "asked"
        key(w, "Commit, then see")
        yield "unanswered"
        give(w, items[number])
        mark(w, "Sure")
        key(w, "Commit, then see")
        yield "answered"
        unfold(w)
        yield "unfolded"
    return states


def single(w, item):
    mark(w, item["options"][0]["says"])


def ordered(w, item):
    tab_to(w, "document.activeElement.textContent === 'Move down'")
    w.page.keyboard.press("Enter")
    assert any("Now number 2 of" in line for line in spoken(w, LIVE))


def written(w, item):
    live(w).get_by_role("textbox").focus()
    w.page.keyboard.type("Ring Mr Thornbury on 07700 900123.")
    live(w).get_by_text("This looks like").wait_for()
    w.page.keyboard.press("Control+A")
    w.page.keyboard.type("Tell an adult you trust.")


def finished(w):
    yield "asked"
    while live(w).get_by_role("button", name="Skip this question").count():
        key(w, "Skip this question")
    key(w, "Skip to the end")
    yield "finished"


def clinic(w):
    yield "start"
    key(w, "Commit, then mark it")
    yield "empty"
    w.page.keyboard.type("Amira Shah lives at LS1 4AP.")
    live(w).get_by_text("This looks real").wait_for()
    yield "looks real"
    w.page.keyboard.press("Control+A")
    w.page.keyboard.type("Child A is upset and safe.")
    live(w).get_by_text("This looks real").wait_for(state="detached")
    key(w, "Commit, then mark it")
    yield "marking"
    mark(w, "Partly")
    key(w, "See what the reader still needs")
    yield "compared"
    unfold(w)
    yield "unfolded"


def what_changed(w):
    yield "start"
    key(w, "Show what changed")
    yield "missing"
    mark(w, "I work for the police")
    mark(w, "England")
    live(w).get_by_label("When did you last train?").fill("2019-01-01")
    key(w, "Show what changed")
    yield "list"
    live(w).locator("[data-part=answer] input").first.focus()
    w.page.keyboard.press("Space")
    live(w).locator("[data-part=confidence] input").first.focus()
    w.page.keyboard.press("Space")
    key(w, "Commit, then see")
    unfold(w)
    yield "answered"


def replay(w):
    yield "start"
    live(w).get_by_label("On which day?").fill("")
    key(w, "Show this day")
    yield "missing"
    live(w).get_by_label("On which day?").fill("2019-06-01")
    key(w, "Show this day")
    yield "shown"
    key(w, "Later change")
    yield "later"


def weekly(w):
    yield "start"
    unfold(w)
    yield "all cases"


def attempt(w):
    yield "start"
    live(w).get_by_label("Code from your trainer").fill("ABCD-EFGH")
    key(w, "Start")
    yield "missing"
    live(w).get_by_label("Code from your trainer").fill("")
    mark(w, "I work in a school or college")
    mark(w, "Yes, keep them. I can close the page and go on later.")
    key(w, "Start")
    yield "question"
    key(w, "Mark for later")
    yield "marked"
    key(w, "All questions")
    yield "all questions"
    key(w, "Hand in")
    yield "hand in"
    with w.page.expect_download():
        key(w, "Hand in now")
    live(w).get_by_role("heading", name="Handed in").wait_for()
    unfold(w)
    key(w, "Wipe it")
    yield "handed in"


def menu(w):
    yield "closed"
    summary = w.page.locator(".site-menu > details > summary")
    if summary.is_visible():
        summary.focus()
        w.page.keyboard.press("Enter")
    w.page.locator(".site-menu summary.caption:visible").first.focus()
    w.page.keyboard.press("Enter")
    yield "open"


def search(w):
    yield "start"
    w.page.get_by_role("searchbox").focus()
    w.page.keyboard.type("deepfake")
    w.page.keyboard.press("Enter")
    w.page.wait_for_selector(".search-summary:has-text('found')")
    yield "found"
    w.page.get_by_role("searchbox").fill("xylophone")
    w.page.keyboard.press("Enter")
    w.page.wait_for_function("() => document.querySelector('#search-results')?.textContent.includes('did not match')")
    yield "nothing found"


def source(w):
    link = w.page.locator("main a.record").first
    link.focus()
    yield "closed"
    w.page.keyboard.press("Enter")
    yield "open"
    w.page.keyboard.press("Escape")
    yield "closed again"


def term(w):
    w.page.locator("main a.term").first.focus()
    w.page.locator(".term-box").wait_for()
    yield "explained"
    w.page.keyboard.press("Escape")
    yield "closed"


def timeline(w):
    yield "all"
    for name in ("Wales", "England", "Northern Ireland", "Other places"):
        w.page.get_by_label(name, exact=True).focus()
        w.page.keyboard.press("Space")
    yield "filtered"


def remember(w):
    yield "forgetful"
    box = w.page.get_by_label("Remember my choices and answers on this device")
    box.focus()
    w.page.keyboard.press("Space")
    yield "remembering"
    key(w, "Wipe everything", "main")
    w.page.get_by_text("Wiped. Nothing is kept").wait_for()
    yield "wiped"


def offline(w):
    keep = w.page.locator(".course-offline button").first
    keep.wait_for()
    yield "offered"
    keep.focus()
    w.page.keyboard.press("Enter")
    w.page.get_by_text("Kept. You can open any page").wait_for(timeout=60_000)
    yield "kept"


def progress(w):
    w.page.evaluate("localStorage.setItem('course:remember', 'on')")
    w.page.goto(w.page.url + "?path=teacher")
    yield "unread"
    key(w, "Mark this page as read", "main")
    yield "read"


def leaving(w):
    yield "start"


STATES = {"walk": walk, "school-chair": school_chair, "officer-chair": officer_chair, "drill": drill, "question-single": question("single", single),
          "question-several": question("several", choose_each), "question-order": question("order", ordered), "question-sort": question("sort", first_group_each),
          "question-written": question("written", written), "question-path": question("path", to_the_end), "questions": finished, "clinic": clinic,
          "what-changed": what_changed, "replay": replay, "weekly": weekly, "attempt": attempt, "menu": menu, "search": search, "source": source, "term": term,
          "timeline": timeline, "remember": remember, "offline": offline, "progress": progress, "leaving": leaving}


# What is checked in each -----------------------------------------------------------------------------------------------

def look(w, root, state, windows):
    """Everything that is found in one state, as sentences: axe in each window and scheme, and once what can be measured."""
    found = []
    for size, scheme in windows:
        w.page.set_viewport_size(size)
        w.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        where = f"{state}, {size['width']}, {scheme}"
        found += [f"{where}: {said}" for said in w.violations(root, state)]
        checks = [check for check in accessibility.CHECKS if check != "forced" and (size == NARROW or check in ("sideways", "targets"))]
        found += [f"{where}: {said}" for check in checks for said in measured(w, check, root, state)]
    w.page.emulate_media(color_scheme="light", forced_colors="active")
    found += [f"{state}, forced: {said}" for said in measured(w, "forced", root, state)]
    w.page.emulate_media(forced_colors="none")
    w.page.set_viewport_size(WIDE)
    return found


def is_told(heard, written):
    """Whether an announcement is the one that is written down; one that ends in … is only begun there."""
    return heard.startswith(written[:-1]) if written.endswith("…") else heard == written


@contextlib.contextmanager
def opened(browser, address, entry):
    with Watched(browser, viewport=WIDE, accept_downloads=True) as w:
        w.page.clock.install(time="2026-11-21T12:00:00Z")
        w.open(f"{address}{entry.page}.html")
        yield w


@pytest.mark.parametrize("windows", [pytest.param(OFTEN, id="often"), pytest.param(RARE, id="rare", marks=pytest.mark.prove)])
@pytest.mark.parametrize("entry", accessibility.interactives(), ids=lambda e: e.id)
def test_every_state_is_within_wcag_and_announces_what_the_page_by_keyboard_says(entry, windows, browser, address):
    found, said = [], {}
    with opened(browser, address, entry) as w:
        spoken(w, entry.root)
        for state in STATES[entry.id](w):
            said[state] = spoken(w, entry.root)
            found += look(w, entry.root, f"{entry.id}: {state}", windows)
        assert w.foreign(address) == [f for f in w.foreign(address) if f.startswith(f"blob:{address}")] and w.complaints == []
    assert found == []
    assert list(said) == [state.id for state in entry.states]
    for state in entry.states:
        assert len(said[state.id]) == len(state.says) and all(map(is_told, said[state.id], state.says)), (state.id, said[state.id])


def test_a_state_that_is_not_on_the_page_is_not_reached_in_secret():
    assert sorted(STATES) == sorted(entry.id for entry in accessibility.interactives())


# Through whole pages ----------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("name", ["index", "book/first-review", "book/walk"])
def test_tab_goes_through_a_whole_page_and_what_has_the_keyboard_is_marked_and_seen(name, size, browser, address):
    with Watched(browser, viewport=size, reduced_motion="reduce") as w:
        w.open(f"{address}{name}.html")
        seen, found = tabbed(w)
        w.note("tab", found, None, "body")
        assert found == [] and len(seen) == len(set(seen)) >= 20
        assert "Skip to main content" in w.page.evaluate("reach.names[0]")


def tabbed(w):
    """(the place of each control that Tab comes to, what is wrong with it) until Tab leaves the page."""
    w.page.evaluate(IN_PAGE)
    w.page.evaluate("""() => { const all = [...document.querySelectorAll("*")]; reach.seen = []; reach.found = []; reach.names = [];
        document.addEventListener("focusin", ({ target }) => { reach.seen.push(all.indexOf(target)); reach.names.push(target.textContent); reach.found.push(reach.marked(target), reach.covered(target)); }); }""")
    for _ in range(400):
        w.page.keyboard.press("Tab")
        if w.page.evaluate("document.activeElement === document.body"):
            return w.page.evaluate("[reach.seen, reach.found.filter(Boolean)]")
    raise AssertionError("Tab does not come to the end of the page")


# Each check finds what it is for ------------------------------------------------------------------------------------------

BREAKS = [("sideways", "main p { width: 500px; }", "pixels wider than the window"), ("targets", ".course-choice :is(input, label) { height: 12px !important; margin: 0 !important; padding: 0 !important; line-height: 12px !important; overflow: hidden; }", "smaller than 24"),
          ("focused", ".course-live :focus-visible { outline: none !important; }", "no outline"), ("focused", ".course-live :focus-visible { outline-color: #eee !important; }", "a contrast of 1."),
          ("focused", "header.site-header { position: fixed; inset: 0; z-index: 9; }", "cannot be seen"), ("spaced", ".course-live legend { height: 1.4rem; overflow: hidden; }", "is cut off"),
          ("moving", "@keyframes turn { to { rotate: 1turn; } } .course-live { animation: turn 2s infinite; }", "moves for"), ("forced", ".course-live button { border: 0 !important; }", "no edge"),
          ("forced", ".course-live input { appearance: none; }", "not drawn by the browser")]


@pytest.mark.parametrize("check, css, says", BREAKS)
def test_a_check_finds_what_it_is_for(check, css, says, browser, address):
    with Watched(browser, viewport=NARROW, reduced_motion="reduce", record=False) as w:
        w.open(address + "book/walk.html")
        key(w, "Start")
        if check == "forced":
            w.page.emulate_media(forced_colors="active")
        assert measured(w, check, LIVE, None) == []
        w.page.evaluate("(css) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets.push(sheet); }", css)
        assert any(says in sentence for sentence in measured(w, check, LIVE, None)), measured(w, check, LIVE, None)


def test_axe_finds_what_it_is_for_and_a_state_told_by_colour_alone_is_found(browser, address):
    with Watched(browser, record=False) as w:
        w.open(address + "exercises/form-a.html")
        for label in ("I work in a school or college", "No. Closing the page loses them, unless I save them to a file."):
            mark(w, label)
        key(w, "Start")
        key(w, "Mark for later")
        assert w.violations(LIVE) == []
        w.page.emulate_media(forced_colors="active")
        assert measured(w, "forced", LIVE, None) == []
        w.page.evaluate("""() => { const sheet = new CSSStyleSheet(); document.querySelector(".course-live input").removeAttribute("id"); document.adoptedStyleSheets.push(sheet);
            sheet.replaceSync(".course-attempt button[aria-pressed] { font-weight: 400 !important; border-width: 1px !important; color: ButtonText !important; } .course-attempt button[aria-pressed]::before { content: none !important; }"); }""")
        assert any("looks alike" in said for said in measured(w, "forced", LIVE, None)) and any("label" in said for said in w.violations(LIVE))
        w.page.on("dialog", lambda dialog: dialog.accept())
