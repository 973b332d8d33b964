"""What gates a commit, what runs before a release, and what measures: each builds the book and runs one set of tests."""
from __future__ import annotations

import importlib.util
import os
import subprocess
import sys

from . import build
from .files import ROOT, Mistakes

NEEDED = ("pytest", "xdist", "nbval", "playwright", "z3")
PAGES = ("index.md", "book", "exercises")
ALWAYS = ("-m", "pytest", "-ra")
# One file's tests stay together: the cells of one notebook share a kernel, and each file of browser tests shares a browser.
ABREAST = ("-n", str(max(2, min(4, os.cpu_count() or 2))), "--dist", "loadfile")


def run(which: str, *more: str) -> int:
    """Runs "test", "prove" or "bench" and returns pytest's exit code; raises Mistakes if the book cannot be built."""
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise Mistakes([f"The test tools are not installed ({', '.join(missing)} missing). Run: make {which}"])
    build.build(strict=True)
    pages = [name for name in PAGES if (ROOT / name).exists()]
    arguments = {"test": [*ABREAST, "--nbval", *pages, "tests"], "prove": [*ABREAST, "-m", "prove", "tests"],
                 "bench": ["-m", "bench", "-s", "-p", "no:xdist", "tests"]}[which]
    return subprocess.call([sys.executable, *ALWAYS, *arguments, *more], cwd=ROOT)
