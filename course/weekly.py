"""A case a week: the book's scenarios and questions in a fixed rotation, and a calendar file that names none of them."""
from __future__ import annotations

import datetime
import functools
import re
from html import escape

from . import pages, questions
from .files import ROOT, read_text, read_yaml
from .language import say
from .sources import day_in_words
from .widgets import Widget
from .words import NATION

ICS, WEEKS = "case-of-the-week.ics", 12
FIRST = datetime.date(2026, 11, 30)  # a Monday after the pages were checked; the page moves the file to the reader's next Monday
CALLED = re.compile(r'^(?:assess|play)\("([a-z0-9-]+)"\)', re.M)
TITLE = re.compile(r"^# (.+)$", re.M)
SAYS = r"In the course\, open the page Case of the week."


def rotation() -> list[dict]:
    """What comes up week after week, {title, story, asks, place, page}: each set and the scenarios are spread evenly."""
    return list(_rotation())


@functools.cache
def _rotation() -> tuple[dict, ...]:
    places = pages_of()
    stories = [_scenario(path, places) for path in sorted((ROOT / "book" / "scenarios").glob("*.yaml")) if path.stem in places]
    sets = [exercise for slug in questions.slugs() if slug in places and (exercise := questions.load(slug)).questions.use == "formative"]
    parts = [stories, *([_question(e, turn, places) for turn in range(len(e.questions.items))] for e in sets)]
    spread = [((turn + number / len(parts)) / len(part), number, entry) for number, part in enumerate(parts) for turn, entry in enumerate(part)]
    return tuple(entry for *_, entry in sorted(spread, key=lambda one: one[:2]))


@functools.cache
def pages_of() -> dict[str, tuple[str, str]]:
    """The page on which each scenario and each set of questions is, and the page's title."""
    found = {}
    for path in pages.page_files():
        text = read_text(path)
        found |= {slug: (path.relative_to(ROOT).with_suffix("").as_posix(), TITLE.search(text)[1]) for slug in CALLED.findall(text)}
    return found


def _scenario(path, places) -> dict:
    data = read_yaml(path)
    return {"title": data["title"], "story": data["summary"].strip(), "asks": say("What would you do, step by step?"), "place": NATION[data["nation"]],
            "page": places[path.stem][0], "on": places[path.stem][1]}


def _question(exercise, turn: int, places) -> dict:
    q, (page, title) = exercise.questions, places[exercise.questions.id]
    *story, asks = [line for line in q.items[turn].stem.strip().splitlines() if line.strip()]
    return {"title": q.title, "story": " ".join(story), "asks": asks, "place": NATION[q.nation], "page": page, "on": title}


# The calendar file ----------------------------------------------------------------------------------------------------

def calendar() -> str:
    """Twelve whole days, a week apart, as RFC 5545 has it: a neutral title, no alarm, nothing about the reader."""
    stamp = f"{FIRST - datetime.timedelta(days=7):%Y%m%d}T000000Z"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//course//case of the week//EN", "CALSCALE:GREGORIAN"]
    for week in range(WEEKS):
        day = FIRST + datetime.timedelta(weeks=week)
        lines += ["BEGIN:VEVENT", f"UID:{day:%Y%m%d}-week@course.invalid", f"DTSTAMP:{stamp}", f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
                  f"DTEND;VALUE=DATE:{day + datetime.timedelta(days=1):%Y%m%d}", "SUMMARY:Course: case of the week", f"DESCRIPTION:{SAYS}",
                  "CLASS:PRIVATE", "TRANSP:TRANSPARENT", "END:VEVENT"]
    return "".join(f"{line}\r\n" for line in [*lines, "END:VCALENDAR"])


# For the reader -------------------------------------------------------------------------------------------------------

def case_of_the_week() -> Widget:
    """This week's case by the reader's clock, as a widget; its twin is the whole rotation."""
    here = rotation()
    return Widget("weekly", "weekly", {"rotation": here, "calendar": calendar(), "file": ICS}, _twin(here), nations=())


def _twin(entries: list[dict]) -> str:
    file = f'<p><a href="../_static/{ICS}" download>{say("Calendar file, {weeks} weeks from {day}").format(weeks=WEEKS, day=day_in_words(FIRST.isoformat()))}</a></p>'
    listed = "".join(f'<li><a href="{link(e["page"])}">{escape(e["title"])}</a>. {escape(e["asks"])}</li>' for e in entries)
    return f"{file}<p>{say('The whole rotation. Take one a week, and begin again at the end.')}</p><ol>{listed}</ol>"


def link(page: str) -> str:
    """A page's address as seen from a page in book/."""
    return escape(page.removeprefix("book/") if page.startswith("book/") else f"../{page}") + ".html"
