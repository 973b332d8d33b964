"""Questions with a reason for every answer: compared with the decision model, and made into a widget and an answers page.

The key of a formative set goes into the page with it, since its feedback is the point. A summative set is refused here.
"""
from __future__ import annotations

from html import escape

from . import model as rules
from .decide import decide, read_case
from .files import Mistakes, nearest
from .questions import NOT_LADDERS, Exercise, Item, Option, QuestionSet, load
from .schema import Record, raise_if
from .sources import day_in_words, entry
from .widgets import Widget
from .words import NATION

DIRECTION = {"missed_protection": "Misses protection", "needless_criminalisation": "Criminalises needlessly"}
SHOWN = ("Source", "Where in it", "Source dated", "Where it applies", "What it is", "Grade", "Last seen")


def checked(slug: str) -> Exercise:
    """A set that neither its key, the records nor the decision model contradict; raises Mistakes with all that do."""
    exercise = load(slug)
    raise_if(check(exercise))
    return exercise


def _for_a_page(slug: str) -> Exercise:
    exercise = checked(slug)
    if exercise.questions.use != "formative":
        raise Mistakes([f"{exercise.items_at}: this set is summative, and a page would show its key. "
                        "Use a formative set here, and give this one to trainers only."])
    return exercise


# Against the decision model -----------------------------------------------------------------------------------------

def check(exercise: Exercise, model=None) -> list[str]:
    """A sentence for everything in a set or its key that the records or the decision model contradict."""
    model = model or rules.current()
    found = []
    for item in exercise.questions.items:
        at = f"{exercise.items_at}, item {item.id}"
        found += [f"{at}: {p}" for p in _record_mistakes(item.records, exercise.questions, model)]
        try:
            answer = _answer(item, exercise.questions, model)
        except Mistakes as error:
            found += [f"{at}, case: {s}" for s in error.sentences]
            continue
        for option in item.options:
            credit = exercise.credit.get(item.id, {}).get(option.id)
            wrong = [f"{at}, option {option.id}: {p}" for p in _option_mistakes(option, exercise.questions, answer, model)]
            if credit is not None and not wrong:
                wrong = [f"{exercise.keys_at}, item {item.id}, option {option.id}: {p}" for p in _credit_mistakes(option, credit, answer, model)]
            found += wrong
    return found


def _answer(item: Item, questions: QuestionSet, model) -> dict | None:
    if item.case is None:
        return None
    facts = {"incident": item.case.incident, "children": item.case.children}
    return decide(model.compiled, read_case(model.compiled, facts), nation=questions.nation, role=item.case.role,
                  on=questions.on, conduct=item.case.conduct)


def _record_mistakes(ids: list[str], questions: QuestionSet, model):
    for name in ids:
        record = model.records.get(name)
        if record is None:
            yield f"there is no record {name!r}. {nearest(name, model.records)}"
        elif record.nations and questions.nation not in record.nations:
            yield f"the record {name} does not cover {NATION[questions.nation]}. Find one that does."
        elif record.to and record.to <= questions.on:
            yield f"the record {name} ended on {record.to}, before the day of this set. Find the one that followed."


def _option_mistakes(option: Option, questions: QuestionSet, answer: dict | None, model):
    records = [*option.records, *([option.does["record"]] if "record" in option.does else [])]
    yield from _record_mistakes(records, questions, model)
    unverified = sorted({n for n in records if n in model.records and model.records[n].grade == "C"})
    if unverified and "not verified" not in option.feedback:
        yield f"it rests on {', '.join(unverified)}, which was not verified. Say \"not verified\" in the feedback."
    for kind, word in (("duty", "duties"), ("never", "never")):
        if kind in option.does:
            yield from _said_mistakes(kind, option.does[kind], [s["id"] for s in answer[word]] if answer else None, questions, model)
    ladders = {name: ladder for name, ladder in model.ladders.items() if ladder.levels}
    for name, level in option.levels.items():
        if name not in ladders:
            yield f"does names {name!r}, which is no ladder. {nearest(name, [*ladders, *NOT_LADDERS])}"
        elif level not in ladders[name].levels:
            yield f"does names the level {level!r} of {name}. {nearest(level, ladders[name].levels)}"
        elif answer and "child" not in option.does and _corridor(name, option, answer) is None:
            yield f"does says nothing of which child, and {name} is decided for each. Add child: {' or '.join(c['id'] for c in answer['children'])}."
    if answer and "child" in option.does and option.does["child"] not in [c["id"] for c in answer["children"]]:
        yield f"does names the child {option.does['child']!r}. {nearest(option.does['child'], [c['id'] for c in answer['children']])}"


