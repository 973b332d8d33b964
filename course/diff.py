"""What an edit of the rules changes, counted exactly over every complete case, with one example of each change in words.

Both rule folders are put on the same questions first. A question that only one of them asks is open in the other; a value
that only one of them has is left out of the count and named.
"""
from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from contextlib import contextmanager
from pathlib import Path

from .decide import basis_on, decide, read_case
from .explain import any_words, level_words
from .files import ROOT, Mistakes
from .model import Model, load
from .space import Corridors, Space
from .words import NATION, in_nation

BESIDE = ("facts", "ladders", "records", "disagreements", "claims", "directions", "pending")  # compared as they are written
ASPECTS = ("required", "start", "options", "excluded")


# Two rule folders ---------------------------------------------------------------------------------------------------

@contextmanager
def rules_at(name: str, root: Path = ROOT):
    """The model of a rule folder, or of the rules folder in a git revision; raises Mistakes that name what was tried."""
    if Path(name).is_dir():
        inside = Path(name) / "rules"
        yield load(inside if inside.is_dir() else Path(name))
        return
    made = subprocess.run(["git", "-C", str(root), "archive", "--format=tar", name, "rules"], capture_output=True)
    if made.returncode:
        raise Mistakes([f"{name}: this is neither a folder nor a git revision that has a folder rules. "
                        "Write a folder such as ../old/rules, or a revision such as HEAD~1."])
    with tempfile.TemporaryDirectory() as folder:
        tarfile.open(fileobj=io.BytesIO(made.stdout)).extractall(folder, filter="data")
        try:
            found = load(Path(folder) / "rules")
        except Mistakes as error:
            raise Mistakes([f"{name}: the rules there cannot be read by this version of the course. {s.replace(folder, name)}"
                            for s in error.sentences]) from None
        yield found  # outside the try: what goes wrong with the other rules is not theirs


def diff(old: Model, new: Model, on: str) -> dict:
    """What differs between two models on a day: rules, values, cases by nation and ladder, and the exercises and scenarios."""
    before, after, uncounted = _same_questions(old.compiled, new.compiled)
    return {"on": on, "rules": _rules(old, new), "facts": uncounted, "nations": [
        {"nation": n, **counted} for n in after["nations"] if (counted := _nation(before, after, n, on))["ladders"]],
        "answers": answers(old.compiled, new.compiled)}


def _rules(old: Model, new: Model) -> dict:
    both = [i for i in new.rules if i in old.rules]
    return {"added": [i for i in new.rules if i not in old.rules], "removed": [i for i in old.rules if i not in new.rules],
            "changed": [{"rule": i, "keys": keys} for i in both if (keys := _changed_keys(old.rules[i], new.rules[i]))],
            **{kind: sorted(i for i in {*getattr(old, kind), *getattr(new, kind)} if getattr(old, kind).get(i) != getattr(new, kind).get(i))
               for kind in BESIDE}}


def _changed_keys(was, now) -> list[str]:
    a, b = was.model_dump(by_alias=True), now.model_dump(by_alias=True)
    return [key for key in b if a[key] != b[key]]


# On the same questions ----------------------------------------------------------------------------------------------

def _same_questions(old: dict, new: dict) -> tuple[dict, dict, list[str]]:
    """Both models on one list of facts, and a sentence for each fact or value that only one of them has."""
    was, now = ({f["id"]: f for f in law["facts"]} for law in (old, new))
    facts, said = [], []
    for name in [*now, *(n for n in was if n not in now)]:
        if name not in was or name not in now:
            said.append(f"Only the {'new' if name in now else 'old'} rules ask about {name}.")
            facts.append(now.get(name) or was[name])
            continue
        kept = [v for v in now[name]["values"] if v in was[name]["values"]]
        lost = [v for v in [*now[name]["values"], *was[name]["values"]] if v not in kept]
        said += [f"Only one of the two has {name}: {', '.join(lost)}. Cases with it are not counted."] if lost else []
        facts.append({**now[name], "values": kept, "says": [now[name]["says"][now[name]["values"].index(v)] for v in kept]})
    return _on(old, facts), _on(new, facts), said


