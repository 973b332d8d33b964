"""The one command, `course`: each sub-command reads its arguments, calls one function, and prints."""
from __future__ import annotations

import datetime
import functools
import json
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Optional

import typer

from .files import ROOT, Mistakes

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
                  help="A training course on responding when a nude or semi-nude image of an under-18 was shared.\n\n"
                       "Training only. For a real incident follow your local procedure. Danger now: 999.")


def plain_errors(command):
    """Turns mistakes into sentences on standard error and exit code 2."""
    @functools.wraps(command)
    def wrapped(*args, **kwargs):
        try:
            return command(*args, **kwargs)
        except Mistakes as error:
            for sentence in error.sentences:
                typer.echo(sentence, err=True)
            raise typer.Exit(2) from None
    return wrapped


@app.command()
@plain_errors
def read(host: str = "127.0.0.1", port: Annotated[Optional[int], typer.Option(help="Use this port, or say that it is busy.")] = None):
    """Build the book if needed, serve it on this computer and say the address."""
    from . import build
    build.build(strict=True)
    build.serve(host, port)


@app.command("build")
@plain_errors
def build_book():
    """Build the book into _build/html; index.html there also opens straight from disk."""
    from . import build
    typer.echo(f"The book is ready: {build.build(strict=True) / 'index.html'}")


@app.command()
@plain_errors
def lab(port: Optional[int] = None, browser: Annotated[bool, typer.Option(help="Open a browser window.")] = True):
    """Open the book's pages as live notebooks in JupyterLab."""
    from . import build
    build.lab(port, browser)


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
    compiled = current().compiled
    answer = decide_case(compiled, read_case(compiled, read_json(facts)), nation=nation, role=role, on=on, conduct=conduct)
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=1) if as_json else "\n".join(words.answer_lines(compiled, answer)))


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
    problems = checks.everything(typer.echo)
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
def stale(on: Annotated[Optional[str], typer.Option(help="As if today were this day.")] = None):
    """List the sources that were last seen so long ago that someone should look again."""
    from .model import current
    today = on or datetime.date.today().isoformat()
    limit = (datetime.date.fromisoformat(today) - datetime.timedelta(days=180)).isoformat()
    overdue = [r for r in current().records.values() if r.seen.day < limit]
    for r in overdue:
        typer.echo(f"{r.id}: last seen {r.seen.day}. {r.source}, {r.at}. {r.url or ''}")
    typer.echo(f"{len(overdue)} of {len(current().records)} records were last seen more than 180 days before {today}.")


def main():
    """Runs the command; a reader who stops it early sees no traceback."""
    try:
        app()
    except (KeyboardInterrupt, BrokenPipeError):
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
