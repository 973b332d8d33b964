"""The gate before what learners get: a planted key is found however it was put there, and what is public is left alone."""
import base64
import gzip
import io
import json
import zipfile

import pytest

from course.assessing import gate
from course.files import Mistakes, read_yaml
from test_cli import course

CANARY = "canary-0123456789abcdef"
FEEDBACK = "A promise to keep this between the two of you cannot be kept, and breaks trust later."
KEYS = f"""
set: form-a
status: "sample: never use for a real assessment"
keys:
  - item: one
    canary: {CANARY}
    credit: {{tell: 1, wait: 0, promise: 0.25}}
    options:
      tell:
        does: {{story: x}}
        feedback: >-
          {FEEDBACK}
          And "so" on.
        records: [SCH-006]
    why: Because the lead is the one who decides whom to tell.
  - {{item: two, canary: canary-fedcba9876543210, order: [b, a, c]}}
  - {{item: three, canary: canary-1111111111111111, group: {{p: refer, q: school}}}}
"""


@pytest.fixture
def keys(tmp_path):
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "form-a.yaml").write_text(KEYS, encoding="utf-8")
    return tmp_path / "keys"


@pytest.fixture
def site(tmp_path):
    (tmp_path / "site").mkdir()
    return tmp_path / "site"


def packed(name, content):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return file.getvalue()


def notebook(*lines):
    return json.dumps({"cells": [{"cell_type": "code", "source": list(lines), "outputs": [], "metadata": {}, "execution_count": None}], "nbformat": 4, "nbformat_minor": 5, "metadata": {}})


def in_base64(text, before=""):
    return base64.b64encode((before + text).encode()).decode()


PLANTED = {
    "page.html": f"<p data-x='{CANARY}'>text</p>", "comment.html": f"<!-- {CANARY} -->", "script.js": f'const a = ["{CANARY[:12]}", "{CANARY[12:]}"].join("");',
    "added.js": f'const a = "{CANARY[:9]}" + "{CANARY[9:]}";', "escaped.js": 'x = "' + "".join(f"\\u{ord(c):04x}" for c in CANARY) + '"',
    "entities.html": "".join(f"&#{ord(c)};" for c in CANARY), "percent.html": f"<a href='?{CANARY.replace('-', '%2D')}'>x</a>", "marked.html": f"<b>{CANARY[:10]}</b><i>{CANARY[10:]}</i>",
    "upper.txt": CANARY.upper(), "hex.txt": CANARY.encode().hex(), "utf16.txt": CANARY.encode("utf-16"),
    "base64.js": f'atob("{in_base64(CANARY)}")', "base64-1.js": in_base64(CANARY, "x"), "base64-2.js": in_base64(CANARY, "xy"),
    "base64-split.js": f'"{in_base64(CANARY)[:7]}" +\n "{in_base64(CANARY)[7:]}"', "base64-twice.txt": base64.b64encode(in_base64(f"some words before it {CANARY} and after").encode()),
    "base64-lines.txt": base64.encodebytes(packed("a.txt", CANARY * 3)), "page.ipynb": notebook("x = 1\n", f"y = '{CANARY}'"), "split.ipynb": notebook(f"# {CANARY[:14]}", CANARY[14:]),
    "searchindex.js": 'Search.setIndex({"terms":{"%s":[1]}})' % CANARY.replace("-", ""), "course.zip": packed("lib/data.js", CANARY), "deep.zip": packed("in.zip", packed("x.json", CANARY)),
    "page.js.gz": gzip.compress(CANARY.encode()), "office.docx": packed("word/document.xml", f"<w>{CANARY}</w>"), "other.txt": "canary-aaaaaaaaaaaaaaaa",
    "feedback.html": f"<p>{FEEDBACK}</p>", "feedback.json": json.dumps({"f": FEEDBACK.replace(" ", "\n  ")}), "feedback.ipynb": notebook(f"# {FEEDBACK[:40]}\n", FEEDBACK[40:]),
    "emphasis.html": "<p>" + FEEDBACK.replace("cannot", "<em>cannot</em>") + "</p>", "why.md": "Because the lead is\nthe one who decides whom to tell.",
    "credit.json": '{"credit": {"tell": 1.0, "wait": 0, "promise": 0.25}}', "credit.yaml": "credit:\n  promise: 0.25\n  tell: 1\n  wait: 0\n", "credit.js": "({credit:{wait:0,promise:.25,tell:1}})",
    "credit.html": "{&quot;credit&quot;: {&quot;tell&quot;: 1, &quot;wait&quot;: 0, &quot;promise&quot;: 0.25}}", "order.json": '{"order": ["b", "a", "c"]}', "group.py": "dict(group={'p': 'refer', 'q': 'school'})",
}
LEFT_ALONE = {
    "page.html": "<p>A canary in a mine. Tell the lead, wait, promise.</p>", "order.json": '{"kind": "order", "options": [{"id": "b"}, {"id": "a"}, {"id": "c"}]}', "other.json": '{"credit": {"tell": 0, "wait": 1, "promise": 0.25}}',
    "course.zip": packed("x.html", "nothing"), "picture.png": bytes(range(256)) * 40, "public.html": "<p>A promise cannot be kept.</p>", "long.txt": "QUJD" * 4000, "half.json": '{"cells": [',
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_key_is_found_and_its_place_is_named(keys, site, name):
    content = PLANTED[name]
    (site / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    found = gate.problems([site], [keys])
    assert found and all(name in sentence and "must not reach a learner" in sentence for sentence in found), found
    if "canary" not in name and "other" not in name and name.startswith(("feedback", "credit", "order", "group", "why", "page.html")):
        assert any("of form-a" in sentence for sentence in found), found


def test_what_is_public_is_left_alone(keys, site):
    for name, content in LEFT_ALONE.items():
        (site / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    assert gate.problems([site], [keys]) == []


def test_a_file_of_the_sample_folder_is_found_by_its_place(site):
    (site / "sample_keys").mkdir()
    (site / "sample_keys" / "rules.yaml").write_text("method: sample")
    (site / "a.zip").write_bytes(packed("exercises/sample_keys/rules.yaml", "method: sample"))
    assert len(gate.problems([site], [])) == 2


def test_a_package_that_cannot_be_opened_does_not_pass(site):
    (site / "course.zip").write_bytes(packed("a.txt", "x" * 100)[:-30])
    with pytest.raises(Mistakes, match="nobody can say that no key is in it"):
        gate.check(site, keys=[])


def test_the_command_says_where_and_ends_with_2(keys, site):
    (site / "index.html").write_text("<p>well</p>")
    assert course("gate", str(site), "--keys", str(keys)).stdout == "No key was found.\n"
    (site / "index.html").write_text(f"<p>{CANARY}</p>")
    done = course("gate", str(site), "--keys", str(keys))
    assert done.returncode == 2 and "index.html: the canary of item one of form-a is in it." in done.stderr
    assert course("gate", str(site / "nowhere")).returncode == 2


def test_every_sample_key_would_be_found(site):
    """Each item of each sample key is planted alone, by its canary and by its texts, in a page."""
    files = sorted(gate.SAMPLE.glob("*.yaml"))
    for path in files:
        for key in read_yaml(path).get("keys") or []:
            (site / "page.html").write_text(f"<p>{key['canary']}</p>")
            assert f"item {key['item']} of {path.stem}" in gate.problems([site])[0]
