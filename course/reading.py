"""How long the sentences are: short on the whole, and none so long that a tired reader loses its start."""
from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from .files import ROOT, read_text, shown
from .pages import QUOTED, ROLE, front_matter, page_files, statements

MEAN, LONGEST = 20, 40  # words
MARKUP = re.compile(r"\]\([^)]*\)|https?://\S+|<[^>]*>|[*_\[\]`]|^\s*(?:[-*+]|\d+[.)])\s")
SHOWN = re.compile(r"\{[\w-]+\}`([^`<]*?)\s*(?:<[^`>]*>)?`")
END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


def sentences(path: Path) -> Iterator[tuple[int, list[str]]]:
    """(line number, words) for each sentence of a page, without what it quotes."""
    _, lines = front_matter(read_text(path))
    for number, line, _ in statements(lines):
        yield from ((number, words) for words in in_text(line))


def in_text(text: str) -> Iterator[list[str]]:
    """The words of each sentence of a text, without what it quotes."""
    plain = MARKUP.sub(" ", QUOTED.sub("it", SHOWN.sub(r"\1", ROLE.sub("", text))))
    for part in (part for cell in plain.split("|") for part in END.split(cell)):
        if words := re.findall(r"\w[\w'’/.,-]*", part):
            yield words


def too_long(text: str) -> Iterator[str]:
    """A sentence for each one of a text that a tired reader would have to read twice."""
    yield from (f"this sentence has {len(words)} words (\"{' '.join(words[:6])} ...\"). Split it: a sentence has at most {LONGEST}."
                for words in in_text(text) if len(words) > LONGEST)


def problems(path: Path) -> Iterator[str]:
    """A sentence for each one of a page that is too long, and one if they are too long on the whole."""
    found = list(sentences(path))
    for number, line, _ in statements(front_matter(read_text(path))[1]):
        yield from (f"{shown(path)}, line {number}: {problem}" for problem in too_long(line))
    mean = sum(len(words) for _, words in found) / max(1, len(found))
    if mean > MEAN:
        yield f"{shown(path)}: its sentences have {mean:.0f} words on average. Shorten them: {MEAN} at most."


def check_all(root: Path = ROOT) -> list[str]:
    """A sentence for each thing that makes a page hard to read."""
    return [problem for path in page_files(root) if path.exists() for problem in problems(path)]


def grade(path: Path) -> float:
    """The automated readability index of a page: the school year, in the USA, for which its letters and words are counted."""
    found = [words for _, words in sentences(path)]
    words = [word for sentence in found for word in sentence]
    letters = sum(len(re.sub(r"\W", "", word)) for word in words)
    return 4.71 * letters / max(1, len(words)) + 0.5 * len(words) / max(1, len(found)) - 21.43
