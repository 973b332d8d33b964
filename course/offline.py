"""The copy that a reader may keep on a device: a worker with the list of every file, and the size that the page says."""
from __future__ import annotations

import hashlib
import json
from pathlib import Path

from . import widgets
from .assets import lean

WORKER, PANEL = "offline-worker.js", "_static/offline.js"
NOT_KEPT = ("_notebooks/", ".buildinfo", "objects.inv", WORKER)  # notebooks need the program, the others no reader


def write(out: Path) -> None:
    """Writes the worker and the script of the page that offers it, once every other file of the book is there."""
    (out / PANEL).unlink(missing_ok=True)
    size = sum((out / name).stat().st_size for name in kept(out))
    _script(out / PANEL, {"bytes": size}, "offline")
    files = kept(out)
    _script(out / WORKER, {"version": _version(out, files), "files": files}, "worker")


def kept(out: Path) -> list[str]:
    """The files of a copy, as addresses below the book's own."""
    names = sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())
    return [name for name in names if not name.startswith(NOT_KEPT)]


def _version(out: Path, files: list[str]) -> str:
    """Changes with any byte of any file."""
    digest = hashlib.sha256()
    for name in files:
        digest.update(f"{name}\0".encode() + hashlib.sha256((out / name).read_bytes()).digest())
    return digest.hexdigest()[:12]


def _script(path: Path, given: dict, module: str) -> None:
    path.write_text(f"self.courseCopy = {json.dumps(given)};\n{lean(widgets.plain_script(module))}", encoding="utf-8", newline="\n")
