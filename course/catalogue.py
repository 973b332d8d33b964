"""Every incident that can be played: what happens, where, and how long each chair takes."""
from __future__ import annotations

from html import escape

from . import scenario
from .passage import Passage, table
from .script import compiled
from .words import NATION


def incidents() -> Passage:
    """The scenarios of the book as a table with a link to each, in the order of their titles."""
    found = sorted((compiled(scenario.load(slug)) for slug in scenario.slugs()), key=lambda s: s["title"])
    rows = [[f'<a href="scenarios/{s["id"]}.html">{escape(s["title"])}</a>', escape(s["summary"].strip()), NATION[s["nation"]],
             *(f"{s['chairs'][chair]['minutes']} minutes" for chair in ("school", "police"))] for s in found]
    title = f"{len(found)} incidents, each with two chairs"
    return Passage("incidents", table(title, ["Incident", "What happens", "Where", "The school's chair", "The officer's chair"], rows))
