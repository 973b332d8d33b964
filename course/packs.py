"""Packs to print: scenario cards, look-alike pairs, two chairs, clinics and questions, each with its answers in a file of its own."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from . import drills, exercise, printing, questions, scenario, telling, weekly, writing
from .files import ROOT, Mistakes, nearest
from .model import current
from .pooling import pool
from .script import compiled
from .sources import day_in_words
from .words import NATION, ROLE, upper

OTHER = {"school": "police", "police": "school"}
HEADING = re.compile(r"(</?h)([2-5])\b")
EACH = 4  # pairs of each nation and chair


@dataclass(frozen=True)
class Pack:
    """What is printed under a name: its title, how it is used, its parts and what they are called, and how one and its answers are told."""
    title: str
    how: str
    parts: Callable[[], list[str]]
    called: Callable[[str], str]
    sheet: Callable[[str], str]
    answers: Callable[[str], str]
    flows: bool = False  # whether a part can begin in the middle of a page


def names() -> list[str]:
    """The packs that can be printed."""
    return list(PACKS)


def print_pack(name: str, out: Path, only: str | None = None) -> Iterator[Path]:
    """Prints a pack and its answers, whole or one part of it, as tagged PDFs, and yields where each is; raises Mistakes."""
    if name not in PACKS:
        raise Mistakes([f"There is no pack {name!r}. {nearest(name, [*PACKS, 'all', 'book'])}"])
    pack, parts = PACKS[name], PACKS[name].parts()
    if only and only not in parts:
        raise Mistakes([f"The pack {name} has no part {only!r}. {nearest(only, parts)}"])
    stem = f"{name}-{only}" if only else name
    title = f"{pack.title}: {pack.called(only)}" if only else pack.title
    for lead, how, tell, ending in (("", f"<p>{pack.how}</p>", pack.sheet, ""), ("Answers. ", "", pack.answers, "-answers")):
        yield printing.sheets(lead + title, how + _body(pack, [only] if only else parts, tell), out / f"{stem}{ending}.pdf")


def _body(pack: Pack, chosen: list[str], tell: Callable[[str], str]) -> str:
    """The parts one after the other, with a list of them in front if there are several."""
    listed = "".join(f'<li><a href="#{part}">{escape(pack.called(part))}</a></li>' for part in chosen)
    told = "".join(f'<section id="{part}" class="{"part" if pack.flows or len(chosen) == 1 else "part sheet"}"><h2>{escape(pack.called(part))}</h2>{_under(tell(part))}</section>'
                   for part in chosen)
    return (f'<h2>In this pack</h2><ol class="contents">{listed}</ol>' if len(chosen) > 1 else "") + told


def _under(html: str) -> str:
    """The same with its headings a level lower if any is as high as a part's own."""
    return HEADING.sub(lambda m: f"{m[1]}{int(m[2]) + 1}", html) if "<h2" in html else html


# Scenarios ----------------------------------------------------------------------------------------------------------

def scenarios() -> list[str]:
    """The scenarios in the order of the book."""
    order = [line.split("/")[-1].strip() for line in (ROOT / "_toc.yml").read_text(encoding="utf-8").splitlines() if "book/scenarios/" in line]
    return sorted(scenario.slugs(), key=lambda slug: (order.index(slug) if slug in order else len(order), slug))


def cards(slug: str) -> str:
    """A scenario as cards to cut: one for the table, one for each step of each chair, and one for afterwards."""
    s = compiled(scenario.load(slug))
    told = _card(s, "For the table", _opening(s))
    for chair in OTHER:
        steps = telling.steps(s, chair)
        told += f"<h3>{telling.CHAIR[chair]}</h3>" + "".join(_card(s, f"{telling.CHAIR[chair]}, step {number} of {len(steps)}", step) for number, step in enumerate(steps, 1))
    return told + "<h3>For everyone</h3>" + _card(s, "Afterwards", telling.afterwards(s, "h4") + _questions(s))


def _card(s: dict, place: str, inside: str) -> str:
    return f'<section class="card"><p class="belongs"><span>{escape(s["title"])}. {place}</span><span>Training, invented people</span></p>{inside}</section>'


def _opening(s: dict) -> str:
    chairs = "".join(f"<li><strong>{telling.CHAIR[c]}.</strong> {escape(s['chairs'][c]['who'])} About {s['chairs'][c]['minutes']} minutes.</li>" for c in OTHER)
    return f"<p>{escape(s['summary'])}</p><p>{NATION[s['nation']]}, decided on {day_in_words(s['on'])}.</p><ul>{chairs}</ul>"


