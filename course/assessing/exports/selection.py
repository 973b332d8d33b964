"""The pages of the built book that a learner package holds, with no link that leads out of it, and the questions on them."""
from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path

from ... import paths
from ...build import BOOK
from ...files import Mistakes, nearest

WIDGET = re.compile(r'<div class="course-widget course-([a-z]+)"[^>]*><script type="application/json">(.*?)</script>', re.S)
TITLE = re.compile(r"<title>(.*?)</title>", re.S)
LINK = re.compile(r'<a\b(?P<before>[^>]*?)\shref="(?P<to>[^"]*)"(?P<after>[^>]*)>(?P<text>.*?)</a>', re.S)
ASSET = re.compile(r'<(?:link|script|img)\b[^>]*?(?:href|src)="([^"]+)"')
SEARCH = re.compile(r'<form class="site-search".*?</form>', re.S)
MENU = re.compile(r'(<nav class="site-menu"[^>]*>.*?<ul>).*</ul>(?:\s*</details>)+\s*</nav>', re.S)
TURN = re.compile(r'<link rel="(?:prev|next)" [^>]*>\s*')
NOTEBOOK = re.compile(r"<li><a [^>]*_notebooks/.*?</li>\s*", re.S)
ASSESSING, TELLS = "attempt", ("walk", "drill", "replay", "changed", "whatif")  # TELLS: widgets that answer any case
HANDED_IN = {"id": "handed_in", "kind": "attempt", "asks": "Handed in"}  # of a test a learning system learns no more than that
MARKED = ("single", "several", "order", "sort")


@dataclass(frozen=True)
class Selection:
    """What goes into a package: files by their place in the book, pages in order, questions in order."""
    files: dict[str, bytes]
    pages: list[dict]
    items: list[dict]
    title: str


def select(names: list[str] = (), path: str | None = None, book: Path = BOOK) -> Selection:
    """The whole book, or only the named pages; path: the whole book, of which the pages on that path count.

    Without either, the pages that have questions count. Raises Mistakes for a page or a path that is not there, and for a
    choice that would put an assessment beside the tools that answer its questions.
    """
    if not (book / "index.html").exists():
        raise Mistakes(["The book is not built yet. Build it first: course build"])
    texts = {p.relative_to(book).as_posix(): p.read_text(encoding="utf-8") for p in sorted(book.rglob("*.html")) if "_static" not in p.parts}
    chosen = _chosen(texts, list(names))
    counted = _counted(texts, chosen, list(names), path)
    _keep_apart({at: texts[at] for at in chosen})
    pages = [{"at": at, "title": _title(texts[at]), "counts": at in counted} for at in chosen]
    menu = [(page["at"], page["title"]) for page in pages] if names else []
    files = {at: _page(at, texts[at], set(chosen), menu).encode() for at in chosen}
    for name in sorted(_assets(texts, chosen)):
        files[name] = (book / name).read_bytes()
    if "search.html" in chosen:
        files["searchindex.js"] = (book / "searchindex.js").read_bytes()
    return Selection(files, pages, questions_on(texts, chosen), _title(texts["index.html"]))


def _chosen(texts: dict, names: list[str]) -> list[str]:
    """The pages of a package in order; a package of the whole book leaves out pages that assess."""
    if not names:
        return [at for at in _in_order(texts) if ASSESSING not in _kinds(texts[at])]
    asked = [name.removesuffix(".md").removesuffix(".html") for name in names]
    wrong = [f"There is no page {name!r} in the built book. {nearest(name, [a.removesuffix('.html') for a in texts])}"
             for name in asked if f"{name}.html" not in texts]
    if wrong:
        raise Mistakes(wrong)
    return list(dict.fromkeys(f"{name}.html" for name in asked))


def _in_order(texts: dict) -> list[str]:
    """Pages in the order of the menu, then the pages that are not in it."""
    menu = re.search(r'<nav class="site-menu".*?</nav>', texts["index.html"], re.S)[0]
    listed = [at for _, at, _, _ in LINK.findall(menu) if at in texts]
    return list(dict.fromkeys(["index.html", *listed, *texts]))


