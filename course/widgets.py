"""The widgets: state in traits, one plain ES module each, and a readable twin that needs no JavaScript."""
from __future__ import annotations

import functools
import json
import re
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import anywidget
import traitlets

from . import language, model, translating
from .schema import NATIONS

JS = Path(__file__).parent / "js"
IMPORT = re.compile(r'^import \{ ([^}]+) \} from "\./([a-z]+)\.js";$', re.M)
EXPORT = re.compile(r"^export (?:(async function|function|const|class) (\w+)|default )", re.M)


class Widget(anywidget.AnyWidget):
    """A widget whose `state` is kept in step between Python and the page.

    kind: the module's name; name: which one of its kind; data: what it shows; law: the compiled model; state: what the
    reader did, a plain dict. In a static page the same data is written into the page and the same module runs on it.
    """
    kind = traitlets.Unicode().tag(sync=True)
    name = traitlets.Unicode().tag(sync=True)
    data = traitlets.Dict().tag(sync=True)
    law = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)
    twin = traitlets.Unicode()

    def __init__(self, kind: str, name: str, data: dict, twin: str, apart: dict | None = None, nations=NATIONS, once: bool = False):
        """apart: data that a static page gets from elsewhere, and a live notebook with the widget. nations: those whose law it asks about.

        once: a static page holds a text that the twin says too in the twin alone. It pays where the data is far longer than a page of text.
        """
        self._esm, self._in_page, self._nations = es_module(kind), named_in(twin, data) if once else data, nations
        super().__init__(kind=kind, name=name, data={**data, **(apart or {})}, law=model.current().compiled, twin=twin)

    def __repr__(self):
        return f"{self.kind}({self.name!r})"

    def _repr_mimebundle_(self, **kwargs):
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        return {**(data or {}), "text/plain": repr(self), "text/html": self.static_html()}, metadata

    def static_html(self) -> str:
        """The widget for a page without a kernel: its data, and its readable twin."""
        data = {"kind": self.kind, "name": self.name, "data": self._in_page, "state": {}}
        own = "" if language.code() == language.ENGLISH else f' lang="{language.code()}"'
        return (f'<div class="course-widget course-{escape(self.kind)}" data-law="{escape(" ".join(self._nations))}"{own}>'
                f'<script type="application/json">{json_for_html(data)}</script>'
                f'<div class="course-twin">{self.twin}</div></div>')


def json_for_html(data) -> str:
    """JSON that is safe inside a script element: no character in it can end the element."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def modules_of(kind: str) -> list[str]:
    """The names of the modules that a widget is made of, each after those that it imports."""
    order: list[str] = []
    _in_order(kind, order)
    return order


class _TextsOf(HTMLParser):
    def __init__(self, page: str):
        super().__init__()
        self.found: list[str] = []
        self.feed(page)
        self.close()

    def handle_data(self, data):
        self.found.append(data.strip())


def named_in(twin: str, data):
    """The data with "¶" and a number for every longer text that stands by itself in the twin, counting its texts from 0; given.js puts them back."""
    places = {text: number for number, text in reversed(list(enumerate(_TextsOf(twin).found)))}

    def named(value):
        if isinstance(value, str):
            return f"¶{places[value]}" if len(value) > 20 and value in places else value
        if isinstance(value, dict):
            return {key: named(part) for key, part in value.items()}
        return [named(part) for part in value] if isinstance(value, list) else value
    return named(data)


# The modules, in one piece ------------------------------------------------------------------------------------------

def _in_order(name: str, seen: list[str]) -> list[str]:
    for _, other in IMPORT.findall((JS / f"{name}.js").read_text(encoding="utf-8")):
        _in_order(other, seen)
    if name not in seen:
        seen.append(name)
    return seen


def _wrapped(name: str) -> str:
    """One module as an expression statement that fills modules.NAME, its texts in the language of the interface."""
    text = translating.script(name, (JS / f"{name}.js").read_text(encoding="utf-8"))
    exported = [n for _, n in EXPORT.findall(text) if n]
    text = IMPORT.sub(lambda m: f"const {{ {m[1]} }} = modules.{m[2]};", text)
    text = EXPORT.sub(lambda m: f"{m[1]} {m[2]}" if m[1] else "modules.default_of = ", text)
    default = "default: modules.default_of, " if "modules.default_of" in text else ""
    return f"modules.{name} = (() => {{\n{text}\nreturn {{ {default}{', '.join(exported)} }};\n}})();\n"


@functools.cache
def es_module(name: str) -> str:
    """One widget and what it imports as a single ES module, as JupyterLab wants it."""
    parts = "".join(_wrapped(n) for n in _in_order(name, []))
    return f"const modules = {{}};\n{parts}export default modules.{name}.default;\n"


def classic_script(*names: str) -> str:
    """Widgets as one classic script that mounts them: it works from disk and under a strict policy."""
    order: list[str] = []
    for name in [*names, "host"]:
        _in_order(name, order)
    widgets = ", ".join(f"{n}: modules.{n}.default" for n in names)
    parts = "".join(_wrapped(n) for n in order)
    return f'"use strict";\n(() => {{\nconst modules = {{}};\n{parts}modules.host.mountAll({{ {widgets} }}, window.courseLaw);\n}})();\n'


def plain_script(name: str) -> str:
    """One module and what it imports as one classic script that runs at once: for what is no widget."""
    parts = "".join(_wrapped(n) for n in _in_order(name, []))
    return f'"use strict";\n(() => {{\nconst modules = {{}};\n{parts}}})();\n'
