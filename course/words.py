"""An answer in words: what the command line prints and the readable twins say."""
from __future__ import annotations

from .language import say

BINDING = {"statute": say("the law requires"), "statutory_guidance": say("statutory guidance says you {modal}"), "editorial": say("this course suggests")}
GRADE = {"A": say("read at the source"), "B": say("read in a secondary source"), "C": say("not verified")}
NATION = {"england": say("England"), "wales": say("Wales"), "scotland": say("Scotland"), "northern_ireland": say("Northern Ireland")}
ROLE = {"school": "school", "police": "police"}
DECIDES = {"school": ("social_care", "police"), "police": ("enquiry", "this_child", "adult", "recorded_as")}  # whose ladder is whose


def places(nations) -> str:
    """Nations in words, all four as one."""
    return say("all four nations") if len(nations) == len(NATION) else say(" and ").join(NATION[n] for n in nations) or say("no one nation")


def upper(text: str) -> str:
    """The same text with a capital at its start."""
    return text[:1].upper() + text[1:]


def how_binding(reason: dict) -> str:
    """Whose rule it is and how binding, in the source's own verb: never stronger than the source."""
    if reason["binding"] == "statute" and reason["modal"] != "must":
        return say("the law says you {modal}").format(modal=reason["modal"])
    return BINDING.get(reason["binding"], say("guidance says you {modal}")).format(modal=reason["modal"])


def value(model: dict, name: str) -> str:
    """The question behind "A.age" or "incident.adult", for a person to ask."""
    owner, fact = name.split(".")
    found = next(f for f in model["facts"] if f["id"] == fact)
    question = found["ask"].get("school") or found["ask"]["police"]
    return question if owner == "incident" else f"{question} (child {owner})"


def in_nation(model: dict, nation: str) -> dict:
    """The model with the words that a nation has for its levels."""
    return {**model, "ladders": [{**ladder, "says": ladder["says_in"].get(nation, ladder["says"])} for ladder in model["ladders"]]}


def answer_lines(model: dict, answer: dict) -> list[str]:
    """The whole answer as lines of plain text."""
    model = in_nation(model, answer["nation"])
    lines = [f"{NATION[answer['nation']]}, {answer['role']}, decided on {answer['on']}."]
    if answer["conduct_assumed"]:
        lines.append("No date was given for what happened, so the decision date is used for it too.")
    lines += ["This is training, not a verdict. A person decides. Danger now: call 999.", ""]
    for kind, title in (("duties", "Do"), ("never", "Never")):
        lines += _listed(title, [s["says"] + (f" (child {s['for']})" if len(s["for"]) == 1 else "") for s in answer[kind]])
    for ladder in model["ladders"]:
        if not ladder["labels"]:
            lines += _ladder_lines(model, ladder, answer)
    for child in answer["children"]:
        lines += _listed(f"How it is recorded if the police are told, child {child['id']}", child["recorded_as"])
    choices = ["; or ".join(_level(model, a["ladder"], a["level"]) for a in any_of["any"]) for any_of in answer["incident"]["must_any"]]
    lines += _listed("Required, at least one of these", dict.fromkeys(choices))
    lines += _listed("Not known yet, and it matters", [value(model, n) for n in answer["ask_next"]])
    lines += ["Why"] + [
        f"  - {r['because']} ({how_binding(r)}; {r['record']}, {r['source']}, {r['at']}, "
        f"{'from ' + r['from'] if r['from'] else 'start date not held'}; {GRADE[r['grade']]})"
        for r in {r["rule"]: r for r in answer["reasons"]}.values()]
    if answer["pending"]:
        lines += ["", "Law that has not started, or was not found to have; none of it counts above"]
        lines += [f"  - {p['says']} ({', '.join(p['records'])})" for p in answer["pending"]]
    return lines


def _listed(title, items):
    return [title, *(f"  - {item}" for item in items), ""] if items else []


def _ladder_lines(model, ladder, answer):
    name = ladder["id"]
    if name in answer["incident"]["ladders"]:
        yield from _one_ladder(model, ladder, answer["incident"]["ladders"][name], ladder["title"], answer["nation"])
    else:
        for child in answer["children"]:
            yield from _one_ladder(model, ladder, child["ladders"][name], f"{ladder['title']}, child {child['id']}", answer["nation"])


def _one_ladder(model, ladder, corridor, title, nation):
    yield title
    name = ladder["id"]
    if corridor["no_source_held"]:
        yield "  No source is held for a starting point in this nation on this date. Ask your local procedure."
    if corridor["required"]:
        yield f"  Required, nothing less: {_level(model, name, corridor['required'])}"
    if corridor["could_require"] and corridor["could_require"] != corridor["required"]:
        yield f"  Could become required: {_level(model, name, corridor['could_require'])}"
    if corridor["start"]:
        yield f"  Usual starting point: {_level(model, name, corridor['start'])}"
    others = [o for o in corridor["options"] if o != corridor["start"]]
    if others:
        yield "  Left to judgement: " + "; ".join(_level(model, name, o) for o in others)
    if corridor["excluded"]:
        yield "  Ruled out: " + "; ".join(_level(model, name, o) for o in corridor["excluded"])
    yield f"  Who decides: {ladder['who_in'].get(nation, ladder['who'])}"
    yield ""


def _level(model, ladder, level):
    found = next(l for l in model["ladders"] if l["id"] == ladder)
    return found["says"][found["levels"].index(level)]
