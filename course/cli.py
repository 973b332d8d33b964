"""The one command, `course`: each sub-command reads its arguments, calls one function, and prints. Here: the book and the model."""
from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Optional

import typer

from .files import ROOT, Mistakes
from .terminal import app, plain_errors

Language = Annotated[Optional[str], typer.Option(help="The language of buttons and labels, such as cy; English without it, or what local.yaml says.")]


def speak(language: str | None) -> None:
    """Sets the language before anything that speaks is imported; raises Mistakes if there is none of that name."""
    from .language import ASKED, code, unknown
    if language and (sentence := unknown(language)):
        raise Mistakes([f"--language: {sentence}"])
    if language:
        os.environ[ASKED] = language
        code.cache_clear()


@app.command()
@plain_errors
def read(host: str = "127.0.0.1", port: Annotated[Optional[int], typer.Option(help="Use this port, or say that it is busy.")] = None,
         language: Language = None):
    """Build the book if needed, serve it on this computer and say the address."""
    speak(language)
    from . import build
    build.build(strict=True)
    build.serve(host, port)


@app.command("build")
@plain_errors
def build_book(language: Language = None):
    """Build the book into _build/html; index.html there also opens straight from disk."""
    speak(language)
    from . import build
    typer.echo(f"The book is ready: {build.build(strict=True) / 'index.html'}")


@app.command()
@plain_errors
def translate(pages: Annotated[bool, typer.Option(help="Also write the texts of the pages, into _build/gettext.")] = False):
    """Bring the strings of the interface in course/locale up to date with the sources, and say what is missing."""
    from . import translating
    for code, (all_of, lacking) in translating.update().items():
        typer.echo(f"{code}: {all_of - lacking} of {all_of} strings.")
    if pages:
        from . import build
        typer.echo(f"The texts of the pages are in {build.texts_of_pages()}.")


@app.command()
@plain_errors
def lab(port: Optional[int] = None, browser: Annotated[bool, typer.Option(help="Open a browser window.")] = True):
    """Open the book's pages as live notebooks in JupyterLab."""
    from . import build
    build.lab(port, browser)


@app.command()
@plain_errors
def slides(plan: Annotated[str, typer.Argument(help="The name of a session plan, such as hour-together.")]):
    """Make the slides of a session plan from the built pages, with notes and timings, to open from disk.

    In the slides: arrow keys to go on, S for the notes and the clock, O for all slides at once.
    """
    from . import build
    from .slides import make
    typer.echo(f"The slides are ready: {make(plan, build.BOOK, build.OUT / 'slides' / plan)}")


@app.command()
@plain_errors
def facts(as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False):
    """List the facts that can be stated about an incident, in the order in which they are asked."""
    from .model import current
    compiled = current().compiled
    listed = [{"id": f["id"], "about": f["about"], "ask": f["ask"], "judgement": f["judgement"],
               "values": [{"id": v, "says": s} for v, s in zip(f["values"], f["says"])]} for f in compiled["facts"]]
    if as_json:
        typer.echo(json.dumps(listed, ensure_ascii=False, indent=1))
        return
    for f in listed:
        typer.echo(f"{f['id']} ({'about ' + ('the incident' if f['about'] == 'incident' else 'each child')}): {next(iter(f['ask'].values()))}")
        for v in f["values"]:
            typer.echo(f"    {v['id']}: {v['says']}")


@app.command()
@plain_errors
def decide(nation: Annotated[str, typer.Option(help="england, wales, scotland or northern_ireland")],
           role: Annotated[str, typer.Option(help="school or police")],
           on: Annotated[str, typer.Option(help="The day of the decision, such as 2026-11-21.")],
           facts: Annotated[str, typer.Option(help="A JSON file of facts, or - for standard input.")],
           conduct: Annotated[Optional[str], typer.Option(help="The day it happened, if it is not the day of the decision.")] = None,
           as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False):
    """Say what is required, excluded and left to judgement for a case, with reasons and sources.

    Example: course decide --nation england --role school --on 2026-11-21 --facts case.json
    """
    from . import words
    from .decide import decide as decide_case, read_case
    from .model import current
    compiled, case = current().compiled, read_json(facts)
    note_clashes(case)
    answer = decide_case(compiled, read_case(compiled, case), nation=nation, role=role, on=on, conduct=conduct)
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=1) if as_json else "\n".join(words.answer_lines(compiled, answer)))


def note_clashes(case) -> None:
    """Says beside the answer if the facts of a case cannot be true together."""
    from . import possible
    from .model import current
    for sentence in possible.clashes(current(), case):
        typer.echo(f"Note: {sentence}", err=True)


