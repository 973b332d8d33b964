"""Every path through a scenario, walked: each step is reached, each path ends, each choice is one, nothing follows from nothing.

A state is where a reader can be: a step, what is known there, and what was done that later facts depend on. Paths that meet
in a state share what follows, so walking the states walks every path. s is a scenario as script.compiled gives it.
"""
from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, field

from . import model as rules, story
from .decide import decide, read_case

IN_LINE, OUT_OF_LINE = ("start", "inside", "duty"), ("excluded", "not_opened", "no_source", "not_duty", "never", "story")


@dataclass
class State:
    """One place on the way: a play that comes here, how many paths do, what any of them may have done, and the time spent."""
    play: dict
    path: list[dict]
    count: int
    may: set[str]
    least: int
    most: int


@dataclass
class Walk:
    """Every state of one chair from one opening, and how many paths come to an end in how many minutes."""
    states: dict[tuple, State] = field(default_factory=dict)
    paths: int = 0
    minutes: tuple[int, int] = (0, 0)


@functools.lru_cache(maxsize=50_000)
def _answer(nation, on, role, ids, pairs):
    law = rules.current().compiled
    case = read_case(law, story.case_of({"children": [{"id": i} for i in ids]}, dict(pairs)))
    return case, decide(law, case, nation=nation, role=role, on=on)


def answer_for(s: dict, role: str, known: dict) -> tuple[dict, dict]:
    """The case and the answer for what is known in a chair."""
    return _answer(s["nation"], s["on"], role, tuple(c["id"] for c in s["children"]), tuple(sorted(known.items())))


def openings(s: dict, chair: str, every: bool = False) -> list[dict]:
    """What a chair is walked from: the default, everything, nothing, each thing missing or alone; or every selection."""
    if chair == "school":
        return [{"told": [], "knew": [], "flags": []}]
    ids = [e["id"] for e in s["handover"]["school"] if e["facts"]]
    chosen = [[n for i, n in enumerate(ids) if number >> i & 1] for number in range(2 ** len(ids))] if every else \
        [s["default_handover"], ids, [], *([n for n in ids if n != out] for out in ids), *([n] for n in ids)]
    return [{"told": list(told), "knew": ids, "flags": list(s["crossing"])} for told in chosen]


def moves(s: dict, chair: str, play: dict) -> list[dict]:
    """What a reader can do at a step: each act; in the hand-over pass on all, all that is needed, nothing, or all but one."""
    step = s["chairs"][chair]["steps"][play["at"]]
    if not step["handover"]:
        return [{"step": step["id"], "act": a["id"], "confidence": "sure"} for a in step["acts"]]
    able = story.offered(s, chair, play)
    needed = [e["id"] for e in s["handover"][chair] if e["id"] in able and not e["does"]]
    chosen = [able, needed, [], *([n for n in needed if n != out] for out in needed)]
    return [{"step": step["id"], "passed": list(c)} for c in dict.fromkeys(map(tuple, chosen))]


def walk(s: dict, chair: str, opened: dict) -> Walk:
    """Every state that a reader can reach in a chair from one opening. The chair must have no ring of steps."""
    found, decisive = Walk(), deciding_flags(s, chair)

    def key(play):
        return play["at"], frozenset(play["known"].items()), frozenset(decisive & set(play["flags"]))

    first = story.replay(s, chair, opened, [])
    found.states[key(first)] = State(first, [], 1, set(first["flags"]), first["minutes"], first["minutes"])
    for name in in_order(s, chair):
        for state in [x for k, x in found.states.items() if k[0] == name]:
            for entry in moves(s, chair, state.play):
                play = story.replay(s, chair, opened, [*state.path, entry])
                spent, new = play["minutes"] - state.play["minutes"], set(play["flags"]) - set(state.play["flags"])
                ahead = found.states.setdefault(key(play), State(play, [*state.path, entry], 0, set(), 10**9, 0))
                ahead.count += state.count
                ahead.may |= state.may | new
                ahead.least, ahead.most = min(ahead.least, state.least + spent), max(ahead.most, state.most + spent)
    ends = [x for x in found.states.values() if not moves(s, chair, x.play)]
    found.paths, found.minutes = sum(x.count for x in ends), (min(x.least for x in ends), max(x.most for x in ends))
    return found


def deciding_flags(s, chair) -> set[str]:
    """The flags on which anything but a text depends: what is learnt, which step comes, what can be passed on."""
    steps = s["chairs"][chair]["steps"].values()
    items = [i for x in steps for i in [*x["learn"], *(j for a in x["acts"] for j in a["learn"])]] + s["handover"][chair]
    return {f for i in items for f in (*i["if"], *i["unless"])} | {x["only_if"] for x in steps if x["only_if"]}


def _onward(step) -> list[str]:
    return [n for n in dict.fromkeys([step["then"], step["otherwise"], *(a["then"] for a in step["acts"])]) if n]


