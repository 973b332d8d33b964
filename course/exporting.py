"""The course for a place: a folder to upload with its headers, one zip that opens from disk, and paper."""
from __future__ import annotations

import shutil
from collections.abc import Iterator
from html import escape
from pathlib import Path

from . import binding, build, model, policy, printing
from .assessing import gate
from .assessing.exports.package import save, zipped
from .files import Mistakes, shown
from .sources import day_in_words

NOT_FOR_READERS = (".buildinfo", "objects.inv", "reports/")  # left by the tools that build
FOLDER = "course"  # the one folder in the zip
HOSTS = {"_headers": policy.for_pages_hosts, "hosting/headers.txt": policy.plain, "hosting/nginx.conf": policy.for_nginx, "hosting/apache.conf": policy.for_apache}
START = """<!DOCTYPE html>
<html lang="en-GB">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>Start here</title></head>
<body>
<h1>Start here</h1>
<p><a href="{folder}/index.html">Open the course</a></p>
<p>If that does not open, unpack the whole zip first: the pages need the folder “{folder}” beside this file.</p>
<p>Nothing needs a network. Law and guidance in this copy were last checked on {day}. A copy grows old: each page says so when it is.</p>
<p>{notice}</p>
<p>If you are under 18 and found this: what happened to you is not your fault. {help}</p>
</body>
</html>
"""


def site(out: Path) -> dict:
    """Writes a clean copy of the book to upload, with headers for hosts, into a folder that is new or holds an earlier copy; says how many files and bytes. One with a key of a test in it is not kept."""
    files, mark = {**built(), **{name: text().encode() for name, text in HOSTS.items()}, ".nojekyll": b""}, out / ".nojekyll"
    if out.exists() and (not out.is_dir() or any(out.iterdir()) and not (mark.exists() and (out / "hosting" / "nginx.conf").exists())):
        raise Mistakes([f"{shown(out)} is there already, and is no earlier copy of the course. Name a new folder, or empty this one."])
    shutil.rmtree(out, ignore_errors=True)
    for name, data in files.items():
        save(out / name, data)
    try:
        gate.check(out)
    except Mistakes:
        shutil.rmtree(out)
        raise
    return {"files": len(files), "bytes": sum(map(len, files.values()))}


def archive(out: Path) -> dict:
    """Writes one zip that opens from disk, the same bytes for the same book; says how many files and bytes. One with a key of a test in it is not kept."""
    files = {f"{FOLDER}/{name}": data for name, data in built().items()} | {"START-HERE.html": start_here().encode()}
    made = zipped(files)
    save(out, made)
    try:
        gate.check(out)
    except Mistakes:
        out.unlink()
        raise
    return {"files": len(files), "bytes": len(made)}


def built() -> dict[str, bytes]:
    """Every file of the built book that a reader may get, by its address; builds the book if it is not built from the files as they are."""
    folder = build.build(strict=True)
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return {name: (folder / name).read_bytes() for name in names if not name.startswith(NOT_FOR_READERS)}


def start_here() -> str:
    """The page beside the folder in the zip: it leads on, and says what to do if it cannot."""
    checked = max(record.seen.day for record in model.current().records.values())
    return START.format(folder=FOLDER, day=day_in_words(checked), notice=escape(printing.NOTICE), help=escape(printing.help_for_a_child()))


def pdf(out: Path, page: str | None = None) -> Iterator[Path]:
    """Prints the whole book, its answers apart, and each page by itself, or one page only, as tagged PDFs, and yields where each is."""
    if page:
        yield from binding.print_book(out, page)
        return
    yield from binding.print_book(out)
    for name in binding.in_order():
        yield from binding.print_book(out / "pages", name)
