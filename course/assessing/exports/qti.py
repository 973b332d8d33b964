"""A bank of questions as a QTI package, 2.1 or 3.0, with keys and feedback, for trainers."""
from __future__ import annotations

import re
import xml.etree.ElementTree as tree

from . import bank
from .bank import Bank, Question
from .markup import clean, document, element

XSI = "http://www.w3.org/2001/XMLSchema-instance"
VERSIONS = {
    "qti21": {"item": "http://www.imsglobal.org/xsd/imsqti_v2p1", "at": "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1p1.xsd",
              "manifest": "http://www.imsglobal.org/xsd/imscp_v1p1", "type": "imsqti_item_xmlv2p1", "schema": "QTIv2.1 Package", "version": "1.0.0"},
    "qti30": {"item": "http://www.imsglobal.org/xsd/imsqtiasi_v3p0", "at": "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
              "manifest": "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1", "type": "imsqti_item_xmlv3p0", "schema": "QTI Package", "version": "3.0.0"},
}
HTML = {"p", "ul", "li", "strong"}
ONLY_IN_THREE = ("externalScored", "use")


def write(banks: list[Bank], version: str) -> tuple[dict[str, bytes], list[str]]:
    """The files of the package, and a sentence for each thing that QTI cannot hold."""
    files, left = {}, []
    for one in banks:
        for question in one.questions:
            if question.kind not in WRITERS:
                left.append(f"{one.id}, {question.id}: QTI has no question that is a path through a scenario. It is left out.")
                continue
            files[f"items/{one.id}.{question.id}.xml"] = document(item(one, question, version))
            left += [f"{one.id}, {question.id}, option {name}: it is not marked here. In QTI it earns nothing." for name in bank.not_marked(question)]
    files["imsmanifest.xml"] = _manifest(banks, sorted(files), version)
    return files, left


def item(one: Bank, question: Question, version: str) -> tree.Element:
    """One question as an assessmentItem, in the names of its version."""
    declarations, body, processing, feedback = WRITERS[question.kind](question)
    words = VERSIONS[version]
    made = element("assessmentItem", {"xmlns": words["item"], "xmlns:xsi": XSI, "xsi:schemaLocation": f"{words['item']} {words['at']}",
                                      "identifier": f"{one.id}.{question.id}", "title": f"{one.title}: {question.id}", "adaptive": "false", "timeDependent": "false",
                                      "xml:lang": "en-GB"},
                   *declarations, element("itemBody", {}, *(element("p", {}, line) for line in question.story), *body), processing, *feedback)
    if version == "qti30":
        return in_three(made)
    for name in ONLY_IN_THREE:
        for part in made.iter():
            part.attrib.pop(name, None)
    return made


def name_of(option: str) -> str:
    """An identifier that QTI takes: it starts with a letter."""
    return option if option[0].isalpha() else f"o_{option}"


# The kinds ------------------------------------------------------------------------------------------------------------

def _choice(question: Question, cardinality: str):
    credit = question.key["credit"]
    entries = [element("mapEntry", {"mapKey": name_of(name), "mappedValue": f"{value or 0:g}"}) for name, value in credit.items()]
    best = [name for name, value in credit.items() if (value or 0) > 0 and (cardinality == "multiple" or value == 1)][:None if cardinality == "multiple" else 1]
    response = element("responseDeclaration", {"identifier": "RESPONSE", "cardinality": cardinality, "baseType": "identifier"},
                       _correct(map(name_of, best)), element("mapping", {"lowerBound": "0", "upperBound": "1", "defaultValue": "0"}, *entries))
    body = element("choiceInteraction", {"responseIdentifier": "RESPONSE", "shuffle": "true", "maxChoices": "1" if cardinality == "single" else "0"},
                   element("prompt", {}, question.asks), *(element("simpleChoice", {"identifier": name_of(c.id)}, c.says) for c in question.choices))
    told = element("outcomeDeclaration", {"identifier": "FEEDBACK", "cardinality": cardinality, "baseType": "identifier"})
    processing = element("responseProcessing", {}, _if_answered(element("setOutcomeValue", {"identifier": "SCORE"}, element("mapResponse", {"identifier": "RESPONSE"})),
                                                                element("setOutcomeValue", {"identifier": "FEEDBACK"}, _variable("RESPONSE"))))
    if cardinality == "multiple":  # some players fail on feedback that is several and empty
        none = element("multiple", {}, element("baseValue", {"baseType": "identifier"}, "none"))
        processing[0].append(element("responseElse", {}, element("setOutcomeValue", {"identifier": "FEEDBACK"}, none)))
    return [response, _score(), told], [body], processing, [_feedback(name_of(c.id), c.feedback) for c in question.choices]


def _order(question: Question):
    order = [name_of(name) for name in question.key["order"]]
    response = element("responseDeclaration", {"identifier": "RESPONSE", "cardinality": "ordered", "baseType": "identifier"}, _correct(order))
    body = element("orderInteraction", {"responseIdentifier": "RESPONSE", "shuffle": "true"}, element("prompt", {}, question.asks),
                   *(element("simpleChoice", {"identifier": name_of(c.id)}, c.says) for c in question.choices))
    counts = [element("responseCondition", {}, element(
        "responseIf", {}, element("match", {}, element("index", {"n": place}, _variable("RESPONSE")), element("baseValue", {"baseType": "identifier"}, name)),
        element("setOutcomeValue", {"identifier": "SCORE"}, element("sum", {}, _variable("SCORE"), element("baseValue", {"baseType": "float"}, "1")))))
        for place, name in enumerate(order, 1)]
    share = element("setOutcomeValue", {"identifier": "SCORE"}, element("divide", {}, _variable("SCORE"), element("baseValue", {"baseType": "float"}, len(order))))
    return [response, _score(), _why()], [body], element("responseProcessing", {}, _if_answered(*counts, share, _set_why())), [_reasons(question)]


