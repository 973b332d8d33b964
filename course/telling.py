"""A scenario on paper: the readable twin, which tells no answers, and the page of answers."""
from __future__ import annotations

import re
from html import escape

from . import model as rules, story
from .language import say
from .rehearsal import Walk, answer_for, states
from .words import GRADE, NATION, how_binding

CHAIR = {"school": say("The school's chair"), "police": say("The officer's chair")}
OF = {"school": say("the school"), "police": say("the officer")}
# What the model says of an act, for the page and for paper alike. None of them says right or wrong.
VERDICTS = {
    "start": say("Inside the corridor: the ordinary starting point"),
    "inside": say("Inside the corridor: left to judgement"),
    "excluded": say("Ruled out on what is known here"),
    "not_opened": say("Not opened by what is known here"),
    "no_source": say("No source is held for this nation and day"),
    "duty": say("This is a duty"),
    "not_duty": say("Not called for by what is known here"),
    "never": say("Never"),
    "not_never": say("No rule here forbids it"),
    "record": say("What the record says"),
    "story": say("Not marked"),
}


def named(s: dict, text: str, child: str) -> str:
    """A text of the model about one child, with the child's name in it."""
    name = next((c["name"] for c in s["children"] if c["id"] == child), "")
    return re.sub(r"\bthis child\b", name, text, flags=re.I) if name else text


def _tag(name: str, inside: str, **attributes) -> str:
    return f"<{name}{''.join(f' {k}={chr(34)}{escape(v)}{chr(34)}' for k, v in attributes.items())}>{inside}</{name}>"


def _list(items, kind: str = "ul", **attributes) -> str:
    return _tag(kind, "".join(_tag("li", i) for i in items), **attributes)


# The twin -----------------------------------------------------------------------------------------------------------

def twin(s: dict) -> str:
    """Both chairs, step by step, with what can be done and without what it amounts to."""
    link = f"../answers/{s['id']}.html"
    intro = (f"<p>{escape(s['summary'])} {NATION[s['nation']]}. {say('Training only: for a real incident follow your local procedure. In danger now, call 999.')}</p>"
             f"<p>{say('Read one chair at a time. At each step decide, write down how sure you are, and only then go on.')}</p>")
    chairs = "".join(_chair(s, chair) for chair in ("school", "police"))
    return f'{intro}{chairs}{afterwards(s)}<p><a href="{escape(link)}">{say("Answers: what is said about each act, and on whose authority")}</a></p>'


def afterwards(s: dict, head: str = "h3") -> str:
    """What comes of it at the school once the officer has written back, under a heading of some level."""
    return _tag(head, say("Back at the school")) + "".join(_paragraph(s, p) for p in s["afterwards"])


def _chair(s, chair) -> str:
    c = s["chairs"][chair]
    told = f"<p>{say('If nobody has written down what to pass on, start with this:')}</p>{_list(default_handover(s))}" if chair == "police" else ""
    return _tag("section", f"{_tag('h3', CHAIR[chair])}<p>{escape(c['who'])} {say('About {minutes} minutes.').format(minutes=c['minutes'])}</p>{told}{''.join(steps(s, chair))}")


def default_handover(s: dict) -> list[str]:
    """What the officer's chair opens with when nobody has played the school's, each entry as HTML."""
    return [escape(e["says"]) for e in s["handover"]["school"] if e["id"] in s["default_handover"]]


def steps(s: dict, chair: str, form: str = "") -> list[str]:
    """Each step of a chair as HTML, without what anything amounts to; form: what is said at the hand-over instead of its entries."""
    numbers = {name: i for i, name in enumerate(s["chairs"][chair]["order"], 1)}
    return [_step(s, chair, s["chairs"][chair]["steps"][name], numbers, form) for name in numbers]


