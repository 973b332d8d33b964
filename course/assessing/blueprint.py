"""The blueprint: what the assessment covers and how much of each, and whether the sets of questions keep to it, pair by pair."""
from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from .. import questions
from ..files import ROOT, Mistakes, nearest, read_text, read_yaml, shown
from ..items import Kind, Slug
from ..passage import Passage, table
from ..questions import Exercise
from ..schema import Shape, Text, Word, raise_if, sentence

PATH = ROOT / "exercises" / "blueprint.yaml"
SAMPLE = ROOT / "exercises" / "sample_keys"
DIRECTIONS = ("missed_protection", "needless_criminalisation")
KINDS = {"single": "one best answer", "several": "several answers", "order": "steps to put in order", "sort": "cases to sort", "written": "a text to write",
         "path": "a case, step by step"}
CHAIRS = {"school": "from the school's chair", "police": "from the police's chair", "both": "from either"}
USES = {"summative": "Each form of the assessment", "test": "Each of the tests before and after"}


class Objective(Shape):
    """Something that a trainee can do, the part of the book that it belongs to, and the pages that teach it."""
    id: Word
    part: Text
    says: Text
    taught: list[Text] = Field(min_length=1)


class Plan(Shape):
    """How many questions of which sort two parallel sets have, and which question of one stands for which of the other."""
    use: Literal["test", "summative"]
    sets: list[Slug] = Field(min_length=2, max_length=2)
    minutes: int | None = None
    kinds: dict[Kind, int]
    objectives: dict[Word, int]
    chairs: dict[Literal["school", "police", "both"], int]
    each_direction: int
    apart: int
    pairs: list[dict[Text, Word]]


class Blueprint(Shape):
    """The objectives of the course and the plan of each pair of sets."""
    objectives: list[Objective] = Field(min_length=1)
    plans: list[Plan] = Field(min_length=1)


def load(path: Path = PATH) -> Blueprint:
    """The blueprint; raises Mistakes with everything that does not have its shape."""
    try:
        return Blueprint.model_validate(read_yaml(path))
    except ValidationError as errors:
        raise Mistakes([f"{shown(path)}, {'.'.join(map(str, e['loc']))}: {sentence(e, Blueprint)}" for e in errors.errors()]) from None


@functools.cache
def objectives() -> dict[str, Objective]:
    """Every objective by its id, in the order of the book."""
    return {o.id: o for o in load().objectives}


# The sets against it ------------------------------------------------------------------------------------------------

def problems(path: Path = PATH, folder: Path = questions.EXERCISES, keys: Path = SAMPLE) -> Iterator[str]:
    """A sentence for everything in which the sets of questions and the blueprint do not agree; keys that cannot be read are told elsewhere."""
    try:
        found = load(path)
        held = {slug: questions.load(slug, folder, keys) for plan in found.plans for slug in plan.sets}
    except Mistakes as error:
        yield from error.sentences
        return
    at = shown(path)
    known = [o.id for o in found.objectives]
    yield from (f"{at}, objective {o.id}: there is no page {page!r} in the book. Name one that teaches it." for o in found.objectives
                for page in o.taught if not (ROOT / "book" / f"{page}.md").is_file())
    yield from (f"{e.items_at}, item {i.id}: there is no objective {i.objective!r} in {at}. {nearest(i.objective, known)}"
                for e in held.values() for i in e.questions.items if i.objective not in known)
    for plan in found.plans:
        for slug in plan.sets:
            yield from _set_problems(plan, held[slug], at)
        yield from _pair_problems(plan, held, at)
    yield from _used_twice(held, folder)


