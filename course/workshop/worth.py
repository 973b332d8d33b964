"""What the answers of a room are worth: credit and direction of each option, as the model gives them on what was known at that vote."""
from __future__ import annotations

import hashlib
import json

from .. import pathway, questions
from . import stops


def earns(plan: list[dict], at: dict) -> dict:
    """{objective, records, options: {id: {credit, errs}}} of the question where the room is; credit None for what is only part of the story."""
    part, here, said = plan[at["part"]], stops.stop(plan, at), stops.corridor(plan, at)
    if part["kind"] == "set":
        item = here["id"].split("/", 1)[1]
        held = questions.load(part["slug"])
        credit, objective = held.key(item)["credit"], here["title"]
    else:
        credit, objective = (_passed_on(said) if here["kind"] == "several" else {v["id"]: pathway.EARNS.get(v["kind"]) for v in said}), f"{here['part']}: {here['title']}"
    return {"objective": objective, "records": sorted({r["record"] for v in said for r in v["reasons"]}),
            "options": {v["id"]: {"credit": credit[v["id"]], "errs": v["direction"] or None} for v in said}}


def _passed_on(said: list[dict]) -> dict:
    """At a hand-over each thing that the other chair needs earns the same share, and what must not be passed on costs one."""
    share = 1 / (sum(v["tone"] == "in" for v in said) or 1)
    return {v["id"]: round({"in": share, "out": -share}.get(v["tone"], 0), 4) for v in said}


def item(question: str, round: int) -> str:
    """The name of a vote in a response: the step of a scenario, or the item of a set, and which vote it was."""
    return f"{question if '.' in question else question.split('/', 1)[1]}@{round}"


def version(asked: dict, slug: str) -> str:
    """Changes with what was asked of a part, and with what it was worth."""
    form = {name: [q["ask"], q["options"], q["earns"]] for name, q in asked.items() if q["set"] == slug}
    return hashlib.sha256(json.dumps(form, sort_keys=True).encode()).hexdigest()[:8]


def key(asked: dict) -> str:
    """What was asked and what it was worth as JSON, from which the room's answers are marked."""
    parts: dict = {}
    for name, q in asked.items():
        part = parts.setdefault(q["set"], {"title": q["part"], "version": version(asked, q["set"]), "nation": q["nation"], "on": q["on"], "questions": {}})
        for round in (1, 2):
            part["questions"][item(name, round)] = _question(q)
    return json.dumps({"format": "course-room", "parts": parts}, ensure_ascii=False, indent=1) + "\n"


def _question(q: dict) -> dict:
    worth = q["earns"]["options"]
    return {"kind": q["kind"], "objective": q["earns"]["objective"], "asks": q["ask"], "records": q["earns"]["records"],
            "key": {"credit": {name: o["credit"] for name, o in worth.items()}}, "says": {o["id"]: o["says"] for o in q["options"]},
            "errs": {name: o["errs"] for name, o in worth.items() if o["errs"]}}
