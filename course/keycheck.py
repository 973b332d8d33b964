"""Questions and their keys against the records and the decision model: a sentence for everything that they contradict."""
from __future__ import annotations

from collections.abc import Iterator

from . import model as rules, pathway, scenario
from .decide import decide, read_case
from .files import Mistakes, nearest
from .items import NOT_LADDERS, Case, Item, Key, Option, QuestionSet, levels
from .placing import corridor, place, standing
from .questions import Exercise
from .words import NATION

KNOWN = "not verified"  # what a text says that rests on a record of grade C


def check(exercise: Exercise, model=None) -> list[str]:
    """A sentence for everything in a set or its key that the records or the decision model contradict."""
    model = model or rules.current()
    return [sentence for item in exercise.questions.items for sentence in _item_mistakes(exercise, item, model)]


def _item_mistakes(exercise: Exercise, item: Item, model) -> Iterator[str]:
    q, key = of_nation(exercise.questions, item), exercise.keys.get(item.id)
    asked, keyed = f"{exercise.items_at}, item {item.id}", f"{exercise.keys_at}, item {item.id}"
    reasons = asked if q.use == "formative" else keyed
    yield from (f"{asked}: {p}" for p in record_mistakes(item.records, q, model))
    yield from (f"{keyed}, {p}" for p in _rubric_mistakes(key, q, model))
    if item.kind == "path":
        yield from (f"{asked}, scenario: {p}" for p in _scenario_mistakes(item, q))
    try:
        answer, cases = answers_to(item, q, model)
    except Mistakes as error:
        yield from (f"{asked}, case: {s}" for s in error.sentences)
        return
    if key is None:
        return
    for option in item.options:
        yield from (f"{reasons}, option {option.id}: {p}" for p in _option_mistakes(option, q, answer, model))
    yield from (f"{reasons}, group {group.id}: {p}" for group in item.groups
                for p in _does_mistakes(group.does, q, next((a for a in cases.values() if a), None), model))
    yield from (f"{keyed}, {p}" for p in against_model(item, key, answer, cases, model))


def against_model(item: Item, key: Key, answer: dict | None, cases: dict, model) -> Iterator[str]:
    """A sentence for each option to which a key gives what the decision model does not; names that are amiss are left to check."""
    for option in item.options:
        yield from (f"option {option.id}: {p}" for p in _key_mistakes(item, key, option, answer, model))
    if item.kind == "sort":
        yield from _group_mistakes(item, key, answer, cases, model)


def answers_to(item: Item, questions: QuestionSet, model) -> tuple[dict | None, dict]:
    """What the model answers to an item's case, and to the case of each of its options."""
    return answer_to(item.case, questions, model), {o.id: answer_to(o.case, questions, model) for o in item.options}


def of_nation(questions: QuestionSet, item: Item) -> QuestionSet:
    """The set as it is for one item: for the item's own nation, if it names one."""
    return questions.model_copy(update={"nation": item.nation}) if item.nation else questions


def answer_to(case: Case | None, questions: QuestionSet, model) -> dict | None:
    """What the model answers to a case on the day of its set; None if there is no case."""
    if case is None:
        return None
    facts = {"incident": case.incident, "children": case.children}
    return decide(model.compiled, read_case(model.compiled, facts), nation=questions.nation, role=case.role, on=questions.on, conduct=case.conduct)


def record_mistakes(ids: list[str], questions: QuestionSet, model) -> Iterator[str]:
    """A sentence for each record that is not there, covers another nation or had ended on the day of the set."""
    for name in ids:
        record = model.records.get(name)
        if record is None:
            yield f"there is no record {name!r}. {nearest(name, model.records)}"
        elif record.nations and questions.nation not in record.nations:
            yield f"the record {name} does not cover {NATION[questions.nation]}. Find one that does."
        elif record.to and record.to <= questions.on:
            yield f"the record {name} ended on {record.to}, before the day of this set. Find the one that followed."


def _verified(ids: list[str], text: str | None, where: str, model) -> Iterator[str]:
    unverified = sorted({n for n in ids if n in model.records and model.records[n].grade == "C"})
    if unverified and KNOWN not in (text or ""):
        yield f"it rests on {', '.join(unverified)}, which was not verified. Say \"{KNOWN}\" in the {where}."


def _rubric_mistakes(key: Key | None, questions: QuestionSet, model):
    if key:
        yield from (f"records: {p}" for p in record_mistakes(key.records, questions, model))
        for row in key.rubric or []:
            found = [*record_mistakes(row.records, questions, model), *_verified(row.records, row.because, "because", model)]
            yield from (f"row {row.id}: {p}" for p in found)


def _scenario_mistakes(item: Item, questions: QuestionSet):
    try:
        told = scenario.load(item.scenario)
    except Mistakes as error:
        yield from error.sentences
        return
    if told.nation != questions.nation:
        yield f"it plays in {NATION[told.nation]}, and the set is for {NATION[questions.nation]}. Take another."
    states = pathway.key(item.scenario, item.chair)["states"].values()
    if not any(credit is not None for state in states for credit, _ in state["acts"].values()):
        yield f"the model marks no act of the {item.chair}'s chair. Take the other chair, or another scenario."


