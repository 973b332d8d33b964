"""The decision walk, and its readable twin: the questions, the ladders and the rules, all from the compiled model."""
from __future__ import annotations

from html import escape

from . import model
from .language import say
from .sources import day_in_words
from .widgets import Widget
from .words import GRADE, NATION, how_binding

TRAINING = say("Training only, with invented cases. For a real incident follow your local procedure. Danger now: call 999.")
EFFECT = {"at_least": say("Nothing less than"), "at_most": say("Nothing more than"), "start": say("Usual starting point"), "bar": say("Rules out"),
          "opens": say("Opens to judgement")}
SAID = {"duty": say("Do"), "do_not": say("Never")}
TO = {"school": say("school"), "police": say("police"), "both": say("school and police")}


def walk() -> Widget:
    """The decision walk as a widget; its state holds what the reader answered and, under "answer", what follows."""
    return Widget("walk", "walk", {}, twin(model.current().compiled))


# The twin -----------------------------------------------------------------------------------------------------------

def twin(law: dict) -> str:
    """The walk for a page without JavaScript and for paper; not one of its words is written here twice."""
    return "".join([
        f"<p>{escape(TRAINING)}</p>",
        f"<p>{say('This is what the decision walk asks, what can be decided and by whom, and every rule it rests on. It is not a verdict: a person decides.')}</p>",
        f"<h3>{say('What the walk asks')}</h3>", f"<p>{say('It leaves out what can no longer matter. “Not known yet” is always an answer.')}</p>",
        "<ol>", *(_question(fact) for fact in law["facts"]), "</ol>",
        f"<h3>{say('Who decides what')}</h3>", *(_ladder(ladder) for ladder in law["ladders"]),
        f"<h3>{say('The rules')}</h3>", *_rules(law)])


def _items(texts) -> str:
    return "".join(f"<li>{escape(text)}</li>" for text in texts)


def _question(fact: dict) -> str:
    ask = fact["ask"]
    lines = {"school": ask.get("school"), "police": ask.get("police") if ask.get("police") != ask.get("school") else None}
    asked = " ".join(f"<strong>{escape(text)}</strong>{_asked_of(role, lines)}" for role, text in lines.items() if text)
    more = [fact["help"], say("Asked about each child.") if fact["about"] == "child" else "", say("A person has to weigh this and say why.") if fact["judgement"] else ""]
    return f"<li><p>{asked}</p>{_line(more)}<ul>{_items(fact['says'])}</ul></li>"


def _asked_of(role: str, lines: dict) -> str:
    return f" ({role})" if (lines["school"] is None) != (lines["police"] is None) and role == "police" and not lines["school"] or all(lines.values()) else ""


def _line(parts) -> str:
    text = " ".join(part for part in parts if part)
    return f"<p>{escape(text)}</p>" if text else ""


def _ladder(ladder: dict) -> str:
    who = "; ".join([ladder["who"], *(say("in {nation} {who}").format(nation=NATION[nation], who=who) for nation, who in ladder["who_in"].items())])
    kind = say("Several can be true together.") if ladder["labels"] else say("Lowest level first.")
    elsewhere = "".join(f"<p>{say('In {nation}: {words}.').format(nation=NATION[nation], words=escape('; '.join(w for w, usual in zip(words, ladder['says']) if w != usual)))}</p>"
                        for nation, words in ladder["says_in"].items())
    return (f"<h4>{escape(ladder['title'])}</h4>{_line([ladder['question'], kind])}<ol>{_items(ladder['says'])}</ol>"
            f"{elsewhere}<p>{say('Who decides: {who}.').format(who=escape(who))}</p>")


def _rules(law: dict):
    places = sorted({tuple(rule["nations"]) for rule in law["rules"]}, key=lambda p: ([law["nations"].index(n) for n in p], len(p)))
    for place in places:
        yield f"<h4>{escape(say(' and ').join(NATION[n] for n in place) if len(place) < len(NATION) else say('All four nations'))}</h4>"
        yield "<ul class=\"course-rules\">"
        yield from (_rule(law, rule) for rule in law["rules"] if tuple(rule["nations"]) == place)
        yield "</ul>"


def _rule(law: dict, rule: dict) -> str:
    condition = condition_words(law, rule["when"])
    return (f"<li><p><strong>{escape(effect_words(law, rule))}</strong></p>"
            f"<p>{escape(say('If {condition}. ').format(condition=condition) if condition else say('In every case. '))}{escape(rule['because'])}</p>"
            f"{_ask(rule)}<ul>{''.join(_basis(law, rule, basis) for basis in rule['basis'])}</ul></li>")


def _ask(rule: dict) -> str:
    return f"<p>{say('Ask yourself: {question}').format(question=escape(rule['ask_yourself']))}</p>" if rule["ask_yourself"] else ""


def effect_words(law: dict, rule: dict) -> str:
    """What a rule does, in words: what to do, what never to do, how it is recorded, or what it does to which ladder."""
    for kind, lead in SAID.items():
        if rule[kind]:
            return f"{lead} ({TO[rule[kind]['to']]}): {rule[kind]['says']}"
    if rule["label"]:
        return say("Recorded: {label}.").format(label=_says(law, "recorded_as", rule["label"]))
    if rule["must_any"]:
        return f"{say('At least one of these:')} {say(', or ').join(_says(law, ladder, level) for ladder, level in rule['must_any'])}."
    return " ".join(f"{lead}: {_levels(law, ladder, levels)} ({_titled(law, ladder)})."
                    for kind, lead in EFFECT.items() for ladder, levels in rule[kind].items())


def _levels(law: dict, ladder: str, levels) -> str:
    numbers = levels if isinstance(levels, list) else [levels]
    return "; ".join(_says(law, ladder, n) if n >= 0 else say("no source is held") for n in numbers)


def _found(law: dict, name: str) -> dict:
    return next(ladder for ladder in law["ladders"] if ladder["id"] == name)


def _titled(law: dict, name: str) -> str:
    return _found(law, name)["title"]


def _says(law: dict, name: str, level) -> str:
    ladder = _found(law, name)
    return ladder["says"][level if isinstance(level, int) else ladder["levels"].index(level)]


def condition_words(law: dict, tree: dict) -> str:
    """A compiled condition in the words of its facts; nothing for the condition that always holds."""
    if "fact" in tree:
        fact = law["facts"][tree["fact"]]
        return say(" or ").join(says for i, says in enumerate(fact["says"]) if tree["in"] >> i & 1)
    if "not" in tree:
        return say("it is not so that {condition}").format(condition=condition_words(law, tree["not"]))
    parts = [condition_words(law, part) for part in tree.get("all") or tree.get("any") or []]
    return (say("; and ") if "all" in tree else say("; or ")).join(parts)


def _basis(law: dict, rule: dict, basis: dict) -> str:
    record = law["records"][basis["record"]]
    binding = how_binding({"binding": "editorial" if rule["editorial"] else record["binding"], "modal": basis["modal"]})
    since = say("from {day}").format(day=day_in_words(basis["from"])) if basis["from"] else say("start date not held")
    until = say(" until {day}").format(day=day_in_words(basis["to"])) if basis["to"] else ""
    clock = say("by when it is decided") if basis["by"] == "decision_date" else say("by when it happened")
    text = f"{binding}: {basis['record']}, {record['source']}, {basis['at']}; {since}{until}, {clock}; "
    grade = f"<strong>{GRADE['C']}</strong>" if basis["grade"] == "C" else escape(GRADE[basis["grade"]])
    return f"<li>{escape(text[0].upper() + text[1:])}{grade}.</li>"
