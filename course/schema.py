"""The shapes of the rule files: what may be written in them, and nothing else."""
from __future__ import annotations

import datetime
import re
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from .files import Mistakes, nearest

NATIONS = ("england", "wales", "scotland", "northern_ireland")
ROLES = ("school", "police")
NO_SOURCE_HELD = "no_source_held"


def _full_date(text: str) -> str:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a date. Write it as \"2024-03-11\", in quotes") from None
    if len(text) != 10:
        raise ValueError(f"{text!r} is not a date. Write it as \"2024-03-11\", in quotes")
    return text


def _start_date(text: str) -> str:
    return text if text == "earliest" else _full_date(text)


def _rough_date(text: str) -> str:
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", text):
        raise ValueError(f"{text!r} is not a date. Write \"2024\", \"2024-03\" or \"2024-03-11\", in quotes")
    return _full_date(text + "-01-01"[len(text) - 4:] if len(text) < 10 else text) and text


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"{text!r} is not a pattern ({error}). Check its brackets") from None
    return text


Day = Annotated[str, AfterValidator(_full_date)]
Pattern = Annotated[str, AfterValidator(_pattern)]
StartDay = Annotated[str, AfterValidator(_start_date)]
RoughDay = Annotated[str, AfterValidator(_rough_date)]
Nation = Literal["england", "wales", "scotland", "northern_ireland"]
Grade = Literal["A", "B", "C"]
Modal = Literal["must", "should", "may"]
Word = Annotated[str, Field(pattern=r"^[a-z0-9_.]+$")]
Text = Annotated[str, Field(min_length=1)]
Levels = Annotated[list[Word], Field(min_length=1)]


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Seen(Shape):
    """When, and in what kind of copy, a source was last read."""
    day: Day
    how: Literal["official_copy", "mirror_copy", "secondary_copy", "not_read"]


class Record(Shape):
    """One statement of law, guidance, a service or a figure, with where and when it was read."""
    id: Annotated[str, Field(pattern=r"^[A-Z]+-\d{3}$")]
    says: Text
    nations: list[Nation]
    area: str | None = None
    from_: RoughDay | None = Field(None, alias="from")
    to: RoughDay | None = None
    status: Literal["in_force", "pending", "replaced", "history"]
    binding: Literal["statute", "statutory_guidance", "guidance", "police_guidance", "prosecution_guidance",
                     "inspection", "statistics", "service", "research", "commentary"]
    source: Text
    at: Text
    url: str | None = None
    dated: Text
    seen: Seen
    grade: Grade
    note: str | None = None
    service: str | None = None
    audience: Literal["children", "adults", "professionals", "everyone"] | None = None
    need: list[Literal["talk", "remove_image", "report", "danger", "exploitation", "own_behaviour", "staff_advice",
                       "adult_image"]] | None = None
    contact: str | None = None
    hours: str | None = None
    see: list[str] | None = None
    kind: Literal["law", "school_guidance", "police_practice", "service", "research"] | None = None


class Fact(Shape):
    """A question about an incident or a child, with a few named values and no default."""
    id: Word
    about: Literal["incident", "child"]
    ask: dict[Literal["school", "police"], Text]
    help: str | None = None
    values: dict[Word, Text] = Field(min_length=2, max_length=8)
    worse: Literal["up", "none"]
    judgement: bool = False
    fixed: bool = False  # never offered as what would change an answer: a child's age, who is in the image


class Ladder(Shape):
    """What one decision-maker can do, lowest level first, or the labels under which it is recorded."""
    id: Word
    title: Text
    about: Literal["incident", "child", "child_and_incident"]
    who: Text
    who_in: dict[Nation, Text] = {}
    question: Text
    levels: dict[Word, Text] = {}
    labels: dict[Word, Text] = {}
    says_in: dict[Nation, dict[Word, Text]] = {}

    @model_validator(mode="after")
    def _one_kind(self):
        if bool(self.levels) == bool(self.labels):
            raise ValueError("a ladder has either levels or labels. Write one of the two")
        for nation, words in self.says_in.items():
            for level in words:
                if level not in (self.levels or self.labels):
                    raise ValueError(f"says_in for {nation} names {level!r}. {nearest(level, self.levels or self.labels)}")
        return self


