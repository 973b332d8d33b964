"""Drills without end: the same draw from the pool on the command line and in the page, with answers, reasons and records.

js/draw.js unpacks the pool and draws from it for the page; a test proves that both give the same drills.
"""
from __future__ import annotations

import json
from html import escape

from . import explain, model as rules
from .decide import check as check_settings
from .dice import LARGEST, shuffled
from .files import Mistakes, nearest
from .language import say
from .pooling import SCHOOL_ALONE, answer, corridors, made_from, pool
from .sources import day_in_words
from .widgets import Widget
from .words import GRADE, NATION, ROLE, how_binding, in_nation, upper, value as question

DIFFICULTY = ("plain", "mixed", "hard")
PRINTED = 10
UNDECIDED = "Nothing that is told requires or rules out a level. What to do depends on what is not known yet, so ask that first."
NO_SOURCE = {  # where a nation's sources give a school no starting point
    "choice": "no source held here says it: ask your local procedure now",
    "means": "No source held here says when a school in this nation tells the police on such facts. "
             "That is no leave to wait, least of all where an adult may be involved: ask your local procedure now. No other nation's rule steps in.",
}
TRAINING = say("Training only, with invented cases. For a real incident follow your local procedure. Danger now: call 999.")


# Drawing ------------------------------------------------------------------------------------------------------------

def draw(seed: int, n: int, nation: str | None = None, role: str | None = None, difficulty: str | None = None) -> list[dict]:
    """n drills of the pool in the order of a seed, each with its answer, reasons and records; raises Mistakes."""
    _check(seed, n, nation, role, difficulty)
    cases = pool()
    fitting = [i for i, c in enumerate(cases) if nation in (None, c["nation"]) and role in (None, c["role"])
               and difficulty in (None, DIFFICULTY[c["difficulty"]])]
    if n > len(fitting):
        raise Mistakes([f"There are {len(fitting)} such drills, fewer than {n}. " + (
            "Ask for fewer, or leave out nation, role or difficulty." if fitting else "No source held here gives this nation and role a case with an answer to be right about.")])
    return [known(i) for i in shuffled(seed, fitting)[:n]]


def _check(seed, n, nation, role, difficulty) -> None:
    check_settings(nation or "england", role or "school", "2026-01-01", None)
    if not 0 <= seed <= LARGEST:
        raise Mistakes([f"The seed {seed} is not one. Write a whole number from 0 to {LARGEST}."])
    if n < 1:
        raise Mistakes([f"{n} drills cannot be drawn. Write 1 or more."])
    if difficulty not in (None, *DIFFICULTY):
        raise Mistakes([f"There is no difficulty {difficulty!r}. {nearest(difficulty, DIFFICULTY)}"])


def known(number: int) -> dict:
    """One drill of the pool with what is known about it."""
    case, law = pool()[number], rules.current().compiled
    found = answer(rules.current(), case)
    reasons = asked_reasons(found, case["asks"])
    return {**{k: case[k] for k in ("nation", "role", "on", "facts", "text", "asks")}, "id": number, "answer": corridors(found, case["asks"]),
            "at_least_one": explain.any_words(in_nation(law, case["nation"]), found) if case["role"] == "school" else [],
            "settled": found["settled"], "may_be_unheld": tuple(case["asks"]) == SCHOOL_ALONE, "not_known": [question(law, name) for name in found["ask_next"]],
            "explanation": list(dict.fromkeys(r["because"] for r in reasons)) or [_unexplained(found, case["asks"])],
            "records": list(dict.fromkeys(name for r in reasons for name in (r["record"], *r["also"]))),
            "pair": number ^ 1, "differs_in": case["differs_in"], "difficulty": DIFFICULTY[case["difficulty"]]}


def _unexplained(found: dict, asks) -> str:
    """What is said where no rule speaks of the ladders that are asked."""
    return UNDECIDED if all(c["options"] for c in corridors(found, asks).values()) else NO_SOURCE["means"]


def asked_reasons(found: dict, asks) -> list[dict]:
    """The reasons of an answer that speak of the ladders that are asked, each rule once."""
    return list({r["rule"]: r for r in found["reasons"] if r["ladder"] in asks}.values())


def lines(drills: list[dict]) -> list[str]:
    """Drills as lines of plain text."""
    said = [TRAINING]
    for d in drills:
        law = in_nation(rules.current().compiled, d["nation"])
        said += ["", f"Drill {d['id']} ({NATION[d['nation']]}, {ROLE[d['role']]}, {d['difficulty']}; its look-alike is {d['pair']} and differs in {d['differs_in']})",
                 f"  {d['text']}", *(f"  {line}" for line in _answer_lines(law, d)), f"  Why: {' '.join(d['explanation'])} ({', '.join(d['records']) or 'no record needed'})"]
    return said


def _answer_lines(law: dict, d: dict):
    def words(ladder, levels):
        return "; ".join(explain.level_words(law, ladder, level) for level in levels) or "none"

    yield from (f"Required, at least one of these: {w}." for w in d["at_least_one"])
    for name, c in d["answer"].items():
        parts = [("required, nothing less", [c["required"]] if c["required"] else []), ("usual starting point", [c["start"]] if c["start"] else []),
                 ("open", c["options"]), ("ruled out", c["excluded"])]
        said = ". ".join(f"{upper(what)}: {words(name, ls)}" for what, ls in parts if ls) or upper(NO_SOURCE["choice"])
        yield f"{next(l for l in law['ladders'] if l['id'] == name)['title']}: {said}."
    yield "Nothing that is still open would change this." if d["settled"] and not d["not_known"] else f"Not known yet, and it matters: {' '.join(d['not_known'])}"


