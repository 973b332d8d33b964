"""XML as every export writes it: elements from names, attributes and children, in one fixed order."""
from __future__ import annotations

import re
import xml.etree.ElementTree as tree

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(name: str, attributes: dict | None = None, *children) -> tree.Element:
    """An element with text and elements inside; attributes and children that are None are left out."""
    made = tree.Element(name, {k: clean(str(v)) for k, v in (attributes or {}).items() if v is not None})
    for child in children:
        if child is None:
            continue
        if isinstance(child, tree.Element):
            made.append(child)
        elif len(made):
            made[-1].tail = (made[-1].tail or "") + clean(str(child))
        else:
            made.text = (made.text or "") + clean(str(child))
    return made


def clean(text: str) -> str:
    """Text without the characters that XML cannot hold."""
    return NOT_XML.sub(" ", text)


def document(root: tree.Element) -> bytes:
    """The file of an element and all that is in it."""
    tree.indent(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tree.tostring(root, encoding="utf-8") + b"\n"
