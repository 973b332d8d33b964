"""Rule cards: each rule in plain words beside its sources, for experts who review it and for print."""
from __future__ import annotations

from html import escape
from pathlib import Path

from . import model as rules
from .files import Mistakes, nearest
from .model import Model
from .passage import Passage, styled
from .schema import NATIONS, Example, Rule
from .sources import day_in_words
from .walking import condition_words, effect_words
from .words import GRADE, NATION, how_binding, places, upper

GROUPS = {"must_any": "Telling at least one of police and social care", "duty": "What to do", "do_not": "What never to do"}
EXAMPLE = {True: "It applies", False: "It does not apply"}
UNKNOWN = {"ask_before_closing": "No lower level is open until this is known.", "apply": "It applies until it is known that it does not."}
STYLES = Path(__file__).parent / "css"
TRAINING = "Training only. For a real incident follow your local procedure. Danger now: call 999."
REVIEW = "Not yet reviewed by anyone with a legal qualification."


def cards(nation: str | None = None, model: Model | None = None) -> Passage:
    """Every rule as a card, or those of one nation, grouped by where they hold and what they decide; raises Mistakes for an unknown nation."""
    model = model or rules.current()
    if nation is not None and nation not in NATIONS:
        raise Mistakes([f"There is no nation {nation!r}. {nearest(nation, NATIONS)}"])
    listed = grouped(model, nation)
    index = "".join(f"<li><p>{escape(upper(places(place)))}</p><ul>{''.join(_link(place, g, found) for g, found in groups.items())}</ul></li>"
                    for place, groups in listed.items())
    return styled("cards", f'<nav aria-label="Cards by nation and decision"><ul>{index}</ul></nav>' + "".join(
        f"<h2>{escape(upper(places(place)))}</h2>" + "".join(
            f'<section><h3 id="{_anchor(place, g)}">{escape(g)}</h3>{"".join(card(model, rule) for rule in found)}</section>'
            for g, found in groups.items()) for place, groups in listed.items()))


def grouped(model: Model, nation: str | None = None) -> dict[tuple, dict[str, list[Rule]]]:
    """The rules by the nations in which they hold, and then by what they decide, in the order of the ladders."""
    found: dict = {}
    for rule in sorted(model.rules.values(), key=lambda r: ([NATIONS.index(n) for n in r.nations], _group_order(model, r), r.id)):
        if nation is None or nation in rule.nations:
            found.setdefault(tuple(rule.nations), {}).setdefault(group(model, rule), []).append(rule)
    return found


def group(model: Model, rule: Rule) -> str:
    """What a rule decides, in words: a ladder's title, or doing, never doing, and telling at least one agency."""
    for key, title in GROUPS.items():
        if getattr(rule, key):
            return title
    return model.ladders[_ladder(rule)].title


def _ladder(rule: Rule) -> str:
    return next(iter(rule.at_least or rule.at_most or rule.bar or rule.start or rule.opens or {"recorded_as": None}))


def _group_order(model: Model, rule: Rule) -> int:
    own = [getattr(rule, key) is not None for key in GROUPS]
    return own.index(True) if any(own) else len(GROUPS) + list(model.ladders).index(_ladder(rule))


def _anchor(place, title) -> str:
    return "cards-" + "-".join([*place, *title.lower().replace("’", "").replace("'", "").replace(",", "").split()])


def _link(place, title, found) -> str:
    return f'<li><a href="#{escape(_anchor(place, title))}">{escape(title)}</a> ({len(found)})</li>'


# One card -----------------------------------------------------------------------------------------------------------