class Basis(Shape):
    """The source of a rule inside the period for which it is the source."""
    record: str
    at: Text
    from_: StartDay = Field(alias="from")
    to: Day | None = None
    modal: Modal
    applies_by: Literal["decision_date", "conduct_date"]
    grade: Grade | None = None

    @model_validator(mode="after")
    def _ordered(self):
        if self.to and self.from_ != "earliest" and self.to <= self.from_:
            raise ValueError(f"it ends on {self.to}, on or before it starts on {self.from_}. Swap them, or correct one")
        return self


class Example(Shape):
    """A small case that shows when a rule fires, does not fire, or needs to know more."""
    name: Text
    given: dict[Word, Any]
    fires: bool | None = None
    need_to_know: list[Word] | None = None

    @model_validator(mode="after")
    def _one_claim(self):
        if (self.fires is None) == (self.need_to_know is None):
            raise ValueError("an example says either fires: true or false, or need_to_know: [facts]")
        return self


class Said(Shape):
    """A duty or a never, in words, and whose it is."""
    id: Word
    to: Literal["school", "police", "both"]
    says: Text


class Reviewed(Shape):
    by: str = ""
    date: str = ""


EFFECTS = {"must": ("at_least", "must_any", "duty", "label"), "never": ("at_most", "bar", "do_not"),
           "presume": ("start",), "weigh": ("opens",)}


class Rule(Shape):
    """A condition, its force, its effect, the reason, and the dated sources that it rests on."""
    id: Word
    force: Literal["must", "never", "presume", "weigh"]
    nations: list[Nation] = Field(min_length=1)
    when: dict[str, Any]
    editorial: bool = False
    at_least: Annotated[dict[Word, Word], Field(min_length=1)] | None = None
    must_any: Annotated[list[Annotated[dict[Word, Word], Field(min_length=1, max_length=1)]], Field(min_length=2)] | None = None
    at_most: Annotated[dict[Word, Word], Field(min_length=1)] | None = None
    bar: Annotated[dict[Word, Levels], Field(min_length=1)] | None = None
    start: Annotated[dict[Word, Word], Field(min_length=1)] | None = None
    opens: Annotated[dict[Word, Levels], Field(min_length=1)] | None = None
    direction: Literal["up", "down", "both"] | None = None
    ask_yourself: str | None = None
    duty: Said | None = None
    do_not: Said | None = None
    label: Word | None = None
    with_level: dict[Word, Word] | None = None
    if_unknown: Literal["ask_before_closing", "apply"] | None = None
    exception_to: list[Word] = []
    because: Text
    basis: list[Basis] = Field(min_length=1)
    examples: list[Example] = Field(min_length=1)
    reviewed: Reviewed = Reviewed()

    @model_validator(mode="after")
    def _effect_fits_force(self):
        allowed = EFFECTS[self.force]
        every = [e for effects in EFFECTS.values() for e in effects]
        written = [e for e in every if getattr(self, e) is not None]
        if len(written) != 1 or written[0] not in allowed:
            raise ValueError(f"a rule with force {self.force} has exactly one of {', '.join(allowed)}; "
                             f"it has {', '.join(written) or 'none'}")
        if self.force == "weigh" and not (self.direction and self.ask_yourself):
            raise ValueError("a weigh rule has a direction (up, down or both) and a question in ask_yourself")
        if self.force != "weigh" and (self.direction or self.ask_yourself):
            raise ValueError("only a weigh rule has direction and ask_yourself. Take them out")
        return self


class Position(Shape):
    """What one source says in a disagreement."""
    says: Text
    record: str


