"""Why an answer is what it is: its reasons, the fewest facts that already give it, what would change it, what is open.

Pure functions over the compiled model. js/whatif.js says for the page what `would_change` says here.
"""
from __future__ import annotations

import itertools

from .decide import decide, read_case
from .words import GRADE, how_binding, value as question

ASPECTS = ("required", "start", "excluded")
ANY_OF = "at_least_one"
WHAT = {"required": "required", "start": "usual starting point", "excluded": "ruled out"}


def why(law: dict, facts: dict, *, nation: str, role: str, on: str, conduct: str | None = None) -> dict:
    """For a case as the command line reads it: {reasons, enough, would_change, not_known} and what was asked; raises Mistakes."""
    settings = {"nation": nation, "role": role, "on": on, "conduct": conduct}
    answer = decide(law, read_case(law, facts), **settings)
    return {**{k: answer[k] for k in ("nation", "role", "on", "conduct", "conduct_assumed", "rules_version", "reasons", "disagreements")},
            "enough": enough(law, facts, **settings), "would_change": would_change(law, facts, **settings),
            "not_known": [{"fact": name, "asks": question(law, name)} for name in answer["ask_next"]]}


# The fewest facts that are enough -----------------------------------------------------------------------------------

def enough(law: dict, facts: dict, **settings) -> list[dict]:
    """For each ladder the fewest known facts that alone, with all else unknown, already give what is required, usual or ruled out.

    More knowledge never takes back what is certain, so a larger set of known facts is enough whenever a smaller one is.
    """
    known, told = _known(facts), {}

    def given(names) -> dict:
        if names not in told:
            told[names] = _outcomes(decide(law, read_case(law, _only(facts, names)), **settings))
        return told[names]

    every = frozenset(known)
    return [{"ladder": ladder, "for": owner, "what": aspect, "is": given(every)[ladder, owner, aspect],
             "facts": [{"fact": n, "value": known[n], "says": says(law, n, known[n])} for n in _fewest(
                 list(known), lambda names, t=(ladder, owner, aspect): given(frozenset(names)).get(t) == given(every)[t])]}
            for ladder, owner, aspect in given(every)]


def _known(facts: dict) -> dict:
    owners = [("incident", facts.get("incident", {})), *((c["id"], c) for c in facts["children"])]
    return {f"{owner}.{name}": value for owner, given in owners for name, value in given.items() if name != "id"}


def _only(facts: dict, names) -> dict:
    return {"incident": {k: v for k, v in facts.get("incident", {}).items() if f"incident.{k}" in names},
            "children": [{k: v for k, v in c.items() if k == "id" or f"{c['id']}.{k}" in names} for c in facts["children"]]}


def _outcomes(answer: dict) -> dict:
    """What an answer says for certain, by (ladder, owner, aspect); nothing for what it leaves open."""
    places = [("incident", answer["incident"]["ladders"]), *((c["id"], c["ladders"]) for c in answer["children"])]
    alone = len(answer["children"]) == 1
    found = {(name, owner, aspect): corridor[aspect] for owner, ladders in places for name, corridor in ladders.items()
             if not (alone and owner != "incident" and name in answer["incident"]["ladders"]) for aspect in ASPECTS if corridor[aspect]}
    any_of = sorted({tuple((a["ladder"], a["level"]) for a in m["any"]) for m in answer["incident"]["must_any"]})
    return found | ({(ANY_OF, "incident", "required"): any_of} if any_of else {})


def _fewest(names: list[str], is_enough) -> list[str]:
    """A smallest set of names that is enough, in their order: each try either is enough or shows names of which one is needed."""
    needed = [{n} for n in names if not is_enough([m for m in names if m != n])]
    while True:
        tried = _smallest_hitting(names, needed)
        if is_enough(tried):
            return tried
        short = list(tried)
        for name in names:
            if name not in short and not is_enough([*short, name]):
                short.append(name)
        needed.append(set(names) - set(short))


def _smallest_hitting(names: list[str], needed: list[set]) -> list[str]:
    certain = {n for group in needed if len(group) == 1 for n in group}
    rest = [group for group in needed if not group & certain]
    among = [n for n in names if any(n in group for group in rest)]
    for size in range(len(among) + 1):
        for chosen in itertools.combinations(among, size):
            if all(group & set(chosen) for group in rest):
                return [n for n in names if n in certain or n in chosen]
    raise AssertionError("every group has a name, so all of them together hit each")


# What would change it -----------------------------------------------------------------------------------------------

def would_change(law: dict, facts: dict, **settings) -> list[dict]:
    """For each fact that could be mistaken or can still change: the other values that would move a ladder, and how. Known ones first."""
    before = decide(law, read_case(law, facts), **settings)
    known, found = _known(facts), []
    for name in _asked(law, facts, settings["role"]):
        fact = next(f for f in law["facts"] if f["id"] == name.split(".")[1])
        now = known.get(name)
        turns = [{"value": v, "says": says(law, name, v),
                  "lines": differences(law, before, decide(law, read_case(law, _with(facts, name, v)), **settings))}
                 for v in fact["values"] if v != now]
        if any(turn["lines"] for turn in turns):
            found.append({"fact": name, "now": now, "turns": [t for t in turns if t["lines"]]})
    return [e for e in found if e["now"] is not None] + [e for e in found if e["now"] is None]


