"""What a page says of itself at its top, and the page as a notebook for JupyterLab, for nbval and to take away."""
from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from pydantic import Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from . import local, pages
from .files import Mistakes, nearest, read_text, shown
from .language import say
from .schema import Day, Shape, Text, sentence

AUDIENCE = {"teacher": say("teachers"), "lead": say("designated safeguarding leads"), "head": say("heads"), "officer": say("police officers"),
            "investigator": say("investigators"), "trainer": say("trainers"), "everyone": say("everyone")}
TOOLS_OWN = ("jupytext", "kernelspec", "myst", "mystnb", "orphan", "tocdepth", "nosearch")
ADMONITION = re.compile(r"^(?P<fence>`{3,}|:{3,})\{(?P<name>note|tip|hint|important|warning|caution|attention|seealso|admonition)\}"
                        r"[ ]*(?P<title>[^\n]*)\n(?P<body>.*?)^(?P=fence)[ ]*$", re.M | re.S)
BOX = re.compile(r"^:::(?:\{container\}.*)?\n?$", re.M)  # only groups what is in it
LIVE_ONLY = re.compile(r"^(`{3,}|:{3,})\{(?:remember|offline|path|corridor)\}.*?^\1[ ]*$\n?", re.M | re.S)  # the book alone knows these


class Reviewed(Shape):
    """Who has reviewed a page as a lawyer, and when."""
    by: Text
    date: Day


class Front(Shape):
    """The front matter of a page."""
    title_short: Text | None = None
    summary: Text | None = None
    minutes: int | None = Field(None, ge=1, le=120)
    for_: list[str] = Field([], alias="for")
    you_will: list[Text] = []
    checked: Day | None = None
    reviewed: Reviewed | None = None

    @property
    def audience(self) -> str:
        """For whom, in words."""
        names = [AUDIENCE[name] for name in self.for_]
        return say(" and ").join([", ".join(names[:-1])] * bool(names[:-1]) + names[-1:])


@functools.cache
def matter(path: str) -> Front:
    """The front matter of one page; raises Mistakes with all that is wrong in it."""
    where = shown(Path(path))
    text, _ = pages.front_matter(read_text(Path(path)))
    try:
        data = YAML(typ="safe", pure=True).load(text) or {}
        front = Front.model_validate({k: v for k, v in data.items() if k not in TOOLS_OWN})
    except YAMLError as error:
        raise Mistakes([f"{where}: its front matter is not YAML that can be read ({str(error).splitlines()[0]})."]) from None
    except ValidationError as errors:
        raise Mistakes([f"{where}, front matter, {'.'.join(map(str, e['loc']))}: {sentence(e, Front)}" for e in errors.errors()]) from None
    unknown = [name for name in front.for_ if name not in AUDIENCE]
    if unknown:
        raise Mistakes([f"{where}, front matter, for: {name!r} is not known. {nearest(name, AUDIENCE)}" for name in unknown])
    return front


# As a notebook ------------------------------------------------------------------------------------------------------

def notebook(path: Path):
    """The page as a notebook without outputs, its directives and roles put into plain Markdown."""
    import jupytext  # slow to import, and only needed here
    made = jupytext.reads(read_text(Path(path)), fmt={"extension": ".md", "format_name": "myst"})
    for number, cell in enumerate(made.cells):
        cell["id"] = f"cell-{number}"  # random by default, which would make every build differ
        if cell.cell_type == "markdown":
            cell.source = _plain(cell.source)
    made.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    made.nbformat, made.nbformat_minor = 4, 5
    return made


def _plain(text: str) -> str:
    text = LIVE_ONLY.sub("", text)
    text = ADMONITION.sub(_quoted, text)
    text = BOX.sub("", text)
    text = re.sub(r"\{record\}`([^`]+)`", r"[\1]", text)
    text = re.sub(r"\{term\}`([^`<]+?)\s*(?:<[^`>]*>)?`", r"\1", text)
    text = re.sub(r"\{local\}`([^`]+)`", lambda m: local.words(m[1].strip()), text)
    text = re.sub(r"^%.*\n?", "", text, flags=re.M)
    return re.sub(r"(\]\([^):]+)\.md([)#])", r"\1.ipynb\2", text)


def _quoted(found: re.Match) -> str:
    title = found["title"].strip() or found["name"].capitalize()
    body = re.sub(r"^:[\w-]+:.*\n", "", found["body"], flags=re.M).strip()
    return "\n".join(f"> {line}".rstrip() for line in [f"**{title}**", "", *body.splitlines()])


def write_notebooks(folder: Path, names: Iterable[str], path_of: Callable[[str], str], keep_newer: bool = False) -> None:
    """Writes pages as notebooks; with keep_newer, one that was changed after its page is left as it is."""
    import nbformat
    for name in sorted(names):
        source, target = Path(path_of(name)), folder / f"{name}.ipynb"
        if keep_newer and target.exists() and target.stat().st_mtime > source.stat().st_mtime:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook(source), target)
