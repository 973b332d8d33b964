"""The texts in a script that a reader sees or hears, each with its place; what only the program reads is left out."""
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# Known by where it stands in the script: a name that the program compares, asks for, or gives to the browser.
CALLS = re.compile(r"(?:^|\.)(?:querySelector(?:All)?|closest|matchMedia|importKey|encode|startsWith|URL|saveFile|warn|write|replace)$")
NAMES = {"class", "accept", "rel", "timeZone", "hash", "href", "aria-describedby"}
APART = {("outcome", "No")}  # a word that means something else there: "No answer", beside yes and no
COMPARED = {"===", "!==", "==", "!=", "in"}
NOT_SAID = {"decide", "digest", "draw", "english", "scoring", "scorm", "slides", "statements", "tally"}  # programs' own messages, and the stories of the drills
SAID = re.compile(r"[A-Za-z’':;,.)}] [A-Za-z“({]|^[A-Z][a-z]+|[a-z)}][:.?] ?$|^ \(")  # two words, a capital, or a stop
PROGRAM = re.compile(r"[|=_#<>\[\]\\\n]|^[.:-]\S|course[-:]|^\S*\{\d+\}[-.][a-z]\S*$|^(?:[a-z]+[-.]|A\.|data:|row-)\S*$|^[a-z]+ \.|^(?:main|meta|form|input|tbody|p,) ?[a-z.]")
DATES = "en-GB"  # how a browser writes days
WORD = re.compile(r"^[a-z][a-z’']*$")


class Literal(NamedTuple):
    """start and end in bytes; text, with {0} and {1} where something is filled in; fills: where that stands, in bytes; line from 1."""
    start: int
    end: int
    text: str
    fills: tuple[tuple[int, int], ...]
    line: int


def literals(script: str) -> list[Literal]:
    """Every string and template of a script that is for the reader, in the order in which it stands."""
    source = script.encode("utf-8")
    return [_literal(node, source) for node in _walk(_parser().parse(source).root_node)
            if node.type in ("string", "template_string") and _for_reader(node, source)]


def _parser():
    import tree_sitter_javascript  # only who translates has the two
    from tree_sitter import Language, Parser
    return Parser(Language(tree_sitter_javascript.language()))


def _walk(node) -> Iterator:
    yield node
    for child in node.children:
        yield from _walk(child)


def _literal(node, source: bytes) -> Literal:
    text, fills, at = "", [], node.start_byte + 1
    for child in node.children:
        if child.type == "template_substitution":
            text += source[at:child.start_byte].decode() + f"{{{len(fills)}}}"
            fills.append((child.start_byte + 2, child.end_byte - 1))
            at = child.end_byte
    text += source[at:node.end_byte - 1].decode()
    return Literal(node.start_byte, node.end_byte, text.replace('\\"', '"'), tuple(fills), node.start_point[0] + 1)


def _for_reader(node, source: bytes) -> bool:
    text, parent = _literal(node, source).text, node.parent
    bare = re.sub(r"\{\d+\}", "", text)
    if text == DATES:
        return True
    if not re.search("[A-Za-z]", bare) or PROGRAM.search(text) or _is_a_name(node, parent):
        return False
    if WORD.match(text):  # a lone small word is said where it is chosen to fill a sentence; all others are the program's
        holder = parent.parent if parent.type == "ternary_expression" else parent
        return holder.type == "template_substitution" and parent != holder and _is_a_sentence(holder.parent, source)
    return bool(SAID.search(text))


def _is_a_sentence(template, source: bytes) -> bool:
    text = _literal(template, source).text
    return " " in text and not PROGRAM.search(text)


def _is_a_name(node, parent) -> bool:
    if parent.type in ("import_statement", "subscript_expression", "computed_property_name"):
        return True
    if parent.type == "binary_expression":
        return parent.child_by_field_name("operator").text.decode() in COMPARED
    if parent.type == "pair":
        return parent.child_by_field_name("key").text.decode().strip("\"'") in NAMES or parent.child_by_field_name("key") == node
    if parent.type != "arguments":
        return False
    called = parent.parent.child_by_field_name("function") or parent.parent.child_by_field_name("constructor")
    name = called.text.decode() if called else ""
    return bool(CALLS.search(name)) or (name == "h" and parent.named_children[0] == node)