def _sort(question: Question):
    pairs = [(name_of(name), f"group_{group}") for name, group in question.key["group"].items()]
    entries = [element("mapEntry", {"mapKey": f"{a} {b}", "mappedValue": "1"}) for a, b in pairs]
    response = element("responseDeclaration", {"identifier": "RESPONSE", "cardinality": "multiple", "baseType": "directedPair"},
                       _correct(f"{a} {b}" for a, b in pairs), element("mapping", {"lowerBound": "0", "defaultValue": "0"}, *entries))
    cases = [element("simpleAssociableChoice", {"identifier": name_of(c.id), "matchMax": "1"}, c.says) for c in question.choices]
    groups = [element("simpleAssociableChoice", {"identifier": f"group_{name}", "matchMax": len(cases)}, says) for name, says in question.groups]
    body = element("matchInteraction", {"responseIdentifier": "RESPONSE", "shuffle": "false", "maxAssociations": len(cases)}, element("prompt", {}, question.asks),
                   element("simpleMatchSet", {}, *cases), element("simpleMatchSet", {}, *groups))
    share = element("setOutcomeValue", {"identifier": "SCORE"}, element("divide", {}, element("mapResponse", {"identifier": "RESPONSE"}),
                                                                       element("baseValue", {"baseType": "float"}, len(pairs))))
    return [response, _score(), _why()], [body], element("responseProcessing", {}, _if_answered(share, _set_why())), [_reasons(question)]


def _written(question: Question):
    response = element("responseDeclaration", {"identifier": "RESPONSE", "cardinality": "single", "baseType": "string"})
    rubric = element("rubricBlock", {"view": "scorer", "use": "scoring"}, *_blocks(bank.rubric(question)))
    body = element("extendedTextInteraction", {"responseIdentifier": "RESPONSE", "expectedLines": "15"}, element("prompt", {}, question.asks))
    return [response, _score(bank.points(question), "human")], [rubric, body], None, []


# Parts of them --------------------------------------------------------------------------------------------------------

def _variable(name: str):
    return element("variable", {"identifier": name})


def _correct(values):
    return element("correctResponse", {}, *(element("value", {}, value) for value in values))


def _score(most: int = 1, scored_by: str | None = None):
    return element("outcomeDeclaration", {"identifier": "SCORE", "cardinality": "single", "baseType": "float", "normalMaximum": most, "normalMinimum": "0",
                                          "externalScored": scored_by},
                   element("defaultValue", {}, element("value", {}, "0")))


def _if_answered(*steps):
    """What is done unless the question was left unanswered, which scores 0."""
    ask = element("not", {}, element("isNull", {}, _variable("RESPONSE")))
    return element("responseCondition", {}, element("responseIf", {}, ask, *steps))


def _why():
    return element("outcomeDeclaration", {"identifier": "FEEDBACK", "cardinality": "single", "baseType": "identifier"})


def _set_why():
    return element("setOutcomeValue", {"identifier": "FEEDBACK"}, element("baseValue", {"baseType": "identifier"}, "why"))


def _reasons(question: Question):
    return _feedback("why", "".join(f"<p><strong>{clean(_escaped(c.says))}</strong></p>{c.feedback}" for c in question.choices))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _feedback(name: str, html: str):
    return element("modalFeedback", {"outcomeIdentifier": "FEEDBACK", "identifier": name, "showHide": "show"}, *_blocks(html))


def _blocks(html: str):
    """Our own small HTML as elements."""
    return list(tree.fromstring(f"<x>{html.replace('&#x27;', '&#39;')}</x>"))


# The package ----------------------------------------------------------------------------------------------------------

def in_three(made: tree.Element) -> tree.Element:
    """The element in the names of QTI 3.0: words with hyphens, and the text of feedback and rubrics in a body of its own."""
    attributes = {k if ":" in k or k == "xmlns" else _hyphens(k): v for k, v in made.attrib.items()}
    renamed = tree.Element(made.tag if made.tag in HTML else f"qti-{_hyphens(made.tag)}", attributes)
    renamed.text, renamed.tail = made.text, made.tail
    inside = renamed
    if made.tag in ("modalFeedback", "rubricBlock"):
        inside = tree.SubElement(renamed, "qti-content-body")
    inside.extend(in_three(child) for child in made)
    return renamed


def _hyphens(name: str) -> str:
    return re.sub(r"(?<=[a-z])([A-Z])", lambda m: f"-{m[1].lower()}", name)


def _manifest(banks: list[Bank], names: list[str], version: str) -> bytes:
    words = VERSIONS[version]
    resources = [element("resource", {"identifier": "item-" + name.removeprefix("items/").removesuffix(".xml"), "type": words["type"], "href": name},
                         element("file", {"href": name})) for name in names]
    return document(element("manifest", {"xmlns": words["manifest"], "identifier": "bank-" + "-".join(one.id for one in banks)},
                            element("metadata", {}, element("schema", {}, words["schema"]), element("schemaversion", {}, words["version"])),
                            element("organizations"), element("resources", {}, *resources)))


WRITERS = {"single": lambda q: _choice(q, "single"), "several": lambda q: _choice(q, "multiple"), "order": _order, "sort": _sort, "written": _written}
