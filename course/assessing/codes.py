"""One-time codes and pairing codes: made by the trainer, typed by hand, with a last character that gives a slip away.

The list of names is a column of the trainer's own file. It stays with the trainer; a response holds only the code.
"""
from __future__ import annotations

import csv
import io
import secrets
from dataclasses import dataclass
from pathlib import Path

from ..files import Mistakes, read_text, shown
from .responses import ALPHABET

COLUMNS = ("name", "phase", "code", "pair")
PHASES = ("before", "after")
MOST = 100_000


@dataclass(frozen=True)
class Row:
    """One code that was given out: whose it is is the trainer's own business."""
    name: str
    phase: str
    code: str
    pair: str | None


def tidied(text: str) -> str | None:
    """A code as it is written, "ABCD-EFGH"; None if it is none or has a slip in it. js/codes.js is the same."""
    letters = "".join(c for c in text.upper() if c.isascii() and c.isalnum())
    if len(letters) != 8 or any(c not in ALPHABET for c in letters) or _rest(letters):
        return None
    return f"{letters[:4]}-{letters[4:]}"


def _rest(letters: str) -> int:
    """Nought for a good code. Doubling in the field of 32 numbers: one wrong character, or two that changed places, never give nought."""
    rest = 0
    for letter in letters:
        rest = (rest ^ ALPHABET.index(letter)) << 1
        rest = rest ^ 37 if rest & 32 else rest
    return rest


def new(n: int) -> list[str]:
    """So many random codes, no two alike, out of the 34 billion that there are; raises Mistakes for no sensible number."""
    if not 1 <= n <= MOST:
        raise Mistakes([f"{n} is not a number of codes. Write one from 1 to {MOST:,}."])
    found: dict[str, None] = {}
    while len(found) < n:
        start = "".join(secrets.choice(ALPHABET) for _ in range(7))
        last = next(c for c in ALPHABET if not _rest(start + c))
        found[f"{start[:4]}-{start[4:]}{last}"] = None
    return list(found)


def write(path: Path, n: int, pairs: bool = False) -> int:
    """Writes a file of new codes with an empty column for names, and returns how many; never overwrites one that is there.

    pairs: two codes for each person, before and after, and one pairing code that both share.
    """
    path = Path(path)
    if path.exists():
        raise Mistakes([f"{shown(path)}: this file is there already, and it may hold names. Name another one."])
    fresh = new(n * 3 if pairs else n)
    rows = [("", phase, fresh[at + i], fresh[at + 2]) for at in range(0, len(fresh), 3) for i, phase in enumerate(PHASES)] if pairs \
        else [("", "", code, "") for code in fresh]
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([COLUMNS, *rows])
    try:
        path.write_text(text.getvalue(), encoding="utf-8-sig", newline="")  # with the mark that spreadsheets look for
    except OSError as error:
        raise Mistakes([f"{shown(path)}: nothing can be written there ({error.strerror}). Name another place."]) from None
    return len(rows)


def read(path: Path) -> dict[str, Row]:
    """The codes that were given out, by code; raises Mistakes for everything that is wrong in the file."""
    where, lines = shown(Path(path)), read_text(path).splitlines()
    dialect = ";" if lines and lines[0].count(";") > lines[0].count(",") else ","  # some spreadsheets save with semicolons
    table = csv.DictReader(lines, delimiter=dialect, skipinitialspace=True)
    if missing := [c for c in ("code",) if c not in (table.fieldnames or [])]:
        raise Mistakes([f"{where}: there is no column {missing[0]}. Start from a file that course codes has written."])
    found, wrong = {}, []
    for number, row in enumerate(table, 2):
        given = {c: (row.get(c) or "").strip() for c in COLUMNS}
        code, pair = tidied(given["code"]), tidied(given["pair"]) if given["pair"] else None
        if not any(given.values()):
            continue
        wrong += [f"{where}, line {number}: {given[c]!r} is not a {what}. A character was changed." for c, what, good in
                  (("code", "code", code), ("pair", "pairing code", pair or not given["pair"])) if not good]
        if code in found:
            wrong.append(f"{where}, line {number}: the code {code} is there twice. Each is given to one person.")
        if code:
            found[code] = Row(given["name"], given["phase"], code, pair)
    if wrong:
        raise Mistakes(wrong)
    return found
