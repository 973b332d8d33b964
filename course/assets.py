"""The style sheets and scripts of the built book: which page needs which, and their one copy each in _static."""
from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path

from . import carried, drills, language, local, model, weekly, widgets
from .files import ROOT
from .language import say
from .schema import NATIONS

HERE = Path(__file__).parent
# What each file that a page may ask for is there for. A page asks for no other, and its text can be read with none of them.
REASONS = {
    r"(.+/)?[\w-]+\.html": "the text itself, with what its widgets show before anything is answered",
    r"_static/site\.css": "the look of every page, kept by the browser from page to page",
    r"_static/site\.js": "the menu, sources and terms in place, a warning when the law may have changed, and progress",
    r"_static/favicon\.svg": "the sign by which the page is found among open ones",
    r"_static/blank\.svg": "in its stead where nobody should see which page is open",
    r"_static/local-logo\.\w+": "the logo of the organisation that serves the course, if it has set one",
    r"_static/course-law[a-z_-]*\.js": "the rules of the page's nations: cases are answered in the page, and nothing is sent anywhere",
    r"_static/course-sources[a-z_-]*\.js": "what the records of that law say, once somebody touches a widget",
    r"_static/course-drills\.js": "the pool of drills, which is too large for the page's text",
    r"_static/course-[a-z-]+\.js": "the page's widgets, in one file",
    r"_static/course-[a-z-]+\.css": "the look of the page's widgets and drawn parts, in one file",
    r"_static/(timeline|remember|offline)\.js": "what only the few pages with a place for it can do",
    r"_static/app\.json": "the name under which a device shows the copy that a reader keeps",
    r"_static/english\.js": "in a book in another language: says which texts are English",
    r"searchindex\.js|_static/(documentation_options|doctools|language_data|searchtools|translations)\.js": "the search, on its own page: it works from disk, with no server",
}
SOME = ("timeline", "remember", "offline")  # scripts of the few pages that have a place for them, of the class course-NAME
AFTER_AN_ANSWER = {"assess", "changed"}  # widgets that ask the law only once something is committed
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
# The name on a device's screen says nothing of what the course is about.
APP = """{"name": "Deciding well", "short_name": "Deciding well", "lang": "en-GB", "start_url": "../index.html", "scope": "../", "display": "minimal-ui",
 "background_color": "#fdfcf9", "theme_color": "#1d4f63", "icons": [{"src": "favicon.svg", "type": "image/svg+xml", "sizes": "any"}]}
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
NOT_NEEDED = re.compile(r"^[ \t]*(?://[^\n]*|/\*(?:(?!\*/).)*\*/)?[ \t]*\n|^[ \t]+", re.M | re.S)


def lean(script: str) -> str:
    """A script or a style sheet without lines that only comment; no line of it is changed beyond the space before it."""
    return NOT_NEEDED.sub("", script)


def plain_translations(script: str) -> str:
    """Sphinx's own strings in another language as data: its script makes a function out of text, which the policy forbids, and blanks what has no translation."""
    held = json.loads(script[script.index("{"):script.rindex("}") + 1])
    messages = {text: said for text, said in held["messages"].items() if said}
    return (f"Object.assign(Documentation.TRANSLATIONS, {json.dumps(messages)});\nDocumentation.LOCALE = {json.dumps(held['locale'])};\n"
            f"Documentation.PLURAL_EXPR = (n) => {held['plural_expr']};\n")


def reason(name: str) -> str | None:
    """What a file of the book, by its place in it, is asked for; nothing if no page should ask for it."""
    return next((why for pattern, why in REASONS.items() if re.fullmatch(pattern, name)), None)


