"""Where an act lies for the facts of a case: inside the decision model's corridor, outside it, or in neither."""
from __future__ import annotations

from .items import levels


def corridor(name: str, does: dict, answer: dict) -> dict | None:
    """The corridor that a level lies in or outside of: the incident's, or that of the child it names."""
    children, incident = {c["id"]: c["ladders"] for c in answer["children"]}, answer["incident"]["ladders"]
    alone = next(iter(children)) if len(children) == 1 else None
    of_child = children.get(does.get("child", alone), {}).get(name)
    return incident[name] if name in incident and ("child" not in does or of_child is None) else of_child


def place(does: dict, answer: dict | None, model) -> str | None:
    """Where an act lies in the corridor: "inside", "excluded", or "unopened" (neither). None if it names no level or no case."""
    chosen = levels(does)
    if not answer or not chosen or any(name not in model.ladders or level not in model.ladders[name].levels for name, level in chosen.items()):
        return None
    corridors = {name: corridor(name, does, answer) for name in chosen}
    if None in corridors.values():
        return None
    misses_all = any(all(choice["ladder"] in chosen and _below(choice, chosen, model) for choice in duty["any"])
                     for duty in answer["incident"]["must_any"])
    if misses_all or any(chosen[name] in c["excluded"] for name, c in corridors.items()):
        return "excluded"
    return "inside" if all(chosen[name] in c["options"] for name, c in corridors.items()) else "unopened"


def _below(choice: dict, chosen: dict, model) -> bool:
    order = list(model.ladders[choice["ladder"]].levels)
    return order.index(chosen[choice["ladder"]]) < order.index(choice["level"])


def standing(does: dict, answer: dict | None, model) -> str | None:
    """Where an act stands for these facts: "required", "open" or "excluded". None if the model says none of the three."""
    if "duty" in does or "never" in does:
        return "required" if "duty" in does else "excluded"
    where = place(does, answer, model)
    if where == "inside" and all(corridor(name, does, answer)["options"] == [level] for name, level in levels(does).items()):
        return "required"
    return {"inside": "open", "excluded": "excluded"}.get(where)
