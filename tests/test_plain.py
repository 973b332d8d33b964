"""Plain English: what the style guide of GOV.UK asks to avoid is found wherever the course has words, and what is quoted is left alone."""
import pytest

from course import plain, reading

PLANTED = "We utilise the form to help a child."


@pytest.mark.parametrize("text, found", [
    ("Staff utilise it.", "utilise"), ("This empowers the lead.", "empowers"), ("It is a key issue.", "key issue"),
    ("Write in order to help.", "in order to"), ("Going forward, ring first.", "Going forward"), ("Schools are committed to care.", "are committed to"),
    ("Please ring the lead.", "Please"), ("Ask somebody, e.g. the lead.", "e.g."), ("Phones, tablets, etc.", "etc."), ("You can't know.", "can't"),
    ("You don’t know.", "don’t"), ("Well done!", "done!"), ("Do NOT look at it.", "NOT"), ("Read on [here](law.md).", "[here]("),
    ("Ring and **never** wait.", "**never**"), ("You will be driven out of it.", "driven out"), ("We focus on the child.", "focus"),
])
def test_a_word_or_habit_to_avoid_is_found(text, found):
    assert [p for p in plain.problems_in(text) if f"{found}" in p], (text, list(plain.problems_in(text)))


@pytest.mark.parametrize("text", [
    "She said: “I can't do this, please.”", "The foster carers came.", "Start an impact assessment.", "The answer key is with the trainer.",
    "Commit to an answer first.", "Ring the NSPCC or CEOP.", "**Phones**: for everyone.", "Read [the law](law.md).", "The facilitator votes last.",
    "It goes over the counter.", "SELECT x FROM y WHERE z IS NOT NULL", "Two deliveries came.", "Etching is an art.",
])
def test_plain_words_names_and_what_is_quoted_are_left_alone(text):
    assert list(plain.problems_in(text)) == []


def test_people_in_a_story_may_say_please_and_the_course_may_not():
    assert list(plain.problems_in("Please do not ring home.", people=True)) == [] != list(plain.problems_in("Please do not ring home."))


@pytest.mark.parametrize("name, content", [
    ("README.md", PLANTED), ("CONTRIBUTING.md", f"# Title\n\n{PLANTED}\n"), ("index.md", f"---\nsummary: {PLANTED}\n---\n# Title\n"),
    ("book/page.md", f"# {PLANTED}\n"), ("exercises/set.md", f"| one | {PLANTED} |\n"), ("book/scenarios/story.yaml", f"steps: [{{says: {PLANTED}}}]\n"),
    ("exercises/items/set.yaml", f"items:\n  - stem: {PLANTED}\n"), ("course/js/play.js", f'const said = "{PLANTED}";\n'),
    ("course/js/walk.js", f"// {'x' * 9}\nconst said = `{PLANTED}`;\n"), ("course/workshop/js/phone.js", f"say('{PLANTED}');\n"),
    ("course/templates/page.html", f"<p>{PLANTED}</p>"), ("course/workshop/pages/shell.html", f'<button aria-label="{PLANTED}">x</button>'),
    ("course/told.py", f'raise Mistakes([f"{{name}}: {PLANTED}"])\n'),
])
def test_a_planted_word_is_found_wherever_the_course_has_words(name, content, tmp_path):
    for needed in ("README.md", "CONTRIBUTING.md", "index.md"):
        (tmp_path / needed).write_text("# Title\n", encoding="utf-8")
    assert plain.check_all(tmp_path) == []
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text(content, encoding="utf-8")
    problems = plain.check_all(tmp_path)
    assert len(problems) == 1 and name in problems[0] and '"utilise" is not plain English. Write instead: use.' in problems[0], problems


def test_what_a_source_is_called_is_not_the_courses_own_word(tmp_path):
    for needed in ("README.md", "CONTRIBUTING.md", "index.md"):
        (tmp_path / needed).write_text("# Title\n", encoding="utf-8")
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "set.yaml").write_text(f"records: [one]\nsource: {PLANTED}\nat: {PLANTED}\n", encoding="utf-8")
    assert plain.check_all(tmp_path) == []


def test_a_sentence_of_a_story_that_is_too_long_is_found():
    assert [p for p in reading.too_long("One " + "word " * 40 + "more.") if "has 42 words" in p] and list(reading.too_long("One word more.")) == []


def test_the_course_is_in_plain_english():
    assert plain.check_all() == []
