"""The accessibility statement: its figures come from what was looked at, never claim more, and stand in the page."""
import json

import pytest
from bs4 import BeautifulSoup

from browser_tools import BOOK
from course import accessibility
from course.accessibility import CHECKS, WHOLE, WINDOWS, interactives, statement
from course.files import Mistakes

PAGES = ["index.html", "book/law.html"]


def line(check="axe", page="index.html", part=None, state=None, width=1280, scheme="light", **more):
    return {"check": check, "page": page, "part": part, "state": state, "width": width, "scheme": scheme, "test": "t", "axe": "4", "browser": "156", "found": [],
            **({"rules": ["label"], "undecided": []} if check == "axe" else {}), **more}


def whole_run():
    states = [f"{one.id}: {state.id}" for one in interactives() for state in one.states]
    return [*(line(page=page, width=width, scheme=scheme) for page in PAGES for width, scheme in WHOLE),
            *(line(part="x", state=state, width=width, scheme=scheme) for state in states for width, scheme in WINDOWS),
            *(line(check, part="x", state=state) for state in states for check in CHECKS)]


def test_the_figures_are_counted_from_the_record():
    run = whole_run()
    run[0] |= {"found": ["label: x"], "undecided": ["color-contrast"]}
    found = statement([*run, line(page="", state="room: lobby, screen")], PAGES, "2026-11-30")
    assert found.looks == sum(one["check"] == "axe" for one in run) + 1 and found.pages == PAGES and found.room == 1
    assert [(f.page, f.says) for f in found.faults] == [("index.html", "label: x")] and [(u.rule, u.looks) for u in found.undecided] == [("color-contrast", 1)]
    assert found.measured == {check: sum(one["check"] == check for one in run) for check in CHECKS}


@pytest.mark.parametrize("gone, said", [
    (lambda one: one["page"] == "book/law.html" and one["width"] == 320, "book/law.html was not looked at 320 pixels wide, dark."),
    (lambda one: one["state"] == "walk: corridor" and one["check"] == "axe" and one["width"] == 320, "walk: corridor was not looked at 320 pixels wide, dark."),
    (lambda one: one["state"] == "menu: open" and one["check"] == "forced", "menu: open was not looked at for forced."),
])
def test_a_run_in_which_something_was_not_looked_at_gives_no_figures(gone, said):
    with pytest.raises(Mistakes) as refused:
        statement([one for one in whole_run() if not gone(one)], PAGES, "2026-11-30")
    assert refused.value.sentences == [said]


def test_a_part_of_a_page_is_not_the_page():
    with pytest.raises(Mistakes, match="book/law.html was not looked at 1280"):
        statement([one | {"part": "main"} if one["page"] == "book/law.html" else one for one in whole_run()], PAGES, "2026-11-30")


def test_of_the_same_look_the_newest_counts_and_without_a_run_there_is_a_sentence(tmp_path):
    record = tmp_path / "looked-at.ndjson"
    record.write_text("".join(json.dumps(one) + "\n" for one in (line(found=["old"]), line(found=[]), line(state="s", found=["x"]))), encoding="utf-8")
    assert [one["found"] for one in accessibility.looks(record)] == [[], ["x"]]
    with pytest.raises(Mistakes, match="nothing has been looked at"):
        accessibility.looks(tmp_path / "none")


def test_the_file_is_what_was_counted(tmp_path):
    found = statement(whole_run(), PAGES, "2026-11-30")
    accessibility.write(found, tmp_path / "a.yaml")
    assert accessibility.tested(tmp_path / "a.yaml") == found


def shown(name):
    return BeautifulSoup((BOOK / "book" / f"{name}.html").read_text(encoding="utf-8"), "html.parser").main.get_text(" ", strip=True)


def test_the_page_says_what_the_file_says():
    found, page = accessibility.tested(), shown("accessibility")
    for said in (found.browser, f"axe-core {found.axe}", f"{len(found.pages)}, each", f"{sum(found.states.values())}, in {len(found.states)} interactives", f"{found.looks:,}; {found.rules} of its rules"):
        assert said in page, said
    assert all(CHECKS[check] in page and f"{number:,}" in page for check, number in found.measured.items())
    assert all(fault.says in page for fault in found.faults) and ("left open nothing" in page) == (not found.faults)


def test_pages_and_states_that_are_newer_than_the_test_are_said_to_be(monkeypatch):
    found = accessibility.tested()
    monkeypatch.setattr(accessibility, "tested", lambda: found.model_copy(update={"pages": [p for p in found.pages if p != "book/law.html"], "states": {**found.states, "walk": 8}}))
    said = accessibility.what_falls_short().html
    assert "pages are newer than the test: " in said and "book/law" in said and "states that are newer than the test: The decision walk" in said


def test_the_page_by_keyboard_has_every_key_and_every_announcement():
    page = shown("by-keyboard")
    for one in interactives():
        assert one.title in page and all(line in page for line in one.keys), one.id
        assert all(" ".join(said.split()) in page for state in one.states for said in state.says), one.id
