"""What an answer earns, for each kind of question: pure functions, the same as js/scoring.js. None stands for not marked yet."""
from __future__ import annotations

import math


def score(kind: str, key: dict, answer) -> float | None:
    """The credit of an answer from 0 to 1; raises ValueError in words for one that does not have its shape.

    No answer (None) earns 0. A written answer earns None until it is marked; so does an option that is part of the story.
    """
    if kind not in KINDS:
        raise ValueError(f"there is no kind of question {kind!r}")
    return 0.0 if answer is None else KINDS[kind](key, answer)


def from_marks(rubric: list[dict], marks: dict) -> float:
    """What a written answer earns: the points that a marker gave over those that could be given."""
    rows = {row["id"]: row for row in rubric}
    _all_of(list(marks), list(rows), "row")
    for name, points in marks.items():
        levels = [level["points"] for level in rows[name]["levels"]]
        if isinstance(points, bool) or points not in levels:
            raise ValueError(f"the row {name} gives {', '.join(map(str, levels))} points, and not {points!r}")
    return _rounded(sum(marks.values()) / sum(row["points"] for row in rubric))


def _rounded(number: float) -> float:
    """Four places, as credits are written; what three thirds or six sixths leave over counts as all of it."""
    return 1.0 if number > .999 else math.floor(max(0, number) * 10000 + .5) / 10000


def _single(key, answer):
    _known(answer, key["credit"], "option")
    return None if key["credit"][answer] is None else float(key["credit"][answer])


def _several(key, answer):
    _names(answer, "option")
    for name in answer:
        _known(name, key["credit"], "option")
    _once(answer, "option")
    return _rounded(sum(credit for name, credit in key["credit"].items() if name in answer))


def _order(key, answer):
    _names(answer, "option")
    _all_of(answer, key["order"], "option")
    return _rounded(sum(a == k for a, k in zip(answer, key["order"])) / len(key["order"]))


def _sort(key, answer):
    if not isinstance(answer, dict):
        raise ValueError("the answer is not a group for each option")
    groups = key.get("groups") or list(key["group"].values())
    for name, group in sorted(answer.items()):
        _known(name, key["group"], "option")
        _known(group, groups, "group")
    return _rounded(sum(answer.get(name) == group for name, group in key["group"].items()) / len(key["group"]))


def _written(key, answer):
    if not isinstance(answer, str):
        raise ValueError("the answer is not a text")
    return None if answer.strip(" \t\n\r") else 0.0


def _path(key, answer):
    """The mean over the marked steps that were met; a path is followed from the start to its end."""
    if not isinstance(answer, list) or not all(isinstance(e, dict) and sorted(e) == ["act", "step"] for e in answer):
        raise ValueError("the answer is not a list of steps, each with its act")
    states, at, earned = key["path"]["states"], key["path"]["start"], []
    for entry in answer:
        if at is None:
            raise ValueError("the path goes on after its end")
        if entry["step"] != states[at]["step"]:
            raise ValueError(f"the path is at step {states[at]['step']}, and the answer goes on from another")
        _known(entry["act"], states[at]["acts"], "act")
        credit, at = states[at]["acts"][entry["act"]]
        earned += [] if credit is None else [credit]
    if at is not None:
        raise ValueError(f"the path stops at step {states[at]['step']}, before its end. A path that was not finished is no answer")
    return _rounded(sum(earned) / len(earned)) if earned else None


KINDS = {"single": _single, "several": _several, "order": _order, "sort": _sort, "written": _written, "path": _path}


def _known(name, allowed, what):
    if not isinstance(name, str):
        raise ValueError(f"the answer names an {what} that is not text" if what[0] in "aeiou" else f"the answer names a {what} that is not text")
    if name not in allowed:
        raise ValueError(f"there is no {what} {name}")


def _names(answer, what):
    if not isinstance(answer, list) or not all(isinstance(n, str) for n in answer):
        raise ValueError(f"the answer is not a list of {what}s")


def _once(names, what):
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"the {what} {name} is there twice")


def _all_of(names, wanted, what):
    for name in names:
        _known(name, wanted, what)
    _once(names, what)
    for name in wanted:
        if name not in names:
            raise ValueError(f"the {what} {name} is missing")
