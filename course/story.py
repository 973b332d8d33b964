"""A scenario being played: pure, without words of its own. js/story.js is the same program for the page.

s is a scenario as plain data (scenario.compiled). A play is replayed from its path, so that it has no state that could
disagree with what the reader did. An entry of a path is {step, act, confidence}, {step, passed: [ids]} or {step, asked: id}.
"""
from __future__ import annotations

from .decide import OPEN, basis_on, truth, undecided

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O or U, which are misread on paper
PREFIX = {"school": "PO", "police": "SC"}  # whom the code is for
OTHER = {"school": "police", "police": "school"}


# Playing ------------------------------------------------------------------------------------------------------------

def holds(item: dict, flags) -> bool:
    """Whether a piece of text, a fact or an entry belongs to a play in which these flags are set."""
    return all(f in flags for f in item["if"]) and not any(f in flags for f in item["unless"])


def default_opening(s: dict) -> dict:
    """What the officer's chair opens with when nobody has played the school's."""
    return {"told": list(s["default_handover"]), "knew": [e["id"] for e in s["handover"]["school"] if e["facts"]], "flags": list(s["default_flags"])}


def replay(s: dict, chair: str, opened: dict, path: list[dict]) -> dict:
    """Where a path leads: {at, minutes, flags, known, told, asked}."""
    play = {"at": "", "minutes": 0, "flags": [], "known": {}, "told": [], "asked": []}
    if chair == "police":
        for entry in s["handover"]["school"]:
            if entry["id"] in opened["told"]:
                _tell(play, entry)
        _flag(play, opened["flags"])
    _enter(s, chair, play, s["chairs"][chair]["start"])
    for entry in path:
        _follow(s, chair, opened, play, entry)
    return play


def _follow(s, chair, opened, play, entry):
    step = s["chairs"][chair]["steps"][entry["step"]]
    if "asked" in entry:
        play["minutes"] += s["ask_back_minutes"]
        play["asked"].append(entry["asked"])
        if entry["asked"] in opened["knew"]:
            _tell(play, next(e for e in s["handover"]["school"] if e["id"] == entry["asked"]))
        return
    if "passed" in entry:
        play["told"] = list(entry["passed"])
        _flag(play, [f"told_{name}" for name in entry["passed"]])
        _enter(s, chair, play, step["then"])
        return
    act = next(a for a in step["acts"] if a["id"] == entry["act"])
    play["minutes"] += act["minutes"]
    _learn(play, act["learn"])
    _flag(play, [act["flag"]] if act["flag"] else [])
    _enter(s, chair, play, act["then"])


def _enter(s, chair, play, name):
    steps = s["chairs"][chair]["steps"]
    while steps[name]["only_if"] and steps[name]["only_if"] not in play["flags"]:
        name = steps[name]["otherwise"]
    play["at"] = name
    play["minutes"] += steps[name]["minutes"]
    _learn(play, steps[name]["learn"])


def _learn(play, items):
    for item in items:
        if holds(item, play["flags"]):
            play["known"].update(item["facts"])


def _flag(play, names):
    play["flags"] += [n for n in names if n not in play["flags"]]


def _tell(play, entry):
    play["known"].update(entry["facts"])
    _flag(play, [f"told_{entry['id']}"])


def offered(s: dict, chair: str, play: dict) -> list[str]:
    """The ids of what a chair can pass on: entries whose facts it knows."""
    return [e["id"] for e in s["handover"][chair]
            if holds(e, play["flags"]) and all(play["known"].get(f) == v for f, v in e["facts"].items())]


def askable(s: dict, play: dict) -> list[str]:
    """The ids of what an officer can still ask the school for."""
    return [e["id"] for e in s["handover"]["school"]
            if e["asks"] and f"told_{e['id']}" not in play["flags"] and e["id"] not in play["asked"]]


def opening(s: dict, play: dict) -> dict:
    """What the school's finished chair hands to the officer's."""
    return {"told": list(play["told"]), "knew": offered(s, "school", play), "flags": [f for f in s["crossing"] if f in play["flags"]]}


def case_of(s: dict, known: dict) -> dict:
    """The known facts as a case for decide.read_case."""
    parts = {"incident": {}, **{c["id"]: {"id": c["id"]} for c in s["children"]}}
    for name, value in known.items():
        owner, fact = name.split(".")
        parts[owner][fact] = value
    return {"incident": parts.pop("incident"), "children": list(parts.values())}


# What the model says of an act --------------------------------------------------------------------------------------

def judge(law: dict, case: dict, answer: dict, does: dict) -> dict:
    """What the model says of one act: {kind, says, rules, open}. case is from read_case, answer from decide."""
    (kind, name), = [(k, v) for k, v in does.items() if k != "child"]
    if kind in ("story", "record"):
        return {"kind": kind, "says": name, "rules": [], "open": []}
    if kind in ("duty", "never"):
        return _said(law, case, answer, kind, name)
    return _level(law, answer, kind, name, does.get("child"))


