"""A scenario as one question: what its reader chooses from, and what each choice earns, worked out with the decision model.

The chair opens as it does by default. At the hand-over everything that is of use is passed on, so that the acts alone make the path.
"""
from __future__ import annotations

import functools

from . import rehearsal, scenario, story
from .script import compiled
from .telling import VERDICTS

EARNS = {**dict.fromkeys(("start", "inside", "duty"), 1), **dict.fromkeys(("not_opened", "not_duty", "excluded", "never"), 0)}
ENTRY = ("id", "says", "facts", "asks", "needed", "if", "unless")


def public(slug: str, chair: str) -> dict:
    """One chair of a scenario as a page plays it, without what the model is asked about its acts."""
    s = compiled(scenario.load(slug))
    acts = ("id", "says", "then", "minutes", "learn", "flag")
    own = s["chairs"][chair]
    steps = {name: {**step, "acts": [{k: a[k] for k in acts} for a in step["acts"]]} for name, step in own["steps"].items()}
    kept = ("id", "title", "summary", "nation", "on", "default_handover", "default_flags", "ask_back_minutes")
    passed = {name: [{k: e[k] for k in ENTRY} for e in entries if name != chair or not e["does"]] for name, entries in s["handover"].items()}
    return {**{k: s[k] for k in kept}, "handover": passed, "chairs": {chair: {**own, "steps": steps}}}


def told(slug: str, chair: str) -> dict:
    """What a page needs to say what the model makes of each act, once the path is taken."""
    s = compiled(scenario.load(slug))
    does = {name: {a["id"]: a["does"] for a in step["acts"]} for name, step in s["chairs"][chair]["steps"].items()}
    return {"title": s["title"], "children": s["children"], "does": does, "verdicts": VERDICTS, "earns": EARNS, "page": f"../book/scenarios/{slug}.html"}


@functools.lru_cache(maxsize=64)
def key(slug: str, chair: str) -> dict:
    """Every place that the acts of a chair lead to, with what each act there earns and where it leads: {start, states}."""
    s, plain = compiled(scenario.load(slug)), public(slug, chair)
    states: dict = {}
    start = _visit(s, plain, chair, _settled(plain, chair, []), states)
    names = {at: f"s{number}" for number, at in enumerate(states, 1)}
    named = {names[at]: {"step": found["step"], "acts": {act: [credit, names.get(ahead)] for act, (credit, ahead) in found["acts"].items()}}
             for at, found in states.items()}
    return {"start": names[start], "states": named}


def _settled(s, chair, path):
    """A path, with everything passed on if it has come to the hand-over."""
    while True:
        play = story.replay(s, chair, story.default_opening(s), path)
        if not s["chairs"][chair]["steps"][play["at"]]["handover"]:
            return path, play
        path = [*path, {"step": play["at"], "passed": story.offered(s, chair, play)}]


def _visit(s, plain, chair, settled, states):
    """Adds the state that a play is in and all that follow; its name, or None at an end."""
    path, play = settled
    acts = s["chairs"][chair]["steps"][play["at"]]["acts"]
    if not acts:
        return None
    decisive = rehearsal.deciding_flags(s, chair)
    name = play["at"], frozenset(play["known"].items()), frozenset(decisive & set(play["flags"]))
    if name not in states:
        states[name] = found = {"step": play["at"], "acts": {}}
        for act, said in zip(acts, rehearsal.verdicts(s, chair, play)):
            ahead = _settled(plain, chair, [*path, {"step": play["at"], "act": act["id"]}])
            found["acts"][act["id"]] = EARNS.get(said["kind"]), _visit(s, plain, chair, ahead, states)
    return name
