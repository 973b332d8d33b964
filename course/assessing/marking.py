"""Marking: what one attempt earns, in rows for the results; nothing here reads or writes a file."""
from __future__ import annotations

import json
from dataclasses import dataclass

from . import responses
from .keyring import DIRECTIONS, Form, Question
from .responses import Response
from .scoring import score

ANSWERS = {"attempt": "VARCHAR", "role": "VARCHAR", "set": "VARCHAR", "form": "VARCHAR", "phase": "VARCHAR", "item": "VARCHAR", "kind": "VARCHAR",
           "objective": "VARCHAR", "answer": "VARCHAR", "answered": "BOOLEAN", "credit": "DOUBLE", "confidence": "VARCHAR",
           "error_direction": "VARCHAR", "text_id": "VARCHAR"}
ATTEMPTS = {"attempt": "VARCHAR", "role": "VARCHAR", "set": "VARCHAR", "phase": "VARCHAR", "code": "VARCHAR", "pair": "VARCHAR", "day": "VARCHAR",
            "answered": "INTEGER", "of": "INTEGER", "points": "DOUBLE", "share": "DOUBLE", "passed": "BOOLEAN", "missed_protection": "INTEGER",
            "needless_criminalisation": "INTEGER", "receipt": "VARCHAR", "sealed": "BOOLEAN", "place": "VARCHAR", "problems": "VARCHAR"}


ENCODE = json.JSONEncoder(ensure_ascii=False).encode
MOST_KEPT = 20_000  # answers to one question whose marking is kept, since thousands of people give the same ones


@dataclass(frozen=True)
class Marked:
    """One attempt as a row of attempts, and its answers as rows of answers, both in the order of their columns."""
    attempt: tuple
    answers: list[tuple]

    @property
    def receipt(self) -> str:
        return self.attempt[list(ATTEMPTS).index("receipt")]


@dataclass(frozen=True)
class Earned:
    """What one answer earns: None where it cannot be said yet, and whether the question counts towards the total at all."""
    credit: float | None
    directions: frozenset = frozenset()
    counts: bool = True
    problem: str | None = None


def why_not(response: Response, forms: dict[str, Form]) -> str | None:
    """Why an attempt cannot be marked with these keys, or None."""
    form = forms.get(response.set)
    if form is None:
        return f"it answers the set {response.set!r}, and there is no key for that. The keys are for {', '.join(forms)}."
    if response.set_version != form.version:
        return (f"it answers version {response.set_version} of {response.set}, and the key is for version {form.version}. "
                "Mark it with the questions and the key that were in force when it was taken.")
    return None


def no_name(attempt: str, item: str) -> None:
    """The name of a written answer where nobody is going to mark it."""


def mark(response: Response, form: Form, text_id=no_name, finals: dict[str, float] = {}, sealed: bool = False) -> Marked:
    """What an attempt earns. text_id names a written answer, and finals holds what the markers gave it; what is not marked yet earns None."""
    top = (response.attempt, response.role, response.set, form.form, form.phase)
    rows, earned, problems = [], [], _strangers(response, form)
    for question in form.questions.values():
        given = response.answers.get(question.id)
        answer = _said(given.answer) if given else None
        spelled, text = ENCODE(answer), None
        if question.kind == "written" and isinstance(answer, str):
            text = text_id(response.attempt, question.id)
            got = Earned(finals.get(text))
        elif answer is None and response.place == "room":
            got = Earned(None, counts=False)  # a room obliges nobody to vote, and some come late
        else:
            got = question.known.get(spelled) or _kept(question, spelled, earns(question, answer))
        earned.append(got)
        if got.problem:
            problems.append(f"{question.id}: {got.problem}")
        rows.append((*top, question.id, question.kind, question.objective, spelled, answer is not None, got.credit,
                     given.confidence if given else None, _both(got.directions), text))
    return Marked(_attempt(response, form, rows, earned, problems, sealed), rows)


def _kept(question: Question, spelled: str, got: Earned) -> Earned:
    if len(question.known) < MOST_KEPT:
        question.known[spelled] = got
    return got


def _strangers(response: Response, form: Form) -> list[str]:
    names = [name for name in response.answers if name not in form.questions]
    return [f"answers to what is not in the set: {', '.join(names[:5])}{' and more' if len(names) > 5 else ''}"] if names else []


def _said(answer):
    """An answer, with None for one that says nothing at all."""
    return None if answer in ([], {}) or (isinstance(answer, str) and not answer.strip()) else answer


def earns(question: Question, answer) -> Earned:
    """What an answer to a question earns; an answer that does not have its shape earns nothing that can be said, and a sentence."""
    try:
        credit = score(question.kind, question.key, answer)
        return Earned(credit, frozenset(question.directions(answer)) if answer is not None else frozenset(), counts=credit is not None)
    except ValueError as error:
        return Earned(None, problem=f"{error}. Look at the file: the page does not write this.")


def _both(directions) -> str | None:
    return "both" if len(directions) == 2 else next(iter(directions), None)


def _attempt(response: Response, form: Form, rows, earned, problems, sealed) -> tuple:
    counted = [e for e in earned if e.counts]
    waiting = any(e.credit is None for e in counted)
    points = round(sum(e.credit or 0 for e in counted), 4)
    share = None if waiting or not counted else round(points / len(counted), 4)
    passed = form.rule.passes(share) if form.rule and share is not None else None
    return (response.attempt, response.role, response.set, form.phase, response.code, response.pair, response.finished,
            sum(r[9] for r in rows), len(counted), points, share, passed, *(sum(d in e.directions for e in earned) for d in DIRECTIONS),
            responses.receipt(response), sealed, response.place, "; ".join(problems))
