"""A flow chart as static HTML: numbered boxes with a way on for yes and no, and the same chart as a nested list."""
from __future__ import annotations

from html import escape

from . import model as rules
from .rulecards import condition
from .charts import CHARTS, Chart, End, Question, differences, files, load
from .files import Mistakes, nearest
from .language import say
from .passage import Passage, styled
from .sources import day_in_words
from .words import GRADE, places, upper

UNKNOWN = say("Not known is not no. Find out before you follow an answer that asks less.")


def chart(name: str) -> Passage:
    """One chart of rules/charts, drawn; raises Mistakes if there is none of that name, or if it differs from the rules."""
    model = rules.current()
    known = [path.stem for path in files()]
    if name not in known:
        raise Mistakes([f"There is no chart {name!r}. {nearest(name, known)}"])
    found = load(CHARTS / f"{name}.yaml", model)
    if wrong := next(differences(found, model), None):
        raise Mistakes([str(wrong)])
    number = {q.id: n for n, q in enumerate(found.questions, 1)}
    boxes = "".join(_box(q, number, found, model) for q in found.questions)
    return styled("charts", f'<section class="course-chart" aria-label="{escape(found.title)}"><h3>{escape(found.title)}</h3>'
                 f"<p>{escape(upper(places(found.nations)))}, {say('from {day}').format(day=day_in_words(found.from_))}. "
                 f"{say('One child at a time; for several children take the highest answer.')} {UNKNOWN}</p><ol>{boxes}</ol>{_rests_on(found, model)}"
                 f"<details><summary>{say('The same chart as a list')}</summary>{_nested(found.questions[0], found)}</details></section>")


def _box(question: Question, number: dict, chart: Chart, model) -> str:
    tree = rules.condition(question.when, model.facts)
    exactly = "" if "fact" in tree else f'<div class="course-chart-when">{condition(model.compiled, tree)}</div>'
    ways = "".join(_way(word, answer, number) for word, answer in ((say("Yes"), question.yes), (say("No"), question.no)))
    return (f'<li id="{_anchor(chart, question.id)}"><div class="course-chart-box"><p class="course-chart-ask"><span>{number[question.id]}</span> '
            f"{escape(question.ask)}</p>{exactly}</div><ul>{ways}</ul></li>").replace("HERE", f"{chart.id}")


def _anchor(chart: Chart, question: str) -> str:
    return f"chart-{chart.id}-{question}"


def _way(word: str, answer, number: dict) -> str:
    if isinstance(answer, End):
        return f'<li class="course-chart-end"><strong>{word}</strong><span>{escape(answer.says)}</span></li>'
    return f'<li class="course-chart-on"><strong>{word}</strong><span>{say("Go on to {link}question {number}{end}.").format(link=f"""<a href="#chart-HERE-{answer}">""", number=number[answer], end="</a>")}</span></li>'


def _nested(question: Question, chart: Chart) -> str:
    def told(answer):
        return escape(answer.says) if isinstance(answer, End) else _nested(next(q for q in chart.questions if q.id == answer), chart)

    return f"<ul><li>{escape(question.ask)}<ul><li>{say('Yes')}: {told(question.yes)}</li><li>{say('No')}: {told(question.no)}</li></ul></li></ul>"


def _rests_on(chart: Chart, model) -> str:
    records = "; ".join(f"{r}, {model.records[r].source}, {GRADE[model.records[r].grade]}" for r in chart.records)
    note = f"{chart.note} " if chart.note else ""
    return f'<p class="course-chart-rests">{escape(note)}{say("Proved equal to the rules over every complete case. It rests on {records}.").format(records=escape(records))}</p>'
