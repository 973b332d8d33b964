"""Static HTML for a page: what needs no script, and reads the same on a screen, on paper and aloud."""
from __future__ import annotations

from html import escape

from .words import NATION


class Paper:
    """A part of a page as HTML. kind names its style sheet, course/css/KIND.css."""

    def __init__(self, kind: str, html: str):
        self.kind, self.html = kind, html

    def __repr__(self):
        return f"{self.kind}()"

    def _repr_html_(self) -> str:
        return f'<div class="course-paper course-{escape(self.kind)}">{self.html}</div>'


def items(texts, kind: str = "ul") -> str:
    """A list of texts, each escaped."""
    return f"<{kind}>{''.join(f'<li>{escape(text)}</li>' for text in texts)}</{kind}>"


def places(nations) -> str:
    """Nations in words, all four as one."""
    return "all four nations" if len(nations) == len(NATION) else " and ".join(NATION[n] for n in nations) or "no one nation"


def upper(text: str) -> str:
    """The same text with a capital at its start."""
    return text[:1].upper() + text[1:]