def _said_mistakes(kind: str, name: str, live: list | None, questions: QuestionSet, model):
    of = [getattr(r, "duty" if kind == "duty" else "do_not") for r in model.rules.values() if questions.nation in r.nations]
    known = sorted({s.id for s in of if s})
    if name not in known:
        yield f"there is no {kind} {name!r} in the rules for {NATION[questions.nation]}. {nearest(name, known)}"
    elif live is not None and name not in live:
        yield f"the model gives no {kind} {name!r} for these facts. {nearest(name, sorted(set(live)))}"


def _corridor(name: str, option: Option, answer: dict) -> dict | None:
    """The corridor that an option's level lies in or outside of: the incident's, or that of the child it names."""
    children, incident = {c["id"]: c["ladders"] for c in answer["children"]}, answer["incident"]["ladders"]
    alone = next(iter(children)) if len(children) == 1 else None
    of_child = children.get(option.does.get("child", alone), {}).get(name)
    return incident[name] if name in incident and ("child" not in option.does or of_child is None) else of_child


def place(option: Option, answer: dict | None, model) -> str | None:
    """Where an option lies in the corridor: "inside", "excluded", or "unopened" (neither). None if it names no level or no case."""
    corridors = {name: _corridor(name, option, answer) for name in option.levels} if answer else {}
    if not corridors or None in corridors.values():
        return None
    levels = option.levels
    misses_all = any(all(choice["ladder"] in levels and _below(choice, levels, model) for choice in duty["any"])
                     for duty in answer["incident"]["must_any"])
    if misses_all or any(levels[name] in c["excluded"] for name, c in corridors.items()):
        return "excluded"
    return "inside" if all(levels[name] in c["options"] for name, c in corridors.items()) else "unopened"


def _below(choice: dict, levels: dict, model) -> bool:
    order = list(model.ladders[choice["ladder"]].levels)
    return order.index(levels[choice["ladder"]]) < order.index(choice["level"])


def _credit_mistakes(option: Option, credit: float, answer: dict | None, model):
    where = place(option, answer, model)
    if where == "inside" and credit == 0:
        yield "the model says that it is inside the corridor, and the key gives it nothing. Give it credit, or look at the case again."
    if where == "excluded" and credit > 0:
        yield f"the model excludes it, and the key gives it {credit:g}. Write 0, or look at the case again."
    if where == "unopened" and credit == 1:
        yield "the model does not open it for these facts, and the key gives it full credit. Write less than 1, or look at the case again."
    if "never" in option.does and credit > 0:
        yield f"it does what nobody should ever do, and the key gives it {credit:g}. Write 0."
    if "duty" in option.does and credit == 0:
        yield "it carries out a duty, and the key gives it nothing. Give it credit, or let it do something else."
    if option.error_direction and (credit == 1 or where == "inside"):
        yield f"it is no error, and has the error_direction {option.error_direction}. Take that out."


# For the reader -----------------------------------------------------------------------------------------------------

def verdict(option: Option, credit: float | None, where: str | None) -> tuple[str, str]:
    """What a reader is told about an option, and its tone: in, part, missed, needless, out or story."""
    if credit is None:
        return "Part of the story, not marked", "story"
    if option.error_direction:
        return DIRECTION[option.error_direction], option.error_direction.split("_")[0]
    if "never" in option.does:
        return "On the list of things never to do", "out"
    if where == "inside":
        return ("Inside the corridor", "in") if credit == 1 else ("Inside the corridor, and another answer fits these facts better", "part")
    if where:
        return ("Outside the corridor" if where == "excluded" else "Not opened by these facts"), "out"
    named = {1: ("In line with the sources", "in"), 0: ("Not in line with the sources", "out")}
    return named.get(credit, ("Partly in line with the sources", "part"))


