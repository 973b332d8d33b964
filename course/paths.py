"""The paths through the book: which pages in which order for whom, how long they take, and where a page stands on them."""
from __future__ import annotations

import functools
from collections.abc import Iterator
from html import escape
from pathlib import Path

from . import front
from .files import ROOT, Mistakes, nearest, read_yaml, shown
from .language import say
from .schema import Shape, Text, Word, shape_list

FILE = ROOT / "book" / "paths.yaml"


class Way(Shape):
    """A path: for whom it is, and its pages in order."""
    id: Word
    title: Text
    for_whom: Text
    pages: list[Text]

    @property
    def minutes(self) -> int:
        """How long its pages take together, by what each page says of itself."""
        return sum(map(minutes, self.pages))


@functools.cache
def ways(path: Path = FILE) -> dict[str, Way]:
    """Every path by its id; raises Mistakes, also for a page that does not exist or says no minutes."""
    found, wrong = shape_list(Way, read_yaml(path), shown(path), "path")
    for way in found:
        for slug in way.pages:
            where = f"{shown(path)}, path {way.id}"
            if way.pages.count(slug) > 1:
                wrong.append(f"{where}: {slug} is on it twice. Keep one of them.")
            if not _file(slug).exists():
                there = [p.relative_to(ROOT / "book").with_suffix("").as_posix() for p in (ROOT / "book").rglob("*.md")]
                wrong.append(f"{where}: there is no page {slug}. {nearest(slug, there)}")
            elif not front.matter(str(_file(slug))).minutes:
                wrong.append(f"{where}: {slug} does not say how many minutes it takes. Add minutes at its top.")
    if wrong:
        raise Mistakes(list(dict.fromkeys(wrong)))
    return {way.id: way for way in found}


def problems() -> Iterator[str]:
    """A sentence for each mistake in the paths."""
    try:
        ways()
    except Mistakes as error:
        yield from error.sentences


def name(slug: str) -> str:
    """The page's name from the project's root: pages lie in book, unless they say exercises."""
    return slug if slug.startswith("exercises/") else f"book/{slug}"


def _file(slug: str) -> Path:
    return ROOT / f"{name(slug)}.md"


def minutes(slug: str) -> int:
    """How many minutes a page takes, as it says itself."""
    return front.matter(str(_file(slug))).minutes or 0


def in_words(total: int) -> str:
    """Minutes as people say them: "45 minutes", "2 hours 10 minutes"."""
    hours, rest = divmod(total, 60)
    parts = [say("{n} hour").format(n=hours) if hours == 1 else say("{n} hours").format(n=hours)] if hours else []
    parts += [say("{n} minute").format(n=rest) if rest == 1 else say("{n} minutes").format(n=rest)] if rest or not hours else []
    return " ".join(parts)


def places(page: str, title_of) -> list[dict]:
    """Where a page stands on each path it is on: the step, what is left with this page, and the pages before and after."""
    found = []
    for way in ways().values():
        names = [name(slug) for slug in way.pages]
        if page in names:
            at = names.index(page)
            found.append({"id": way.id, "title": way.title, "step": at + 1, "steps": len(names),
                          "left": in_words(sum(map(minutes, way.pages[at:]))),
                          "prev": _turn(names, at - 1, title_of), "next": _turn(names, at + 1, title_of)})
    return found


def _turn(names: list[str], at: int, title_of) -> dict | None:
    return {"page": names[at], "title": title_of(names[at])} if 0 <= at < len(names) else None


def listed(way: Way, page: str, title_of) -> str:
    """A path as a list of links with minutes, seen from a page."""
    up = "../" * page.count("/")
    items = "".join(f'<li><a href="{up}{name(slug)}.html?path={way.id}">{escape(title_of(name(slug)))}</a>'
                    f' <span class="minutes">{say("{n} min").format(n=minutes(slug))}</span></li>' for slug in way.pages)
    roles = "".join(f'<span class="role-{role}"></span>' for role in ("teacher", "officer") if way.id in (role, "both"))
    return (f'<div class="course-path"><p>{roles}<strong>{escape(way.title)}</strong>, {escape(way.for_whom)}: {say("{steps} steps, about {time}.").format(steps=len(way.pages), time=in_words(way.minutes))}</p>'
            f"<details><summary>{say('All steps of the {path}').format(path=escape(way.title.lower()))}</summary><ol>{items}</ol></details></div>")

