"""The gate before what learners get: no answer key of a test is in it, in whatever file, and however it is split or wrapped.

It looks for three things in every file, and in every file inside a package: the canaries that each secret key carries, the texts that
only a key has, and the credits, orders and groups of a key. What it cannot find is a key that was put into other words.
"""
from __future__ import annotations

import base64
import functools
import gzip
import html
import io
import json
import re
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .. import local
from ..files import ROOT, Mistakes, read_yaml, shown
from ..schema import raise_if

SAMPLE = ROOT / "exercises" / "sample_keys"
PUBLIC = ("exercises/items/*.yaml", "exercises/keys/*.yaml", "rules/**/*.yaml", "book/**/*.yaml")  # what anyone may read
SOURCES = ("book", "index.md", "exercises/items", "exercises/keys", "exercises/*.md", "course/js", "course/templates")
BUILT = ("_build/html", "_build/lab", "_build/packages")
SHORTEST = 25  # letters of a sentence that is looked for
DEEPEST = 4  # packages in packages, and base64 in base64
MARK = b"canary-"


def _wrapped() -> list[str]:
    """How the start of a canary reads in base64, at each of the three offsets that it can have there."""
    found = []
    for shift in range(3):
        text = base64.b64encode(b"\0" * shift + MARK).decode()
        found.append(text[-(-8 * shift // 6):8 * (shift + len(MARK)) // 6])
    return found


WRAPPED = _wrapped()
CANARY = re.compile("|".join(["(?i:canary[0-9a-f]{16})", *WRAPPED, f"(?i:{MARK.hex()})"]))
BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{40,}(?:(?:\\[nr]|\s)+[A-Za-z0-9+/_-]{40,})*(?:(?:\\[nr]|\s)+[A-Za-z0-9+/_-]+)?")
TAGS, ESCAPES = re.compile(r"<[^<>]*>"), re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|[nrt])")
ENDS = b'.?!"<>:;{}[]|'  # of a sentence, as it stands in whatever file
NOT_LETTERS = bytes(set(range(256)) - set(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))
NOT_IN_SENTENCES = bytes(set(NOT_LETTERS) - set(ENDS) - {0})
CUT = bytes.maketrans(ENDS, b"\0" * len(ENDS))
RECORD = re.compile(r"\b(credit|order|group)\b")
PAIR, WORD = re.compile(r"([A-Za-z_][\w.]*)[\"']?\s*[:=]\s*[\"']?(-?[\w.]+)"), re.compile(r"[A-Za-z_][\w.]*")


@dataclass
class Secrets:
    """What is looked for: whose it is by canary, by sentence, and by what its record looks like."""
    canaries: dict[str, str] = field(default_factory=dict)
    sentences: dict[str, str] = field(default_factory=dict)
    records: dict[tuple, str] = field(default_factory=dict)


# What is secret -----------------------------------------------------------------------------------------------------

def secrets(folders: Iterable[Path] | None = None) -> Secrets:
    """What every key file in some folders holds: the sample's and, from local.yaml, the trainer's own."""
    found = Secrets()
    own = local.own_keys() if folders is None else []
    for path in [*(path for folder in ([SAMPLE] if folders is None else folders) for path in sorted(Path(folder).glob("*.yaml"))), *own]:
        data = read_yaml(path)
        for key in (data.get("keys") or []) if isinstance(data, dict) else []:
            _add(found, key, f"item {key.get('item')} of {path.stem}")
    for sentence in _public() & found.sentences.keys():
        del found.sentences[sentence]
    return found


@functools.cache
def _public() -> frozenset[str]:
    """The sentences that anyone may read: a key may quote them."""
    return frozenset(s for pattern in PUBLIC for p in ROOT.glob(pattern) for s in _sentences(p.read_text(encoding="utf-8")))


def _add(found: Secrets, key: dict, whose: str) -> None:
    if isinstance(canary := key.get("canary"), str):
        found.canaries[_squeezed(canary)] = whose
    for text in _texts({k: v for k, v in key.items() if k not in ("item", "canary", "credit", "order", "group")}):
        found.sentences |= {sentence: f"{whose} (“{text.strip()[:40]} ...”)" for sentence in _sentences(text)}
    for name in ("credit", "order", "group"):
        if value := key.get(name):
            found.records[_record(name, value.items() if isinstance(value, dict) else value)] = whose


def _texts(value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(part)


def _record(name: str, parts) -> tuple:
    if name == "order":
        return name, tuple(parts)
    return name, frozenset((k, f"{float(v):g}" if name == "credit" else str(v)) for k, v in parts)


def _squeezed(text: str) -> str:
    """Only the letters and digits of a text, so that it does not matter how it was split or quoted."""
    return text.encode("utf-8", "replace").translate(None, NOT_LETTERS).decode()


def _sentences(text: str) -> set[str]:
    pieces = text.encode("utf-8", "replace").translate(CUT, NOT_IN_SENTENCES).lower().split(b"\0")
    return {piece.decode() for piece in pieces if len(piece) >= SHORTEST}


# Looking for it -----------------------------------------------------------------------------------------------------

def check(*places: Path, keys: Iterable[Path] | None = None) -> None:
    """Raises Mistakes with every place in a file, a folder or a package where a key shows; does nothing if none does."""
    raise_if(problems(places, keys))


def there(patterns: Iterable[str]) -> list[Path]:
    """The places of the project that are there, out of SOURCES or BUILT."""
    return [path for pattern in patterns for path in sorted(ROOT.glob(pattern))]


def problems(places: Iterable[Path], keys: Iterable[Path] | None = None) -> list[str]:
    """A sentence for each key that is found in some files, folders or packages."""
    wanted = secrets(keys)
    return [f"{where}: {what} It must not reach a learner. Take it out, and build again." for where, what in
            dict.fromkeys(hit for place in places for path in _files(Path(place)) for hit in _in_file(path, wanted))]


def _files(place: Path) -> Iterator[Path]:
    if not place.exists():
        raise Mistakes([f"{shown(place)}: there is nothing here to search for keys."])
    yield from sorted(p for p in place.rglob("*") if p.is_file()) if place.is_dir() else [place]


def _in_file(path: Path, wanted: Secrets) -> Iterator[tuple[str, str]]:
    for where, raw in _unpacked(shown(path), path.read_bytes()):
        if "sample_keys" in where.split("/")[:-1]:
            yield where, "a file from the folder of sample keys is in it."
        for text in _readings(raw):
            yield from ((where, what) for what in _in_text(text, wanted))


def _unpacked(where: str, raw: bytes, depth: int = 0) -> Iterator[tuple[str, bytes]]:
    """The bytes, and what is packed in them: members of a package, compressed data, and base64."""
    yield where, raw
    if depth == DEEPEST:
        return
    try:
        if raw[:4] == b"PK\3\4":
            with zipfile.ZipFile(io.BytesIO(raw)) as package:
                for name in package.namelist():
                    yield from _unpacked(f"{where}/{name}", package.read(name), depth + 1)
        elif raw[:2] == b"\x1f\x8b":
            yield from _unpacked(where, gzip.decompress(raw), depth + 1)
    except (zipfile.BadZipFile, OSError, EOFError, zlib.error, RuntimeError, NotImplementedError) as error:
        raise Mistakes([f"{where}: it cannot be unpacked ({error}), so nobody can say that no key is in it."]) from None
    for found in BASE64.findall(raw):
        text = re.sub(rb"\\[nr]|\s", b"", found).translate(bytes.maketrans(b"-_", b"+/"))
        yield from _unpacked(where, base64.b64decode(text[:-1] if len(text) % 4 == 1 else text + b"=" * (-len(text) % 4)), depth + 1)


def _readings(raw: bytes) -> Iterator[str]:
    """A file as text, and as the text that a reader or a program would see in it."""
    text = raw.decode("utf-8", "replace")
    yield text
    plain = ESCAPES.sub(lambda m: chr(int(m[1] or m[2], 16)) if m[1] or m[2] else " ", text) if "\\" in text else text
    if "&" in plain or "<" in plain or "%" in plain:
        plain = TAGS.sub("", html.unescape(urllib.parse.unquote(plain, errors="replace")))
    if plain != text:
        yield plain
    if text.lstrip().startswith("{") and '"cells"' in text:
        try:
            yield "\n".join("".join(found) for found in _lists(json.loads(text)))
        except (ValueError, RecursionError):
            pass  # not a notebook; it was read as it is


def _lists(value) -> Iterator[list[str]]:
    """Every list of lines in a notebook: a sentence may go on over several."""
    if isinstance(value, list) and value and all(isinstance(v, str) for v in value):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _lists(part)


def _in_text(text: str, wanted: Secrets) -> Iterator[str]:
    squeezed = _squeezed(text)
    if any(mark in squeezed for mark in WRAPPED) or any(mark in squeezed.lower() for mark in ("canary", MARK.hex())):
        yield from (f"the canary of {wanted.canaries.get(found.lower(), 'a key')} is in it." for found in CANARY.findall(squeezed))
    for sentence in _sentences(text) & wanted.sentences.keys():
        yield f"a text of the key to {wanted.sentences[sentence]} is in it."
    for found in RECORD.finditer(text) if wanted.records else ():
        after = text[found.end():found.end() + 1200]
        pairs, words = PAIR.findall(after), WORD.findall(after)
        for (name, record), whose in wanted.records.items():
            if name == found[1] and _same(record, pairs[:len(record)], words[:len(record)]):
                yield f"the {name} in the key to {whose} is in it."


def _same(record, pairs, words) -> bool:
    if isinstance(record, tuple):
        return tuple(words) == record
    return frozenset((k, _number(v)) for k, v in pairs) == record


def _number(text: str) -> str:
    try:
        return f"{float(text):g}"
    except ValueError:
        return text
