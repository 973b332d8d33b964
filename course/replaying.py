"""The same case on any day: what was required, where one started and how it was recorded, period by period, each with its source."""
from __future__ import annotations

import datetime
from html import escape
from typing import Any

from pydantic import Field

from . import model as rules, pages
from .decide import decide, read_case
from .explain import any_words, level_words
from .files import ROOT, Mistakes, read_yaml, shown
from .model import Model
from .proof import EARLIEST
from .schema import NATIONS, Shape, Text, Word, raise_if, shape_list
from .sources import day_in_words
from .widgets import Widget
from .language import say
from .words import GRADE, NATION, in_nation, upper

CASES = ROOT / "book" / "replay.yaml"
UNHELD = say("No source is held for this nation and date.")
ENDED = ("history", "replaced")


class Named(Shape):
    """A case with a name, to be replayed: an invented story and its facts."""
    id: Word
    title: Text
    story: Text
    incident: dict[Word, Any] = {}
    children: list[dict[str, Any]] = Field(min_length=1)

    @property
    def facts(self) -> dict:
        return {"incident": self.incident, "children": self.children}


def cases(model: Model | None = None) -> list[Named]:
    """The named cases; raises Mistakes with everything that is wrong in the file."""
    model = model or rules.current()
    found, wrong = shape_list(Named, read_yaml(CASES), shown(CASES), "case")
    for case in found:
        try:
            read_case(model.compiled, case.facts)
        except Mistakes as error:
            wrong += [f"{shown(CASES)}, case {case.id}: {s}" for s in error.sentences]
        wrong += [f"{shown(CASES)}, case {case.id}: {p}" for p in pages.word_problems(case.story)]
    raise_if(wrong)
    return found


def replay() -> Widget:
    """The named cases as a widget; its state holds the case, the nation and the day."""
    law, named = rules.current().compiled, cases()
    data = {"cases": [c.model_dump() for c in named], "days": {n: days(law, n) for n in NATIONS}}
    return Widget("replay", "replay", data, "".join(_case(law, c) for c in named))


# Periods ------------------------------------------------------------------------------------------------------------

def days(law: dict, nation: str) -> list[str]:
    """The days on which some rule of a nation starts or ends, after the earliest day that is replayed."""
    found = {d for r in law["rules"] if nation in r["nations"] for b in r["basis"] for d in (b["from"], b["to"]) if d > EARLIEST}
    return [EARLIEST, *sorted(found)]


def periods(law: dict, facts: dict, nation: str) -> list[dict]:
    """{from, to, parts} for each period in which a case is answered alike; to is the first day of the next, or ""."""
    case, found = read_case(law, facts), []
    for day in days(law, nation):
        parts = comparison(law, decide(law, case, nation=nation, role="police", on=day, conduct=day))
        if not found or found[-1]["parts"] != parts:
            found.append({"from": day, "to": "", "parts": parts})
    for this, following in zip(found, found[1:]):
        this["to"] = following["from"]
    return found


def comparison(law: dict, answer: dict) -> list[dict]:
    """What the school did, what the police did and how it was recorded: [{part, lines: [{title, says, sources}]}]."""
    law = in_nation(law, answer["nation"])

    def per_child(name):
        for child in answer["children"]:
            line = _ladder(law, answer, name, child["id"])
            yield {**line, "title": say("{title}, child {child}").format(title=line["title"], child=child["id"])} if len(answer["children"]) > 1 else line

    return [{"part": say("The school"), "lines": [*_any_of(law, answer), *(_ladder(law, answer, n, "incident") for n in ("social_care", "police"))]},
            {"part": say("The police"), "lines": [*per_child("enquiry"), *per_child("this_child"), _ladder(law, answer, "adult", "incident")]},
            {"part": say("How it was recorded"), "lines": [_recorded(law, answer, child) for child in answer["children"]]}]


