"""After the session: what was asked and how the room answered, without anything about a person, and the file made anonymous."""
from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import secrets
from html import escape
from importlib import metadata
from pathlib import Path

from .. import model as rules
from ..assessing import keyring, responses
from ..files import Mistakes
from . import ballot, counting, phases, stops, worth
from .store import NAMES, Store

WORD = {"teacher": "Teachers", "officer": "Officers"}


def asked(before: dict, plan: list[dict], state: dict) -> dict | None:
    """What has been asked so far, with a question that opens now and, once the corridor is seen, what it said; None if nothing is new."""
    if state["phase"] not in phases.ASKED:
        return None
    here = stops.stop(plan, state["at"])
    kept = before.get(here["id"])
    if state["open"] and (kept is None or kept["options"] != here["options"]):
        part = plan[state["at"]["part"]]
        return {**before, here["id"]: {"set": part["slug"], **stops.meta(part), "labels": {}, "rules": rules.current().compiled["version"],
                                       "earns": worth.earns(plan, state["at"]), **{k: here[k] for k in ("part", "place", "title", "ask", "kind", "options")}}}
    if kept and state["phase"] == "corridor" and not kept["labels"]:
        return {**before, here["id"]: {**kept, "labels": {v["id"]: v["label"] for v in stops.corridor(plan, state["at"])}}}
    return None


# Closing ------------------------------------------------------------------------------------------------------------

def close(store: Store, where: str, folder: Path | None = None) -> Path:
    """Writes the report and makes the session anonymous for good; done again it writes the same report again."""
    folder = Path(folder) if folder else Path(f"{where.removesuffix('.room')}-report")
    data = store.now(_read)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("report.html", html(data)), ("votes.csv", table(data)), ("responses.ndjson", lines(data)), (keyring.ROOM, worth.key(data["questions"]))):
        (folder / name).write_text(text, encoding="utf-8")
    store.now(_anonymous)
    store.compact()
    return folder


def delete(store: Store, where: str) -> None:
    """Leaves nothing of a session."""
    def job(tx):
        for name in NAMES:
            tx.do(f"DELETE FROM {name}")
    store.now(job)
    store.compact()
    if store.shared:
        return
    store.close()
    for path in (where, f"{where}-wal", f"{where}-shm", f"{where}-journal"):
        Path(path).unlink(missing_ok=True)


def _read(tx) -> dict:
    setup = tx.setting("session")
    if not setup:
        raise Mistakes(["This file holds no session. Was it deleted?"])
    questions = tx.setting("asked", {})
    votes = [(q, r, p, role, json.loads(c), s) for q, r, p, role, c, s in tx.do("SELECT question, round, person, role, choice, sure FROM votes ORDER BY person").fetchall()]
    return {"day": setup["day"], "state": tx.state, "questions": questions, "votes": votes,
            "seen": {name: ballot.seen(tx, name) for name in questions}, "people": ballot.seen(tx, None)["people"]}


def _anonymous(tx) -> None:
    """Another random name for each person, no key, no clock, and no written reason that was not shown."""
    if tx.setting("closed"):
        return
    for (person,) in tx.do("SELECT person FROM people").fetchall():
        other = secrets.token_hex(16)
        for name in ("votes", "reasons", "people"):
            tx.do(f"UPDATE {name} SET person = ? WHERE person = ?", other, person)
    tx.do("DELETE FROM reasons WHERE shown = 0")
    tx.do("DELETE FROM cards")
    tx.set("session", {**tx.setting("session"), "key": ""})
    tx.set("door", "")
    tx.set("state", {**tx.state, "ended": True, "phase": "end", "open": None, "explain": None, "ends": None})
    tx.set("closed", True)


# What is written ----------------------------------------------------------------------------------------------------

def _tables(data: dict):
    for name, q in data["questions"].items():
        yield name, q, counting.table(data["seen"][name], q["options"])


def table(data: dict) -> str:
    """The counts as CSV, one line for each question, round, group and option."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["part", "question", "round", "who", "option", "says", "chose", "answered", "corridor"])
    for name, q, counted in _tables(data):
        for number, r in enumerate(counted["rounds"], 1):
            for who in ("all", *(counting.ROLES if counted["split"] else ())):
                answered = r["answered"] if who == "all" else r["by"][who]
                for o in q["options"] if r["answered"] else []:
                    writer.writerow([q["part"], name, number, who, o["id"], o["says"], r["options"][o["id"]][who], answered, q["labels"].get(o["id"], "")])
    return out.getvalue()


def lines(data: dict) -> str:
    """Everyone's answers as response files of the course, one on a line; a profession with too few people to hide in is left out."""
    found: dict = {}
    for question, round, person, role, choice, sure in data["votes"]:
        q = data["questions"].get(question)
        if q and data["people"].get(role, 0) >= counting.FEWEST:
            found.setdefault((person, role, q["set"]), {})[worth.item(question, round)] = {"answer": choice, "confidence": sure}
    made = [_response(data, *who, answers) for who, answers in found.items()]
    return "".join(f"{json.dumps(r, ensure_ascii=False)}\n" for r in sorted(made, key=lambda r: r["attempt"]))


