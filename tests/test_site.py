"""What the book as a whole offers: figures, timeline, glossary, search, paths, progress, services, cards, and how it reads."""
import json
import re
import xml.etree.ElementTree as ElementTree

import pytest

from browser_tools import BOOK, Watched
from course import check, events, figures, files, front, model, pages, paths, reading, reference, sources, terms, urgent

TEXT_OF = re.compile(r"<[^>]+>")


# Figures and timeline -------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("slug", figures.figures())
def test_a_figure_draws_a_bar_for_each_number_and_gives_the_same_numbers_in_its_table(slug):
    shown, html = figures.figures()[slug], figures.figure(slug).html
    drawing = ElementTree.fromstring(re.search(r"<svg.*?</svg>", html, re.S)[0])
    numbers = [value for *_, value, _ in shown.numbers()]
    assert len(drawing.findall("path")) == len(numbers)
    drawn = [text.text for text in drawing.findall("text")]
    table = [TEXT_OF.sub("", cell) for cell in re.findall(r"<td>(.*?)</td>", html)]
    for value in numbers:
        assert f"{value:,}" in drawn and f"{value:,}" in table and f"{value:,}" in drawing.get("aria-label")
    assert "style=" not in html and "id=\"p" not in html and html == figures.figure(slug).html


def test_a_bar_is_as_long_as_its_number():
    drawing = re.search(r"<svg.*?</svg>", figures.figure("reports").html)[0]
    lengths = [float(b) - float(a) for a, b in re.findall(r'd="M ([\d.]+) [\d.]+ L ([\d.]+)', drawing)]
    assert [round(length / lengths[-1], 3) for length in lengths] == [round(n / 6238, 3) for n in (2700, 4681, 6238)]


def test_a_number_that_its_record_does_not_give_is_found(tmp_path):
    path = tmp_path / "figures.yaml"
    path.write_text(figures.FILE.read_text(encoding="utf-8").replace("value: 4681", "value: 4682"), encoding="utf-8")
    assert list(figures.problems(model.current())) == []
    assert [p for p in figures.problems(model.current(), path) if "STA-005 does not give the number 4682" in p]


def test_a_figure_that_does_not_exist_is_answered_with_a_sentence():
    with pytest.raises(files.Mistakes, match="there is no figure 'reprots'. Did you mean 'reports'"):
        figures.figure("reprots")


def test_the_timeline_marks_and_lists_every_event_in_order():
    html = events.timeline().html
    assert len(events.events()) >= 33 and html.count("<tr data-kind") == len(events.events())
    assert html.count('class="series-1"') == len(events.events())
    assert [e.from_ for e in events.events()] == sorted(e.from_ for e in events.events())
    for event in events.events():
        assert all(name in model.current().records for name in event.see or [])


def test_the_timeline_can_be_filtered_by_keyboard_and_is_whole_without_scripts_and_on_paper(browser, address):
    with Watched(browser) as w:
        w.page.goto(address + "book/timeline.html")
        rows = w.page.locator(".course-timeline tbody tr")
        everything = rows.count()
        for name in ("Wales", "England", "Northern Ireland", "Other places"):
            w.page.get_by_label(name, exact=True).focus()
            w.page.keyboard.press("Space")
        shown = w.page.locator(".course-timeline tbody tr:visible")
        assert 0 < shown.count() < everything
        assert all("scotland" in row.get_attribute("data-nations") for row in shown.all())
        assert w.page.locator(".course-timeline [role=status]").inner_text() == f"{shown.count()} of {everything} events are shown."
        assert w.violations() == []
        w.page.emulate_media(media="print")
        assert w.page.locator(".course-timeline tbody tr:visible").count() == everything
    with Watched(browser, java_script_enabled=False) as w:
        w.page.goto(address + "book/timeline.html")
        assert w.page.locator(".course-timeline tbody tr:visible").count() == everything


# Glossary and search ----------------------------------------------------------------------------------------------------

