"""Everything that can be proved about the rules, the scenarios, the exercises and the pages, in one go."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from . import charts, drilling, exercise, figures, linking, local, pages, paths, plain, plans, possible, proof, reading, replaying, scenario, terms, writing
from .assessing import blueprint, gate
from .decide import NO, YES, truth, undecided
from .files import ROOT, Mistakes, read_yaml, shown
from .model import Model, current


def everything(say: Callable[[str], None] = lambda text: None) -> list[str]:
    """Every problem as a sentence; says what was checked as it goes. Raises Mistakes if the rules cannot be read."""
    model, found = current(), []
    say(f"Rules: {len(model.rules)} rules, {len(model.facts)} facts, {len(model.records)} records.")
    for name, check in (("examples of every rule", example_problems), ("proofs over every case", proof_problems),
                        ("flow charts, proved equal to the rules", charts.problems), ("cases to replay", replay_problems), ("written cases that can be", impossible_problems),
                        ("sentences of drills", drill_problems),
                        ("words that a reader sees", word_problems),
                        ("claims about words", text_problems), ("pages", lambda m: pages.check_all(m)), ("links and the table of contents", lambda m: linking.problems()), ("names of your area", lambda m: local_problems()),
                        ("sentences of the pages", lambda m: reading.check_all()), ("plain English", lambda m: plain.check_all()), ("figures", figures.problems),
                        ("glossary", glossary_problems), ("paths", lambda m: paths.problems()),
                        ("session plans", lambda m: plans.problems()),
                        ("scenarios", lambda m: _each(ROOT / "book" / "scenarios", scenario.load)),
                        ("exercises", lambda m: _each(ROOT / "exercises" / "items", lambda slug: exercise.checked(slug, ROOT / "exercises" / "sample_keys"))),
                        ("blueprint of the assessment", lambda m: blueprint.problems()),
                        ("writing clinics", lambda m: _each(writing.FOLDER, writing.load)),
                        ("keys of tests, which no page may hold", lambda m: gate.problems(gate.there(gate.SOURCES)))):
        wrong = list(check(model))
        say(f"  {name}: {'well' if not wrong else f'{len(wrong)} to mend'}")
        found += wrong
    return list(dict.fromkeys(found))


def local_problems() -> Iterator[str]:
    """A sentence for each mistake in local.yaml, if there is one."""
    try:
        local.values()
    except Mistakes as error:
        yield from error.sentences


def example_problems(model: Model) -> Iterator[str]:
    """A sentence for each example of a rule that the rule's own condition does not bear out."""
    facts = model.compiled["facts"]
    for rule in model.compiled["rules"]:
        for example in model.rules[rule["id"]].examples:
            masks = [_mask(f, example.given.get(f["id"])) for f in facts]
            state = truth(rule["when"], masks)
            open_facts = {facts[i]["id"] for i in undecided(rule["when"], masks)}
            where = f"rule {rule['id']}, example {example.name!r}"
            if example.need_to_know is not None and open_facts != set(example.need_to_know):
                yield f"{where}: it still needs to know {', '.join(sorted(open_facts)) or 'nothing'}. Write that in need_to_know."
            elif example.fires is not None and state != (YES if example.fires else NO):
                told = {YES: "it fires", NO: "it does not fire"}.get(state, f"it still needs {', '.join(sorted(open_facts))}")
                yield f"{where}: {told}. Correct the example or the rule."


def _mask(fact, value) -> int:
    values = fact["values"] if value is None else value if isinstance(value, list) else [value]
    return sum(1 << fact["values"].index(v) for v in values)


def proof_problems(model: Model) -> Iterator[str]:
    """A sentence for each kind of fault that the proofs find, with one case that shows it."""
    told = set()
    for finding in proof.findings(model):
        if (finding.kind, finding.says) not in told:
            told.add((finding.kind, finding.says))
            yield f"{finding} Correct the rule, or the claim."


