"""The commands of a trainer: codes and seals, panel and pass mark, packages, marking, report, certificate and badge."""
from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from ..files import Mistakes
from ..terminal import app, export, plain_errors, write_text

@app.command("codes")
@plain_errors
def make_codes(n: Annotated[int, typer.Option("--n", help="For how many people.")],
               out: Annotated[Path, typer.Option(help="The file to write; one that is there is never overwritten.")],
               pairs: Annotated[bool, typer.Option(help="Two codes for each person, before and after, and a pairing code that both share.")] = False):
    """Make one-time codes to hand out. The column for names is yours, and the file stays with you.

    Example: course codes --n 30 --pairs --out codes.csv
    """
    from . import codes
    typer.echo(f"{codes.write(out, n, pairs)} codes are in {out}. Write the names in yourself, and keep the file where only you can read it.")


@app.command("seal-key")
@plain_errors
def seal_key(out: Annotated[Path, typer.Option(help="The folder to write the two files to.")]):
    """Make a key pair, so that what trainees hand in can be read by you alone.

    Example: course seal-key --out my-key
    """
    from . import sealing
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
    from . import gate
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
    from .. import panel
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
    from .. import panel, upkeep
    path, found = panel.collect(Path(sheet), upkeep.day(on) if on else upkeep.today(), bar, Path(keys) if keys else None)
    write_text(path, panel.as_yaml(found))
    typer.echo("\n".join([f"{path}: {found.status}.", *panel.lines(found)]))


@app.command("pass-mark")
@plain_errors
def pass_mark(table: Annotated[Optional[Path], typer.Argument(help="The CSV of ratings, or of trainees with group and share.")] = None,
              template: Annotated[Optional[str], typer.Option(help="Print an empty table for a set, such as form-a, instead.")] = None,
              judges: Annotated[int, typer.Option(min=2, help="How many judges the empty table is for.")] = 8):
    """Work out a pass mark from judges' ratings of each question, or from trainees who were judged to be at the border.

    Example: course pass-mark --template form-a --judges 8 > ratings.csv, and then course pass-mark ratings.csv
    """
    from . import standard
    if (table is None) == (template is None):
        raise Mistakes(["Name either a table of ratings or, with --template, a set."])
    typer.echo(standard.template(template, judges) if template else "\n".join(standard.told(standard.cut(table))), nl=template is None)


Out = Annotated[str, typer.Option(help="The file to write.")]
Keys = Annotated[Optional[str], typer.Option(help="The folder with the keys of tests; a formative set needs none.")]


def learner_package(kind: str, says: str):
    """One command for each standard of learner packages."""
    @export.command(kind, help=says)
    @plain_errors
    def made(out: Out, page: Annotated[list[str], typer.Option(help="Only this page, such as book/first-review; say it again for more.")] = [],
             path: Annotated[Optional[str], typer.Option(help="The whole book, complete when this path is done: teacher, officer or both.")] = None,
             store: Annotated[Optional[str], typer.Option(help="cmi5: the one record store that the package may talk to.")] = None):
        from .. import build
        from .exports import package, selection
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
        from .exports import files
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
    from .exports import badge as badges, certificate
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
    from . import desk
    desk.run(responses, keys, out, private=private, codes=codes, with_written=written, bar=bar, seed=seed, engine=engine, say=typer.echo)


@app.command()
@plain_errors
def report(results: Annotated[Path, typer.Argument(help="The folder that course mark wrote, or the one that course workshop report wrote.")],
           out: Annotated[Path, typer.Option(help="The file to write.")] = Path("report.html"),
           least: Annotated[int, typer.Option(min=2, help="Groups of fewer people are not shown.")] = 5,
           book: Annotated[Optional[str], typer.Option(help="Where the book is, for links to its pages; else where it was built here.")] = None):
    """Write a report of results as one page with pictures, for trainers. It asks for nothing from anywhere.

    Example: course report results --out report.html
    """
    from . import desk, report as reports
    reports.write(desk.of_room(results, typer.echo), out, least, book)
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
    from .exports import certificate as certificates, files
    if check:
        found = certificates.check(Path(check), Path(results) if results else None)
        if found:
            raise Mistakes([f"{check} does not hold.", *found])
        typer.echo(f"{check} holds: the law has not moved since its law date{', and the results say the same' if results else ''}.")
        return
    for sentence in files.certificates(results, codes, out, pdf):
        typer.echo(sentence)
