"""The steps of a session: vote alone, discuss, vote again, explain, see the corridor, go on. Pure: a move gives a new state.

A state is plain data: {"at", "phase", "bars", "join", "ends", "heads", "seen", "open", "explain", "ended", "version"}. open is what may
be voted on now, and explain the question that reasons are written for; the store lets nothing else in.
"""
from __future__ import annotations

from . import stops
from .ballot import Refused

ASKED = ("read", "alone", "discuss", "again", "explain", "corridor")
ROUND = {"alone": 1, "again": 2}
SAYS = {"read": "Read together", "alone": "Vote alone", "discuss": "Discuss", "again": "Vote again", "explain": "Explain", "corridor": "The corridor",
        "lobby": "Join", "end": "The end"}
# What the facilitator's one large button does next, by the phase it is pressed in.
NEXT = {"lobby": "Start", "read": "Open the first vote", "alone": "Close the vote, and discuss", "discuss": "Open the second vote",
        "again": "Close the vote, and ask for reasons", "explain": "Show the corridor", "corridor": "Go on"}
# What the facilitator does in each phase, in the order of saying it, and how many minutes it usually takes.
NOTES = {
    "lobby": (5, ["Put the projector view on the screen, and let people join.", "Say: nobody gives a name, and nothing that you send can be tied to you.",
                  "Say: no real cases, and everyone may sit a question out. Say where support is.", "Count heads, and type the number in."]),
    "read": (3, ["Read it aloud, or let someone read.", "Nobody says yet what they would do."]),
    "alone": (2, ["Everyone votes alone and in silence, and says how sure they are.", "Wait for the last few, then close the vote."]),
    "discuss": (4, ["In pairs, best one teacher and one officer: say what you chose and which fact decided it.",
                    "Show the bars only if the room is stuck. Seen too early, they decide for it."]),
    "again": (1, ["Vote again, alone. To change your mind is a good result, and so is to keep it."]),
    "explain": (3, ["Ask for one sentence: what decided it? No names and no real cases.", "Read a reason before you show it. Delete what could point at anyone.",
                    "Both votes are on the screen now: ask what moved people, before you say anything."]),
    "corridor": (5, ["Let the room read it in silence first.", "Ask what surprises them, before you explain anything.", "It is a corridor and no verdict: a person decides."]),
    "end": (3, ["Ask each table for one thing that they will do differently tomorrow.", "Say again where support is.", "Close the session when everyone has gone: its report is written then."]),
}
MOST_HEADS, MOST_MINUTES = 100_000, 120


def first() -> dict:
    """A session before anyone has started it."""
    return {"at": {"part": 0, "chair": None, "item": 0, "paths": {}}, "phase": "lobby", "bars": False, "join": False, "ends": None, "heads": None,
            "seen": [], "open": None, "explain": None, "ended": False, "version": 0}


def move(plan: list[dict], state: dict, action: str, value, now: float) -> dict:
    """The state after an action of the facilitator's; raises Refused in one sentence. now: the server's clock, for the timer."""
    if state["ended"]:
        raise Refused(409, "The session has ended.")
    acts = {"next": _next, "back": _back, "choose": _choose, "ask": _ask, "bars": _bars, "join": _join, "timer": _timer, "heads": _heads, "end": _end}
    if action not in acts:
        raise Refused(400, "There is no such action.")
    return _settled(plan, acts[action](plan, {**state, "at": {**state["at"]}}, value, now), state["version"])


def _settled(plan, state: dict, version: int) -> dict:
    """A state with what may be sent in now, which follows from the rest."""
    state["open"] = state["explain"] = None
    if state["phase"] in ROUND:
        here = stops.stop(plan, state["at"])
        state["open"] = {"question": here["id"], "round": ROUND[state["phase"]], "kind": here["kind"], "options": [o["id"] for o in here["options"]]}
    elif state["phase"] == "explain":
        state["explain"] = stops.stop(plan, state["at"])["id"]
    return {**state, "version": version + 1}


def _to(state: dict, phase: str, **at) -> dict:
    return {**state, "phase": phase, "bars": False, "join": False, "ends": None, "at": {**state["at"], **at}}


def _next(plan, state, _, now):
    phase = state["phase"]
    if phase == "end":
        raise Refused(409, "This is the end. End the session when everyone has gone.")
    if phase == "lobby":
        return _enter_part(plan, state, 0)
    here = stops.stop(plan, state["at"])
    if not here["kind"]:
        return _onward(plan, state)
    if phase == "read" and here["id"] in state["seen"]:
        return _to(state, "corridor")
    if phase == "corridor":
        if state["at"]["chair"]:
            raise Refused(409, "Choose first what the room does.")
        return _onward(plan, state)
    state = _to(state, ASKED[ASKED.index(phase) + 1])
    if state["phase"] == "corridor":
        state = {**state, "seen": [*state["seen"], here["id"]]}
    return {**state, "bars": state["phase"] in ("explain", "corridor")}


