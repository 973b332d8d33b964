"""The benchmark measures what it says: what goes over the line, when a control has answered, an edit of one sentence. How fast things are is no test."""
import gzip
import subprocess
import sys
import urllib.request

import pytest

import bench
import bench_pages
import bench_players
from bench_tools import Sheet
from browser_tools import ROOT, served
from course import since

LATE = """<!DOCTYPE html><link rel="icon" href="data:,"><div id="place"></div><script src="late.js"></script>"""
SCRIPT = "// " + "words " * 2000 + """
setTimeout(() => {
  document.getElementById("place").innerHTML = "<button>Go</button><p></p>";
  setTimeout(() => { document.querySelector("button").onclick = () => { document.querySelector("p").textContent += "more "; }; }, 300);
}, 100);"""


@pytest.fixture
def late(tmp_path):
    (tmp_path / "index.html").write_text(LATE, encoding="utf-8")
    (tmp_path / "late.js").write_text(SCRIPT, encoding="utf-8")
    return bench_pages.Page("late", tmp_path, "index.html", "document.querySelector('button')", "document.querySelector('p').textContent", "button")


def test_a_page_is_usable_when_its_first_control_answers_and_not_when_it_is_there(late, browser):
    with served(late.folder, bench_pages.Lenient) as address, bench_pages.Opened(browser, address, late) as opened:
        assert opened.usable() >= 400
        opened.settled()
        assert opened.requests == 2 and len(LATE) < opened.bytes < len(SCRIPT) / 4
        assert len(opened.painted(3)) == 3 and opened.page.inner_text("p").split() == ["more"] * 4


def test_files_are_sent_packed_and_with_the_policy_of_the_course(late):
    with served(late.folder, bench_pages.Compressed) as address, urllib.request.urlopen(address + "late.js") as answer:
        assert answer.headers["Content-Encoding"] == "gzip" and "script-src 'self'" in answer.headers["Content-Security-Policy"]
        body = answer.read()
        assert int(answer.headers["Content-Length"]) == len(body) < len(SCRIPT) / 4 and gzip.decompress(body).decode() == SCRIPT


@pytest.mark.parametrize("page", bench.EDITED)
def test_the_edit_that_is_measured_changes_one_sentence_and_nothing_that_other_pages_show(page, tmp_path):
    path = tmp_path / "page.md"
    text = (ROOT / f"{page}.md").read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    bench.edit(path)
    edited = path.read_text(encoding="utf-8")
    assert edited != text and edited.replace(", now.", ".") == text and since.seen_elsewhere(edited) == since.seen_elsewhere(text)


def test_a_part_that_does_not_exist_is_answered_with_those_that_do():
    done = subprocess.run([sys.executable, ROOT / "tests" / "bench.py", "page"], capture_output=True, text=True)
    assert done.returncode == 1 and done.stderr.strip() == "There is no part 'page' to measure. Write one or more of: pages, build, notebooks, program."


def test_a_part_that_cannot_be_had_says_so_and_the_rest_goes_on(tmp_path, monkeypatch, capsys):
    def broken():
        raise OSError("no line")
        yield
    monkeypatch.setattr(bench, "PARTS", {"one": broken, "other": lambda: iter([Sheet("Other", ("what", "seconds"), [("this", "1.0")])])})
    monkeypatch.setattr(bench, "OUT", ROOT / "_build" / "bench-tried.md")
    bench.main([])
    written = bench.OUT.read_text(encoding="utf-8")
    bench.OUT.unlink()
    assert "The part one could not be measured: no line" in written and "| this | 1.0 |" in written and "Other" in capsys.readouterr().out


@pytest.mark.prove
@pytest.mark.parametrize("make", [bench_players.book_tool, bench_players.e_learning, bench_players.python_in_browser], ids=lambda make: make.__name__)
def test_each_page_that_ours_are_measured_beside_answers_a_press(make, browser):
    page = make()
    with served(page.folder, bench_pages.Lenient) as address, bench_pages.Opened(browser, address, page) as opened:
        assert opened.usable() > 0 and len(opened.painted(4)) >= 4