def test_the_glossary_is_sound_and_a_fault_in_it_is_found(tmp_path):
    assert list(check.glossary_problems(model.current())) == []
    text = terms.FILE.read_text(encoding="utf-8")
    for number, (old, new, said) in enumerate((("records: [OFF-016]", "records: [OFF-999]", "there is no record OFF-999"),
                           ("who work with children (not verified).", "who work with children.", "CAS-004 is grade C"),
                           ("forms: [Outcome 22]", "forms: [Outcome 21]", "also belongs to outcome_21"))):
        path = tmp_path / f"{number}.yaml"
        path.write_text(text.replace(old, new), encoding="utf-8")
        assert [p for p in terms.problems(model.current(), path) if said in p], said


def test_a_term_that_does_not_exist_is_found_in_a_page():
    problems = list(pages._line_problems("Ask the {term}`DLS` today.", True, model.current()))
    assert len(problems) == 1 and "there is no term 'DLS'" in problems[0]
    assert list(pages._line_problems("Ask the {term}`lead <dsl>` or a {term}`DSL`.", True, model.current())) == []


def test_terms_paths_and_boxes_are_plain_in_a_notebook():
    assert front._plain(":::{container} lead\nA line.\n:::\nEnd.").split() == ["A", "line.", "End."]
    assert front._plain("Ask the {term}`lead <dsl>` or a {term}`DSL`.\n\n```{path} teacher\n```\nEnd.") == "Ask the lead or a DSL.\n\nEnd."


def test_a_definition_comes_by_keyboard_by_mouse_and_by_touch_and_goes_with_escape(browser, address):
    with Watched(browser) as w:
        w.page.goto(address + "book/first-hour.html")
        term, box = w.page.locator("main a.term").first, w.page.locator(".term-box")
        w.page.keyboard.press("Tab")
        while not term.evaluate("node => node === document.activeElement"):
            w.page.keyboard.press("Tab")
        assert box.is_visible() and "leads on keeping children safe" in box.inner_text()
        assert term.get_attribute("aria-describedby") == box.get_attribute("id") and w.violations() == []
        w.page.keyboard.press("Escape")
        assert box.count() == 0
        term.hover()
        box.hover()
        w.page.wait_for_timeout(500)
        assert box.is_visible()
        w.page.keyboard.press("Escape")
        assert box.count() == 0
    with Watched(browser, has_touch=True, viewport={"width": 320, "height": 640}) as w:
        w.page.goto(address + "book/first-hour.html")
        w.page.locator("main a.term").first.tap()
        assert w.page.locator(".term-box").is_visible() and w.wider_than_window() == 0
        w.page.locator("h1").tap()
        assert w.page.locator(".term-box").count() == 0


def test_without_scripts_a_term_is_a_link_to_its_entry(browser, address):
    with Watched(browser, java_script_enabled=False) as w:
        w.page.goto(address + "book/first-hour.html")
        w.page.locator("main a.term").first.click()
        assert w.page.url.endswith("book/glossary.html#term-dsl") and w.page.locator("#term-dsl").is_visible()


SEARCHES = [("sextortion", "extortion|how-practice-changed"), ("sexting", "help-now"), ("phone", "devices|first-ten-minutes|glossary"),
            ("revenge porn", "law"), ("deepfake", "how-practice-changed"), ("cyberflashing", "glossary")]


@pytest.mark.parametrize("words, page", SEARCHES)
@pytest.mark.parametrize("place", ["http", "disk"])
def test_a_search_finds_by_the_words_that_people_use(words, page, place, browser, address):
    start = address if place == "http" else BOOK.as_uri() + "/"
    with Watched(browser) as w:
        w.page.goto(start + "index.html")
        w.page.get_by_role("searchbox").fill(words)
        w.page.get_by_role("button", name="Search").click()
        w.page.wait_for_selector(".search-summary:has-text('found')")
        found = [link.get_attribute("href") for link in w.page.locator("#search-results li a").all()]
        assert any(re.search(page, link) for link in found), found
        assert not any("answers" in link for link in found) and w.complaints == []


def test_the_index_has_the_words_that_people_use_and_the_pages_do_not():
    index = json.loads(re.search(r"\((\{.*\})\)", (BOOK / "searchindex.js").read_text(encoding="utf-8"), re.S)[1])
    assert "sextort" in index["terms"] or "sextort" in index["titleterms"]
    page = index["docnames"].index("book/help-now")
    where = index["terms"].get("sext", [])
    assert page in (where if isinstance(where, list) else [where])
    assert "sexting" not in (BOOK / "book" / "help-now.html").read_text(encoding="utf-8").split("class=\"sources\"")[0].lower()


