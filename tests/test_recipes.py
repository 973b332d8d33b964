"""Words that tell people what to do: a page that names a command says how to type it, and each command and file that is named exists."""
import re
import subprocess
import sys

import pytest

from course import pages
from course.files import ROOT

TELLING = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *pages.page_files(ROOT)]
COMMAND = re.compile(r"(?:^|`|bin/|Scripts\\)course ([a-z][a-z0-9-]*)", re.M)


def commands() -> set[str]:
    listed = subprocess.run([sys.executable, "-m", "course.cli", "--help"], capture_output=True, text=True, encoding="utf-8", cwd=ROOT).stdout
    return set(re.findall(r"^\W+([a-z][a-z-]+) ", listed, re.M))


def test_every_command_that_is_named_anywhere_exists():
    known = commands()
    assert {"check", "decide", "mark", "workshop"} <= known
    for path in TELLING:
        named = {name for name in COMMAND.findall(path.read_text(encoding="utf-8"))}
        assert named <= known, f"{path.name} names {', '.join(sorted(named - known))}"


def test_a_page_that_names_a_command_says_how_to_type_it():
    for path in pages.page_files(ROOT):
        text = path.read_text(encoding="utf-8")
        assert not COMMAND.search(text) or "how-to-use.md" in text or ".venv\\Scripts\\course" in text, f"{path.name}: link to how-to-use.md"


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_every_file_and_folder_that_is_named_exists(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:book|rules|course|exercises|tests)/[\w./-]*|\w+\.(?:py|yaml|md)(?=`))`", text))
    assert len(named) > 5
    for path in sorted(named):
        there = (ROOT / path).exists() or any(ROOT.glob(f"[brct]*/**/{path}"))
        assert there or path in ("local.yaml",), f"{name} names {path}, and there is no such file"


def test_every_command_stands_under_those_who_need_it_and_no_line_of_the_list_is_cut():
    listed = subprocess.run([sys.executable, "-m", "course.cli", "--help"], capture_output=True, text=True, encoding="utf-8", cwd=ROOT).stdout
    assert "To read and to practise:" in listed and "More:" not in listed and "..." not in listed, listed


def test_the_readme_shows_a_picture_that_is_small_and_says_in_words_what_is_on_it():
    (words, path), = re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(words) > 20 and (ROOT / path).stat().st_size <= 150_000
