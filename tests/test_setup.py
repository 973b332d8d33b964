"""Setting up and serving: wrong use is one sentence, never a traceback, and a second run does nothing again."""
import os
import socket
import subprocess
import sys

import pytest

from course import browser, build
from course.files import ROOT

BOOTSTRAP = ROOT / "course" / "bootstrap.py"


def run(*command, **environment):
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=ROOT, env={**os.environ, **environment})


def one_sentence(done):
    return done.returncode != 0 and "Traceback" not in done.stderr and len(done.stderr.strip().splitlines()) == 1


def test_a_wrong_word_is_answered_in_one_sentence():
    done = run(sys.executable, str(BOOTSTRAP), "raed")
    assert one_sentence(done) and "Write one of these words" in done.stderr


def test_a_wrong_python_is_answered_in_one_sentence():
    code = ("import sys, runpy; sys.version_info = (3, 9, 0); sys.argv = ['bootstrap.py', 'read']\n"
            "import shutil, os.path; shutil.which = lambda name: None; real = os.path.exists\n"
            "os.path.exists = lambda path: False if path.endswith('course-installed.json') else real(path)\n"
            f"sys.path.insert(0, 'x'); runpy.run_path({str(BOOTSTRAP)!r}, run_name='__main__')")
    done = run(sys.executable, "-c", code)
    assert one_sentence(done) and "This is Python 3.9, and the course needs 3.11, 3.12 or 3.13." in done.stderr, done.stderr


def test_a_busy_port_is_answered_in_one_sentence():
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        done = run(sys.executable, "-m", "course.cli", "read", "--port", str(port))
    assert one_sentence(done) and f"Port {port} is busy" in done.stderr, done.stderr


@pytest.mark.parametrize("arguments, said", [(("--port", "70000"), "is not a port"), (("--host", "256.1.1.1"), "is not an address of this computer")])
def test_a_wrong_address_is_answered_in_one_sentence(arguments, said):
    done = run(sys.executable, "-m", "course.cli", "read", *arguments)
    assert one_sentence(done) and said in done.stderr, done.stderr


def test_a_missing_browser_is_answered_in_one_sentence():
    done = run(sys.executable, "-m", "course.browser", COURSE_CHROME="/nowhere/chrome")
    assert one_sentence(done) and "no browser starts there" in done.stderr, done.stderr


def test_the_browser_that_was_set_up_starts():
    assert browser.starts(browser.path())


def test_a_book_that_is_built_from_the_same_files_is_left_alone():
    marker = build.BOOK / "index.html"
    before = marker.stat().st_mtime_ns
    build.build(strict=True)
    assert marker.stat().st_mtime_ns == before


def test_bench_and_every_other_word_of_the_makefile_has_a_command():
    words = (ROOT / "Makefile").read_text(encoding="utf-8").split(".PHONY:")[1].splitlines()[0].split()
    listed = run(sys.executable, "-m", "course.cli", "--help").stdout
    for word in words:
        assert {"book": "build"}.get(word, word) in listed, word
