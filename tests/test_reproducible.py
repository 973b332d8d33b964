"""The same files give the same book and the same zip, byte for byte: in another folder, on another day, in another order of chance."""
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from browser_tools import ROOT

LATER = "import time\nreal = time.time\ntime.time = lambda: real() + 2 * 86_400\n"  # date.today() asks the same clock
ELSEWHERE = shutil.ignore_patterns("_build", ".git", ".venv", "__pycache__", ".pytest_cache", "*.egg-info")


def run(folder, clock, seed, *command):
    done = subprocess.run([sys.executable, *command], cwd=folder, capture_output=True, text=True, encoding="utf-8",
                          env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join([str(folder), str(clock)])})
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def made(folder, seed, clock):
    """The zip that a copy of the project makes in a folder of its own; nothing is there that was built before."""
    shutil.copytree(ROOT, folder, ignore=ELSEWHERE)
    run(folder, clock, seed, "-m", "course.cli", "export", "zip", "--out", "course.zip")
    return folder / "_build" / "html", folder / "course.zip"


def differences(one: Path, other: Path) -> list[str]:
    """The files of two folders that are not in both with the same bytes."""
    held = [{p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()} for folder in (one, other)]
    return sorted(name for name in held[0].keys() | held[1].keys() if held[0].get(name) != held[1].get(name))


def test_a_difference_of_one_byte_or_one_file_is_found(tmp_path):
    for folder, text in (("one", "same"), ("other", "samf")):
        (tmp_path / folder / "in").mkdir(parents=True)
        (tmp_path / folder / "in" / "page.html").write_text(text, encoding="utf-8")
        (tmp_path / folder / "alike.html").write_text("alike", encoding="utf-8")
    (tmp_path / "other" / "more.html").write_text("", encoding="utf-8")
    assert differences(tmp_path / "one", tmp_path / "other") == ["in/page.html", "more.html"]


@pytest.mark.prove
def test_two_builds_in_two_folders_two_days_apart_are_the_same_to_the_byte(tmp_path):
    (tmp_path / "later").mkdir()
    (tmp_path / "later" / "sitecustomize.py").write_text(LATER, encoding="utf-8")
    today = "import datetime; print(datetime.date.today())"
    assert run(tmp_path, tmp_path / "none", "1", "-c", today) != run(tmp_path, tmp_path / "later", "1", "-c", today)
    book, zipped = made(tmp_path / "one", "1", tmp_path / "none")
    other_book, other_zip = made(tmp_path / "a longer name" / "two", "2", tmp_path / "later")
    assert differences(book, other_book) == []
    assert zipped.read_bytes() == other_zip.read_bytes()
