"""Reading the project's own files, with messages that say what to write instead."""
from __future__ import annotations

import difflib
import hashlib
import json
import os
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, ScalarEvent

ROOT = Path(__file__).resolve().parent.parent
BIGGEST = 1_000_000  # bytes in one file
DEEPEST = 24  # levels of nesting
MOST_ALIASES = 200
PARSED = ROOT / "_build" / "cache" / "yaml"  # what was parsed before, by content; safe to delete
YAML_1_1_BOOLEANS = {"y", "n", "yes", "no", "on", "off"}


class Mistakes(Exception):
    """Every mistake found in one go, each a sentence that names the place and the remedy."""

    def __init__(self, sentences: list[str]):
        self.sentences = list(sentences)
        super().__init__("\n".join(self.sentences))


def nearest(word: str, allowed) -> str:
    """A closing sentence that names the closest allowed words, or all of them if they are few."""
    allowed = [str(a) for a in allowed]
    close = difflib.get_close_matches(str(word), allowed, n=3, cutoff=0.6)
    if close:
        return f"Did you mean {' or '.join(repr(c) for c in close)}?"
    if len(allowed) > 30:
        return f"There are {len(allowed)} to choose from."
    return f"Write one of: {', '.join(allowed)}."


def shown(path: Path) -> str:
    """A path as messages show it: from the project's root, with forward slashes."""
    path = Path(path)
    return path.resolve().relative_to(ROOT).as_posix() if path.resolve().is_relative_to(ROOT) else path.as_posix()


def read_text(path: Path) -> str:
    """The text of one UTF-8 file of at most a megabyte; raises Mistakes."""
    path = Path(path)
    if not path.is_file():
        raise Mistakes([f"{shown(path)}: there is no such file."])
    raw = path.read_bytes()
    if len(raw) > BIGGEST:
        raise Mistakes([f"{shown(path)}: the file has {len(raw):,} bytes. Split it: one file holds at most {BIGGEST:,}."])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Mistakes([f"{shown(path)}: byte {error.start} is not UTF-8. Save the file as UTF-8."]) from None


def read_yaml(path: Path):
    """The data of one YAML 1.2 file; raises Mistakes for anything that another YAML reader could read differently."""
    text = read_text(path)
    kept = PARSED / f"{hashlib.sha256(text.encode()).hexdigest()}.json"
    try:
        return json.loads(kept.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        data = _parse(text, shown(path))
    try:
        written = json.dumps(data, ensure_ascii=False)
        if json.loads(written) == data:  # only what JSON gives back unchanged
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.with_suffix(f".{os.getpid()}").write_text(written, encoding="utf-8")
            kept.with_suffix(f".{os.getpid()}").replace(kept)
    except (TypeError, OSError, RecursionError):
        pass
    return data


def _parse(text: str, where: str):
    try:
        problems = list(_ambiguities(text, where))
        if problems:
            raise Mistakes(problems)
        return YAML(typ="safe", pure=True).load(text)
    except MarkedYAMLError as error:
        raise Mistakes([f"{where}{_line(error)}: {_plain(error)}"]) from None
    except (YAMLError, ValueError, RecursionError) as error:
        raise Mistakes([f"{where}: this is not YAML that can be read ({_first_line(error)}). Check quotes and indents."]) from None


def _ambiguities(text: str, where: str):
    depth = aliases = 0
    for event in YAML(typ="safe", pure=True).parse(text):
        if isinstance(event, CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                yield f"{where}, line {event.start_mark.line + 1}: nested more than {DEEPEST} levels deep. Write it flatter."
                return
        elif isinstance(event, CollectionEndEvent):
            depth -= 1
        elif isinstance(event, AliasEvent):
            aliases += 1
            if aliases > MOST_ALIASES:
                yield f"{where}, line {event.start_mark.line + 1}: more than {MOST_ALIASES} aliases (*name). Write the values out."
                return
        elif isinstance(event, ScalarEvent) and any("\ud800" <= c <= "\udfff" for c in event.value):
            yield f"{where}, line {event.start_mark.line + 1}: half of a character is written as \\u and a number. Write the character itself."
        elif isinstance(event, ScalarEvent) and event.implicit[0] and event.value.lower() in YAML_1_1_BOOLEANS:
            yield (f"{where}, line {event.start_mark.line + 1}: {event.value} without quotes is a truth value to some readers. "
                   f'Write "{event.value}" in quotes, or a word that says what is meant.')


def _line(error: MarkedYAMLError) -> str:
    mark = error.problem_mark or error.context_mark
    return f", line {mark.line + 1}" if mark else ""


def _plain(error: MarkedYAMLError) -> str:
    problem = _first_line(error.problem or error.context or error)
    if "duplicate key" in problem:
        return f"{problem.split(' with ')[0].replace('found ', '')} is written twice. Keep one of them."
    return f"{problem}. Check quotes, colons and indents."


def _first_line(error) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
