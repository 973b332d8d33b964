"""The command line: answers for programs and people, a sentence and exit code 2 for wrong use, never a traceback."""
import json
import subprocess
import sys

import pytest


def course(*arguments, given=None):
    return subprocess.run([sys.executable, "-m", "course.cli", *arguments], input=given, capture_output=True, text=True, encoding="utf-8")


CASE = json.dumps({"incident": {"adult": "unproven"}, "children": [{"id": "A", "pictured": "pictured"}]})
DECIDE = ("decide", "--nation", "england", "--role", "school", "--on", "2026-11-21", "--facts", "-")


def test_decide_answers_in_json():
    done = course(*DECIDE, "--json", given=CASE)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["incident"]["ladders"]["police"]["options"]


def test_decide_answers_in_words_and_says_that_it_is_no_verdict():
    done = course(*DECIDE, given=CASE)
    assert done.returncode == 0 and "not a verdict" in done.stdout and "Not known yet, and it matters" in done.stdout


def test_facts_are_listed_in_asking_order():
    listed = json.loads(course("facts", "--json").stdout)
    assert listed[0]["id"] == "immediate_risk"
    assert set(listed[0]) == {"id", "about", "ask", "values", "judgement"}


@pytest.mark.parametrize("given, said", [
    ('{"children": [{"id": "A", "adutl": "adult"}]}', "there is no fact 'adutl'"),
    ('{"children": [{"id": "A", "pressure": "corced"}]}', "Did you mean 'coerced'"),
    ("{", "this is not JSON"),
    ('{"children": [], "children": []}', "is written twice"),
    ("[" * 100_000, "nested too deeply"),
    ("", "this is not JSON"),
])
def test_wrong_facts_get_a_sentence_and_exit_code_2(given, said):
    done = course(*DECIDE, "--json", given=given)
    assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr, done.stderr


@pytest.mark.parametrize("arguments, said", [
    (("decide", "--nation", "englnd", "--role", "school", "--on", "2026-11-21", "--facts", "-"), "There is no nation 'englnd'. Did you mean 'england'"),
    (("decide", "--nation", "england", "--role", "school", "--on", "2026-13-01", "--facts", "-"), "is not a date"),
    (("decide", "--nation", "england", "--role", "school", "--on", "2026-11-21", "--facts", "nowhere.json"), "there is no such file"),
    (("decide", "--nation", "england"), "Missing option"),
    (("dicede",), "No such command"),
    (("export", "moodle", "nowhere", "--out", "nowhere.xml"), "There is no set of questions 'nowhere'"),
    (("certificate",), "Name the attempts.csv that course mark has written"),
    (("certificate", "--check", "README.md"), "this is not a certificate of this course"),
])
def test_wrong_use_gets_a_sentence_and_exit_code_2(arguments, said):
    done = course(*arguments, given=CASE)
    assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr, done.stderr
