"""The shapes of questions and of their keys: what may be written in their files, and nothing else."""
from __future__ import annotations

import hashlib
import json
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from .schema import Day, Nation, Shape, Text, Word

# Moodle takes these credits and no others; every other target can express them.
CREDITS = (1, .9, .8333, .8, .75, .7, .6667, .6, .5, .4, .3333, .3, .25, .2, .1667, .1429, .125, .1111, .1, .05, 0)
NOT_LADDERS = ("duty", "never", "record", "story")
DOES = "a ladder level such as {police: report}, {duty: ID}, {never: ID}, {record: ID} or {story: why}"
# What each kind of question has beside its stem, and the fewest options.
PARTS = {"single": ("options",), "several": ("options",), "order": ("options",), "sort": ("options", "groups"), "written": ("words",),
         "path": ("scenario", "chair")}
FEWEST = {"single": 2, "several": 3, "order": 3, "sort": 3}


def _credit(number: float) -> float:
    if abs(number) not in CREDITS:
        near = [*[c for c in CREDITS if c < abs(number)][:1], *[c for c in CREDITS if c > abs(number)][-1:]]
        sign = "-" if number < 0 else ""
        raise ValueError(f"{number:g} is not a credit that every target can express. Write {' or '.join(f'{sign}{c:g}' for c in near)}")
    return number


Credit = Annotated[float, Field(allow_inf_nan=False), AfterValidator(_credit)]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
Kind = Literal["single", "several", "order", "sort", "written", "path"]
Direction = Literal["missed_protection", "needless_criminalisation"]
Use = Literal["formative", "test", "summative"]
Canary = Annotated[str, Field(pattern=r"^canary-[0-9a-f]{16}$")]


def levels(does: dict[str, str]) -> dict[str, str]:
    """The levels of ladders that an act carries out."""
    return {k: v for k, v in does.items() if k not in (*NOT_LADDERS, "child")}


class Case(Shape):
    """The facts of a question in the model's own names, and whose chair it is answered from."""
    role: Literal["school", "police"]
    incident: dict[Word, Any] = {}
    children: list[dict[str, Any]] = Field(min_length=1)
    conduct: Day | None = None


class Reason(Shape):
    """What an option carries out, and its own reason and sources. A case of its own belongs to a case that is sorted."""
    does: dict[str, str] = {}
    feedback: Text | None = None
    records: list[str] = []
    error_direction: Direction | None = None
    case: Case | None = None

    @model_validator(mode="after")
    def _does_one_thing(self):
        other = [k for k in self.does if k in NOT_LADDERS]
        if self.does and (len(other) + bool(levels(self.does)) != 1 or (other and len(self.does) > 1)):
            raise ValueError(f"does is exactly one of {DOES}. It has {', '.join(self.does)}")
        return self


class Option(Reason):
    """One answer, or one thing to put in its place. In a test its reason lies in the key file."""
    id: Word
    says: Text


class Meaning(Shape):
    """What it means for the model to lie in a group: levels that a case calls for, or a place that an act has."""
    does: dict[str, str] = {}
    place: Literal["required", "open", "excluded"] | None = None

    @model_validator(mode="after")
    def _one_meaning(self):
        if self.does and self.place:
            raise ValueError("a group means levels (does) or a place, not both. Take one out")
        return self


class Group(Meaning):
    """One of the groups into which the cases of a question are sorted."""
    id: Word
    says: Text


class Item(Shape):
    """One question. The last line of its stem is what is asked; the lines before it are what happened."""
    id: Word
    kind: Kind
    objective: Text
    part: Text | None = None
    error_directions: list[Direction] = []
    stem: Text
    case: Case | None = None
    options: list[Option] = Field([], max_length=8)
    groups: list[Group] = Field([], max_length=5)
    scenario: Slug | None = None
    chair: Literal["school", "police"] | None = None
    words: int | None = Field(None, ge=10, le=600)
    nation: Nation | None = None  # where it is not that of the set
    records: list[str] = []

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self):
        for name in dict.fromkeys(n for parts in PARTS.values() for n in parts):
            if (name in PARTS[self.kind]) != bool(getattr(self, name)):
                remedy = f"needs {name}. Add it" if name in PARTS[self.kind] else f"has no {name}. Take it out, or write another kind"
                raise ValueError(f"a question of the kind {self.kind} {remedy}")
        if len(self.options) < FEWEST.get(self.kind, 0):
            raise ValueError(f"a question of the kind {self.kind} has at least {FEWEST[self.kind]} options. It has {len(self.options)}")
        if len(self.groups) == 1:
            raise ValueError("there is one group, so nothing is sorted. Add another")
        asks = self.stem.strip()[-1:]
        if self.kind in ("single", "several") and asks != "?":
            raise ValueError("the last line of the stem is the question, and ends with a question mark. Add one")
        if asks not in "?.":
            raise ValueError("the last line of the stem says what to do, and ends with a full stop or a question mark. Add one")
        return self


