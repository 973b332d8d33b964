"""The rules: read whole, every mistake in a sentence, examples that hold, proofs that can fail."""
import ast
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from course import check, model, proof
from course.files import Mistakes

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
    assert len(BROKEN) > 20


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


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edit=st.data())
def test_no_edit_of_a_rule_file_gives_a_traceback(edit, tmp_path_factory):
    source = (model.RULES / "england" / "school_referral.yaml").read_bytes()
    at = edit.draw(st.integers(0, len(source) - 1))
    spoiled = source[:at] + edit.draw(st.binary(max_size=6)) + source[at + edit.draw(st.integers(0, 40)):]
    folder = tmp_path_factory.mktemp("fuzz") / "rules"
    shutil.copytree(model.RULES, folder)
    (folder / "england" / "school_referral.yaml").write_bytes(spoiled)
    try:
        model.load(folder)
    except Mistakes as error:
        assert all(s.strip().endswith((".", "?", "!")) for s in error.sentences), error.sentences


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
    ("england_and_wales/police_outcomes.yaml", "  exception_to: [outcome.aggravated_not_21]\n", "", "barred start"),
    ("england/school_referral.yaml", "      - {motive: malice}\n", "", "claim"),
    ("england/school_referral.yaml", "  when: {immediate_risk: danger}\n  at_least", "  when: {immediate_risk: at_risk}\n  at_least", "direction"),
])
def test_a_fault_planted_in_the_rules_is_found(name, old, new, kind, rules_copy):
    found = {f.kind for f in proof.findings(spoil(rules_copy, name, old, new))}
    assert kind in found


def test_words_that_blame_are_found_in_what_the_model_shows(rules_copy):
    assert list(check.word_problems(model.current())) == []
    spoiled = spoil(rules_copy, "england/school_referral.yaml", "A child in danger now cannot wait until later today.", "The offender put themselves at risk.")
    assert len(list(check.word_problems(spoiled))) == 2


def test_modules_import_one_way():
    order = ["files", "schema", "model", "upkeep", "decide", "proof", "words", "sources", "local", "story", "script", "widgets", "walking",
             "explain", "proofread", "rehearsal", "telling", "scenario", "questions", "exercise", "diff", "passage", "drawing", "figures", "events",
             "terms", "urgent", "reference", "pages", "charts", "rulecards", "charting", "registry", "changed", "replaying", "reading", "front",
             "paths", "check", "kernel", "assets", "roles", "site", "serve", "build", "cli"]
    alone = {"__init__", "bootstrap", "browser"}  # the package's own verbs, and what runs before anything is installed
    for path in Path(model.__file__).parent.glob("*.py"):
        if path.stem in alone:
            continue
        assert path.stem in order, f"{path.name} has no place in the order of imports. Give it one here."
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.level == 1:
                names = [node.module] if node.module else [a.name for a in node.names]
                for other in names:
                    assert other not in order or order.index(other) < order.index(path.stem), f"{path.stem} imports {other}, which comes after it"
