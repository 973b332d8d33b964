"""Whether a case can be at all: what the words of its facts rule out together, and why."""
from __future__ import annotations

from collections.abc import Iterator

from .decide import YES, read_case, truth
from .files import Mistakes
from .model import Model, condition


def clashes(model: Model, case: dict) -> Iterator[str]:
    """A sentence for each claim on what cannot be that a case goes against; a case that cannot be read is for others to say."""
    facts = model.compiled["facts"]
    try:
        read = read_case(model.compiled, case)
    except Mistakes:
        return
    masks = [[read["incident"][i] if f["about"] == "incident" else child["masks"][i] for i, f in enumerate(facts)] for child in read["children"]]
    for claim in model.impossible.values():
        if any(truth(condition(claim.when, model.facts), known) == YES for known in masks):
            yield f"{claim.id}: this case cannot be. {claim.says} Correct its facts."
