"""Writing clinics: an invented case, a text of the reader's own, a rubric, and what the other chair still needs, from the model."""
from __future__ import annotations

from html import escape
from typing import Any, Literal

from pydantic import Field, ValidationError

from . import carried, model as rules, pages
from .decide import decide, read_case
from .files import ROOT, Mistakes, nearest, read_yaml, shown
from .language import say
from .model import Model
from .passage import cite, table
from .schema import Day, Nation, Shape, Text, Word, raise_if, sentence
from .sources import entry
from .widgets import Widget
from .words import upper

FOLDER = ROOT / "book" / "clinics"
OWN = say("This course's own advice.")
LINES = 14
NEED = {"talk": say("Somebody whom a child can talk to"), "remove_image": say("Help to take an image down")}


class Row(Shape):
    """One question that the writer asks of the text, and why."""
    asks: Text
    because: Text
    records: list[str] = []


class Tick(Shape):
    """Something that a text can hold: needed by its reader, or (out) better left out."""
    id: Word
    says: Text
    because: Text
    records: list[str] = []
    out: bool = False


class Part(Shape):
    """A paragraph of the worked example."""
    head: Text | None = None
    says: Text
    records: list[str] = []


class Clinic(Shape):
    """What is written, for whom, about which invented case; facts that are left out are not known to the writer."""
    id: Text
    title: Text
    nation: Nation
    on: Day
    task: Text
    reader: Text
    role: Literal["school", "police"] | None = None
    writer: Literal["school", "police"] | None = None
    story: list[Text] = Field(min_length=1)
    incident: dict[Word, Any] = {}
    children: list[dict[str, Any]] = []
    rubric: list[Row] = Field(min_length=1)
    ticks: list[Tick] = []
    services: list[Literal["talk", "remove_image"]] = []
    example: list[Part] = Field(min_length=1)
    most: int = Field(4000, ge=500, le=8000)

    @property
    def facts(self) -> dict:
        return {"incident": self.incident, "children": self.children}


def load(slug: str, folder=FOLDER) -> Clinic:
    """A clinic in which everything is sourced and can be said; raises Mistakes with all that is wrong."""
    path = folder / f"{slug}.yaml"
    if not path.exists():
        raise Mistakes([f"{shown(folder)}: there is no clinic {slug!r}. {nearest(slug, sorted(p.stem for p in folder.glob('*.yaml')))}"])
    try:
        made = Clinic.model_validate(read_yaml(path))
    except ValidationError as errors:
        raise Mistakes([f"{shown(path)}, {'.'.join(map(str, e['loc']))}: {sentence(e, Clinic)}" for e in errors.errors()]) from None
    raise_if([f"{shown(path)}: {p}" for p in _problems(made, slug, rules.current())])
    return made


def _problems(clinic: Clinic, slug: str, model: Model):
    if clinic.id != slug:
        yield f"its id is {clinic.id!r}. Write {slug!r}, the name of the file."
    if len({bool(clinic.role), bool(clinic.writer), bool(clinic.children)}) > 1:
        yield "a clinic with facts names role (its reader's) and writer, and one without names neither. Correct role, writer or children."
    if clinic.role:
        try:
            read_case(model.compiled, clinic.facts)
        except Mistakes as error:
            yield from error.sentences
    yield from (f"story: {p}" for text in clinic.story for p in pages.word_problems(text))
    for text, records in [*((f"{r.asks} {r.because}", r.records) for r in clinic.rubric), *((f"{t.says} {t.because}", t.records) for t in clinic.ticks),
                          *((p.says, p.records) for p in clinic.example)]:
        yield from _line_problems(text, records, model)


def _line_problems(text: str, records: list[str], model: Model):
    """A clinic's line keeps the rules of a page's line: it is put as one."""
    line = text + "".join(f" {{record}}`{name}`" for name in records)
    yield from (f"{p} (records: [ID] stands beside it)" for p in [*pages._line_problems(line, False, model), *pages.word_problems(line)])


# What the reader of the text needs ------------------------------------------------------------------------------------

def matters(clinic: Clinic, model: Model) -> list[str]:
    """The facts that the writer knows and that leave a decision of the reader open if they alone are left out, as "A.age"."""
    owners = (("incident", clinic.incident), *((c["id"], c) for c in clinic.children))
    known = [f"{owner}.{fact}" for owner, facts in owners for fact in facts if fact != "id"] if clinic.role else []
    return [name for name in known if name in _open(clinic, model, without=name)]


def _open(clinic: Clinic, model: Model, without: str) -> set[str]:
    left = lambda owner, facts: {k: v for k, v in facts.items() if f"{owner}.{k}" != without}  # noqa: E731
    facts = {"incident": left("incident", clinic.incident), "children": [left(c["id"], c) for c in clinic.children]}
    answer = decide(model.compiled, read_case(model.compiled, facts), nation=clinic.nation, role=clinic.role, on=clinic.on)
    corridors = [c for part in (answer["incident"], *answer["children"]) for c in part["ladders"].values()]
    return {name for c in corridors for name in c["open"]}


