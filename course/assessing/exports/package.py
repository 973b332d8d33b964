"""Learner packages for a learning system: the book's pages in one shell page that holds the session, and a manifest."""
from __future__ import annotations

import hashlib
import importlib.metadata
import io
import json
import zipfile
from html import escape
from pathlib import Path

from ... import widgets
from ...files import Mistakes
from .. import gate
from . import manifests
from .selection import Selection

KINDS = {"scorm12": "SCORM 1.2", "scorm2004": "SCORM 2004 4th Edition", "cmi5": "cmi5"}
HERE = Path(__file__).parent
START = "shell.html"
RULE = ("A page is done when it was opened, every question on it was answered, and a test on it was handed in. The course is complete when all counted pages are done. "
        "The score is the credit of your answers over all marked questions; a question that is not answered yet counts as nothing.")
KEPT = "Your learning system keeps which pages you opened, your answers, and how sure you were, so that you find them again. What you write in your own words is not sent."


def write(kind: str, selection: Selection, out: Path, store: str | None = None) -> dict:
    """Writes the package and returns what is in it: pages, counted pages, questions, bytes. A package with a key of a test in it is not kept.

    store: the web address of the organisation's record store, the only one that a cmi5 package may then talk to.
    """
    files = build(kind, selection, store)
    made = zipped(files)
    save(out, made)
    try:
        gate.check(Path(out))
    except Mistakes:
        Path(out).unlink()
        raise
    return {"pages": len(selection.pages), "counted": sum(p["counts"] for p in selection.pages), "questions": len(selection.items), "bytes": len(made)}


def build(kind: str, selection: Selection, store: str | None = None) -> dict[str, bytes]:
    """The files of a package by their names."""
    if not any(page["counts"] for page in selection.pages):
        raise Mistakes(["None of these pages counts towards completion, so the package would never be complete. Choose other pages."])
    version = _version(selection)
    address = f"https://course.invalid/when-children-share-nudes/{version}"
    files = {f"pages/{name}": data for name, data in selection.files.items()}
    files["shell.js"] = widgets.plain_script("shell").encode()
    files["shell.css"] = (HERE / "shell.css").read_bytes()
    files[START] = shell(kind, selection, version, address, store).encode()
    files["readme.txt"] = _readme(kind, selection, version).encode()
    listed = sorted(files)
    if kind == "cmi5":
        files["cmi5.xml"] = manifests.cmi5(selection.title, version, address, START)
    else:
        files["imsmanifest.xml"] = getattr(manifests, kind)(selection.title, version, listed, START)
    return files


def _version(selection: Selection) -> str:
    """Changes with anything that answers kept by a learning system depend on."""
    return hashlib.sha256(json.dumps([selection.pages, selection.items], sort_keys=True).encode()).hexdigest()[:8]


def shell(kind: str, selection: Selection, version: str, address: str, store: str | None = None) -> str:
    """The one page that a learning system opens."""
    data = {"kind": kind, "title": selection.title, "version": version, "id": address, "start": selection.pages[0]["at"], "pages": selection.pages,
            "items": selection.items}
    connect = f"; connect-src {store or 'https: http:'}" if kind == "cmi5" else ""
    title, start = escape(selection.title), escape(f"pages/{selection.pages[0]['at']}")
    return f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'{connect}">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="icon" href="pages/_static/blank.svg">
<link rel="stylesheet" href="pages/_static/site.css">
<link rel="stylesheet" href="shell.css">
<script defer src="shell.js"></script>
</head>
<body class="shell">
<header class="shell-line">
<h1>{title}</h1>
<p id="done"></p>
<p id="said" role="status"></p>
<p id="leave"></p>
<details><summary>What is recorded</summary><p>{escape(RULE)}</p><p>{escape(KEPT)}</p><p>{escape(manifests.FOR)}</p></details>
</header>
<main><iframe id="pages" title="Pages of the course"></iframe></main>
<noscript><p>Nothing is recorded without JavaScript. You can <a href="{start}">read the pages</a> all the same.</p></noscript>
<script type="application/json" id="package">{widgets.json_for_html(data)}</script>
</body>
</html>
"""


def _readme(kind: str, selection: Selection, version: str) -> str:
    counted = [page["title"] for page in selection.pages if page["counts"]]
    lines = [f"{selection.title}", f"A package for learning systems that take {KINDS[kind]}. Version of the pages and questions: {version}.",
             f"Made by course {importlib.metadata.version('course')}.", "", manifests.FOR, "", RULE, KEPT, "", "Pages that count:",
             *(f"- {title}" for title in counted), "",
             "When the pages or questions change, make the package again. Answers that were kept by another version are not put back;",
             "what your learning system has recorded as complete stays so."]
    return "\n".join(lines) + "\n"


def save(out: Path, data: bytes) -> None:
    """Writes a file, its folder first; raises Mistakes."""
    try:
        Path(out).parent.mkdir(parents=True, exist_ok=True)
        Path(out).write_bytes(data)
    except OSError as error:
        raise Mistakes([f"{out}: nothing can be written there ({error.strerror}). Name another file."]) from None


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip file that is the same for the same files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, files[name])
    return made.getvalue()
