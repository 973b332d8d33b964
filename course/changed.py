"""What changed since a day: rules, law, guidance and codes that started or ended, and questions that ask about them."""
from __future__ import annotations

from html import escape

from . import exercise, model as rules, questions
from .decide import check
from .language import say
from .model import Model
from .registry import is_law_or_guidance
from .schema import NATIONS, Record
from .sources import day_in_words
from .walking import effect_words
from .widgets import Widget
from .words import DECIDES, GRADE, ROLE, places, upper

BOTH = tuple(ROLE)
MOST = 4  # questions at a time: about five minutes
SAID = {"starts": say("Started"), "ends": say("Ended"), "pending": say("Enacted, not yet in force")}


def events(model: Model) -> list[dict]:
    """Every start and end of a rule or a record, by day: {day, change, kind, id, says, nations, roles, records, grade}."""
    found = [*_of_rules(model), *_of_records(model)]
    return sorted(found, key=lambda e: (e["day"], e["kind"], e["id"]))


def since(model: Model, day: str, nation: str, role: str) -> list[dict]:
    """The events from a day on for a nation and a role; a rough date counts if any of it lies on or after that day. Raises Mistakes."""
    check(nation, role, day, None)
    return [e for e in events(model) if nation in e["nations"] and role in e["roles"] and (e["day"] >= day[:len(e["day"])] or e["change"] == "pending")]


def _of_rules(model: Model):
    law = model.compiled
    for rule in law["rules"]:
        records = list(dict.fromkeys(b["record"] for b in rule["basis"]))
        shared = {"kind": "rule", "id": rule["id"], "says": f"{effect_words(law, rule)} {rule['because']}", "nations": rule["nations"],
                  "roles": list(_roles(rule)), "records": records, "grade": max(b["grade"] for b in rule["basis"])}
        for start, end in _periods(rule["basis"]):
            yield from [{"day": start, "change": "starts", **shared}] if start else []
            yield from [{"day": end, "change": "ends", **shared}] if end else []


def _periods(basis: list[dict]) -> list[tuple[str, str]]:
    """When a rule holds: its sources' periods, put together where they meet. "" is no start, or no end, that is held."""
    found: list[tuple[str, str]] = []
    for start, end in sorted((b["from"], b["to"]) for b in basis):
        if found and (not found[-1][1] or start <= found[-1][1]):
            last = found[-1]
            found[-1] = (last[0], "" if not end or not last[1] else max(last[1], end))
        else:
            found.append((start, end))
    return found


def _roles(rule: dict):
    for role, ladders in DECIDES.items():
        own = {ladder for key in ("at_least", "at_most", "bar", "start", "opens") for ladder in rule[key]}
        own |= {ladder for ladder, _ in rule["must_any"]} | ({"recorded_as"} if rule["label"] else set())
        said = {s["to"] for s in (rule["duty"], rule["do_not"]) if s}
        if own & set(ladders) or said & {role, "both"}:
            yield role


def _of_records(model: Model):
    for record in model.records.values():
        if not is_law_or_guidance(record):
            continue
        shared = {"kind": "record", "id": record.id, "says": record.says, "nations": list(record.nations), "roles": list(_readers(record)),
                  "records": [record.id], "grade": record.grade}
        if record.status == "pending":
            yield {"day": record.from_ or "", "change": "pending", **shared}
            continue
        yield from [{"day": record.from_, "change": "starts", **shared}] if record.from_ else []
        yield from [{"day": record.to, "change": "ends", **shared}] if record.to else []


def _readers(record: Record):
    if record.binding in ("police_guidance", "prosecution_guidance"):
        return ("police",)
    return ("school",) if record.id.startswith("SCH-") else BOTH


# Questions ----------------------------------------------------------------------------------------------------------

def asked(model: Model) -> dict:
    """The questions that the page can offer, each with the last day on which one of its records started or ended.

    The page offers the latest that changed since a day, so the latest few for each nation and chair are all it can need.
    """
    items, records = [], {}
    for path in sorted((questions.EXERCISES / "items").glob("*.yaml")):
        if questions.load(path.stem).questions.use != "formative":
            continue
        data = exercise.data(path.stem)
        records |= data["records"]
        items += [{**item, "id": f"{path.stem}.{item['id']}", "nation": data["nation"], "on": data["on"], "status": data["status"],
                   "changed": _last_change(item, model)} for item in data["items"]]
    kept = [item for item in items if any(item in _latest(items, nation, role) for nation in NATIONS for role in ROLE)]
    cited = {name for item in kept for option in item["options"] for name in option["records"]}
    return {"title": "What changed", "status": items[0]["status"] if items else "", "most": MOST, "items": kept,
            "records": {name: record for name, record in records.items() if name in cited and name not in model.compiled["records"]}}


def _latest(items: list[dict], nation: str, role: str) -> list[dict]:
    fitting = [i for i in items if i["changed"] and i["nation"] == nation and (not i["case"] or i["case"]["role"] == role)]
    return sorted(fitting, key=lambda i: i["changed"], reverse=True)[:MOST]


def _last_change(item: dict, model: Model) -> str:
    names = {name for option in item["options"] for name in option["records"] if is_law_or_guidance(model.records[name])}
    return max((d for name in names for d in (model.records[name].from_, model.records[name].to) if d), default="")


# For the reader -----------------------------------------------------------------------------------------------------

def what_changed() -> Widget:
    """What changed since a day that the reader chooses, by nation and role, with a few questions on it."""
    model = rules.current()
    found, questions = events(model), asked(model)
    without_texts = [{key: value for key, value in event.items() if key != "says"} for event in found]  # they stand in the twin
    return Widget("changed", "changed", {"events": without_texts, "questions": questions}, twin(model), {"events": found})


def twin(model: Model) -> str:
    """Every change by year, the latest first, for a page without JavaScript and for paper."""
    by_year: dict = {}
    for number, event in enumerate(events(model)):
        marked = escape(line(event)).replace(escape(event["says"]), f'<span data-event="{number}">{escape(event["says"])}</span>', 1)
        by_year.setdefault(event["day"][:4] or SAID["pending"], []).append(marked)
    years = sorted((y for y in by_year if y.isdigit()), reverse=True)
    names = [y for y in by_year if not y.isdigit()] + years
    return "".join(f"<h3>{escape(name)}</h3><ul>{''.join(f'<li>{event}</li>' for event in reversed(by_year[name]))}</ul>" for name in names)


def line(event: dict) -> str:
    """One event as a sentence with its place, its readers and how far it was checked."""
    when = f"{day_in_words(event['day'])}. " if event["day"] else ""
    who = " and ".join(ROLE[r] for r in event["roles"])
    what = "rule" if event["kind"] == "rule" else "record"
    return (f"{when}{SAID[event['change']]}: {event['says']} ({upper(places(event['nations']))}; {who}; {what} {event['id']}"
            f"{', on ' + ', '.join(event['records']) if what == 'rule' else ''}; {GRADE[event['grade']]}.)")
