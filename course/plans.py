"""Session plans: what a facilitator does minute by minute, with which pages and prints, checked and made into a table."""
from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from . import paths
from .files import ROOT, Mistakes, nearest, read_text, read_yaml, shown
from .front import AUDIENCE
from .passage import Passage, boxed, styled
from .schema import Shape, Text, raise_if, sentence

FOLDER = ROOT / "book" / "plans"
LONGEST_SITTING = 100  # minutes without a break
SETTINGS = {"room": "in the room", "remote": "remote", "either": "in the room or remote"}
WAYS = {"listen": "Together", "alone": "Alone", "pairs": "In pairs", "tables": "At tables", "vote": "Vote", "break": "Break", "write": "Writing"}


class Part(Shape):
    """One stretch of a session: how long, how people work, what they do, and what the facilitator looks out for."""
    title: Text
    minutes: int = Field(ge=1, le=90)
    how: Literal["listen", "alone", "pairs", "tables", "vote", "break", "write"]
    do: Text
    draw_out: Text | None = None
    if_remote: Text | None = None
    pages: list[Text] = []
    scenario: Text | None = None
    chair: Literal["school", "police", "both"] | None = None


class Plan(Shape):
    """A session from the first minute to the last."""
    id: Text
    title: Text
    minutes: int = Field(ge=20, le=480)
    for_: list[str] = Field(alias="for", min_length=1)
    setting: Literal["room", "remote", "either"]
    aims: list[Text] = Field(min_length=1, max_length=4)
    before: list[Text] = Field(min_length=1)
    parts: list[Part] = Field(min_length=3)
    after: list[Text] = Field(min_length=1)


def plans() -> list[str]:
    """The id of every plan, in order."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def load(slug: str, path: Path | None = None) -> Plan:
    """A plan by its file's stem; raises Mistakes with everything that is wrong in it."""
    if path is None and slug not in plans():
        raise Mistakes([f"there is no session plan {slug!r}. {nearest(slug, plans())}"])
    path = path or FOLDER / f"{slug}.yaml"
    try:
        found = Plan.model_validate(read_yaml(path))
    except ValidationError as errors:
        raise Mistakes([f"{shown(path)}, {_place(e['loc'])}: {sentence(e, Plan)}" for e in errors.errors()]) from None
    raise_if([f"{shown(path)}: {problem}" for problem in _problems(found, path.stem)])
    return found


def _place(loc: tuple) -> str:
    """Where in the file a fault is: "part 4, how"."""
    return f"part {loc[1] + 1}, {'.'.join(map(str, loc[2:]))}" if loc[0] == "parts" and len(loc) > 2 else ".".join(map(str, loc))


def problems() -> list[str]:
    """A sentence for each mistake in any plan."""
    found = []
    for slug in plans():
        try:
            load(slug)
        except Mistakes as error:
            found += error.sentences
    return found


def _problems(plan: Plan, stem: str):
    total = sum(part.minutes for part in plan.parts)
    if plan.id != stem:
        yield f"the file is called {stem} and the plan in it {plan.id}. Write id: {stem}."
    if total != plan.minutes:
        yield f"its parts take {total} minutes together, and it says {plan.minutes}. Correct one of them."
    for name in [n for n in plan.for_ if n not in AUDIENCE]:
        yield f"for: {name!r} is not known. {nearest(name, AUDIENCE)}"
    there = [p.relative_to(ROOT).with_suffix("").as_posix().removeprefix("book/") for p in (*ROOT.glob("book/**/*.md"), *ROOT.glob("exercises/*.md"))]
    for part in plan.parts:
        for slug in [*part.pages, *([f"scenarios/{part.scenario}"] if part.scenario else [])]:
            if slug not in there:
                yield f"part {part.title!r}: there is no page {slug}. {nearest(slug, there)}"
        if bool(part.scenario) != bool(part.chair):
            yield f"part {part.title!r}: a scenario and a chair belong together. Write both."
    if "looking-after-yourself" not in plan.parts[0].pages:
        yield "its first part does not show the page looking-after-yourself. Add it to the pages of that part."
    if "help-now" not in plan.parts[-1].pages:
        yield "its last part does not show the page help-now. Add it to the pages of that part."
    both = {"teacher", "officer"} <= set(plan.for_)
    chairs = {chair for part in plan.parts if part.chair for chair in (("school", "police") if part.chair == "both" else (part.chair,))}
    if both and chairs != {"school", "police"}:
        yield "it is for teachers and officers, and one chair is never taken. Let a part take the school's chair and a part the police's."
    if not any(part.how == "vote" for part in plan.parts):
        yield "nobody votes in it. Add a part with how: vote, where people commit before they see."
    sitting = 0
    for part in plan.parts:
        sitting = 0 if part.how == "break" else sitting + part.minutes
        if sitting > LONGEST_SITTING:
            yield f"people sit for more than {LONGEST_SITTING} minutes up to {part.title!r}. Put a break before it."
            break


# For the facilitator ------------------------------------------------------------------------------------------------

def plan(slug: str) -> Passage:
    """A session plan as a table with the minute at which each part begins, to read or to print."""
    found = load(slug)
    whom = " and ".join(AUDIENCE[name] for name in found.for_)
    lists = "".join(f"<h3>{title}</h3><ul>{''.join(f'<li>{escape(text)}</li>' for text in texts)}</ul>"
                    for title, texts in (("What it is for", found.aims), ("Before", found.before)))
    after = f"<h3>Afterwards</h3><ul>{''.join(f'<li>{escape(text)}</li>' for text in found.after)}</ul>"
    return styled("plan", f'<section class="plan" id="plan-{escape(found.id)}"><h2>{escape(found.title)}</h2>'
                          f"<p>{escape(paths.in_words(found.minutes).capitalize())}, for {escape(whom)}, {SETTINGS[found.setting]}.</p>"
                          f"{lists}{boxed(f'{found.title}: minute by minute', _table(found))}{after}</section>")


def _table(found: Plan) -> str:
    rows, at = [], 0
    for part in found.parts:
        notes = [escape(part.do), *([f"<strong>Draw out:</strong> {escape(part.draw_out)}"] if part.draw_out else []),
                 *([f"<strong>Remote:</strong> {escape(part.if_remote)}"] if part.if_remote else [])]
        rows.append(f'<tr><th scope="row">{at // 60}:{at % 60:02}</th><td>{part.minutes}</td><td><strong>{escape(part.title)}</strong><br>{WAYS[part.how]}</td>'
                    f"<td>{''.join(f'<p>{note}</p>' for note in notes)}{_links(part)}</td></tr>")
        at += part.minutes
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("From", "Minutes", "Part", "What happens"))
    return f"<table><caption>{escape(found.title)}: minute by minute</caption><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _links(part: Part) -> str:
    slugs = [*part.pages, *([f"scenarios/{part.scenario}"] if part.scenario else [])]
    chair = {"school": ", the school's chair", "police": ", the officer's chair", "both": ", both chairs"}.get(part.chair, "")
    links = [f'<a href="{_address(slug)}">{escape(_title(slug))}</a>{chair if slug.startswith("scenarios/") else ""}' for slug in slugs]
    return f"<p>On the screen: {'; '.join(links)}.</p>" if links else ""


def _address(slug: str) -> str:
    return f"../{slug}.html" if slug.startswith("exercises/") else f"{slug}.html"


def _title(slug: str) -> str:
    text = read_text(ROOT / f"{paths.name(slug)}.md")
    return next(line[2:] for line in text.splitlines() if line.startswith("# "))