def _on(law: dict, facts: list[dict]) -> dict:
    """The model with its conditions on other facts: the same names, in another order or with fewer values."""
    place = {f["id"]: i for i, f in enumerate(facts)}

    def tree(node):
        if "fact" in node:
            own, index = law["facts"][node["fact"]], place[law["facts"][node["fact"]]["id"]]
            inside = [v for i, v in enumerate(own["values"]) if node["in"] >> i & 1]
            return {"fact": index, "in": sum(1 << i for i, v in enumerate(facts[index]["values"]) if v in inside)}
        if "not" in node:
            return {"not": tree(node["not"])}
        key = "all" if "all" in node else "any"
        return {key: [tree(part) for part in node[key]]}

    return {**law, "facts": facts, "rules": [{**r, "when": tree(r["when"])} for r in law["rules"]]}


# Counting -----------------------------------------------------------------------------------------------------------

def _nation(before: dict, after: dict, nation: str, on: str) -> dict:
    space = Space(after["facts"])
    sides = [_outcomes(law, space, nation, on) for law in (before, after)]
    every = _count(space, space.possible)
    found = []
    for ladder, aspect in sides[1]["places"] | sides[0]["places"]:
        changes = list(_changes(space, in_nation(after, nation), ladder, aspect, *(side["levels"].get((ladder, aspect), {}) for side in sides)))
        if changes:
            total = _count(space, space.any(diagram for _, diagram in changes))
            found.append({"ladder": ladder, "what": aspect, "cases": total, "changes": [
                {"says": says, "cases": _count(space, diagram), "example": _example(space, diagram)} for says, diagram in changes]})
    return {"of": every, "ladders": sorted(found, key=lambda f: (f["ladder"], ASPECTS.index(f["what"])))}


def _outcomes(law: dict, space: Space, nation: str, on: str) -> dict:
    """For each ladder and aspect the diagram of each level; None is the level where there is none."""
    rules = frozenset(i for i, r in enumerate(law["rules"]) if basis_on(r, nation, on, on))
    sets, levels = Corridors(law, space), {}
    for ladder in (l for l in law["ladders"] if not l["labels"]):
        parts, names, top = sets.ladder(sets.ladder_key(ladder["id"], rules)), ladder["levels"], len(ladder["levels"])
        above = [parts["floor"][n + 1] if n + 1 < top else space.bdd.false for n in range(top)]
        levels[ladder["id"], "required"] = {None: ~parts["floor"][0], **{names[n]: parts["floor"][n] & ~above[n] for n in range(top)}}
        levels[ladder["id"], "start"] = {None: ~space.any(parts["start"]), **dict(zip(names, parts["start"]))}
        levels[ladder["id"], "options"] = dict(zip(names, parts["option"]))
        levels[ladder["id"], "excluded"] = {names[n]: parts["barred"][n] | above[n] | (parts["ceiling"][n - 1] if n else space.bdd.false)
                                            for n in range(top)}
    levels["at_least_one", "required"] = {"one": sets.where(rules, lambda r: bool(r["must_any"]))}
    return {"levels": levels, "places": {p: None for p in levels}}


def _changes(space, law, ladder, aspect, was, now):
    """(what changes, in which cases): one level to another where there is one level, what comes in or goes where there are several."""
    none = space.bdd.false
    if aspect in ("required", "start") and ladder != "at_least_one":
        nothing = {"required": "nothing", "start": "no one level"}[aspect]
        pairs = [(f"from {_level(law, ladder, a) if a else nothing} to {_level(law, ladder, b) if b else nothing}", was[a] & now[b]) for a in was for b in now if a != b]
    else:
        words = {"options": ("opened", "no longer open"), "excluded": ("ruled out", "no longer ruled out"), "required": ("required", "no longer required")}[aspect]
        pairs = [(f"{words[way]}: {_level(law, ladder, level)}", (now.get(level, none) & ~was.get(level, none), was.get(level, none) & ~now.get(level, none))[way])
                 for level in dict.fromkeys([*was, *now]) for way in (0, 1)]
    return [(says, diagram & space.possible) for says, diagram in pairs if diagram & space.possible != none]


def _level(law, ladder, level) -> str:
    if ladder == "at_least_one":
        return "the school tells at least one agency"
    names = next((l["levels"] for l in law["ladders"] if l["id"] == ladder), [])
    return f"“{level_words(law, ladder, level)}”" if level in names else f"“{level}”, which the new rules do not have"


def _count(space: Space, diagram) -> int:
    return int(space.bdd.count(diagram & space.possible, nvars=len(space.bdd.vars)))