def _counted(texts: dict, chosen: list[str], names: list[str], path: str | None) -> set[str]:
    if path is not None:
        if path not in paths.ways():
            raise Mistakes([f"There is no path {path!r}. {nearest(path, paths.ways())}"])
        return {f"{paths.name(slug)}.html" for slug in paths.ways()[path].pages} & set(chosen)
    return set(chosen) if names else {at for at in chosen if "assess" in _kinds(texts[at])}


def _kinds(text: str) -> set[str]:
    return {kind for kind, _ in WIDGET.findall(text)}


def _keep_apart(texts: dict) -> None:
    """Refuses a choice with a page that assesses beside one that answers cases."""
    assessing = [at for at, text in texts.items() if ASSESSING in _kinds(text)]
    telling = [at for at, text in texts.items() if _kinds(text) & set(TELLS)]
    if assessing and telling:
        raise Mistakes([f"{', '.join(assessing)} assesses, and {', '.join(telling)} answers any case. Make two packages of them."])


def _title(text: str) -> str:
    return unescape(TITLE.search(text)[1]).split(" – ")[0].strip()


def _page(at: str, text: str, inside: set[str], menu: list[tuple[str, str]]) -> str:
    """A page for a package: links to what is not in it become plain text.

    menu: pages and their titles, where only some pages were chosen; the search, which knows them all, is then left out.
    """
    text = NOTEBOOK.sub("", TURN.sub("", text))
    if menu:
        up = "../" * at.count("/")
        listed = "".join(f'<li><a href="{up}{to}">{escape(title)}</a></li>' for to, title in menu)
        text = MENU.sub(lambda m: f"{m[1]}{listed}</ul></details></nav>", SEARCH.sub("", text))
    return LINK.sub(lambda m: _link(at, m, inside), text)


def _link(at: str, found: re.Match, inside: set[str]) -> str:
    to = found["to"]
    if re.match(r"[a-z]+:|#|$", to) or _target(at, to) in inside or "_static/" in to:
        return found[0]
    return f'<span class="not-here">{found["text"]}</span>'


def _target(at: str, link: str) -> str:
    """The place in the book that a link on a page leads to."""
    parts = at.split("/")[:-1]
    for part in re.split(r"[#?]", link)[0].split("/"):
        parts = parts[:-1] if part == ".." else parts if part in ("", ".") else [*parts, part]
    return "/".join(parts)


def _assets(texts: dict, chosen: list[str]) -> set[str]:
    """What the chosen pages ask for, and what their links lead to in _static."""
    asked = {_target(at, to) for at in chosen for to in ASSET.findall(texts[at])}
    linked = {_target(at, to) for at in chosen for _, to, _, _ in LINK.findall(texts[at]) if "_static/" in to}
    return {name for name in asked | linked if not name.endswith(".html") or name.startswith("_static/")} - {""} | {"_static/blank.svg", "_static/site.css"}


def questions_on(texts: dict, chosen: list[str]) -> list[dict]:
    """Every question that is answered on the chosen pages, once, with what is needed to report an answer and no key."""
    found = {}
    for number, at in enumerate(chosen):
        for kind, data in WIDGET.findall(texts[at]):
            widget = json.loads(data) if kind in ("assess", ASSESSING) else {}
            for item in widget["data"]["items"] if kind == "assess" else [HANDED_IN] if kind == ASSESSING else ():
                found.setdefault((widget["name"], item["id"]), _item(widget["name"], item, number))
    return list(found.values())


def _item(set_name: str, item: dict, page: int) -> dict:
    return {"set": set_name, "id": item["id"], "kind": item["kind"], "page": page, "marked": item["kind"] in MARKED, "asks": item["asks"][:240],
            "options": [o["id"] for o in item.get("options") or []], "groups": [g["id"] for g in item.get("groups") or []]}


