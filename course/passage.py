"""A piece of a page that a verb makes from data: plain HTML, the same in the book and in JupyterLab."""
from __future__ import annotations

import re
from html import escape

from . import model
from .language import say

BLOCK_END = re.compile(r"(</(?:p|li|dt|dd|td|th|h[2-4]|caption|figcaption|summary)>)")  # the search runs words together where no space is


class Passage:
    """HTML with a name; it prints as its name, so that a page's text output never differs."""

    def __init__(self, name: str, html: str):
        self.name, self.html = name, html

    def __repr__(self) -> str:
        return self.name

    def _repr_html_(self) -> str:
        return BLOCK_END.sub("\\1\n", self.html)


def styled(kind: str, html: str) -> Passage:
    """A passage with a style sheet of its own, course/css/KIND.css."""
    return Passage(kind, f'<div class="course-paper course-{escape(kind)}">{html}</div>')


def cite(*names: str) -> str:
    """Links to records in the page's list of sources, as the record role makes them."""
    return " ".join(_link(model.current().records[name]) for name in names)


def _link(record) -> str:
    text = record.id if record.grade != "C" else say("{record}, not verified").format(record=record.id)
    return f'<a class="record grade-{record.grade} internal reference" href="#source-{record.id}">{text}</a>'


def table(caption: str, heads: list[str], rows: list[list[str]], kind: str = "") -> str:
    """A table whose cells are HTML, with the first cell of each row as its heading."""
    top = "".join(f'<th scope="col">{head}</th>' for head in heads)
    body = "".join(f'<tr><th scope="row">{row[0]}</th>{"".join(f"<td>{cell}</td>" for cell in row[1:])}</tr>' for row in rows)
    return boxed(caption, f'<table class="{escape(kind)}"><caption>{escape(caption)}</caption><thead><tr>{top}</tr></thead>'
                          f"<tbody>{body}</tbody></table>".replace(' class=""', ""))


def boxed(caption: str, table_html: str) -> str:
    """A table in a box that scrolls by keyboard too where it is wider than the window."""
    return f'<div class="table-box" role="region" tabindex="0" aria-label="{escape(caption)}">{table_html}</div>'
