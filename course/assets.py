"""The style sheets and scripts of the built book: which page needs which, and their one copy each in _static."""
from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path

from . import drills, language, local, weekly, widgets
from .files import ROOT
from .language import say

HERE = Path(__file__).parent
FROM_SPHINX = {"documentation_options.js", "doctools.js", "language_data.js", "searchtools.js", "translations.js"}
SEARCH = """"use strict";
// The words that were looked for are not kept on the device, and the result is announced.
const SPHINX_HIGHLIGHT_ENABLED = false;
new MutationObserver((_, seen) => {
  const summary = document.querySelector(".search-summary");
  if (summary) { summary.setAttribute("role", "status"); seen.disconnect(); }
}).observe(document.getElementById("search-results"), { childList: true });
"""
ICON = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#1d4f63"/>
<path d="M16 25V15M16 15 8 7M16 15l8-8" fill="none" stroke="#fff" stroke-width="3.2" stroke-linecap="round"/></svg>
"""
BLANK = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"/>\n'
LEAVE = f"""<!DOCTYPE html>
<html lang="{language.html_code()}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<title>{say("New page")}</title><link rel="icon" href="blank.svg"></head>
<body><h1>{say("New page")}</h1><p>{say("There is nothing here. You can type another address at the top of the window.")}</p></body>
</html>
"""


# Whole lines that are comments, blank, or the space before a line. A minifier also took spaces out of texts inside texts ("1June").
NOT_NEEDED = re.compile(r"^[ \t]*(?://[^\n]*|/\*\*(?:(?!\*/).)*\*/)?[ \t]*\n|^[ \t]+", re.M | re.S)


def lean(script: str) -> str:
    """A script without lines that only comment; no line of it is changed beyond the space before it."""
    return NOT_NEEDED.sub("", script)


class Assets:
    """Every file that the book puts into _static, made once for a build."""

    def __init__(self):
        self.texts = {f.name: f.read_text(encoding="utf-8") for f in sorted((HERE / "css").glob("*.css"))}
        self.texts |= {"site.js": widgets.plain_script("site"), "timeline.js": widgets.plain_script("timeline"), "leave.html": LEAVE,
                        "course-search.js": SEARCH, "favicon.svg": ICON, "blank.svg": BLANK, weekly.ICS: weekly.calendar(),
                       "course-law.js": widgets.model_script(), "course-drills.js": drills.pool_script()}
        if language.code() != language.ENGLISH:
            self.texts["english.js"] = widgets.plain_script("english")
        modules = {f.name: f.read_text(encoding="utf-8") for f in sorted(widgets.JS.glob("*.js"))}
        told_apart = "".join(f"{name}\0{text}" for name, text in [*sorted(self.texts.items()), *modules.items()])
        self.version = hashlib.sha256(told_apart.encode()).hexdigest()[:8]

    def styles(self, kinds: set[str], papers: set[str] = frozenset()) -> list[str]:
        """The style sheets of a page with these kinds of widgets and of static parts. Program code is in the colour of the text."""
        wanted = ["site.css"]
        wanted += ["widgets.css"] if kinds else []
        wanted += ["paper.css"] if papers else []
        wanted += [f"{kind}.css" for kind in sorted(kinds | papers)] + (["assess.css"] if "changed" in kinds else [])
        return [name for name in wanted if name in self.texts or name in FROM_SPHINX]

    def scripts(self, kinds: set[str], timeline: bool = False) -> list[str]:
        """The scripts of a page: the model before the widgets that read it, and no widget that the page does not have."""
        return (["site.js"] + (["timeline.js"] if timeline else []) + (["course-drills.js"] if "drill" in kinds else [])
                + (["course-law.js"] if kinds - {"attempt"} else [])  # taking an assessment asks no model
                + ([self._script_of(sorted(kinds))] if kinds else []) + (["english.js"] if kinds and "english.js" in self.texts else []))

    def _script_of(self, kinds: list[str]) -> str:
        name = f"course-{'-'.join(kinds)}.js"
        if name not in self.texts:
            self.texts[name] = widgets.classic_script(*kinds)
        return name

    def write(self, out: Path, logo: str | None) -> None:
        """Writes the files, and removes what Sphinx and its extensions left in _static that no page asks for."""
        static = out / "_static"
        for path in static.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name not in FROM_SPHINX:
                path.unlink()
        for name, text in self.texts.items():
            (static / name).write_text(lean(text) if name.endswith(".js") else text, encoding="utf-8", newline="\n")
        if logo:
            shutil.copyfile(ROOT / local.values()["logo"], static / logo)
