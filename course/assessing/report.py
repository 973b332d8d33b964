"""A report that a trainer reads: one page of HTML with all its pictures, which asks for nothing from anywhere and runs nothing."""
from __future__ import annotations

import base64
import hashlib
import os
from html import escape
from pathlib import Path

from ..files import ROOT, Mistakes
from . import cohorts, disclosure, measures, sections, votes

CSS = Path(__file__).parent.parent / "css"
BOOK = ROOT / "_build" / "html"
TRAINING = "Training only. For a real incident follow your local procedure. Danger now: 999."
KEEP = "For trainers only: it shows which answers earn credit. Give nobody a copy who still has to take one of these forms."


def write(results: Path, out: Path, least: int = disclosure.LEAST, book: str | None = None) -> None:
    """Writes the report of a folder of results; raises Mistakes if there is nothing to report."""
    made = page(cohorts.read(results, least), least, _link(out, book))
    try:
        Path(out).write_text(made, encoding="utf-8")
    except OSError as error:
        raise Mistakes([f"{out}: nothing can be written there ({error.strerror}). Name another file."]) from None


def _link(out: Path, book: str | None):
    """Makes links to pages of the book: at an address, or where it was built on this computer, or only by name."""
    base = book.rstrip("/") if book else os.path.relpath(BOOK, Path(out).resolve().parent).replace(os.sep, "/") if BOOK.is_dir() else None
    return lambda path, title: f'<a href="{escape(f"{base}/{path}.html")}">{escape(title)}</a>' if base else f"“{escape(title)}”"


def page(results: cohorts.Results, least: int, link) -> str:
    """The whole report as one HTML page that a strict policy lets through."""
    parts = list(_parts(results, least, link))
    style = "".join((CSS / f"{name}.css").read_text(encoding="utf-8") for name in ("site", "report"))
    allowed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    index = "".join(f'<li><a href="#{name}">{escape(title)}</a></li>' for name, title, _ in parts)
    body = "".join(f'<section id="{name}"><h2>{escape(title)}</h2>{html}</section>' for name, title, html in parts)
    return (f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'\">"
            f'<meta name="referrer" content="no-referrer"><meta name="robots" content="noindex"><title>Report for trainers</title><style>{style}</style></head>'
            f'<body class="course-report"><main><h1>Report for trainers</h1><p>{TRAINING}</p><p>{KEEP}</p>'
            f'<nav aria-label="Parts of this report"><ul>{index}</ul></nav>{body}</main></body></html>')


def _parts(results: cohorts.Results, least: int, link):
    if not results.forms:
        yield "about", "About this report", f"<p>No form was taken by {least} people or more, so nothing is shown.</p>"
        return
    yield "overview", "At a glance", sections.overview(results, least)
    latest = next(iter(results.forms.values()))
    yield "next", "What to teach next", (f"<p>The objectives that earned least in {escape(latest.facts['title'])}. Where intervals overlap, their order may be chance. "
                                         f"Both kinds of error are given.</p>{sections.teach_next(latest, link)}")
    for form in results.forms.values():
        html = "".join(part(form, least) for part in (votes.twice, sections.objectives, sections.errors, sections.calibration, sections.questions))
        yield f"form-{form.id}", form.facts["title"], html
    if any(form.facts["form"] for form in results.forms.values()):
        yield "before-and-after", "Before and after", sections.before_and_after(results, least)
    yield "roles", "Teachers and officers", "".join(f"<h3>{escape(f.facts['title'])}</h3>{sections.two_roles(f, least)}" for f in results.forms.values())
    if not results.marks.empty:
        yield "markers", "Markers", sections.markers(results)
    yield "options", "Every option", "".join(f"<h3>{escape(f.facts['title'])}</h3>{sections.options(f, least)}" for f in results.forms.values())
    yield "about", "How this was made", _about(results, least)


def _about(results: cohorts.Results, least: int) -> str:
    small = f"<p>Taken by fewer than {least} people, and not shown: {escape(', '.join(results.too_small))}.</p>" if results.too_small else ""
    few = "<p>Some attempts before or after the course have no partner and are too few to be shown. They are left out everywhere.</p>" if results.left_out else ""
    return (f"<p>Groups of fewer than {least} people are not shown. Where one part of a whole is hidden, another is hidden with it, so that neither can be worked out. "
            "Roles are shown side by side only if both are large enough.</p>"
            f"{small}{few}<p>Intervals are for people, not for answers: one person's answers are alike. They say how far chance alone could have moved a figure. "
            "They do not cover what is wrong with a question, a key or a group.</p>"
            f"<p>Figures come from {escape(measures.libraries())}.</p>")
