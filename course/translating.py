"""Strings of the interface: found where they stand, kept in course/locale, and put into the scripts of a build in another language."""
from __future__ import annotations

import functools
import ast
import io
import json
import re
from pathlib import Path

from . import language, literals
from .files import ROOT, shown

HERE = Path(__file__).parent
TEMPLATE = language.LOCALE / "course.pot"
NOISE = re.compile(r'^"(?:POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Report-Msgid-Bugs-To|Generated-By): .*\n', re.M)
REVIEW = "Drafted by machine. A person who speaks the language has to review it; then the word fuzzy goes."


# Into a script --------------------------------------------------------------------------------------------------------

def script(name: str, text: str) -> str:
    """A module with its texts in the language of the interface; in English the same text, untouched."""
    if language.code() == language.ENGLISH or name in literals.NOT_SAID:
        return text
    strings = language.strings(language.code())
    apart = {word: strings[module, word] for module, word in literals.APART if module == name and (module, word) in strings}
    return put_in(text, {**strings, **apart})


def put_in(text: str, strings: dict[str, str]) -> str:
    """A script with each text for the reader replaced where there is a string for it, and what is filled in kept as it is."""
    source, found = text.encode("utf-8"), literals.literals(text)

    def between(start: int, end: int) -> bytes:
        made, at = b"", start
        for literal in found:
            if at <= literal.start and literal.end <= end and literal.text in strings:
                made += source[at:literal.start] + one(literal)
                at = literal.end
        return made + source[at:end]

    def one(literal) -> bytes:
        said = strings[literal.text]
        if not literal.fills:
            return json.dumps(said, ensure_ascii=False).encode()
        said = said.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${").encode()
        fill = lambda m: b"${" + between(*literal.fills[int(m[1])]) + b"}"  # noqa: E731
        return b"`" + re.sub(rb"\{(\d+)\}", fill, said) + b"`"

    return between(0, len(source)).decode("utf-8")


# Out of the sources ---------------------------------------------------------------------------------------------------

def template():
    """Every string of the interface with the places where it stands, as a catalogue without translations."""
    from babel.messages.catalog import Catalog
    made = Catalog(project="course", charset="utf-8", copyright_holder="The course's authors",
                   header_comment="# The strings of the interface. Written by: course translate. Do not edit: edit the sources.")
    for path, line, text in sorted(_in_scripts() | _in_python() | _in_templates()):
        module = Path(path).stem
        made.add(text, locations=[(path, line)], context=module if (module, text) in literals.APART else None)
    return made


def _in_scripts() -> set:
    return {(shown(path), literal.line, literal.text) for path in (HERE / "js").glob("*.js") if path.stem not in literals.NOT_SAID
            for literal in literals.literals(path.read_text(encoding="utf-8"))}


def _in_python() -> set:
    return {(shown(path), node.lineno, node.args[0].value) for path in HERE.glob("*.py") if "language import say" in (text := path.read_text(encoding="utf-8"))
            for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say" and isinstance(node.args[0], ast.Constant)}


def _in_templates() -> set:
    from jinja2.ext import babel_extract
    return {(shown(path), line, text) for path in (HERE / "templates").glob("*.html")
            for line, _, text, _ in babel_extract(path.open("rb"), ["say"], [], {"encoding": "utf-8"}) if isinstance(text, str)}


# The files ------------------------------------------------------------------------------------------------------------

def update() -> dict[str, tuple[int, int]]:
    """Writes the template, brings every language up to date with it, and returns for each how many strings it has and how many lack."""
    made, counts = template(), {}
    _write(TEMPLATE, made)
    for code in language.known()[1:]:
        theirs = language.catalogue(code)
        theirs.update(made, no_fuzzy_matching=True)
        theirs.obsolete.clear()
        _write(language.po_file(code), theirs)
        counts[code] = (len(made), sum(not m.string for m in theirs if m.id))
    return counts


def _write(path: Path, made) -> None:
    """Writes a catalogue without what would differ from run to run or names a person who is none."""
    from babel.messages.pofile import write_po
    text = io.BytesIO()
    write_po(text, made, width=120, include_lineno=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(NOISE.sub("", text.getvalue().decode("utf-8")), encoding="utf-8", newline="\n")


def problems() -> list[str]:
    """A sentence for each string that is not in the template, each that a language lacks, and each whose places to fill differ."""
    wanted, wrong = {(m.id, m.context) for m in template() if m.id}, []
    from babel.messages.pofile import read_po
    with TEMPLATE.open("rb") as file:
        held = {(m.id, m.context) for m in read_po(file) if m.id}
    if wanted != held:
        wrong.append(f"{shown(TEMPLATE)}: {len(wanted ^ held)} strings differ from the sources, such as {min(text for text, _ in wanted ^ held)!r}. Run: course translate")
    for code in language.known()[1:]:
        where, theirs = shown(language.po_file(code)), {(m.id, m.context): m for m in language.catalogue(code) if m.id}
        wrong += [f"{where}: {key[0]!r} has no translation. Write one, marked fuzzy until a person has reviewed it." for key in sorted(wanted, key=str)
                  if key not in theirs or not theirs[key].string]
        wrong += [f"{where}: {m.id!r} and its translation do not fill in the same places. Write {', '.join(sorted(set(language.FILLED.findall(m.id)))) or 'none'}."
                  for m in theirs.values() if m.string and sorted(language.FILLED.findall(m.id)) != sorted(language.FILLED.findall(m.string))]
        wrong += [f"{where}: {m.id!r} begins or ends with a space, and its translation does not. Texts are put together there." for m in theirs.values()
                  if m.string and (m.id[:1] == " ", m.id[-1:] == " ") != (m.string[:1] == " ", m.string[-1:] == " ")]
    return wrong