def _questions(s: dict) -> str:
    return "<h4>Questions to take to colleagues</h4><ul>" + "".join(f"<li>{escape(q)}</li>" for q in s["questions"]) + "</ul>"


# Two chairs ---------------------------------------------------------------------------------------------------------

def chairs(slug: str) -> str:
    """A scenario for two people: a chair each, and the forms that go from one to the other."""
    s = compiled(scenario.load(slug))
    return (f'{_opening(s)}{_chair(s, "school")}{_form(s, "school")}<section class="sheet">{_chair(s, "police")}</section>{_form(s, "police")}'
            f'<section class="sheet"><h3>Both again: {escape(s["title"])}</h3>{telling.afterwards(s, "h4")}{_questions(s)}</section>')


def _chair(s: dict, chair: str) -> str:
    form = f"<p>Tick on the form “{_form_name(chair)}”, and give it to the other chair. What you do not tick, {telling.OF[OTHER[chair]]} does not get.</p>"
    opening = _asking_back(s) if chair == "police" else "<p>You know what the steps tell you, and nothing else.</p>"
    steps = "".join(f'<section class="whole">{step}</section>' for step in telling.steps(s, chair, form))
    return (f"<h3>{telling.CHAIR[chair]}: {escape(s['title'])}</h3><p>{escape(s['chairs'][chair]['who'])} "
            f"About {s['chairs'][chair]['minutes']} minutes.</p>{opening}{_record(s, chair)}{steps}")


def _asking_back(s: dict) -> str:
    asks = "".join(f"<li>{escape(e['asks'])}</li>" for e in s["handover"]["school"] if e["asks"])
    return (f"<p>Open with the form “{_form_name('school')}”. If nobody has filled it in, you were told this and nothing else:</p><ul>"
            + "".join(f"<li>{says}</li>" for says in telling.default_handover(s)) + "</ul>"
            f"<p>At any step you can ask the school for one of these. Each costs {s['ask_back_minutes']} minutes, and the school answers only what it has learnt.</p>"
            f"<ul>{asks}</ul>")


def _record(s: dict, chair: str) -> str:
    """A table for what was committed to, before anything is compared."""
    order = s["chairs"][chair]["order"]
    rows = "".join(f'<tr><th scope="row">Step {number}</th><td></td><td></td></tr>' for number, name in enumerate(order, 1) if s["chairs"][chair]["steps"][name]["acts"])
    return ('<table class="whole"><caption>Commit at each step before you read on</caption><thead><tr><th scope="col">Step</th><th scope="col">What you do (A, B, C ...)</th>'
            f'<th scope="col">Sure, fairly sure or not sure</th></tr></thead><tbody>{rows}</tbody></table>')


def _form_name(chair: str) -> str:
    return f"From {telling.OF[chair]} to {telling.OF[OTHER[chair]]}"


def _form(s: dict, chair: str) -> str:
    listed = "".join(f"<li>{escape(e['says'])}</li>" for e in s["handover"][chair])
    return (f'<section class="sheet"><h3>{_form_name(chair)}: {escape(s["title"])}</h3><p>{telling.CHAIR[chair]} ticks what it passes on, and only what it knows by then. '
            f'{upper(telling.OF[OTHER[chair]])} gets this form and nothing else. Use no real names and no real cases.</p><ul class="tick">{listed}</ul>'
            f'<p>A note, if you want one</p>{LINE * 4}</section>')


LINE = '<div class="line"></div>'


def chairs_answers(slug: str) -> str:
    """What each chair needed from the other and why, and what comes of what was done."""
    s = compiled(scenario.load(slug))
    needed = "".join(f"<h3>{_form_name(chair)}</h3>{telling.handover_answers(s, chair)}" for chair in OTHER)
    later = "".join(f"<li>If {escape(c['when'])}: {escape(c['later'])}</li>" for c in s["consequences"].values())
    return f"{needed}<h3>What comes of it later</h3><ul>{later}</ul>"


# Look-alike pairs ---------------------------------------------------------------------------------------------------

def pairs() -> list[int]:
    """The first case of each pair that is printed: a few of each nation and chair, each turning on another fact as far as there are so many."""
    found, kept = pool(), []
    for group in dict.fromkeys((c["nation"], c["role"]) for c in sorted(found, key=_place)):
        of_group = [i for i in range(0, len(found), 2) if (found[i]["nation"], found[i]["role"]) == group]
        by_turn = sorted(of_group, key=lambda i: ([j for j in of_group if found[j]["differs_in"] == found[i]["differs_in"]].index(i), i))
        kept += by_turn[:EACH]
    return kept


def _place(case: dict) -> tuple:
    return list(NATION).index(case["nation"]), list(ROLE).index(case["role"])


