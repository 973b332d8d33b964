"""The built book bound as one document: every page in its order, its links leading inside, and the answers in a volume of their own."""
from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path, PurePosixPath

from . import build, printing
from .files import ROOT, Mistakes, nearest, read_text, read_yaml

TITLE = "When children share nudes: deciding well"
ARTICLE = re.compile(r"<article[^>]*>(.*)</article>", re.S)
SCRIPT = re.compile(r"<script\b.*?</script>|<form\b.*?</form>", re.S)
NAMED = re.compile(r'\b(id|for|headers|aria-labelledby|aria-describedby)="([^"]+)"')
LINK = re.compile(r'\b(href|src)="([^"]+)"')
HEADING = re.compile(r"(</?h)([1-5])\b")
EXTRA = """@page { @top-left { font: 8pt sans-serif; } @top-right { font: 8pt sans-serif; } }
body { font-size: 10.5pt; } main { max-width: none; padding: 0; } .bound { break-before: page; } .head { padding: 3mm 4mm; border: .5mm solid #000; }
.training { break-inside: avoid; } .contents { columns: 2; }"""


def print_book(out: Path, only: str | None = None) -> Iterator[Path]:
    """Prints the whole book and its answers, or one page of it, as tagged PDFs, and yields where each is; raises Mistakes."""
    folder = build.build(strict=True)
    pages, answers = in_order(), answer_pages(folder)
    if only:
        if only not in pages:
            raise Mistakes([f"The book has no page {only!r}. {nearest(only, pages)}"])
        out.mkdir(parents=True, exist_ok=True)
        yield printing.pdf(folder / f"{only}.html", out / f"{only.replace('/', '-')}.pdf")
        return
    style = "\n".join(read_text(path) for path in sorted(Path(__file__).parent.glob("css/*.css"), key=lambda p: p.name != "site.css")) + EXTRA
    yield printing.sheets(TITLE, bound(folder, pages), out / "book.pdf", style)
    yield printing.sheets(f"Answers. {TITLE}", bound(folder, answers), out / "book-answers.pdf", style)


def in_order() -> list[str]:
    """The names of the book's pages in the order of its contents."""
    toc = read_yaml(ROOT / "_toc.yml")
    return [toc["root"], *(chapter["file"] for part in toc["parts"] for chapter in part["chapters"])]


def answer_pages(folder: Path) -> list[str]:
    """The names of the pages of answers."""
    return sorted(path.relative_to(folder).with_suffix("").as_posix() for path in folder.glob("*/answers/*.html"))


def bound(folder: Path, pages: list[str]) -> str:
    """Pages as one body of HTML, with a list of them in front."""
    told = {name: _inside(folder, name, set(pages)) for name in pages}
    titles = {name: re.search(r"<h2[^>]*>(.*?)</h2>", html, re.S)[1] for name, html in told.items()}
    listed = "".join(f'<li><a href="#{_name(name)}">{re.sub("<[^>]+>", "", title)}</a></li>' for name, title in titles.items())
    return f'<h2>Contents</h2><ol class="contents">{listed}</ol>' + "".join(f'<section class="bound" id="{_name(n)}">{html}</section>' for n, html in told.items())


def _name(page: str, anchor: str = "") -> str:
    return escape(page.replace("/", "-") + (f"--{anchor}" if anchor else ""))


def _inside(folder: Path, page: str, pages: set[str]) -> str:
    """The article of a built page, with its names made its own and its headings a level lower."""
    found = ARTICLE.search(read_text(folder / f"{page}.html"))
    text = SCRIPT.sub("", found[1])
    text = NAMED.sub(lambda m: f'{m[1]}="{" ".join(_name(page, one) for one in m[2].split())}"', text)
    text = LINK.sub(lambda m: _link(folder, page, pages, m[1], m[2]), text)
    return HEADING.sub(lambda m: f"{m[1]}{int(m[2]) + 1}", text)


def _link(folder: Path, page: str, pages: set[str], kind: str, address: str) -> str:
    """A link as it is in the bound book: to the same place there, to the web, or none."""
    if address.startswith(("https://", "http://", "mailto:", "data:")):
        return f'{kind}="{address}"'
    path, _, anchor = address.partition("#")
    if kind == "src":
        return f'src="{(folder / PurePosixPath(page).parent / path).resolve().as_uri()}"'
    whole = (folder / PurePosixPath(page).parent / path.partition("?")[0]).resolve() if path else folder.resolve() / f"{page}.html"
    target = whole.relative_to(folder.resolve()).with_suffix("").as_posix() if whole.is_relative_to(folder.resolve()) else ""
    return f'href="#{_name(target, anchor)}"' if target in pages else ""