def _ladder(law, answer, name, owner) -> dict:
    ladder = next(l for l in law["ladders"] if l["id"] == name)
    where = answer["incident"] if owner == "incident" else next(c for c in answer["children"] if c["id"] == owner)
    corridor, floors = where["ladders"][name], {r["id"] for r in law["rules"] if name in r["at_least"]}
    mine = [r for r in answer["reasons"] if r["ladder"] == name and (owner == "incident" or r["for"] in (owner, "incident"))]
    musts = [r for r in mine if r["force"] == "must" and r["level"] == corridor["required"] and r["rule"] in floors]
    starts = [r for r in mine if corridor["start"] and r["force"] == "presume" and r["level"] == corridor["start"]]
    caps = [r for r in mine if corridor["start"] and not starts and r["force"] == "never" and r["level"] == corridor["start"]]
    says = [say("Required, nothing less: {level}.").format(level=level_words(law, name, corridor["required"]))] if corridor["required"] else []
    if corridor["start"]:
        says.append(say("Usual starting point: {level}.").format(level=level_words(law, name, corridor["start"])))
    else:
        says.append(UNHELD if corridor["no_source_held"] else say("The usual starting point depends on what is not known."))
    return {"title": ladder["title"], "says": says, "sources": _sources(law, [*musts, *starts, *caps])}


def _any_of(law, answer):
    own = {m["rule"] for m in answer["incident"]["must_any"]}
    if words := any_words(law, answer):
        yield {"title": say("At least one agency"), "says": [say("Required, at least one of these: {words}.").format(words=w) for w in words],
               "sources": _sources(law, [r for r in answer["reasons"] if r["rule"] in own])}


def _recorded(law, answer, child) -> dict:
    ladder = next(l for l in law["ladders"] if l["labels"])
    reasons = [r for r in answer["reasons"] if r["ladder"] == ladder["id"] and r["for"] in (child["id"], "incident")
               and level_words(law, ladder["id"], r["level"]) in child["recorded_as"]]
    return {"title": say("Child {child}").format(child=child["id"]), "says": [f"{upper(label)}." for label in child["recorded_as"]] or [UNHELD],
            "sources": _sources(law, reasons)}


def _sources(law, reasons) -> list[dict]:
    found: dict = {}
    for r in reasons:
        found.setdefault(r["record"], {"record": r["record"], "source": r["source"], "from": r["from"], "grade": r["grade"],
                                       "practice": law["records"][r["record"]]["status"] in ENDED})
    return list(found.values())


# The twin -----------------------------------------------------------------------------------------------------------

def _case(law: dict, case: Named) -> str:
    tables = "".join(f"<h4>{escape(case.title)}: {NATION[n]}</h4>{_table(periods(law, case.facts, n))}" for n in NATIONS)
    return f"<h3>{escape(case.title)}</h3><p>{escape(case.story)}</p>{tables}"


def _table(found: list[dict]) -> str:
    heads = "".join(f'<th scope="col">{escape(p["part"])}</th>' for p in found[0]["parts"])
    rows = "".join(f'<tr><th scope="row">{escape(_when(p))}</th>{"".join(_cell(part) for part in p["parts"])}</tr>' for p in found)
    return f'<table class="course-periods"><thead><tr><th scope="col">{say("When")}</th>{heads}</tr></thead><tbody>{rows}</tbody></table>'


def _when(period: dict) -> str:
    last = (datetime.date.fromisoformat(period["to"]) - datetime.timedelta(days=1)).isoformat() if period["to"] else ""
    until = say("until {day}").format(day=day_in_words(last)) if last else say("until now")
    return say("From {day} {until}").format(day=day_in_words(period["from"]), until=until) if period["from"] != EARLIEST else upper(until)


def _cell(part: dict) -> str:
    lines = "".join(f"<p><strong>{escape(l['title'])}.</strong> {escape(' '.join(l['says']))}{escape(_cited(l['sources']))}</p>" for l in part["lines"])
    return f'<td data-name="{escape(part["part"])}">{lines}</td>'


def _cited(sources: list[dict]) -> str:
    said = "; ".join(f"{s['record']}, {GRADE[s['grade']]}{say(', as practice was') if s['practice'] else ''}" for s in sources)
    return f" ({said})" if said else ""