# What an option carries out -------------------------------------------------------------------------------------------

def _option_mistakes(option: Option, questions: QuestionSet, answer: dict | None, model):
    records = [*option.records, *([option.does["record"]] if "record" in option.does else [])]
    yield from record_mistakes(records, questions, model)
    yield from _verified(records, option.feedback, "feedback", model)
    yield from _does_mistakes(option.does, questions, answer, model)


def _does_mistakes(does: dict, questions: QuestionSet, answer: dict | None, model):
    for kind, word in (("duty", "duties"), ("never", "never")):
        if kind in does:
            yield from _said_mistakes(kind, does[kind], [s["id"] for s in answer[word]] if answer else None, questions, model)
    ladders = {name: ladder for name, ladder in model.ladders.items() if ladder.levels}
    for name, level in levels(does).items():
        if name not in ladders:
            yield f"does names {name!r}, which is no ladder. {nearest(name, [*ladders, *NOT_LADDERS])}"
        elif level not in ladders[name].levels:
            yield f"does names the level {level!r} of {name}. {nearest(level, ladders[name].levels)}"
        elif answer and "child" not in does and corridor(name, does, answer) is None:
            yield f"does says nothing of which child, and {name} is decided for each. Add child: {' or '.join(c['id'] for c in answer['children'])}."
    if answer and "child" in does and does["child"] not in [c["id"] for c in answer["children"]]:
        yield f"does names the child {does['child']!r}. {nearest(does['child'], [c['id'] for c in answer['children']])}"


def _said_mistakes(kind: str, name: str, live: list | None, questions: QuestionSet, model):
    of = [getattr(r, "duty" if kind == "duty" else "do_not") for r in model.rules.values() if questions.nation in r.nations]
    known = sorted({s.id for s in of if s})
    if name not in known:
        yield f"there is no {kind} {name!r} in the rules for {NATION[questions.nation]}. {nearest(name, known)}"
    elif live is not None and name not in live:
        yield f"the model gives no {kind} {name!r} for these facts. {nearest(name, sorted(set(live)))}"


# What the key gives it ------------------------------------------------------------------------------------------------

def _key_mistakes(item: Item, key: Key, option: Option, answer: dict | None, model):
    where = place(option.does, answer, model)
    credit = key.credit.get(option.id) if key.credit else None
    if item.kind == "single" and credit is not None:
        yield from _single_mistakes(option, credit, where)
    elif item.kind == "several" and credit is not None:
        yield from _several_mistakes(option, credit, where)
    elif item.kind == "order" and (where == "excluded" or "never" in option.does):
        yield "the model excludes it, and it stands in an order of things to do. Take it out of the question."
    if item.kind not in ("single", "several") and option.error_direction:
        yield f"nothing is chosen in a question of the kind {item.kind}, so it has no error_direction. Take that out."


def _single_mistakes(option: Option, credit: float, where: str | None):
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


def _several_mistakes(option: Option, credit: float, where: str | None):
    if "never" in option.does and credit > 0:
        yield f"it does what nobody should ever do, and the key gives it {credit:g}. Write 0 or less."
    if where in ("excluded", "unopened") and credit > 0:
        said = "excludes it" if where == "excluded" else "does not open it for these facts"
        yield f"the model {said}, and the key gives it {credit:g}. Write 0 or less, or look at the case again."
    if (where == "inside" or "duty" in option.does) and credit <= 0:
        said = "it is inside the corridor" if where == "inside" else "it carries out a duty"
        yield f"{said}, and the key gives it {credit:g}. Give it credit, or look at the case again."
    if option.error_direction and credit > 0:
        yield f"it is no error, and has the error_direction {option.error_direction}. Take that out."


def _group_mistakes(item: Item, key: Key, answer: dict | None, cases: dict, model):
    by_level = [g for g in item.groups if g.does]
    if any(cases.values()) and len(by_level) < len(item.groups):
        yield "groups: the options have cases of their own, so every group says in does what its cases call for. Add what is missing."
        return
    for option in item.options:
        mine, at = key.group.get(option.id), f"option {option.id}: "
        if cases[option.id]:
            first = next((g.id for g in by_level if place(g.does, cases[option.id], model) == "inside"), None)
            if first != mine:
                yield (f"{at}the first group that the model leaves open for its facts is {first or 'none of them'}, and the key puts it in {mine}. "
                       "Correct the key or the case, or list the groups from the least to the most.")
        elif any(g.place for g in item.groups) and option.does:
            where = standing(option.does, answer, model)
            fits = [g.id for g in item.groups if g.place == where]
            if where is None or fits != [mine]:
                yield f"{at}the model says {where or 'nothing of it'}, and the key puts it in {mine}. Correct the key, or let it do something else."