def read_json(path: str):
    """The data of a JSON file, or of standard input for "-"; raises Mistakes."""
    from .files import read_text
    text = sys.stdin.read() if path == "-" else read_text(Path(path))
    name = "standard input" if path == "-" else path
    try:
        return json.loads(text, object_pairs_hook=functools.partial(_no_duplicates, name))
    except json.JSONDecodeError as error:
        raise Mistakes([f"{name}, line {error.lineno}: this is not JSON ({error.msg}). Check quotes and commas."]) from None
    except RecursionError:
        raise Mistakes([f"{name}: this is nested too deeply to be facts. Write it flatter."]) from None


def _no_duplicates(name, pairs):
    keys = [k for k, _ in pairs]
    twice = sorted({k for k in keys if keys.count(k) > 1})
    if twice:
        raise Mistakes([f"{name}: {', '.join(twice)} is written twice. Keep one of them."])
    return dict(pairs)


@app.command()
@plain_errors
def check():
    """Check everything that can be proved about rules, scenarios, exercises and pages."""
    from . import check as checks
    from .assessing import gate
    problems = checks.everything(typer.echo) + gate.problems(gate.there(gate.BUILT))
    if problems:
        raise Mistakes(problems)


@app.command()
@plain_errors
def schema():
    """Write a JSON Schema for each kind of rule file into _build/schema, for editors that offer what may be written.

    Example: course schema
    """
    from .schema import for_editors
    folder = ROOT / "_build" / "schema"
    folder.mkdir(parents=True, exist_ok=True)
    for name, shape in for_editors().items():
        (folder / f"{name}.json").write_text(json.dumps(shape, indent=1), encoding="utf-8")
    typer.echo(f"The schemas are in {folder}.")


def run_tests(*arguments: str):
    """Builds the book and runs pytest on two processes; ends with pytest's exit code."""
    from . import build
    build.build(strict=True)
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadfile", *arguments]
    raise typer.Exit(subprocess.call(command, cwd=ROOT))


@app.command()
@plain_errors
def test():
    """Run every check that gates a commit: the book built with warnings as errors, the tests, each page as a notebook."""
    run_tests("--nbval", "tests", "index.md", "book", "exercises")


@app.command()
@plain_errors
def prove():
    """Run the long checks that come before a release."""
    run_tests("-m", "prove", "tests")


@app.command()
@plain_errors
def statement():
    """Draw the figures of the accessibility statement from what the browser tests looked at; run the tests first."""
    from . import accessibility, upkeep
    found = accessibility.statement(accessibility.looks(), accessibility.built_pages(), upkeep.today())
    accessibility.write(found)
    typer.echo(f"{accessibility.TESTED}: {len(found.pages)} pages, {sum(found.states.values())} states, {found.looks:,} runs of axe-core, {len(found.faults)} faults left open.")


@app.command()
@plain_errors
def bench(parts: Annotated[Optional[list[str]], typer.Argument(help="Of pages, build, notebooks and program; all if it is left out.")] = None):
    """Measure size and speed, beside other ways to do the same; the figures are for reading, never a gate.

    Example: course bench pages
    """
    raise typer.Exit(subprocess.call([sys.executable, str(ROOT / "tests" / "bench.py"), *(parts or [])], cwd=ROOT))


@app.command()
@plain_errors
def why(nation: Annotated[str, typer.Option(help="england, wales, scotland or northern_ireland")],
        role: Annotated[str, typer.Option(help="school or police")],
        on: Annotated[str, typer.Option(help="The day of the decision, such as 2026-11-21.")],
        facts: Annotated[str, typer.Option(help="A JSON file of facts, or - for standard input.")],
        conduct: Annotated[Optional[str], typer.Option(help="The day it happened, if it is not the day of the decision.")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False):
    """Say why a case is answered as it is: reasons, the fewest facts that are enough, what would change it, what is not known."""
    from . import explain
    from .model import current
    compiled, case = current().compiled, read_json(facts)
    note_clashes(case)
    told = explain.why(compiled, case, nation=nation, role=role, on=on, conduct=conduct)
    typer.echo(json.dumps(told, ensure_ascii=False, indent=1) if as_json else "\n".join(explain.lines(compiled, told)))


@app.command("diff")
@plain_errors
def diff_rules(old: Annotated[str, typer.Argument(help="A folder of rules, or a git revision such as HEAD~1.")],
               new: Annotated[Optional[str], typer.Argument(help="The same; the rules as they are now if it is left out.")] = None,
               on: Annotated[Optional[str], typer.Option(help="Compare the rules in force on this day; today if it is left out.")] = None,
               as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False):
    """Say in words what an edit of the rules changes, counted over every complete case.

    Example: course diff HEAD~1
    """
    from . import diff, upkeep
    from .model import RULES
    day = upkeep.day(on) if on else upkeep.today()
    with diff.rules_at(old) as before, diff.rules_at(new or str(RULES)) as after:
        found = diff.diff(before, after, day)
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1) if as_json else "\n".join(diff.lines(after.compiled, found)))


