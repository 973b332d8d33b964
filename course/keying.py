"""Whether a key fits its questions: a sentence for each name, credit or reason that is missing, of no use, or in the wrong file."""
from __future__ import annotations

from collections.abc import Iterator

from .files import nearest
from .items import Item, Key, KeyFile, QuestionSet

HOLDS = {"single": "credit", "several": "credit", "order": "order", "sort": "group", "written": "rubric"}
REASONS = ("does", "feedback", "records", "error_direction", "case")  # of an option; in a test they belong to the key file


def mistakes(questions: QuestionSet, key: KeyFile, slug: str, items_at: str, keys_at: str) -> Iterator[str]:
    """A sentence for everything in which a set and its key do not fit each other."""
    yield from public_mistakes(questions, slug, items_at)
    if key.set != slug:
        yield f"{keys_at}: the file is called {slug} and the set inside it {key.set}. Write {slug}."
    yield from _twice([k.item for k in key.keys], f"{keys_at}: the item")
    yield from _twice([k.canary for k in key.keys if k.canary], f"{keys_at}: the canary")
    keyed, items = {k.item: k for k in key.keys}, {i.id: i for i in questions.items}
    for name in keyed.keys() - items.keys():
        yield f"{keys_at}: there is no item {name!r} in the set. {nearest(name, items)}"
    for item in questions.items:
        at = f"{keys_at}, item {item.id}"
        found = keyed.get(item.id) or (Key(item=item.id) if item.kind == "path" and questions.use == "formative" else None)
        if found is None:
            yield f"{at}: this item has no key. Add {'its canary' if item.kind == 'path' else 'its ' + HOLDS[item.kind]}."
            continue
        yield from (f"{at}: {p}" for p in _key_mistakes(item, found))
        place = _formative_mistakes if questions.use == "formative" else _secret_mistakes
        yield from (f"{items_at if questions.use == 'formative' and not secret else keys_at}, item {item.id}{p}" for p, secret in place(item, found))


def public_mistakes(questions: QuestionSet, slug: str, items_at: str) -> Iterator[str]:
    """A sentence for everything that is wrong with a set by itself; a test shows nothing of its key."""
    if questions.id != slug:
        yield f"{items_at}: the file is called {slug} and the set inside it {questions.id}. Write {slug}."
    yield from _twice([i.id for i in questions.items], f"{items_at}: the item")
    for item in questions.items:
        at = f"{items_at}, item {item.id}"
        yield from _twice([o.id for o in item.options], f"{at}: the option")
        yield from _twice([g.id for g in item.groups], f"{at}: the group")
        if questions.use != "formative":
            for option in item.options:
                for name in [n for n in REASONS if getattr(option, n)]:
                    yield f"{at}, option {option.id}: {name} of a {questions.use} set gives its key away. Move it to the key file, under options."
            for group in [g for g in item.groups if g.does or g.place]:
                yield f"{at}, group {group.id}: its meaning gives the key away. Move it to the key file, under groups."


def _twice(names: list[str], what: str):
    for name in sorted({n for n in names if names.count(n) > 1}):
        yield f"{what} {name} is there twice. Give one of them another id."


def _formative_mistakes(item: Item, key: Key):
    """(what, whether it is in the key file) for a set whose reasons lie beside its options."""
    if not item.records:
        yield ": it names no records. Add records: [ID].", False
    for option in item.options:
        if not option.feedback or not option.records:
            yield f", option {option.id}: it has no {'feedback' if not option.feedback else 'records'}. Every option has its own reason. Add it.", False
        if not option.does and item.kind in ("single", "several"):
            yield f", option {option.id}: it has no does. Say what it carries out.", False
    for name in [n for n in ("canary", "case", "options", "groups") if getattr(key, n)]:
        yield f": {name} belongs to the key of a test. Take it out here.", True
    for row in key.rubric or []:
        if not row.because or not row.records:
            yield f", rubric {row.id}: it has no {'because' if not row.because else 'records'}. Say why the row counts.", True


