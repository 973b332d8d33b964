"""Sets of questions and their keys as files: read with a sentence for every mistake.

The key of a formative set lies beside it. That of a test lies in a folder which no page can see, and is read only where it is named.
"""
from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from . import keying, pathway
from .files import ROOT, Mistakes, nearest, read_yaml, shown
from .items import Case, Group, Item, Key, KeyFile, Level, Meaning, Option, PanelFile, PanelItem, QuestionSet, Reason, Row, wording
from .schema import raise_if, sentence

EXERCISES = ROOT / "exercises"
SHAPES = {QuestionSet: {"items": Item, "options": Option, "groups": Group, "case": Case},
          KeyFile: {"keys": Key, "rubric": Row, "levels": Level, "options": Reason, "groups": Meaning, "case": Case},
          PanelFile: {"items": PanelItem}}
ENTRY = {"keys": "item", "rubric": "row"}
KINDS = {"model_type": "names and values are expected here, such as id: criteria.", "dict_type": "names and values are expected here, in braces.",
         "list_type": "a list is expected here. Start each entry with a dash.", "float_type": "this is not a number. Write 1, 0 or a credit between them.",
         "int_type": "this is not a whole number. Write it in digits, without quotes."}


@dataclass(frozen=True)
class Exercise:
    """A set, and the key of each item as far as it was read. What a test keeps secret is part of the set only when its keys were read.

    keys: what counts, with what a panel gave; author: the same without the panel.
    """
    questions: QuestionSet
    keys: dict[str, Key]
    status: str
    items_at: str
    keys_at: str
    author: dict[str, Key] = field(default_factory=dict)
    panel: dict[str, PanelItem] = field(default_factory=dict)

    def key(self, name: str) -> dict | None:
        """The key of an item as the plain data that scoring takes; None if it was not read."""
        item = next(i for i in self.questions.items if i.id == name)
        key = self.keys.get(name)
        if key is None:
            return None
        if item.kind == "path":
            return {"path": pathway.key(item.scenario, item.chair)}
        if item.kind in ("single", "several"):
            return {"credit": {o.id: key.credit.get(o.id) for o in item.options}}
        return {"order": {"order": key.order}, "sort": {"group": key.group, "groups": [g.id for g in item.groups]},
                "written": {"rubric": [row.model_dump() for row in key.rubric or []], "worked": key.worked}}[item.kind]


def slugs(folder: Path = EXERCISES) -> list[str]:
    """The id of every set, in order."""
    return sorted(p.stem for p in (Path(folder) / "items").glob("*.yaml"))


def load(slug: str, folder: Path = EXERCISES, keys: Path | None = None) -> Exercise:
    """A set by its file's stem, with its key if it is formative or if `keys` names the folder; raises Mistakes for all that is amiss."""
    if slug not in slugs(folder):
        raise Mistakes([f"There is no set of questions {slug!r}. {nearest(slug, slugs(folder))}"])
    items_at = Path(folder) / "items" / f"{slug}.yaml"
    questions, wrong = _shaped(QuestionSet, items_at)
    use = questions.use if questions else "formative"
    keys_at = Path(folder) / "keys" / f"{slug}.yaml" if use == "formative" else Path(keys) / f"{slug}.yaml" if keys else None
    key, more = _shaped(KeyFile, keys_at) if keys_at else (None, [])
    raise_if(wrong + more)
    if key is None:
        raise_if(list(keying.public_mistakes(questions, slug, shown(items_at))))
        return Exercise(questions, {}, "", shown(items_at), "")
    raise_if(list(keying.mistakes(questions, key, slug, shown(items_at), shown(keys_at))))
    held = {k.item: k for k in key.keys} | {i.id: Key(item=i.id) for i in questions.items if i.kind == "path" and i.id not in [k.item for k in key.keys]}
    panel, status = _panel(questions, panel_path(keys_at), key.status)
    counts = {name: held[name].model_copy(update=_panel_key(panel[name])) if name in panel else held[name] for name in held}
    return Exercise(_whole(questions, held), counts, status, shown(items_at), shown(keys_at), held, panel)


def panel_path(keys_at: Path) -> Path:
    """Where a panel's answers to a set lie: beside its key."""
    return Path(keys_at).with_suffix(".panel.yaml")


def _panel(questions: QuestionSet, path: Path, status: str) -> tuple[dict[str, PanelItem], str]:
    """What a panel answered to each item, and how far the key has been checked then; nothing if no panel has answered."""
    if not path.exists():
        return {}, status
    panel, wrong = _shaped(PanelFile, path)
    raise_if(wrong)
    items, at = {i.id: i for i in questions.items}, shown(path)
    if panel.set != questions.id:
        wrong.append(f"{at}: it is of the set {panel.set}. Write {questions.id}, or move the file.")
    for one in panel.items:
        if one.item not in items:
            wrong.append(f"{at}: there is no item {one.item!r} in the set. {nearest(one.item, items)}")
        elif one.wording != wording(items[one.item]):
            wrong.append(f"{at}, item {one.item}: the panel was asked in other words than the set has now. Ask it again, or take the item out here.")
    raise_if(wrong)
    rest = len(panel.items) < len(questions.items)
    return {one.item: one for one in panel.items}, f"{panel.status}{f'; the rest is the {status}' if rest else ''}"


def _panel_key(one: PanelItem) -> dict:
    return {} if one.held else one.model_dump(include={"credit", "order", "group"}, exclude_none=True)


def _whole(questions: QuestionSet, keys: dict[str, Key]) -> QuestionSet:
    """The set with what the keys of a test say of its options, groups and cases; a formative set is as it was."""
    if questions.use == "formative":
        return questions
    items = []
    for item in questions.items:
        key = keys[item.id]
        items.append(item.model_copy(update={
            "case": item.case or key.case, "records": [*item.records, *(r for r in key.records if r not in item.records)],
            "options": [Option(id=o.id, says=o.says, **dict(key.options[o.id])) for o in item.options],
            "groups": [Group(id=g.id, says=g.says, **dict(key.groups.get(g.id) or {})) for g in item.groups]}))
    return questions.model_copy(update={"items": items})


def _shaped(shape, path: Path) -> tuple:
    """(the file's data in its shape, what is wrong with it); one of the two is empty."""
    try:
        data = read_yaml(path)
        return shape.model_validate(data), []
    except Mistakes as error:
        return None, error.sentences
    except ValidationError as error:
        return None, [_in_words(shape, shown(path), data, e) for e in error.errors()]


def _in_words(top, file: str, data, error) -> str:
    """One pydantic error as a sentence, placed by the ids of the item and the option that it is in."""
    place, keys, shape = [file], [], top
    for number, part in enumerate(error["loc"], 1):
        data = data[part] if isinstance(data, list) or (isinstance(data, dict) and part in data) else None
        if isinstance(part, int):
            name = data.get("id", data.get("item")) if isinstance(data, dict) else None
            place.append(f"{ENTRY.get(keys[-1], keys[-1].rstrip('s'))} {name or f'number {part + 1}'}")
            keys.pop()
        elif part != "[key]":
            keys.append(part)
            shape = SHAPES[top].get(part, shape) if number < len(error["loc"]) else shape
    where = ", ".join(place) + (f", key {'.'.join(keys)}" if keys else "")
    return f"{where}: {KINDS.get(error['type']) or sentence({**error, 'loc': error['loc'][-1:]}, shape)}"