def _set_problems(plan: Plan, exercise: Exercise, at: str) -> Iterator[str]:
    q, slug = exercise.questions, exercise.questions.id
    if (q.use, q.minutes) != (plan.use, plan.minutes):
        yield f"{exercise.items_at}: its use is {q.use} with {q.minutes} minutes, and {at} says {plan.use} with {plan.minutes}. Change one of them."
    chairs = Counter(pair["chair"] for pair in plan.pairs if "chair" in pair)
    for what, wanted, there in (("kind", plan.kinds, Counter(i.kind for i in q.items)), ("chair", plan.chairs, chairs),
                                ("objective", plan.objectives, Counter(i.objective for i in q.items))):
        for name in sorted({*wanted, *there}):
            if wanted.get(name, 0) != there[name]:
                yield f"{exercise.items_at}: of the {what} {name} it has {there[name]}, and {at} says {wanted.get(name, 0)}. Change one of them."
    errs = directions(exercise)
    for name in DIRECTIONS:
        if errs[name] < plan.each_direction:
            yield f"{exercise.items_at}: {errs[name]} wrong answers have the direction {name}. {at} asks for {plan.each_direction}. Write more of them."
    if abs(errs[DIRECTIONS[0]] - errs[DIRECTIONS[1]]) > plan.apart:
        yield f"{exercise.items_at}: {errs[DIRECTIONS[0]]} and {errs[DIRECTIONS[1]]} wrong answers, one for each direction of {slug}. {at} lets them differ by {plan.apart}."


def directions(exercise: Exercise) -> Counter:
    """How many wrong answers of a set err in each direction."""
    return Counter(o.error_direction for i in exercise.questions.items for o in i.options if o.error_direction)


def _pair_problems(plan: Plan, held: dict[str, Exercise], at: str) -> Iterator[str]:
    items = {slug: {i.id: i for i in held[slug].questions.items} for slug in plan.sets}
    for pair in plan.pairs:
        names = [pair.get(slug, "") for slug in plan.sets]
        where = f"{at}, pair {' and '.join(n or 'nothing' for n in names)}"
        missing = [(slug, n) for slug, n in zip(plan.sets, names) if n not in items[slug]]
        yield from (f"{where}: there is no item {n!r} in {slug}. {nearest(n, items[slug])}" for slug, n in missing)
        if not missing:
            one, other = (items[slug][n] for slug, n in zip(plan.sets, names))
            for part in ("objective", "kind", "nation", "chair", "words"):
                if getattr(one, part) != getattr(other, part):
                    yield f"{where}: the {part} of one is {getattr(one, part)} and of the other {getattr(other, part)}. Parallel questions have the same."
    for slug in plan.sets:
        paired = Counter(pair.get(slug) for pair in plan.pairs)
        yield from (f"{at}: the item {n} of {slug} is in {paired[n]} pairs. Put it in one." for n in items[slug] if paired[n] != 1)


def _used_twice(held: dict[str, Exercise], folder: Path) -> Iterator[str]:
    """A sentence for each id or stem of a set that some other question has too; a stem is the same whatever its spaces and capitals."""
    ids, stems = {}, {}
    for slug in questions.slugs(folder):
        exercise = held.get(slug) or questions.load(slug, folder)
        for item in exercise.questions.items:
            told = " ".join(item.stem.casefold().split())
            place, tested = f"{exercise.items_at}, item {item.id}", slug in held
            for seen, name, what in ((ids, item.id, "id"), (stems, told, "stem")):
                if what == "stem" or tested:
                    first, was_tested = seen.setdefault(name, (place, tested))
                    if first != place and (tested or was_tested):
                        yield f"{place}: it has the {what} of {first}. Write another, so that nothing is asked twice."


# For readers --------------------------------------------------------------------------------------------------------

def blueprint() -> Passage:
    """The blueprint as a page shows it: the objectives with how many questions each has, and the kinds of question."""
    found = load()
    heads = [USES[plan.use] for plan in found.plans]
    rows = [[escape(o.says), *(str(plan.objectives.get(o.id, 0) or "none") for plan in found.plans), ", ".join(map(_link, o.taught))] for o in found.objectives]
    rows.append(["All", *(str(sum(plan.objectives.values())) for plan in found.plans), "the whole book"])
    made = table("What is asked, and how many questions there are on it", ["What somebody can do", *heads, "Where it is taught"], rows)
    for caption, names, of in (("Kinds of question", KINDS, "kinds"), ("From whose chair", CHAIRS, "chairs")):
        made += table(caption, [caption, *heads], [[escape(says), *(str(getattr(p, of).get(name, 0) or "none") for p in found.plans)] for name, says in names.items()])
    return Passage("blueprint()", made)


def _link(page: str) -> str:
    title = next(line[2:] for line in read_text(ROOT / "book" / f"{page}.md").splitlines() if line.startswith("# "))
    return f'<a href="../book/{escape(page)}.html">{escape(title)}</a>'
