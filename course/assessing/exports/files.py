"""What the commands write: banks, certificates, and what they say about them."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ...files import Mistakes
from . import bank as banks, certificate, moodle, package, qti


def bank(kind: str, sets: list[str], out: Path, keys: Path | None = None) -> Iterator[str]:
    """Writes sets of questions with their keys in one of the bank formats, and says what could not be held."""
    read, wrong = [], []
    for slug in dict.fromkeys(sets):
        try:
            read.append(banks.read(slug, keys))
        except Mistakes as error:
            wrong += error.sentences
    if wrong:
        raise Mistakes(wrong)
    if kind == "moodle":
        data, left = moodle.write(read)
    else:
        members, left = qti.write(read, kind)
        data = package.zipped(members)
    package.save(out, data)
    yield f"{out}: {sum(len(b.questions) for b in read) - sum('left out' in s for s in left)} questions with their keys, {len(data):,} bytes. For trainers only."
    yield from left


def certificates(results: str | None, codes: str | None, out: str | None, pdf: bool) -> Iterator[str]:
    """Writes certificates as HTML and, if asked, as PDF, and says who gets none."""
    if not results or not out:
        raise Mistakes(["Name the attempts.csv that course mark has written, and a folder: course certificate results/attempts.csv --out certificates"])
    found, left = certificate.made(Path(results), Path(codes) if codes else None)
    written = certificate.write(found, Path(out))
    if pdf:
        _print(written)
    blank = sum(not c.name for c in found)
    yield f"{len(written)} certificates are in {out}." + (f" {blank} have no name yet: write it in, or name the list with --codes." if blank else "")
    yield from left


def _print(pages: list[Path]) -> None:
    try:
        from ...printing import pdf as print_page
    except ImportError:
        raise Mistakes(["This version of the course cannot print PDF. Open the HTML file and print it."]) from None
    for page in pages:
        print_page(page, page.with_suffix(".pdf"))
