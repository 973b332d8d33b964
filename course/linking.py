"""How the pages hang together: each can be reached and read, its links lead to pages, and what it shows is there and shown."""
from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from . import front
from .files import ROOT, Mistakes, nearest, read_text, read_yaml, shown
from .pages import QUOTED, front_matter, page_files, statements

SHOWS = {"assess": "exercises/items", "attempt": "exercises/items", "play": "book/scenarios", "clinic": "book/clinics", "plan": "book/plans",
         "chart": "rules/charts"}
CALL = re.compile(rf"^({'|'.join(SHOWS)})\(\"([\w-]+)\"\)", re.M)
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
    yield from _cells(files, root)


def _listed(toc: dict) -> list[str]:
    return [toc["root"], *(chapter["file"] for part in toc["parts"] for chapter in part["chapters"])]


def _cells(files: list[Path], root: Path) -> Iterator[str]:
    shown_somewhere = set()
    for path in files:
        text = read_text(path)
        if "{code-cell}" in text and not re.search(r"^kernelspec:", front_matter(text)[0], re.M):
            yield f"{shown(path)}: its cells would not run. Copy the lines jupytext and kernelspec from the top of another page."
        for verb, name in CALL.findall(text):
            shown_somewhere.add((SHOWS[verb], name))
            if not (root / SHOWS[verb] / f"{name}.yaml").exists():
                there = [p.stem for p in (root / SHOWS[verb]).glob("*.yaml")]
                yield f"{shown(path)}: {verb}(\"{name}\") has no file {SHOWS[verb]}/{name}.yaml. {nearest(name, there)}"
    for verb, folder in SHOWS.items():
        if verb != "attempt":
            yield from (f"{folder}/{p.name}: no page shows it. Put a cell with {verb}(\"{p.stem}\") into one, as other pages do."
                        for p in sorted((root / folder).glob("*.yaml")) if (folder, p.stem) not in shown_somewhere)


def _dead_links(path: Path, files: list[Path]) -> Iterator[str]:
    there = {file.resolve() for file in files}
    for number, line, _ in statements(list(enumerate(read_text(path).splitlines(), 1))):
        for target in LINK.findall(QUOTED.sub(" ", line)):
            if (path.parent / target).resolve() not in there:
                yield f"{shown(path)}, line {number}: there is no page {target}. {nearest(Path(target).name, [f.name for f in files])}"
