"""How the pages are used by keyboard and with a screen reader, and the accessibility statement, drawn from what the tests looked at."""
from __future__ import annotations

import json
from html import escape
from pathlib import Path

from pydantic import ValidationError
from ruamel.yaml import YAML

from .files import ROOT, Mistakes, read_yaml, shown
from .passage import Passage, table
from .schema import Day, Shape, Text, raise_if, sentence, shape_list
from .sources import day_in_words

BOOK = ROOT / "_build" / "html"
LOOKED = ROOT / "_build" / "looked-at.ndjson"  # what the browser tests looked at since the book was built, one look a line
KEYBOARD = ROOT / "book" / "by-keyboard.yaml"
TESTED = ROOT / "book" / "accessibility.yaml"
WHOLE = ((1280, "light"), (320, "dark"))  # the windows in which every page is looked at, by width and colours
WINDOWS = ((1280, "light"), (1280, "dark"), (320, "dark"))  # those in which every state is
CHECKS = {
    "sideways": "Nothing has to be scrolled sideways at 320 pixels, which is 1280 pixels at a zoom of 400 %.",
    "targets": "What can be pressed is at least 24 by 24 pixels, stands in a line of text, or has that much room around it.",
    "focused": "What has the keyboard has an outline with a contrast of 3 to 1 or more, and nothing covers the whole of it.",
    "spaced": "With the wider spacing of text that WCAG names, nothing is cut off.",
    "moving": "Where the reader asks for less motion, nothing moves.",
    "forced": "In forced colours, controls keep an edge, and a state is told by more than a colour.",
}
HEADER = "# Written by `course statement` from what the tests looked at. Do not edit it: run the tests, then the command.\n"


class State(Shape):
    """A state of an interactive: what the reader did to get there, and what a screen reader is told then."""
    id: Text
    does: Text
    says: list[Text] = []


class Interactive(Shape):
    """Something that is worked with keys: where it is, which keys do what, and its states."""
    id: Text
    title: Text
    page: Text
    root: Text = ".course-live"
    keys: list[Text]
    states: list[State]


class Fault(Shape):
    """Something that a test found and that is not mended: on which page, in which state, and what."""
    page: Text
    state: Text
    says: Text


class Undecided(Shape):
    """A rule that axe could not decide by itself, and in how many looks."""
    rule: Text
    looks: int


class Tested(Shape):
    """What the tests looked at, on which day and with what, and what they found. looks: runs of axe, each of one page or one state in one window."""
    day: Day
    browser: Text
    axe: Text
    looks: int
    rules: int
    room: int
    pages: list[Text]
    states: dict[Text, int]
    measured: dict[Text, int]
    undecided: list[Undecided]
    faults: list[Fault]


def interactives() -> list[Interactive]:
    """Every interactive, in the order in which the page shows them; raises Mistakes."""
    found, wrong = shape_list(Interactive, read_yaml(KEYBOARD), shown(KEYBOARD), "interactive")
    raise_if(wrong)
    return found


def tested(path: Path = TESTED) -> Tested:
    """The figures of the statement; raises Mistakes."""
    try:
        return Tested.model_validate(read_yaml(path))
    except ValidationError as errors:
        raise Mistakes([f"{shown(path)}, {'.'.join(map(str, e['loc']))}: {sentence(e, Tested)}" for e in errors.errors()]) from None


def built_pages(folder: Path = BOOK) -> list[str]:
    """Every page of the built book as a path below its root."""
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*.html") if "_static" not in p.parts)


# From the record to the figures -----------------------------------------------------------------------------------------

def looks(path: Path = LOOKED) -> list[dict]:
    """What was looked at since the book was built: of the same look the newest; raises Mistakes if there is nothing."""
    if not path.exists():
        raise Mistakes([f"{shown(path)}: nothing has been looked at since the book was built. Run make test first."])
    newest = {}
    for line in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        newest[tuple(line[k] for k in ("check", "page", "part", "state", "width", "scheme")) + (line["test"] if line["state"] is None else "",)] = line
    return list(newest.values())


