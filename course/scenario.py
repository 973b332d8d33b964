"""Scenarios: one file each, playable from the school's chair and from the officer's, checked against the decision model.

The author writes the story and names what each act carries out; whether that is inside a corridor comes from the model.
"""
from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from . import carried, decide, language, model, proofread, rehearsal, script, story, telling, words
from .files import ROOT, Mistakes, nearest, shown
from .schema import raise_if
from .script import Scenario, compiled, read
from .widgets import Widget

SCENARIOS = ROOT / "book" / "scenarios"
WALKED = ROOT / "_build" / "cache" / "walked"  # one empty file for each scenario, rules and program that were walked and found well
ANSWERED = ROOT / "_build" / "cache" / "answers"  # one page of answers for each of the same, since it takes seconds to work out; safe to delete


def slugs(folder: Path = SCENARIOS) -> list[str]:
    """The id of every scenario, in order."""
    return sorted(p.stem for p in Path(folder).glob("*.yaml"))


def load(slug: str, folder: Path = SCENARIOS) -> Scenario:
    """A scenario by its file's stem, every path walked; raises Mistakes with a sentence for everything amiss."""
    if slug not in slugs(folder):
        raise Mistakes([f"There is no scenario {slug!r}. {nearest(slug, slugs(folder))}"])
    path = Path(folder) / f"{slug}.yaml"
    scenario = read(path)
    walked = WALKED / _fingerprint(scenario, slug)
    if not walked.exists():
        raise_if([f"{shown(path)}, {problem}" for problem in check(scenario, slug)])
        walked.parent.mkdir(parents=True, exist_ok=True)
        walked.touch()
    return scenario


def _fingerprint(scenario: Scenario, slug: str, *more) -> str:
    """Changes with the scenario, with any rule, and with any line of the program that walks it, and of more modules."""
    digest = hashlib.sha256(f"{language.code()}\0{slug}\0{scenario.model_dump_json()}\0{model.current().compiled['version']}".encode())
    for module in (decide, proofread, rehearsal, story, script, *more):
        digest.update(Path(module.__file__).read_bytes())
    return digest.hexdigest()


def check(scenario: Scenario, slug: str | None = None) -> list[str]:
    """A sentence for everything that is wrong with a scenario: its names first, then every path that a reader can take."""
    return list(proofread.problems(scenario, slug or scenario.id)) or list(rehearsal.problems(compiled(scenario)))


def paths(scenario: Scenario, chair: str) -> Iterator[list[dict]]:
    """Every path through a chair from its default opening, one at a time, as replay takes it."""
    s = compiled(scenario)
    opened = story.default_opening(s) if chair == "police" else rehearsal.openings(s, "school")[0]
    waiting: list[list[dict]] = [[]]
    while waiting:
        path = waiting.pop()
        onward = rehearsal.moves(s, chair, story.replay(s, chair, opened, path))
        waiting += [[*path, entry] for entry in reversed(onward)]
        if not onward:
            yield path


def summary(scenario: Scenario) -> dict:
    """How much there is to each chair: steps, states, paths from the default opening and from all, minutes of story."""
    s = compiled(scenario)
    return {chair: {"steps": len(s["chairs"][chair]["steps"]), "openings": len(found), "states": sum(len(w.states) for w in found),
                    "paths": found[0].paths, "paths_all_openings": sum(w.paths for w in found), "minutes": found[0].minutes}
            for chair, found in rehearsal.walks(s).items()}


def texts(scenario: Scenario) -> Iterator[str]:
    """Every text that a reader of the scenario sees, for checks of words."""
    def inside(value):
        if isinstance(value, str):
            yield value
        for v in value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ():
            yield from inside(v)
    shown_parts = {k: v for k, v in compiled(scenario).items() if k not in ("records", "truth", "could_be_mistaken", "crossing")}
    yield from (text for text in inside(shown_parts) if " " in text)


def play(slug: str) -> Widget:
    """A scenario as a widget, once every path through it has been walked; raises Mistakes if anything about it is amiss."""
    s = compiled(load(slug))
    held = carried.records(model.current().compiled, s["nation"])
    data = {**s, "verdicts": telling.VERDICTS, "records": {name: record for name, record in s["records"].items() if name not in held}}
    return Widget("play", slug, data, telling.twin(s), nations=[s["nation"]], once=True)


def _answers_kept(scenario: Scenario, slug: str) -> Path:
    return ANSWERED / f"{_fingerprint(scenario, slug, telling, words)}.html"


def prepare() -> None:
    """Walks what was not walked before, a scenario on each processor, and keeps what was found; what is wrong is for load to say."""
    def is_new(slug):
        try:
            return not _answers_kept(read(SCENARIOS / f"{slug}.yaml"), slug).exists()
        except Mistakes:
            return False
    new = [slug for slug in slugs() if is_new(slug)]
    if len(new) > 1:
        with ProcessPoolExecutor() as pool:
            list(pool.map(_prepare, new))


def _prepare(slug: str) -> None:
    with contextlib.suppress(Mistakes):
        answers_html(slug)


def answers_html(slug: str) -> str:
    """What the model says of every act of a scenario, with reasons and sources, for a page of its own."""
    scenario = load(slug)
    kept = _answers_kept(scenario, slug)
    if not kept.exists():
        s = compiled(scenario)
        made = kept.with_suffix(f".{os.getpid()}")
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_text(telling.answers(s, rehearsal.walks(s)), encoding="utf-8")
        made.replace(kept)
    return kept.read_text(encoding="utf-8")
