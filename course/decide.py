"""From a case to its corridors: pure, dated, three-valued. decide.js is the same program for the page.

A case holds, for each fact, the set of values that are still possible, as a bit mask: one bit is known, all bits are not
known. A condition can be false (NO), true (YES) or either (OPEN = both bits). Each condition names a fact at most once, so
this is exact for a rule: OPEN means that the facts still allow both.
"""
from __future__ import annotations

import datetime

from .files import Mistakes, nearest
from .schema import NATIONS, ROLES

NO, YES, OPEN = 1, 2, 3


# Cases --------------------------------------------------------------------------------------------------------------

def read_case(model: dict, data) -> dict:
    """A case as bit masks from {"incident": {...}, "children": [{"id": "A", ...}]}; raises Mistakes for unknown names."""
    problems: list[str] = []
    if not isinstance(data, dict):
        raise Mistakes(['The facts are one object: {"incident": {...}, "children": [{"id": "A", ...}]}.'])
    for key in data:
        if key not in ("incident", "children"):
            problems.append(f"There is no part {key!r} in the facts. {nearest(key, ['incident', 'children'])}")
    children = data.get("children")
    if not isinstance(children, list) or not children:
        problems.append('Name at least one child under "children", such as {"id": "A"}. What is not known may be left out.')
        children = []
    incident = _masks(model, data.get("incident", {}), "incident", "incident", problems)
    read, ids = [], []
    for child in children:
        name = child.get("id") if isinstance(child, dict) else None
        if not (isinstance(name, str) and len(name) == 1 and name.isascii() and name.isalpha()):
            problems.append(f'Each child has an id of one letter, such as "A". {name!r} is not one.')
            continue
        if name in ids:
            problems.append(f"Two children have the id {name!r}. Give each its own letter.")
        ids.append(name)
        read.append({"id": name, "masks": _masks(model, {k: v for k, v in child.items() if k != "id"}, "child", name, problems)})
    if problems:
        raise Mistakes(problems)
    return {"incident": incident, "children": read}


def _masks(model, given, about, owner, problems) -> list[int]:
    masks = [(1 << len(f["values"])) - 1 for f in model["facts"]]
    if not isinstance(given, dict):
        problems.append(f"The facts of {owner} are an object of names and values.")
        return masks
    names = {f["id"]: i for i, f in enumerate(model["facts"])}
    for name, value in given.items():
        if name not in names:
            problems.append(f"{owner}: there is no fact {name!r}. {nearest(name, [f['id'] for f in model['facts'] if f['about'] == about])}")
            continue
        fact = model["facts"][names[name]]
        if fact["about"] != about:
            where = "the incident" if fact["about"] == "incident" else "each child"
            problems.append(f"{owner}: {name} is a fact about {where}. Move it there.")
            continue
        values = value if isinstance(value, list) else [value]
        if not values:
            problems.append(f"{owner}: {name} has an empty list, which nothing can be. Leave it out if it is not known.")
            continue
        wrong = [v for v in values if v not in fact["values"]]
        problems += [f"{owner}: {name} has no value {v!r}. {nearest(v, fact['values'])}" for v in wrong]
        if not wrong:
            masks[names[name]] = sum(1 << fact["values"].index(v) for v in set(values))
    return masks


# Conditions ---------------------------------------------------------------------------------------------------------

def truth(tree: dict, masks: list[int]) -> int:
    """NO, YES or OPEN for a compiled condition over masks."""
    if "fact" in tree:
        mask = masks[tree["fact"]]
        return (YES if mask & tree["in"] else 0) | (NO if mask & ~tree["in"] else 0)
    if "not" in tree:
        inner = truth(tree["not"], masks)
        return (inner & YES) >> 1 | (inner & NO) << 1
    every = "all" in tree
    decided, neutral = (NO, YES) if every else (YES, NO)
    parts = [truth(part, masks) for part in (tree["all"] if every else tree["any"])]
    if any(p == decided for p in parts):
        return decided
    return OPEN if any(p == OPEN for p in parts) else neutral


def undecided(tree: dict, masks: list[int]) -> set[int]:
    """The facts on which an OPEN condition still depends; each can still change it."""
    if truth(tree, masks) != OPEN:
        return set()
    if "fact" in tree:
        return {tree["fact"]}
    parts = [tree["not"]] if "not" in tree else tree.get("all") or tree.get("any")
    return set().union(*(undecided(part, masks) for part in parts))


