"""Everything that can be proved about the rules, the scenarios, the exercises and the pages, in one go."""
from __future__ import annotations

from collections.abc import Callable, Iterator

from . import charts, exercise, figures, pages, paths, proof, reading, replaying, scenario, terms
from .decide import NO, YES, truth, undecided
from .files import ROOT, Mistakes
from .model import Model, current


def everything(say: Callable[[str], None] = lambda text: None) -> list[str]:
    """Every problem as a sentence; says what was checked as it goes. Raises Mistakes if the rules cannot be read."""
    model, found = current(), []
    say(f"Rules: {len(model.rules)} rules, {len(model.facts)} facts, {len(model.records)} records.")
    for name, check in (("examples of every rule", example_problems), ("proofs over every case", proof_problems),
                        ("flow charts, proved equal to the rules", charts.problems), ("cases to replay", replay_problems),
                        ("words that a reader sees", word_problems), ("pages", lambda m: pages.check_all(m)),
                        ("sentences of the pages", lambda m: reading.check_all()), ("figures", figures.problems),
                        ("glossary", glossary_problems), ("paths", lambda m: paths.problems()),
                        ("scenarios", lambda m: _each(ROOT / "book" / "scenarios", scenario.load)),
                        ("exercises", lambda m: _each(ROOT / "exercises" / "items", exercise.checked))):
        wrong = list(check(model))
        say(f"  {name}: {'well' if not wrong else f'{len(wrong)} to mend'}")
        found += wrong
    return found


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
            yield str(finding)


def word_problems(model: Model) -> Iterator[str]:
    """A sentence for each word to avoid in any text that the model shows."""
    for rule in model.rules.values():
        for text in (rule.because, rule.ask_yourself or "", rule.duty.says if rule.duty else "", rule.do_not.says if rule.do_not else ""):
            yield from (f"rule {rule.id}: {p}" for p in pages.word_problems(text))
    for fact in model.facts.values():
        for text in (*fact.ask.values(), fact.help or "", *fact.values.values()):
            yield from (f"fact {fact.id}: {p}" for p in pages.word_problems(text))
    for ladder in model.ladders.values():
        for text in (ladder.title, ladder.question, *ladder.levels.values(), *ladder.labels.values()):
            yield from (f"ladder {ladder.id}: {p}" for p in pages.word_problems(text))


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


def _each(folder, load) -> Iterator[str]:
    for path in sorted(folder.glob("*.yaml")):
        try:
            load(path.stem)
        except Mistakes as error:
            yield from error.sentences