def _response(data: dict, person: str, role: str, slug: str, answers: dict) -> dict:
    first = next(q for q in data["questions"].values() if q["set"] == slug)
    # One random name for each part, so that nobody is followed from one part to the next.
    attempt = base64.b32encode(hashlib.sha256(f"{person}\0{slug}".encode()).digest()).decode().lower()[:26]
    made = {"format": responses.FORMAT, "version": responses.VERSION, "attempt": attempt, "role": role, "set": slug,
            "set_version": worth.version(data["questions"], slug), "rules_version": first["rules"], "law_on": first["on"],
            "course_version": metadata.version("course"), "started": data["day"], "finished": data["day"], "code": None, "pair": None, "adjusted": None,
            "place": "room", "answers": answers}
    return responses.Response.model_validate(made).model_dump()


STYLE = """
:root{color-scheme:light dark;--ink:#1b2529;--paper:#fdfcf9;--soft:#4d5b61;--line:#c9c5b9;--bar:#0b5573;--two:#8a3b00}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9e6;--paper:#12191c;--soft:#aab6ba;--line:#3a484e;--bar:#86c8e6;--two:#f3a871}}
body{margin:0 auto;max-width:60rem;padding:1rem;font:1rem/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
h1,h2,h3{font-family:Georgia,serif;line-height:1.2}section{break-inside:avoid;border-top:2px solid var(--line);margin-top:2rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.35rem .5rem;border-bottom:1px solid var(--line)}
tbody th{min-width:16rem;font-weight:400}td.n{white-space:nowrap;font-variant-numeric:tabular-nums}svg{display:block;width:4.5rem;height:.6rem;fill:var(--bar)}svg.two{fill:var(--two)}
.soft{color:var(--soft)}.wide{overflow-x:auto}
"""


def html(data: dict) -> str:
    """The report as one page that needs nothing else."""
    joined, heads = sum(data["people"].values()), data["state"]["heads"]
    apart = [f"{n} {WORD[r].lower()}" for r, n in sorted(data["people"].items())] if all(data["people"].get(r, 0) >= counting.FEWEST for r in counting.ROLES) else []
    room = f"{joined} phones joined{' (' + ' and '.join(apart) + ')' if apart else ''}" + (f"; {heads} people were in the room" if heads else "") + "."
    body = "".join(_section(q, counted, [r["says"] for r in data["seen"][name]["reasons"] if r["shown"]]) for name, q, counted in _tables(data))
    return (f'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Workshop report</title>'
            f"<style>{STYLE}</style></head><body><main><h1>Workshop report</h1><p>{escape(data['day'])}. {room}</p>"
            "<p>It holds no names and no times. Professions stand apart only where at least five people of each voted. "
            "Training only: this is not advice on a real case.</p>"
            f"{body or '<p>Nothing was voted on.</p>'}</main></body></html>\n")


def _section(q: dict, counted: dict, reasons: list[str]) -> str:
    groups = [(f"Vote {n}", r, "all") for n, r in enumerate(counted["rounds"], 1) if r["answered"]]
    if counted["split"]:
        groups = [g for name, r, _ in groups for g in ((name, r, "all"), *((f"{name}, {WORD[role].lower()}", r, role) for role in counting.ROLES))]
    head = "".join(f"<th scope='col'>{escape(name)} ({r['answered'] if who == 'all' else r['by'][who]})</th>" for name, r, who in groups)
    rows = "".join(f"<tr><th scope='row'>{escape(o['says'])}" + (f"<br><span class='soft'>{escape(q['labels'][o['id']])}</span>" if o["id"] in q["labels"] else "") + "</th>"
                   + "".join(_cell(r, o["id"], who) for _, r, who in groups) + "</tr>" for o in q["options"])
    said = f"<h3>Reasons that were shown</h3><ul>{''.join(f'<li>{escape(r)}</li>' for r in reasons)}</ul>" if reasons else ""
    return (f"<section><h2>{escape(q['part'])}: {escape(q['title'])}</h2><p class='soft'>{escape(q['place'])}</p><p><strong>{escape(q['ask'])}</strong></p>"
            f"<div class='wide'><table><thead><tr><th scope='col'>Answer</th>{head}</tr></thead><tbody>{rows}</tbody></table></div>{said}</section>")


def _cell(r: dict, option: str, who: str) -> str:
    number, of = r["options"][option][who], (r["answered"] if who == "all" else r["by"][who]) or 1
    share = min(100, 100 * number / of)
    return (f"<td class='n'>{number} <span class='soft'>({share:.0f}%)</span><svg class='{'two' if who == 'officer' else ''}' viewBox='0 0 100 10' "
            f"preserveAspectRatio='none' aria-hidden='true'><rect width='{share:.1f}' height='10'/></svg></td>")
