"""Where in the book an objective is taught: the pages that the blueprint names, else those that rest on the same records as its questions."""
from __future__ import annotations

import functools
import re
from collections import Counter

from .. import pages
from ..files import ROOT, read_text
from . import blueprint


@functools.cache
def titles() -> dict[str, str]:
    """The title of every page of the book, by its path without the ending."""
    found = {}
    for path in pages.page_files():
        heading = re.search(r"^# (.+)$", read_text(path), re.M)
        if heading:
            found[path.relative_to(ROOT).with_suffix("").as_posix()] = heading[1].strip()
    return found


@functools.cache
def _cited() -> dict[str, frozenset[str]]:
    return {name: frozenset(r.strip() for names in pages.ROLE.findall(read_text(ROOT / f"{name}.md")) for r in names.split(",")) for name in titles()}


def pages_for(objective: str, records, most: int = 3) -> list[tuple[str, str]]:
    """(path, title) of the pages to teach an objective from."""
    if known := blueprint.objectives().get(objective):
        return [(f"book/{page}", titles()[f"book/{page}"]) for page in known.taught]
    shared = Counter({name: len(cited & set(records)) for name, cited in _cited().items() if cited & set(records) and name.startswith("book/")})
    return [(name, titles()[name]) for name, _ in shared.most_common(most)]
