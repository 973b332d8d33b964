"""Learner packages as files: what is in them and what is not, and what the shell keeps, gives back and reports."""
import json
import re
import subprocess
import zipfile
import xml.etree.ElementTree as tree

import pytest

from browser_tools import ROOT
from clients import node
from course.assessing import gate
from course.assessing.exports import package, selection
from course.files import Mistakes

ASSESS = ('<div class="course-widget course-assess"><script type="application/json">{"kind": "assess", "name": "trial", "data": {"items": '
          '[{"id": "one", "kind": "single", "asks": "What?", "options": [{"id": "a", "says": "A", "credit": 1}], "key": {"credit": {"a": 1}}}]}}</script></div>')
FORM = '<div class="course-widget course-attempt"><script type="application/json">{"kind": "attempt", "name": "form", "data": {"items": []}}</script></div>'
WALK = '<div class="course-widget course-walk"><script type="application/json">{"kind": "walk", "name": "walk", "data": {}}</script></div>'


def page(title, body, up=""):
    menu = "".join(f'<li><a class="reference internal" href="{up}{at}">{at}</a></li>' for at in ("book/one.html", "book/form.html", "book/walk.html"))
    return (f'<!DOCTYPE html><html lang="en-GB"><head><title>{title} – The course</title><link rel="stylesheet" href="{up}_static/site.css?v=1">'
            f'<script defer src="{up}_static/site.js?v=1"></script></head><body><form class="site-search" action="{up}search.html"></form>'
            f'<nav class="site-menu" aria-label="Course pages"><details><summary>Menu</summary><ul><li><a href="{up}index.html">Home</a></li></ul><ul>{menu}</ul></details></nav>'
            f'<main>{body}</main><ul><li><a href="{up}_notebooks/x.ipynb" download>A notebook</a></li></ul></body></html>')


@pytest.fixture
def book(tmp_path):
    """A small book: a start page, a page with a question, one with a test, one with the walk, and the search."""
    files = {"index.html": page("Start", '<a href="book/one.html#x">One</a> <a href="https://www.gov.uk/">Elsewhere</a>'), "search.html": page("Search", ""),
             "searchindex.js": "words", "book/one.html": page("One", ASSESS + '<a href="form.html">the test</a> <a href="walk.html">the walk</a>', "../"),
             "book/form.html": page("Form", FORM, "../"), "book/walk.html": page("Walk", WALK, "../"),
             "_static/site.css": "body {}", "_static/site.js": "1", "_static/blank.svg": "<svg/>", "_static/unused.js": "2"}
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_package_of_the_book_leaves_out_the_test_and_every_way_to_it(book):
    chosen = selection.select(book=book)
    assert [p["at"] for p in chosen.pages] == ["index.html", "book/one.html", "book/walk.html", "search.html"]
    assert [p["counts"] for p in chosen.pages] == [False, True, False, False]
    text = chosen.files["book/one.html"].decode()
    assert '<span class="not-here">the test</span>' in text and '<a href="walk.html">the walk</a>' in text and "_notebooks" not in text
    assert "_static/unused.js" not in chosen.files and "searchindex.js" in chosen.files
    assert [(i["set"], i["id"], i["page"]) for i in chosen.items] == [("trial", "one", 1)] and "credit" not in json.dumps(chosen.items)


def test_a_package_of_chosen_pages_has_only_their_menu_and_no_search(book):
    chosen = selection.select(["book/one"], book=book)
    text = chosen.files["book/one.html"].decode()
    assert set(chosen.files) == {"book/one.html", "_static/site.css", "_static/site.js", "_static/blank.svg"}
    assert "site-search" not in text and re.findall(r'<a href="([^"]+)"', text) == ["../book/one.html"]
    assert [p["counts"] for p in chosen.pages] == [True]


def test_a_test_and_what_answers_it_are_never_in_one_package(book):
    alone = selection.select(["book/form"], book=book)
    assert [(i["set"], i["id"], i["marked"]) for i in alone.items] == [("form", "handed_in", False)]  # complete when handed in, and no answer of it is told
    with pytest.raises(Mistakes, match="book/form.html assesses, and book/walk.html answers any case"):
        selection.select(["book/form", "book/walk"], book=book)


@pytest.mark.parametrize("names, path, said", [(["book/oen"], None, "There is no page 'book/oen' in the built book. Did you mean 'book/one'"),
                                               ([], "techer", "There is no path 'techer'. Did you mean 'teacher'")])
def test_a_choice_that_is_not_there_is_refused_in_words(book, names, path, said):
    with pytest.raises(Mistakes) as caught:
        selection.select(names, path, book)
    assert said in caught.value.sentences[0]


