"""Response files: read as they were written, refused in a sentence if anything is amiss, and never stopping for a broken one."""
import json

import pytest

from course.assessing import responses
from course.files import BIGGEST, Mistakes

ATTEMPT = "k3v7q".ljust(26, "a")
WRITTEN = {"format": "course-response", "version": 1, "attempt": ATTEMPT, "role": "teacher", "set": "form-a", "set_version": "0123abcd",
           "rules_version": "f00d", "law_on": "2026-11-21", "course_version": "0.1.0", "started": "2026-11-25", "finished": "2026-11-26",
           "code": None, "pair": None, "adjusted": {"extra_time": 25}, "place": "page",
           "answers": {"first": {"answer": "b", "confidence": "sure"}, "second": {"answer": ["a", "c"], "confidence": None},
                       "third": {"answer": {"x": "safe", "y": "refer"}, "confidence": "not_sure"}, "fourth": {"answer": None, "confidence": None},
                       "fifth": {"answer": "Ask Zoë first.\nThen “write it down” – 中 🙂", "confidence": "fairly_sure", "note": "n"},
                       "room/step@1": {"answer": [{"step": "start", "act": "talk"}], "confidence": None}}}


def spoiled(**change):
    return json.dumps({**WRITTEN, **change}).encode()


def said(raw):
    with pytest.raises(Mistakes) as caught:
        responses.parse(raw, "x.json")
    assert all(s.startswith("x.json") and "Traceback" not in s for s in caught.value.sentences)
    return " ".join(caught.value.sentences)


def test_a_response_is_read_as_it_was_written(tmp_path):
    path = tmp_path / "ä b;c.json"
    path.write_text("\ufeff" + json.dumps(WRITTEN, indent=2, ensure_ascii=False), encoding="utf-8")
    response = responses.read(path)
    assert response.model_dump(exclude_unset=True) == WRITTEN
    assert response.answers["fifth"].answer == WRITTEN["answers"]["fifth"]["answer"]


def test_a_receipt_depends_on_what_is_said_and_not_on_how_it_is_spelled():
    usual, _ = responses.parse(spoiled(), "x")
    other, _ = responses.parse(json.dumps(dict(reversed(WRITTEN.items())), indent=4, ensure_ascii=False).encode(), "x")
    assert responses.receipt(usual) == responses.receipt(other)
    assert set(responses.receipt(usual)) <= set(responses.ALPHABET) and len(responses.receipt(usual)) == 8
    changed = [responses.receipt(responses.parse(spoiled(**c), "x")[0]) for c in (
        {"role": "officer"}, {"finished": "2026-11-25"}, {"code": "ABCD-EFGH"}, {"adjusted": None},
        {"answers": {**WRITTEN["answers"], "first": {"answer": "a", "confidence": "sure"}}})]
    assert len({responses.receipt(usual), *changed}) == 6


@pytest.mark.parametrize("raw, words", [
    (b"", "the file is empty"), (b" \n", "the file is empty"), (spoiled()[:400], "it ends in the middle"), (spoiled()[:-1], "it ends in the middle"),
    (spoiled() + b"}", "is not JSON"), (b"\xff\xfe{", "is not UTF-8"), (b"PK\x03\x04", "is not JSON"), (b"[]", "not a response file of this course"),
    (b"5", "not a response file"), (spoiled(format="other"), "not a response file"), (spoiled(version=2), "version '2'"), (spoiled(version=True), "version 'True'"),
    (b"[" * 100_000, "nested too deeply"), (b'{"a": NaN}', "NaN is not a number"), (b'{"a": 1, "a": 2}', "'a' is in it twice"),
    (spoiled(x="\ud800"), "half of a character"), (b"1" * 5000, "Exceeds"), (b" " * (BIGGEST + 2), "more than 1,000,000 bytes"),
    (spoiled(role="pupil"), "role: 'pupil' is not allowed here"), (spoiled(name="A. Person"), "name: no response has this"),
    (spoiled(attempt="k3v9" + "a" * 22), "attempt"), (spoiled(started="2026-11-27"), "before it was started"), (spoiled(law_on="2026-02-30"), "is not a date"),
    (spoiled(code="ABCD-EFGO"), "code"), (spoiled(adjusted={"extra_time": -5}), "extra_time"), (spoiled(place="home"), "place"),
    (spoiled(answers={"first": {"answer": 3, "confidence": None}}), "answer first, answer: this is no answer of any kind"),
    (spoiled(answers={"first": {"answer": ["a", 3], "confidence": None}}), "no answer of any kind"),
    (spoiled(answers={"first": {"answer": "x" * 20_001, "confidence": None}}), "no answer of any kind"),
    (spoiled(answers={"first": {"answer": "a"}}), "confidence: this key is missing"),
    (spoiled(answers={"first": {"answer": "a", "confidence": "very"}}), "'very' is not allowed here"),
    (spoiled(answers={"<script>": {"answer": "a", "confidence": None}}), "is not the id of an item"), (spoiled(answers=[]), "answers: names and values"),
    (spoiled(answers={f"i{n}": {"answer": None, "confidence": None} for n in range(501)}), "answers"),
])
def test_a_file_that_is_no_response_is_refused_in_a_sentence(raw, words):
    assert words in said(raw)


def test_every_missing_key_is_named_at_once():
    assert all(f"x.json, {key}: this key is missing" in said(b'{"format": "course-response", "version": 1}')
               for key in ("attempt", "role", "set", "answers"))