def basis_on(rule: dict, nation: str, on: str, conduct: str) -> list[dict]:
    """The entries of a rule's basis in force in a nation on a decision date and a conduct date."""
    if nation not in rule["nations"]:
        return []
    found = []
    for basis in rule["basis"]:
        day = on if basis["by"] == "decision_date" else conduct
        if basis["from"] <= day and not (basis["to"] and basis["to"] <= day):
            found.append(basis)
    return found


# Corridors ----------------------------------------------------------------------------------------------------------

class _View:
    """One child's facts with the incident's, and what each rule in force makes of them."""

    def __init__(self, model, in_force, incident, child):
        self.masks = [incident[i] if f["about"] == "incident" else child["masks"][i] for i, f in enumerate(model["facts"])]
        self.id, self.model, self.in_force, self.memo, self.found = child["id"], model, in_force, {}, {}
        self.held = set(in_force)

    def state(self, index: int) -> int:
        """NO, YES or OPEN: whether a rule is live, once the rules that are exceptions to it are counted."""
        if index not in self.memo:
            rule, value = self.model["rules"][index], 0
            if index in self.held:
                value = truth(rule["when"], self.masks)
                for other in rule["overridden_by"]:
                    over = YES if self._surely_replaces(other, rule) else self.state(other)
                    if over == YES:
                        value = NO
                    elif over == OPEN and value == YES:
                        value = OPEN
            self.memo[index] = value or NO
        return self.memo[index]

    def _surely_replaces(self, index: int, rule: dict) -> bool:
        """Whether an exception holds, and whatever could replace the exception would replace the rule as well."""
        if index not in self.held:
            return False
        other = self.model["rules"][index]
        return truth(other["when"], self.masks) == YES and all(o in rule["overridden_by"] for o in other["overridden_by"] if o in self.held)

    def rules(self, *states):
        """The rules in force that are in one of these states; each ladder asks for the same ones."""
        if states not in self.found:
            self.found[states] = [(i, self.model["rules"][i]) for i in self.in_force if self.state(i) in states]
        return self.found[states]

    def applying(self):
        """The live rules, with those that apply until it is known that they do not."""
        return [(i, r) for i, r in self.rules(YES, OPEN) if self.state(i) == YES or r["if_unknown"] == "apply"]

    def name(self, fact: int) -> str:
        f = self.model["facts"][fact]
        return ("incident" if f["about"] == "incident" else self.id) + "." + f["id"]

    def facts_of(self, rules) -> list[str]:
        found = set()
        for index, rule in rules:
            for i in [index, *rule["overridden_by"]]:
                if i in self.held:
                    found |= undecided(self.model["rules"][i]["when"], self.masks)
        return [self.name(i) for i in sorted(found)]


def _clamp(level, floor, ceiling):
    return max(min(level, ceiling), floor)


def _corridor(view: _View, ladder: dict, any_sure: list) -> dict:
    """One ladder for one child: level numbers; -1 where there is none."""
    name, top = ladder["id"], len(ladder["levels"]) - 1
    sure, maybe = view.rules(YES), view.rules(OPEN)
    floor = max([-1] + [r["at_least"][name] for _, r in sure if name in r["at_least"]])
    floors = [r["at_least"][name] for _, r in maybe if r["at_least"].get(name, -1) > floor]
    ceiling = min([top] + [r["at_most"][name] for _, r in sure if name in r["at_most"]])
    ceilings = [r["at_most"][name] for _, r in maybe if r["at_most"].get(name, top) < ceiling]
    barred = {level for _, r in sure for level in r["bar"].get(name, [])}
    presumed = [r["start"][name] for _, r in sure + maybe if name in r["start"]]
    held = any(name in view.model["rules"][i]["start"] for i in view.in_force)

    starts = sorted({_clamp(p, f, c) for p in presumed if p >= 0 for f in [floor, *floors] for c in [ceiling, *ceilings]})
    unheld = not held or (not starts and bool(presumed))
    start = starts[0] if len(starts) == 1 and all(p >= 0 for p in presumed) else -1

    pending_rules = [(i, r) for i, r in maybe if r["must_any"] and r["must_any"] not in any_sure]
    pending = max([floor] + [r["at_least"][name] for _, r in maybe if r["if_unknown"] == "ask_before_closing" and name in r["at_least"]]
                  + [level for _, r in pending_rules if r["if_unknown"] == "ask_before_closing" for lad, level in r["must_any"] if lad == name])
    opened, openable = set(), []
    for state, (i, r) in [(YES, x) for x in sure] + [(OPEN, x) for x in maybe]:
        levels = [lv for lv in r["opens"].get(name, []) if _in_direction(lv, starts, r["direction"])]
        if state == YES:
            opened |= set(levels)
        elif levels:
            openable.append(((i, r), levels))
    excluded = [lv for lv in range(top + 1) if lv < floor or lv > ceiling or lv in barred]
    options = [lv for lv in range(top + 1) if (lv in opened.union(starts) or (lv == floor and not starts)) and lv >= pending and lv not in excluded]

    matters = [(i, r) for i, r in maybe if r["at_least"].get(name, -1) > floor or r["at_most"].get(name, top) < ceiling
               or any(lv not in excluded for lv in r["bar"].get(name, []))
               or (start < 0 and name in r["start"])]
    matters += [x for x, levels in openable if any(lv not in options and lv not in excluded for lv in levels)]
    matters += [(i, r) for i, r in pending_rules if any(lad == name for lad, _ in r["must_any"])]
    return {"required": floor, "could_require": max([floor, *floors]), "start": start, "options": options, "excluded": excluded,
            "open": view.facts_of(matters), "unheld": unheld}