@app.command()
@plain_errors
def cards(out: Annotated[str, typer.Option(help="The folder to write to.")] = "_build/cards"):
    """Write the rule cards of each nation as a page of their own, to print or to send to a reviewer."""
    from . import rulecards
    folder = ROOT / out
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in rulecards.pages().items():
            (folder / name).write_text(text, encoding="utf-8")
            typer.echo(f"{folder / name}")
    except OSError as error:
        raise Mistakes([f"{out}: nothing can be written there ({error.strerror}). Name another folder."]) from None


@app.command()
@plain_errors
def changed(since: Annotated[str, typer.Option(help="The day from which changes count, such as 2016-01-01.")],
            nation: Annotated[str, typer.Option(help="england, wales, scotland or northern_ireland")],
            role: Annotated[str, typer.Option(help="school or police")],
            as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False):
    """List the rules, law, guidance and codes that started or ended since a day."""
    from . import changed as changes
    from .model import current
    found = changes.since(current(), since, nation, role)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    typer.echo("\n".join(map(changes.line, found)) or
               "No source held here dates a change since then. That does not mean that nothing changed.")


@app.command()
@plain_errors
def drill(seed: Annotated[int, typer.Option(help="A whole number; the same one gives the same drills, here and on the page.")],
          n: Annotated[int, typer.Option(help="How many drills.")] = 10,
          nation: Annotated[Optional[str], typer.Option(help="england, wales, scotland or northern_ireland; any if it is left out.")] = None,
          role: Annotated[Optional[str], typer.Option(help="school or police; either if it is left out.")] = None,
          difficulty: Annotated[Optional[str], typer.Option(help="plain, mixed or hard; any if it is left out.")] = None,
          as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False):
    """Draw invented cases to practise on, with their answers, reasons and records.

    Example: course drill --seed 7 --n 3 --role school
    """
    from . import drills
    found = drills.draw(seed, n, nation, role, difficulty)
    typer.echo(json.dumps(found, ensure_ascii=False, indent=1) if as_json else "\n".join(drills.lines(found)))


@app.command("print")
@plain_errors
def print_pack(pack: Annotated[str, typer.Argument(help="scenarios, two-chairs, pairs, clinics, questions, all of these, or book.")],
               out: Annotated[str, typer.Option(help="The folder to write to.")] = "_build/print",
               only: Annotated[Optional[str], typer.Option(help="One part, such as a scenario, or book/law for one page of the book.")] = None):
    """Print a pack as tagged PDF, its answers in a file of their own. Needs Chromium or Chrome.

    Example: course print two-chairs --only passed-on
    """
    from . import binding, packs
    if pack == "book":
        jobs = [binding.print_book(ROOT / out, only)]
    else:
        jobs = [packs.print_pack(name, ROOT / out, only) for name in (packs.names() if pack == "all" else [pack])]
    for path in (path for job in jobs for path in job):
        typer.echo(f"{path}")


@app.command()
@plain_errors
def stale(on: Annotated[Optional[str], typer.Option(help="As if today were this day.")] = None):
    """List the sources that someone should look at again, each with when it was last seen and when it was due."""
    from . import upkeep
    from .model import current
    day = upkeep.day(on) if on else upkeep.today()
    late = upkeep.overdue(current(), day)
    for r in late:
        typer.echo(f"{r.id}: last seen {r.seen.day}, due {upkeep.due(r)}. {r.source}, {r.at}. {r.url or ''}".rstrip())
    typer.echo(f"{len(late)} of {len(current().records)} records were overdue on {day}.")


from .assessing import commands as _assessing  # noqa: E402, F401 - these add their own, after those of the book
from .workshop import commands as _workshop  # noqa: E402, F401
from . import publishing as _publishing  # noqa: E402, F401


def main():
    """Runs the command; a reader who stops it early sees no traceback."""
    try:
        app()
    except (KeyboardInterrupt, BrokenPipeError):
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
