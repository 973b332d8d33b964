"""The pages as text: what has to cite a record and does not, what cites one that does not exist, which words to change."""
from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path

from . import terms
from .files import ROOT, Mistakes, nearest, read_text, read_yaml, shown
from .model import RULES, Model

ROLE = re.compile(r"\{record\}`([^`]*)`")
TERM = re.compile(r"\{term\}`([^`]*)`")
EXEMPT = re.compile(r"^%\s*no record:\s*\S")
FRONT_KEYS = ("minutes", "for", "you_will", "checked")
MONTHS = "January|February|March|April|June|July|August|September|October|November|December"  # May is a verb too
OBLIGATION = r"must|should|shall|required|requires|require|have to|has to|duty|duties|obliged|ought to"
CRIME = (r"offen[cs]es?|crimes?|criminal\w*|criminalis\w*|illegal|unlawful|lawful|prosecut\w+|convict\w*|guilty|arrest\w*|"
         r"charged?|charging|caution(?:s|ed)?|sentenced?|custody")
NEEDS_RECORD = re.compile(rf"\d|\b(?:{MONTHS}|(?:in|since|from|until|by|of|early|late) May)\b|\bActs?\b|\b(?:{OBLIGATION}|{CRIME})\b")
QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|‘[^’]*’|`[^`]*`")


def page_files(root: Path = ROOT) -> list[Path]:
    """Every page that is built: the first page, and the text notebooks of book and exercises."""
    return [root / "index.md", *sorted(root.glob("book/**/*.md")), *sorted(root.glob("exercises/*.md"))]


def front_matter(text: str) -> tuple[str, list[tuple[int, str]]]:
    """The YAML between the first two rules, and the numbered lines after it."""
    lines = text.splitlines()
    if not lines or lines[0].strip() != "---":
        return "", list(enumerate(lines, 1))
    end = next((i for i, line in enumerate(lines[1:], 1) if line.strip() == "---"), 0)
    return "\n".join(lines[1:end]), list(enumerate(lines, 1))[end + 1:]


def statements(lines: list[tuple[int, str]]) -> Iterator[tuple[int, str, bool]]:
    """(line number, text, exempt) for each line of prose: no code, no options, no headings, no comments."""
    fence, code, exempt = None, False, False
    for number, line in lines:
        opened = re.match(r"^\s*(`{3,}|~{3,}|:{3,})\s*(\{[\w:.-]+\})?(.*)", line)
        if opened and fence is None and opened[1][0] != ":":
            fence, code = opened[1], (opened[2] or "{code}") in ("{code-cell}", "{code}", "{raw}", "{remember}", "{path}", "{corridor}")
            if not code and opened[3].strip():
                yield number, opened[3].strip(), exempt
            continue
        if fence and line.strip() == fence:
            fence, code = None, False
            continue
        if EXEMPT.match(line.strip()):
            exempt = True
            continue
        skip = code or not line.strip() or re.match(r"^\s*(#|%|\+\+\+|:[\w-]+:|:{3,}|\|?\s*:?-{3,}|\([\w-]+\)=|<!--)", line)
        if not skip:
            yield number, line.strip(), exempt
        if line.strip():
            exempt = False


def problems(path: Path, model: Model) -> list[str]:
    """A sentence for each thing that is wrong with one page."""
    text = read_text(path)
    front, lines = front_matter(text)
    found = [f"{shown(path)}: the front matter has no {key}. Add it at the top, as other pages do."
             for key in FRONT_KEYS if not re.search(rf"^{key}:", front, re.M)]
    if not re.search(r"^## Key points", text, re.M):
        found.append(f"{shown(path)}: the page has no section \"## Key points\". Add one at the end.")
    for number, line, exempt in statements(lines):
        where = f"{shown(path)}, line {number}"
        found += [f"{where}: {p}" for p in _line_problems(line, exempt, model)]
        found += [f"{where}: {p}" for p in word_problems(line)]
    return found


def _line_problems(line: str, exempt: bool, model: Model) -> Iterator[str]:
    cited = [name.strip() for names in ROLE.findall(line) for name in names.split(",")]
    for name in cited:
        if name not in model.records:
            yield f"there is no record {name}. {nearest(name, model.records)}"
        elif model.records[name].grade == "C" and "not verified" not in line and not _only_emergency_numbers(line):
            yield f"{name} is grade C. Write \"(not verified)\" in the line."
    yield from (terms.unknown(name) for name in TERM.findall(line) if terms.find(name)[1] is None)
    plain = re.sub(r"\]\([^)]*\)|https?://\S+|^\d+[.)]\s|^[-*]\s", " ", ROLE.sub(" ", line))
    plain = re.sub(r"\{[\w-]+\}`[^`]*`", " ", plain)
    trigger = NEEDS_RECORD.search(plain) or service_names(model).search(plain)
    if trigger and not cited and not exempt:
        yield (f"\"{trigger[0].strip()}\" needs a record: \"{plain.strip()[:80]}\". Add {{record}}`ID` to the sentence, "
               f"or write the line % no record: and the reason above it.")


def _only_emergency_numbers(line: str) -> bool:
    numbers = re.findall(r"\d+", ROLE.sub(" ", line))
    return bool(numbers) and set(numbers) <= {"999", "101"}


@functools.lru_cache(maxsize=4)
def _service_pattern(names: tuple[str, ...]) -> re.Pattern:
    return re.compile(r"\b(?:" + "|".join(map(re.escape, names)) + r")\b") if names else re.compile(r"(?!)")


def service_names(model: Model) -> re.Pattern:
    """A pattern for the name of any service that has a record."""
    return _service_pattern(tuple(sorted({r.service for r in model.records.values() if r.service})))


@functools.cache
def avoided_words() -> list[tuple[re.Pattern, dict]]:
    """The words of rules/words.yaml, each with its pattern."""
    return [(re.compile(rf"\b{re.escape(w['avoid'])}s?\b", re.I), w) for w in read_yaml(RULES / "words.yaml")]


def word_problems(text: str) -> list[str]:
    """A sentence for each word that the course does not use; quoted words and lines about words are left alone."""
    if "{record}`LAN-" in text:
        return []
    bare = QUOTED.sub(" ", text)
    return [f"\"{w['avoid']}\" is a word to avoid. Say: {w['say']} ({w['record']})." for pattern, w in avoided_words() if pattern.search(bare)]


def check_all(model: Model, root: Path = ROOT) -> list[str]:
    """A sentence for each thing that is wrong with any page."""
    found = []
    for path in page_files(root):
        try:
            found += problems(path, model)
        except Mistakes as error:
            found += error.sentences
    return found