def says(clinic: Clinic, name: str, model: Model) -> str:
    """A fact of the case in words."""
    owner, fact = name.split(".")
    value = (clinic.incident if owner == "incident" else next(c for c in clinic.children if c["id"] == owner))[fact]
    text = upper(model.facts[fact].values[value])
    return f"{text}." if owner == "incident" else f"{say('Child {child}: ').format(child=owner)}{text[0].lower()}{text[1:]}."


def ticks(clinic: Clinic, model: Model) -> list[Tick]:
    """What a text can hold besides the facts: help that the records know of, and what its author wrote down."""
    found = []
    for need in clinic.services:
        held = [r for r in model.records.values() if need in (r.need or []) and r.audience == "children" and clinic.nation in r.nations and r.grade != "C"]
        named = " or ".join(f"{r.service} ({r.contact})" for r in held)
        found.append(Tick(id=need, says=f"{NEED[need]}: {named}.", because=say("A child who is threatened tonight has to find it in the text."), records=[r.id for r in held]))
    return [*found, *clinic.ticks]


# For the reader of the book -------------------------------------------------------------------------------------------

def clinic(slug: str) -> Widget:
    """A clinic as a widget; its state holds the text, the marks and what was ticked."""
    made, model = load(slug), rules.current()
    listed = ticks(made, model)
    cited = sorted({name for part in (*made.rubric, *listed, *made.example) for name in part.records})
    data = {**made.model_dump(include={"id", "title", "nation", "on", "task", "reader", "role", "writer", "story", "incident", "children", "most"}),
            "rubric": [r.model_dump() for r in made.rubric], "ticks": [t.model_dump() for t in listed], "example": [p.model_dump() for p in made.example],
            "facts": [{"name": n, "says": says(made, n, model)} for n in matters(made, model)],
            "services": sorted({r.service for r in model.records.values() if r.service}),
            "records": {n: rules.record_for_page(model.records[n]) for n in cited if n not in carried.records(model.compiled, made.nation)}}
    return Widget("clinic", slug, data, f"<h3>{escape(made.title)}</h3>{writing_sheet(slug)}{marking_sheet(slug)}<p>{_compare(made.id)}</p>", nations=[made.nation])


def _compare(name: str) -> str:
    then = say("Write and mark first. Then compare with {link}one way to write it{end}.")
    return then.format(link=f'<a href="answers/{escape(name)}.html">', end="</a>")


def writing_sheet(slug: str) -> str:
    """The case of a clinic, what is to be written about it, and lines to write on, as HTML."""
    made = load(slug)
    story = "".join(f"<p>{escape(p)}</p>" for p in made.story)
    lines = '<div class="course-lines" aria-hidden="true">' + "<span></span>" * LINES + "</div>"
    return f"{story}<p><strong>{escape(made.task)}</strong></p>{lines}"


def marking_sheet(slug: str) -> str:
    """The rubric of a clinic and what the reader of the text needs, as HTML: nothing of the worked example."""
    made = load(slug)
    rows = [[escape(r.asks), _because(r), ""] for r in made.rubric]
    return (f"<h3>{say('Mark your text')}</h3>{table(say('No, partly or yes. Do not add them up.'), [say('Ask of your text'), say('Why'), say('Mark')], rows)}"
            f"{_needs(made, rules.current())}")


def _needs(made: Clinic, model: Model) -> str:
    listed = ticks(made, model)
    facts = "".join(f"<li>{escape(says(made, n, model))}</li>" for n in matters(made, model))
    needed = "".join(f"<li>{escape(t.says)} {_because(t)}</li>" for t in listed if not t.out)
    out = "".join(f"<li>{escape(t.says)} {_because(t)}</li>" for t in listed if t.out)
    parts = [(f"<h3>{say('What {reader} needs').format(reader=escape(made.reader))}</h3>", ""), (f"<p>{say('Facts without which a decision stays open, worked out from the rules:')}</p>", facts),
             (f"<p>{say('Besides:')}</p>" if facts else "", needed), (f"<p>{say('Better left out:')}</p>", out)]
    return parts[0][0] + "".join(f'{head}<ul class="course-ticks">{items}</ul>' for head, items in parts[1:] if items)


def _because(part: Row | Tick) -> str:
    return f"{escape(part.because)} {cite(*part.records) if part.records else OWN}"


def answers_html(slug: str) -> str:
    """The worked example of a clinic with its sources, for a page of its own."""
    made, records = load(slug), rules.current().records
    parts = "".join(f"<p>{f'<strong>{escape(p.head)}</strong> ' if p.head else ''}{escape(p.says)}</p>" for p in made.example)
    cited = dict.fromkeys(name for p in made.example for name in p.records)
    listed = "".join(f"<li>{name}: {escape(records[name].source)}, {escape(records[name].at)}. {escape('; '.join(v for _, v in entry(records[name])['rows']))}</li>"
                     for name in cited)
    return (f'<div class="course-answers"><p>One way to write it. It is not the only one, and nobody has marked it.</p><blockquote>{parts}</blockquote>'
            f"<h2>Sources</h2><ul>{listed}</ul></div>")
