"""The room in real browsers: a phone that loses the network or may store nothing, what each screen shows, and all of it within WCAG."""
import re

import pytest

from browser_tools import Watched, tab_to
from room_tools import session

PHONE = {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark", "has_touch": True}


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with session(tmp_path_factory.mktemp("room") / "a.room", "--set", "judgement", "--scenario", "passed-on", "--chair", "school") as s:
        yield s


@pytest.fixture
def fresh(tmp_path):
    with session(tmp_path / "a.room", "--set", "judgement") as s:
        yield s


def open_page(s, browser, path="/", lead=False, **context):
    w = Watched(browser, **context)
    if lead:
        name, value = s.cookie.split("=")
        w.context.add_cookies([{"name": name, "value": value, "url": s.url}])
    w.page.goto(s.url + path)
    w.page.wait_for_selector("main h1")
    return w


def join(w, says="In a school or with a school"):
    w.page.get_by_label(says).check()
    w.page.get_by_role("button", name="Join").click()
    w.page.get_by_role("radio", name=says).wait_for(state="detached")


def vote(w, number, sure="Fairly sure"):
    w.page.locator("input[name=choice]").nth(number).check()
    w.page.get_by_label(sure, exact=True).check()
    w.page.get_by_role("button", name=re.compile("Send")).click()


def answered(s, number):
    return s.until(lambda v: v["answered"] == number, wait=20)


def test_a_phone_out_of_range_keeps_the_vote_and_sends_it_by_itself(fresh, browser):
    fresh.to("alone")
    with open_page(fresh, browser) as w:
        join(w)
        vote(w, 0)
        w.page.locator(".state.stored").wait_for()
        answered(fresh, 1)
        w.context.set_offline(True)
        vote(w, 1, "Sure")
        w.page.locator(".state.waiting").wait_for()
        assert "kept on this phone" in w.page.locator(".state").inner_text()
        w.page.wait_for_timeout(1500)
        w.context.set_offline(False)
        w.page.locator(".state.stored").wait_for(timeout=20_000)
        fresh.act("next")
        options = fresh.view()["bars"]["rounds"][0]["options"]
        assert [o["all"] for o in options.values()][:2] == [0, 1], "the newer vote took the place of the older one"


def test_a_vote_that_was_not_sent_survives_a_reload_and_a_restart_of_the_server(fresh, browser):
    fresh.to("alone")
    with open_page(fresh, browser) as w:
        join(w)
        fresh.kill()
        vote(w, 1)
        w.page.locator(".state.waiting").wait_for()
        fresh.start()
        w.page.reload()
        w.page.locator(".state.stored").wait_for(timeout=20_000)
        assert w.page.locator("input[name=choice]").nth(1).is_checked()
        answered(fresh, 1)
        assert fresh.view()["joined"] == 1


def test_a_phone_that_may_store_nothing_joins_votes_and_stays_in_after_a_reload(fresh, browser):
    fresh.to("alone")
    w = Watched(browser, **PHONE)
    w.page.add_init_script("for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) Object.defineProperty(window, name, { get() { throw new DOMException('blocked', 'SecurityError'); } });")
    with w:
        w.page.goto(fresh.url)
        w.page.get_by_role("button", name="Join").wait_for()
        join(w, "In the police")
        vote(w, 0)
        w.page.locator(".state.stored").wait_for()
        w.page.reload()
        w.page.locator(".state.stored").wait_for()
        assert w.page.locator("input[name=choice]").nth(0).is_checked() and w.complaints == []
        answered(fresh, 1)


def test_the_page_follows_where_streams_do_not_come_through(fresh, browser):
    w = Watched(browser)
    w.page.route("**/live*", lambda route: route.abort())
    with w:
        w.page.goto(fresh.url)
        join(w)
        w.page.get_by_role("heading", name="You are in").wait_for()
        fresh.to("alone")
        w.page.locator("input[name=choice]").first.wait_for(timeout=15_000)


def test_what_is_written_is_shown_as_text_everywhere(fresh, browser):
    nasty = "<img src=x onerror=alert(1)></script><script>alert(2)</script> “ok” & fine"
    fresh.to("explain")
    with open_page(fresh, browser) as w, open_page(fresh, browser, "/screen") as screen, open_page(fresh, browser, "/lead", lead=True) as lead:
        join(w)
        w.page.get_by_label("What decided it for you?").fill(nasty)
        w.page.get_by_role("button", name="Send my reason").click()
        w.page.locator(".state.stored").wait_for()
        lead.page.get_by_role("button", name="Show", exact=True).click()
        screen.page.get_by_text(nasty).wait_for()
        assert lead.page.locator("q").inner_text() == nasty
        lead.page.get_by_role("button", name="Hide", exact=True).click()
        screen.page.get_by_text(nasty).wait_for(state="detached")
        lead.page.get_by_role("button", name="Delete", exact=True).first.click()
        lead.page.get_by_text("None yet.").wait_for()
        for each in (w, screen, lead):
            assert each.complaints == [] and each.foreign(fresh.url) == [] and not each.page.locator("img[src=x]").count()


def test_a_reason_that_looks_like_a_real_case_gets_a_warning(fresh, browser):
    fresh.to("explain")
    with open_page(fresh, browser) as w:
        join(w)
        w.page.get_by_label("What decided it for you?").fill("As Mrs Marlowe said on 3 March 2021.")
        w.page.get_by_text("Is this real?").wait_for()


def test_every_screen_in_every_phase_is_within_wcag_and_the_projector_shows_nothing_of_the_facilitators(running, browser):
    s = running
    people = [s.join(role) for role in ["teacher"] * 6 + ["officer"] * 5]
    with open_page(s, browser, **PHONE) as phone, open_page(s, browser, "/screen", viewport={"width": 1280, "height": 720}) as screen, \
            open_page(s, browser, "/lead", lead=True, viewport={"width": 320, "height": 800}) as lead:
        looked = set()

        def look():
            view = s.view()
            name = (view["phase"], view["stop"] and view["stop"]["kind"])
            if name in looked:
                return
            looked.add(name)
            for w in (phone, screen, lead):
                w.page.wait_for_function("([part, says]) => document.body.innerText.includes(part)", arg=[view["stop"]["title"] if view["stop"] else "", ""])
                w.page.wait_for_timeout(250)
                for fold in w.page.locator("details").all():
                    fold.evaluate("(d) => { d.open = true; }")
                assert w.violations(state="room: " + " ".join(filter(None, name))) == [], (name, w.page.url)
                assert w.wider_than_window() == 0, (name, w.page.url)
                assert w.complaints == [] and w.foreign(s.url) == [], name
            text = screen.page.content()
            assert "/lead" not in text and "key=" not in text and s.cookie not in text
            assert screen.page.evaluate("document.documentElement.scrollHeight <= innerHeight + 1"), f"all of it is on the projector: {name}"
            size = screen.page.evaluate("Math.min(...[...document.querySelectorAll('.bars-says, .options li, .tale, .ask')].map((e) => parseFloat(getComputedStyle(e).fontSize)))")
            assert size == float("inf") or size >= (13 if name[1] == "several" else 18), f"at 1280 pixels a line has {size} in {name}"

        look()
        join(phone)
        while s.view()["phase"] != "end" and len(looked) < 13:
            view = s.view()
            if view["open"]:
                names = [o["id"] for o in view["stop"]["options"]]
                for number, token in enumerate(people):
                    choice = names[number % len(names)]
                    assert s.vote(token, [choice] if view["stop"]["kind"] == "several" else choice, n=10)[0] == 200
            look()
            if view["phase"] == "discuss":
                s.act("bars", True)
                assert "Teachers" in s.view("screen") or s.view("screen")["bars"]["split"]
            if view["phase"] == "corridor" and view["stop"]["chair"]:
                s.act("choose", view["room_chose"] if view["stop"]["kind"] == "several" else view["room_chose"] or view["stop"]["options"][0]["id"])
            else:
                s.act("next")
        assert {"lobby", "read", "alone", "discuss", "again", "explain", "corridor"} <= {phase for phase, _ in looked} and ("corridor", "several") in looked


def test_a_vote_and_a_session_by_keyboard_alone(fresh, browser):
    with open_page(fresh, browser) as w, open_page(fresh, browser, "/lead", lead=True) as lead:
        tab_to(w, "document.activeElement.name === 'role'")
        w.page.keyboard.press("Space")
        tab_to(w, "document.activeElement.textContent === 'Join'")
        w.page.keyboard.press("Enter")
        w.page.get_by_role("heading", name="You are in").wait_for()
        for says in ("Start", "Open the first vote"):
            tab_to(lead, f"document.activeElement.textContent === '{says}'")
            lead.page.keyboard.press("Enter")
            lead.page.get_by_role("button", name=says, exact=True).wait_for(state="detached")
        w.page.locator("input[name=choice]").first.wait_for()
        tab_to(w, "document.activeElement.name === 'choice'")
        w.page.keyboard.press("Space")
        tab_to(w, "document.activeElement.textContent === 'Send my vote'")
        w.page.keyboard.press("Enter")
        w.page.locator(".state.stored").wait_for()
        answered(fresh, 1)


def test_a_facilitator_runs_a_session_by_mouse_counts_hands_and_closes_it(tmp_path, browser):
    with session(tmp_path / "a.room", "--scenario", "passed-on", "--chair", "school") as s, open_page(s, browser, "/lead", lead=True) as lead, open_page(s, browser, "/screen") as screen:
        page = lead.page
        page.get_by_label("Heads in the room").fill("8")
        page.get_by_role("button", name="Set").click()
        screen.page.get_by_text("of 8 have joined").wait_for()
        for says in ("Start", "Open the first vote"):
            page.get_by_role("button", name=says, exact=True).click()
            page.get_by_role("button", name=says, exact=True).wait_for(state="detached")
        page.get_by_text("Hands counted in the room, vote 1").click()
        fields = page.locator("table input")
        for number, hands in ((0, "5"), (2, "1"), (3, "2")):
            fields.nth(number).fill(hands)
        page.get_by_role("button", name="Count these hands").click()
        screen.page.get_by_text("8 of 8 answered").wait_for()
        for says in ("Close the vote, and discuss", "Open the second vote", "Close the vote, and ask for reasons", "Show the corridor"):
            assert "duty" not in page.locator("main").inner_text(), "the corridor comes after the second vote"
            page.get_by_role("button", name=says, exact=True).click()
            page.get_by_role("button", name=says, exact=True).wait_for(state="detached")
        page.get_by_text("This is a duty.").first.wait_for()
        page.get_by_role("group", name=re.compile("How does the story go on")).get_by_role("button").first.click()
        screen.page.get_by_role("heading", name="With Robin").wait_for()
        page.get_by_text("Close or delete this session").click()
        page.get_by_label(re.compile("Type close")).fill("close")
        page.get_by_role("button", name="Close and write the report").click()
        page.get_by_text("The report is in").wait_for()
        s.process.wait(15)
        assert (tmp_path / "a-report" / "report.html").exists() and lead.foreign(s.url) == []
        with Watched(browser) as report:
            report.page.goto((tmp_path / "a-report" / "report.html").as_uri())
            assert report.violations() == [] and "8 people were in the room" in report.page.inner_text("main") and len(report.asked) == 1


def test_a_press_waits_for_the_one_before_it_and_a_double_click_goes_one_step(fresh, browser):
    with open_page(fresh, browser, "/lead", lead=True) as lead:
        page = lead.page
        page.route("**/live/lead", lambda route: route.abort())  # no view is pushed, and answers are slow: a bad network
        page.route("**/lead/act", lambda route: (page.wait_for_timeout(500), route.continue_()))
        page.get_by_label("Heads in the room").fill("8")
        page.get_by_role("button", name="Set").click()
        page.get_by_role("button", name="Start", exact=True).dblclick()
        page.get_by_role("button", name="Open the first vote").wait_for()
        page.wait_for_timeout(1500)
        view = fresh.view()
        assert (view["heads"], view["phase"]) == (8, "read") and page.locator("#line").is_hidden(), view["phase"]


def test_without_javascript_the_page_says_what_to_do(running, browser):
    with Watched(browser, java_script_enabled=False) as w:
        w.page.goto(running.url)
        assert "the facilitator counts hands too" in w.page.locator("main").inner_text()