def assess(slug: str) -> Widget:
    """A formative set as a widget whose data holds its key; raises Mistakes if anything about the set or its key is amiss."""
    exercise = _for_a_page(slug)
    return Widget("assess", slug, _data(exercise), _twin(exercise, f"../exercises/answers/{slug}.html"))


def data(slug: str) -> dict:
    """What a page plays of a formative set; raises Mistakes as assess does."""
    return _data(_for_a_page(slug))


def _data(exercise: Exercise) -> dict:
    model, q = rules.current(), exercise.questions
    items = [_item(item, exercise) for item in q.items]
    cited = sorted({r for item in items for o in item["options"] for r in o["records"]})
    extra = {r: rules.record_for_page(model.records[r]) for r in cited if r not in model.compiled["records"]}
    return {"title": q.title, "nation": q.nation, "on": q.on, "status": exercise.status, "items": items, "records": extra}


def _item(item: Item, exercise: Exercise) -> dict:
    """One question as the page needs it: texts, verdicts and the facts of its case."""
    model, credit = rules.current(), exercise.credit[item.id]
    answer = _answer(item, exercise.questions, model)
    *story, asks = [line for line in item.stem.strip().splitlines() if line.strip()]
    options = []
    for o in item.options:
        says, tone = verdict(o, credit.get(o.id), place(o, answer, model))
        options.append({"id": o.id, "says": o.says, "feedback": o.feedback, "records": list(o.records), "verdict": says, "tone": tone,
                        "credit": credit.get(o.id), "direction": o.error_direction or ""})
    return {"id": item.id, "kind": item.kind, "objective": item.objective, "story": " ".join(story), "asks": asks, "options": options,
            "case": item.case.model_dump(exclude_none=True) if item.case else None}


def _twin(exercise: Exercise, answers: str) -> str:
    """The questions and options without their feedback, for paper and for a browser without JavaScript."""
    asked = "".join(f"<li>{_asked(item)}<ol type=\"A\">" + "".join(f"<li>{escape(o['says'])}</li>" for o in item["options"]) + "</ol></li>"
                    for item in _data(exercise)["items"])
    return (f'<ol class="course-questions">{asked}</ol><p>Choose your answers first, and say how sure you are. '
            f'Then read <a href="{escape(answers)}">the answers, with a reason and a source for each option</a>.</p>')


def _asked(item: dict) -> str:
    story = f"<p>{escape(item['story'])}</p>" if item["story"] else ""
    return f"{story}<p><strong>{escape(item['asks'])}</strong></p>"


def answers_html(slug: str) -> str:
    """Every question of a formative set with what is said about each option and on whose authority, for a page of its own."""
    exercise = _for_a_page(slug)
    records = rules.current().records
    q, status = exercise.questions, exercise.status[0].upper() + exercise.status[1:]
    parts = [f"<p>{escape(status)}. {NATION[q.nation]}, on {day_in_words(q.on)}.</p>"]
    for number, item in enumerate(_data(exercise)["items"], 1):
        options = "".join(f"<li><p>{escape(o['says'])}</p><p><strong>{escape(o['verdict'])}.</strong> {escape(o['feedback'])}</p><ul>"
                          + "".join(f"<li>{_source(records[r])}</li>" for r in o["records"]) + "</ul></li>" for o in item["options"])
        title = f"Question {number}" if len(q.items) > 1 else "Question"
        parts.append(f'<section id="{escape(item["id"])}"><h2>{title}</h2>{_asked(item)}<ol type="A">{options}</ol>'
                     f"<p>What this is for: {escape(item['objective'])}</p></section>")
    return f'<div class="course-answers">{"".join(parts)}</div>'


def _source(record: Record) -> str:
    rows = dict(entry(record)["rows"])
    return f"{record.id}: {escape('; '.join(rows[name] for name in SHOWN if name in rows))}"
