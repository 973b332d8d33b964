"""Every page of the built book in a real browser: nothing foreign, no complaint, WCAG 2.2 AA, narrow, dark, printed, from disk."""
import json
import re

import pytest

from browser_tools import BOOK, Watched, built_pages

if not (BOOK / "index.html").exists():
    raise RuntimeError("The book is not built. Run: make test, or make book first.")

PAGES = built_pages()


def test_the_book_has_its_pages():
    assert {"index.html", "book/help-now.html", "book/law.html", "book/walk.html", "book/scenarios/passed-on.html"} <= set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_nobody_else_complains_of_nothing_and_meets_wcag(name, browser, address):
    with Watched(browser) as w:
        w.page.goto(address + name)
        w.page.wait_for_load_state("networkidle")
        assert w.foreign(address) == []
        assert w.complaints == []
        assert w.violations() == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_320_pixels_and_is_readable_in_the_dark(name, browser, address):
    with Watched(browser, viewport={"width": 320, "height": 640}, color_scheme="dark", reduced_motion="reduce") as w:
        w.page.goto(address + name)
        assert w.wider_than_window() == 0
        assert w.violations() == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_from_disk(name, browser):
    with Watched(browser) as w:
        w.page.goto((BOOK / name).as_uri())
        w.page.wait_for_load_state("networkidle")
        assert w.foreign("file://") == []
        assert w.complaints == []


@pytest.mark.parametrize("name", [n for n in PAGES if n.startswith(("book/", "exercises/", "index"))])
def test_a_page_has_one_heading_a_title_a_language_and_headings_in_order(name, browser, address):
    with Watched(browser, java_script_enabled=False) as w:
        w.page.goto(address + name)
        levels = [int(t[1]) for t in re.findall(r"<(h[1-6])[\s>]", w.page.content())]
        assert levels.count(1) == 1
        assert all(b - a <= 1 for a, b in zip(levels, levels[1:])), levels
        assert w.page.title() and w.page.get_attribute("html", "lang")


@pytest.mark.parametrize("name", [n for n in PAGES if (BOOK / n).read_text(encoding="utf-8").count("course-widget")])
def test_without_javascript_and_on_paper_a_widget_is_its_readable_twin(name, browser, address):
    with Watched(browser, java_script_enabled=False) as w:
        w.page.goto(address + name)
        for twin in w.page.locator(".course-twin").all():
            assert twin.is_visible() and len(twin.inner_text()) > 100
    with Watched(browser) as w:
        w.page.goto(address + name)
        w.page.wait_for_selector(".course-mounted")
        assert not w.page.locator(".course-twin").first.is_visible()
        w.page.emulate_media(media="print")
        assert w.page.locator(".course-twin").first.is_visible() and not w.page.locator(".course-live").first.is_visible()


def test_every_page_carries_the_training_notice_the_law_date_and_the_review_status(browser, address):
    with Watched(browser, java_script_enabled=False) as w:
        for name in PAGES:
            if name.startswith(("book/", "exercises/", "index")):
                w.page.goto(address + name)
                text = w.page.inner_text("body")
                assert "Training" in text or "training" in text, name
                assert "999" in text, name


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


def test_the_heaviest_page_stays_small(browser, address):
    import gzip
    for name in PAGES:
        with Watched(browser) as w:
            w.page.goto(address + name)
            w.page.wait_for_load_state("networkidle")
            files = {u.split("?")[0].split("#")[0][len(address):] or "index.html" for u in w.asked if u.startswith(address)}
            size = sum(len(gzip.compress((BOOK / f).read_bytes())) for f in files if (BOOK / f).is_file())
            assert size < 140_000 and len(files) <= 28, (name, size, sorted(files))
