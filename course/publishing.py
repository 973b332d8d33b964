"""The commands of whoever publishes the course: a folder, a zip, paper, a release and an audit of what it rests on."""
from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from .terminal import app, export, plain_errors


@export.command("site")
@plain_errors
def export_site(out: Annotated[Path, typer.Option(help="The folder to write; a new one, or an earlier copy.")]):
    """Write a clean copy of the book to upload, with security headers for common hosts.

    Example: course export site --out public
    """
    from . import exporting
    made = exporting.site(out)
    typer.echo(f"{out}: {made['files']} files, {made['bytes']:,} bytes. Upload what is in it. The headers are in _headers and in the folder hosting.")


@export.command("zip")
@plain_errors
def export_zip(out: Annotated[Path, typer.Option(help="The file to write.")]):
    """Write the whole book as one zip that opens from disk: unpack it, and open START-HERE.html.

    Example: course export zip --out course.zip
    """
    from . import exporting
    made = exporting.archive(out)
    typer.echo(f"{out}: {made['files']} files, {made['bytes']:,} bytes. Unpack it, and open START-HERE.html.")


@export.command("pdf")
@plain_errors
def export_pdf(out: Annotated[Path, typer.Option(help="The folder to write to.")],
               page: Annotated[Optional[str], typer.Option(help="Only this page, such as book/law.")] = None):
    """Print the whole book, its answers apart, and each page by itself, as tagged PDF. Needs Chromium or Chrome, and some minutes.

    Example: course export pdf --out paper --page book/law
    """
    from . import exporting
    for path in exporting.pdf(out, page):
        typer.echo(f"{path}")


@app.command()
@plain_errors
def release(out: Annotated[Path, typer.Option(help="The folder to write to.")]):
    """Write a release: the zip, the list of what it was built with (SBOM), and SHA-256 sums. The same commit gives the same bytes.

    Example: course release --out release
    """
    from . import releasing
    for sentence in releasing.release(out):
        typer.echo(sentence)


@app.command()
@plain_errors
def audit():
    """Ask the database of the Python package index whether anything pinned here has a known vulnerability. Needs a network.

    Example: course audit
    """
    from . import releasing
    for sentence in releasing.audit():
        typer.echo(sentence)