# Paths and progress -----------------------------------------------------------------------------------------------------

def test_the_paths_are_sound_and_a_page_that_does_not_exist_is_a_mistake(tmp_path):
    assert list(paths.problems()) == []
    path = tmp_path / "paths.yaml"
    path.write_text(paths.FILE.read_text(encoding="utf-8").replace("- judgement\n", "- judgment\n", 1), encoding="utf-8")
    with pytest.raises(files.Mistakes, match="there is no page judgment. Did you mean 'judgement'"):
        paths.ways(path)


def test_a_page_says_where_it_is_on_each_path_and_how_long_is_left():
    way = paths.ways()["teacher"]
    place = paths.places(paths.name(way.pages[-1]), lambda name: name)[0]
    assert place["step"] == place["steps"] == len(way.pages) and place["next"] is None
    assert place["left"] == paths.in_words(paths.minutes(way.pages[-1]))
    first = paths.places(paths.name(way.pages[0]), lambda name: name)[0]
    assert first["left"] == paths.in_words(sum(paths.minutes(page) for page in way.pages)) and first["prev"] is None


def test_a_reader_follows_one_path_and_without_scripts_sees_all(browser, address):
    shared = next(slug for slug in paths.ways()["teacher"].pages[1:-1] if slug in paths.ways()["officer"].pages)
    page = f"{paths.name(shared)}.html"
    with Watched(browser) as w:
        w.page.goto(f"{address}{page}?path=officer")
        assert w.page.locator(".page-paths > div:visible").count() == 1
        assert "Officer path: step" in w.page.locator(".page-paths").inner_text()
        w.page.locator(".page-paths a:visible", has_text="Next on this path").click()
        assert w.page.url.endswith("?path=officer") and w.complaints == []
    with Watched(browser, java_script_enabled=False) as w:
        w.page.goto(f"{address}{page}?path=officer")
        assert w.page.locator(".page-paths > div:visible").count() >= 2


def test_the_line_of_this_page_is_in_sight_in_a_menu_that_is_longer_than_the_window(browser, address):
    with Watched(browser, viewport={"width": 1280, "height": 500}) as w:
        w.page.goto(address + "book/accessibility.html")
        menu, line = w.page.locator(".site-menu").bounding_box(), w.page.locator(".site-menu a[aria-current]").bounding_box()
        assert w.page.evaluate("document.querySelector('.site-menu').scrollTop") > 0 == w.page.evaluate("scrollY")
        assert menu["y"] <= line["y"] and line["y"] + line["height"] <= menu["y"] + menu["height"]


def test_progress_is_kept_only_if_asked_for_and_said_in_words(browser, address):
    with Watched(browser) as w:
        w.page.goto(address + "book/law.html?path=teacher")
        assert w.page.locator(".progress").count() == 0 and w.page.evaluate("localStorage.length") == 0
        w.page.goto(address + "index.html")
        w.page.get_by_label("Remember my choices and answers on this device").check()
        w.page.goto(address + "book/law.html?path=teacher")
        w.page.get_by_role("button", name="Mark this page as read").click()
        assert w.page.locator(".site-menu a[aria-current]").inner_text().endswith("(read)")
        assert w.violations() == []
        w.page.goto(address + "book/judgement.html")
        assert w.page.locator(".site-menu .is-read").count() == 1
        assert w.page.locator(".page-paths > div:visible").count() == 1
        w.page.goto(address + "index.html")
        w.page.get_by_role("button", name="Wipe everything").click()
        assert w.page.evaluate("localStorage.length") == 0


def test_an_assessment_is_not_lost_with_what_was_remembered_and_is_wiped_by_two_presses(browser, address):
    with Watched(browser) as w:
        w.page.goto(address + "index.html")
        w.page.evaluate("localStorage.setItem('course:attempt:form-a', '{}')")
        switch = w.page.get_by_label("Remember my choices and answers on this device")
        switch.check()
        switch.uncheck()
        assert "An assessment that you keep here stays" in w.page.locator(".course-remember").inner_text()
        w.page.get_by_role("button", name="Wipe everything").click()
        assert "Press again" in w.page.locator(".course-remember").inner_text() and w.page.evaluate("localStorage.length") == 1
        w.page.get_by_role("button", name="Wipe everything").click()
        assert w.page.evaluate("localStorage.length") == 0 and w.complaints == []


