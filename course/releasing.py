"""A release that anyone can make again, with the list of what it was built with; and an audit of that list."""
from __future__ import annotations

import hashlib
import importlib.util
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from . import exporting, local
from .files import ROOT, Mistakes, read_text

PINS = ("requirements.txt", "tests/requirements.txt")
ZIP, SBOM, SUMS = "course.zip", "sbom.cdx.json", "SHA256SUMS"


def release(out: Path) -> Iterator[str]:
    """Writes the zip, the SBOM in CycloneDX and the sums of both, and says what it is of; nothing in them comes from the clock."""
    made = exporting.archive(out / ZIP)
    sbom(out / SBOM)
    sums = {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in (ZIP, SBOM)}
    exporting.save(out / SUMS, "".join(f"{told}  {name}\n" for name, told in sums.items()).encode())
    yield f"{out}: {ZIP} with {made['files']} files, {SBOM} and {SUMS}."
    yield from (f"{told}  {name}" for name, told in sums.items())
    yield from _said_of_the_source()


def _said_of_the_source() -> Iterator[str]:
    git = lambda *words: subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True)  # noqa: E731
    commit, edited = git("rev-parse", "HEAD"), git("status", "--porcelain")
    yield f"It is of commit {commit.stdout.strip()}." if commit.returncode == 0 else "It is of no commit: this folder is no git repository."
    if edited.stdout.strip():
        yield "Files differ from that commit, so nobody else can make the same bytes. Commit them, and make the release again."
    if local.FILE.exists():
        yield "Your own names from local.yaml are in it, so it is a release for your own people."


def sbom(out: Path) -> None:
    """Writes what the course is built and run with, each package with its exact version, as CycloneDX 1.6; raises Mistakes."""
    _needs("cyclonedx_py", "cyclonedx-bom")
    command = [sys.executable, "-m", "cyclonedx_py", "requirements", "--pyproject", str(ROOT / "pyproject.toml"), "--sv", "1.6",
               "--output-reproducible", "--of", "JSON", "-o", "-", "-"]
    done = subprocess.run(command, input="\n".join(_pinned(PINS[0])) + "\n", capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        raise Mistakes([f"The SBOM could not be made: {(done.stderr.strip().splitlines() or ['no reason was given'])[-1]}"])
    exporting.save(out, done.stdout.encode())


def audit() -> Iterator[str]:
    """Says that nothing pinned here has a known vulnerability; raises Mistakes with what has one, and if not everything could be looked up."""
    _needs("pip_audit", "pip-audit")
    with tempfile.TemporaryDirectory() as folder:
        pins = Path(folder) / "pins.txt"
        pins.write_text("\n".join(dict.fromkeys(line for name in PINS for line in _pinned(name))), encoding="utf-8")
        done = subprocess.run([sys.executable, "-m", "pip_audit", "-r", str(pins), "--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off"],
                              capture_output=True, text=True, encoding="utf-8")
    try:
        found = json.loads(done.stdout)
    except ValueError:
        raise Mistakes([f"The audit was not made: {(done.stderr.strip().splitlines() or ['no reason was given'])[-1]}"]) from None
    if wrong := problems(found):
        raise Mistakes(wrong)
    yield f"{len(found['dependencies'])} packages were looked up. None has a known vulnerability."


def problems(found: dict) -> list[str]:
    """A sentence for each known vulnerability in what pip-audit found, and one if packages could not be looked up."""
    packages = found["dependencies"]
    wrong = [f"{p['name']} {p['version']}: {v['id']}. {'Mended in ' + ', '.join(v['fix_versions']) + ': raise the pin' if v['fix_versions'] else 'No version mends it yet'}."
             for p in packages for v in p.get("vulns", [])]
    missing = [p["name"] for p in packages if "skip_reason" in p]
    if missing:
        wrong.append(f"{len(missing)} of {len(packages)} packages could not be looked up, such as {missing[0]}: the database cannot be reached from here. "
                     "That does not mean that they have no known vulnerability. Run course audit where https://pypi.org/pypi can be reached.")
    return wrong


def _pinned(name: str) -> list[str]:
    """The lines of a requirements file that pin a package."""
    return [line for line in read_text(ROOT / name).splitlines() if "==" in line and not line.startswith("#")]


def _needs(module: str, package: str) -> None:
    if importlib.util.find_spec(module) is None:
        raise Mistakes([f"This needs {package}. Install it: .venv/bin/python -m pip install -e \".[publisher]\" -c tests/requirements.txt"])