def statement(seen: list[dict], pages: list[str], day: str) -> Tested:
    """The figures of a whole run; raises Mistakes that name what was not looked at."""
    axe = [line for line in seen if line["check"] == "axe"]
    whole = {(line["page"], line["width"], line["scheme"]) for line in axe if line["part"] is None}
    there = {(line["check"], line["state"], line["width"], line["scheme"]) for line in seen}
    done = {(check, state) for check, state, *_ in there}
    states = [f"{one.id}: {state.id}" for one in interactives() for state in one.states]
    raise_if([*(f"{page} was not looked at {width} pixels wide, {scheme}." for page in pages for width, scheme in WHOLE if (page, width, scheme) not in whole),
              *(f"{state} was not looked at {width} pixels wide, {scheme}." for state in states for width, scheme in WINDOWS if ("axe", state, width, scheme) not in there),
              *(f"{state} was not looked at for {check}." for state in states for check in CHECKS if (check, state) not in done)])
    unsure = sorted({rule for line in axe for rule in line["undecided"]})
    faults = {(line["page"] or "a page from disk", line["state"] or "as it opens", says) for line in seen for says in line["found"]}
    return Tested(
        day=day, browser=f"Chromium {max(line['browser'] for line in axe)}", axe=max(line["axe"] for line in axe), looks=len(axe),
        rules=len({rule for line in axe for rule in line["rules"]}), room=len({line["state"] for line in axe if (line["state"] or "").startswith("room: ")}), pages=pages,
        states={one.id: len(one.states) for one in interactives()}, measured={check: sum(line["check"] == check for line in seen) for check in CHECKS},
        undecided=[Undecided(rule=rule, looks=sum(rule in line["undecided"] for line in axe)) for rule in unsure],
        faults=[Fault(page=page, state=state, says=says) for page, state, says in sorted(faults)])


def write(found: Tested, path: Path = TESTED) -> None:
    """Writes the figures as the file that the page is drawn from."""
    yaml = YAML()
    yaml.width, yaml.default_flow_style = 1000, False
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(HEADER)
        yaml.dump(json.loads(found.model_dump_json()), file)


# In the pages -----------------------------------------------------------------------------------------------------------

def what_was_tested() -> Passage:
    """When, with what and how much was tested, in figures."""
    found = tested()
    rows = [["Day", day_in_words(found.day)], ["Browser", escape(found.browser)], ["Program that checks", f"axe-core {escape(found.axe)}, with its rules for WCAG 2.0, 2.1 and 2.2, levels A and AA"],
            ["Pages", f"{len(found.pages)}, each {_windows(WHOLE)}"],
            ["States of interactives", f"{sum(found.states.values())}, in {len(found.states)} interactives, each {_windows(WINDOWS)}"],
            ["Screens of the room", f"{found.room} phases, each on a phone, on the projector and for the facilitator" if found.room else "not tested"],
            ["Runs of axe-core", f"{found.looks:,}; {found.rules} of its rules had something to check"], ["Left open", f"{len(found.faults)}" if found.faults else "nothing that was found"]]
    measured = [[escape(CHECKS[check]), f"{number:,}"] for check, number in found.measured.items()]
    return Passage("what_was_tested()", table("What was tested", ["What", "Which"], rows) + table("What was measured in the page besides", ["What holds", "Times measured"], measured))


def _windows(windows) -> str:
    told = [f"{width} pixels wide in {scheme} colours" for width, scheme in windows]
    return f"{', '.join(told[:-1])} and {told[-1]}"


def what_falls_short() -> Passage:
    """What the tests found and nobody has mended, what axe could not decide, and the pages that are newer than the test."""
    found = tested()
    newer = sorted(set(_named()) - {name.removesuffix(".html") for name in found.pages})
    parts = [f"<ul>{''.join(f'<li>{escape(f.page)}, {escape(f.state)}: {escape(f.says)}</li>' for f in found.faults)}</ul>" if found.faults
             else "<p>The tests left open nothing that they found.</p>"]
    parts += [f"<p>axe-core could not decide these rules by itself in some places, and no person has decided them: "
              f"{', '.join(f'{escape(u.rule)} ({u.looks:,} times)' for u in found.undecided)}.</p>"] * bool(found.undecided)
    parts += [f"<p>These pages are newer than the test: {', '.join(map(escape, newer))}.</p>"] * bool(newer)
    added = [one.title for one in interactives() if found.states.get(one.id) != len(one.states)]
    parts += [f"<p>These have states that are newer than the test: {'; '.join(map(escape, added))}.</p>"] * bool(added)
    return Passage("what_falls_short()", "".join(parts))


def _named() -> list[str]:
    toc = read_yaml(ROOT / "_toc.yml")
    return [toc["root"], *(chapter["file"] for part in toc["parts"] for chapter in part["chapters"])]


def by_keyboard() -> Passage:
    """Each interactive with its keys, and what is announced in its states."""
    parts = []
    for one in interactives():
        rows = [[escape(s.does), "<br>".join(map(escape, s.says))] for s in one.states if s.says]
        parts.append(f"<h3>{escape(one.title)}</h3><ul>{''.join(f'<li>{escape(line)}</li>' for line in one.keys)}</ul>"
                     + (table(f"What is announced: {one.title[0].lower() + one.title[1:]}", ["You do", "You hear"], rows) if rows else ""))
    return Passage("by_keyboard()", "".join(parts))
