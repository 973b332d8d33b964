"""An expert panel's answers: a sheet to collect them, and the counts, credits and contested items that they give. No panel is invented here."""
from __future__ import annotations

import csv
import io
from pathlib import Path

from ruamel.yaml import YAML

from .files import ROOT, Mistakes, nearest, read_text, shown
from .items import Item, PanelFile
from .polling import counted
from .questions import load, panel_path
from .schema import raise_if

FIXED = ("set", "item", "asks", "option", "says", "write")
KINDS = ("single", "several", "order", "sort")  # what is written is marked by markers, and a path follows from the model
BAR = .7
YES, NO = ("yes", "y", "x"), ("no", "n", "")


def template(slug: str, members: int = 5, keys: Path | None = None) -> str:
    """A sheet as CSV text with a column for each member; raises Mistakes if the set has nothing to ask a panel."""
    items = [i for i in load(slug, keys=keys).questions.items if i.kind in KINDS]
    raise_if([] if items else [f"The set {slug} has no question with options, so there is nothing to ask a panel."])
    out = io.StringIO()
    sheet = csv.writer(out, lineterminator="\n")
    sheet.writerow([*FIXED, *(f"m{n}" for n in range(1, members + 1))])
    for item in items:
        for number, option in enumerate(item.options):
            sheet.writerow([slug, item.id, "" if number else " ".join(item.stem.split()), option.id, option.says, _how(item), *[""] * members])
    return out.getvalue()


def _how(item: Item) -> str:
    if item.kind == "sort":
        return "Write one of: " + "; ".join(f"{g.id} ({g.says})" for g in item.groups)
    return {"single": "Write x beside the best one", "several": "Write yes or no", "order": f"Write its place, 1 to {len(item.options)}"}[item.kind]


def collect(path: Path, on: str, bar: float = BAR, keys: Path | None = None) -> tuple[Path, PanelFile]:
    """The panel file that a filled sheet gives, and where it belongs: beside the key. Raises Mistakes with all that is amiss in the sheet."""
    rows, members = _rows(path)
    exercise = load(rows[0]["set"], keys=keys)
    raise_if([] if exercise.keys else [f"The set {rows[0]['set']} has its key elsewhere. Name the folder with --keys."])
    raise_if([] if .5 <= bar <= 1 else [f"The bar is {bar:g}. Write one from 0.5 to 1."])
    items = {i.id: i for i in exercise.questions.items}
    wrong = list(_row_mistakes(rows, rows[0]["set"], items, shown(path)))
    raise_if(wrong)
    found = []
    for name in dict.fromkeys(row["item"] for row in rows):
        cells = {row["option"]: row for row in rows if row["item"] == name}
        answers = {}
        for member in members:
            try:
                answers[member] = READ[items[name].kind](items[name], {o: cells[o][member].strip().lower() for o in cells})
            except ValueError as error:
                wrong.append(f"{shown(path)}, item {name}, member {member}: {error}.")
        given = [a for a in answers.values() if a is not None]
        if given:
            found.append(counted(exercise, items[name], given, bar))
    raise_if(wrong or ([] if found else [f"{shown(path)}: nobody has answered anything. Fill in a column for each member."]))
    contested, most = sum(i.contested for i in found), max(i.answered for i in found)
    status = f"panel of {most}, {on}; {contested} of {len(found)} questions contested"
    return panel_path(ROOT / exercise.keys_at), PanelFile(set=exercise.questions.id, status=status, day=on, bar=bar, items=found)


def _rows(path: Path) -> tuple[list[dict], list[str]]:
    rows = list(csv.DictReader(io.StringIO(read_text(path)), restkey="", restval=""))
    names = list(rows[0]) if rows else []
    members = [n for n in names if n and n not in FIXED]
    missing = [n for n in FIXED[:2] + ("option",) if n not in names]
    if missing or not members:
        lacks = f"column {missing[0]}" if missing else "column for a member"
        raise Mistakes([f"{shown(path)}: the sheet has no {lacks}. Start from course panel template."])
    return rows, members


def _row_mistakes(rows, slug, items, where):
    for number, row in enumerate(rows, 2):
        item = items.get(row["item"])
        if row["set"] != slug:
            yield f"{where}, row {number}: it is of the set {row['set']!r}, and the first one of {slug}. Keep one set in a sheet."
        elif item is None or item.kind not in KINDS:
            yield f"{where}, row {number}: there is no item {row['item']!r} to ask about. {nearest(row['item'], [n for n, i in items.items() if i.kind in KINDS])}"
        elif row["option"] not in [o.id for o in item.options]:
            yield f"{where}, row {number}: the item {item.id} has no option {row['option']!r}. {nearest(row['option'], [o.id for o in item.options])}"
    for name, option in {(r["item"], r["option"]) for r in rows if [(x["item"], x["option"]) for x in rows].count((r["item"], r["option"])) > 1}:
        yield f"{where}: the option {option} of {name} is there twice. Keep one row."
    for name in {r["item"] for r in rows} & items.keys():
        missing = [o.id for o in items[name].options if o.id not in [r["option"] for r in rows if r["item"] == name]]
        if missing and items[name].kind in KINDS:
            yield f"{where}: the option {missing[0]} of {name} has no row. Put it back."


# Reading one member's answer; None if the member left the item out ----------------------------------------------------

def _read_single(item, cells):
    chosen = [o for o, cell in cells.items() if cell in YES]
    odd = next((cell for cell in cells.values() if cell not in (*YES, *NO)), None)
    if odd or len(chosen) > 1:
        raise ValueError(f"{odd!r} is not x" if odd else f"{' and '.join(chosen)} are both the best one; keep one")
    return chosen[0] if chosen else None


def _read_several(item, cells):
    if not any(cells.values()):
        return None
    odd = next((o for o, cell in cells.items() if cell not in (*YES, *NO) or not cell), None)
    if odd:
        raise ValueError(f"the option {odd} has {cells[odd] or 'nothing'!r}; write yes or no")
    return frozenset(o for o, cell in cells.items() if cell in YES)


def _read_order(item, cells):
    if not any(cells.values()):
        return None
    if sorted(cells.values()) != sorted(str(n) for n in range(1, len(cells) + 1)):
        raise ValueError(f"the places are {', '.join(c or 'nothing' for c in cells.values())}; use each of 1 to {len(cells)} once")
    return tuple(sorted(cells, key=lambda o: int(cells[o])))


def _read_sort(item, cells):
    if not any(cells.values()):
        return None
    groups = [g.id for g in item.groups]
    odd = next((o for o, cell in cells.items() if cell not in groups), None)
    if odd:
        raise ValueError(f"the option {odd} has {cells[odd] or 'nothing'!r}; write one of {', '.join(groups)}")
    return tuple(sorted(cells.items()))


READ = {"single": _read_single, "several": _read_several, "order": _read_order, "sort": _read_sort}


# For people ---------------------------------------------------------------------------------------------------------

def as_yaml(panel: PanelFile) -> str:
    """The panel file's text."""
    out = io.StringIO()
    YAML().dump(panel.model_dump(exclude_none=True), out)
    return "# What a panel of experts answered, as counts. Written by course panel import.\n" + out.getvalue()


def lines(panel: PanelFile) -> list[str]:
    """A line for each item: how far the panel agreed, with itself and with the author."""
    return [f"  {i.item}: {i.agreement:.0%} agree{', contested' if i.contested else ''}; the author {i.author}"
            + "".join(f"\n    the author's key stays: {sentence}" for sentence in i.held) for i in panel.items]