@pytest.mark.parametrize("kind", package.KINDS)
def test_a_package_is_the_same_for_the_same_pages_and_says_what_it_is_for(book, tmp_path, kind):
    chosen = selection.select(book=book)
    told = package.write(kind, chosen, tmp_path / "out" / "a.zip")
    assert package.zipped(package.build(kind, chosen)) == (tmp_path / "out" / "a.zip").read_bytes() and told["counted"] == 1
    with zipfile.ZipFile(tmp_path / "out" / "a.zip") as archive:
        shell, readme = archive.read("shell.html").decode(), archive.read("readme.txt").decode()
        manifest = tree.fromstring(archive.read("cmi5.xml" if kind == "cmi5" else "imsmanifest.xml"))
    assert "practice and completion only" in shell and "practice and completion only" in readme and "- One" in readme
    assert not re.search(r"<script(?![^>]*(src=|type=\"application/json\"))|<style|\son\w+=|\sstyle=", shell)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', shell)[1]
    assert "unsafe" not in policy and ("connect-src" in policy) == (kind == "cmi5")
    starts = [e.text or e.get("href") for e in manifest.iter() if e.tag.endswith("}url") or e.get("href") == "shell.html"]
    assert "shell.html" in starts
    assert package.build(kind, chosen, "https://records.example")["shell.html"].decode().count("connect-src https://records.example;") == 0
    if kind == "cmi5":
        assert "connect-src https://records.example\"" in package.build(kind, chosen, "https://records.example")["shell.html"].decode()


def test_a_package_that_could_never_be_complete_is_refused(book):
    with pytest.raises(Mistakes, match="would never be complete"):
        package.build("scorm12", selection.select(["index"], book=book).__class__({}, [{"at": "index.html", "title": "Start", "counts": False}], [], "Start"))


# What the shell keeps ---------------------------------------------------------------------------------------------------

def item(name, kind, options="", groups=(), page=0):
    return {"set": "trial", "id": name, "kind": kind, "page": page, "marked": kind in selection.MARKED, "asks": "What?", "options": list(options), "groups": list(groups)}


COURSE = {"version": "12345678", "pages": [{"at": "a.html", "counts": True}, {"at": "b.html", "counts": True}, {"at": "c.html", "counts": False}],
          "items": [item("one", "single", "abc"), item("many", "several", "abc"), item("line", "order", "abc"), item("heap", "sort", "abc", ["l", "r"]), item("text", "written", page=1)]}
GIVEN = {"one": {"answer": "b", "confidence": "sure", "credit": .3333}, "many": {"answer": ["a", "c"], "confidence": "not_sure", "credit": 1},
         "line": {"answer": ["c", "a", "b"], "confidence": "fairly_sure", "credit": 0}, "heap": {"answer": {"a": "r", "c": "l"}, "confidence": "sure", "credit": .5},
         "text": {"answer": "What I would write about a real child", "confidence": "sure", "credit": None}}


def kept(opened, *told):
    data = json.dumps({"course": COURSE, "opened": opened, "told": told})
    done = subprocess.run([node(), str(ROOT / "tests" / "same_tally.mjs")], input=data, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_answers_of_every_kind_are_kept_short_and_come_back_and_what_was_written_never_leaves():
    told = kept([0, 1], ("trial", {"one": GIVEN["one"]}), ("trial", GIVEN), ("other", {"one": GIVEN["many"]}))
    assert told["text"] == "12345678|11|bS3333,acN10000,cabF0,b-aS5000,S" and told["same"]
    assert told["changed"] == [[0], [1, 2, 3, 4], []]
    assert told["kept"] == {name: GIVEN[name] for name in ("one", "many", "line", "heap")} and "child" not in json.dumps(told)
    assert told["other"] == "other||"  # another version of the package starts afresh
    assert told["short"] == ["b", "a,c", "c,a,b", "a.b,c.a", ""]
    assert told["long"][:4] == ["b", "a[,]c", "c[,]a[,]b", "a[.]r[,]c[.]l"]
    assert told["spans"] == ["01:02:05", "PT1H2M5S"]


def test_complete_is_every_counted_page_opened_and_every_question_on_it_answered():
    assert kept([0, 1])["standing"] == {"done": 0, "of": 2, "score": None, "complete": False}
    half = kept([0, 1], ("trial", {k: v for k, v in GIVEN.items() if k != "text"}))["standing"]
    assert half == {"done": 1, "of": 2, "score": pytest.approx((.3333 + 1 + 0 + .5) / 4), "complete": False}
    assert not kept([0], ("trial", GIVEN))["standing"]["complete"]
    done = kept([0, 1], ("trial", GIVEN))
    assert done["standing"]["complete"] and done["again"] == done["standing"]


def test_the_longest_answers_to_the_whole_book_fit_into_what_the_oldest_standard_keeps():
    chosen = selection.select()
    longest = len("|".join(["12345678", "1" * len(chosen.pages), ",".join(["abcdefgh" + "S10000"] * len(chosen.items))]))
    assert longest < 4096, longest


# No key ---------------------------------------------------------------------------------------------------------------

def test_a_package_with_a_key_of_a_test_in_it_is_not_kept(book, tmp_path, monkeypatch):
    canary = "canary-0123456789abcdef"
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "form-x.yaml").write_text(f"set: form-x\nstatus: sample\nkeys:\n  - {{item: danger, canary: {canary}}}\n", encoding="utf-8")
    monkeypatch.setattr(gate, "SAMPLE", tmp_path / "keys")
    chosen = selection.select(book=book)
    package.write("scorm12", chosen, tmp_path / "good.zip")
    chosen.files["book/one.html"] += f"<!-- {canary} -->".encode()
    with pytest.raises(Mistakes, match="the canary of item danger of form-x is in it"):
        package.write("scorm12", chosen, tmp_path / "planted.zip")
    assert (tmp_path / "good.zip").exists() and not (tmp_path / "planted.zip").exists()
