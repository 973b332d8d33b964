"""The one command, `course`: each sub-command reads its arguments, calls one function, and prints."""
from __future__ import annotations

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
def bench():
    """Measure how large the pages are and how long things take; the figures are for reading, never a gate."""
    from . import build
    build.build(strict=True)
    raise typer.Exit(subprocess.call([sys.executable, str(ROOT / "tests" / "bench.py")], cwd=ROOT))


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
    compiled = current().compiled
    told = explain.why(compiled, read_json(facts), nation=nation, role=role, on=on, conduct=conduct)
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


@app.command("codes")
@plain_errors
def make_codes(n: Annotated[int, typer.Option("--n", help="For how many people.")],
               out: Annotated[Path, typer.Option(help="The file to write; one that is there is never overwritten.")],
               pairs: Annotated[bool, typer.Option(help="Two codes for each person, before and after, and a pairing code that both share.")] = False):
    """Make one-time codes to hand out. The column for names is yours, and the file stays with you.

    Example: course codes --n 30 --pairs --out codes.csv
    """
    from .assessing import codes
    typer.echo(f"{codes.write(out, n, pairs)} codes are in {out}. Write the names in yourself, and keep the file where only you can read it.")


@app.command("seal-key")
@plain_errors
def seal_key(out: Annotated[Path, typer.Option(help="The folder to write the two files to.")]):
    """Make a key pair, so that what trainees hand in can be read by you alone.

    Example: course seal-key --out my-key
    """
    from .assessing import sealing
    private, public = sealing.make(out)
    typer.echo(f"{private} is yours: keep it safe and give it to nobody. What is sealed cannot be read without it.\n"
               f"{public} is public: name it in local.yaml as assessment_key and build the book, or give it to your trainees to open in the page.")


@app.command("gate")
@plain_errors
def search_for_keys(places: Annotated[list[Path], typer.Argument(help="Files, folders or packages that learners get.")],
                    keys: Annotated[Optional[list[Path]], typer.Option(help="A folder of keys; without it the sample's and those of local.yaml.")] = None):
    """Search what learners get for answer keys of tests, packages included.

    Example: course gate _build/html course.zip --keys ../our-keys
    """
    from .assessing import gate
    gate.check(*places, keys=keys or None)
    typer.echo("No key was found.")


panel_app = typer.Typer(no_args_is_help=True, help="Ask a panel of experts, and let its answers weigh in the key.")
app.add_typer(panel_app, name="panel")


@panel_app.command("template")
@plain_errors
def panel_template(exercise: Annotated[str, typer.Argument(help="A set of questions, such as criteria.")],
                   members: Annotated[int, typer.Option(min=2, max=60, help="How many columns for members.")] = 5,
                   out: Annotated[Optional[str], typer.Option(help="The file to write; SET-panel.csv if it is left out.")] = None,
                   keys: Annotated[Optional[str], typer.Option(help="The folder of keys, for a test.")] = None):
    """Write a sheet in which each member of a panel answers alone, in a column of their own. Use codes for members, not names.

    Example: course panel template criteria --members 7
    """
    from . import panel
    path = Path(out or f"{exercise}-panel.csv")
    if path.exists():
        raise Mistakes([f"{path} is there already, and may be filled in. Name another file with --out."])
    write_text(path, "\ufeff" + panel.template(exercise, members, Path(keys) if keys else None))
    typer.echo(f"{path}: give each member a copy, and put their columns side by side afterwards.")


@panel_app.command("import")
@plain_errors
def panel_import(sheet: Annotated[str, typer.Argument(help="The filled sheet, a CSV file.")],
                 on: Annotated[Optional[str], typer.Option(help="The day on which the panel finished; today if it is left out.")] = None,
                 bar: Annotated[float, typer.Option(help="An item on which a smaller share agrees is contested.")] = .7,
                 keys: Annotated[Optional[str], typer.Option(help="The folder of keys, for a test.")] = None):
    """Read a panel's answers, and write what they give beside the key: counts, credits, contested items.

    Example: course panel import criteria-panel.csv --on 2026-12-01
    """
    from . import panel, upkeep
    path, found = panel.collect(Path(sheet), upkeep.day(on) if on else upkeep.today(), bar, Path(keys) if keys else None)
    write_text(path, panel.as_yaml(found))
    typer.echo("\n".join([f"{path}: {found.status}.", *panel.lines(found)]))


def write_text(path: Path, text: str) -> None:
    """Writes a text file; raises Mistakes if nothing can be written there."""
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise Mistakes([f"{path}: nothing can be written there ({error.strerror}). Name another place."]) from None


@app.command("pass-mark")
@plain_errors
def pass_mark(table: Annotated[Optional[Path], typer.Argument(help="The CSV of ratings, or of trainees with group and share.")] = None,
              template: Annotated[Optional[str], typer.Option(help="Print an empty table for a set, such as form-a, instead.")] = None,
              judges: Annotated[int, typer.Option(min=2, help="How many judges the empty table is for.")] = 8):
    """Work out a pass mark from judges' ratings of each question, or from trainees who were judged to be at the border.

    Example: course pass-mark --template form-a --judges 8 > ratings.csv, and then course pass-mark ratings.csv
    """
    from .assessing import standard
    if (table is None) == (template is None):
        raise Mistakes(["Name either a table of ratings or, with --template, a set."])
    typer.echo(standard.template(template, judges) if template else "\n".join(standard.told(standard.cut(table))), nl=template is None)


export = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Write what an organisation's own systems take in.")
app.add_typer(export, name="export")
Out = Annotated[str, typer.Option(help="The file to write.")]
Keys = Annotated[Optional[str], typer.Option(help="The folder with the keys of tests; a formative set needs none.")]


def learner_package(kind: str, says: str):
    """One command for each standard of learner packages."""
    @export.command(kind, help=says)
    @plain_errors
    def made(out: Out, page: Annotated[list[str], typer.Option(help="Only this page, such as book/first-review; say it again for more.")] = [],
             path: Annotated[Optional[str], typer.Option(help="The whole book, complete when this path is done: teacher, officer or both.")] = None,
             store: Annotated[Optional[str], typer.Option(help="cmi5: the one record store that the package may talk to.")] = None):
        from . import build
        from .assessing.exports import package, selection
        build.build(strict=True)
        told = package.write(kind, selection.select(page, path), Path(out), store)
        typer.echo(f"{out}: {told['pages']} pages, {told['counted']} of them count, {told['questions']} questions, {told['bytes']:,} bytes. "
                   "For practice and completion only.")


for standard, about in (("scorm12", "A learner package for SCORM 1.2."), ("scorm2004", "A learner package for SCORM 2004, 4th edition."),
                        ("cmi5", "A learner package for cmi5.")):
    learner_package(standard, f"{about} For practice and completion only.")


def trainer_bank(kind: str, says: str):
    """One command for each format of question banks."""
    @export.command(kind, help=says)
    @plain_errors
    def made(sets: Annotated[list[str], typer.Argument(help="The sets of questions, such as first-decisions form-a.")], out: Out, keys: Keys = None):
        from .assessing.exports import files
        for sentence in files.bank(kind, sets, Path(out), Path(keys) if keys else None):
            typer.echo(sentence)


for standard, about in (("moodle", "A bank of questions as Moodle XML."), ("qti21", "A bank of questions as a QTI 2.1 package."),
                        ("qti30", "A bank of questions as a QTI 3.0 package.")):
    trainer_bank(standard, f"{about} It holds the keys: for trainers, never for learners.")


@export.command()
@plain_errors
def badge(results: Annotated[str, typer.Argument(help="The attempts.csv that course mark has written.")],
          codes: Annotated[str, typer.Option(help="The trainer's own list of codes and names.")],
          out: Annotated[str, typer.Option(help="The folder to write to.")],
          key: Annotated[Optional[str], typer.Option(help="The organisation's private key (PEM); without it the badges are unsigned.")] = None,
          kid: Annotated[Optional[str], typer.Option(help="Where the organisation shows its public key.")] = None):
    """Write an Open Badge 3.0 for each attempt that passed, signed if the organisation's key is named."""
    from .assessing.exports import badge as badges, certificate
    found, left = certificate.made(Path(results), Path(codes))
    count, more = badges.write(found, Path(out), Path(key) if key else None, kid)
    typer.echo("\n".join([f"{count} {'signed' if key else 'unsigned'} badges are in {out}.", *left, *more]))


@app.command()
@plain_errors
def mark(responses: Annotated[Path, typer.Argument(help="A folder, a zip or a file of responses.")],
         keys: Annotated[Path, typer.Option(help="The folder with your keys and rules.yaml.")],
         out: Annotated[Path, typer.Option(help="The folder for the results.")],
         private: Annotated[Optional[Path], typer.Option(help="Your private key, if responses are sealed.")] = None,
         codes: Annotated[Optional[Path], typer.Option(help="Your list of codes, to find those that are not on it or were used twice.")] = None,
         written: Annotated[bool, typer.Option("--written", help="Write blind sheets for two markers, and read back what they filled in.")] = False,
         bar: Annotated[float, typer.Option(help="By what share of a text's points two markers may differ before a third person looks.")] = 0.25,
         seed: Annotated[Optional[int], typer.Option(help="Name and order the texts of the sheets from this number; by chance if it is left out.")] = None,
         engine: Annotated[str, typer.Option(help="python, or duckdb for one NDJSON file larger than memory, whose files were checked before.")] = "python"):
    """Mark responses with your keys. A broken file is named with its reason, and stops nothing.

    Example: course mark responses/ --keys ../our-keys --out results
    """
    from .assessing import desk
    desk.run(responses, keys, out, private=private, codes=codes, with_written=written, bar=bar, seed=seed, engine=engine, say=typer.echo)


