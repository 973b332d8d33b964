"""What the phones, the projector and the facilitator see, as plain data. Pure. Nothing here tells who answered what."""
from __future__ import annotations

from . import counting, phases, prompts

SHOWN = ("id", "part", "place", "title", "story", "text", "told", "ask", "kind", "options", "chair", "came", "cited", "talk")


def phone(state: dict, here: dict | None, table: dict | None, verdicts: list[dict] | None, strict: bool = False) -> dict:
    """The view that every phone has: the same for all, and silent about the votes while a vote is open."""
    return {"version": state["version"], "phase": state["phase"], "says": phases.SAYS[state["phase"]], "ended": state["ended"], "ends": state["ends"], "strict": strict,
            "stop": {k: here[k] for k in SHOWN if k in here} if here else None,
            "open": state["open"] and {k: state["open"][k] for k in ("question", "round")}, "explain": state["explain"],
            "bars": counting.public(table) if table and state["bars"] else None, "corridor": verdicts}


def screen(state: dict, here: dict | None, table: dict | None, verdicts: list[dict] | None, seen: dict, address: str) -> dict:
    """The projector's view: while a vote is open only how many answered, then bars, and the reasons that the facilitator lets it show."""
    return {**phone(state, here, table, verdicts), "answered": _answered(state, table), "joined": sum(seen["people"].values()), "heads": state["heads"],
            "address": address, "join": state["join"] or state["phase"] == "lobby",
            "reasons": [{"id": r["id"], "says": r["says"]} for r in seen["reasons"] if r["shown"]] if state["phase"] in ("explain", "corridor") else []}


def lead(state: dict, here: dict | None, table: dict | None, verdicts: list[dict] | None, seen: dict, address: str, more: dict) -> dict:
    """The facilitator's view: the projector's, and what only the facilitator has. The corridor is not in it before the second vote."""
    shown = counting.public(table) if table else None
    view = {**screen(state, here, table, verdicts, seen, address), "bars_shown": state["bars"], "bars": None if state["open"] else shown, "reasons": seen["reasons"],
            "people": _people(seen), "minutes_usual": phases.NOTES[state["phase"]][0], "notes": phases.NOTES[state["phase"]][1], "next": next_label(state, here), "asks": here.get("asks", []) if here and state["phase"] in ("read", "discuss") else [],
            "minutes": here.get("minutes") if here else None, "steps": [phases.SAYS[p] for p in phases.ASKED],
            "prompts": prompts.draw_out(table, here["options"], verdicts, here["kind"]) if table and not state["open"] and counting.last(table)["answered"] else [],
            "tallies": [list(t) for t in seen["tallies"]], **more}
    if verdicts and here["chair"] in ("school", "police"):
        own = {"school": "teacher", "police": "officer"}[here["chair"]]
        view["room_chose"] = counting.choice_of_room(table, here["kind"])
        view["own_chose"] = counting.choice_of_room(table, here["kind"], own) if table["split"] else None
    return view


def next_label(state: dict, here: dict | None) -> str | None:
    """What the facilitator's large button says, or None where something else has to be chosen first."""
    if state["phase"] == "end":
        return None
    if here and not here["kind"]:
        return "Go on"
    if state["phase"] == "corridor" and here["chair"]:
        return None
    return "Show the corridor again" if state["phase"] == "read" and here["id"] in state["seen"] else phases.NEXT[state["phase"]]


def _answered(state, table):
    return table["rounds"][state["open"]["round"] - 1]["answered"] if state["open"] and table else None


def _people(seen):
    """How many of each profession have joined; told apart only where both are enough to hide in."""
    roles = {role: seen["people"].get(role, 0) for role in counting.ROLES}
    return roles if all(n >= counting.FEWEST for n in roles.values()) else None
