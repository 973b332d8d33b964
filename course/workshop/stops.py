"""What the room is shown and asked, stop by stop, and what the model says of it: from the book's scenarios and sets, no text of its own.

A plan is a list of parts: {"kind": "scenario", "slug", "chairs"} or {"kind": "set", "slug"}. Where the room is comes from its
state: {"part", "chair", "item", "paths"}; a path is what story.replay takes. A stop is plain data for the three screens.
"""
from __future__ import annotations

import functools

from .. import exercise, model as rules, questions, rehearsal, scenario, story, telling
from ..files import Mistakes
from ..script import compiled
from ..sources import says as said_by
from ..words import GRADE, how_binding, upper

CHAIRS = ("school", "police")
VOTED = ("single", "several")  # kinds of items that a room can vote on
ABOUT_A_CHILD = ("police", "enquiry", "this_child")  # ladders on which more than is called for falls on a child


@functools.cache
def _scenario(slug: str) -> dict:
    return compiled(scenario.load(slug))


@functools.cache
def _items(slug: str) -> dict:
    found = exercise.data(slug)
    return {**found, "items": [i for i in found["items"] if i["kind"] in VOTED]}


def part_of(slug: str, chairs: tuple[str, ...] = CHAIRS) -> dict:
    """One part of a plan, checked; raises Mistakes for a slug that there is not, or a set that is no use in a room."""
    if slug in scenario.slugs():
        _scenario(slug)
        return {"kind": "scenario", "slug": slug, "chairs": [c for c in CHAIRS if c in chairs]}
    if slug in questions.slugs():
        if not _items(slug)["items"]:
            raise Mistakes([f"The set {slug} has no question that a room can vote on. Choose another."])
        return {"kind": "set", "slug": slug}
    raise Mistakes([f"There is no scenario and no set {slug!r}. List both: course workshop --list"])


def title(part: dict) -> str:
    return (_scenario if part["kind"] == "scenario" else _items)(part["slug"])["title"]


def how_many(part: dict) -> int:
    """The number of questions in a set."""
    return len(_items(part["slug"])["items"])


def meta(part: dict) -> dict:
    """The nation and the day on which a part's law is read."""
    data = (_scenario if part["kind"] == "scenario" else _items)(part["slug"])
    return {"nation": data["nation"], "on": data["on"]}


# The stops ----------------------------------------------------------------------------------------------------------

def stop(plan: list[dict], at: dict) -> dict:
    """The stop where the room is: {id, part, place, title, text, told, ask, kind, options, last}. kind is None where nothing is asked."""
    part = plan[at["part"]]
    if part["kind"] == "set":
        return _question(part["slug"], at["item"])
    return _after(part["slug"], at) if at["chair"] == "after" else _step(part["slug"], at)


def _question(slug: str, number: int) -> dict:
    data = _items(slug)
    item = data["items"][number]
    return {"id": f"{slug}/{item['id']}", "part": data["title"], "place": f"Question {number + 1} of {len(data['items'])}", "title": item["objective"],
            "text": [item["story"]] if item["story"] else [], "told": [], "ask": item["asks"], "kind": item["kind"],
            "options": [{"id": o["id"], "says": o["says"]} for o in item["options"]], "chair": None, "story": ""}


def opened(slug: str, at: dict) -> dict:
    """What the officer's chair opens with: what this room passed on, or the ordinary referral if it did not play the school's chair."""
    s = _scenario(slug)
    path = at["paths"].get(f"{slug}/school")
    return story.opening(s, story.replay(s, "school", {}, path)) if path else story.default_opening(s)


def play(slug: str, at: dict, chair: str | None = None) -> dict:
    """Where the room's choices have led in a chair."""
    s, chair = _scenario(slug), chair or at["chair"]
    return story.replay(s, chair, opened(slug, at) if chair == "police" else {}, at["paths"].get(f"{slug}/{chair}", []))


def _step(slug: str, at: dict) -> dict:
    s, chair = _scenario(slug), at["chair"]
    now, path = play(slug, at), at["paths"].get(f"{slug}/{chair}", [])
    step = s["chairs"][chair]["steps"][now["at"]]
    text = [p["says"] for p in step["text"] if story.holds(p, now["flags"])]
    fresh = not path or ("asked" in path[-1] and path[-1]["step"] == step["id"])  # what was passed on is shown once, and again when more comes
    told = [e["says"] for e in s["handover"]["school"] if chair == "police" and fresh and f"told_{e['id']}" in now["flags"]]
    if step["handover"]:
        offered = story.offered(s, chair, now)
        kind, options = "several", [{"id": e["id"], "says": e["says"]} for e in s["handover"][chair] if e["id"] in offered]
    else:
        kind, options = ("single" if step["acts"] else None), [{"id": a["id"], "says": a["says"]} for a in step["acts"]]
    asks = [{"id": e["id"], "says": e["asks"]} for e in s["handover"]["school"] if e["id"] in story.askable(s, now)] if chair == "police" and step["acts"] else []
    return {"id": f"{slug}/{chair}.{step['id']}", "part": s["title"], "place": telling.CHAIR[chair], "title": step["title"], "chair": chair,
            "story": s["chairs"][chair]["who"] if not path else "", "text": text, "told": told, "ask": step["ask"], "kind": kind, "options": options,
            "minutes": now["minutes"], "asks": asks, "first": not path, "gap": s["ask_back_minutes"]}


