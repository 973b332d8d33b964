"""What changed since the last build, and whether it is no more than sentences of pages, which no other page can show."""
from __future__ import annotations

import hashlib
import json
import re
import sys
from pathlib import Path

from . import language, local, pages
from .files import ROOT

INPUTS = ("_config.yml", "_toc.yml", "local.yaml", "requirements.txt", "index.md", "book/**/*", "exercises/**/*", "rules/**/*", "course/**/*")
SEEN_ELSEWHERE = re.compile(r"^(?:#|\(|[`~:]{3,}|\[.*\]:)")  # headings, labels, directives and code, definitions of links


def state(root: Path = ROOT) -> dict[str, str]:
    """A hash of each file that the book is made from or searched for, and of the version of Python; of a page also of what others may show of it."""
    found = {"python": sys.version, "language": language.code()}
    found |= {str(path): _hash(path.read_bytes()) for path in local.own_keys()}
    for path in sorted({p for pattern in INPUTS for p in root.glob(pattern) if p.is_file() and "__pycache__" not in p.parts and p.suffix != ".mo"}):
        name, text = path.relative_to(root).as_posix(), path.read_bytes()
        found[name] = _hash(text)
        if path.suffix == ".md":
            found[f"{name} seen elsewhere"] = _hash(seen_elsewhere(text.decode(errors="replace")).encode())
    return found


def hashes(folder: Path) -> dict[str, str]:
    """A hash of each file in a folder, by its place there."""
    return {path.relative_to(folder).as_posix(): _hash(path.read_bytes()) for path in sorted(folder.rglob("*")) if path.is_file()}


def seen_elsewhere(text: str) -> str:
    """The part of a page on which other pages, the scripts and the menu can depend: all but its sentences."""
    front, lines = pages.front_matter(text)
    kept, fence = [front], None
    for _, line in lines:
        mark = re.match(r"^\s*(`{3,}|~{3,})", line)
        if fence or mark or SEEN_ELSEWHERE.match(line.strip()):
            kept.append(line)
        if mark:
            fence = None if fence and mark[1].startswith(fence) else fence or mark[1]
    return "\n".join(kept)


def sentences_only(before: dict[str, str], now: dict[str, str], root: Path = ROOT) -> list[Path] | None:
    """The pages in which nothing but sentences changed; None if anything else did, or nothing at all."""
    if before.keys() != now.keys():
        return None
    changed = [name for name in now if before[name] != now[name]]
    return [root / name for name in changed] if changed and all(name.endswith(".md") for name in changed) else None


def read(path: Path) -> dict[str, str]:
    """What was kept of an earlier state; empty if there is none that can be read."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def write(path: Path, kept: dict[str, str]) -> None:
    """Keeps a state for the next build."""
    path.write_text(json.dumps(kept), encoding="utf-8")


def _hash(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()
