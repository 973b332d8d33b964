"""The Sphinx extension: what every page says of itself, its sources and its place on the paths, answers apart, and lean assets."""
from __future__ import annotations

import importlib
import itertools
import re
from pathlib import Path

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.errors import SphinxError

from . import assets, drills, front, kernel, language, local, model, offline, pages, passage, paths, policy, roles, sources, terms
from .files import ROOT, Mistakes, read_yaml
from .language import say

PART = re.compile(r'<p[^>]*class="caption"[^>]*><span class="caption-text">(.*?)</span></p>\s*(<ul.*?</ul>)', re.S)  # of Sphinx's contents
TEMPLATES = Path(__file__).parent / "templates"
CITED = re.compile(r'href="#source-([A-Z]+-\d{3})"')
BACK = re.compile(r'id="(cite-([A-Z]+-\d{3}))"')
KIND = re.compile(r'class="course-widget course-([a-z]+)" data-law="([a-z_ ]*)"')
PATH_LIST = re.compile(r'<div data-path-list="([a-z0-9_.]+)"></div>')
PAPER = re.compile(r'class="course-paper course-([a-z]+)"')
TABLE = re.compile(r'<table class="docutils.*?</table>', re.S)
STYLED = re.compile(r'(<[a-z][^<>]*?) style="[^"]*"')  # widths of table columns; the policy forbids them
ANSWERS = (("book/scenarios", "book/answers", "scenario"), ("exercises/items", "exercises/answers", "exercise"),
           ("book/clinics", "book/answers", "writing"))


def short_title(app: Sphinx, doctree) -> None:
    """Puts a page's title_short into the menu."""
    name = app.env.docname
    if short := front.matter(app.env.doc2path(name)).title_short:
        app.env.titles[name] = nodes.title("", short)