def _in_direction(level, starts, direction) -> bool:
    return not starts or direction == "both" or (level > starts[0] if direction == "up" else level < starts[-1])


def _highest(corridors: list[dict]) -> dict:
    """The corridor of the incident: the highest of its children's."""
    floor = max(c["required"] for c in corridors)
    lowest = max(min(c["options"], default=0) for c in corridors)
    starts = [c["start"] for c in corridors]
    return {"required": floor, "could_require": max(c["could_require"] for c in corridors),
            "start": max(starts) if min(starts) >= 0 else -1,
            "options": sorted({lv for c in corridors for lv in c["options"] if lv >= max(lowest, floor)}),
            "excluded": sorted(set.intersection(*(set(c["excluded"]) for c in corridors)) | set(range(max(floor, 0)))),
            "open": list(dict.fromkeys(f for c in corridors for f in c["open"])), "unheld": any(c["unheld"] for c in corridors)}


def _shown(corridor: dict, ladder: dict) -> dict:
    def level(number):
        return ladder["levels"][number] if number >= 0 else None

    return {"required": level(corridor["required"]), "could_require": level(corridor["could_require"]), "start": level(corridor["start"]),
            "options": [level(n) for n in corridor["options"]], "excluded": [level(n) for n in corridor["excluded"]],
            "open": corridor["open"], "no_source_held": corridor["unheld"]}


# The answer ---------------------------------------------------------------------------------------------------------

def decide(model: dict, case: dict, *, nation: str, role: str, on: str, conduct: str | None = None) -> dict:
    """The answer for a case: a corridor per decision-maker and child, reasons, duties and what is not known.

    model is Model.compiled, case comes from read_case. Dates are "YYYY-MM-DD". A conduct date that is not given is taken to
    be the decision date, and the answer says so. Raises Mistakes for an unknown nation, role or date.
    """
    check(nation, role, on, conduct)
    happened = conduct or on
    bases = {i: found for i, r in enumerate(model["rules"]) if (found := basis_on(r, nation, on, happened))}
    views = [_View(model, list(bases), case["incident"], child) for child in case["children"]]
    any_sure = [r["must_any"] for v in views for _, r in v.rules(YES) if r["must_any"]]
    ladders = [l for l in model["ladders"] if not l["labels"]]
    corridors = {l["id"]: [_corridor(v, l, any_sure) for v in views] for l in ladders}

    children, labelled = [], {}
    for number, view in enumerate(views):
        own = {l["id"]: _shown(corridors[l["id"]][number], l) for l in ladders if l["about"] != "incident"}
        labelled[view.id] = _labelled(model, view, own)
        children.append({"id": view.id, "ladders": own, "recorded_as": _labels(model, labelled[view.id], nation)})
    incident = {l["id"]: _shown(_highest(corridors[l["id"]]), l) for l in ladders if l["about"] != "child"}

    said, open_facts = _said(model, views, role), {f for cs in corridors.values() for c in cs for f in c["open"]}
    asked = _in_asking_order(model, open_facts | said["open"], role, [v.id for v in views])
    reasons = _reasons(model, views, bases, role, labelled)
    fired = {r["rule"] for r in reasons}
    return {
        "nation": nation, "role": role, "on": on, "conduct": happened, "conduct_assumed": conduct is None,
        "rules_version": model["version"],
        "incident": {"ladders": incident, "must_any": said["must_any"]}, "children": children,
        "duties": said["duties"], "never": said["never"], "ask_next": asked, "settled": not open_facts, "reasons": reasons,
        "disagreements": [d["id"] for d in model["disagreements"] if nation in d["nations"] and fired & set(d["rules"])],
        "pending": [{"id": p["id"], "says": p["says"], "records": p["records"]}
                    for p in model["pending"] if nation in p["nations"] and p["from"] <= on],
    }