def _asked(law, facts, role) -> list[str]:
    children = [c["id"] for c in facts["children"]]
    return [f"{owner}.{fact['id']}" for fact in law["facts"] if role in fact["ask"] and not fact["fixed"]
            for owner in (["incident"] if fact["about"] == "incident" else children)]


def _with(facts: dict, name: str, value) -> dict:
    owner, fact = name.split(".")
    if owner == "incident":
        return {**facts, "incident": {**facts.get("incident", {}), fact: value}}
    return {**facts, "children": [{**c, fact: value} if c["id"] == owner else c for c in facts["children"]]}


def differences(law: dict, before: dict, after: dict) -> list[str]:
    """Every difference between two answers to one case in which a ladder is moved, as sentences."""
    had, has = any_words(law, before), any_words(law, after)
    lines = [f"At least one of these would be required: {w}." for w in has if w not in had]
    lines += [f"No longer required, at least one of: {w}." for w in had if w not in has]
    pairs = [(None, before["incident"]["ladders"], after["incident"]["ladders"])]
    pairs += [(b["id"], b["ladders"], a["ladders"]) for b, a in zip(before["children"], after["children"])]
    for owner, was, now in pairs:
        for ladder in (l for l in law["ladders"] if l["id"] in was):
            if owner and len(before["children"]) == 1 and ladder["about"] == "child_and_incident":
                continue
            if said := _moved(ladder, was[ladder["id"]], now[ladder["id"]]):
                lines.append(f"{ladder['title']}{f', child {owner}' if owner else ''}: {'. '.join(said)}.")
    return lines


def _moved(ladder, was, now) -> list[str]:
    def say(level):
        return ladder["says"][ladder["levels"].index(level)]

    def height(level):
        return ladder["levels"].index(level) if level else -1

    said = []
    if height(now["required"]) > height(was["required"]):
        said.append(f"required would be: {say(now['required'])}")
    if height(now["required"]) < height(was["required"]):
        said.append(f"no longer required: {say(was['required'])}")
    if now["start"] != was["start"]:
        said.append(f"the usual starting point would be: {say(now['start'])}" if now["start"] else
                    "no source would be held for a starting point" if now["no_source_held"] else
                    "the usual starting point would depend on more facts")
    opened = [o for o in now["options"] if o not in was["options"] and o not in (now["start"], now["required"])]
    closed = [o for o in was["options"] if o not in now["options"] and o != was["required"]]
    said += [f"opened to judgement: {'; '.join(map(say, opened))}"] if opened else []
    said += [f"no longer open: {'; '.join(map(say, closed))}"] if closed else []
    return said


# In words -----------------------------------------------------------------------------------------------------------

def any_words(law: dict, answer: dict) -> list[str]:
    """Each "at least one of" that an answer requires, in words, once."""
    return list(dict.fromkeys(", or ".join(level_words(law, a["ladder"], a["level"]) for a in m["any"]) for m in answer["incident"]["must_any"]))


def level_words(law: dict, ladder: str, level: str) -> str:
    """A level of a ladder in words."""
    found = next(l for l in law["ladders"] if l["id"] == ladder)
    return found["says"][found["levels"].index(level)]


def says(law: dict, name: str, value) -> str:
    """The value, or the values still possible, of "A.age" or "incident.adult" in words."""
    fact = next(f for f in law["facts"] if f["id"] == name.split(".")[1])
    return " or ".join(fact["says"][fact["values"].index(v)] for v in (value if isinstance(value, list) else [value]))


def lines(law: dict, told: dict) -> list[str]:
    """What `why` found, as lines of plain text."""
    reasons = {r["rule"]: r for r in told["reasons"]}.values()
    return ["This is training, not a verdict. A person decides. Danger now: call 999.", "", "Why",
            *(f"  - {r['because']} ({how_binding(r)}; {r['record']}, {r['source']}, {r['at']}; {GRADE[r['grade']]})" for r in reasons),
            "", "The fewest known facts that are already enough", *_enough_lines(law, told),
            "", "What would change it, one fact at a time", *_change_lines(law, told),
            "", "Not known yet, and it still matters", *([f"  - {n['asks']}" for n in told["not_known"]] or ["  Nothing."])]


def _enough_lines(law, told):
    for e in told["enough"]:
        title = next((l["title"] for l in law["ladders"] if l["id"] == e["ladder"]), "The school")
        where = title + ("" if e["for"] == "incident" else f", child {e['for']}")
        yield f"  {where}: {WHAT[e['what']]}: {_result_words(law, e)}"
        yield from [f"    - {_about(f['fact'])}{f['says']}" for f in e["facts"]] or ["    - This holds whatever the facts."]


def _result_words(law, e) -> str:
    if e["ladder"] == ANY_OF:
        return "at least one of: " + "; ".join(", or ".join(level_words(law, *choice) for choice in any_of) for any_of in e["is"])
    return "; ".join(level_words(law, e["ladder"], level) for level in (e["is"] if isinstance(e["is"], list) else [e["is"]]))


def _change_lines(law, told):
    if not told["would_change"]:
        yield "  No single fact would move a ladder."
    for e in told["would_change"]:
        yield f"  {question(law, e['fact'])} Now: {says(law, e['fact'], e['now']) if e['now'] is not None else 'not known yet'}."
        for turn in e["turns"]:
            yield from [f"    If it turns out that {turn['says']}:", *(f"      - {line}" for line in turn["lines"])]


def _about(name: str) -> str:
    owner = name.split(".")[0]
    return "" if owner == "incident" else f"child {owner}: "
