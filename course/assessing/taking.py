"""Taking a test or an assessment: its form without a key, as a widget, on paper, and in a live notebook with files of its own."""
from __future__ import annotations

import hashlib
import json
import os
import re
from html import escape
from importlib import metadata
from pathlib import Path

from .. import local, model as rules, questions
from ..exercise import public_item
from ..files import ROOT, Mistakes
from ..items import QuestionSet
from ..widgets import Widget
from . import sealing

USES = ("test", "summative")
ATTEMPT = re.compile(r"[a-z2-7]{26}")
ROLES = "☐ I work in a school or college &emsp; ☐ I work for the police"
SURE = "How sure are you? &emsp; ☐ Sure &emsp; ☐ Fairly sure &emsp; ☐ Not sure"
LINES, WORDS_A_LINE = '<p class="course-line"></p>', 12


def attempt(slug: str) -> Widget:
    """A test or a summative set as a widget without its key; raises Mistakes for a formative set, and for one with anything amiss."""
    asked = _asked(slug)
    data = delivered(asked)
    if key := local.values().get("assessment_key"):
        data["seal"] = sealing.public_key(ROOT / key)
    made = Widget("attempt", slug, data, twin(data["form"]), apart={"place": "lab"}, nations=[])  # taking an assessment asks no model
    _keep_beside(made, Path.cwd(), slug)
    return made


def _asked(slug: str) -> QuestionSet:
    exercise = questions.load(slug)
    if exercise.questions.use not in USES:
        raise Mistakes([f"{exercise.items_at}: this set is formative, and its answers are shown in the page. Use assess(\"{slug}\")."])
    return exercise.questions


# The form -----------------------------------------------------------------------------------------------------------

def form(asked: QuestionSet) -> dict:
    """What is asked, and nothing of how it is marked: not the facts of a case, not an objective, not a record."""
    return {"id": asked.id, "title": asked.title, "use": asked.use, "form": asked.form, "minutes": asked.minutes, "nation": asked.nation,
            "items": [public_item(item) for item in asked.items]}


def version_of(form: dict) -> str:
    """Which version of a form this is: the page and the marker work it out alike."""
    return hashlib.sha256(json.dumps(form, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()[:8]


def delivered(asked: QuestionSet) -> dict:
    """A form with what a response says of it: its version, the rules', the course's and the day of its law."""
    made = form(asked)
    return {"form": made, "set_version": version_of(made), "rules_version": rules.current().compiled["version"], "law_on": asked.on,
            "course_version": metadata.version("course")}


# In a live notebook -------------------------------------------------------------------------------------------------

def _keep_beside(widget: Widget, folder: Path, slug: str) -> None:
    """Keeps the attempt in attempts/ and what is handed in in responses/, beside the notebook: its own file does not hold widget state."""
    kept = folder / "attempts" / f"{slug}.json"

    def keep(change):
        try:
            _write(change["new"], change["old"], kept, folder / "responses")
        except OSError as error:
            widget.data = {**widget.data, "trouble": f"Nothing can be written beside this notebook ({error.strerror})."}

    try:
        widget.state = json.loads(kept.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        pass  # nobody has begun here
    widget.observe(keep, "state")


def _write(state: dict, before: dict, kept: Path, responses: Path) -> None:
    if not state.get("attempt"):
        gone = [kept, *([responses / f"{before['attempt']}.json"] if ATTEMPT.fullmatch(str(before.get("attempt"))) else [])]
        for path in gone:
            path.unlink(missing_ok=True)
        return
    _safely(kept, json.dumps(state, ensure_ascii=False))
    if state.get("finished") and isinstance(state.get("file"), str) and ATTEMPT.fullmatch(str(state["attempt"])):
        _safely(responses / f"{state['attempt']}.json", state["file"])


def _safely(path: Path, text: str) -> None:
    """Writes a file so that it is whole after a power cut: either the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


# On paper -----------------------------------------------------------------------------------------------------------

def twin(form: dict) -> str:
    """The form to print and to fill in by hand, with lines for the role and the code and none for a name."""
    limit = f"You have {form['minutes']} minutes. " if form["minutes"] else ""
    asked = "".join(f'<li><p>{escape(item["story"])}</p><p><strong>{escape(item["asks"])}</strong></p>{PAPER[item["kind"]](item)}<p>{SURE}</p></li>'
                    for item in form["items"])
    return (f"<h3>{escape(form['title'])}</h3><p>{ROLES}</p><p>Code from your trainer: ______________ &emsp; Day: ______________</p>"
            f"<p>{limit}Do not write your name. How sure you are never changes a mark.</p>"
            f'<ol class="course-questions course-paper-form">{asked}</ol><p>Give this form to your trainer in the way that they asked for.</p>')


def _boxes(item: dict) -> str:
    return f"<p>{'Tick all that fit.' if item['kind'] == 'several' else 'Tick one.'}</p>" + _list(f"☐ {escape(o['says'])}" for o in item["options"])


def _numbers(item: dict) -> str:
    return "<p>Number them, 1 first.</p>" + _list(f"____ {escape(o['says'])}" for o in item["options"])


def _table(item: dict) -> str:
    groups = " &emsp; ".join(f"☐ {escape(g['says'])}" for g in item["groups"])
    return "<p>Tick one for each.</p>" + _list(f"{escape(o['says'])}<br>{groups}" for o in item["options"])


def _list(lines) -> str:
    return f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>"


def _lines(item: dict) -> str:
    return f"<p>At most {item['words']} words, about the invented case only.</p>{LINES * (item['words'] // WORDS_A_LINE + 2)}"


def _path(item: dict) -> str:
    return f"<p>This one needs a screen, or a trainer who reads each step to you. Write down what you choose at each step.</p>{LINES * 8}"


PAPER = {"single": _boxes, "several": _boxes, "order": _numbers, "sort": _table, "written": _lines, "path": _path}
