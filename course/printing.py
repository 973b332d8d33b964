"""Paper: HTML becomes a tagged PDF by the Chromium or Chrome of this computer, and each print says what it is and who helps."""
from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from html import escape
from pathlib import Path

from . import browser, local, model as rules, upkeep
from .files import Mistakes, read_text, shown
from .sources import day_in_words, entry

STYLE = Path(__file__).parent / "templates" / "print.css"
PATIENCE = 300  # seconds until a browser that does not print is given up
FLAGS = ("--headless", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--no-pdf-header-footer", "--generate-pdf-document-outline")
NOTICE = "Training only, with invented people. For a real incident follow your local procedure. Danger now: call 999."
CITED = re.compile(r'href="#source-([A-Z]+-\d{3})"')
CALL = {"front_door": "Children's social care", "force_contact": "Police", "designated_officer": "About someone who works with children"}


def pdf(source: Path, target: Path) -> Path:
    """Prints an HTML file as a tagged PDF with bookmarks and returns where it is; raises Mistakes in one sentence if that fails."""
    program = browser.found()
    if program is None:
        raise Mistakes(["There is no Chromium or Chrome to print with. Install one, or set COURSE_CHROME to the program's path."])
    with tempfile.TemporaryDirectory() as profile:
        # A container's root user has no sandbox; the file that is opened is our own.
        alone = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        command = [program, *FLAGS, *alone, f"--user-data-dir={profile}", f"--print-to-pdf={target.resolve()}", source.resolve().as_uri()]
        try:
            done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            raise Mistakes([f"{program} did not print {shown(target)} within {PATIENCE} seconds. Close other programs and try again."]) from None
    if done.returncode or not target.exists():
        said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise Mistakes([f"{program} did not print {shown(target)}: {said}"])
    return target


def sheets(title: str, body: str, target: Path, style: str | None = None) -> Path:
    """Prints a body of HTML, framed as every print is, as a tagged PDF; style: another style sheet than that of the packs; raises Mistakes."""
    folder = target.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as made:  # beside the target: some browsers may not read the system's own
            page = Path(made) / "page.html"
            page.write_text(document(title, body, style), encoding="utf-8")
            printed = pdf(page, Path(made) / "page.pdf")
            shutil.move(printed, target)
    except OSError as error:
        raise Mistakes([f"{shown(folder)}: nothing can be written there ({error.strerror}). Name another folder."]) from None
    return target


def document(title: str, body: str, style: str | None = None) -> str:
    """A whole HTML document for paper: what it is, how old it is and who helps, at its head and at the foot of each page."""
    foot = f"Training only, invented people. Danger now: 999. Under 18? {help_for_a_child()}"
    return (f'<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>{escape(title)}</title><style>{style or read_text(STYLE)}\n'
            f"@page {{ size: A4; @bottom-left {{ content: {_css(foot)}; }} @top-left {{ content: {_css(title)}; }} @top-right {{ content: {_css(version())}; }} }}"
            f"</style></head><body><h1>{escape(title)}</h1>{_head()}<main>{body}{_sources(body)}</main></body></html>")


def _css(text: str) -> str:
    """A text as a CSS string inside a style element."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("<", "\\3c ") + '"'


def version() -> str:
    """How old a print is: the day on which the law was last checked, and the version of the rules."""
    checked = max(record.seen.day for record in rules.current().records.values())
    return f"Law last checked {day_in_words(checked)}. Rules {rules.current().compiled['version'][:8]}."


def help_for_a_child() -> str:
    """The service that a child can talk to anywhere in the UK, with its number, from the records."""
    every = set(rules.NATIONS)
    held = next(r for r in rules.current().records.values() if r.service and "talk" in (r.need or []) and r.audience == "children"
                and r.grade != "C" and every <= set(r.nations))
    return f"{held.service}: {held.contact}."


def _head() -> str:
    given = local.values()
    lines = [f"<p><strong>{escape(NOTICE)}</strong></p>",
             f"<p>If you are under 18 and found this: what happened to you is not your fault. {escape(help_for_a_child())}</p>",
             *(f"<p>{name} here: {escape(given[key])}.</p>" for key, name in CALL.items() if key in given),
             f"<p>{escape(version())} Printed {day_in_words(upkeep.today())}. Nobody with a legal qualification has reviewed it yet.</p>"]
    return f'<section class="head">{"".join(lines)}</section>'


def _sources(body: str) -> str:
    """The records that a print refers to, each with where it comes from."""
    records, listed = rules.current().records, ""
    for name in dict.fromkeys(CITED.findall(body)):
        told = entry(records[name])
        rows = "; ".join(value for key, value in told["rows"] if key in ("Applies", "Kind", "Checked"))
        listed += f'<li id="source-{name}">{name}: {escape(told["says"])} {escape(told["title"])}, {escape(told["locator"])}. {escape(rows)}.</li>'
    return f'<section class="sheet sources"><h2>Sources</h2><ul>{listed}</ul></section>' if listed else ""
