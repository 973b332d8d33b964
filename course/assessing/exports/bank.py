"""Questions with their keys in the one form from which every bank is written, for trainers only."""
from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path

from ... import model, questions
from ...exercise import checked
from ...files import Mistakes, nearest, shown
from ...items import Item
from ...questions import EXERCISES, Exercise
from ...words import NATION
from ...sources import day_in_words


@dataclass(frozen=True)
class Choice:
    """One option of a question: what it says, and what is said about it."""
    id: str
    says: str
    feedback: str  # HTML, with sources


@dataclass(frozen=True)
class Question:
    """One question: its texts, its options and groups, and its key as scoring takes it."""
    id: str
    kind: str
    story: list[str]
    asks: str
    choices: list[Choice]
    groups: list[tuple[str, str]]
    key: dict
    words: int | None
    general: str  # HTML: what the question is for, why the key is as it is, and sources


@dataclass(frozen=True)
class Bank:
    """The questions of one set, and what a reader of the bank has to know."""
    id: str
    title: str
    note: str
    questions: list[Question]


def read(slug: str, keys: Path | None = None) -> Bank:
    """A set with its keys; raises Mistakes if it has none here, or if the model contradicts them."""
    known = questions.slugs(EXERCISES)
    if slug not in known:
        raise Mistakes([f"There is no set of questions {slug!r}. {nearest(slug, known)}"])
    if keys is not None and not (Path(keys) / f"{slug}.yaml").exists() and questions.load(slug).questions.use != "formative":
        raise Mistakes([f"{shown(Path(keys))}: there is no key of the set {slug} here. Name the folder that holds {slug}.yaml."])
    exercise = checked(slug, keys=keys)
    q = exercise.questions
    if q.use != "formative" and not exercise.keys:
        raise Mistakes([f"The set {slug} is a test, and its key is not in the project. Name the folder that holds it: --keys FOLDER."])
    note = f"{NATION[q.nation]}, {day_in_words(q.on)}. Key: {exercise.status}. For trainers only."
    return Bank(slug, q.title, note, [_question(item, exercise) for item in q.items])


def _question(item: Item, exercise: Exercise) -> Question:
    *story, asks = [line for line in item.stem.strip().splitlines() if line.strip()]
    key = exercise.keys[item.id]
    choices = [Choice(o.id, o.says, f"<p>{escape(o.feedback)}</p>{_sources(o.records)}") for o in item.options]
    general = [f"<p>What this is for: {escape(item.objective)}</p>", f"<p>{escape(key.why)}</p>" if key.why else "", _sources(item.records)]
    return Question(item.id, item.kind, story, asks, choices, [(g.id, g.says) for g in item.groups], exercise.key(item.id), item.words, "".join(general))


def _sources(names: list[str]) -> str:
    """Sources as a list in HTML, each with its grade."""
    records = model.current().records
    rows = [f"<li>{name}: {escape(records[name].source)}, {escape(records[name].at)} (grade {records[name].grade})</li>" for name in names]
    return f"<ul>{''.join(rows)}</ul>" if rows else ""


def rubric(question: Question) -> str:
    """The rubric of a written question and a worked answer, in HTML."""
    rows = "".join(f"<li>{escape(row['says'])} (up to {row['points']})<ul>"
                   + "".join(f"<li>{level['points']}: {escape(level['says'])}</li>" for level in row["levels"]) + "</ul></li>" for row in question.key["rubric"])
    worked = f"<p>A worked answer: {escape(question.key['worked'])}</p>" if question.key.get("worked") else ""
    return f"<ul>{rows}</ul>{worked}"


def points(question: Question) -> int:
    """What a written answer can earn at most."""
    return sum(row["points"] for row in question.key["rubric"])


def not_marked(question: Question) -> list[str]:
    """Options that are part of the story: here they are not marked, elsewhere they earn nothing."""
    return [name for name, credit in (question.key.get("credit") or {}).items() if credit is None]
