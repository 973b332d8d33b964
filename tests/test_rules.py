"""The rules: read whole, every mistake in a sentence, examples that hold, proofs that can fail."""
import ast
import json
import re
import shutil
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from ruamel.yaml import YAML

from course import check, model, possible, proof
from course.files import Mistakes, read_yaml
from course.schema import for_editors

BROKEN = sorted((Path(__file__).parent / "broken").glob("*.yaml"))


@pytest.fixture
def rules_copy(tmp_path):
    return Path(shutil.copytree(model.RULES, tmp_path / "rules"))


def spoil(folder, name, old, new):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return model.load(folder)


def test_there_are_broken_files():
    assert len(BROKEN) > 45


@pytest.mark.parametrize("path", BROKEN, ids=lambda p: p.stem)
def test_a_broken_file_gives_the_sentence_it_promises(path, rules_copy):
    text = path.read_text(encoding="utf-8")
    said = re.search(r"^# says: (.+)$", text, re.M)[1]
    content = re.search(r"^# python: (.+)$", text, re.M)
    made = eval(content[1], {"__builtins__": {}}) if content else text.encode()  # noqa: S307 - our own test data
    (rules_copy / re.search(r"^# file: (.+)$", text, re.M)[1]).write_bytes(made)
    with pytest.raises(Mistakes) as caught:
        model.load(rules_copy)
    sentences = [s.replace(rules_copy.as_posix(), "rules") for s in caught.value.sentences]
    assert any(said in s for s in sentences), "\n".join(sentences)


def test_all_mistakes_are_reported_at_once(rules_copy):
    for path in BROKEN:
        if path.stem in ("unknown-fact", "unknown-level", "neighbours-rule"):
            text = path.read_text(encoding="utf-8").replace("broken.one", f"broken.{path.stem.replace('-', '_')}")
            (rules_copy / "england" / f"{path.stem}.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Mistakes) as caught:
        model.load(rules_copy)
    assert len(caught.value.sentences) == 3


KINDS = ("facts.yaml", "ladders.yaml", "disagreements.yaml", "pending.yaml", "words.yaml", "claims/invariants.yaml", "claims/directions.yaml", "claims/impossible.yaml",
         "records/messages.yaml", "wales/school_referral.yaml")
ANYTHING = st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8) | st.sampled_from(
    ["england", "adult", "police", "report", "must", "I1", "2020-01-01", "SCH-005"]), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3), max_leaves=6)


def some_items(name, edit):
    """A file of rules cut down to two of its items, so that it is read quickly."""
    text = (model.RULES / name).read_text(encoding="utf-8")
    items = re.split(r"(?m)^(?=- )", text)[1:]
    at = edit.draw(st.integers(0, len(items) - 2))
    return items[at] + items[at + 1]


def bytes_spoiled(name, edit):
    source = some_items(name, edit).encode()
    at = edit.draw(st.integers(0, len(source) - 1))
    return source[:at] + edit.draw(st.binary(max_size=6)) + source[at + edit.draw(st.integers(0, 40)):]


def node_spoiled(name, edit):
    """One node of the data, anywhere, replaced by something else."""
    data = YAML(typ="safe", pure=True).load(re.sub(r"[&*]\w+", "", some_items(name, edit).replace("basis: *", "basis: 1 #")))

    def replaced(node):
        inside = list(node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else [])
        if not inside or edit.draw(st.integers(0, 3)) == 0:
            return edit.draw(ANYTHING)
        key, value = edit.draw(st.sampled_from(inside))
        return {**node, key: replaced(value)} if isinstance(node, dict) else [*node[:key], replaced(value), *node[key + 1:]]

    return json.dumps(replaced(data), ensure_ascii=True).encode()


def never_a_traceback(folder, name, content):
    before = (folder / name).read_bytes()
    (folder / name).write_bytes(content)
    try:
        loaded = model.load(folder)
        loaded.compiled
        list(check.example_problems(loaded)), list(check.text_problems(loaded))
    except Mistakes as error:
        assert error.sentences and all(s.strip().endswith((".", "?", "!")) for s in error.sentences), error.sentences
    finally:
        (folder / name).write_bytes(before)


