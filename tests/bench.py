"""Where the course stands for size and speed, on this machine now, beside other ways to do the same: run by `make bench`. Ratios travel, seconds do not.

`python tests/bench.py pages`, `build`, `notebooks` or `program` measures that part alone. What was measured is also in _build/bench.md.
"""
from __future__ import annotations

import os
import platform
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest
from rich.console import Console
from rich.table import Table

import bench_pages
import bench_players
from bench_pages import say
from browser_tools import ROOT, chromium
from course import build, exercise, model, pages, proof, scenario
from course.decide import decide, read_case
from test_reproducible import ELSEWHERE, run

OUT = ROOT / "_build" / "bench.md"
EDITED = ("book/pressure", "book/walk", "book/scenarios/passed-on")
SENTENCE = re.compile(r"^[A-Z][\w ,]+\.$", re.M)
AIMS = {bench_pages.HERE: ("100", "15", "400", "16.7", "", "", ""), bench_pages.SLOW: ("100", "15", "1500", "16.7", "", "", "")}
CONSOLE = Console(width=None if sys.stdout.isatty() else 150)


class Sheet(NamedTuple):
    """A table, for the terminal and for Markdown; below it, what has to be known to read it."""
    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]
    notes: tuple[str, ...] = ()

    def show(self) -> None:
        table = Table(*self.columns[:1], title=self.title)
        for name in self.columns[1:]:
            table.add_column(name, justify="right")
        for row in self.rows:
            table.add_row(*row)
        CONSOLE.print(table, *self.notes, "", sep="\n")

    def markdown(self) -> str:
        lines = [" | ".join(self.columns), " | ".join(["---", *["---:"] * (len(self.columns) - 1)]), *map(" | ".join, self.rows)]
        return "\n".join([f"## {self.title}", "", *(f"| {line} |" for line in lines), "", *self.notes, ""])


def first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__


# Pages ------------------------------------------------------------------------------------------------------------------

def cells(m: bench_pages.Measured) -> tuple[str, ...]:
    """The figures of a page for its row."""
    painted = sorted(m.painted)
    presses = [f"{statistics.median(painted):.1f}", f"{painted[int(len(painted) * .95)]:.1f}"] if painted else ["", ""]
    tasks = [f"{len(long)}, {max(long):.0f} ms" if long else "0" for long in (m.opening, m.pressing)]
    return f"{m.bytes / 1000:.1f}", f"{m.requests:.0f}", f"{m.usable:.0f}", *presses, tasks[0], tasks[1] if painted else ""


def of_pages():
    """The course's pages and other ways to do the same, one after the other in one browser."""
    build.build(strict=True)
    with chromium() as browser:
        weights = bench_pages.weights(browser)
        heaviest, most = max(weights, key=weights.get), max(weights, key=lambda name: weights[name][1])
        makers = [lambda: bench_pages.ours("the heaviest page", heaviest), lambda: bench_pages.ours("a scenario", bench_players.PAGE),
                  lambda: bench_pages.ours("step by step", "book/walk.html"), lambda: bench_pages.ours("drills", "book/drills.html"),
                  bench_players.book_tool, bench_players.e_learning, bench_players.python_in_browser]
        rows, notes = {where: [("what is aimed at", *aims)] for where, aims in AIMS.items()}, []
        for make in makers:
            try:
                page = make()
                for where in rows:
                    rows[where].append((page.what, *cells(bench_pages.measured(browser, page, where))))
            except Exception as error:  # noqa: BLE001 - one that cannot be had does not keep the others back
                notes.append(f"{(make.__doc__ or 'A page of the course.').splitlines()[0]} It could not be measured: {first_line(error)}")
        version = browser.version
    notes_of_all = (f"Chromium {version}. Each visit begins with an empty cache; median of {bench_pages.RUNS[bench_pages.HERE]} visits here and "
                f"{bench_pages.RUNS[bench_pages.SLOW]} slow ones (1.6 Mbit/s, 150 ms). One server with gzip for all. KB: 1,000 bytes on the line, headers included.",
                f"Usable: the first control was pressed and has answered. Painted: the frame after a press; {bench_pages.CLICKS} presses of what a page offers, "
                "the median and the 95th of 100. Long tasks: more than 50 ms, how many and the longest.",
                f"{len(weights)} pages of the course were weighed; the most requests are {weights[most][1]}, in {most}.",
                *(" ".join(make.__doc__.split()) for make in makers if make.__doc__), *notes)
    for where, found in rows.items():
        yield Sheet(f"Pages, {where}", ("page", "KB", "requests", "usable, ms", "painted, ms", "95th", "long tasks, opening", "pressing"), found,
                    notes_of_all if where == bench_pages.SLOW else ())


# Building and notebooks -----------------------------------------------------------------------------------------------------

