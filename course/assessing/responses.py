"""Response files: one person's answers to one set, read with a sentence for everything that is amiss, and the receipt of each.

One JSON object is one attempt. It names nobody: a random id, a role, days, and codes that only a trainer can tie to a person.
"""
from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationError, model_validator

from ..files import BIGGEST, Mistakes, nearest, shown
from ..schema import Day, Shape, sentence

FORMAT, SEALED, VERSION = "course-response", "course-response-sealed", 1
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # of receipts and codes: nothing that looks like something else
LONGEST, MOST = 20_000, 500  # characters in one written answer; items in one attempt, and entries in one answer
ITEM = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@/-]{0,119}")  # an item, or SCENARIO/STEP@1 of a room

Code = Annotated[str, Field(pattern=rf"^[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}$")]


def _answer(value):
    """An answer of any kind: an option, several in a row, cases in groups, a text, steps with acts, or null."""
    if value is None or isinstance(value, str):
        fits = value is None or len(value) <= LONGEST
    elif isinstance(value, list):
        fits = len(value) <= MOST and (all(_word(v) for v in value) or all(_step(v) for v in value))
    else:
        fits = isinstance(value, dict) and len(value) <= MOST and all(_word(k) and _word(v) for k, v in value.items())
    if not fits:
        raise ValueError(f"this is no answer of any kind of question. Expected are text of at most {LONGEST} characters, a list of options, "
                         "options by group, steps with acts, or null")
    return value


def _word(value) -> bool:
    return isinstance(value, str) and len(value) <= 120


def _step(value) -> bool:
    return isinstance(value, dict) and value.keys() == {"step", "act"} and all(map(_word, value.values()))


def _items(answers: dict):
    for name in answers:
        if not ITEM.fullmatch(name):
            raise ValueError(f"{name[:40]!r} is not the id of an item")
    return answers


class Answer(Shape):
    """What was answered to one item, how sure the person was, and what they noted beside it."""
    answer: Annotated[Any, AfterValidator(_answer)]
    confidence: Literal["sure", "fairly_sure", "not_sure"] | None
    note: Annotated[str, Field(max_length=LONGEST)] | None = None


class Adjusted(Shape):
    """What the trainer agreed with the person: more time in per cent, pauses that stop the clock, or no limit."""
    extra_time: int = Field(0, ge=0, le=300)
    pauses: bool = False
    no_limit: bool = False


class Response(Shape):
    """One attempt as the page, the notebook or the room wrote it."""
    format: Literal["course-response"]
    version: Literal[1]
    attempt: Annotated[str, Field(pattern=r"^[a-z2-7]{26}$")]
    role: Literal["teacher", "officer"]
    set: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=120)]
    set_version: Annotated[str, Field(pattern=r"^[0-9a-f]{8}$")]
    rules_version: Annotated[str, Field(min_length=1, max_length=80)]
    law_on: Day
    course_version: Annotated[str, Field(min_length=1, max_length=40)]
    started: Day
    finished: Day
    code: Code | None = None
    pair: Code | None = None
    adjusted: Adjusted | None = None
    place: Literal["page", "lab", "lms", "room"]
    answers: Annotated[dict[str, Answer], Field(max_length=MOST), AfterValidator(_items)]

    @model_validator(mode="after")
    def _days_in_order(self):
        if self.finished < self.started:
            raise ValueError(f"it was handed in on {self.finished}, before it was started on {self.started}")
        return self


# Receipts -----------------------------------------------------------------------------------------------------------

def canonical(response: Response) -> bytes:
    """The one spelling of a response that its receipt is taken from: keys in order, no spaces, UTF-8."""
    data = response.model_dump(exclude_unset=True)
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def receipt(response: Response) -> str:
    """Eight characters that belong to this response and, for all that can be guessed, to no other."""
    number = int.from_bytes(hashlib.sha256(canonical(response)).digest()[:5])
    return "".join(ALPHABET[number >> shift & 31] for shift in range(35, -1, -5))


def in_groups(code: str) -> str:
    """A receipt as it is shown and read out: "ABCD EFGH"."""
    return f"{code[:4]} {code[4:]}"


