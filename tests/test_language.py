"""The interface in another language: every text for the reader can be replaced, English stays as it is, and the Welsh draft says that it is one."""
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from browser_tools import BOOK, ROOT, Watched, live, served
from course import assets, files, language, literals, local, model, scenario, translating, widgets

TOC = "format: jb-book\nroot: index\nchapters:\n- file: book/walk\n- file: book/help-now\n"
SMALL = "import sys; from pathlib import Path; from course import build; build.some_pages('html', Path(sys.argv[1]), Path(sys.argv[2]), course_answers=False)"
SCRIPT = ('const A = { class: "not this one", role: "status", says: "Say this" };\nh("p", { "aria-label": `Step ${n} of ${all}` }, on ? "Turned on" : "Turned off");\n'
          'h("p", {}, `${n} ${n === 1 ? "child" : "children"} here.`, kind === "not this" ? "start" : place.querySelector("main p"));\n')


# What is found --------------------------------------------------------------------------------------------------------

def test_a_text_for_the_reader_is_found_and_a_name_for_the_program_is_not():
    assert [found.text for found in literals.literals(SCRIPT)] == [
        "Say this", "Step {0} of {1}", "Turned on", "Turned off", "{0} {1} here.", "child", "children"]


def test_a_text_is_put_in_with_what_it_fills_in_another_order_and_nothing_else_changes():
    strings = {"Step {0} of {1}": "O {1}: cam {0}", "{0} {1} here.": "{1} `{0}` yma.", "children": "plentyn", "Say this": 'Dywed "hwn"'}
    made = translating.put_in(SCRIPT, strings)
    assert "`O ${all}: cam ${n}`" in made and '`${n === 1 ? "child" : "plentyn"} \\`${n}\\` yma.`' in made and r'says: "Dywed \"hwn\""' in made
    assert made.count("\n") == SCRIPT.count("\n") and translating.put_in(SCRIPT, {}) == SCRIPT


def test_every_text_that_is_given_to_an_element_is_known_to_translators():
    known = {m.id for m in translating.template() if m.id}
    for path in sorted(widgets.JS.glob("*.js")):
        if path.stem not in literals.NOT_SAID:
            text = assets.lean(path.read_text(encoding="utf-8"))
            given = re.findall(r'(?:textContent = |"aria-label": |h\("[a-z0-9]+", \{[^{}]*\}, |announce\()"((?:[^"\\]|\\.)*[A-Za-z]{2}[^"]*)"', text)
            assert [t for t in given if t.replace('\\"', '"') not in known] == [], path.name
            assert len(given) >= 1 or path.stem not in ("walk", "site", "attempt", "play"), path.name


def test_the_catalogues_are_up_to_date_whole_and_fill_in_the_same_places(monkeypatch, tmp_path):
    assert translating.problems() == []
    text = language.po_file("cy").read_text(encoding="utf-8")
    spoiled = tmp_path / "course.po"
    spoiled.write_text(text.replace('msgstr "Cwestiwn {0} o {1}"', 'msgstr "Cwestiwn {0} o 2"').replace('msgstr "Chwilio"', 'msgstr ""'), encoding="utf-8")
    monkeypatch.setattr(language, "po_file", lambda code: spoiled)
    said = translating.problems()
    assert len(said) == 2 and "'Search' has no translation" in said[0] and "do not fill in the same places. Write {0}, {1}." in said[1]


def test_the_strings_stand_in_the_same_order_whenever_they_are_written():
    order = "import json; from course import translating; print(json.dumps([m.id for m in translating.template() if m.id]))"
    one, other = (subprocess.run([sys.executable, "-c", order], cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True).stdout
                  for seed in ("1", "2"))
    assert one == other and len(json.loads(one)) > 900


def test_english_is_untouched_and_costs_its_reader_nothing():
    assert language.code() == "en" and all(translating.script(p.stem, p.read_text(encoding="utf-8")) == p.read_text(encoding="utf-8") for p in widgets.JS.glob("*.js"))
    for path in [*BOOK.glob("*.html"), *BOOK.glob("book/*.html")]:
        text = path.read_text(encoding="utf-8")
        assert '<html lang="en-GB"' in text and "english.js" not in text and 'lang="cy"' not in text, path.name
    assert not list((BOOK / "_static").glob("*.po")) and not (BOOK / "_static" / "english.js").exists()


def test_an_unknown_language_gets_a_sentence(tmp_path, monkeypatch):
    file = tmp_path / "local.yaml"
    file.write_text('language: "cym"\n', encoding="utf-8")
    monkeypatch.setattr(local, "FILE", file)
    local.values.cache_clear()
    try:
        with pytest.raises(files.Mistakes, match="key language: there is no language 'cym'. Did you mean 'cy'"):
            local.values()
    finally:
        local.values.cache_clear()


# The Welsh draft ------------------------------------------------------------------------------------------------------

def test_every_welsh_string_is_marked_as_a_draft_until_a_person_has_reviewed_it():
    assert language.drafted("cy") and not language.drafted("en")
    reviewed = [m.id for m in language.catalogue("cy") if m.id and not m.fuzzy]
    assert reviewed == [], "say in the catalogue's head who has reviewed these, and change this test"


@pytest.fixture(scope="module")
def welsh(tmp_path_factory):
    """A small book in Welsh: its first page, the walk and the page for a child."""
    out = tmp_path_factory.mktemp("welsh")
    (out / "toc.yml").write_text(TOC, encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", SMALL, str(out), str(out / "toc.yml")], cwd=ROOT, capture_output=True, text=True,
                          env={**os.environ, language.ASKED: "cy", "PYTHONPATH": str(ROOT)})
    assert done.returncode == 0, done.stderr[-2000:]
    return out / "html"