class Pending(Shape):
    """Law that has not started, or whose start was not found: shown with an answer, never counted in one."""
    id: Word
    nations: list[Nation] = Field(min_length=1)
    from_: Day = Field(alias="from")
    says: Text
    records: list[str] = Field(min_length=1)


class AvoidedWord(Shape):
    """A word that the course does not use, and what it says instead."""
    avoid: Text
    say: Text
    record: str


class Disagreement(Shape):
    """Sources that differ, and where the course stands."""
    id: Word
    question: Text
    positions: list[Position] = Field(min_length=2)
    course: Text
    rules: list[Word] = []
    nations: list[Nation] = Field(min_length=1)


def shape_list(shape: type[Shape], data, where: str, kind: str) -> tuple[list, list[str]]:
    """Every item of a YAML list in its shape, and a sentence for each thing that does not fit."""
    if not isinstance(data, list):
        return [], [f"{where}: this file is a list. Start each {kind} with \"- id:\"."]
    good, problems = [], []
    for number, item in enumerate(data, 1):
        name = item.get("id", f"number {number}") if isinstance(item, dict) else f"number {number}"
        try:
            good.append(shape.model_validate(item))
        except ValidationError as error:
            problems += [f"{where}, {kind} {name}{_key(e)}: {sentence(e, shape)}" for e in error.errors()]
    return good, problems


def _key(error) -> str:
    path = ".".join(str(p) for p in error["loc"] if p != "[key]")
    return f", key {path}" if path else ""


def _field(error, shape):
    """What may stand at the key of an error, if it is a key of the shape itself."""
    found = [f.annotation for n, f in (shape.model_fields.items() if shape else ()) if (f.alias or n,) == error["loc"]]
    return found[0] if found else None


def _choice(annotation) -> str:
    """The words to choose from, where there are only some."""
    inner = get_args(annotation)[0] if get_origin(annotation) is list else annotation
    if get_origin(inner) is not Literal:
        return ""
    return f": {'a list with any of' if inner is not annotation else 'one of'} {', '.join(map(str, get_args(inner)))}"


def sentence(error, shape=None) -> str:
    """One pydantic error as a plain sentence with its remedy."""
    kind, given = error["type"], error.get("input")
    if kind == "missing":
        return f"this key is missing. Add it{_choice(_field(error, shape))}."
    if kind == "model_type" and isinstance(field := _field(error, shape), type):
        return f"{given!r} does not say enough. Write it as {{{', '.join(f'{f.alias or n}: ' for n, f in field.model_fields.items())}}}."
    if kind == "extra_forbidden":
        allowed = [f.alias or n for n, f in shape.model_fields.items()] if len(error["loc"]) == 1 else []
        return f"there is no such key. {nearest(error['loc'][-1], allowed)}" if allowed else "there is no such key. Take it out, or correct it."
    if kind == "literal_error":
        allowed = re.findall(r"'([^']+)'", error["ctx"]["expected"])
        return f"{given!r} is not allowed here. {nearest(given, allowed)}"
    if kind == "string_type" and isinstance(given, (datetime.date, datetime.datetime)):
        return f"the date {given} has no quotes. Write \"{given}\"."
    if kind == "string_type":
        return f"{given!r} is not text. Write it in quotes."
    if kind == "string_pattern_mismatch":
        return f"{given!r} is not a name that can be used here. Use the form {error['ctx']['pattern'].strip('^$')}."
    if kind == "value_error":
        return error["msg"].removeprefix("Value error, ").rstrip(".") + "."
    if kind in ("too_short", "string_too_short"):
        least = error["ctx"].get("min_length", 1)
        return "this is empty. Write at least one." if least < 2 else f"this has too few. Write at least {least}."
    if kind == "too_long":
        return f"there are too many. Write at most {error['ctx']['max_length']}."
    if kind in ("less_than_equal", "greater_than_equal"):
        most = kind == "less_than_equal"
        bound = f"{error['ctx']['le' if most else 'ge']:g}"
        return f"this is {'more' if most else 'less'} than {bound}. Write at {'most' if most else 'least'} {bound}."
    return error["msg"].rstrip(".") + "."