def _groups() -> list[str]:
    return list(dict.fromkeys(f"{c['nation']}-{c['role']}" for c in (pool()[i] for i in pairs())))


def _numbered(group: str) -> list[tuple[int, int]]:
    return [(number, i) for number, i in enumerate(pairs(), 1) if f"{pool()[i]['nation']}-{pool()[i]['role']}" == group]


def pair_sheet(group: str) -> str:
    """The pairs of one nation and chair, side by side, with what is asked of both."""
    listed = ""
    for number, i in _numbered(group):
        first, second = drills.known(i), drills.known(i + 1)
        both = "".join(f'<section class="card"><h4>{number} {letter}</h4><p>{escape(d["text"])}</p></section>' for letter, d in (("A", first), ("B", second)))
        listed += f'<section class="pair"><h3>Pair {number}</h3>{both}<div class="asks">{drills.asked(first, _boxes)}</div></section>'
    return listed


def _boxes(question: str, says: list[str]) -> str:
    return (f'<div><p><strong>{escape(question)}</strong></p><ul class="ab">'
            + "".join(f"<li><span>A</span> <span>B</span> {escape(text)}</li>" for text in says) + "</ul></div>")


def _group_title(group: str) -> str:
    nation, role = group.split("-")
    return f"{NATION[nation]}, {ROLE[role]}"


def pair_answers(group: str) -> str:
    """Which fact makes the difference in each pair, and what the sources say to both cases."""
    listed, facts = "", current().facts
    for number, i in _numbered(group):
        first, second = drills.known(i), drills.known(i + 1)
        fact = facts[first["differs_in"]]
        asks = fact.ask.get(first["role"]) or next(iter(fact.ask.values()))
        listed += (f"<section><h3>Pair {number}</h3><p>The fact that makes the difference: {escape(asks)}</p>"
                   + "".join(f"<h4>Case {letter}</h4>{drills.answered(d)}" for letter, d in (("A", first), ("B", second))) + "</section>")
    return listed


# Clinics and questions ----------------------------------------------------------------------------------------------

def clinics() -> list[str]:
    """The writing clinics in the order of their titles."""
    return sorted(path.stem for path in writing.FOLDER.glob("*.yaml"))


def clinic(slug: str) -> str:
    """A clinic as two sheets: one to write on, and one to mark by that is given out afterwards."""
    title = f'<p class="belongs">{escape(writing.load(slug).title)}</p>'
    return f'{writing.writing_sheet(slug)}<section class="sheet">{title}{writing.marking_sheet(slug)}</section>'


def sets() -> list[str]:
    """The formative sets of questions that a page asks."""
    asked = weekly.pages_of()
    return [slug for slug in questions.slugs() if slug in asked and questions.load(slug).questions.use == "formative"]


def question_sheet(slug: str) -> str:
    """The questions of a set, and where in the course they belong."""
    q, page = questions.load(slug).questions, weekly.pages_of()[slug][1]
    return f'<p class="small">{NATION[q.nation]}, on {day_in_words(q.on)}. In the course: {escape(page)}.</p>{exercise.sheet(slug)}'


def _scenario_title(slug: str) -> str:
    return compiled(scenario.load(slug))["title"]


PACKS = {
    "scenarios": Pack(
        "Scenario cards", "Cut along the dashed lines. One person reads a card aloud, everyone commits to a letter and says how sure they are, and only then "
        "do you go on to the step that it names. Keep the cards of the other chair face down.", scenarios, _scenario_title, cards, scenario.answers_html),
    "two-chairs": Pack(
        "Two chairs, two people", "One of you takes the school's chair and one the officer's. The school plays first and ticks its form. That form is all that the officer opens "
        "with. The officer plays, and ticks the form back. Then read the last sheet together, and change chairs.", scenarios, _scenario_title, chairs, chairs_answers),
    "pairs": Pack(
        "Look-alike pairs", "Two cases that are alike but for one fact, and that fact moves the answer. Decide both, ring A or B before what you choose, and name the fact. "
        "What is not told is not known.", _groups, _group_title, pair_sheet, pair_answers),
    "clinics": Pack(
        "Writing clinics", "Write first. The sheet to mark by comes after everyone has written. Write about these invented people and about nobody whom you know.",
        clinics, lambda slug: writing.load(slug).title, clinic, writing.answers_html),
    "questions": Pack(
        "Questions", "Choose an answer to each and note how sure you are before anyone compares. These are for practice, and no score is a certificate.",
        sets, lambda slug: questions.load(slug).questions.title, question_sheet, exercise.answers_html, flows=True),
}
