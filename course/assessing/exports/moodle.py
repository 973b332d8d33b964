"""A bank of questions as Moodle XML, with keys and feedback, for trainers."""
from __future__ import annotations

from html import escape

from . import bank
from .bank import Bank, Question
from .markup import document, element

# Moodle matches a grade with its own list to five places: these are the credits that four places do not say exactly.
EXACT = {.8333: "83.33333", .6667: "66.66667", .3333: "33.33333", .1667: "16.66667", .1429: "14.28571", .1111: "11.11111"}


def write(banks: list[Bank]) -> tuple[bytes, list[str]]:
    """The file, and a sentence for each thing that Moodle cannot hold."""
    found, left = [], []
    for one in banks:
        found.append(element("question", {"type": "category"}, _text("category", f"$course$/top/{one.title.replace('/', '//')}"), _html("info", f"<p>{escape(one.note)}</p>")))
        for question in one.questions:
            if question.kind not in WRITERS:
                left.append(f"{one.id}, {question.id}: Moodle has no question that is a path through a scenario. It is left out.")
                continue
            found.append(_question(one, question))
            left += [f"{one.id}, {question.id}, option {name}: it is not marked here. In Moodle it earns nothing." for name in bank.not_marked(question)]
    return document(element("quiz", {}, *found)), left


def fraction(credit: float | None) -> str:
    """A credit as Moodle writes it: "100", "33.33333", "-25"."""
    credit = credit or 0
    return ("-" if credit < 0 else "") + EXACT.get(abs(credit), f"{abs(credit) * 100:g}")


def _question(one: Bank, question: Question):
    kind, grade, own = WRITERS[question.kind](question)
    stem = "".join(f"<p>{escape(line)}</p>" for line in question.story) + f"<p><strong>{escape(question.asks)}</strong></p>"
    return element("question", {"type": kind}, _text("name", f"{one.id}: {question.id}"), _html("questiontext", stem),
                   _html("generalfeedback", question.general), element("defaultgrade", {}, grade), element("penalty", {}, "0"),
                   element("hidden", {}, "0"), element("idnumber", {}, f"{one.id}.{question.id}"), *own)


def _choice(question: Question, single: bool):
    credit = question.key["credit"]
    answers = [_answer(fraction(credit[c.id]), c.says, c.feedback) for c in question.choices]
    return "multichoice", 1, [element("single", {}, "true" if single else "false"), element("shuffleanswers", {}, "true"),
                              element("answernumbering", {}, "abc"), element("showstandardinstruction", {}, "0"), *_combined(), *answers]


def _order(question: Question):
    named = {c.id: c for c in question.choices}
    settings = {"layouttype": "VERTICAL", "selecttype": "ALL", "selectcount": "0", "gradingtype": "ABSOLUTE_POSITION", "showgrading": "SHOW", "numberingstyle": "none"}
    answers = [_answer(f"{place}.0000000", named[name].says, named[name].feedback) for place, name in enumerate(question.key["order"], 1)]
    reasons = "".join(f"<p>{escape(named[name].says)}</p>{named[name].feedback}" for name in question.key["order"])
    return "ordering", 1, [*(element(k, {}, v) for k, v in settings.items()), *_combined(reasons), *answers]


def _sort(question: Question):
    says = dict(question.groups)
    pairs = [element("subquestion", {"format": "html"}, element("text", {}, f"<p>{escape(c.says)}</p>"),
                     _text("answer", says[question.key["group"][c.id]])) for c in question.choices]
    unused = [text for name, text in question.groups if name not in question.key["group"].values()]
    blanks = [element("subquestion", {"format": "html"}, element("text"), _text("answer", text)) for text in unused]
    reasons = "".join(f"<p>{escape(c.says)}</p>{c.feedback}" for c in question.choices)
    return "matching", 1, [element("shuffleanswers", {}, "true"), *_combined(reasons), *pairs, *blanks]


def _written(question: Question):
    settings = {"responseformat": "editor", "responserequired": "1", "responsefieldlines": "15", "maxwordlimit": question.words,
                "attachments": "0", "attachmentsrequired": "0"}
    return "essay", bank.points(question), [*(element(k, {}, v) for k, v in settings.items()), _html("graderinfo", bank.rubric(question)),
                                            _html("responsetemplate", "")]


def _combined(reasons: str = ""):
    return [_html(name, reasons) for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")]


def _answer(grade: str, says: str, feedback: str):
    return element("answer", {"fraction": grade, "format": "html"}, element("text", {}, f"<p>{escape(says)}</p>"), _html("feedback", feedback))


def _html(name: str, text: str):
    return element(name, {"format": "html"}, element("text", {}, text))


def _text(name: str, text: str):
    return element(name, {}, element("text", {}, text))


WRITERS = {"single": lambda q: _choice(q, True), "several": lambda q: _choice(q, False), "order": _order, "sort": _sort, "written": _written}