def impossible_problems(model: Model) -> Iterator[str]:
    """A sentence for each case in the exercises and the replay that cannot be."""
    for path in sorted([*(ROOT / "exercises" / "items").glob("*.yaml"), *writing.FOLDER.glob("*.yaml"), replaying.CASES]):
        for case in _cases_in(read_yaml(path)):
            yield from (f"{shown(path)}: {said}" for said in possible.clashes(model, case))


def _cases_in(data) -> Iterator[dict]:
    if isinstance(data, dict) and {"incident", "children"} <= data.keys():
        yield {"incident": data["incident"], "children": data["children"]}
    for part in data.values() if isinstance(data, dict) else data if isinstance(data, list) else []:
        yield from _cases_in(part)


def shown_texts(model: Model) -> Iterator[tuple[str, str, str]]:
    """(place, whose, text) for every text of the model that a reader can be shown; the places are those a claim can name."""
    for f in model.facts.values():
        yield from (("questions", f"fact {f.id}", text) for text in (*f.ask.values(), f.help or "", *f.values.values()))
    for l in model.ladders.values():
        words = (*l.levels.values(), *l.labels.values(), *(w for says in l.says_in.values() for w in says.values()))
        yield from (("levels", f"ladder {l.id}", text) for text in (l.title, l.question, l.who, *l.who_in.values(), *words))
    for r in model.rules.values():
        yield "reasons", f"rule {r.id}", r.because
        for place, text in (("questions", r.ask_yourself), ("duties", r.duty and r.duty.says), ("nevers", r.do_not and r.do_not.says)):
            if text:
                yield place, f"rule {r.id}", text
    for d in model.disagreements.values():
        yield from (("disagreements", f"disagreement {d.id}", text) for text in (d.question, d.course, *(p.says for p in d.positions)))
    yield from (("pending", f"entry {e.id}", e.says) for e in model.pending.values())


def word_problems(model: Model) -> Iterator[str]:
    """A sentence for each word to avoid in any text that the model shows."""
    for _, whose, text in shown_texts(model):
        yield from (f"{whose}: {p}" for p in (*pages.word_problems(text), *plain.problems_in(text), *reading.too_long(text)))


def text_problems(model: Model) -> Iterator[str]:
    """A sentence for each text of the model that says what a claim about texts forbids."""
    claims = [(c, [re.compile(p, re.I) for p in c.never_says], re.compile(c.unless or "(?!)", re.I)) for c in model.claims.values() if c.about == "text"]
    for place, whose, text in shown_texts(model):
        for claim, forbidden, unless in claims:
            if claim.places is None or place in claim.places:
                for sentence in re.split(r"(?<=[.?!;:]) ", text):
                    found = next((m for p in forbidden if (m := p.search(sentence))), None)
                    if found and not unless.search(sentence):
                        yield f"{whose}: \"{found[0]}\" goes against {claim.number}, {claim.id}: {claim.says} Write it another way: \"{sentence}\""


def glossary_problems(model: Model) -> Iterator[str]:
    """A sentence for each entry of the glossary that a page could not say either."""
    yield from terms.problems(model)
    for entry in terms.entries().values():
        said = [entry.term, entry.says, *entry.in_nation.values()]
        yield from (f"glossary.yaml, term {entry.id}: {p}" for text in said for p in pages.word_problems(text))
        if not entry.records and (found := pages.NEEDS_RECORD.search(entry.says)):
            yield f"glossary.yaml, term {entry.id}: \"{found[0].strip()}\" needs a record. Add records: [ID]."


def replay_problems(model: Model) -> Iterator[str]:
    """A sentence for each thing that is wrong with the cases that are replayed."""
    try:
        replaying.cases(model)
    except Mistakes as error:
        yield from error.sentences


def drill_problems(model: Model) -> Iterator[str]:
    """A sentence for each thing that is wrong with the sentences that drills are made of."""
    try:
        drilling.grammar(model)
    except Mistakes as error:
        yield from error.sentences


def _each(folder, load) -> Iterator[str]:
    for path in sorted(folder.glob("*.yaml")):
        try:
            load(path.stem)
        except Mistakes as error:
            yield from error.sentences