def timed(action, times=1):
    """The median of the seconds that something takes."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        found.append(time.perf_counter() - start)
    return statistics.median(found)


def edit(path: Path) -> None:
    """Changes the first plain sentence of a page."""
    text = path.read_text(encoding="utf-8")
    found = SENTENCE.search(text, text.index("\n# "))
    path.write_text(f"{text[:found.end() - 1]}, now.{text[found.end():]}", encoding="utf-8")


def of_build():
    """The book built in a copy of the project, by the command that everybody uses."""
    rows = []
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "course"
        shutil.copytree(ROOT, copy, ignore=ELSEWHERE)
        command = lambda *words: run(copy, name, "1", *(words or ("-m", "course.cli", "build")))  # noqa: E731

        def row(what, action, times=1):
            say(what)
            rows.append((what, f"{timed(action, times):.1f}"))

        row("from nothing", command)
        row("unchanged, median of 3", command, 3)
        for page in EDITED:
            edit(copy / f"{page}.md")
            row(f"after one sentence of {page}.md was edited", command)
        row("every page anew, with what was worked out for the one before", lambda: command("-c", "from course import build; build.build(again=True)"))
    yield Sheet("The whole book, built by the command", ("what", "seconds"), [*rows, ("aimed at: after one sentence was edited", "2.0")],
                (f"{len(pages.page_files(ROOT))} pages, each of which is run.",))


class Durations:
    """A plugin for pytest that adds up the seconds of each notebook, its kernel's start and end included."""

    def __init__(self):
        self.seconds, self.failed = Counter(), Counter()

    def pytest_runtest_logreport(self, report):
        self.seconds[report.nodeid.split("::")[0]] += report.duration
        self.failed[report.nodeid.split("::")[0]] += report.failed


def of_notebooks():
    """Each page as a notebook, by nbval, one after the other."""
    say("each page as a notebook")
    found = Durations()
    pytest.main(["--nbval", "-q", "--no-header", "--no-summary", "-p", "no:cacheprovider", "-p", "no:xdist", "index.md", "book", "exercises"], plugins=[found])
    names = [name for name, _ in found.seconds.most_common()]
    if not names:
        raise RuntimeError("nbval found no notebook")
    rows = [(name, f"{found.seconds[name]:.2f}") for name in names[:5]]
    yield Sheet("Checking a notebook, by nbval", ("notebook", "seconds"), [
        *rows, ("the median", f"{statistics.median(found.seconds.values()):.2f}"), (f"all {len(names)}, one after the other", f"{found.seconds.total():.0f}")],
        tuple(f"{name} failed." for name in names if found.failed[name]))


# The program ------------------------------------------------------------------------------------------------------------

def of_program():
    """What the program does most, in Python."""
    plain = model.current().compiled
    case = read_case(plain, {"incident": {"adult": "unproven"}, "children": [{"id": "A", "pressure": "coerced"}, {"id": "B"}]})
    rows = [("one answer for two children", f"{timed(lambda: decide(plain, case, nation='england', role='school', on='2026-11-21'), 50):.4f}"),
            ("the model read and compiled", f"{timed(model.load, 5):.2f}"),
            ("a set of questions compared with the model", f"{timed(lambda: exercise.checked('first-decisions'), 5):.3f}")]
    say("the proofs")
    rows.append(("the proofs, over every case of every set of rules", f"{timed(lambda: list(proof.findings(model.current()))):.1f}"))
    walked = {}
    for slug in scenario.slugs():
        say(f"the scenario {slug}")
        walked[slug] = timed(lambda: scenario.check(scenario.read(scenario.SCENARIOS / f"{slug}.yaml"), slug))
    longest = max(walked, key=walked.get)
    rows += [(f"every path through the scenario that takes longest, {longest}", f"{walked[longest]:.1f}"),
             (f"every path through all {len(walked)}", f"{sum(walked.values()):.1f}")]
    yield Sheet("The program", ("what", "seconds"), rows,
                (f"{len(plain['facts'])} facts, {len(plain['rules'])} rules, {len(list(proof.rule_sets(plain)))} sets of rules.",))


PARTS = {"pages": of_pages, "build": of_build, "notebooks": of_notebooks, "program": of_program}


def main(asked: list[str]) -> None:
    """Measures the parts that were asked for, or all of them, and writes down each as soon as it is there."""
    if wrong := [word for word in asked if word not in PARTS]:
        raise SystemExit(f"There is no part {wrong[0]!r} to measure. Write one or more of: {', '.join(PARTS)}.")
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "not known"
    written = [f"# Size and speed\n\nMeasured on {time.strftime('%Y-%m-%d')}: {platform.system()} {platform.machine()}, {os.cpu_count()} processors, "
               f"Python {platform.python_version()}, load at the start {load}. Ratios travel, seconds do not.\n"]
    CONSOLE.print(written[0])
    for part in asked or PARTS:
        try:
            for sheet in PARTS[part]():
                sheet.show()
                written.append(sheet.markdown())
        except Exception as error:  # noqa: BLE001 - one part that cannot be had does not keep the others back
            written.append(f"The part {part} could not be measured: {first_line(error)}\n")
            CONSOLE.print(written[-1])
        OUT.parent.mkdir(exist_ok=True)
        OUT.write_text("\n".join(written), encoding="utf-8")
    CONSOLE.print(f"This is also in {OUT.relative_to(ROOT).as_posix()}.")


if __name__ == "__main__":
    main(sys.argv[1:])