@pytest.mark.parametrize("spoil_one", [bytes_spoiled, node_spoiled])
@pytest.mark.parametrize("name", KINDS)
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(edit=st.data())
def test_no_edit_of_a_file_gives_a_traceback(edit, name, spoil_one, rules_copy):
    never_a_traceback(rules_copy, name, spoil_one(name, edit))


@pytest.mark.prove
@pytest.mark.parametrize("spoil_one", [bytes_spoiled, node_spoiled])
@pytest.mark.parametrize("name", KINDS)
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(edit=st.data())
def test_no_edit_of_a_file_gives_a_traceback_at_length(edit, name, spoil_one, rules_copy):
    never_a_traceback(rules_copy, name, spoil_one(name, edit))


def test_a_case_that_cannot_be_is_found():
    case = {"incident": {"adult": "none", "staff": "works_with_children"}, "children": [{"id": "A"}]}
    said, = possible.clashes(model.current(), case)
    assert said == "adult_who_works_with_children: this case cannot be. An adult who works with children, or who is a partner, is an adult who is involved. Correct its facts."
    assert list(possible.clashes(model.current(), {**case, "incident": {"staff": "works_with_children"}})) == []


def test_every_example_of_every_rule_holds():
    assert list(check.example_problems(model.current())) == []


def test_an_example_that_does_not_hold_is_found(rules_copy):
    spoiled = spoil(rules_copy, "england/school_referral.yaml", "{name: a threat to post it, given: {pressure: coerced}, fires: true}",
                    "{name: a threat to post it, given: {pressure: coerced}, fires: false}")
    assert [p for p in check.example_problems(spoiled)] == [
        "rule refer.coerced, example 'a threat to post it': it fires. Correct the example or the rule."]


def test_every_rule_has_a_basis_an_example_that_fires_and_one_that_does_not_unless_it_always_applies():
    for rule in model.current().rules.values():
        assert rule.basis and any(e.fires for e in rule.examples), rule.id
        assert not rule.when or any(e.fires is False for e in rule.examples), rule.id


def test_no_conflict_no_gap_no_dead_rule_and_every_claim_holds():
    assert [str(f) for f in proof.findings(model.current())] == []


@pytest.mark.parametrize("name, old, new, kind", [
    ("england_and_wales/police_enquiry.yaml", "  exception_to: [enquiry.full]\n", "", "conflict"),
    ("england/school_referral.yaml", "exception_to: [start.ordinary, start.consult]", "exception_to: [start.ordinary]", "two starts"),
    ("england_and_wales/police_enquiry.yaml", "  when: {adult: none}\n  start", "  when: {adult: adult}\n  start", "gap"),
    ("england_and_wales/police_outcomes.yaml", "  exception_to: [outcome.aggravated_not_21, outcome.not_support_alone]\n", "", "barred start"),
    ("england/school_referral.yaml", "      - {motive: malice}\n", "", "claim"),
    ("england/school_referral.yaml", "  when: {immediate_risk: danger}\n  at_least", "  when: {immediate_risk: at_risk}\n  at_least", "direction"),
    ("england/school_referral.yaml", "opens: {police: [report]}\n  direction: up\n  ask_yourself: Who asks", "opens: {police: [not_needed]}\n  direction: up\n  ask_yourself: Who asks", "idle rule"),
    ("uk/words.yaml", "  when: {image_found: not_found}\n  do_not: {id: doubt_because_not_found, to: both, says: \"Do not doubt a child because nobody found the image, and do not go looking for it.\"}",
     "  when: {image_found: not_found}\n  at_most: {social_care: consult}", "direction"),
])
def test_a_fault_planted_in_the_rules_is_found(name, old, new, kind, rules_copy):
    found = {f.kind for f in proof.findings(spoil(rules_copy, name, old, new))}
    assert kind in found


@pytest.mark.parametrize("name, old, new, number", [
    ("england/school_duties.yaml", "Tell the designated safeguarding lead at once.", "Look at the image and tell the lead.", "I19"),
    ("england/school_duties.yaml", "Tell the designated safeguarding lead at once.", "Ask why the child was so careless.", "I22"),
    ("england/school_referral.yaml", "A child in danger now cannot wait until later today.", "It was lawful between the two.", "I23"),
    ("england/school_referral.yaml", "A child in danger now cannot wait until later today.", "It will never show on a certificate.", "I28"),
    ("facts.yaml", "Is anyone aged 18 or over involved?", "Which girls are involved?", "I29"),
])
def test_a_text_that_breaks_a_claim_is_found(name, old, new, number, rules_copy):
    assert list(check.text_problems(model.current())) == []
    found = list(check.text_problems(spoil(rules_copy, name, old, new)))
    assert found and all(number in sentence for sentence in found), found