@app.command()
@plain_errors
def report(results: Annotated[Path, typer.Argument(help="The folder that course mark wrote.")],
           out: Annotated[Path, typer.Option(help="The file to write.")] = Path("report.html"),
           least: Annotated[int, typer.Option(min=2, help="Groups of fewer people are not shown.")] = 5,
           book: Annotated[Optional[str], typer.Option(help="Where the book is, for links to its pages; else where it was built here.")] = None):
    """Write a report of results as one page with pictures, for trainers. It asks for nothing from anywhere.

    Example: course report results --out report.html
    """
    from .assessing import report as reports
    reports.write(results, out, least, book)
    typer.echo(f"The report is ready: {out}. It shows which answers earn credit: keep it among trainers.")


@app.command()
@plain_errors
def certificate(results: Annotated[Optional[str], typer.Argument(help="The attempts.csv that course mark has written.")] = None,
                codes: Annotated[Optional[str], typer.Option(help="The trainer's own list of codes and names; without it the name stays blank.")] = None,
                out: Annotated[Optional[str], typer.Option(help="The folder to write to.")] = None,
                pdf: Annotated[bool, typer.Option(help="Also as PDF.")] = False,
                check: Annotated[Optional[str], typer.Option(help="Ask whether this certificate still holds.")] = None):
    """Write a certificate for each attempt that passed, or ask whether one still holds.

    Example: course certificate results/attempts.csv --codes codes.csv --out certificates
    """
    from .assessing.exports import certificate as certificates, files
    if check:
        found = certificates.check(Path(check), Path(results) if results else None)
        if found:
            raise Mistakes([f"{check} does not hold.", *found])
        typer.echo(f"{check} holds: the law has not moved since its law date{', and the results say the same' if results else ''}.")
        return
    for sentence in files.certificates(results, codes, out, pdf):
        typer.echo(sentence)


room = typer.Typer(rich_markup_mode=None, invoke_without_command=True,
                   help="Run a session in a room: people vote from their phones, the projector shows what the room thinks.\n\n"
                        "Example: course workshop --scenario passed-on")
app.add_typer(room, name="workshop")


@room.callback()
@plain_errors
def workshop(context: typer.Context,
             plan: Annotated[Optional[str], typer.Option(help="A session plan of the book: its scenarios, in its order.")] = None,
             scenario: Annotated[Optional[list[str]], typer.Option(help="A scenario of the book; may be given several times.")] = None,
             set: Annotated[Optional[list[str]], typer.Option(help="A set of questions; may be given several times.")] = None,
             chair: Annotated[Optional[str], typer.Option(help="school or police: play only this chair of the scenarios.")] = None,
             host: Annotated[Optional[str], typer.Option(help="The address of this computer that phones can reach; asked for if it is left out.")] = None,
             port: Annotated[Optional[int], typer.Option(help="Use this port, or say that it is busy.")] = None,
             file: Annotated[Optional[str], typer.Option(help="Keep the session in this file, or go on with the one that is in it.")] = None,
             cards: Annotated[int, typer.Option(min=0, max=2000, help="Make so many join cards to print; nobody joins without one.")] = 0,
             store: Annotated[Optional[str], typer.Option(help="A PostgreSQL database instead of a file, such as postgresql://user@host/name.")] = None,
             workers: Annotated[int, typer.Option(min=1, max=32, help="How many workers share the database.")] = 1,
             name: Annotated[Optional[str], typer.Option(help="The public name behind a web server that speaks https.")] = None,
             listed: Annotated[bool, typer.Option("--list", help="List what a room can play.")] = False):
    """Run a session, or go on with one."""
    if context.invoked_subcommand:
        return
    from .workshop import host as rooms, stops
    if listed:
        typer.echo("\n".join(rooms.listed()))
        return
    if chair not in (None, *stops.CHAIRS):
        raise Mistakes([f"There is no chair {chair!r}. Write school or police, or leave it out for both."])
    parts = rooms.of_plan(plan) if plan else []
    parts += [stops.part_of(slug, (chair,) if chair else stops.CHAIRS) for slug in [*(scenario or []), *(set or [])]]
    rooms.run(parts or None, host, port, file, store, cards, workers, name)


@room.command("report")
@plain_errors
def workshop_report(file: Annotated[str, typer.Argument(help="The session's file, or its postgresql:// address.")],
                    out: Annotated[Optional[str], typer.Option(help="The folder to write to; beside the session if it is left out.")] = None):
    """Close a session: write its report, and take everything out that could be tied to a person."""
    from .workshop import report as reports, store
    kept = store.Store(file, new=False)
    typer.echo(f"The report is in {reports.close(kept, file if not kept.shared else 'workshops/session', Path(out) if out else None)}. The session is closed.")


@room.command("delete")
@plain_errors
def workshop_delete(file: Annotated[str, typer.Argument(help="The session's file, or its postgresql:// address.")],
                    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False):
    """Delete a session: nothing of it stays."""
    from .workshop import report as reports, store
    kept = store.Store(file, new=False)
    if not yes:
        typer.confirm(f"Delete {file} and everything in it?", abort=True)
    reports.delete(kept, file)
    typer.echo("The session is deleted.")


def main():
    """Runs the command; a reader who stops it early sees no traceback."""
    try:
        app()
    except (KeyboardInterrupt, BrokenPipeError):
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
