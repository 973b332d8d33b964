"""Questions with a reason for every answer, as a widget and as an answers page.

The key of a formative set goes into the page with it, since its feedback is the point. A test is refused here.
"""
from __future__ import annotations

from html import escape
from pathlib import Path

from . import carried, model as rules, onpaper, pathway
from .files import Mistakes
from .items import Item, Option, PanelItem
from .keycheck import answer_to, check
from .language import say
from .placing import place
from .questions import Exercise, load
from .schema import raise_if
from .sources import day_in_words
from .widgets import Widget
from .words import NATION

DIRECTION = {"missed_protection": say("Misses protection"), "needless_criminalisation": say("Criminalises needlessly")}


def checked(slug: str, keys: Path | None = None) -> Exercise:
    """A set that neither its key, the records nor the decision model contradict; raises Mistakes with all that do."""
    exercise = load(slug, keys=keys)
    raise_if(check(exercise))
    return exercise


def _for_a_page(slug: str) -> Exercise:
    exercise = checked(slug)
    if exercise.questions.use != "formative":
        raise Mistakes([f"{exercise.items_at}: this set is {'summative' if exercise.questions.use == 'summative' else 'a test'}, and has no "
                        "reasons to show. Use a formative set here, and give this one as an attempt."])
    return exercise


# For the reader -----------------------------------------------------------------------------------------------------

def verdict(option: Option, credit: float | None, where: str | None) -> tuple[str, str]:
    """What a reader is told about an option, and its tone: in, part, missed, needless, out or story."""
    if credit is None:
        return say("Part of the story, not marked"), "story"
    if option.error_direction:
        return DIRECTION[option.error_direction], option.error_direction.split("_")[0]
    if "never" in option.does:
        return say("On the list of things never to do"), "out"
    if where == "inside":
        return (say("Inside the corridor"), "in") if credit == 1 else (say("Inside the corridor, and another answer fits these facts better"), "part")
    if where:
        return (say("Outside the corridor") if where == "excluded" else say("Not opened by these facts")), "out"
    named = {1: (say("In line with the sources"), "in"), 0: (say("Not in line with the sources"), "out")}
    return named.get(credit, (say("Partly in line with the sources"), "part"))


def assess(slug: str) -> Widget:
    """A formative set as a widget whose data holds its key; raises Mistakes if anything about the set or its key is amiss."""
    exercise = _for_a_page(slug)
    data = _data(exercise)
    return Widget("assess", slug, data, onpaper.twin(data["items"], f"../exercises/answers/{slug}.html"), nations=[data["nation"]])


def data(slug: str) -> dict:
    """What a page plays of a formative set; raises Mistakes as assess does."""
    return _data(_for_a_page(slug))


def _data(exercise: Exercise) -> dict:
    model, q = rules.current(), exercise.questions
    items = [_item(item, exercise) for item in q.items]
    cited = sorted({r for item in items for part in (*item["options"], *item["key"].get("rubric", [])) for r in part["records"]})
    extra = {r: rules.record_for_page(model.records[r]) for r in cited if r not in carried.records(model.compiled, q.nation)}
    return {"title": q.title, "nation": q.nation, "on": q.on, "status": exercise.status, "items": items, "records": extra}


def _item(item: Item, exercise: Exercise) -> dict:
    """One question as the page needs it: texts, verdicts, the key and the facts of its case."""
    key, answer = exercise.key(item.id), answer_to(item.case, exercise.questions, rules.current())
    options = []
    for o in item.options:
        says, tone = _said(item, key, o, answer)
        options.append({"id": o.id, "says": o.says, "feedback": o.feedback, "records": list(o.records), "verdict": says, "tone": tone,
                        "credit": key.get("credit", {}).get(o.id), "direction": o.error_direction or ""})
    return {**public_item(item), "objective": item.objective, "options": options, "key": key,
            "panel": _panel_said(item, exercise.panel.get(item.id)),
            "judged": pathway.told(item.scenario, item.chair) if item.scenario else None,
            "case": item.case.model_dump(exclude_none=True) if item.case else None}


def _said(item: Item, key: dict, option: Option, answer: dict | None) -> tuple[str, str]:
    """The verdict on an option, or where it stands if it is one to be put in its place."""
    if item.kind == "order":
        return say("Step {number} of {all}").format(number=key["order"].index(option.id) + 1, all=len(key["order"])), "in"
    if item.kind == "sort":
        return next(g.says for g in item.groups if g.id == key["group"][option.id]), "in"
    credit = key["credit"][option.id]
    return verdict(option, credit if item.kind == "single" else float(credit > 0), place(option.does, answer, rules.current()))


def _panel_said(item: Item, panel: PanelItem | None) -> str:
    """What a panel said of an item, for its reader; empty if no panel has."""
    if panel is None:
        return ""
    says = {o.id: o.says for o in item.options}
    if item.kind == "single":
        votes = "; ".join(f"{n} chose “{says[o].rstrip('.')}”" for o, n in sorted(panel.counts.items(), key=lambda one: -one[1]) if n)
        said = f"Of a panel of {panel.answered}, {votes}."
    else:
        said = f"Where a panel of {panel.answered} differed most, {round(panel.agreement * panel.answered)} of them agreed with this key."
    lead = "Contested: experts differ here. " if panel.contested else ""
    return f"{lead}{said}{' The decision model does not bear the panel out, so the author’s key stands until that is settled.' if panel.held else ''}"


def public_item(item: Item) -> dict:
    """What a question shows before it is answered, as plain data; nothing of its key."""
    *story, asks = [line.strip() for line in item.stem.strip().splitlines() if line.strip()]
    return {"id": item.id, "kind": item.kind, "story": " ".join(story), "asks": asks, "options": [{"id": o.id, "says": o.says} for o in item.options],
            "groups": [{"id": g.id, "says": g.says} for g in item.groups], "words": item.words, "chair": item.chair,
            "play": pathway.public(item.scenario, item.chair) if item.scenario else None}


def sheet(slug: str) -> str:
    """The questions of a formative set, to be answered with a pen, and nothing of their key."""
    return onpaper.questions(_data(_for_a_page(slug))["items"])


def answers_html(slug: str) -> str:
    """Every question of a formative set with what is said about each part of it and on whose authority, for a page of its own."""
    exercise = _for_a_page(slug)
    q, status = exercise.questions, exercise.status[0].upper() + exercise.status[1:]
    parts = [f"<p>{escape(status)}. {NATION[q.nation]}, on {day_in_words(q.on)}.</p>"]
    for number, item in enumerate(_data(exercise)["items"], 1):
        title = say("Question {number}").format(number=number) if len(q.items) > 1 else say("Question")
        parts.append(f'<section id="{escape(item["id"])}"><h2>{title}</h2>{onpaper.asked(item)}{onpaper.answered(item)}'
                     + (f"<p>{escape(item['panel'])}</p>" if item["panel"] else "") + f"<p>{say('What this is for: {aim}').format(aim=escape(item['objective']))}</p></section>")
    return f'<div class="course-answers">{"".join(parts)}</div>'
