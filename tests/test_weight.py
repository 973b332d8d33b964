"""What the pages weigh: no more than they need now, and no more than their share when the book grows. Bytes are counted and nothing is timed."""
import copy
import gzip
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from browser_tools import BOOK, ROOT, Watched, built_pages, live
from course import assets, carried, model, scenario, script, telling, widgets

ASKED = re.compile(r'<(?:link|script|img)\b[^>]*?(?:href|src)="(?:\.\./)*(_static/[^"?]+|searchindex\.js)')
LATER = re.compile(r'<link rel="course-(?:law|sources)" href="(?:\.\./)*(_static/[^"?]+)')
SMALL = "import sys; from pathlib import Path; from course import build; build.some_pages('html', Path(sys.argv[1]), Path(sys.argv[2]), course_answers=False)"
LAW = model.current().compiled


def weight(name):
    return len(gzip.compress((BOOK / name).read_bytes()))


# What a page asks for now ---------------------------------------------------------------------------------------------

def test_with_all_that_a_touch_brings_a_page_of_one_subject_stays_below_a_hundred_kilobytes_and_a_search_names_every_file():
    heavy = {}
    for name in built_pages():
        files = set(ASKED.findall((BOOK / name).read_text(encoding="utf-8")))
        assert [f for f in files if not assets.reason(f)] == [], name
        heavy[name] = weight(name) + sum(weight(f) for f in files if (BOOK / f).is_file())
    above = {name: size for name, size in heavy.items() if size >= 100_000}
    assert set(above) <= {"book/what-changed.html", "book/messages.html"} and max(above.values(), default=0) < 121_000, above


def test_a_page_of_text_asks_for_no_law_until_somebody_answers_and_then_for_its_own_nation_s(browser, address):
    with Watched(browser) as w:
        w.open(address + "book/law.html")
        names = lambda: {u.split("?")[0].rsplit("/", 1)[1] for u in w.asked}  # noqa: E731
        assert not [n for n in names() if n.startswith(("course-law", "course-sources"))]
        live(w).locator("input").first.check()
        live(w).get_by_label("Sure", exact=True).check()
        live(w).get_by_role("button", name="Commit, then see").click()
        live(w).locator(".course-source", has_text="Last seen").first.wait_for()
        assert {n for n in names() if n.startswith(("course-law", "course-sources"))} == {"course-law-england.js", "course-sources-england.js"}
        assert w.complaints == []


def test_where_the_law_cannot_be_had_the_page_says_so_and_goes_on_once_it_can(browser, address):
    with Watched(browser) as w:
        w.page.route(re.compile("course-(law|sources)"), lambda route: route.abort())
        w.open(address + "book/law.html")
        live(w).locator("input").first.check()
        live(w).get_by_label("Sure", exact=True).check()
        live(w).get_by_role("button", name="Commit, then see").click()
        live(w).locator("[role=status]", has_text="could not be loaded").wait_for()
        w.page.unroute(re.compile("course-(law|sources)"))
        w.page.route(re.compile("course-sources"), lambda route: route.abort())
        live(w).get_by_role("button", name="Commit, then see").click()
        again = live(w).get_by_role("button", name="Try again").first
        again.wait_for()
        w.page.unroute(re.compile("course-sources"))
        again.click()
        live(w).locator(".course-source", has_text="Last seen").first.wait_for()


@pytest.mark.parametrize("slug", scenario.slugs())
def test_a_text_that_a_scenario_has_in_its_twin_alone_comes_back_whole(slug, browser):
    with Watched(browser) as w:
        w.page.goto((BOOK / "book" / "scenarios" / f"{slug}.html").as_uri())
        given = (widgets.JS / "given.js").read_text(encoding="utf-8").replace("export function", "return function")
        found = w.page.evaluate("(source) => new Function(source)()(document.querySelector('.course-widget'))", given)
    made = scenario.play(slug)
    assert found["data"] == json.loads(json.dumps({**made.data}))
    assert len(json.dumps(made._in_page)) < 0.8 * len(json.dumps(made.data))


# When the book grows --------------------------------------------------------------------------------------------------

def linear(sizes, slack=1.02):
    """Whether what is added by going from twice to four times is no more than twice what is added by going from once to twice."""
    one, two, four = sizes
    return four - two <= 2 * slack * (two - one)


def longer(s, times):
    """A scenario whose steps are told several times over."""
    s = copy.deepcopy(s)
    for chair in s["chairs"].values():
        names = list(chair["order"])
        for turn in range(1, times):
            chair["steps"] |= {f"{name}_{turn}": {**chair["steps"][name], "id": f"{name}_{turn}"} for name in names}
            chair["order"] += [f"{name}_{turn}" for name in names]
    return s


def more_rules(times):
    whole, number = LAW["rules"], len(LAW["rules"])
    return {**LAW, "rules": [{**rule, "id": f"{rule['id']}_{turn}", "overridden_by": [other + turn * number for other in rule["overridden_by"]]}
                             for turn in range(times) for rule in whole]}


def test_a_scenario_s_page_grows_with_its_steps_and_no_faster():
    s = script.compiled(scenario.load("passed-on"))
    made = [longer(s, times) for times in (1, 2, 4)]
    assert linear([len(widgets.Widget("play", "long", one, telling.twin(one), once=True).static_html()) for one in made])


def test_the_law_of_a_page_grows_with_its_nations_rules_and_no_faster():
    assert linear([len(carried.script(more_rules(times), ["england"])) for times in (1, 2, 4)])
    assert carried.sources_script(more_rules(4), ["england"]) == carried.sources_script(LAW, ["england"])


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Three small books: one page beside the first, another one, and both."""
    made = {}
    for names in (("help-now",), ("privacy",), ("help-now", "privacy")):
        out = tmp_path_factory.mktemp("small")
        (out / "toc.yml").write_text("format: jb-book\nroot: index\nchapters:\n" + "".join(f"- file: book/{name}\n" for name in names), encoding="utf-8")
        done = subprocess.run([sys.executable, "-c", SMALL, str(out), str(out / "toc.yml")], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-2000:]
        made[names] = out / "html"
    return made


def without_its_line(text, name):
    """A page without the line of another one in its menu, and without the way on to it."""
    text = re.sub(rf'\s*<li class="[^"]*"><a class="reference internal" href="[^"]*{name}\.html">.*?</a></li>', "", text, count=1, flags=re.S)
    return re.sub(r'\s*<nav class="page-turn".*?</nav>|\s*<link rel="(?:prev|next)"[^>]*>', "", text, flags=re.S)


def test_a_page_more_adds_its_line_to_the_menu_of_another_and_nothing_else(small):
    one, both = ((small[names] / "book" / "help-now.html").read_text(encoding="utf-8") for names in (("help-now",), ("help-now", "privacy")))
    assert one != both and both.count("privacy.html") > one.count("privacy.html")
    assert without_its_line(both, "privacy") == without_its_line(one, "privacy")
    names = lambda book: {p.name for p in (book / "_static").iterdir()}  # noqa: E731
    assert names(small["help-now", "privacy"]) == names(small["help-now",]) | names(small["privacy",])


def test_the_index_of_the_search_is_no_longer_than_those_of_its_parts(small):
    index = {names: len((book / "searchindex.js").read_bytes()) for names, book in small.items()}
    assert max(index["help-now",], index["privacy",]) < index["help-now", "privacy"] <= index["help-now",] + index["privacy",]
