"""Plain English: the words and habits that the style guide of GOV.UK asks writers to avoid, wherever this course speaks to a reader."""
from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from pygments.lexers import JavascriptLexer
from pygments.token import String

from . import reading
from .files import ROOT, Mistakes, read_text, read_yaml, shown
from .pages import QUOTED, ROLE, front_matter, page_files, statements
from .schema import Shape, Text, shape_list

FILE = ROOT / "book" / "plain_words.yaml"
HABITS = (
    (r"\b(?:e\.g|i\.e)\.?(?!\w)|\b(?:eg|ie)(?=[\s,])", "Write \"for example\" or \"that is\"."),
    (r"\betc\b\.?", "Say what the others are, or begin with \"such as\"."),
    (r"\b\w+n['’]t\b", "Write \"not\" in full: tired readers miss it in a short form."),
    (r"\w+!(?=\s|$)", "End the sentence with a full stop."),
    (r"(?:^|[a-z,:.] )(?:NOT|NEVER|MUST|ALWAYS|ONLY|IMPORTANT|WARNING|STOP|NOTE)\b(?! [A-Z(])", "Write it in small letters: capitals are hard to read."),
    (r"\[(?:click |see |read )?(?:here|this|that|more|link|this page|this link)\]\(", "Let the words of a link say where it leads."),
    (r"[\w,;:] \*\*[^*]+\*\*", "Leave bold to the words that a line begins with."),
)
PATTERNS = [(re.compile(pattern, 0 if "NEVER" in pattern else re.I), remedy) for pattern, remedy in HABITS]
NOT_READ = ("at", "source", "url", "record", "records", "basis", "seen", "license")
IN_TEXT = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")


class PlainWord(Shape):
    """A word to avoid, with what to write instead, where it may stand, and whether the people of a story may say it."""
    avoid: Text
    say: Text
    may: list[Text] = []
    people_say: bool = False


def _with_endings(words: list[str]) -> str:
    return r"\b(?:" + "|".join(re.escape(word).replace(r"\*", r"\w*") for word in words) + r")\b" if words else "(?!)"


@functools.cache
def plain_words() -> list[PlainWord]:
    """The words of book/plain_words.yaml; raises Mistakes."""
    found, wrong = shape_list(PlainWord, read_yaml(FILE), shown(FILE), "word")
    if wrong:
        raise Mistakes(wrong)
    return found


@functools.cache
def _found_by(people: bool) -> tuple[re.Pattern, list[tuple[re.Pattern, re.Pattern, str]]]:
    words = [w for w in plain_words() if not (people and w.people_say)]
    each = [(re.compile(_with_endings([w.avoid]), re.I), re.compile(_with_endings(w.may), re.I), w.say) for w in words]
    return re.compile(_with_endings([w.avoid for w in words]), re.I), each


def problems_in(text: str, people: bool = False) -> Iterator[str]:
    """A sentence for each word or habit of a text that the style guide asks to avoid; what is quoted is left alone."""
    bare = QUOTED.sub(" ", ROLE.sub(" ", text))
    any_of_them, each = _found_by(people)
    for avoid, may, say in each if any_of_them.search(bare) else ():  # most texts hold none
        if found := avoid.search(may.sub(" ", bare)):
            yield f"\"{found[0]}\" is not plain English. Write instead: {say}."
    for pattern, remedy in PATTERNS:
        if found := pattern.search(bare):
            yield f"\"{found[0].strip()}\": {remedy}"


def check_all(root: Path = ROOT) -> list[str]:
    """A sentence for each place where the course does not write plain English: pages, stories, questions, rules, controls and messages."""
    return [*_each(texts(root), people=False), *_each(stories(root), people=True)]


def _each(found: Iterator[tuple[str, str]], people: bool) -> Iterator[str]:
    for where, text in found:
        yield from (f"{where}: {problem}" for problem in problems_in(text, people))
        if people:
            yield from (f"{where}: {problem}" for problem in reading.too_long(text))


def stories(root: Path = ROOT) -> Iterator[tuple[str, str]]:
    """(where, text) for every text in which people of stories and questions may speak, and that is not a source's own."""
    for path in sorted([*root.glob("book/**/*.yaml"), *root.glob("exercises/**/*.yaml")]):
        if path.name != FILE.name:
            for text in _in_data(read_yaml(path)):
                yield f"{shown(path)}, \"{text[:30].strip()} ...\"", text


def texts(root: Path = ROOT) -> Iterator[tuple[str, str]]:
    """(where, text) for every text in which the course itself speaks: pages, controls and messages."""
    for path in [root / "README.md", root / "CONTRIBUTING.md", *page_files(root)]:
        yield from _of_page(path)
    for path in sorted([*root.glob("course/js/*.js"), *root.glob("course/workshop/js/*.js")]):
        yield from ((f"{shown(path)}, line {line}", text) for line, text in _in_script(read_text(path)))
    for path in sorted([*root.glob("course/templates/*.html"), *root.glob("course/workshop/pages/*.html")]):
        yield from ((shown(path), text) for text in _in_html(read_text(path)))
    for path in sorted(root.glob("course/**/*.py")):
        yield from ((f"{shown(path)}, line {line}", text) for line, text in _in_program(read_text(path)))


def _of_page(path: Path) -> Iterator[tuple[str, str]]:
    front, lines = front_matter(read_text(path))
    yield from ((shown(path), line) for line in front.splitlines() if IN_TEXT.search(line))
    headings = [(number, line, False) for number, line in lines if line.startswith("#")]
    yield from ((f"{shown(path)}, line {number}", line) for number, line, _ in [*headings, *statements(lines)])


def _in_data(data, key: str = "") -> Iterator[str]:
    if isinstance(data, dict):
        for name, part in data.items():
            yield from _in_data(part, str(name)) if name not in NOT_READ else ()
    elif isinstance(data, list):
        for part in data:
            yield from _in_data(part, key)
    elif isinstance(data, str) and IN_TEXT.search(data):
        yield data


def _in_script(text: str) -> Iterator[tuple[int, str]]:
    line = 1
    for kind, token in JavascriptLexer(stripnl=False).get_tokens(text):
        if kind in String and IN_TEXT.search(token):
            yield line, token.strip("\"'`")
        line += token.count("\n")


def _in_program(text: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and IN_TEXT.search(node.value):
            yield node.lineno, node.value


class _Words(HTMLParser):
    """The text of a template, without its markup."""

    def __init__(self, text: str):
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_data(self, data: str):
        self.found.append(data)

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in ("title", "alt", "aria-label", "placeholder") and value]


def _in_html(text: str) -> Iterator[str]:
    yield from (part.strip() for part in _Words(text).found if IN_TEXT.search(part))
