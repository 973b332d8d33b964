"""Sets of questions and their keys as files: the shapes they have, and reading them with a sentence for every mistake."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationError, model_validator

from .files import ROOT, Mistakes, nearest, read_yaml, shown
from .schema import Day, Nation, Shape, Text, Word, raise_if, sentence

EXERCISES = ROOT / "exercises"
# Moodle takes these credits and no others; every other target can express them.
CREDITS = (1, .9, .8333, .8, .75, .7, .6667, .6, .5, .4, .3333, .3, .25, .2, .1667, .1429, .125, .1111, .1, .05, 0)
NOT_LADDERS = ("duty", "never", "record", "story")
DOES = "a ladder level such as {police: report}, {duty: ID}, {never: ID}, {record: ID} or {story: why}"


def _credit(number: float) -> float:
    if number not in CREDITS:
        near = [*[c for c in CREDITS if c < number][:1], *[c for c in CREDITS if c > number][-1:]]
        raise ValueError(f"{number:g} is not a credit that every target can express. Write {' or '.join(f'{c:g}' for c in near)}")
    return number


Credit = Annotated[float, Field(allow_inf_nan=False), AfterValidator(_credit)]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]


class Case(Shape):
    """The facts of a question in the model's own names, and whose chair it is answered from."""
    role: Literal["school", "police"]
    incident: dict[Word, Any] = {}
    children: list[dict[str, Any]] = Field(min_length=1)
    conduct: Day | None = None


class Option(Shape):
    """One answer, what it carries out, and its own reason and sources."""
    id: Word
    says: Text
    does: dict[str, str]
    feedback: Text
    records: list[str] = Field(min_length=1)
    error_direction: Literal["missed_protection", "needless_criminalisation"] | None = None

    @model_validator(mode="after")
    def _does_one_thing(self):
        other = [k for k in self.does if k in NOT_LADDERS]
        if len(other) + bool(self.levels) != 1 or (other and len(self.does) > 1):
            raise ValueError(f"does is exactly one of {DOES}. It has {', '.join(self.does) or 'nothing'}")
        return self

    @property
    def levels(self) -> dict[str, str]:
        return {k: v for k, v in self.does.items() if k not in (*NOT_LADDERS, "child")}


class Item(Shape):
    """One question. The last line of its stem is what is asked; the lines before it are what happened."""
    id: Word
    kind: Literal["single", "several", "order", "sort", "written", "path"]
    objective: Text
    stem: Text
    case: Case | None = None
    options: list[Option] = Field(min_length=2, max_length=8)
    records: list[str] = Field(min_length=1)

    @model_validator(mode="after")
    def _can_be_played(self):
        if self.kind != "single":
            raise ValueError(f"the kind {self.kind} is not built yet. Write kind: single")
        if not self.stem.strip().endswith("?"):
            raise ValueError("the last line of the stem is the question, and ends with a question mark. Add one")
        return self


class QuestionSet(Shape):
    """Questions for one nation on one day."""
    id: Slug
    title: Text
    use: Literal["formative", "summative"]
    nation: Nation
    on: Day
    items: list[Item] = Field(min_length=1)


class Key(Shape):
    """What each option of one item earns, from 0 to 1."""
    item: Word
    credit: dict[Word, Credit]


class KeyFile(Shape):
    """The key of one set, and how far it has been checked."""
    set: Slug
    status: Text
    keys: list[Key]


SHAPES = {"items": Item, "options": Option, "case": Case, "keys": Key}
ENTRY = {"keys": "item"}
KINDS = {"model_type": "names and values are expected here, such as id: criteria.", "dict_type": "names and values are expected here, in braces.",
         "list_type": "a list is expected here. Start each entry with a dash.", "float_type": "this is not a number. Write 1, 0 or a credit between them."}


@dataclass(frozen=True)
class Exercise:
    """A set and its key: credit[item][option]. A summative set has no key here."""
    questions: QuestionSet
    credit: dict[str, dict[str, float]]
    status: str
    items_at: str
    keys_at: str