def _secret_mistakes(item: Item, key: Key):
    if not key.canary:
        yield ": it has no canary. Add canary: canary- and 16 hexadecimal digits that are nowhere else.", True
    if item.case and key.case:
        yield ": its case is in the items file too. Keep one of the two.", True
    for kind, own in (("option", item.options), ("group", item.groups)):
        ids, named = [x.id for x in own], getattr(key, f"{kind}s")
        for name in [n for n in named if n not in ids]:
            yield f", key {kind}s: there is no {kind} {name!r}. {nearest(name, ids) if ids else 'Take it out.'}", True
    for option in item.options:
        reason = key.options.get(option.id)
        if reason is None or not reason.feedback or not reason.records:
            yield f", option {option.id}: it has no {'feedback' if not reason or not reason.feedback else 'records'}. Add it under options.", True


# What the key holds ---------------------------------------------------------------------------------------------------

def _key_mistakes(item: Item, key: Key):
    wanted = HOLDS.get(item.kind)
    for name in [n for n in dict.fromkeys(HOLDS.values()) if n != wanted and getattr(key, n) is not None]:
        yield f"a question of the kind {item.kind} has no {name}. " + (f"Write {wanted}." if wanted else "Its key is worked out from the scenario. Take it out.")
    if wanted and getattr(key, wanted) is None:
        yield f"its key has no {wanted}. Add it."
    elif wanted:
        yield from {"single": _single, "several": _several, "order": _order, "sort": _sort, "written": _written}[item.kind](item, key)
    if key.worked and item.kind != "written":
        yield "a worked answer belongs to a written question. Take it out."


def _covered(given, ids: list[str], what: str):
    for name in [n for n in ids if n not in given]:
        yield f"the option {name} has no {what}. Add it."
    for name in [n for n in given if n not in ids]:
        yield f"there is no option {name!r}. {nearest(name, ids)}"


def _single(item: Item, key: Key):
    story = [o.id for o in item.options if "story" in (o.does or getattr(key.options.get(o.id), "does", {}))]
    for name in [n for n in story if n in key.credit]:
        yield f"the option {name} is part of the story and is never marked. Take its credit out."
    yield from _covered([n for n in key.credit if n not in story], [o.id for o in item.options if o.id not in story], "credit")
    for name in [n for n, credit in key.credit.items() if credit < 0]:
        yield f"the option {name} has less than no credit. Write one from 0 to 1."
    if 1 not in key.credit.values():
        yield "no option has the credit 1. Give it to the best answer."


def _several(item: Item, key: Key):
    yield from _covered(key.credit, [o.id for o in item.options], "credit")
    total = sum(c for c in key.credit.values() if c > 0)
    if not .999 <= total <= 1.001:
        yield f"the credits above 0 add up to {total:g}. Let them add up to 1."
    if all(c > 0 for c in key.credit.values()):
        yield "every option has credit, so that ticking all of them is right. Add one that has none."


def _order(item: Item, key: Key):
    ids = [o.id for o in item.options]
    yield from _covered(key.order, ids, "place in the order")
    yield from _twice(key.order, "the option")
    if list(key.order) == ids:
        yield "the options stand in the order of the key already. Give them in another."


def _sort(item: Item, key: Key):
    yield from _covered(key.group, [o.id for o in item.options], "group")
    groups = [g.id for g in item.groups]
    for name, group in key.group.items():
        if group not in groups:
            yield f"the option {name} is in the group {group!r}, which is not there. {nearest(group, groups)}"
    if len(set(key.group.values())) == 1:
        yield "every option is in the same group, so nothing is sorted. Change one."


def _written(item: Item, key: Key):
    yield from _twice([r.id for r in key.rubric], "the row")
    if not key.worked:
        yield "there is no worked answer. Add worked: one way to write it."