def _example(space: Space, diagram) -> dict:
    """One case in a diagram: the facts that alone put a case there, and the same in words."""
    place = {f["id"]: i for i, f in enumerate(space.facts)}

    def cube(names):
        return space.all(space.values[place[n]][space.facts[place[n]]["values"].index(v)] for n, v in names.items())

    case = space.example(diagram)
    for name in list(case):
        fewer = {n: v for n, v in case.items() if n != name}
        case = fewer if cube(fewer) & space.possible & ~diagram == space.bdd.false else case
    says = [f["says"][f["values"].index(case[f["id"]])] for f in space.facts if f["id"] in case]
    return {"facts": case, "says": "; ".join(says) or "every case"}


# Exercises and scenarios ----------------------------------------------------------------------------------------------

def answers(old: dict, new: dict) -> list[dict]:
    """Each exercise item and each scenario of this folder that gets another answer, and in what."""
    found = []
    for name, facts, settings in [*_items(), *_scenarios()]:
        sides = [_answered(law, facts, settings) for law in (old, new)]
        if sides[0] != sides[1]:
            found.append({"name": name, "in": [key for key in sides[1] if sides[0].get(key) != sides[1][key]] or ["whether it can be answered"]})
    return found


def _items():
    from . import questions
    for path in sorted((questions.EXERCISES / "items").glob("*.yaml")):
        asked = questions.load(path.stem).questions
        cases = [(f"item {i.id}", i.case) for i in asked.items] + [(f"item {i.id}, option {o.id}", o.case) for i in asked.items for o in i.options]
        for place, case in ((place, case) for place, case in cases if case):
            yield (f"exercise {path.stem}, {place}", {"incident": case.incident, "children": case.children},
                   {"nation": asked.nation, "role": case.role, "on": asked.on, "conduct": case.conduct})


def _scenarios():
    from . import scenario, script, story
    for slug in scenario.slugs():
        s = script.compiled(script.read(scenario.SCENARIOS / f"{slug}.yaml"))
        for role in ("school", "police"):
            yield f"scenario {slug}, for the {role}", story.case_of(s, s["truth"]), {"nation": s["nation"], "role": role, "on": s["on"]}


def _answered(law, facts, settings) -> dict:
    """What a reader would see move, by what it is called; empty if these rules cannot answer the case."""
    try:
        answer = decide(law, read_case(law, facts), **settings)
    except Mistakes:
        return {}
    titles = {l["id"]: l["title"] for l in law["ladders"]}
    parts = {titles[n]: c for n, c in answer["incident"]["ladders"].items()}
    for child in answer["children"]:
        parts |= {f"{titles[n]}, child {child['id']}": c for n, c in child["ladders"].items()}
        parts[f"how it is recorded, child {child['id']}"] = child["recorded_as"]
    return parts | {"at least one of": sorted(any_words(law, answer)), "what to do": [(s["id"], s["for"], s["says"]) for s in answer["duties"]],
                    "what never to do": [(s["id"], s["for"], s["says"]) for s in answer["never"]]}


# In words -----------------------------------------------------------------------------------------------------------

def lines(law: dict, found: dict) -> list[str]:
    """What `diff` found, as lines of plain text; one line if nothing changed."""
    rules = found["rules"]
    named = {"added": "Rules added", "removed": "Rules removed", **{kind: f"{kind.capitalize()} changed, added or removed" for kind in BESIDE}}
    said = [f"{words}: {', '.join(rules[key])}" for key, words in named.items() if rules[key]]
    said += [f"Rule changed: {c['rule']} ({', '.join(c['keys'])})" for c in rules["changed"]]
    if not (said or found["facts"] or found["nations"] or found["answers"]):
        return ["Nothing changed: the same rules, and the same answer in every case."]
    titles = {l["id"]: l["title"] for l in law["ladders"]} | {"at_least_one": "At least one of police and social care"}
    for nation in found["nations"]:
        said += ["", f"{NATION[nation['nation']]}, on {found['on']}, out of {nation['of']:,} complete cases of one child:"]
        for l in nation["ladders"]:
            said.append(f"  {titles.get(l['ladder'], l['ladder'])}, {l['what']}: {l['cases']:,} cases change ({l['cases'] / nation['of']:.2%}).")
            for c in l["changes"]:
                said += [f"    {c['says'][0].upper()}{c['says'][1:]}: {c['cases']:,} cases.", f"      For example, if {c['example']['says']}."]
    if not found["nations"]:
        said += ["", f"On {found['on']} no complete case gets another required, usual, open or ruled-out level, in any nation."]
    said += ["", *(f"Another answer: {a['name']} ({'; '.join(a['in'])})." for a in found["answers"])] if found["answers"] else [
        "", "Every exercise item and scenario gets the answer it had."]
    return [*said, *found["facts"]]