def test_every_invariant_is_stated():
    stated = {c.number for c in [*model.current().claims.values(), *model.current().directions.values()]}
    assert stated == {f"I{n}" for n in range(1, 35)}


def test_every_test_that_a_claim_names_is_there():
    named = [t for c in model.current().claims.values() for t in c.tests or []]
    assert named
    for path, name in (t.split("::") for t in named):
        tree = ast.parse((Path(__file__).parent / path).read_text(encoding="utf-8"))
        assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}, f"{path} has no test {name}"


@pytest.mark.prove
def test_the_work_of_the_proofs_grows_no_faster_than_the_rules():
    """Work is counted in diagram nodes. Forty rules more, each with facts of its own, and forty again: the second forty cost no more than the first."""
    def work(more):
        base = model.current()
        facts, rules = dict(base.facts), dict(base.rules)
        some = [base.rules[name] for name in ("refer.coerced", "refer.content", "weigh.planned", "enquiry.full", "outcome.aggravated_not_21")]
        for n in range(more):
            for r in some:
                own = {f: f"{f}_{n}" for f in json.dumps(r.when) and [k for k in base.facts if f'"{k}"' in json.dumps(r.when)]}
                facts.update({new: base.facts[old].model_copy(update={"id": new}) for old, new in own.items()})
                when = json.loads(re.sub(r'"(\w+)":', lambda m: f'"{own.get(m[1], m[1])}":', json.dumps(r.when)))
                rules[f"{r.id}_{n}"] = r.model_copy(update={"id": f"{r.id}_{n}", "when": when, "exception_to": [], "nations": ["england"]})
        proved = proof.Proof(model.Model(facts, base.ladders, base.records, rules, base.disagreements, {}, {}, base.pending))
        list(proved.findings())
        return proved.space.work(), len(rules)

    (small, few), (middle, more), (large, most) = work(0), work(8), work(16)
    print(f"{few} rules {small} nodes, {more} rules {middle} nodes, {most} rules {large} nodes")
    assert large - middle <= middle - small


def test_the_schemas_for_editors_accept_every_file_as_it_is_written():
    for name, path in (("facts", "facts.yaml"), ("ladders", "ladders.yaml"), ("pending", "pending.yaml"), ("rules", "wales/school_referral.yaml")):
        jsonschema.validate(read_yaml(model.RULES / path), for_editors()[name])
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate([{"id": "a", "about": "nobody"}], for_editors()["facts"])


def test_words_that_blame_are_found_in_what_the_model_shows(rules_copy):
    assert list(check.word_problems(model.current())) == []
    spoiled = spoil(rules_copy, "england/school_referral.yaml", "A child in danger now cannot wait until later today.", "The offender put themselves at risk.")
    assert len(list(check.word_problems(spoiled))) == 2


def test_modules_import_one_way():
    order = (Path(__file__).parent / "order_of_imports.txt").read_text(encoding="utf-8").split()
    alone = {"__init__", "bootstrap", "browser"}  # the package's own verbs, and what runs before anything is installed
    package = Path(model.__file__).parent
    for path in package.rglob("*.py"):
        name = ".".join(path.relative_to(package).with_suffix("").parts)
        if path.stem in alone:
            continue
        assert name in order, f"{name} has no place in tests/order_of_imports.txt. Give it one."
        for other in imported(path, package):
            assert other not in order or order.index(other) < order.index(name), f"{name} imports {other}, which comes after it"


def imported(path, package):
    """The names, below the package, of the modules that a module imports from it, wherever in its text it does."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            folder = path.parents[node.level - 1].relative_to(package).parts
            base = ".".join([*folder, *([node.module] if node.module else [])])
            yield from (base, *(f"{base}.{a.name}".lstrip(".") for a in node.names))