# For the page -------------------------------------------------------------------------------------------------------

def packed() -> dict:
    """The pool as the page reads it: each sentence once, and each pair as the numbers of its first case and what is changed in its second."""
    law, cases = rules.current().compiled, pool()
    sentences = _numbered(c for case in cases for c in case["told"])
    names = _numbered(case[k] for case in cases for k in ("A", "B"))
    asks, facts = _numbered(c["asks"] for c in cases), _numbered(c["differs_in"] for c in cases)
    lists = {"nations": law["nations"], "roles": list(ROLE), "difficulty": list(DIFFICULTY)}
    pairs = []
    for first, second in zip(cases[::2], cases[1::2]):
        one, two = ([sentences[_key(s)] for s in c["told"]] for c in (first, second))
        head = [lists["nations"].index(first["nation"]), lists["roles"].index(first["role"]), asks[_key(first["asks"])], names[_key(first["A"])], names[_key(first["B"])]]
        pairs.append([head + one, [facts[_key(first["differs_in"])], first["difficulty"], second["difficulty"]], _changed(one, two)])
    tables = {"sentences": sentences, "names": names, "asks": asks, "facts": facts}
    return {"version": made_from(), "on": cases[0]["on"], "no_source": NO_SOURCE, **lists, **{k: [json.loads(s) for s in table] for k, table in tables.items()}, "cases": pairs}


def _key(item) -> str:
    return json.dumps(item, ensure_ascii=False)


def _numbered(items) -> dict:
    return {key: number for number, key in enumerate(dict.fromkeys(map(_key, items)))}


def _changed(one: list, two: list) -> list:
    """[place, how many, what comes instead] that makes one list into another."""
    start = next(i for i, (a, b) in enumerate(zip(one, two)) if a != b)
    end = next(i for i, (a, b) in enumerate(zip(reversed(one), reversed(two))) if a != b)
    return [start, len(one) - end - start, *two[start:len(two) - end]]


def pool_script() -> str:
    """The pool as one classic script, for the page with the drills alone."""
    return f"window.courseDrills = {json.dumps(packed(), ensure_ascii=False, separators=(',', ':'))};\n"


def drill() -> Widget:
    """The drills as a widget; its state holds what the reader chose and how it went."""
    return Widget("drill", "drill", {}, twin(), {"pool": packed()})


def printed() -> list[dict]:
    """The drills that are printed: half from each chair, the same until the rules or the sentences change."""
    return [d for role in ROLE for d in draw(1, PRINTED // 2, role=role)]


def twin() -> str:
    """Ten drills for paper and for a browser without JavaScript, their answers on a page of their own."""
    cases = "".join(f"<li>{_asked(d)}</li>" for d in printed())
    then = say("Choose a level for each question first, and say how sure you are. Then read {link}the answers, with reasons and sources{end}.")
    return (f'<p>{escape(TRAINING)}</p><ol class="course-drills">{cases}</ol>'
            '<p>' + then.format(link='<a href="answers/drills.html">', end="</a>") + "</p>")


def _asked(d: dict) -> str:
    return f"<p>{NATION[d['nation']]}, {ROLE[d['role']]}. {escape(d['text'])}</p>{asked(d)}"


def asked(d: dict, tell=None) -> str:
    """The questions of a drill with what can be chosen, as HTML; tell: another way to write one, from its question and its choices."""
    law, found = in_nation(rules.current().compiled, d["nation"]), ""
    for name in d["asks"]:
        ladder = next(l for l in law["ladders"] if l["id"] == name)
        says = [upper(text) for text in (*ladder["says"], *([NO_SOURCE["choice"]] if d["may_be_unheld"] else []))]
        found += (tell or _question)(ladder["question"], says)
    return found


def _question(asks: str, says: list[str]) -> str:
    return f"<p><strong>{escape(asks)}</strong></p><ul>" + "".join(f"<li>{escape(text)}</li>" for text in says) + "</ul>"


def answers_html() -> str:
    """The printed drills with what the sources require, rule out and leave open, and why."""
    cases = "".join(f"<section><h2>Drill {number}</h2><p>{NATION[d['nation']]}, {ROLE[d['role']]}. {escape(d['text'])}</p>{answered(d)}</section>"
                    for number, d in enumerate(printed(), 1))
    return f'<div class="course-answers"><p>Decided on {day_in_words(printed()[0]["on"])}. This is not a verdict: a person decides.</p>{cases}</div>'


def answered(d: dict) -> str:
    """What the sources say to a drill and why, as HTML."""
    law = in_nation(rules.current().compiled, d["nation"])
    reasons = asked_reasons(answer(rules.current(), pool()[d["id"]]), d["asks"])
    why = [f"{r['because']} ({how_binding(r)}; {', '.join([r['record'], *r['also']])}, {r['source']}, {r['at']}; {GRADE[r['grade']]})" for r in reasons]
    listed = ["".join(f"<li>{escape(line)}</li>" for line in lines) for lines in (_answer_lines(law, d), why or d["explanation"])]
    return f"<ul>{listed[0]}</ul><p>Why:</p><ul>{listed[1]}</ul>"
