"""The assessment keeps to its blueprint: a set, a pair or a key that does not is named, and what trainees read is made from the same file."""
import shutil
from html import escape

import pytest

from course import exercise, questions
from course.assessing import blueprint
from course.assessing.scoring import score
from course.files import Mistakes, read_yaml

SETS = [slug for plan in blueprint.load().plans for slug in plan.sets]


@pytest.fixture
def copied(tmp_path):
    """A copy of the exercises that a test may spoil: folder, and a function that replaces one piece of text in a file of it."""
    shutil.copytree(questions.EXERCISES, tmp_path / "exercises")

    def spoil(file, old, new):
        path = tmp_path / "exercises" / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        folder = tmp_path / "exercises"
        return list(blueprint.problems(folder / "blueprint.yaml", folder, folder / "sample_keys"))
    return spoil


def test_the_sets_keep_to_the_blueprint_and_to_the_model():
    assert list(blueprint.problems()) == []
    for slug in SETS:
        assert exercise.check(exercise.checked(slug, blueprint.SAMPLE)) == []


def test_each_form_has_thirty_questions_or_more_of_six_kinds():
    for plan in blueprint.load().plans:
        assert plan.use == "test" or (sum(plan.kinds.values()) >= 30 and len(plan.kinds) == 6)


@pytest.mark.parametrize("file, old, new, said", [
    ("items/form-a.yaml", "objective: words", "objective: law", "of the objective law it has 4"),
    ("items/form-a.yaml", "objective: words", "objective: wrods", "there is no objective 'wrods'"),
    ("items/form-b.yaml", "minutes: 90", "minutes: 45", "its use is summative with 45 minutes"),
    ("items/after.yaml", "    nation: wales\n", "", "Parallel questions have the same"),
    ("blueprint.yaml", "{form-a: note_about_lily, form-b: note_about_musa,", "{form-a: note_about_lily, form-b: kwame_after_practice,", "is in 2 pairs"),
    ("blueprint.yaml", "{form-a: note_about_lily, form-b: note_about_musa,", "{form-a: note_about_lili, form-b: note_about_musa,", "there is no item 'note_about_lili'"),
    ("blueprint.yaml", "{form-a: note_about_lily, form-b: note_about_musa,", "{form-a: note_about_lily, form-b: four_emails,", "the kind of one is single and of the other sort"),
    ("blueprint.yaml", "chair: both}", "chair: police}", "of the chair both it has 8"),
    ("blueprint.yaml", "taught: [words, why-young-people-share]", "taught: [wrods]", "there is no page 'wrods'"),
    ("blueprint.yaml", "each_direction: 24", "each_direction: 40", "Write more of them"),
    ("blueprint.yaml", "apart: 3", "apart: -1", "lets them differ by -1"),
    ("blueprint.yaml", "use: summative", "use: sumative", "'sumative' is not allowed here"),
])
def test_what_does_not_keep_to_it_is_named(copied, file, old, new, said):
    found = copied(file, old, new)
    assert any(said in sentence for sentence in found), found


def test_a_stem_that_was_asked_before_is_found_whatever_its_capitals(copied):
    stem = next(i.stem for i in questions.load("first-decisions").questions.items if i.id == "first_minutes")
    shouted = "\n".join("      " + line.upper() for line in stem.splitlines())
    old = "\n".join("      " + line for line in questions.load("before").questions.items[0].stem.splitlines())
    found = copied("items/before.yaml", old, shouted)
    assert any("it has the stem of" in s and "first_minutes" in s for s in found), found


def test_an_id_that_another_form_has_is_found(copied):
    copied("sample_keys/form-b.yaml", "- item: note_about_musa", "- item: note_about_lily")
    found = copied("items/form-b.yaml", "- id: note_about_musa", "- id: note_about_lily")
    assert any("it has the id of" in sentence for sentence in found), found


def test_the_best_answer_has_no_tell():
    """It is neither the longest more often than chance would have it, nor in one place."""
    for slug in SETS:
        asked = exercise.checked(slug, blueprint.SAMPLE)
        singles = [i for i in asked.questions.items if i.kind == "single"]
        places = [next(n for n, o in enumerate(i.options) if asked.keys[i.id].credit[o.id] == 1) for i in singles]
        longest = sum(max(range(len(i.options)), key=lambda n: len(i.options[n].says)) == place for i, place in zip(singles, places))
        assert longest <= len(singles) / 3, slug
        assert all(places.count(n) <= len(singles) / 3 for n in range(4)), slug


def best(kind, key):
    """The answer that a key calls best, in the shape of a response."""
    if kind == "path":
        steps, states, at = [], key["path"]["states"], key["path"]["start"]
        while at:
            acts = states[at]["acts"]
            act = max(acts, key=lambda name: -1 if acts[name][0] is None else acts[name][0])
            steps.append({"step": states[at]["step"], "act": act})
            at = acts[act][1]
        return steps
    return {"single": lambda: max(key["credit"], key=key["credit"].get), "several": lambda: [o for o, c in key["credit"].items() if c > 0],
            "order": lambda: key["order"], "sort": lambda: key["group"]}[kind]()


def test_whoever_answers_as_the_key_does_earns_every_point_that_a_program_gives():
    for slug in SETS:
        asked = questions.load(slug, keys=blueprint.SAMPLE)
        for item in [i for i in asked.questions.items if i.kind != "written"]:
            key = asked.key(item.id)
            assert score(item.kind, key, best(item.kind, key)) == 1 and score(item.kind, key, None) == 0, item.id


def test_nothing_of_a_key_lies_in_the_questions_and_every_key_has_a_canary_of_its_own():
    canaries = []
    for slug in SETS:
        told = (questions.EXERCISES / "items" / f"{slug}.yaml").read_text(encoding="utf-8")
        assert not any(word in told for word in ("canary-", "feedback:", "credit:", "does:", "error_direction:", "case:"))
        keys = read_yaml(blueprint.SAMPLE / f"{slug}.yaml")
        assert "never use for a real assessment" in keys["status"]
        canaries += [key["canary"] for key in keys["keys"]]
    assert len(canaries) == len(set(canaries)) == sum(len(questions.load(slug).questions.items) for slug in SETS)


def test_the_rules_of_the_sample_name_each_summative_form_and_nobody_who_set_them():
    rules = read_yaml(blueprint.SAMPLE / "rules.yaml")
    assert set(rules["forms"]) == {slug for plan in blueprint.load().plans if plan.use == "summative" for slug in plan.sets}
    assert rules["set_by"] == "sample, set by nobody" and rules["method"] == "none" and rules["open_book"] is True
    assert rules["parallel"] == [list(plan.sets) for plan in blueprint.load().plans]


def test_the_page_counts_what_the_file_says():
    html = blueprint.blueprint()._repr_html_()
    for objective in blueprint.objectives().values():
        assert escape(objective.says) in html
    assert "32" in html and "12" in html


def test_a_formative_question_has_no_nation_of_its_own(tmp_path):
    shutil.copytree(questions.EXERCISES, tmp_path / "exercises")
    path = tmp_path / "exercises" / "items" / "wales.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("    kind: single\n", "    kind: single\n    nation: england\n", 1), encoding="utf-8")
    with pytest.raises(Mistakes, match="names a nation of its own"):
        questions.load("wales", tmp_path / "exercises")