# Services, open questions, cards ----------------------------------------------------------------------------------------

def test_a_service_for_adults_only_stands_apart_from_those_for_children():
    html = reference.services().html
    parts = {title: html.split(f"<h3>{title}</h3>")[1].split("<h3>")[0] for title in reference.FOR.values()}
    children = parts[reference.FOR["children"]] + parts[reference.FOR["everyone"]]
    assert "Childline" in children and "Report Remove" in children
    for name in ("Revenge Porn Helpline", "StopNCII"):
        assert name not in children and name in parts[reference.FOR["adults_only"]]
    assert "NSPCC Helpline" not in children and "Professionals Online Safety Helpline" not in children


def test_no_page_prints_a_telephone_number_that_was_not_verified():
    unsure = {number for record in model.current().records.values() if record.binding == "service" and record.grade == "C"
              for number in sources.NUMBER.findall(record.says)}
    assert len(unsure) >= 3
    for path in BOOK.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not [number for number in unsure if number in text], path.name


def test_the_list_of_open_questions_has_every_grade_c_record_and_every_one_not_read():
    html = reference.unverified().html
    open_ones = [r.id for r in model.current().records.values() if r.grade == "C" or r.seen.how == "not_read"]
    assert len(open_ones) >= 15 and all(f"<b>{name}</b>" in html for name in open_ones)
    assert "<b>STA-001</b>" in html and "<b>SCH-004</b>" not in html  # a note with an open part; no note


def test_the_page_of_sources_has_every_record_once():
    html = reference.all_sources().html
    assert all(html.count(f'id="record-{name}"') == 1 for name in model.current().records)


@pytest.mark.parametrize("role", ["school", "police"])
def test_a_card_says_what_the_model_says_and_fits_one_sheet(role, browser, address):
    html = urgent.first_minutes(role).html
    said = [r.duty.says for r in model.current().rules.values() if r.duty] + [r.do_not.says for r in model.current().rules.values() if r.do_not]
    assert sum(text.replace("'", "&#x27;") in html for text in set(said)) >= 9
    with Watched(browser) as w:
        w.page.goto(address + "book/first-ten-minutes.html")
        w.page.emulate_media(media="print")
        w.page.set_viewport_size({"width": 672, "height": 980})  # A4 less the margins, at 96 dots to the inch
        card = w.page.locator(".card").nth(["school", "police"].index(role)).bounding_box()
        assert card["height"] < 960, card


def test_leaving_help_now_works_from_disk_and_back_does_not_return(browser):
    with Watched(browser) as w:
        w.page.goto((BOOK / "index.html").as_uri())
        w.page.goto((BOOK / "book" / "help-now.html").as_uri())
        w.page.get_by_text("Leave this page now").click()
        w.page.wait_for_url("**/leave.html")
        assert "child" not in w.page.content().lower()
        w.page.go_back()
        assert "help-now" not in w.page.url


# How it reads ---------------------------------------------------------------------------------------------------------

def test_sentences_are_short_and_a_long_one_is_found(tmp_path):
    assert reading.check_all() == []
    path = tmp_path / "page.md"
    path.write_text("---\nminutes: 1\n---\n# Title\n\n" + "One " + "word " * 40 + "more.\n", encoding="utf-8")
    assert [p for p in reading.problems(path) if "has 42 words" in p] and [p for p in reading.problems(path) if "on average" in p]


def test_pages_are_written_for_a_reading_age_of_about_fourteen_or_less():
    grades = {path.name: reading.grade(path) for path in pages.page_files()}
    assert {name: grade for name, grade in grades.items() if grade > 9} == {}, sorted(grades.items(), key=lambda item: -item[1])


def test_the_words_to_avoid_are_those_of_the_language_records():
    for word in ("sexting", "revenge porn", "sextortion", "child pornography", "offender", "juvenile", "naive", "attention-seeking",
                 "risky behaviour", "put themselves at risk", "just a selfie", "youths"):
        assert pages.word_problems(f"They said {word} again."), word
    for record in ("LAN-001", "LAN-002", "LAN-003", "LAN-004", "LAN-005", "LAN-007"):
        assert any(entry["record"] == record for _, entry in pages.avoided_words()), record