def _enter_part(plan, state, number: int):
    if number >= len(plan):
        return _to(state, "end")
    part = plan[number]
    return _to(state, "read", part=number, item=0, chair=part["chairs"][0] if part["kind"] == "scenario" else None)


def _onward(plan, state):
    """To the next item, the other chair, what came of it, or the next part."""
    at, part = state["at"], plan[state["at"]["part"]]
    if part["kind"] == "set":
        last = at["item"] + 1 >= stops.how_many(part)
        return _enter_part(plan, state, at["part"] + 1) if last else _to(state, "read", item=at["item"] + 1)
    chairs = [*part["chairs"], "after"]
    if at["chair"] == "after":
        return _enter_part(plan, state, at["part"] + 1)
    return _to(state, "read", chair=chairs[chairs.index(at["chair"]) + 1])


def _back(plan, state, _, now):
    """One phase back; from the start of a step to the choice before it. No vote opens again once its corridor was seen."""
    phase = state["phase"]
    if phase in ("lobby", "end"):
        raise Refused(409, "There is nothing before this.")
    here = stops.stop(plan, state["at"])
    if phase == "read":
        return _back_a_step(plan, state, here)
    before = ASKED[ASKED.index(phase) - 1]
    if here["id"] in state["seen"]:
        if phase == "corridor":
            return _to(state, "read")
        raise Refused(409, "The room has seen the corridor of this step. Its vote stays closed.")
    return _to(state, before)


def _back_a_step(plan, state, here):
    at, part = state["at"], plan[state["at"]["part"]]
    if part["kind"] == "set" and at["item"]:
        return {**_to(state, "corridor", item=at["item"] - 1), "bars": True}
    key = f"{part['slug']}/{at['chair']}"
    path = at["paths"].get(key, [])
    while path and "asked" in path[-1]:
        path = path[:-1]
    if not path:
        raise Refused(409, "This is where the chair starts.")
    return {**_to(state, "corridor", paths={**at["paths"], key: path[:-1]}), "bars": True}


def _choose(plan, state, value, now):
    """What the room does in the story: an act, or the lines that are passed on."""
    if state["phase"] != "corridor" or not state["at"]["chair"]:
        raise Refused(409, "The room chooses after it has seen the corridor.")
    here = stops.stop(plan, state["at"])
    offered = [o["id"] for o in here["options"]]
    name = here["id"].split(".", 1)[1]
    if here["kind"] == "several":
        if not isinstance(value, list) or any(v not in offered for v in value):
            raise Refused(422, "Choose from the lines that can be passed on.")
        entry = {"step": name, "passed": [o for o in offered if o in value]}
    else:
        if value not in offered:
            raise Refused(422, "Choose one of the acts.")
        entry = {"step": name, "act": value}
    return _to(_with(plan, state, entry), "read")


def _ask(plan, state, value, now):
    """The officer asks the school back for one thing; it takes time in the story."""
    here = stops.stop(plan, state["at"]) if state["phase"] in ASKED else {}
    if value not in [a["id"] for a in here.get("asks", [])]:
        raise Refused(409, "That cannot be asked for now.")
    if state["phase"] not in ("read", "discuss") or here["id"] in state["seen"]:
        raise Refused(409, "Ask back while the room reads or discusses, before it votes.")
    return _with(plan, state, {"step": here["id"].split(".", 1)[1], "asked": value})


def _with(plan, state, entry):
    at = state["at"]
    key = f"{plan[at['part']]['slug']}/{at['chair']}"
    return {**state, "at": {**at, "paths": {**at["paths"], key: [*at["paths"].get(key, []), entry]}}}


def _bars(plan, state, value, now):
    if state["phase"] in ROUND or state["phase"] not in ASKED:
        raise Refused(409, "Bars are shown when no vote is open.")
    return {**state, "bars": bool(value)}


def _join(plan, state, value, now):
    return {**state, "join": bool(value)}


def _timer(plan, state, value, now):
    if type(value) is not int or not 0 <= value <= MOST_MINUTES:
        raise Refused(422, f"Write whole minutes, from 0 to {MOST_MINUTES}.")
    return {**state, "ends": now + 60 * value if value else None}


def _heads(plan, state, value, now):
    if value is not None and (type(value) is not int or not 0 <= value <= MOST_HEADS):
        raise Refused(422, "Write how many people are in the room, as a number.")
    return {**state, "heads": value}


def _end(plan, state, _, now):
    return {**_to(state, "end"), "ended": True}