def check(nation, role, on, conduct) -> None:
    """Raises Mistakes for a nation, a role or a date that there is not."""
    problems = []
    if nation not in NATIONS:
        problems.append(f"There is no nation {nation!r}. {nearest(nation, NATIONS)}")
    if role not in ROLES:
        problems.append(f"There is no role {role!r}. {nearest(role, ROLES)}")
    for name, day in (("decision", on), ("conduct", conduct)):
        if day is not None:
            try:
                if datetime.date.fromisoformat(day).isoformat() != day:
                    raise ValueError
            except (ValueError, TypeError):
                problems.append(f"The {name} date {day!r} is not a date. Write it as 2026-11-21.")
    if problems:
        raise Mistakes(problems)


def _labelled(model, view, ladders) -> list[dict]:
    return [r for _, r in view.rules(YES) if r["label"] and all(
        model_level(model, name, level) in ladders[name]["options"] for name, level in r["with_level"].items())]


def _labels(model, rules, nation) -> list[str]:
    ladder = next(l for l in model["ladders"] if l["labels"])
    numbers = sorted({ladder["levels"].index(r["label"]) for r in rules})
    return [ladder["says_in"].get(nation, ladder["says"])[n] for n in numbers]


def model_level(model: dict, ladder: str, number: int) -> str:
    """The id of a level by its number."""
    return next(l for l in model["ladders"] if l["id"] == ladder)["levels"][number]


def _said(model, views, role) -> dict:
    duties, never, must_any, open_facts = {}, {}, {}, set()
    for view in views:
        for _, rule in view.applying():
            if rule["must_any"]:
                must_any.setdefault(rule["id"], {"rule": rule["id"], "any": [
                    {"ladder": ladder, "level": model_level(model, ladder, n)} for ladder, n in rule["must_any"]]})
            for kind, into in (("duty", duties), ("do_not", never)):
                said = rule[kind]
                if said and said["to"] in (role, "both"):
                    owner = view.id if rule["about"] == "child" else role
                    into.setdefault((rule["id"], owner), {"id": said["id"], "for": owner, "says": said["says"], "rule": rule["id"]})
        waiting = [(i, r) for i, r in view.rules(OPEN) if any(r[k] and r[k]["to"] in (role, "both") for k in ("duty", "do_not"))]
        open_facts |= set(view.facts_of(waiting))
    return {"duties": list(duties.values()), "never": list(never.values()), "must_any": list(must_any.values()), "open": open_facts}


def _in_asking_order(model, names, role, ids) -> list[str]:
    order = []
    for fact in model["facts"]:
        owners = ["incident"] if fact["about"] == "incident" else ids
        order += [f"{o}.{fact['id']}" for o in owners if role in fact["ask"]]
    return [name for name in order if name in names]


def _reasons(model, views, bases, role, labelled) -> list[dict]:
    found: dict = {}
    for view in views:
        for index, rule in view.applying():
            if rule["label"] and rule not in labelled[view.id]:
                continue
            owner = view.id if rule["about"] == "child" else "incident"
            for ladder, level in _effects(model, rule, role):
                found.setdefault((rule["id"], owner, ladder, level), _reason(model, rule, bases[index], owner, ladder, level))
    return list(found.values())


def _effects(model, rule, role):
    for key in ("at_least", "at_most", "start"):
        for ladder, level in rule[key].items():
            yield ladder, model_level(model, ladder, level) if level >= 0 else None
    for key in ("bar", "opens"):
        for ladder, levels in rule[key].items():
            for level in levels:
                yield ladder, model_level(model, ladder, level)
    for ladder, level in rule["must_any"]:
        yield ladder, model_level(model, ladder, level)
    for kind in ("duty", "do_not"):
        if rule[kind] and rule[kind]["to"] in (role, "both"):
            yield None, None
    if rule["label"]:
        yield "recorded_as", rule["label"]


def _reason(model, rule, basis, owner, ladder, level) -> dict:
    first = basis[0]
    record = model["records"][first["record"]]
    return {"rule": rule["id"], "for": owner, "ladder": ladder, "level": level, "force": rule["force"], "modal": first["modal"],
            "binding": "editorial" if rule["editorial"] else record["binding"], "because": rule["because"], "record": first["record"],
            "source": record["source"], "at": first["at"], "from": first["from"], "grade": first["grade"],
            "also": [b["record"] for b in basis[1:]]}
