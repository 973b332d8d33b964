"""How long marking takes, beside nbgrader, on this machine now: run by hand, `python tests/bench_marking.py`. Ratios travel, seconds do not.

nbgrader is installed from PyPI into an environment of its own below a temporary folder; it is no part of this project.
"""
import json
import os
import random
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

import nbformat

import cohort
from bench_tools import Sheet, say, seconds
from course.assessing import desk, engine, keyring

FILES, SUBMISSIONS, QUESTIONS = 10_000, 50, 20
NBGRADER = "nbgrader==0.9.6"


def many(folder, form, number):
    """So many different attempts at a form, from a hundred people."""
    some, rng = cohort.cohort(100, {form.set: form.version})[0], random.Random(1)
    for n in range(number):
        yield {**some[n % 100], "attempt": "".join(rng.choices(cohort.LETTERS, k=26))}


def ours(folder, rows):
    sets, keys = cohort.write_sets(folder)
    forms = keyring.forms(keys, sets)
    whole = list(many(folder, forms["after"], FILES))
    cohort.write(whole, folder / "files")
    lines = folder / "all.ndjson"
    lines.write_text("".join(json.dumps(r) + "\n" for r in whole), encoding="utf-8")
    answers = FILES * len(forms["after"].questions)
    for what, action in ((f"course mark, {FILES:,} files in one folder", lambda: desk.mark_all(folder / "files", forms, folder / "one", say=lambda s: None)),
                         (f"course mark, {FILES:,} attempts in one NDJSON", lambda: desk.mark_all(lines, forms, folder / "two", say=lambda s: None)),
                         ("the same by the query in DuckDB, credit only", lambda: engine.mark(lines, forms, folder / "three"))):
        say(what)
        passed, worked = seconds(action)
        rows.append((what, f"{passed:.1f}", f"{worked:.1f}", f"{worked / FILES * 1000:.2f}", f"{answers / worked:,.0f}"))


def notebook(answered):
    """An assignment of twenty questions as nbgrader has them, with or without answers."""
    cells = []
    for n in range(QUESTIONS):
        said = f"q{n} = 'best'" if answered else f"### BEGIN SOLUTION\nq{n} = 'best'\n### END SOLUTION"
        cells += [_cell(said, f"q{n}", solution=True), _cell(f"assert q{n} == 'best'", f"t{n}", solution=False)]
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}})


def _cell(source, name, solution):
    return nbformat.v4.new_code_cell(source, metadata={"nbgrader": {"schema_version": 3, "grade_id": name, "grade": not solution, "solution": solution,
                                                                      "locked": not solution, "task": False, **({} if solution else {"points": 1})}})


def theirs(folder, rows):
    venv.create(folder / "env", with_pip=True)
    programs = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
    python, environment = programs / "python", {**os.environ, "PATH": os.pathsep.join([str(programs), os.environ["PATH"]])}  # nbgrader starts alembic by its name
    say(f"installing {NBGRADER}")
    done = subprocess.run([python, "-m", "pip", "install", "--quiet", NBGRADER], capture_output=True, text=True)
    if done.returncode:
        rows.append(("nbgrader: it could not be installed here", "", "", "", ""))
        return
    course = folder / "course"
    (course / "source" / "one").mkdir(parents=True)
    nbformat.write(notebook(False), course / "source" / "one" / "work.ipynb")
    (course / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'bench'\n")
    run = lambda *words: subprocess.run([python, "-m", "nbgrader", *words], cwd=course, env=environment, capture_output=True, text=True, check=True)  # noqa: E731
    run("generate_assignment", "one")
    for n in range(SUBMISSIONS):
        place = course / "submitted" / f"s{n}" / "one"
        place.mkdir(parents=True)
        nbformat.write(notebook(True), place / "work.ipynb")
    say(f"nbgrader, {SUBMISSIONS} submissions")
    passed, worked = seconds(lambda: run("autograde", "one"))
    rows.append((f"nbgrader autograde, {SUBMISSIONS} submissions of {QUESTIONS} questions", f"{passed:.1f}", f"{worked:.1f}", f"{worked / SUBMISSIONS * 1000:.0f}",
                  f"{SUBMISSIONS * QUESTIONS / worked:,.0f}"))


def main():
    rows = []
    with tempfile.TemporaryDirectory() as name:
        ours(Path(name), rows)
        theirs(Path(name), rows)
    Sheet("Marking, once", ("what", "seconds", "seconds worked", "ms worked an attempt", "answers a second worked"), rows).show()


if __name__ == "__main__":
    sys.exit(main())
