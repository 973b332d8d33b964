"""The glossary: each term explained once, for its page, for the definition beside a word, and for the search."""
from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

from .files import ROOT, Mistakes, nearest, read_yaml
from .language import say
from .model import Model
from .passage import Passage, cite
from .schema import Nation, Shape, Text, Word, shape_list
from .words import NATION

FILE = ROOT / "book" / "glossary.yaml"
PAGE = "book/glossary"
NAMED = re.compile(r"^(.*?)\s*<([a-z0-9_]+)>$")


class Entry(Shape):
    """One term; also: other words that people use; search: the words of pages that a search for those finds."""
    id: Word
    term: Text
    forms: list[Text] = []
    says: Text
    in_nation: dict[Nation, Text] = {}
    records: list[Text] = []
    also: list[Text] = []
    search: list[Text] = []


@functools.cache
def entries(path: Path = FILE) -> dict[str, Entry]:
    """Every entry by its id, in alphabetical order of the terms; raises Mistakes."""
    found, wrong = shape_list(Entry, read_yaml(path), path.name, "term")
    if wrong:
        raise Mistakes(wrong)
    return {entry.id: entry for entry in sorted(found, key=lambda e: e.term.lower())}


@functools.cache
def _forms() -> dict[str, Entry]:
    return {form.lower(): entry for entry in entries().values() for form in (entry.id, entry.term, *entry.forms)}


def find(text: str) -> tuple[str, Entry | None]:
    """What the term role shows and the entry it means: {term}`DSL`, or {term}`the lead <dsl>`."""
    named = NAMED.match(text.strip())
    shown, key = (named[1], named[2]) if named else (text.strip(), text.strip())
    return shown, _forms().get(key.lower())


def unknown(text: str) -> str:
    """A sentence about a term that does not exist."""
    return f"there is no term {text!r} in book/glossary.yaml. {nearest(text, _forms())}"


def problems(model: Model, path: Path = FILE) -> Iterator[str]:
    """A sentence for each entry that cites no such record, leaves out that one was not verified, or claims a form of another's."""
    taken: dict[str, str] = {}
    for entry in entries(path).values():
        where = f"{path.name}, term {entry.id}"
        for name in entry.records:
            if name not in model.records:
                yield f"{where}: there is no record {name}. {nearest(name, model.records)}"
            elif model.records[name].grade == "C" and "(not verified)" not in entry.says:
                yield f"{where}: {name} is grade C. Write \"(not verified)\" in says."
        for form in entry.forms:
            if taken.setdefault(form.lower(), entry.id) != entry.id:
                yield f"{where}: the form {form!r} also belongs to {taken[form.lower()]}. Keep it in one place."
        if bool(entry.also) != bool(entry.search):
            yield f"{where}: also and search go together: the words people use, and the words of the pages that they want."


def glossary() -> Passage:
    """The glossary as a list of terms, each with its own anchor."""
    return Passage("glossary()", f'<dl class="glossary">{"".join(map(_entry, entries().values()))}</dl>')


def _entry(entry: Entry) -> str:
    nations = "".join(f"<p>{say('In {nation}: {words}.').format(nation=NATION[nation], words=escape(says))}</p>" for nation, says in entry.in_nation.items())
    also = ", ".join(f"“{escape(word)}”" for word in entry.also)
    heard = f"<p>{say('You may hear or search for: {words}.').format(words=also)}</p>" if also else ""
    return (f'<div id="term-{entry.id}"><dt>{escape(entry.term)}</dt><dd><p>{escape(entry.says)} {cite(*entry.records)}</p>'
            f"{nations}{heard}</dd></div>")


def link(shown: str, entry: Entry, page: str) -> str:
    """A term in a page as a link to its entry, which scripts turn into a definition in place."""
    return (f'<a class="term" href="{"../" * page.count("/")}{PAGE}.html#term-{entry.id}" data-says="{escape(entry.says)}">'
            f"{escape(shown)}</a>")


def add_to_index(indexer) -> None:
    """Lets a search for the words people use find the pages with the book's own words; no page's text changes."""
    for entry in entries().values():
        for mapping in (indexer._title_mapping, indexer._mapping):  # Sphinx offers no public way
            wanted = set().union(*(mapping.get(indexer.lang.stem(word.lower()), set()) for word in entry.search))
            for word in (part for words in entry.also for part in re.findall(r"\w+", words.lower())):
                if wanted and indexer.lang.word_filter(word):
                    mapping.setdefault(indexer.lang.stem(word), set()).update(wanted)
