"""Votes and counted hands as numbers for bars. Pure. The two professions are told apart only where nobody can be picked out."""
from __future__ import annotations

FEWEST = 5  # people of each profession before they are shown side by side
ROLES = ("teacher", "officer")
SURE = ("sure", "fairly_sure", "not_sure")


def table(seen: dict, options: list[dict], rounds=(1, 2)) -> dict:
    """{rounds: [{answered, by, options: {id: {all, teacher, officer}}, sure}], split}: what ballot.seen found, counted.

    split says whether the professions may be shown apart: both voted, each with at least FEWEST people in each round that has votes.
    """
    found = [_round(seen, options, number) for number in rounds]
    voted = [r for r in found if r["answered"]]
    split = bool(voted) and all(r["by"][role] >= FEWEST for r in voted for role in ROLES)
    return {"rounds": found, "split": split}


def _round(seen: dict, options: list[dict], number: int) -> dict:
    chosen = {o["id"]: {"all": 0, **{role: 0 for role in ROLES}} for o in options}
    by, sure = {role: 0 for role in ROLES}, {name: 0 for name in SURE}
    for round, role, choice, how, people in seen["votes"]:
        if round == number:
            by[role] += people
            if how:
                sure[how] += people
            for name in choice if isinstance(choice, list) else [choice]:
                _add(chosen, name, role, people)
    for role in ROLES:
        hands = {c: h for r, who, c, h in seen["tallies"] if r == number and who == role}
        by[role] += hands.pop("", sum(hands.values()))  # where several could be chosen, "" holds how many people answered
        for name, people in hands.items():
            _add(chosen, name, role, people)
    return {"answered": sum(by.values()), "by": by, "options": chosen, "sure": sure}


def _add(chosen, name, role, people):
    if name in chosen:
        chosen[name]["all"] += people
        chosen[name][role] += people


def public(table: dict) -> dict:
    """The same, as everyone may see it: without the professions where too few people of one would be told apart."""
    if table["split"]:
        return table
    return {"split": False, "rounds": [{**r, "by": None, "options": {name: {"all": n["all"]} for name, n in r["options"].items()}} for r in table["rounds"]]}


def last(table: dict) -> dict:
    """The newest round that anyone voted in."""
    return next((r for r in reversed(table["rounds"]) if r["answered"]), table["rounds"][0])


def choice_of_room(table: dict, kind: str, role: str | None = None):
    """What most chose in the newest round: one id, or None for a tie; where several can be chosen, each that half or more chose."""
    newest = last(table)
    answered = newest["by"][role] if role else newest["answered"]
    numbers = {name: n[role or "all"] for name, n in newest["options"].items()}
    if not answered:
        return [] if kind == "several" else None
    if kind == "several":
        return [name for name, n in numbers.items() if 2 * n >= answered]
    most = [name for name, n in numbers.items() if n == max(numbers.values())]
    return most[0] if len(most) == 1 else None
