"""The law that a page carries: the rules, records and differences of the nations that it asks about, and no others.

It is two scripts. One answers cases; the other holds what a record says, which is half of the bytes and is read only where a source is opened.
"""
from __future__ import annotations

import json

from .schema import NATIONS

BASICS = ("version", "facts", "ladders", "nations")
OF_AN_ANSWER = ("source", "status", "binding", "grade")  # what an answer says of a record before anybody opens it
NOT_SHOWN = ("area",)
UNPACK = """"use strict";
(() => {
const law = %s;
const rows = ([keys, columns]) => columns[0].map((_, row) => Object.fromEntries(keys.map((key, at) => [key, columns[at][row]])));
const records = rows(law.records), bases = rows(law.bases);
const rules = rows(law.rules).map((rule) => ({ ...rule, basis: bases.splice(0, rule.basis) }));
window.courseLaw = { ...law, rules, records: Object.fromEntries(law.ids.map((id, at) => [id, records[at]])) };
})();
"""
TEXTS = """"use strict";
(() => {
const [ids, keys, columns] = %s;
window.courseSources = Object.fromEntries(ids.map((id, at) => [id, Object.fromEntries(keys.map((key, row) => [key, columns[row][at]]))]));
})();
"""


def of(law: dict, nations) -> dict:
    """The compiled model without what holds in none of some nations: there it gives the same answers as the whole."""
    kept = [i for i, rule in enumerate(law["rules"]) if set(rule["nations"]) & set(nations)]
    place = {old: new for new, old in enumerate(kept)}
    rules = [{**law["rules"][i], "overridden_by": [place[o] for o in law["rules"][i]["overridden_by"] if o in place]} for i in kept]
    differences, pending = ([e for e in law[part] if set(e["nations"]) & set(nations)] for part in ("disagreements", "pending"))
    cited = ({b["record"] for r in rules for b in r["basis"]} | {p["record"] for d in differences for p in d["positions"]}
             | {name for entry in pending for name in entry["records"]})
    return {**{part: law[part] for part in BASICS}, "rules": rules, "disagreements": differences, "pending": pending,
            "records": {name: record for name, record in law["records"].items() if name in cited}}


def records(law: dict, nation: str) -> set[str]:
    """The ids of the records that a page which asks about one nation has with its law."""
    return set(of(law, [nation])["records"])


def script(law: dict, nations=NATIONS) -> str:
    """One classic script that gives a page its law, its records without their texts. Alike things stand together, since they are then fewer bytes."""
    part = of(law, nations)
    records = [{key: record[key] for key in OF_AN_ANSWER} for record in part["records"].values()]
    packed = {**part, "rules": _columns([{**rule, "basis": len(rule["basis"])} for rule in part["rules"]]),
              "bases": _columns([basis for rule in part["rules"] for basis in rule["basis"]]), "records": _columns(records), "ids": list(part["records"])}
    return UNPACK % _json(packed)


def sources_script(law: dict, nations=NATIONS) -> str:
    """One classic script with the texts of the records of that law."""
    held = of(law, nations)["records"]
    texts = [{key: value for key, value in record.items() if key not in (*OF_AN_ANSWER, *NOT_SHOWN)} for record in held.values()]
    return TEXTS % _json([list(held), *_columns(texts)])


def _json(data) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _columns(rows: list[dict]) -> list:
    keys = sorted(rows[0])
    return [keys, [[row[key] for row in rows] for key in keys]]