# Reading ------------------------------------------------------------------------------------------------------------

def read(path: Path, private=None) -> Response:
    """The response in one file, sealed or not; raises Mistakes in sentences. private: the trainer's key, from sealing.private_key."""
    return parse(_bytes(Path(path)), named(path), private)[0]


def named(path: Path) -> str:
    """A path as messages and tables show it, whatever characters its name has."""
    return printable(shown(path))


def printable(name: str) -> str:
    """A name on one line, with a question mark for every character that cannot be shown."""
    return name if name.isprintable() else "".join(c if c.isprintable() else "?" for c in name)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(BIGGEST + 1)
    except OSError as error:
        raise Mistakes([f"{named(path)}: the file cannot be read ({error.strerror})."]) from None


def parse(raw: bytes, where: str, private=None) -> tuple[Response, bool]:
    """The response that some bytes hold, and whether they were sealed; raises Mistakes that start with where."""
    data, sealed = _json(raw, where), False
    if isinstance(data, dict) and data.get("format") == SEALED:
        from . import sealing  # reading what is not sealed needs no cryptography
        data, sealed = _json(sealing.opened(data, where, private), where), True
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise Mistakes([f"{where}: this is not a response file of this course. Its format is not {FORMAT}."])
    if data.get("version") != VERSION or isinstance(data["version"], bool):
        raise Mistakes([f"{where}: it is version {str(data.get('version'))[:20]!r} of the response format, and this program reads version {VERSION}. "
                        "Use the version of the course that wrote it."])
    try:
        return Response.model_validate(data), sealed
    except ValidationError as error:
        raise Mistakes([_in_words(where, e) for e in error.errors()[:20]]) from None


def _json(raw: bytes, where: str):
    if len(raw) > BIGGEST:
        raise Mistakes([f"{where}: it has more than {BIGGEST:,} bytes. One attempt is far smaller; this is something else."])
    if not raw.strip():
        raise Mistakes([f"{where}: the file is empty. Ask for it again."])
    try:
        data = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number)
        if b"\\ud" in raw.lower():
            json.dumps(data, ensure_ascii=False).encode()  # half of a character, which no file can hold, would fail here
        return data
    except UnicodeEncodeError:
        raise Mistakes([f"{where}: half of a character is written in it as \\u and a number. The page writes whole ones."]) from None
    except UnicodeDecodeError as error:
        raise Mistakes([f"{where}: byte {error.start} is not UTF-8. The file was changed on its way. Ask for it again."]) from None
    except json.JSONDecodeError as error:
        cut = error.pos >= len(error.doc.rstrip()) or "Unterminated" in error.msg
        raise Mistakes([f"{where}: " + ("it ends in the middle. The file was cut off. Ask for it again." if cut else
                                       f"line {error.lineno} is not JSON ({error.msg}). The file was changed. Ask for it again.")]) from None
    except (ValueError, RecursionError) as error:
        raise Mistakes([f"{where}: {'it is nested too deeply to be a response.' if isinstance(error, RecursionError) else error}"]) from None


def _once(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"{sorted({n for n in names if names.count(n) > 1})[0][:40]!r} is in it twice. The page writes each name once.")
    return found


def _no_number(name):
    raise ValueError(f"{name} is not a number that a response can hold.")


def _in_words(where: str, error) -> str:
    """One pydantic error as a sentence, placed by the item it is in."""
    place, kind = [str(p)[:60] for p in error["loc"] if p != "[key]"], error["type"]
    if place[:1] == ["answers"] and len(place) > 1:
        place[:2] = [f"answer {place[1]}"]
    given = str(error.get("input"))[:40]
    says = {"extra_forbidden": f"no response has this. {nearest(place[-1], Response.model_fields) if len(place) == 1 else ''}".strip(),
            "string_pattern_mismatch": f"{given!r} does not have the form that the page writes.",
            "string_type": f"{given!r} is not text.", "dict_type": "names and values are expected here.", "model_type": "names and values are expected here."}
    return f"{where}{', ' + ', '.join(place) if place else ''}: {says.get(kind) or sentence(error, Response)}"
