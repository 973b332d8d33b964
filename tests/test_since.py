"""An edit of sentences makes only its pages anew, and the book is then the same as one built from nothing; anything else makes all of it anew."""
import shutil

import pytest

from course import build, local, since
from course.assessing import gate
from course.files import Mistakes, read_yaml
from test_reproducible import ELSEWHERE, ROOT, differences, run

PAGE = '---\nminutes: 3\n---\n# A title\n\nOne sentence.\n\n(label)=\n## Part\n\n- a point\n\n```{code-cell} ipython3\nwalk()\n```\n'


@pytest.fixture
def project(tmp_path):
    for name, text in (("index.md", PAGE), ("book/law.md", PAGE), ("book/terms.yaml", "a: b\n"), ("_toc.yml", "root: index\n"), ("course/js/walk.js", "1;\n"),
                       ("rules/facts.yaml", "a: b\n"), ("course/locale/cy/course.mo", "compiled")):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("old, new", [("One sentence.", "Another sentence."), ("- a point", "- a point\n- and one more")])
def test_a_page_with_other_sentences_is_made_anew_alone(project, old, new):
    before, path = since.state(project), project / "book" / "law.md"
    path.write_text(PAGE.replace(old, new), encoding="utf-8")
    assert since.sentences_only(before, since.state(project), project) == [path]


@pytest.mark.parametrize("name, old, new", [
    ("book/law.md", "# A title", "# Another"), ("book/law.md", "## Part", "## Place"), ("book/law.md", "(label)=", "(name)="),
    ("book/law.md", "minutes: 3", "minutes: 4"), ("book/law.md", "walk()", "walk(1)"), ("book/law.md", "```{code-cell}", "```{code}"),
    ("book/terms.yaml", "b", "c"), ("_toc.yml", "index", "other"), ("course/js/walk.js", "1", "2"), ("rules/facts.yaml", "b", "c")])
def test_whatever_another_page_could_show_makes_the_whole_book_anew(project, name, old, new):
    before, path = since.state(project), project / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert since.state(project) != before and since.sentences_only(before, since.state(project), project) is None


def test_a_page_more_or_less_makes_the_whole_book_anew_and_a_compiled_translation_nothing(project):
    before = since.state(project)
    (project / "course/locale/cy/course.mo").write_text("compiled again", encoding="utf-8")
    assert since.state(project) == before
    (project / "book" / "more.md").write_text(PAGE, encoding="utf-8")
    more = since.state(project)
    assert since.sentences_only(before, more, project) is None and since.sentences_only(more, before, project) is None


def test_a_changed_key_of_the_organisations_own_makes_the_whole_book_anew(project, tmp_path, monkeypatch):
    key = tmp_path / "ours" / "a.yaml"
    monkeypatch.setattr(local, "own_keys", lambda: [key])
    key.parent.mkdir()
    key.write_text("keys: []", encoding="utf-8")
    before = since.state(project)
    key.write_text("keys: [a]", encoding="utf-8")
    assert since.state(project) != before and since.sentences_only(before, since.state(project), project) is None


def test_every_file_of_the_book_that_an_edit_changed_is_searched_for_keys_and_the_others_were(tmp_path, monkeypatch):
    book = tmp_path / "html"
    book.mkdir()
    monkeypatch.setattr(build, "BOOK", book)
    monkeypatch.setattr(build, "SEARCHED", tmp_path / "searched")
    for name in ("a.html", "b.html"):
        (book / name).write_text(f"<p>{name}</p>", encoding="utf-8")
    build._search_for_keys({})
    searched, looked_at = since.read(build.SEARCHED), []
    assert set(searched) == {"a.html", "b.html"}
    (book / "a.html").write_text("<p>other</p>", encoding="utf-8")
    (book / "c.html").write_text("<p>new</p>", encoding="utf-8")
    check = gate.check
    monkeypatch.setattr(gate, "check", lambda *places: looked_at.extend(places) or check(*places))
    build._search_for_keys(searched)
    assert looked_at == [book / "a.html", book / "c.html"]
    canary = read_yaml(gate.SAMPLE / "form-a.yaml")["keys"][0]["canary"]
    (book / "b.html").write_text(f"<p>{canary}</p>", encoding="utf-8")
    with pytest.raises(Mistakes, match="b.html"):
        build._search_for_keys(since.read(build.SEARCHED))
    assert not build.SEARCHED.exists(), "after a find everything is searched again"


@pytest.mark.prove
@pytest.mark.parametrize("page, old, new", [("book/parents", "Guidance of 2016 said", "The guidance of 2016 said quietly"),
                                            ("index", "Get it wrong one way", "Decide it wrongly one way")])
def test_a_book_after_an_edit_of_sentences_is_the_same_as_one_built_from_nothing(tmp_path, page, old, new):
    copy, none = tmp_path / "copy", tmp_path / "none"
    shutil.copytree(ROOT, copy, ignore=ELSEWHERE)
    run(copy, none, "1", "-m", "course.cli", "build")
    path = copy / f"{page}.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert "Built 1 page in" in run(copy, none, "1", "-m", "course.cli", "build")
    shutil.copytree(copy / "_build" / "html", tmp_path / "edited")
    run(copy, none, "1", "-c", "from course import build; build.build(again=True)")
    assert differences(tmp_path / "edited", copy / "_build" / "html") == []
