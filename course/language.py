"""The language of the interface: English, unless local.yaml or the command line names another whose strings are in course/locale."""
from __future__ import annotations

import functools
import gettext
import io
import os
import re
from pathlib import Path

from .files import ROOT, Mistakes, nearest, read_yaml

LOCALE = Path(__file__).parent / "locale"
ASKED = "COURSE_LANGUAGE"  # set by --language, so that the kernel that runs the pages hears of it too
ENGLISH = "en"
FILLED = re.compile(r"\{\w+\}")


def known() -> list[str]:
    """The languages that there are, English first."""
    return [ENGLISH, *sorted(path.parent.parent.name for path in LOCALE.glob("*/LC_MESSAGES/course.po"))]


@functools.cache
def code() -> str:
    """The language that was asked for; English where it is not known, which local.yaml's own check says in words."""
    asked = os.environ.get(ASKED) or _in_local_yaml()
    return asked if asked in known() else ENGLISH


def _in_local_yaml() -> str | None:
    try:
        data = read_yaml(ROOT / "local.yaml") if (ROOT / "local.yaml").exists() else {}
    except Mistakes:
        return None
    return data.get("language") if isinstance(data, dict) else None


def unknown(asked: str) -> str:
    """A sentence about a language that there is not, and nothing for one that there is."""
    return "" if asked in known() else f"there is no language {asked!r}. {nearest(asked, known())} A new one is a file course/locale/CODE/LC_MESSAGES/course.po."


def html_code() -> str:
    """The language as the html element names it."""
    return "en-GB" if code() == ENGLISH else code()


def po_file(language: str) -> Path:
    """Where the strings of a language are."""
    return LOCALE / language / "LC_MESSAGES" / "course.po"


def catalogue(language: str):
    """The strings of a language, each with whether a person has reviewed it (not fuzzy)."""
    from babel.messages.pofile import read_po  # only where there is something to translate
    with po_file(language).open("rb") as file:
        return read_po(file, locale=language)


@functools.cache
def strings(language: str) -> dict[str, str]:
    """Every string that has a translation, drafts too; one whose places to fill differ is left in English."""
    return {(m.context, m.id) if m.context else m.id: m.string for m in catalogue(language) if m.id and m.string and sorted(FILLED.findall(m.id)) == sorted(FILLED.findall(m.string))}


@functools.cache
def drafted(language: str) -> bool:
    """Whether any string of a language is still a draft that no person has reviewed."""
    return language != ENGLISH and any(m.id and m.fuzzy for m in catalogue(language))


@functools.cache
def _translations(language: str) -> gettext.NullTranslations:
    if language == ENGLISH:
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    made = io.BytesIO()
    write_mo(made, catalogue(language), use_fuzzy=True)
    made.seek(0)
    return gettext.GNUTranslations(made)


def say(text: str) -> str:
    """A text of the interface in the language that was asked for; in English the text itself."""
    return _translations(code()).gettext(text)


def page_is_translated(name: str) -> bool:
    """Whether a page of the book has strings of its own in this language."""
    return code() == ENGLISH or (LOCALE / code() / "LC_MESSAGES" / f"{name}.po").exists()
