"""How the pages hang together: each stands in the table of contents, its top can be read, and its links lead to pages."""
from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from . import front
from .files import ROOT, Mistakes, nearest, read_text, read_yaml, shown
from .pages import QUOTED, page_files, statements

LINK = re.compile(r"\]\(([^():#\s]+\.md)(?:#[^)\s]*)?\)")


def problems(root: Path = ROOT) -> Iterator[str]:
    """A sentence for each page that nobody can get to, whose top cannot be read, or that leads to a page that is not there."""
    files = [path for path in page_files(root) if path.exists()]
    names = [path.relative_to(root).with_suffix("").as_posix() for path in files]
    listed = _listed(read_yaml(root / "_toc.yml"))
    yield from (f"_toc.yml: there is no page {name}. {nearest(name, names)}" for name in listed if name not in names)
    yield from (f"{name}.md: no reader gets to this page. Add the line \"- file: {name}\" to _toc.yml, under the part it belongs to."
                for name in names if name not in listed)
    for path in files:
        try:
            front.matter(str(path))
        except Mistakes as error:
            yield from error.sentences
        yield from _dead_links(path, files)


def _listed(toc: dict) -> list[str]:
    return [toc["root"], *(chapter["file"] for part in toc["parts"] for chapter in part["chapters"])]


def _dead_links(path: Path, files: list[Path]) -> Iterator[str]:
    there = {file.resolve() for file in files}
    for number, line, _ in statements(list(enumerate(read_text(path).splitlines(), 1))):
        for target in LINK.findall(QUOTED.sub(" ", line)):
            if (path.parent / target).resolve() not in there:
                yield f"{shown(path)}, line {number}: there is no page {target}. {nearest(Path(target).name, [f.name for f in files])}"
