"""Response files as they come in: a folder, a zip or a file of many, read one after another, and never stopped by one of them."""
from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ..files import BIGGEST, Mistakes, shown
from . import responses
from .responses import Response

ONE = ".json"
MANY = (".ndjson", ".jsonl")  # files with one attempt on each line
WRONG_NAME = f"its name ends in none of {', '.join((ONE, *MANY, '.zip'))}, so it was not read. Rename it if it is a response."
LINK = "this is a link to a folder. Links are not followed, since they can lead in a circle. Name the folder itself."
SPECIAL = "this is neither a file nor a folder. Take it out of the folder."


@dataclass(frozen=True)
class Read:
    """One attempt that was found: where, and either the response or the sentences that say why it cannot be read."""
    where: str
    response: Response | None = None
    sealed: bool = False
    problems: tuple[str, ...] = ()


def each(path: Path, private=None) -> Iterator[Read]:
    """Every attempt below a path, in the order of the names; what cannot be read comes with the sentences that say why."""
    path = Path(path)
    if not path.exists():
        raise Mistakes([f"{responses.named(path)}: there is no such file or folder. Name the one with the responses."])
    yield from _folder(path, private) if path.is_dir() else _entry(path, responses.named(path), private)


def _folder(folder: Path, private) -> Iterator[Read]:
    try:
        entries = sorted(os.scandir(folder), key=lambda e: e.name)
    except OSError as error:
        yield Read(responses.named(folder), problems=(f"{responses.named(folder)}: the folder cannot be read ({error.strerror}).",))
        return
    top = shown(folder)
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _folder(Path(entry.path), private)
        else:
            yield from _entry(Path(entry.path), responses.printable(f"{top}/{entry.name}"), private)


def _entry(path: Path, where: str, private) -> Iterator[Read]:
    try:
        mode = os.stat(path).st_mode
    except OSError as error:
        yield _refused(where, f"the file cannot be read ({error.strerror}).")
        return
    if stat.S_ISDIR(mode):
        yield _refused(where, LINK)
    elif not stat.S_ISREG(mode):
        yield _refused(where, SPECIAL)
    elif path.suffix.lower() == ".zip":
        yield from _zip(path, where, private)
    else:
        yield from _read(path.suffix.lower(), where, lambda: path.open("rb", buffering=0 if path.suffix == ONE else -1), private)


def _zip(path: Path, where: str, private) -> Iterator[Read]:
    try:
        with zipfile.ZipFile(path) as packed:
            for member in sorted((m for m in packed.infolist() if not m.is_dir()), key=lambda m: m.filename):
                name = Path(member.filename)
                if not name.name.startswith(".") and name.parts[0] != "__MACOSX":
                    yield from _read(name.suffix.lower(), f"{where}, {responses.printable(member.filename)}", lambda: packed.open(member), private)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        yield _refused(where, f"this is not a zip file that can be read ({str(error)[:80]}). Ask for it again.")


def _read(suffix: str, where: str, opened: Callable[[], BinaryIO], private) -> Iterator[Read]:
    """The attempt, or the attempts, of one file; at no time is more than one attempt held, however large the file says it is."""
    if suffix not in (ONE, *MANY):
        yield _refused(where, WRONG_NAME)
        return
    try:
        with opened() as file:
            if suffix == ONE:
                yield _tried(file.read(BIGGEST + 1), where, private)
            else:
                yield from _lines(file, where, private)
    except (OSError, RuntimeError, zipfile.BadZipFile, NotImplementedError, EOFError, ValueError) as error:
        yield _refused(where, f"the file cannot be read ({str(error)[:80]}). Ask for it again.")


def _lines(file: BinaryIO, where: str, private) -> Iterator[Read]:
    for number, line in enumerate(iter(lambda: file.readline(BIGGEST + 1), b""), 1):
        if text := line.strip():
            yield _tried(text, f"{where}, line {number}", private)
        while len(line) > BIGGEST and not line.endswith(b"\n") and (line := file.readline(BIGGEST + 1)):
            pass  # the rest of a line that is too long belongs to it


def _tried(raw: bytes, where: str, private) -> Read:
    try:
        return Read(where, *responses.parse(raw, where, private))
    except Mistakes as error:
        return Read(where, problems=tuple(error.sentences))


def _refused(where: str, why: str) -> Read:
    return Read(where, problems=(f"{where}: {why}",))