class Assets:
    """Every file that the book puts into _static, made once for a build.

    kept: what an earlier build from the same files left there, by name, for pages that are not made anew; nothing in a build from nothing.
    """

    def __init__(self, kept: dict[str, Path] | None = None):
        self.kept = kept or {}
        self.sheets = {f.stem: f.read_text(encoding="utf-8") for f in sorted((HERE / "css").glob("*.css"))}
        self.law, pool = model.current().compiled, self.kept.get("course-drills.js")
        self.texts = {"site.css": self.sheets["site"], "slides.css": self.sheets["slides"], "site.js": widgets.plain_script("site"), **{f"{name}.js": widgets.plain_script(name) for name in SOME}, "leave.html": LEAVE,
                        "course-search.js": SEARCH, "favicon.svg": ICON, "blank.svg": BLANK, "app.json": APP, weekly.ICS: weekly.calendar(),
                       "course-drills.js": pool.read_text(encoding="utf-8") if pool else drills.pool_script()}
        if language.code() != language.ENGLISH:
            self.texts["english.js"] = widgets.plain_script("english")
        modules = {f.name: f.read_text(encoding="utf-8") for f in sorted(widgets.JS.glob("*.js"))}
        told_apart = "".join(f"{name}\0{text}" for name, text in [*sorted(self.texts.items()), *self.sheets.items(), *modules.items(), ("law", carried.script(self.law)), ("sources", carried.sources_script(self.law))])
        self.version = hashlib.sha256(told_apart.encode()).hexdigest()[:8]

    def styles(self, kinds: set[str], papers: set[str] = frozenset()) -> list[str]:
        """The sheet of every page, and one for these kinds of widgets and of static parts. Program code is in the colour of the text."""
        wanted = [*(["widgets"] if kinds else []), *(["paper"] if papers else []), *sorted(kinds | papers), *(["assess"] if "changed" in kinds else [])]
        return ["site.css", *self._sheet_of([part for part in dict.fromkeys(wanted) if part in self.sheets])]

    def scripts(self, kinds: set[str], nations: set[str] = frozenset(NATIONS), body: str = "") -> list[str]:
        """The scripts of a page: the law of its nations before the widgets that need it at once, and no widget that the page does not have."""
        return (["site.js"] + [f"{name}.js" for name in SOME if f"course-{name}" in body] + (["course-drills.js"] if "drill" in kinds else [])
                + ([self.law_of(nations)] if nations and kinds - AFTER_AN_ANSWER else []) + ([self._script_of(sorted(kinds))] if kinds else [])
                + (["english.js"] if kinds and "english.js" in self.texts else []))

    def later(self, kinds: set[str], nations: set[str]) -> dict[str, str]:
        """The scripts that a page names and its widgets ask for when they are first wanted: {"law": file, "sources": file}."""
        found = {"law": self.law_of(nations)} if nations and kinds <= AFTER_AN_ANSWER else {}
        return {**found, **({"sources": self.sources_of(nations)} if nations and any("corridor" in widgets.modules_of(kind) for kind in kinds) else {})}

    def law_of(self, nations: set[str]) -> str:
        """The script with the law of some nations; three of them get the law of all, which more pages share."""
        return self._of_nations("course-law", carried.script, nations)

    def sources_of(self, nations: set[str]) -> str:
        """The script with the texts of the records in that law."""
        return self._of_nations("course-sources", carried.sources_script, nations)

    def _of_nations(self, stem: str, script, nations: set[str]) -> str:
        asked = [n for n in NATIONS if n in nations] if len(nations) < 3 else []
        name = "-".join([stem, *asked]) + ".js"
        if name not in self.texts:
            self.texts[name] = script(self.law, asked or NATIONS)
        return name

    def _sheet_of(self, parts: list[str]) -> list[str]:
        if not parts:
            return []
        name = f"course-{'-'.join(parts)}.css"
        self.texts[name] = "".join(self.sheets[part] for part in parts)
        return [name]

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
            elif path.name not in FROM_SPHINX | self.kept.keys():
                path.unlink()
        if (translated := static / "translations.js").exists() and language.code() != language.ENGLISH:
            translated.write_text(plain_translations(translated.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
        for name, text in self.texts.items():
            (static / name).write_text(lean(text) if name.endswith((".js", ".css")) else text, encoding="utf-8", newline="\n")
        if logo:
            shutil.copyfile(ROOT / local.values()["logo"], static / logo)
