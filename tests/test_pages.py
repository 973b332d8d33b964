"""Pages as text: what needs a record is refused without one, what cites a wrong one too, and words that blame."""
import pytest

from course import front, model, pages
from course.files import ROOT

MODEL = model.current()
TOP = ('---\nkernelspec: {display_name: Python 3, language: python, name: python3}\nminutes: 3\nfor: [teacher]\nyou_will:\n  - read\n'
       'checked: "2026-11-21"\n---\n# A page\n\n')
END = "\n\n## Key points\n\n- Read it.\n"


def found(line, tmp_path, top=TOP, end=END):
    path = tmp_path / "page.md"
    path.write_text(top + line + end, encoding="utf-8")
    return pages.problems(path, MODEL)


@pytest.mark.parametrize("line", [
    "About 600 reports came in.", "It was settled in March.", "It was settled in May.", "It began in May 2024.", "The Protection of Children Act covers it.",
    "Call 0800 1111.", "Childline can help.", "Tell Report Remove.", "Staff must tell the lead.", "You should wait.", "They have to refer.",
    "It is a criminal matter.", "The police may charge someone.", "That is illegal.", "A caution stays.", "| 10 | a number in a table |",
    "- A list with an offence in it", "> The law requires it.",
])
def test_a_line_that_needs_a_record_is_refused_without_one(line, tmp_path):
    problems = found(line, tmp_path)
    assert len(problems) == 1 and "needs a record" in problems[0] and "Add {record}`ID`" in problems[0], problems
    assert found(f"{line} {{record}}`SCH-006`", tmp_path) == []
    assert found(f"% no record: a test\n{line}", tmp_path) == []


@pytest.mark.parametrize("line", ["Listen first.", "Thank the child for telling you.", "## What a lead does", "1. First", "[The law](law.md) is next."])
def test_an_ordinary_line_needs_none(line, tmp_path):
    assert found(line, tmp_path) == []


@pytest.mark.parametrize("line, said", [
    ("It is so. {record}`SCH-999`", "there is no record SCH-999"),
    ("The lead decides. {record}`SCH-011`", 'SCH-011 is grade C. Write "(not verified)"'),
    ("She put herself at risk.", '"put herself at risk" is a word to avoid'),
    ("He was an offender.", "is a word to avoid"),
    ("A talk about sexting.", "is a word to avoid"),
])
def test_a_wrong_record_and_a_word_to_avoid_are_refused(line, said, tmp_path):
    assert any(said in p for p in found(line, tmp_path)), found(line, tmp_path)


def test_an_exemption_without_a_reason_does_not_count(tmp_path):
    assert found("% no record:\nIt was 12.", tmp_path) != []


def test_a_page_without_front_matter_or_key_points_is_refused(tmp_path):
    problems = found("Listen first.", tmp_path, top="# A page\n\n", end="")
    assert any("no minutes" in p for p in problems) and any("Key points" in p for p in problems)


def test_the_pages_of_the_book_are_as_they_should_be():
    assert pages.check_all(MODEL) == []


def test_a_page_becomes_a_notebook_that_reads_without_the_books_own_roles():
    for path in pages.page_files(ROOT):
        made = front.notebook(path)
        text = "\n".join(c.source for c in made.cells if c.cell_type == "markdown")
        assert "{record}" not in text and "{local}" not in text and "no record:" not in text, path.name
        assert all(c.get("outputs", []) == [] for c in made.cells if c.cell_type == "code")