def _step(s, chair, step, numbers, form) -> str:
    skip = say("Only if {condition}. Otherwise go to step {number}.")
    only = f"<p><em>{skip.format(condition=escape(_when(s, step['only_if'])), number=numbers[step['otherwise']])}</em></p>" if step["only_if"] else ""
    parts = [_tag("h4", say("Step {number}: {title}").format(number=numbers[step["id"]], title=escape(step["title"]))), only, *(_paragraph(s, p) for p in step["text"])]
    if step["ask"]:
        parts.append(_tag("p", _tag("strong", escape(step["ask"]))))
    if step["handover"]:
        parts.append(form or _list((f"☐ {escape(e['says'])}" for e in s["handover"][chair]), **{"class": "play-paper"}))
        parts.append(f"<p>{say('Leave out what you do not know at this point. Use no real names and no real cases.')}</p>")
    else:
        parts.append(_list((f"{escape(a['says'])} <em>{say('(Go to step {number}.)').format(number=numbers[a['then']])}</em>" for a in step["acts"]), "ol", type="A") if step["acts"] else "")
    return "".join(parts)


def _paragraph(s, p) -> str:
    conditions = [_when(s, f) for f in p["if"]] + [say("not: {condition}").format(condition=_when(s, f)) for f in p["unless"]]
    lead = f"<em>{say('Only if {condition}.').format(condition=escape(say('; and ').join(conditions)))}</em> " if conditions else ""
    return _tag("p", lead + escape(p["says"]))


def _when(s, flag) -> str:
    if flag in s["consequences"]:
        return s["consequences"][flag]["when"]
    entry = next(e for es in s["handover"].values() for e in es if f"told_{e['id']}" == flag)
    return say("it was passed on that “{says}”").format(says=entry["says"].rstrip("."))


# The answers --------------------------------------------------------------------------------------------------------

def answers(s: dict, walks: dict[str, list[Walk]]) -> str:
    """What the model says of every act, with reasons and sources, and both chairs' corridors once everything is known."""
    parts = [f"<p>{NATION[s['nation']]}, decided on {s['on']}. These are not marks. What is said about an act depends on what is known when it is done.</p>"]
    for chair in ("school", "police"):
        parts.append(_tag("h2", CHAIR[chair]))
        seen = _seen(s, chair, walks[chair])
        for name in s["chairs"][chair]["order"]:
            step = s["chairs"][chair]["steps"][name]
            if step["ask"]:
                acts = [_tag("p", escape(a["says"])) + "".join(_verdict(s, a, *found) for found in seen[name, a["id"]]) for a in step["acts"]]
                entries = [_entry(s, chair, e) for e in s["handover"][chair]] if step["handover"] else []
                parts.append(_tag("h3", escape(step["title"])) + _tag("p", escape(step["ask"])) + _list(acts or entries, "ol", type="A"))
        parts.append(_tag("h3", f"The corridors for {OF[chair]}, with everything known") + _corridors(s, chair))
    parts.append(_tag("h2", "What usually happens") + "".join(_cited(s, c) for c in s["base_rate"]))
    parts.append(_tag("h2", "Support for the child in the image") + "".join(_cited(s, c) for c in s["support"]))
    return f'<div class="course-answers">{"".join(parts)}</div>'


def _seen(s, chair, found) -> dict:
    """For each act, each kind of thing that the model says of it on some path, where most is known first."""
    law, kept = rules.current().compiled, {}
    for state, step in sorted(states(s, chair, found), key=lambda x: -len(x[0].play["known"])):
        if step["acts"]:
            case, answer = answer_for(s, chair, state.play["known"])
            for a in step["acts"]:
                verdict = story.judge(law, case, answer, a["does"])
                kept.setdefault((step["id"], a["id"]), {}).setdefault(verdict["kind"], (verdict, answer, state.play["known"]))
    fullest = {at: max(len(known) for *_, known in kinds.values()) for at, kinds in kept.items()}
    return {at: [(v, answer, len(known) < fullest[at]) for v, answer, known in kinds.values()] for at, kinds in kept.items()}


