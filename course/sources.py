"""A record as its reader sees it beside a page: what it says, where it is from, since when, and how far it was checked."""
from __future__ import annotations

import re

from .language import say
from .schema import Record
from .words import GRADE, NATION

BINDING = {"statute": say("law"), "statutory_guidance": say("statutory guidance"), "guidance": say("guidance"), "police_guidance": say("police guidance"),
           "prosecution_guidance": say("prosecution guidance"), "inspection": say("finding of an inspection"), "statistics": say("statistics"),
           "service": say("what a service says of itself"), "research": say("research"), "commentary": say("commentary")}
SEEN = {"official_copy": say("in a stored copy of the official text"), "mirror_copy": say("in a mirror of the official text"),
        "secondary_copy": say("in a copy of another source"), "not_read": say("the source itself was not read")}
STATUS = {"pending": say("not yet in force"), "replaced": say("replaced; kept for its history"), "history": say("kept for its history")}
NUMBER = re.compile(r"\b(?!999\b|101\b)\d[\d ]{2,}\d\b")  # telephone numbers, apart from the two of the police
MONTHS = say("January February March April May June July August September October November December").split()


def day_in_words(day: str) -> str:
    """"2026-11-21" as "21 November 2026"; a month or a year alone stays as rough as it is."""
    year, *rest = day.split("-")
    month = [MONTHS[int(rest[0]) - 1]] if rest else []
    return " ".join([*([str(int(rest[1]))] if len(rest) > 1 else []), *month, year])


def entry(record: Record, back: str | None = None) -> dict:
    """One entry of a page's list of sources; back: the anchor of the place that cites it."""
    rows = [(say("Applies"), f"{_place(record)}, {period(record)}"),
            (say("Kind"), BINDING[record.binding] + (f"; {STATUS[record.status]}" if record.status in STATUS else "")),
            (say("Checked"), say("grade {grade}, {words}; last seen {seen}").format(grade=record.grade, words=GRADE[record.grade], seen=_seen(record))),
            (say("Contact"), "; ".join(part for part in (record.contact, record.hours) if part)), (say("Note"), record.note)]
    web = record.url if record.url and record.url.startswith(("https://", "http://")) else None
    return {"id": record.id, "says": says(record), "grade": record.grade, "title": record.source, "url": web, "back": back,
            "locator": say("{place}. Dated: {day}").format(place=record.at, day=_dated(record.dated)), "rows": [(name, value) for name, value in rows if value]}


def says(record: Record) -> str:
    """What a record says; telephone numbers that nobody verified are left out, since someone may call them."""
    unsure = record.binding == "service" and record.grade == "C"
    return NUMBER.sub(say("(number not verified, so not printed)"), record.says) if unsure else record.says


def _dated(text: str) -> str:
    return day_in_words(text) if text[:4].isdigit() and text.replace("-", "").isdigit() and len(text) in (4, 7, 10) else text


def period(record: Record) -> str:
    """From when until when a record holds, in words."""
    start = say("from {day}").format(day=day_in_words(record.from_)) if record.from_ else say("start date not held")
    return start + (say(" until {day}").format(day=day_in_words(record.to)) if record.to else "")


def _place(record: Record) -> str:
    nations = say("all of the United Kingdom") if len(record.nations) == len(NATION) else ", ".join(NATION[n] for n in record.nations)
    return "; ".join(part for part in (nations, record.area) if part) or say("no one nation")


def _seen(record: Record) -> str:
    live = "" if record.seen.how == "not_read" else say(", not checked live")
    return f"{day_in_words(record.seen.day)}, {SEEN[record.seen.how]}{live}"
