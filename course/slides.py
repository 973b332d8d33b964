"""Slides for a session plan, taken from the built pages themselves, with their widgets alive, the notes and the timings."""
from __future__ import annotations

import importlib.resources
import re
import shutil
from html import escape
from pathlib import Path

from bs4 import BeautifulSoup

from . import assets, paths, plans, widgets
from .files import ROOT, Mistakes
from .schema import NATIONS

REVEAL = ("reveal.css", "reveal.js")
KIND = re.compile(r"course-widget course-([a-z]+)")
PAPER = re.compile(r"course-paper course-([a-z]+)")
CHAIR = {"school": "Take the school's chair.", "police": "Take the officer's chair.", "both": "Take the school's chair, then the officer's."}


def make(slug: str, book: Path, out: Path) -> Path:
    """Writes the slides of a plan into a folder that works from disk; raises Mistakes if the book is not built yet."""
    plan = plans.load(slug)
    slides = "".join(_part(part, book, out) for part in plan.parts)
    title = f"<section><section><h1>{escape(plan.title)}</h1><p>Training. For a real incident follow your local procedure. Danger now: 999.</p></section></section>"
    kinds, papers = sorted(set(KIND.findall(slides))), set(PAPER.findall(slides))
    shutil.rmtree(out, ignore_errors=True)
    names = _write_assets(out, kinds, papers)
    (out / "index.html").write_text(_document(plan, f"{title}{slides}", names), encoding="utf-8", newline="\n")
    return out / "index.html"


# What is on the slides ----------------------------------------------------------------------------------------------

def _part(part: plans.Part, book: Path, out: Path) -> str:
    """The slides of one part, below each other: its title, then what each of its pages says it is for, its key points and what it has to do."""
    slugs = [*part.pages, *([f"scenarios/{part.scenario}"] if part.scenario else [])]
    faces = [f"<h2>{escape(part.title)}</h2><p>{paths.in_words(part.minutes)}</p>", *(face for slug in slugs for face in _faces(slug, part, book, out))]
    each, rest = divmod(60 * part.minutes, len(faces))
    seconds = [each + rest, *[each] * (len(faces) - 1)]
    notes = f'<aside class="notes">{"".join(f"<p>{escape(text)}</p>" for text in (part.do, part.draw_out) if text)}</aside>'
    slides = "".join(f'<section data-timing="{time}">{face}{notes}</section>' for face, time in zip(faces, seconds))
    return f"<section>{slides}</section>"


def _faces(slug: str, part: plans.Part, book: Path, out: Path) -> list[str]:
    """A page as slides, without anything that the page does not say."""
    path = book / f"{paths.name(slug)}.html"
    if not path.exists():
        raise Mistakes(["The book is not built yet, or is older than the plan. Build it first: course build"])
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").find("article")
    for link in page.find_all("a", href=True):
        link["href"] = _from_slides(link["href"], path, out)
        del link["id"]
    for inner in page.select(".course-widget section, .course-paper section"):
        inner.name = "div"  # reveal.js takes every section for a slide
    title = page.h1.get_text(strip=True)
    aims, key = page.select_one(".page-box ul"), page.find(id="key-points")
    faces = [f"<h3>{escape(title)}</h3>{aims or ''}"]
    if key and not part.scenario:
        faces.append(f"<h3>{escape(title)}</h3>{key.ul}")
    chair = f"<p>{CHAIR[part.chair]}</p>" if part.chair else ""
    return faces + [f'<h3>{escape(title)}</h3>{chair}<div class="slide-body">{widget}</div>' for widget in page.select(".course-widget, .course-paper")]


def _from_slides(href: str, page: Path, out: Path) -> str:
    """A link of a page as seen from the slides: into the book beside them."""
    if re.match(r"[a-z]+:", href):
        return href
    target, _, anchor = href.partition("#")
    goal = (page.parent / target).resolve() if target else page.resolve()
    return f"{_relative(goal, out.resolve())}{'#' + anchor if anchor else ''}"


def _relative(goal: Path, start: Path) -> str:
    shared = next(folder for folder in (start, *start.parents) if goal.is_relative_to(folder))
    return "../" * len(start.relative_to(shared).parts) + goal.relative_to(shared).as_posix()


# The file and what is beside it -------------------------------------------------------------------------------------

def _write_assets(out: Path, kinds: list[str], papers: set[str]) -> list[str]:
    """Copies reveal.js and the book's own styles and scripts, and returns the names that the page asks for."""
    beside, made = out / "_static", assets.Assets()
    beside.mkdir(parents=True)
    reveal = importlib.resources.files("sphinx_revealjs") / "_static" / "revealjs"
    for name, source in (*((n, reveal / "dist" / n) for n in REVEAL), ("notes.js", reveal / "plugin" / "notes" / "notes.js"), ("reveal-licence.txt", reveal / "LICENSE")):
        (beside / name).write_bytes(source.read_bytes())
    styles = [*made.styles(set(kinds), papers), "slides.css"]
    scripts = (["course-drills.js"] if "drill" in kinds else []) + ([made.law_of(NATIONS), made.sources_of(NATIONS)] if kinds else [])
    texts = {name: made.texts[name] for name in [*styles, *scripts]}
    if kinds:
        texts["course-slides.js"] = widgets.classic_script(*kinds).replace('h("section"', 'h("div"')  # as above
    texts["slides.js"] = (ROOT / "course" / "js" / "slides.js").read_text(encoding="utf-8")
    for name, text in texts.items():
        (beside / name).write_text(text, encoding="utf-8", newline="\n")
    return ["reveal.css", *styles, *scripts, *(["course-slides.js"] if kinds else []), "reveal.js", "notes.js", "slides.js"]


def _document(plan: plans.Plan, slides: str, names: list[str]) -> str:
    styles = "".join(f'<link rel="stylesheet" href="_static/{n}">\n' for n in names if n.endswith(".css"))
    scripts = "".join(f'<script defer src="_static/{n}"></script>\n' for n in names if n.endswith(".js"))
    return (f'<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<meta name="referrer" content="no-referrer">\n<title>Slides: {escape(plan.title)}</title>\n<link rel="icon" href="data:,">\n{styles}{scripts}</head>\n'
            f'<body class="course-slides"><main class="reveal" data-minutes="{plan.minutes}"><div class="slides">{slides}</div></main></body>\n</html>\n')
