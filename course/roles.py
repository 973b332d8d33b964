"""What pages write in braces: records, local names, terms, paths, the switch for remembering and the offline copy."""
from __future__ import annotations

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from . import local, model, paths, terms
from .files import Mistakes, nearest
from .language import say

log = logging.getLogger(__name__)


class RecordRole(SphinxRole):
    """{record}`SCH-006`: a link to the record in the page's list of sources, which says if it was not verified."""

    def run(self):
        found, first = [], True
        for name in (part.strip() for part in self.text.split(",")):
            record = model.current().records.get(name)
            if record is None:
                log.warning(f"there is no record {name}. {nearest(name, model.current().records)}", location=self.get_location())
                continue
            found += [nodes.Text(" ")] if not first else []
            found.append(self._link(record))
            first = False
        return found, []

    def _link(self, record) -> nodes.reference:
        cited = self.env.temp_data.setdefault("course_cited", set())
        text = record.id if record.grade != "C" else say("{record}, not verified").format(record=record.id)
        link = nodes.reference(self.rawtext, text, refuri=f"#source-{record.id}", internal=True, classes=["record", f"grade-{record.grade}"])
        if record.id not in cited:
            link["ids"] = [f"cite-{record.id}"]
        cited.add(record.id)
        return link


class LocalRole(SphinxRole):
    """{local}`front_door`: the organisation's own value, or whom to ask for it."""

    def run(self):
        try:
            return [nodes.inline(self.rawtext, local.words(self.text.strip()), classes=["local"])], []
        except Mistakes as error:
            log.warning(str(error), location=self.get_location())
            return [], []


class TermRole(SphinxRole):
    """{term}`DSL` or {term}`the lead <dsl>`: a link to the glossary, and a definition in place where scripts run."""

    def run(self):
        shown, entry = terms.find(self.text)
        if entry is None:
            log.warning(terms.unknown(self.text), location=self.get_location())
            return [nodes.Text(shown)], []
        return [nodes.raw(self.rawtext, terms.link(shown, entry, self.env.docname), format="html")], []


class PathList(SphinxDirective):
    """{path} with a path's id: the list of its pages with minutes; the titles are put in when every page has been read."""
    required_arguments = 1

    def run(self):
        key = self.arguments[0].strip()
        if key not in paths.ways():
            log.warning(f"there is no path {key!r}. {nearest(key, paths.ways())}", location=self.get_location())
            return []
        return [nodes.raw("", f'<div data-path-list="{key}"></div>', format="html")]


class Remember(SphinxDirective):
    """{remember}: the place where the reader turns remembering on this device on or off."""

    def run(self):
        text = say("This course keeps nothing on this device. Remembering is off, and needs JavaScript to be turned on.")
        return [nodes.raw("", f'<div class="course-remember"><p>{text}</p></div>', format="html")]


class Corridor(SphinxDirective):
    """{corridor}: how the corridor is drawn, step by step from the least to the most, with its marks in words."""

    def run(self):
        return [nodes.raw("", self.env.app.builder.templates.render("corridor.html", {"say": say}), format="html")]


class Offline(SphinxDirective):
    """{offline}: the place where the reader keeps the whole course on this device, or removes it."""

    def run(self):
        text = ("Opened from disk, every page works without a network already. Over the web, keeping a copy needs JavaScript and a secure "
                "address, one that starts with https.")
        return [nodes.raw("", f'<div class="course-offline"><p>{text}</p></div>', format="html")]


def add_to(app) -> None:
    """Makes these known to Sphinx; its own term role, which needs a glossary of another kind, gives way."""
    app.add_role("record", RecordRole())
    app.add_role("local", LocalRole())
    app.add_role_to_domain("std", "term", TermRole(), override=True)
    app.add_directive("path", PathList)
    app.add_directive("remember", Remember)
    app.add_directive("corridor", Corridor)
    app.add_directive("offline", Offline)