class QuestionSet(Shape):
    """Questions for one nation on one day. A test is taken before or after a course, a summative set in one of two forms."""
    id: Slug
    title: Text
    use: Use
    form: Literal["a", "b", "before", "after"] | None = None
    minutes: int | None = Field(None, ge=5, le=240)
    nation: Nation
    on: Day
    items: list[Item] = Field(min_length=1)

    @model_validator(mode="after")
    def _form_fits_the_use(self):
        forms = {"formative": (None,), "test": ("before", "after"), "summative": ("a", "b")}[self.use]
        if self.form not in forms:
            raise ValueError(f"the form of a {self.use} set is {' or '.join(str(f) for f in forms if f)}. Write form: {forms[0]}" if forms[0]
                             else "a formative set has no form. Take it out")
        if self.use == "formative" and self.minutes:
            raise ValueError("a formative set has no time limit. Take minutes out")
        if self.use == "formative" and (item := next((i for i in self.items if i.nation), None)):
            raise ValueError(f"the item {item.id} names a nation of its own. Write a formative set for that nation")
        return self


# Keys ---------------------------------------------------------------------------------------------------------------

class Level(Shape):
    """What a written answer shows for so many points."""
    points: int = Field(ge=0, le=10)
    says: Text


class Row(Shape):
    """One row of a rubric: what is looked for, what each number of points means, and why."""
    id: Word
    says: Text
    points: int = Field(ge=1, le=10)
    levels: list[Level] = Field(min_length=2)
    because: Text | None = None
    records: list[str] = []

    @model_validator(mode="after")
    def _levels_lead_from_none_to_all(self):
        given = [level.points for level in self.levels]
        if len(set(given)) != len(given) or min(given) != 0 or max(given) != self.points:
            raise ValueError(f"its levels give {', '.join(map(str, given))} points. Let each differ, the lowest be 0 and the highest {self.points}")
        return self


class Key(Shape):
    """What the answers to one item earn. In a test it holds the reasons too, and a canary that must never reach a learner."""
    item: Word
    canary: Canary | None = None
    credit: dict[Word, Credit] | None = None
    order: list[Word] | None = None
    group: dict[Word, Word] | None = None
    rubric: list[Row] | None = Field(None, min_length=1)
    worked: Text | None = None
    case: Case | None = None
    options: dict[Word, Reason] = {}
    groups: dict[Word, Meaning] = {}
    why: Text | None = None
    records: list[str] = []


class KeyFile(Shape):
    """The key of one set, and how far it has been checked."""
    set: Slug
    status: Text
    keys: list[Key]


# Panels -------------------------------------------------------------------------------------------------------------

def wording(item: Item) -> str:
    """Changes with what a panel was asked: the stem, the options and the groups."""
    asked = [item.kind, item.stem, [[o.id, o.says] for o in item.options], [[g.id, g.says] for g in item.groups]]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:8]


class PanelItem(Shape):
    """What a panel answered to one item: counts and a key of its own, or why the author's key stays."""
    item: Word
    wording: Annotated[str, Field(pattern=r"^[0-9a-f]{8}$")]
    answered: int = Field(ge=1)
    counts: dict[Word, float | int]
    agreement: float = Field(ge=0, le=1)
    contested: bool
    author: Literal["agrees", "differs"]
    held: list[Text] = []
    credit: dict[Word, Credit] | None = None
    order: list[Word] | None = None
    group: dict[Word, Word] | None = None


class PanelFile(Shape):
    """What a panel answered to one set, as counts only: no member is named."""
    set: Slug
    status: Text
    day: Day
    bar: float = Field(ge=.5, le=1)
    items: list[PanelItem] = Field(min_length=1)