def in_order(s: dict, chair: str) -> list[str]:
    """The steps that can be reached, each before all that it leads to."""
    steps, done = s["chairs"][chair]["steps"], []

    def visit(name):
        if name not in done:
            for other in _onward(steps[name]):
                visit(other)
            done.append(name)

    visit(s["chairs"][chair]["start"])
    return done[::-1]


def ring(s: dict, chair: str) -> list[str]:
    """Steps that lead back to themselves, or nothing."""
    steps, clear = s["chairs"][chair]["steps"], set()

    def follow(name, trail):
        if name in trail:
            return [*trail[trail.index(name):], name]
        if name not in clear:
            for other in _onward(steps[name]):
                if found := follow(other, [*trail, name]):
                    return found
            clear.add(name)
        return []

    return follow(s["chairs"][chair]["start"], [])


# What is wrong ------------------------------------------------------------------------------------------------------

def problems(s: dict) -> Iterator[str]:
    """A sentence for each way in which a path through a scenario falls short."""
    for chair in ("school", "police"):
        if steps := ring(s, chair):
            yield f"chair {chair}: the steps {' to '.join(steps)} go round in a ring, so a path need not end. Let one of them lead on."
            return
    done = walks(s)
    for chair, found in done.items():
        yield from _reach_problems(s, chair, found)
        yield from _choice_problems(s, chair, found)
        yield from _ending_problems(s, chair, found)
    yield from _consequence_problems(s, done)


def walks(s: dict) -> dict[str, list[Walk]]:
    """Both chairs, walked from each of their openings."""
    return {chair: [walk(s, chair, o) for o in openings(s, chair)] for chair in ("school", "police")}


def states(s: dict, chair: str, found: list[Walk]) -> Iterator[tuple[State, dict]]:
    """Every state of some walks with the step that it is at."""
    for w in found:
        for state in w.states.values():
            yield state, s["chairs"][chair]["steps"][state.play["at"]]


def _reach_problems(s, chair, found):
    reached = {step["id"] for _, step in states(s, chair, found)}
    for name in s["chairs"][chair]["steps"]:
        if name not in reached:
            yield f"chair {chair}, step {name}: no path reaches it. Let an act lead to it, or take it out."
    able = {n for state, step in states(s, chair, found) if step["handover"] for n in story.offered(s, chair, {**state.play, "flags": list(state.may)})}
    for e in s["handover"][chair]:
        if e["id"] not in able:
            yield (f"handover, entry {e['id']}: no path knows what it says ({', '.join(e['facts']) or 'its flag'}). "
                   f"Let a step or an act before the hand-over learn it, with the same value.")


def verdicts(s: dict, chair: str, play: dict) -> list[dict]:
    """What the model says of each act at a step, on what is known there."""
    case, answer = answer_for(s, chair, play["known"])
    return [story.judge(rules.current().compiled, case, answer, a["does"]) for a in s["chairs"][chair]["steps"][play["at"]]["acts"]]


def _choice_problems(s, chair, found):
    told = set()
    for state, step in states(s, chair, found):
        if not step["acts"] or step["id"] in told:
            continue
        kinds = {v["kind"] for v in verdicts(s, chair, state.play)}
        missing = "is inside the corridor or a duty" if not kinds & set(IN_LINE) else \
            "is outside it, a never or a story act" if not kinds & set(OUT_OF_LINE) else ""
        if missing:
            told.add(step["id"])
            taken = " to ".join(str(e.get("act", e.get("passed"))) for e in state.path) or "the start"
            yield f"chair {chair}, step {step['id']}: no act {missing} on the path {taken}. Add one, or let more or less be known there."


def _ending_problems(s, chair, found):
    pictured = [c["id"] for c in s["children"] if s["truth"].get(f"{c['id']}.pictured") == "pictured"]
    for state, step in states(s, chair, found):
        if step["acts"] or step["handover"]:
            continue
        duties = answer_for(s, chair, state.play["known"])[1]["duties"]
        for child in pictured:
            if not any(d["id"] == "support_child_pictured" and d["for"] == child for d in duties):
                yield f"chair {chair}, step {step['id']}: it ends without the duty to support child {child}. Correct the rule, or what is learnt."
                return


def _consequence_problems(s, done):
    """A consequence has to come back in the story, on some path, after the act that leads to it."""
    shown = {f for chair, found in done.items() for state, step in states(s, chair, found)
             for p in [*step["text"], *step["learn"]] for f in (*p["if"], *p["unless"]) if f in state.may}
    shown |= {f for p in [*s["afterwards"], *s["handover"]["school"], *s["handover"]["police"]] for f in (*p["if"], *p["unless"])}
    shown |= {f for found in done["school"] for state in found.states.values() for f in state.may & set(s["crossing"])}
    for name in s["consequences"]:
        if name not in shown:
            yield f"consequence {name}: no path that sets it comes to the text that depends on it. Move the text to a later step."