def card(model: Model, rule: Rule) -> str:
    """One rule as a card."""
    law = model.compiled
    plain = next(r for r in law["rules"] if r["id"] == rule.id)
    rows = [("Whose rule", _whose(model, plain)), ("When", condition(law, plain["when"])),
            ("Because", f"<p>{escape(rule.because)}</p>"), ("Ask yourself", f"<p>{escape(rule.ask_yourself)}</p>" if rule.ask_yourself else ""),
            ("While not known", f"<p>{UNKNOWN[rule.if_unknown]}</p>" if rule.if_unknown else ""),
            ("Before it", f"<p>It takes the place of {escape(', '.join(rule.exception_to))}.</p>" if rule.exception_to else ""),
            ("Sources", f"<ul>{''.join(_basis(law, b) for b in plain['basis'])}</ul>"),
            ("Examples", f"<ul>{''.join(_example(model, e) for e in rule.examples)}</ul>"), ("Legal review", f"<p>{_review(rule)}</p>")]
    body = "".join(f"<div><dt>{name}</dt><dd>{html}</dd></div>" for name, html in rows if html)
    return (f'<article class="course-card" id="rule-{escape(rule.id)}"><h4>{escape(effect_words(law, plain))}</h4>'
            f'<p class="course-card-id">{escape(upper(places(rule.nations)))}. Rule {escape(rule.id)}.</p><dl>{body}</dl></article>')


def condition(law: dict, tree: dict) -> str:
    """A compiled condition as a list: what has to be so, with any and all said apart."""
    if "fact" in tree:
        return f"<p>{escape(upper(condition_words(law, tree)))}.</p>"
    if "not" in tree:
        return f"<p>It is not so that:</p><ul><li>{condition(law, tree['not'])}</li></ul>"
    parts = tree.get("all") or tree.get("any") or []
    lead = f"<p>{'All' if 'all' in tree else 'Any one'} of these:</p>"
    return f"{lead}<ul>{''.join(f'<li>{condition(law, part)}</li>' for part in parts)}</ul>" if parts else "<p>In every case.</p>"


def _whose(model: Model, plain: dict) -> str:
    said = dict.fromkeys(how_binding({"binding": "editorial" if plain["editorial"] else model.records[b["record"]].binding, "modal": b["modal"]})
                         for b in plain["basis"])
    return f"<p>{escape(upper('; '.join(said)))}.</p>"


def _basis(law: dict, basis: dict) -> str:
    record = law["records"][basis["record"]]
    since = f"from {day_in_words(basis['from'])}" if basis["from"] else "start date not held"
    until = f" until {day_in_words(basis['to'])}" if basis["to"] else ""
    clock = "by the day it is decided" if basis["by"] == "decision_date" else "by the day it happened"
    grade = f"<strong>{upper(GRADE['C'])}</strong>" if basis["grade"] == "C" else f"{escape(upper(GRADE[basis['grade']]))} (grade {basis['grade']})"
    return f"<li>{escape(basis['record'])}: {escape(record['source'])}, {escape(basis['at'])}; {escape(since + until)}, {clock}. {grade}.</li>"


def _example(model: Model, example: Example) -> str:
    if example.need_to_know is None:
        told = EXAMPLE[example.fires]
    else:
        asks = [next(iter(model.facts[f].ask.values())) for f in example.need_to_know]
        told = "First find out: " + " ".join(asks)
    return f"<li>{escape(upper(example.name))}: {escape(told[0].lower() + told[1:])}{'' if told.endswith('?') else '.'}</li>"


def _review(rule: Rule) -> str:
    return escape(f"Reviewed by {rule.reviewed.by} on {day_in_words(rule.reviewed.date)}.") if rule.reviewed.by else REVIEW


# As files -----------------------------------------------------------------------------------------------------------

def pages() -> dict[str, str]:
    """One page of cards for each nation by its file name, whole in itself, to print or to send to a reviewer."""
    styles = "".join((STYLES / f"{name}.css").read_text(encoding="utf-8") for name in ("site", "paper", "cards"))
    return {f"cards-{n}.html": (f'<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>Rule cards, {NATION[n]}</title>'
                                f"<style>{styles}</style><main><h1>Rule cards, {NATION[n]}</h1><p>{TRAINING}</p>{cards(n)._repr_html_()}</main></html>")
            for n in NATIONS}