def _after(slug: str, at: dict) -> dict:
    s = _scenario(slug)
    flags = [f for chair in CHAIRS for f in play(slug, at, chair)["flags"]]
    lines = [p["says"] for p in s["afterwards"] if story.holds(p, flags)]
    came = [c["later"] for f, c in s["consequences"].items() if f in flags]
    return {"id": f"{slug}/after", "part": s["title"], "place": "Afterwards", "title": "Back at the school", "chair": "after", "story": "", "text": lines,
            "told": [], "ask": "", "kind": None, "options": [], "came": came, "cited": [_cited(c["record"], c["says"]) for c in (*s["base_rate"], *s["support"])],
            "talk": s["questions"]}


# What the model says ------------------------------------------------------------------------------------------------

def corridor(plan: list[dict], at: dict) -> list[dict]:
    """What is said of each option, on what is known at this point: {id, label, says, tone, direction, reasons, open}."""
    part = plan[at["part"]]
    if part["kind"] == "set":
        return [_of_option(o, _items(part["slug"])["records"]) for o in _items(part["slug"])["items"][at["item"]]["options"]]
    s, chair, now = _scenario(part["slug"]), at["chair"], play(part["slug"], at)
    case, answer = rehearsal.answer_for(s, chair, now["known"])
    step = s["chairs"][chair]["steps"][now["at"]]
    if step["handover"]:
        offered = story.offered(s, chair, now)
        return [_of_entry(s, case, answer, e) for e in s["handover"][chair] if e["id"] in offered]
    return [_of_act(s, case, answer, a["id"], a["does"]) for a in step["acts"]]


def _of_act(s, case, answer, name: str, does: dict) -> dict:
    verdict = story.judge(rules.current().compiled, case, answer, does)
    child = does.get("child", "")
    says = upper(telling.named(s, verdict["says"], child)) if verdict["kind"] not in ("record", "story") else verdict["says"]
    reasons = [_reason(next(r for r in answer["reasons"] if r["rule"] == rule)) for rule in verdict["rules"]]
    if verdict["kind"] == "record":
        reasons, says = [_cited(verdict["says"], said_by(rules.current().records[verdict["says"]]))], ""
    return {"id": name, "label": telling.VERDICTS[verdict["kind"]], "kind": verdict["kind"], "says": says, "tone": _tone(verdict["kind"]),
            "direction": _direction(answer, verdict["kind"], does), "reasons": reasons, "open": telling.questions(s, answer, verdict["open"])}


def _of_entry(s, case, answer, e: dict) -> dict:
    if e["does"]:
        return _of_act(s, case, answer, e["id"], e["does"])
    return {"id": e["id"], "label": "The other chair needs this", "kind": "needed", "says": e["needed"], "tone": "in", "direction": "", "reasons": [], "open": []}


def _of_option(o: dict, extra: dict) -> dict:
    tone = {"in": "in", "part": "in", "story": "story"}.get(o["tone"], "out")
    return {"id": o["id"], "label": o["verdict"], "kind": o["tone"], "says": o["feedback"], "tone": tone, "direction": o["direction"],
            "reasons": [_cited(r, "") for r in o["records"]], "open": []}


def _tone(kind: str) -> str:
    return "in" if kind in rehearsal.IN_LINE else "story" if kind in ("story", "record", "not_never") else "out"


def _direction(answer: dict, kind: str, does: dict) -> str:
    """Whether an act outside the corridor falls short of it, or goes beyond it at a child's cost."""
    (name, level), = [(k, v) for k, v in does.items() if k != "child"]
    if kind not in ("excluded", "not_opened") or name not in {ladder["id"] for ladder in rules.current().compiled["ladders"]}:
        return ""
    levels = next(x for x in rules.current().compiled["ladders"] if x["id"] == name)["levels"]
    ladders = next(c for c in answer["children"] if c["id"] == does["child"])["ladders"] if "child" in does else answer["incident"]["ladders"]
    inside = [levels.index(o) for o in ladders[name]["options"]] or ([levels.index(ladders[name]["required"])] if ladders[name]["required"] else [])
    if not inside:
        return ""
    if levels.index(level) < min(inside):
        return "missed_protection"
    return "needless_criminalisation" if levels.index(level) > max(inside) and name in ABOUT_A_CHILD else ""


def _reason(r: dict) -> dict:
    return {"says": r["because"], "how": how_binding(r), "record": r["record"], "source": f"{r['source']}, {r['at']}", "grade": GRADE[r["grade"]]}


def _cited(name: str, says: str) -> dict:
    record = rules.current().records[name]
    return {"says": says, "how": "", "record": name, "source": f"{record.source}, {record.at}; dated {record.dated}", "grade": GRADE[record.grade]}
