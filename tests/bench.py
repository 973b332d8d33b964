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

import pytest

import bench_pages
import bench_players
from bench_tools import CONSOLE, Sheet, say, seconds
from browser_tools import ROOT, chromium
from course import build, exercise, model, pages, proof, scenario
from course.decide import decide, read_case
from test_reproducible import ELSEWHERE, run

OUT = ROOT / "_build" / "bench.md"
TIMES = ("what", "seconds", "seconds worked")
EDITED = ("book/pressure", "book/walk", "book/scenarios/passed-on")
SENTENCE = re.compile(r"^[A-Z][\w ,]+\.$", re.M)
AIMS = {bench_pages.HERE: ("100", "15", "400", "16.7", "", "", ""), bench_pages.SLOW: ("100", "15", "1500", "16.7", "", "", "")}


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
            except (Exception, SystemExit) as error:  # noqa: BLE001 - one that cannot be had does not keep the others back
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

def timed(what: str, action, times=1, digits=1) -> tuple[str, str, str]:
    """A row: the medians of the seconds that passed and that the processors worked."""
    say(what)
    passed, worked = (statistics.median(column) for column in zip(*(seconds(action) for _ in range(times))))
    return what, f"{passed:.{digits}f}", f"{worked:.{digits}f}"


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
        rows += [timed("from nothing", command), timed("unchanged, median of 3", command, 3)]
        for page in EDITED:
            edit(copy / f"{page}.md")
            rows.append(timed(f"after one sentence of {page}.md was edited", command))
        rows += [("aimed at after one sentence was edited", "2.0", ""),
                 timed("every page anew, with what was worked out for the one before", lambda: command("-c", "from course import build; build.build(again=True)"))]
    yield Sheet("The whole book, built by the command", TIMES, rows, (f"{len(pages.page_files(ROOT))} pages, each of which is run.",))


class Durations:
    """A plugin for pytest that adds up the seconds of each notebook, its kernel's start and end included."""

    def __init__(self):
        self.seconds, self.failed = Counter(), Counter()

    def pytest_runtest_logreport(self, report):
        self.seconds[report.nodeid.split("::")[0]] += report.duration
        self.failed[report.nodeid.split("::")[0]] += report.failed


def of_notebooks():
    """Each page as a notebook, by nbval, one after the other."""
    found = Durations()
    every = timed("each page as a notebook, one after the other", lambda: pytest.main(["--nbval", "-q", "--no-header", "--no-summary", "-p", "no:cacheprovider", "-p", "no:xdist", "index.md", "book", "exercises"], plugins=[found]))
    names = [name for name, _ in found.seconds.most_common()]
    if not names:
        raise RuntimeError("nbval found no notebook")
    rows = [(name, f"{found.seconds[name]:.2f}", "") for name in names[:5]]
    yield Sheet("Checking notebooks, by nbval", TIMES, [*rows, (f"the median of {len(names)}", f"{statistics.median(found.seconds.values()):.2f}", ""), every],
                ("A notebook's kernel starts and ends within its time.", *(f"{name} failed." for name in names if found.failed[name])))


# The program ------------------------------------------------------------------------------------------------------------

def of_program():
    """What the program does most, in Python."""
    plain = model.current().compiled
    case = read_case(plain, {"incident": {"adult": "unproven"}, "children": [{"id": "A", "pressure": "coerced"}, {"id": "B"}]})
    rows = [timed("one answer for two children, median of 50", lambda: decide(plain, case, nation="england", role="school", on="2026-11-21"), 50, digits=4),
            timed("the model read and compiled, median of 5", model.load, 5, digits=3),
            timed("a set of questions compared with the model, median of 5", lambda: exercise.checked("first-decisions"), 5, digits=3),
            timed("the proofs, over every case of every set of rules", lambda: list(proof.findings(model.current()))),
            timed(f"every path through {len(scenario.slugs())} scenarios", lambda: [scenario.check(scenario.read(scenario.SCENARIOS / f"{slug}.yaml"), slug)
                                                                                    for slug in scenario.slugs()])]
    yield Sheet("The program", TIMES, rows,
                (f"{len(plain['facts'])} facts, {len(plain['rules'])} rules, {len(list(proof.rule_sets(plain)))} sets of rules.",))


PARTS = {"pages": of_pages, "build": of_build, "notebooks": of_notebooks, "program": of_program}


def main(asked: list[str]) -> None:
    """Measures the parts that were asked for, or all of them, and writes down each as soon as it is there."""
    if wrong := [word for word in asked if word not in PARTS]:
        raise SystemExit(f"There is no part {wrong[0]!r} to measure. Write one or more of: {', '.join(PARTS)}.")
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "not known"
    written = [f"# Size and speed\n\nMeasured on {time.strftime('%Y-%m-%d')}: {platform.system()} {platform.machine()}, {os.cpu_count()} processors, "
               f"Python {platform.python_version()}, load at the start {load}. Ratios travel, seconds do not; where others use the machine, read the seconds worked.\n"]
    CONSOLE.print(written[0])
    for part in asked or PARTS:
        try:
            for sheet in PARTS[part]():
                sheet.show()
                written.append(sheet.markdown())
        except (Exception, SystemExit) as error:  # noqa: BLE001 - one part that cannot be had does not keep the others back
            written.append(f"The part {part} could not be measured: {first_line(error)}\n")
            CONSOLE.print(written[-1])
        OUT.parent.mkdir(exist_ok=True)
        OUT.write_text("\n".join(written), encoding="utf-8")
    CONSOLE.print(f"This is also in {OUT.relative_to(ROOT).as_posix()}.")


if __name__ == "__main__":
    main(sys.argv[1:])