def test_a_welsh_page_says_its_language_its_drafting_and_what_is_english(welsh, browser):
    with served(welsh) as address, Watched(browser) as w:
        w.open(address + "book/help-now.html")
        assert w.page.locator("html").get_attribute("lang") == "cy" and w.page.locator("article").get_attribute("lang") == "en-GB"
        note = w.page.locator("main [role=note]").inner_text()
        assert "gan beiriant" in note and "put into this language by a machine. No person has reviewed them yet." in note
        assert w.page.locator(".page-facts[lang=cy]").inner_text().startswith("Hyfforddiant yn unig")
        for part in (".site-header form", ".site-menu > details > summary", ".page-facts", ".site-footer"):
            assert not re.search(r"\b(?:Search|Menu|Training|review|sent|Download)\b", w.page.locator(part).inner_text()), part
        assert w.violations() == [] and w.complaints == [] and w.foreign(address) == []
        w.page.get_by_role("searchbox").fill("Childline")
        w.page.get_by_role("button", name="Chwilio").click()
        w.page.locator(".search-summary", has_text=re.compile(r"\w")).wait_for()
        assert w.page.locator("#search-results li").count() >= 1 and w.complaints == []


def test_the_walk_works_in_welsh_and_marks_the_law_as_english(welsh, browser):
    with served(welsh) as address, Watched(browser, viewport={"width": 320, "height": 800}) as w:
        w.open(address + "book/walk.html")
        for label in ("Yr ysgol", "Lloegr", "Un plentyn"):
            live(w).get_by_label(label, exact=True).check()
        live(w).get_by_label("Pryd mae'n cael ei benderfynu?").fill("2026-11-21")
        live(w).get_by_role("button", name="Dechrau", exact=True).click()
        legend = live(w).locator("legend").first
        assert legend.evaluate("(e) => e.closest('[lang]').lang") == "en-GB" and live(w).evaluate("(e) => e.closest('[lang]').lang") == "cy"
        for _ in range(2):
            live(w).get_by_label("Ddim yn hysbys eto", exact=True).check()
            live(w).get_by_role("button", name="Parhau", exact=True).click()
        assert "Atebwyd" in live(w).inner_text() and w.wider_than_window() == 0 and w.violations(".course-live") == [] and w.complaints == []


# Nothing is forgotten -------------------------------------------------------------------------------------------------

def bracketed(kind):
    """The widget's script in a language in which every text stands in brackets, whatever it is."""
    strings = {m.id: f"⟦{m.id}⟧" for m in translating.template() if m.id} | {"en-GB": "en-GB"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(translating, "script", lambda module, text: text if module in literals.NOT_SAID else translating.put_in(text, strings))
        return widgets.classic_script(kind)


FORGOTTEN = """() => { const found = [], walker = document.createTreeWalker(document.querySelector(".course-live"), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) found.push(node.data);
  document.querySelectorAll(".course-live [aria-label]").forEach((e) => found.push(e.getAttribute("aria-label")));
  return found.filter((text) => /[a-z]{2}/i.test(text) && !text.includes("⟦")); }"""


def forgotten(w, said):
    """Texts of the page that neither came through the catalogue nor stand in the law or in the story."""
    one_child = lambda text: re.sub(r"\beach child\b(.*) \([^()]*\)$", r"this child\1", text.lower())  # noqa: E731  (the law asks of one, the page of several by name)
    plain = lambda text: re.sub(r"[^a-z0-9]+", " ", one_child(text)).strip()  # noqa: E731
    return sorted({text for text in w.page.evaluate(FORGOTTEN) if plain(text) not in said and not re.fullmatch(r"[A-Z0-9-]+", text)})  # a code is no word


@pytest.mark.parametrize("kind, page", [("walk", "book/walk.html"), ("play", "book/scenarios/passed-on.html")])
def test_no_text_of_a_widget_is_forgotten_from_its_start_to_its_end(kind, page, browser, address):
    script = bracketed(kind)
    with Watched(browser) as w:
        w.page.route(f"**/course-{kind}.js*", lambda route: route.fulfill(body=script, content_type="text/javascript"))
        w.open(address + page)
        data = scenario.play(Path(page).stem).data if kind == "play" else {}
        said = re.sub(r"[^a-z0-9]+", " ", (json.dumps(model.current().compiled, ensure_ascii=False) + json.dumps(data, ensure_ascii=False)).lower())
        for name in [c["name"] for c in data.get("children", [])]:  # the law speaks of this child, the story of its own
            said += said.replace("this child", name.lower()) if name.lower() in said else ""
        seen, lost = 0, forgotten(w, said)
        for _ in range(60):
            for group in live(w).locator("fieldset").all():
                group.locator("input").first.check()
            buttons = live(w).locator("button:not([hidden])")
            names = [b.inner_text().strip("⟦⟧ ") for b in buttons.all()]
            go = next((n for n in ("Start", "Take the school's chair", "Continue", "See what follows", "Commit, then see", "Pass it on", "Go on") if n in names), None)
            if go is None or (kind == "walk" and seen > 1 and go == "Start"):
                break
            buttons.nth(names.index(go)).click()
            live(w).locator("details").evaluate_all("(all) => all.forEach((d) => { d.open = true; })")
            seen, lost = seen + 1, lost + forgotten(w, said)
        assert seen >= 6 and w.complaints == []
        assert "\n".join(sorted(set(lost))) == ""