def furnish(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> str | None:
    """Gives the templates what a page says of itself, and the assets that it needs and no others."""
    title_of = lambda name: app.env.titles[name].astext() if name in app.env.titles else name  # noqa: E731  (a build of some pages)
    body = STYLED.sub(r"\1", context.get("body", ""))
    numbers = itertools.count(1)
    body = TABLE.sub(lambda m: passage.boxed(say("Table {number}").format(number=next(numbers)), m[0]), body)
    body = context["body"] = PATH_LIST.sub(lambda m: paths.listed(paths.ways()[m[1]], pagename, title_of), body)
    is_page = doctree is not None
    page = front.matter(app.env.doc2path(pagename)) if is_page else front.Front()
    cited = list(dict.fromkeys(CITED.findall(body)))
    records = model.current().records
    back = {name: anchor for anchor, name in BACK.findall(body)}
    widgets = KIND.findall(body)
    kinds, nations = {kind for kind, _ in widgets}, {nation for _, asked in widgets for nation in asked.split()}
    context["menu"] = menu
    context["say"] = _marked
    context["course"] = {
        "language": language.html_code(), "draft": language.drafted(language.code()), "own": _own_language(),
        "text_language": None if language.page_is_translated(pagename) else "en-GB", "policy": policy.PAGE, "version": app.course_assets.version, "start": front.matter(app.env.doc2path("index")).title_short or say("Start"),
        "local": _local_values(), "report_link": local.report_link(), "summary": page.summary, "hidden": not is_page,
        "checked": _day(page.checked), "reviewed": page.reviewed and {"by": page.reviewed.by, **_day(page.reviewed.date)},
        "sources": [sources.entry(records[name], back.get(name)) for name in cited if name in records],
        "paths": paths.places(pagename, title_of) if is_page else [], "page": pagename if is_page and page.minutes else None,
        "sections": _sections(app, pagename, cited) if is_page else [],
        "notebook": context["pathto"](f"_notebooks/{pagename}.ipynb", 1) if is_page else None,
        "styles": app.course_assets.styles(kinds, set(PAPER.findall(body))),
        "scripts": app.course_assets.scripts(kinds, nations, body), "later": app.course_assets.later(kinds, nations),
    }
    if is_page and (page.minutes or page.you_will):
        box = app.builder.templates.render("ways.html" if pagename == "index" else "box.html", {"front": page, "say": _marked, "own": _own_language()})
        at_the_end = page.for_ == ["everyone"]  # a child may be reading, and what helps them comes first
        context["body"] = f"{body}\n{box}" if at_the_end else body.replace("</h1>", f"</h1>\n{box}", 1)


def menu(contents: str) -> str:
    """The contents of the book as parts that fold; the part with this page is open."""
    marked = contents.replace('class="current reference', 'aria-current="page" class="current reference')
    return PART.sub(lambda m: f'<details{" open" if "aria-current" in m[2] else ""}><summary class="caption">{m[1]}</summary>{m[2]}</details>', marked)


def _marked(text: str) -> Markup:
    """A text of the interface for a template, which may be HTML."""
    return Markup(say(text))


def _own_language() -> Markup:
    """What marks a part of a page that speaks the language of the interface among text that may be English."""
    return Markup("" if language.code() == language.ENGLISH else f' lang="{language.code()}"')


def speak(app: Sphinx, config) -> None:
    """Tells Sphinx the language of the interface, and where the pages' own strings are; English stays as it is."""
    if language.code() != language.ENGLISH:
        config.language, config.locale_dirs = language.code(), [str(language.LOCALE)]


def _local_values() -> dict:
    values = dict(local.values())
    return {**values, "logo": f"local-logo{Path(values['logo']).suffix}" if values.get("logo") else None}


def _day(day: str | None) -> dict | None:
    return {"day": day, "words": sources.day_in_words(day)} if day else None


def _sections(app: Sphinx, pagename: str, cited: list) -> list[dict]:
    listed = [{"anchor": link["anchorname"].lstrip("#"), "title": link.astext()}
              for link in app.env.tocs[pagename].findall(nodes.reference) if _depth(link) == 2]
    return listed + ([{"anchor": "sources", "title": say("Sources")}] if cited else [])


def _depth(node) -> int:
    depth = 0
    while node.parent is not None:
        node = node.parent
        depth += isinstance(node, nodes.bullet_list)
    return depth


def answers(app: Sphinx):
    """A page of answers for each scenario and each set of questions, outside the search; they stay after an edit of sentences, and a build of some pages has none."""
    if not app.config.course_answers:
        return
    if app.course_assets.kept:
        return
    for source, target, module in ANSWERS:
        for path in sorted((ROOT / source).glob("*.yaml")):
            data = read_yaml(path)
            if data.get("use", "formative") == "formative":  # the key of a test is never in the book
                maker = importlib.import_module(f".{module}", __package__)
                yield f"{target}/{path.stem}", {"title": say("Answers: {title}").format(title=data["title"]), "body": maker.answers_html(path.stem)}, "answers.html"
    yield "book/answers/drills", {"title": say("Answers: the printed drills"), "body": drills.answers_html()}, "answers.html"


def search_words(app: Sphinx) -> list:
    """Adds the words that people use to the index of the search, once every page is in it; it makes no page."""
    if app.builder.name == "html":
        terms.add_to_index(app.builder.indexer)
    return []


def note_read(app: Sphinx, env, names: list[str]) -> None:
    """Keeps which pages are read in this build: all, or those that were edited."""
    app.course_read = list(names)


def begin(app: Sphinx) -> None:
    """Reads what all pages share and, in a book from nothing, what each says of itself; mistakes there end the build in their own words."""
    wrong = []
    static = Path(app.outdir) / "_static"
    kept = {path.name: path for path in static.iterdir()} if (static / "site.css").exists() else {}
    for path in pages.page_files() if not kept else ():
        try:
            front.matter(str(path))
        except Mistakes as error:
            wrong += error.sentences
    for step in (local.values, paths.ways, terms.entries, lambda: setattr(app, "course_assets", assets.Assets(kept))):
        try:
            step()
        except Mistakes as error:
            wrong += error.sentences
    if wrong:
        raise SphinxError("\nERROR: ".join(wrong))


def end(app: Sphinx, error) -> None:
    """Writes the assets, the notebooks and the worker of an offline copy, and takes out what no page asks for."""
    if error is None and app.builder.name == "html":
        app.course_assets.write(Path(app.outdir), _local_values()["logo"])
        front.write_notebooks(Path(app.outdir) / "_notebooks", app.course_read, app.env.doc2path)
        offline.write(Path(app.outdir))


def _plain_errors(step):
    """Lets a step of the build fail with its own sentences."""
    def stepped(app, error):
        try:
            step(app, error)
        except Mistakes as mistakes:
            raise SphinxError(str(mistakes)) from None
    return stepped


def setup(app: Sphinx) -> dict:
    app.add_html_theme("course", str(TEMPLATES))
    roles.add_to(app)
    app.connect("config-inited", speak)
    app.connect("builder-inited", begin)
    app.connect("env-before-read-docs", note_read)
    app.connect("doctree-read", short_title, priority=900)
    app.connect("html-page-context", furnish)
    app.connect("html-collect-pages", answers)
    app.connect("html-collect-pages", search_words)
    app.connect("build-finished", _plain_errors(end))
    app.add_config_value("course_answers", True, "html")
    app.add_config_value("comments_config", {}, "html")  # jupyter-book sets it for an extension that is left out here
    kernel.share(app)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
