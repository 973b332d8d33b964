"""What drills are made of, read from book/drills.yaml: sentences for facts, kinds of story, and what cannot be true together."""
from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from . import pages
from .files import ROOT, Mistakes, nearest, read_yaml, shown
from .model import Model
from .schema import Day, Nation, Shape, Text, Word, raise_if, sentence

SOURCE = ROOT / "book" / "drills.yaml"
SLOT = re.compile(r"\{[^}]*\}")
Variants = Annotated[list[Text], Field(min_length=1)]
Says = dict[Word, dict[str, Variants]]
Share = Annotated[int, Field(ge=1)]


class Plot(Shape):
    """One kind of story: the sentence that it turns on, the facts which that states, and which other facts it can tell."""
    id: Word
    weight: Share = 1
    facts: dict[Word, str]
    tells: Variants
    has: dict[Word, Literal["all"] | Variants]
    says: Says = {}


class Impossible(Shape):
    """Facts that no story tells together, or not without another, with the reason."""
    facts: Annotated[dict[Word, Variants], Field(min_length=1)]
    without: dict[Word, Variants] = {}
    because: Text


class Together(Shape):
    """Facts that one sentence can tell."""
    facts: Annotated[dict[Word, str], Field(min_length=2)]
    says: Variants


class Grammar(Shape):
    """Everything that drills are made of."""
    decided: Day
    pairs: Share
    longest: Share
    calm: Share
    full: Share
    nations: dict[Nation, Share]
    roles: dict[Literal["school", "police"], Share]
    names: Annotated[list[Text], Field(min_length=8)]
    openings: dict[Literal["school", "police"], Variants]
    order: dict[Word, Share]
    together: list[Together]
    says: Says
    plots: Annotated[list[Plot], Field(min_length=1)]
    impossible: list[Impossible]

    def sentences(self, plot: Plot, fact: str) -> list[tuple[str, str]]:
        """(value, sentence) for all that a plot can say of a fact, in the plot's own words where it has them."""
        own, shared = plot.says.get(fact, {}), self.says.get(fact, {})
        values = list({**shared, **own}) if plot.has[fact] == "all" else plot.has[fact]
        other = any("{B}" in text for text in plot.tells)
        return [(v, text) for v in values for text in own.get(v) or shared.get(v, []) if other or "{B}" not in text]

    def contradicts(self, facts: dict, about: str | None = None) -> Impossible | None:
        """The first impossibility that facts run into; with a fact, the first in which that fact has a part."""
        return next((i for i in self.impossible if (about is None or about in i.facts) and all(facts.get(f) in values for f, values in i.facts.items())
                     and not any(facts.get(f) in values for f, values in i.without.items())), None)


def grammar(model: Model) -> Grammar:
    """The checked grammar; raises Mistakes with everything that is wrong in the file."""
    try:
        found = Grammar.model_validate(read_yaml(SOURCE))
    except ValidationError as error:
        raise Mistakes([f"{shown(SOURCE)}, {'.'.join(map(str, e['loc']))}: {sentence(e, Grammar)}" for e in error.errors()]) from None
    raise_if([f"{shown(SOURCE)}, {p}" for p in mistakes(found, model)])
    return found


def mistakes(g: Grammar, model: Model):
    """A sentence for each thing in a grammar that the facts, the word list or plain English refuse."""
    told = [("names", f"{name}.", {}) for name in g.names] + [("openings", text, {}) for texts in g.openings.values() for text in texts]
    told += [("says", text, {f: v}) for f, values in g.says.items() for v, texts in values.items() for text in texts]
    told += [("together", text, t.facts) for t in g.together for text in t.says]
    for plot in g.plots:
        where = f"plot {plot.id}"
        told += [(where, text, plot.facts) for text in plot.tells]
        told += [(where, text, {f: v}) for f, values in plot.says.items() for v, texts in values.items() for text in texts]
        told += [(where, "A sentence.", {f: v}) for f, values in plot.has.items() if values != "all" for v in values]
        yield from (f"{where}: {p}" for p in _plot_mistakes(g, plot))
    told += [("impossible", "A sentence.", {f: v}) for i in g.impossible for named in (i.facts, i.without) for f, values in named.items() for v in values]
    for where, text, facts in told:
        yield from (f"{where}: {p}" for p in [*_text_mistakes(text), *_fact_mistakes(facts, model)])


def _plot_mistakes(g: Grammar, plot: Plot):
    for fact in plot.has:
        if fact not in g.order:
            yield f"it has {fact}, which order does not name. Say there where it is told and how often."
        elif fact in plot.facts:
            yield f"it has {fact}, which its own facts state. Take it out of one of them."
        elif not g.sentences(plot, fact):
            yield f"it has {fact} and no sentence for it. Write one under says."
    if clash := g.contradicts(plot.facts):
        yield f"its own facts cannot be true together. {clash.because}"


def _text_mistakes(text: str):
    if not re.match(r"[A-Z]|\{[AB]\}", text) or not text.endswith("."):
        yield f"\"{text}\" is not a sentence. Start with a capital or a name, and end with a full stop."
    if wrong := [s for s in SLOT.findall(text) if not re.fullmatch(r"\{(?:[AB]|[a-z]+s)\}", s)] or re.findall(r"[{}]", SLOT.sub("", text)):
        yield f"\"{text}\" holds {wrong[0]}. Only {{A}} and {{B}}, and verbs of {{A}} such as {{is}}, stand in braces."
    if re.match(r"\{A\} [a-z]+s ", text) and not re.match(r"\{A\} \{", text):
        yield f"\"{text}\" has a verb after {{A}} that \"they\" would change. Put it in braces, as in {{is}}."
    if re.search(r"\{[a-z]+\}", text) and not text.startswith("{A} {") and not text.startswith("{A} left"):
        yield f"\"{text}\" has a verb in braces and does not start with {{A}}. Take the braces off."
    if found := re.search(r"\b(\w+) \1\b", text, re.I):
        yield f"\"{text}\" says \"{found[0]}\". Take one of the two out."
    if found := re.search(r"\b(?:he|she|him|her|his|hers|himself|herself)\b", text, re.I):
        yield f"\"{text}\" says \"{found[0]}\". Use the name, or they."
    yield from pages.word_problems(text)


def _fact_mistakes(facts: dict, model: Model):
    for fact, value in facts.items():
        if fact not in model.facts:
            yield f"there is no fact {fact!r}. {nearest(fact, model.facts)}"
        elif value not in model.facts[fact].values:
            yield f"{fact} has no value {value!r}. {nearest(value, model.facts[fact].values)}"


# In words: js/draw.js has the same lines ------------------------------------------------------------------------------

PLURAL = {"is": "are", "was": "were", "has": "have", "does": "do"}


def told(sentences: list[str], first: str, other: str) -> str:
    """A story from its sentences. "They" stands for a name at the start of a sentence if the sentence before started with it."""
    found, before = [], ""
    for text in sentences:
        they = _starts_with_the_child(text) and _starts_with_the_child(before) and ("{B}" in text or "{B}" not in before)
        before = "" if they else text
        if they:
            text = "They" + SLOT.sub(lambda m: m[0] if m[0] in ("{A}", "{B}") else PLURAL.get(m[0][1:-1], m[0][1:-2]), text[3:])
        found.append(SLOT.sub(lambda m: {"{A}": first, "{B}": other}.get(m[0], m[0][1:-1]), text))
    return " ".join(found)


def _starts_with_the_child(text: str) -> bool:
    return text.startswith("{A} ") and not text.startswith("{A} and ")
