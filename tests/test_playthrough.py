"""Every scenario played to its end in a real browser, from both chairs: once as the rules would have it, and once as they would not."""
import pytest

from browser_tools import Watched, live, press
from course import rehearsal, scenario, story, telling
from course.rehearsal import IN_LINE
from course.script import compiled

OFTEN = ("pay-or-post", "six-in-a-month", "valley-school")  # these at every commit, all before a release; test_scenario.py walks every path of each
EMPTY = {"told": [], "knew": [], "flags": []}
WORST = ("never", "excluded", "not_opened", "no_source", "not_duty", "story", "record", "not_never", "inside", "start", "duty")  # what a bad path takes first


def well(s, chair, play, step):
    """The first act inside the corridor or a duty."""
    return next(a for a, v in zip(step["acts"], rehearsal.verdicts(s, chair, play)) if v["kind"] in IN_LINE)


def badly(s, chair, play, step):
    """The act that is worst by the rules, and of several the one that comes back later."""
    return min(zip(step["acts"], rehearsal.verdicts(s, chair, play)), key=lambda av: (WORST.index(av[1]["kind"]), not av[0]["flag"]))[0]


def passing(s, chair, play, wisely):
    """What is passed on: all that the other chair needs, or only what nobody should pass on."""
    able = story.offered(s, chair, play)
    return [e["id"] for e in s["handover"][chair] if e["id"] in able and bool(e["does"]) != wisely]


def says(w):
    return live(w).inner_text()


def commit(w, s, chair, play, step, act):
    """Commits to an act and compares what the page then says with what the model says in Python."""
    live(w).get_by_label(act["says"], exact=True).check()
    live(w).get_by_label("Sure", exact=True).check()
    press(w, "Commit, then see")
    verdict = rehearsal.verdicts(s, chair, play)[step["acts"].index(act)]
    assert live(w).locator(".play-verdict strong").first.inner_text() == f"{telling.VERDICTS[verdict['kind']]}.", (step["id"], act["id"])


def hand_over(w, s, chair, play, wisely):
    """Passes on, from a list that offers what is known and nothing else."""
    able, chosen = story.offered(s, chair, play), passing(s, chair, play, wisely)
    for entry in s["handover"][chair]:
        box = live(w).get_by_label(entry["says"], exact=True)
        assert box.count() == (entry["id"] in able), entry["id"]
        if entry["id"] in chosen:
            box.check()
    press(w, "Pass it on")
    return chosen


def play_chair(w, s, chair, opened, wisely, looked_at=lambda: None):
    """Plays a chair to its end and returns where that is; the page and Python are at the same step all along."""
    path = []
    while True:
        play = story.replay(s, chair, opened, path)
        step = s["chairs"][chair]["steps"][play["at"]]
        assert live(w).locator(".play-heading").inner_text() == step["title"]
        if not step["ask"]:
            break
        if step["handover"] or not path:
            looked_at()
        if step["handover"]:
            path.append({"step": step["id"], "passed": hand_over(w, s, chair, play, wisely)})
        else:
            act = (well if wisely else badly)(s, chair, play, step)
            commit(w, s, chair, play, step, act)
            path.append({"step": step["id"], "act": act["id"], "confidence": "sure"})
        press(w, "Go on")
    assert_ends(w, s, chair, play)
    return play


def assert_ends(w, s, chair, play):
    """An ending has the support for the child, what came of each wrong turn and of nothing else, and the colleagues' questions."""
    text = says(w)
    assert "The end. Time used" in text and "Support for the child in the image" in text and all(q in text for q in s["questions"])
    assert all(c["says"] in text for c in s["support"])
    assert {f for f, c in s["consequences"].items() if c["later"] in text} >= set(play["flags"]) & set(s["consequences"])
    followed = live(w).locator(".play-part", has_text="What followed")
    told = followed.locator("li").all_inner_texts() if followed.count() else []
    assert told == [s["consequences"][f]["later"] for f in play["flags"] if f in s["consequences"]]
    if chair == "police":
        assert all((p["says"] in text) == story.holds(p, play["flags"]) for p in s["afterwards"])


def opened_page(w, address, slug):
    w.page.goto(f"{address}book/scenarios/{slug}.html")
    w.page.wait_for_selector(".course-mounted")


@pytest.mark.parametrize("slug", [slug if slug in OFTEN else pytest.param(slug, marks=pytest.mark.prove) for slug in scenario.slugs()])
def test_both_chairs_are_played_to_the_end_well_and_badly(browser, address, slug):
    s = compiled(scenario.load(slug))
    with Watched(browser) as w:

        def within_wcag():
            for fold in live(w).locator("details").all():
                fold.evaluate("(d) => { d.open = true; }")
            assert w.violations(".course-live") == []

        opened_page(w, address, slug)
        press(w, "Take the school's chair")
        school = play_chair(w, s, "school", EMPTY, wisely=True)
        press(w, "Now take the officer's chair")
        given = story.opening(s, school)
        assert live(w).locator(".play-referral li").all_inner_texts() == [e["says"] for e in s["handover"]["school"] if e["id"] in given["told"]]
        play_chair(w, s, "police", given, wisely=True)
        within_wcag()
        press(w, "Back to the chairs")
        press(w, "Play the school's chair again")
        school = play_chair(w, s, "school", EMPTY, wisely=False, looked_at=within_wcag)
        within_wcag()
        press(w, "Now take the officer's chair")
        police = play_chair(w, s, "police", story.opening(s, school), wisely=False)
        assert set(school["flags"]) & set(s["consequences"]) and set(police["flags"]) & set(s["consequences"]), "a bad path has consequences in both chairs"
        assert w.complaints == [] and w.foreign(address) == []


@pytest.mark.parametrize("slug, by", [("pay-or-post", "code"), ("valley-school", "file")])
def test_two_people_on_two_devices_play_other_scenarios_too(browser, address, slug, by, tmp_path):
    s = compiled(scenario.load(slug))
    with Watched(browser) as one, Watched(browser) as other:
        opened_page(one, address, slug)
        press(one, "Take the school's chair")
        school = play_chair(one, s, "school", EMPTY, wisely=True)
        given = story.opening(s, school)
        code = live(one).locator(".play-code-shown").inner_text()
        assert code == story.encode(s, "school", given)
        opened_page(other, address, slug)
        if by == "code":
            live(other).get_by_label("Code from the other person").fill(code)
            press(other, "Open with this code")
        else:
            with one.page.expect_download() as saved:
                live(one).get_by_role("link", name="Save the code as a file").click()
            saved.value.save_as(tmp_path / "hand-over.txt")
            live(other).get_by_label("Or open it from a file").set_input_files(tmp_path / "hand-over.txt")
        live(other).locator(".play-referral").wait_for()
        police = play_chair(other, s, "police", given, wisely=True)
        back = live(other).locator(".play-code-shown").inner_text()
        live(one).get_by_label("Code that came back from the officer").fill(back)
        press(one, "See what the school heard")
        heard = [f for f in police["flags"] if f.startswith("told_") or f in s["crossing"]]
        text = says(one)
        assert all(p["says"] in text for p in s["afterwards"] if story.holds(p, heard))
        assert [w.complaints for w in (one, other)] == [[], []] and [w.foreign(address) for w in (one, other)] == [[], []]
