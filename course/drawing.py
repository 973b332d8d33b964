"""Small drawings as SVG that needs no file, font or style of its own: the page's style sheet colours it, in the dark and on paper."""
from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ElementTree
from html import escape

WIDTH = 420  # units across: letters of 13 units stay legible on a phone and do not shout on a desk
SVG = "{http://www.w3.org/2000/svg}"
LETTER, LINE = 13, 21
INK = ("#101010", "#202020", "#303030", "#404040")  # stand-ins, one for each class below
CLASSES = dict(zip(INK, ("ink", "series-1", "series-2", "series-3")))
FALLBACK = {"ink": "currentColor", "series-1": "#14587a", "series-2": "#8a3b00", "series-3": "#5b4a8a"}


def sheet(height: float):
    """An empty sheet in units of the page, its origin at the top left."""
    from matplotlib.figure import Figure  # slow to import, and only pages with drawings need it
    figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=72)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(height, 0))
    axes.axis("off")
    return figure, axes


def write(axes, x: float, y: float, text: str, bold: bool = False, align: str = "left") -> None:
    """Puts text on a sheet, its middle line at y."""
    axes.text(x, y, text, fontsize=LETTER, color=INK[0], va="center_baseline", ha=align, weight="bold" if bold else "normal", clip_on=False)


def svg(figure, label: str) -> str:
    """The sheet as an SVG element whose colours are classes and whose text is text; the same on every run."""
    import matplotlib
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "course"}), io.StringIO() as out:
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None}, transparent=True)
        root = ElementTree.fromstring(out.getvalue())
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag.rpartition("}")[2] in ("metadata", "defs") or child.get("id") == "patch_1":  # the sheet's own ground
                parent.remove(child)
    shapes = "".join(_element(child) for child in _leaves(root))
    box = root.get("viewBox")
    return f'<svg class="drawing" viewBox="{box}" role="img" aria-label="{escape(label)}">{shapes}</svg>'


def _leaves(element):
    for child in element:
        if child.tag in (f"{SVG}path", f"{SVG}text"):
            yield child
        else:
            yield from _leaves(child)


def _element(element) -> str:
    style = dict(part.strip().split(": ", 1) for part in element.get("style", "").split(";") if ": " in part)
    if element.tag == f"{SVG}text":
        anchor = {"middle": "middle", "end": "end"}.get(style.get("text-anchor"), "start")
        x, y = _place(element)
        bold = ' font-weight="600"' if re.search(r"\b(bold|700)\b", element.get("style", "")) else ""
        return f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-size="{LETTER}" fill="currentColor"{bold}>{escape(element.text or "")}</text>'
    name = CLASSES.get(style.get("fill", ""), "ink")
    line = f' stroke="currentColor" stroke-width="{style.get("stroke-width", "1")}" fill="none"' if style.get("fill") == "none" else f' fill="{FALLBACK[name]}"'
    return f'<path class="{name if "stroke=" not in line else "line"}" d="{" ".join(element.get("d").split())}"{line}/>'


def _place(element) -> tuple[str, str]:
    if moved := re.search(r"translate\(([-\d.]+) ([-\d.]+)\)", element.get("transform", "")):
        return f"{float(moved[1]):.1f}", f"{float(moved[2]):.1f}"
    return f"{float(element.get('x')):.1f}", f"{float(element.get('y')):.1f}"