def _said(law, case, answer, kind, name):
    found = [x for x in answer["duties" if kind == "duty" else "never"] if x["id"] == name]
    if found:
        return {"kind": kind, "says": found[0]["says"], "rules": _unique(x["rule"] for x in found), "open": []}
    key = "duty" if kind == "duty" else "do_not"
    rules = [r for r in law["rules"] if r[key] and r[key]["id"] == name and basis_on(r, answer["nation"], answer["on"], answer["conduct"])]
    open_facts = [fact for rule in rules for fact in _open_facts(law, rule, case)]
    return {"kind": f"not_{kind}", "says": rules[0][key]["says"] if rules else "", "rules": [], "open": _unique(open_facts)}


def _open_facts(law, rule, case):
    for child in case["children"]:
        masks = [case["incident"][i] if f["about"] == "incident" else child["masks"][i] for i, f in enumerate(law["facts"])]
        if truth(rule["when"], masks) == OPEN:
            for i in sorted(undecided(rule["when"], masks)):
                fact = law["facts"][i]
                yield f"{'incident' if fact['about'] == 'incident' else child['id']}.{fact['id']}"


def _level(law, answer, name, level, child):
    ladder = next(l for l in law["ladders"] if l["id"] == name)
    ladders = next(c for c in answer["children"] if c["id"] == child)["ladders"] if child else answer["incident"]["ladders"]
    corridor, place = ladders[name], ladder["levels"].index
    mine = [r for r in answer["reasons"] if r["ladder"] == name and (not child or r["for"] in (child, "incident"))]
    rules = {r["id"]: r for r in law["rules"]}
    if level in corridor["excluded"]:
        kind, why = "excluded", [r for r in mine if _rules_out(rules[r["rule"]], r, name, place(level), place(r["level"]) if r["level"] else -1)]
    elif level in corridor["options"]:
        kind, why = ("start" if corridor["start"] == level else "inside"), [r for r in mine if r["level"] == level and r["force"] != "never"]
    else:
        kind, why = ("no_source" if corridor["no_source_held"] else "not_opened"), [r for r in mine if r["force"] in ("must", "presume")]
    return {"kind": kind, "says": ladder["says_in"].get(answer["nation"], ladder["says"])[place(level)], "rules": _unique(r["rule"] for r in why), "open": corridor["open"]}


def _rules_out(rule, reason, ladder, level, other) -> bool:
    if ladder in rule["bar"]:
        return level in rule["bar"][ladder]
    if ladder in rule["at_least"]:
        return level < other
    return ladder in rule["at_most"] and level > other


def _unique(items) -> list:
    return list(dict.fromkeys(items))


# Codes --------------------------------------------------------------------------------------------------------------

def encode(s: dict, chair: str, opened: dict) -> str:
    """A short code that carries what a chair passed on, what it knew and what it did; it holds nothing else."""
    bits = [name in opened["told"] for name in _ids(s, chair)] + [name in opened["knew"] for name in _ids(s, chair)]
    bits += [name in opened["flags"] for name in s["crossing"]]
    bits += [False] * (-len(bits) % 5)
    body = "".join(ALPHABET[sum(bit << (4 - i) for i, bit in enumerate(bits[at:at + 5]))] for at in range(0, len(bits), 5))
    return f"{PREFIX[chair]}-{body}-{_check(s, chair, body)}"


def decode(s: dict, chair: str, code: str) -> dict | None:
    """What a code carries, or None if it is another scenario's or has a slip in it."""
    text = code.upper().translate(str.maketrans("OIL", "011", " -\t\n"))
    prefix = PREFIX[chair].translate(str.maketrans("OIL", "011"))
    body, check = text[2:-2], text[-2:]
    ids, crossing = _ids(s, chair), s["crossing"]
    size = -(-(2 * len(ids) + len(crossing)) // 5)
    if not text.startswith(prefix) or len(body) != size or any(c not in ALPHABET for c in body) or check != _check(s, chair, body):
        return None
    bits = [ALPHABET.index(c) >> (4 - i) & 1 for c in body for i in range(5)]
    told, knew, rest = bits[:len(ids)], bits[len(ids):2 * len(ids)], bits[2 * len(ids):]
    return {"told": [n for n, bit in zip(ids, told) if bit], "knew": [n for n, bit in zip(ids, knew) if bit],
            "flags": [n for n, bit in zip(crossing, rest) if bit]}


def _ids(s, chair):
    return [e["id"] for e in s["handover"][chair]]


def _check(s, chair, body) -> str:
    text = ":".join([s["id"], *_ids(s, chair), *s["crossing"], body])
    number = sum((i + 1) * ord(c) for i, c in enumerate(text)) % 1021
    return ALPHABET[number // 32] + ALPHABET[number % 32]
