"""Words that tell people what to do: a page that names a command says how to type it, and each command and file that is named exists."""
import re
import subprocess
import sys

import pytest

from course import check, diff, linking, local, pages, schema
from course.files import ROOT, Mistakes

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
        assert not COMMAND.search(text) or path.stem == "how-to-use" or "how-to-use.md" in text or ".venv\\Scripts\\course" in text, f"{path.name}: link to how-to-use.md"


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
    assert "To read and to practise:" in listed and "More:" not in listed and "..." not in listed.split("Options:")[1], listed


def test_the_readme_shows_a_picture_that_is_small_and_says_in_words_what_is_on_it():
    (words, path), = re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(words) > 20 and (ROOT / path).stat().st_size <= 150_000


# Following a recipe, and falling short of it -------------------------------------------------------------------------

TOP = '---\nminutes: 3\nfor: [teacher]\nyou_will:\n  - read\nchecked: "2026-11-21"\n---\n# A page\n\n'
LIVE = TOP.replace("---\n# A", "kernelspec: {name: python3}\n---\n# A")


def a_book(folder, page, toc='root: index\nparts: [{caption: Start, chapters: [{file: book/one}]}]\n'):
    (folder / "book").mkdir()
    (folder / "index.md").write_text(TOP, encoding="utf-8")
    (folder / "book" / "one.md").write_text(page, encoding="utf-8")
    for shown in ("book/plans/one.yaml", "exercises/items/one.yaml") if "code-cell" in page else ():
        (folder / shown).parent.mkdir(parents=True, exist_ok=True)
        (folder / shown).write_text("id: one\n", encoding="utf-8")
    (folder / "_toc.yml").write_text(toc, encoding="utf-8")
    return list(linking.problems(folder))


def test_a_page_that_hangs_together_is_well(tmp_path):
    assert a_book(tmp_path, TOP + "Go [home](../index.md) or [further](one.md#part).\n") == []


@pytest.mark.parametrize("page, toc, said", [
    (TOP + "Go [there](two.md).\n", None, "one.md, line 10: there is no page two.md. Did you mean 'one.md'?"),
    (TOP.replace("[teacher]", "[teachers]"), None, "for: 'teachers' is not known. Did you mean 'teacher'"),
    (TOP.replace("minutes: 3", "minutes: three"), None, "front matter, minutes:"),
    (TOP, "root: index\nparts: [{caption: Start, chapters: []}]\n", 'book/one.md: no reader gets to this page. Add the line "- file: book/one" to _toc.yml'),
    (TOP, "root: index\nparts: [{caption: Start, chapters: [{file: book/one}, {file: book/oen}]}]\n", "_toc.yml: there is no page book/oen. Did you mean 'book/one'?"),
    (TOP + '```{code-cell} ipython3\nassess("one")\nplan("one")\n```\n', None, "one.md: its cells would not run. Copy the lines jupytext and kernelspec"),
    (LIVE + '```{code-cell} ipython3\nassess("oen")\nassess("one")\nplan("one")\n```\n', None, 'assess("oen") has no file exercises/items/oen.yaml'),
    (LIVE + '```{code-cell} ipython3\nplan("one")\n```\n', None, 'exercises/items/one.yaml: no page shows it. Put a cell with assess("one")'),
])
def test_a_page_that_does_not_is_told_what_to_write(page, toc, said, tmp_path):
    problems = a_book(tmp_path, page, *([toc] if toc else []))
    assert len(problems) == 1 and said in problems[0], problems


def test_a_record_that_lacks_something_is_told_what_may_be_written():
    record = {"id": "SCH-999", "says": "x", "source": "x", "at": "x", "dated": "2024", "seen": "2026-11-21", "grade": "A"}
    _, wrong = schema.shape_list(schema.Record, [record], "schools.yaml", "record")
    assert any("key status: this key is missing. Add it: one of in_force, pending" in p for p in wrong), wrong
    assert any("key nations: this key is missing. Add it: a list with any of england" in p for p in wrong), wrong
    assert any("key seen: '2026-11-21' does not say enough. Write it as {day: , how: }." in p for p in wrong), wrong


def test_a_wrong_key_in_local_yaml_is_a_mistake_that_the_check_names(tmp_path, monkeypatch):
    (tmp_path / "local.yaml").write_text('frontdoor: "Anytown, 01632 960001"\n', encoding="utf-8")
    monkeypatch.setattr(local, "FILE", tmp_path / "local.yaml")
    local.values.cache_clear()
    try:
        assert list(check.local_problems()) == ["local.yaml: there is no key 'frontdoor'. Did you mean 'front_door'?"]
    finally:
        local.values.cache_clear()


def test_a_mistake_in_the_new_rules_is_not_laid_to_the_old_ones():
    with pytest.raises(Mistakes) as raised, diff.rules_at("HEAD"):
        raise Mistakes(["new.yaml: a mistake."])
    assert raised.value.sentences == ["new.yaml: a mistake."]
