"""What the answers of a panel amount to.

Single: credit is an option's votes over those of the option with most. Several, sort: what most say. Order: by mean place.
Agreement is the smallest share of members who answer as the panel's key does; an item below the bar is contested.
"""
from __future__ import annotations

from collections import Counter

from . import keycheck, model
from .items import CREDITS, Item, PanelItem, wording
from .questions import Exercise


def counted(exercise: Exercise, item: Item, given: list, bar: float) -> PanelItem:
    """The counts of one item with the key that they give, compared with the author's and with the decision model."""
    counts, key, agreement = {"single": _single, "several": _several, "order": _order, "sort": _sort}[item.kind](item, given)
    author = exercise.author[item.id].model_dump(include={"credit", "order", "group"}, exclude_none=True)
    held = [] if item.kind != "several" or any(c > 0 for c in key["credit"].values()) else ["Most say of every option that it does not belong."]
    answer, cases = keycheck.answers_to(item, exercise.questions, model.current())
    held += keycheck.against_model(item, exercise.author[item.id].model_copy(update=key), answer, cases, model.current())
    return PanelItem(item=item.id, wording=wording(item), answered=len(given), counts=counts, agreement=round(agreement, 4),
                     contested=agreement < bar, author="agrees" if _best(author) == _best(key) else "differs", held=held, **key)


def _best(key: dict):
    """What a key calls right, without its shades."""
    if "credit" in key:
        most = max(key["credit"].values())
        return {o for o, c in key["credit"].items() if c == most or (min(key["credit"].values()) < 0 < c)}
    return key


def _nearest(share: float) -> float:
    return min(CREDITS, key=lambda credit: (abs(credit - share), -credit))


def _single(item, given):
    votes = Counter(given)
    most = max(votes.values())
    marked = [o.id for o in item.options if "story" not in o.does]
    return {o.id: votes[o.id] for o in item.options}, {"credit": {o: _nearest(votes[o] / most) for o in marked}}, most / len(given)


def _several(item, given):
    said = {o.id: sum(o.id in answer for answer in given) for o in item.options}
    belongs = [o for o, n in said.items() if 2 * n > len(given)]
    share = next((c for c in CREDITS if c <= 1 / len(belongs) + .0001), 0) if belongs else 0
    credit = {o: share if o in belongs else -share for o in said}
    return said, {"credit": credit}, min(max(n, len(given) - n) for n in said.values()) / len(given)


def _order(item, given):
    place = {o.id: sum(answer.index(o.id) for answer in given) / len(given) for o in item.options}
    order = sorted(place, key=place.get)
    pairs = [sum(answer.index(a) < answer.index(b) for answer in given) / len(given) for a, b in zip(order, order[1:])]
    return {o: round(place[o] + 1, 2) for o in order}, {"order": order}, min(pairs)


def _sort(item, given):
    votes = {o.id: Counter(dict(answer)[o.id] for answer in given) for o in item.options}
    group = {o: v.most_common(1)[0][0] for o, v in votes.items()}
    return {f"{o}.{g}": n for o, v in votes.items() for g, n in v.items()}, {"group": group}, min(v[group[o]] for o, v in votes.items()) / len(given)