def slugs(folder: Path = EXERCISES) -> list[str]:
    """The id of every set, in order."""
    return sorted(p.stem for p in (Path(folder) / "items").glob("*.yaml"))


def load(slug: str, folder: Path = EXERCISES) -> Exercise:
    """A set and its key by the file's stem; raises Mistakes for everything that does not have its shape."""
    if slug not in slugs(folder):
        raise Mistakes([f"There is no set of questions {slug!r}. {nearest(slug, slugs(folder))}"])
    items_at, keys_at = (Path(folder) / part / f"{slug}.yaml" for part in ("items", "keys"))
    questions = _shaped(QuestionSet, items_at)
    if questions.use == "summative":
        return Exercise(questions, {}, "", shown(items_at), shown(keys_at))
    key = _shaped(KeyFile, keys_at)
    raise_if(list(_name_mistakes(questions, key, slug, shown(items_at), shown(keys_at))))
    return Exercise(questions, {k.item: k.credit for k in key.keys}, key.status, shown(items_at), shown(keys_at))


def _shaped(shape, path: Path):
    data = read_yaml(path)
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        raise Mistakes([_in_words(shape, shown(path), data, e) for e in error.errors()]) from None


def _in_words(shape, file: str, data, error) -> str:
    """One pydantic error as a sentence, placed by the ids of the item and the option that it is in."""
    place, keys = [file], []
    for number, part in enumerate(error["loc"], 1):
        data = data[part] if isinstance(data, list) or (isinstance(data, dict) and part in data) else None
        if isinstance(part, int):
            name = data.get("id", data.get("item")) if isinstance(data, dict) else None
            place.append(f"{ENTRY.get(keys[-1], keys[-1].rstrip('s'))} {name or f'number {part + 1}'}")
            keys.pop()
        elif part != "[key]":
            keys.append(part)
            shape = SHAPES.get(part, shape) if number < len(error["loc"]) else shape
    where = ", ".join(place) + (f", key {'.'.join(keys)}" if keys else "")
    return f"{where}: {KINDS.get(error['type']) or sentence({**error, 'loc': error['loc'][-1:]}, shape)}"


def _name_mistakes(questions: QuestionSet, key: KeyFile, slug: str, items_at: str, keys_at: str):
    for name, at in ((questions.id, items_at), (key.set, keys_at)):
        if name != slug:
            yield f"{at}: the file is called {slug} and the set inside it {name}. Write {slug}."
    yield from _twice([i.id for i in questions.items], f"{items_at}: the item")
    yield from _twice([k.item for k in key.keys], f"{keys_at}: the item")
    keyed, items = {k.item: k.credit for k in key.keys}, {i.id: i for i in questions.items}
    for name in keyed.keys() - items.keys():
        yield f"{keys_at}: there is no item {name!r} in the set. {nearest(name, items)}"
    for item in questions.items:
        yield from _twice([o.id for o in item.options], f"{items_at}, item {item.id}: the option")
        yield from _key_mistakes(item, keyed.get(item.id), f"{keys_at}, item {item.id}")


def _twice(names: list[str], what: str):
    for name in sorted({n for n in names if names.count(n) > 1}):
        yield f"{what} {name} is there twice. Give one of them another id."


def _key_mistakes(item: Item, credit: dict | None, where: str):
    if credit is None:
        yield f"{where}: this item has no key. Add its credits."
        return
    marked = list(dict.fromkeys(o.id for o in item.options if "story" not in o.does))
    for name in [n for n in marked if n not in credit]:
        yield f"{where}: the option {name} has no credit. Write one from 0 to 1."
    for name in [n for n in credit if n not in marked]:
        story = name in [o.id for o in item.options]
        yield f"{where}: " + (f"the option {name} is part of the story and is never marked. Take its credit out." if story
                              else f"there is no option {name!r}. {nearest(name, marked)}")
    if 1 not in credit.values():
        yield f"{where}: no option has the credit 1. Give it to the best answer."
