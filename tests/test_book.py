"""Every page of the built book in a real browser: nothing foreign, no complaint, WCAG 2.2 AA, narrow, dark, printed, from disk."""
import gzip
import json
import re

import pytest
from bs4 import BeautifulSoup

from browser_tools import BOOK, Watched, built_pages
from course import assets, widgets

if not (BOOK / "index.html").exists():
    raise RuntimeError("The book is not built. Run: make test, or make book first.")

PAGES = built_pages()


def test_the_book_has_its_pages():
    assert {"index.html", "book/help-now.html", "book/law.html", "book/walk.html", "book/scenarios/passed-on.html"} <= set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_nobody_else_complains_of_nothing_is_small_and_meets_wcag(name, browser, address):
    with Watched(browser) as w:
        w.open(address + name)
        assert w.foreign(address) == [] and w.complaints == []
        files = {u.split("?")[0].split("#")[0][len(address):] or "index.html" for u in w.asked}
        size = sum(len(gzip.compress((BOOK / f).read_bytes())) for f in files if (BOOK / f).is_file())
        assert size < 80_000 and len(files) <= (10 if name == "search.html" else 8), (size, sorted(files))
        assert [f for f in files if not assets.reason(f)] == []
        assert w.violations() == []
        w.page.emulate_media(media="print")
        for twin in w.page.locator(".course-mounted > .course-twin").all():
            assert twin.is_visible()
        assert not any(live.is_visible() for live in w.page.locator(".course-live").all())


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_320_pixels_and_is_readable_in_the_dark(name, browser, address):
    with Watched(browser, viewport={"width": 320, "height": 640}, color_scheme="dark", reduced_motion="reduce") as w:
        w.open(address + name)
        assert w.wider_than_window() == 0
        assert w.violations() == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_from_disk(name, browser):
    with Watched(browser) as w:
        w.open((BOOK / name).as_uri())
        assert w.foreign("file://") == [] and w.complaints == []


@pytest.mark.parametrize("name", [n for n in PAGES if n.startswith(("book/", "exercises/", "index"))])
def test_a_page_has_one_heading_a_title_a_language_headings_in_order_and_the_training_notice(name):
    page = BeautifulSoup((BOOK / name).read_text(encoding="utf-8"), "html.parser")
    levels = [int(heading.name[1]) for heading in page.find_all(re.compile("^h[1-6]$"))]
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in zip(levels, levels[1:])), levels
    assert page.title.get_text() and page.html["lang"]
    text = page.body.get_text()
    assert "raining" in text and "999" in text


@pytest.mark.parametrize("name", [n for n in PAGES if (BOOK / n).read_text(encoding="utf-8").count("course-widget")])
def test_without_javascript_a_widget_is_its_readable_twin_and_with_it_the_twin_gives_way(name, browser, address):
    with Watched(browser, java_script_enabled=False) as w:
        w.page.goto(address + name)
        for twin in w.page.locator(".course-twin").all():
            assert twin.is_visible() and len(twin.inner_text()) > 100
    with Watched(browser) as w:
        w.open(address + name)
        assert not any(twin.is_visible() for twin in w.page.locator(".course-twin").all())


def test_pages_hold_no_widget_state_no_inline_script_and_no_foreign_address():
    for name in PAGES:
        text = (BOOK / name).read_text(encoding="utf-8")
        assert "widget-state+json" not in text and "widget-view+json" not in text, name
        for script in re.findall(r"<script\b([^>]*)>(.*?)</script>", text, re.S):
            assert "src=" in script[0] or "application/json" in script[0], (name, script[0], script[1][:80])
        assert not re.findall(r"\son\w+=\"", text), name
        assert not re.findall(r"(?:src|href)=\"(?:https?:)?//[^\"]+\.(?:js|css|woff2?)\"", text), name


def test_sources_and_answers_are_not_in_the_search_index_and_sources_are_not_published():
    assert not (BOOK / "_sources").exists()
    index = (BOOK / "searchindex.js").read_text(encoding="utf-8")
    names = json.loads(re.search(r"docnames\"?:\s*(\[[^\]]*\])", index)[1])
    assert names and not any("answers" in n for n in names)


def test_tests_and_assessments_stay_out_of_the_search():
    text = (BOOK / "searchindex.js").read_text(encoding="utf-8")
    index = json.loads(text[text.index("{"):text.rindex("}") + 1])
    out = {n for n, name in enumerate(index["docnames"]) if name in ("exercises/before", "exercises/after", "exercises/form-a", "exercises/form-b")}
    found = {n for part in ("terms", "titleterms") for docs in index[part].values() for n in (docs if isinstance(docs, list) else [docs])}
    assert len(out) == 4 and not out & found and len(found) > 50


def test_a_lean_script_keeps_every_line_that_runs_and_every_space_in_its_texts():
    for name in (p.stem for p in widgets.JS.glob("*.js")):
        text = widgets.plain_script(name)
        kept = [line.strip() for line in text.splitlines()]
        left = assets.lean(text).splitlines()
        comments = [line for line in kept if not line or line.startswith(("//", "/**", "*"))]
        assert [line.rstrip() for line in left] == [line for line in kept if line not in comments], name
    assert assets.lean("  // a word\n  say(`${day ? `${day} ` : \"\"}June`);\n") == "say(`${day ? `${day} ` : \"\"}June`);\n"