def raise_if(problems: list[str]) -> None:
    """Raises Mistakes with all problems at once, or does nothing."""
    if problems:
        raise Mistakes(problems)


LEVELS_OF_A_CLAIM = ("required", "at_most", "start_at_least", "start_at_most", "options_at_most", "not_option")
Number = Annotated[str, Field(pattern=r"^I[1-9][0-9]?$")]


class Consequence(Shape):
    """What a claim says of every case: about one ladder, a duty, a never, a label, or the school acting alone."""
    ladder: Word | None = None
    required: Word | None = None
    at_most: Word | None = None
    start_at_least: Word | None = None
    start_at_most: Word | None = None
    options_at_most: Word | None = None
    not_option: Word | None = None
    duty: Word | None = None
    do_not: Word | None = None
    label: Word | None = None
    no_label: Word | None = None
    not_school_only: Literal[True] | None = None

    @model_validator(mode="after")
    def _one_thing(self):
        about_ladder = [k for k in LEVELS_OF_A_CLAIM if getattr(self, k)]
        alone = [k for k in ("duty", "do_not", "label", "no_label", "not_school_only") if getattr(self, k)]
        if len(about_ladder) + len(alone) != 1 or bool(self.ladder) != bool(about_ladder):
            raise ValueError(f"a consequence says one thing: a ladder with one of {', '.join(LEVELS_OF_A_CLAIM)}, or one of duty, do_not, "
                             "label, no_label, not_school_only. Write one of them")
        return self


PLACES = ("questions", "levels", "reasons", "duties", "nevers", "disagreements", "pending")


class Claim(Shape):
    """An invariant: what holds of every case, of every text that the model shows, or of how the project is built."""
    id: Word
    number: Number
    says: Text
    about: Literal["space", "text", "process"]
    nations: list[Nation] = Field(min_length=1)
    from_: Day = Field(alias="from")
    records: list[str] = Field(min_length=1)
    when: dict[str, Any] | None = None
    then: Annotated[list[Consequence], Field(min_length=1)] | None = None
    never_says: Annotated[list[Pattern], Field(min_length=1)] | None = None
    unless: Pattern | None = None
    applies_by: Literal["decision_date", "conduct_date"] = "decision_date"
    places: Annotated[list[Literal[PLACES]], Field(min_length=1)] | None = None
    tests: Annotated[list[Annotated[str, Field(pattern=r"^test_\w+\.py::test_\w+$")]], Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _fits_what_it_is_about(self):
        wanted = {"space": ("when", "then"), "text": ("never_says",), "process": ("tests",)}[self.about]
        for key in ("when", "then", "never_says", "tests"):
            if (getattr(self, key) is not None) != (key in wanted):
                raise ValueError(f"a claim about {self.about} has {' and '.join(wanted)}, and nothing of the other kinds. Correct {key}")
        return self


class Direction(Shape):
    """A signed claim about single facts: what a change for the worse, or any change, never does to some ladders."""
    id: Word
    number: Number
    says: Text
    facts: list[Word] = Field(min_length=1)
    ladders: list[Word] = Field(min_length=1)
    direction: Literal["up", "down", "same"]
    records: list[str] = Field(min_length=1)


class Impossible(Shape):
    """Facts that cannot be true together by what their words say, with the reason."""
    id: Word
    says: Text
    when: dict[str, Any]


SHAPES = {"facts": Fact, "ladders": Ladder, "records": Record, "rules": Rule, "disagreements": Disagreement, "pending": Pending,
          "invariants": Claim, "directions": Direction, "impossible": Impossible, "words": AvoidedWord}


def for_editors() -> dict[str, dict]:
    """The JSON Schema of each kind of rule file by its name, so that an editor can offer what may be written."""
    return {name: TypeAdapter(list[shape]).json_schema(by_alias=True) for name, shape in SHAPES.items()}
