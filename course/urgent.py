"""The cards for the first ten minutes: a page of paper for each role, from the model's own duties and nevers."""
from __future__ import annotations

from html import escape

from . import local, walking, words
from .decide import decide, read_case
from .files import Mistakes, nearest
from .model import Model, current
from .passage import Passage, cite

TITLE = {"school": "The school", "police": "The first officer"}
DO = {  # what belongs into the first ten minutes, in order; the words are the model's
    "school": ("tell_dsl", "hear_child", "support_child_pictured", "keep_device", "record_reason"),
    "police": ("child_first", "hear_child", "support_child_pictured", "extortion_steps", "record_reason"),
}
CALL = {"school": ("front_door", "force_contact", "designated_officer"), "police": ("front_door", "designated_officer")}
QUESTIONS = 5


def first_minutes(role: str) -> Passage:
    """The card of a role in England on the day the law was last checked; raises Mistakes."""
    if role not in DO:
        raise Mistakes([f"there is no card for {role!r}. {nearest(role, DO)}"])
    model = current()
    day = max(record.seen.day for record in model.records.values())
    answer = decide(model.compiled, read_case(model.compiled, {"children": [{"id": "A"}]}), nation="england", role=role, on=day, conduct=None)
    asked = [words.value(model.compiled, name).removesuffix(" (child A)") for name in answer["ask_next"][:QUESTIONS]]
    parts = [_part("Do", [_if(model, rule) + _said(rule, rule.duty.says, day) for rule in _duties(model, role)]),
             _part("Never", [_said(model.rules[n["rule"]], n["says"], day) for n in answer["never"]]),
             _part("Find out, in this order", [escape(question) for question in asked], ordered=True),
             _part("Call", ["Danger now: 999.", *(f"{escape(local.words(key)[0].upper() + local.words(key)[1:])}." for key in CALL[role])])]
    return Passage(f"first_minutes({role!r})", f'<section class="card"><h2>{TITLE[role]}: the first ten minutes</h2>'
                   f'<p class="training">Training. England. For a real incident follow your local procedure.</p>{"".join(parts)}</section>')


def _duties(model: Model, role: str) -> list:
    """The rules behind the card's duties; raises Mistakes if the model no longer has one of them."""
    found = {}
    for rule in model.rules.values():
        if rule.duty and rule.duty.to in (role, "both") and "england" in rule.nations:
            found.setdefault(rule.duty.id, rule)
    if missing := [name for name in DO[role] if name not in found]:
        raise Mistakes([f"course/urgent.py: no rule in England gives {role} the duty {name!r}. {nearest(name, found)}" for name in missing])
    return [found[name] for name in DO[role]]


def _if(model: Model, rule) -> str:
    """The condition of a duty that does not hold in every case and does not say so itself."""
    compiled = next(r for r in model.compiled["rules"] if r["id"] == rule.id)
    condition = "" if rule.duty.says.startswith("If ") else walking.condition_words(model.compiled, compiled["when"])
    return f"If {escape(condition)}: " if condition else ""


def _said(rule, says: str, day: str) -> str:
    """A duty or a never with its records, and whether the newest of them was verified."""
    bases = [b for b in rule.basis if not b.to or b.to > day]
    unsure = " (not verified)" if any((b.grade or current().records[b.record].grade) == "C" for b in bases) else ""
    ours = " This course suggests it." if rule.editorial else ""
    return f"{escape(says)}{ours}{unsure} {cite(*dict.fromkeys(b.record for b in bases))}"


def _part(title: str, items: list[str], ordered: bool = False) -> str:
    tag = "ol" if ordered else "ul"
    return f"<h3>{title}</h3><{tag}>{''.join(f'<li>{item}</li>' for item in items)}</{tag}>"
