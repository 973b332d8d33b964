"""What the course's pages are measured beside: pages that do it the usual ways, made here from packages of the npm registry, so that no other host is asked."""
from __future__ import annotations

import json
import shutil
from pathlib import Path

import ipywidgets as w
from bs4 import BeautifulSoup
from ipywidgets.embed import embed_snippet

from bench_pages import Page
from browser_tools import BOOK, ROOT
from clients import client
from course import model, scenario
from course.assets import lean
from course.schema import NATIONS, ROLES

OUT = ROOT / "_build" / "bench"
SCENARIO = "passed-on"
PAGE = f"book/scenarios/{SCENARIO}.html"
SURE = ("A guess", "Fairly sure", "Sure")
H5P = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,"><title>A question</title></head>
<body><div id="place"></div><script src="dist/main.bundle.js"></script>
<script>new H5PStandalone.H5P(document.getElementById("place"), {h5pJsonPath: "content", frameJs: "dist/frame.bundle.js", frameCss: "dist/styles/h5p.css"});</script></body></html>
"""
PYTHON = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,"><title>Corridors</title></head><body>
<button id="a" disabled>One child</button> <button id="b" disabled>Two children</button><pre id="answer"></pre>
<script type="module">
import { loadPyodide } from "./pyodide/pyodide.mjs";
const python = await loadPyodide({ indexURL: "./pyodide/" });
for (const name of ["decide.py", "files.py", "schema.py", "law.json"]) {
  python.FS.mkdirTree("course");
  python.FS.writeFile(`course/${name}`, await (await fetch(`course/${name}`)).text());
}
const answer = python.runPython(`
import json
from course.decide import decide, read_case
law = json.load(open("course/law.json"))
def answer(facts):
    return json.dumps(decide(law, read_case(law, json.loads(facts)), nation="england", role="school", on="2026-11-21"), indent=1)
answer`);
const cases = {a: {children: [{id: "A"}]}, b: {incident: {adult: "unproven"}, children: [{id: "A", pressure: "coerced"}, {id: "B"}]}};
for (const button of document.querySelectorAll("button")) {
  button.disabled = false;
  button.onclick = () => { document.getElementById("answer").textContent = answer(JSON.stringify(cases[button.id])); };
}
</script></body></html>
"""


def folder(name: str) -> Path:
    """An empty folder for a page."""
    shutil.rmtree(OUT / name, ignore_errors=True)
    (OUT / name).mkdir(parents=True)
    return OUT / name


def step(found) -> w.Widget:
    """A step of a scenario with the controls of ipywidgets: what happens, what to do, how sure, and what the choice amounts to."""
    text = w.HTML("".join(f"<p>{p.says}</p>" for p in found.text))
    if not found.acts:
        return w.VBox([w.HTML(f"<h3>{found.title}</h3>"), text, w.Textarea(description="A note")])
    act = w.RadioButtons(options=[a.says for a in found.acts], index=None)
    amounts = w.Stack([w.HTML(", ".join(f"{ladder}: {level}" for ladder, level in a.does.items())) for a in found.acts])
    w.jslink((act, "index"), (amounts, "selected_index"))
    return w.VBox([w.HTML(f"<h3>{found.title}</h3>"), text, w.HTML(found.ask), act, w.RadioButtons(options=SURE, index=None), amounts])


def book_tool() -> Page:
    """ipywidgets: the same page of the book with the steps of the same scenario, in the form in which the book tool puts them into a page. A slider goes
    from step to step, and each act has its effect beside it; these controls alone can do no more."""
    place = folder("ipywidgets")
    shutil.copytree(BOOK / "_static", place / "_static")
    shutil.copytree(client("@jupyter-widgets/html-manager") / "dist", place / "manager", ignore=shutil.ignore_patterns("*.map"))
    (place / "require.js").write_text(lean((client("requirejs") / "require.js").read_text(encoding="utf-8")), encoding="utf-8")
    found = scenario.load(SCENARIO)
    steps = w.Stack([step(s) for chair in (found.chairs.school, found.chairs.police) for s in chair.steps], selected_index=0)
    slider = w.IntSlider(min=0, max=len(steps.children) - 1, description="Step")
    w.jslink((slider, "value"), (steps, "selected_index"))
    page = BeautifulSoup((BOOK / PAGE).read_text(encoding="utf-8"), "html.parser")
    for part in page.select('meta[http-equiv], script[src*="/course-"], link[href*="/course-"]'):
        part.decompose()
    widgets = embed_snippet([w.VBox([slider, steps])], requirejs=True, embed_url="../../manager/embed-amd.js", drop_defaults=False)
    snippet = BeautifulSoup(widgets, "html.parser")
    snippet.select_one('script[src*="require"]').attrs = {"src": "../../require.js"}
    page.select_one(".course-widget").replace_with(snippet)
    (place / PAGE).parent.mkdir(parents=True)
    (place / PAGE).write_text(str(page), encoding="utf-8")
    return Page("that scenario in ipywidgets", place, PAGE, "document.querySelector('.widget-radio input')",
                "document.querySelector('.jupyter-widgets')?.innerHTML", ".widget-radio label")


def e_learning() -> Page:
    """H5P: the stand-alone player with the sample of an older release of it, one true-or-false question; no other content was found in a registry."""
    place = folder("h5p")
    shutil.copytree(client("h5p-standalone") / "dist", place / "dist")
    shutil.copytree(client("h5p-standalone@2.1.0") / "test" / "workspace", place / "content")
    (place / "index.html").write_text(H5P, encoding="utf-8")
    inside = "document.querySelector('iframe')?.contentDocument"
    return Page("one question in H5P", place, "index.html", f"{inside}?.querySelector('.h5p-true-false-answer')",
                f"{inside}?.body.innerHTML", ".h5p-true-false-answer", in_frame=True)


def python_in_browser() -> Page:
    """Pyodide: the course's own decide.py in the browser, one corridor for each press. What it imports of other libraries is left out, which favours it."""
    place = folder("pyodide")
    shutil.copytree(client("pyodide"), place / "pyodide", ignore=shutil.ignore_patterns("*.map", "*.d.ts", "*.html"))
    (place / "course").mkdir()
    shutil.copy(ROOT / "course" / "decide.py", place / "course")
    (place / "course" / "files.py").write_text("class Mistakes(Exception):\n    pass\n\n\ndef nearest(word, allowed):\n    return ''\n", encoding="utf-8")
    (place / "course" / "schema.py").write_text(f"NATIONS = {NATIONS!r}\nROLES = {ROLES!r}\n", encoding="utf-8")
    (place / "course" / "law.json").write_text(json.dumps(model.current().compiled, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    (place / "index.html").write_text(PYTHON, encoding="utf-8")
    return Page("Python in the browser, by Pyodide", place, "index.html",
                "document.querySelector('button:not([disabled])')", "document.getElementById('answer')?.textContent", "button")