def _verdict(s, act, verdict, answer, less) -> str:
    lead = "Where less is known: " if less else ""
    says = VERDICTS[verdict["kind"]]
    says = lead + (says[0].lower() + says[1:] if lead else says)
    child = act["does"].get("child", "")
    text = named(s, verdict["says"], child)
    if verdict["kind"] == "record":
        record = rules.current().records[verdict["says"]]
        text = f"{record.says} ({record.id}, {record.source}, {record.at}; {GRADE[record.grade]}.)"
    reasons = [_reason(next(r for r in answer["reasons"] if r["rule"] == rule)) for rule in verdict["rules"]]
    unknown = f"<p>Not known there, and it matters: {escape(' '.join(questions(s, answer, verdict['open'])))}</p>" if verdict["open"] and (less or verdict["kind"] in ("not_duty", "not_opened")) else ""
    return f"<p><strong>{escape(says)}.</strong> {escape(text[0].upper() + text[1:])}</p>" + (_list(reasons) if reasons else "") + unknown


def _reason(r) -> str:
    start = f"from {r['from']}" if r["from"] else "start date not held"
    return escape(f"{r['because']} ({how_binding(r)}; {r['record']}, {r['source']}, {r['at']}, {start}; {GRADE[r['grade']]}.)")


def questions(s: dict, answer: dict, names: list[str]) -> list[str]:
    """What is not known, as questions to ask; the first four, and how many more there are."""
    law, found = rules.current().compiled, []
    for name in names[:4]:
        owner, fact = name.split(".")
        ask = next(f for f in law["facts"] if f["id"] == fact)["ask"]
        found.append(named(s, ask.get(answer["role"]) or ask["police"], owner))
    return found + ([f"and {len(names) - 4} more"] if len(names) > 4 else [])


def handover_answers(s: dict, chair: str) -> str:
    """What the other chair needs from this one, and why, or what the model says of passing it on."""
    return _list([_entry(s, chair, e) for e in s["handover"][chair]], "ol", type="A")


def _entry(s, chair, e) -> str:
    why = e["needed"]
    if e["does"]:
        verdict = story.judge(rules.current().compiled, *answer_for(s, chair, s["truth"]), e["does"])
        why = f"{VERDICTS[verdict['kind']]}. {verdict['says']}"
    return _tag("p", escape(e["says"])) + _tag("p", escape(why))


def _corridors(s, chair) -> str:
    law, rows = rules.current().compiled, []
    _, answer = answer_for(s, chair, s["truth"])
    for ladder in (x for x in law["ladders"] if not x["labels"]):
        if ladder["id"] in answer["incident"]["ladders"]:
            rows.append(_corridor(ladder, answer["incident"]["ladders"][ladder["id"]], ladder["title"]))
        if ladder["about"] == "child":
            rows += [_corridor(ladder, c["ladders"][ladder["id"]], f"{named(s, ladder['title'], c['id'])}: {_name(s, c['id'])}") for c in answer["children"]]
    for c in answer["children"]:
        rows.append(f"<strong>How it is recorded: {_name(s, c['id'])}.</strong> " + escape("; ".join(named(s, x, c["id"]) for x in c["recorded_as"])))
    return _list(rows)


def _name(s, child) -> str:
    return escape(next(c["name"] for c in s["children"] if c["id"] == child))


def _corridor(ladder, corridor, title) -> str:
    def says(level):
        return ladder["says"][ladder["levels"].index(level)]

    others = [says(o) for o in corridor["options"] if o != corridor["start"]]
    parts = [("Required", corridor["required"] and says(corridor["required"])), ("Starting point", corridor["start"] and says(corridor["start"])),
             ("Left to judgement", "; ".join(others)), ("Ruled out", "; ".join(map(says, corridor["excluded"])))]
    return f"<strong>{escape(title)}.</strong> " + escape(". ".join(f"{k}: {v}" for k, v in parts if v)) + "."


def _cited(s, c) -> str:
    r = s["records"][c["record"]]
    return _tag("p", escape(f"{c['says']} ({c['record']}, {r['source']}, {r['at']}; dated {r['dated']}; {GRADE[r['grade']]}.)"))
