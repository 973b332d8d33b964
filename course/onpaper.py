"""Questions on paper, and for a browser without JavaScript: to be answered with a pen, and with their answers. It takes them as a page does."""
from __future__ import annotations

from html import escape

from . import model as rules
from .language import say
from .schema import Record
from .sources import entry

def twin(items: list[dict], answers: str) -> str:
    """The questions without their feedback, and where their answers are."""
    then = say("Choose your answers first, and say how sure you are. Then read {link}the answers, with a reason and a source for each option{end}.")
    return f'{questions(items)}<p>{then.format(link=f"""<a href="{escape(answers)}">""", end="</a>")}</p>'


def questions(items: list[dict]) -> str:
    """The questions, in the way in which each kind is answered with a pen."""
    return f'<ol class="course-questions">{"".join(f"<li>{asked(item)}{_to_answer(item)}</li>" for item in items)}</ol>'


def asked(item: dict) -> str:
    """What happened, and what is asked."""
    story = f"<p>{escape(item['story'])}</p>" if item["story"] else ""
    return f"{story}<p><strong>{escape(item['asks'])}</strong></p>"


def _list(texts, kind: str = "ul", **attributes) -> str:
    given = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    return f"<{kind}{given}>" + "".join(f"<li>{text}</li>" for text in texts) + f"</{kind}>"


def _to_answer(item: dict) -> str:
    says = [escape(o["says"]) for o in item["options"]]
    if item["kind"] == "single":
        return _list(says, "ol", type="A")
    if item["kind"] == "several":
        return f"<p>{say('Choose all that fit.')}</p>" + _list((f"☐ {s}" for s in says), **{"class": "play-paper"})
    if item["kind"] == "order":
        return f"<p>{say('Write a number beside each line, 1 for what comes first.')}</p>" + _list((f"___ {s}" for s in says), **{"class": "play-paper"})
    if item["kind"] == "sort":
        return f"<p>{say('Write a letter beside each line.')}</p>" + _list((escape(g["says"]) for g in item["groups"]), "ol", type="A") + _list(
            (f"___ {s}" for s in says), **{"class": "play-paper"})
    if item["kind"] == "written":
        return f"<p>{say('At most {words} words, about the invented case only. Keep real names and details out of it.').format(words=item['words'])}</p>"
    told = item["judged"]
    follow = (say("Follow the school’s chair of {title}, step by step, and write down what you do at each.") if item["chair"] == "school"
              else say("Follow the officer’s chair of {title}, step by step, and write down what you do at each."))
    title = f'<a href="{escape(told["page"])}">{escape(told["title"])}</a>'
    return f"<p>{follow.format(title=title)}</p>"


def answered(item: dict) -> str:
    """What is said about each part of a question, and on whose authority."""
    if item["kind"] == "written":
        rows = (f"<p>{escape(r['says'])}</p>" + _list(f"{level['points']}: {escape(level['says'])}" for level in r["levels"])
                + f"<p>{escape(r['because'])}</p>{_sources(r['records'])}" for r in item["key"]["rubric"])
        return f"{_list(rows)}<p>{say('One way to write it, and not the only one:')}</p><blockquote>{_lines(item['key']['worked'])}</blockquote>"
    if item["kind"] == "path":
        return _path_answered(item)
    options = {o["id"]: f"<p>{escape(o['says'])}</p><p><strong>{escape(o['verdict'])}.</strong> {escape(o['feedback'])}</p>{_sources(o['records'])}"
               for o in item["options"]}
    if item["kind"] == "order":
        return _list((options[name] for name in item["key"]["order"]), "ol")
    return _list(options.values(), "ol", type="A") if item["kind"] == "single" else _list(options.values())


def _path_answered(item: dict) -> str:
    """What each act of a chair earns; where it depends on what was learnt on the way, both are said."""
    earned: dict = {}
    for state in item["key"]["path"]["states"].values():
        for act, (credit, _) in state["acts"].items():
            earned.setdefault(state["step"], {}).setdefault(act, set()).add(credit)
    words = {1: say("a duty, or inside the corridor"), 0: say("not called for, not opened or ruled out"), None: say("not marked")}
    chair = item["play"]["chairs"][item["chair"]]
    steps = (f"<p>{escape(chair['steps'][name]['title'])}</p>" + _list(
        f"{escape(a['says'])} <strong>{say('; or, with what was learnt before, ').join(words[c] for c in words if c in earned[name][a['id']])}.</strong>"
        for a in chair["steps"][name]["acts"]) for name in chair["order"] if name in earned)
    slug = item["play"]["id"]
    return _list(steps, "ol") + f'<p>{say("Reasons and sources for every act:")} <a href="../../book/answers/{slug}.html">{escape(item["judged"]["title"])}</a>.</p>'


def _lines(text: str) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in text.strip().splitlines() if line.strip())


def _sources(ids: list[str]) -> str:
    return _list(_source(rules.current().records[r]) for r in ids)


def _source(record: Record) -> str:
    shown = entry(record)
    where, kind, checked = [value for _, value in shown["rows"]][:3]
    return f"{record.id}: {escape('; '.join([shown['title'], shown['locator'], where, kind, checked]))}"
