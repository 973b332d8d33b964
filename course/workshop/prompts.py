"""What a facilitator can draw out of a distribution: plain prompts, from the numbers and, once it was shown, from the corridor. Pure."""
from __future__ import annotations

from .counting import ROLES, last

MANY, NEARLY_ALL, APART, MOVED = 1 / 3, 0.85, 0.3, 0.15  # shares; below them a difference may be nothing
ENOUGH = 5  # votes before anything is said about them


def draw_out(table: dict, options: list[dict], verdicts: list[dict] | None, kind: str = "single") -> list[str]:
    """Sentences for the facilitator; verdicts is None until the room has seen the corridor, and till then nothing is said of it."""
    newest = last(table)
    if newest["answered"] < ENOUGH:
        return ["There are too few votes to say anything about the room. Ask each table for one sentence instead."]
    shares = {name: n["all"] / newest["answered"] for name, n in newest["options"].items()}
    says = {o["id"]: o["says"] for o in options}
    if kind == "several":
        return [*_professions(table, newest, says), *_sure(newest), *(_left_out(shares, says, verdicts) if verdicts else [])]
    return [*_spread(shares, says), *_professions(table, newest, says), *_sure(newest), *_shifted(table, says, verdicts),
            *(_directions(newest, shares, verdicts) if verdicts else [])]


def _spread(shares, says):
    top = max(shares, key=shares.get)
    if shares[top] >= NEARLY_ALL:
        return [f"Nearly everyone chose: “{says[top]}” Ask what would have to be different for another answer."]
    second = sorted(shares.values())[-2] if len(shares) > 1 else 0
    if shares[top] - second <= 0.1:
        return ["The room is divided. Ask someone from each side for the one fact that decided it for them."]
    return []


def _left_out(shares, says, verdicts):
    missing = sorted((shares[v["id"]], says[v["id"]]) for v in verdicts if v["kind"] == "needed" and shares[v["id"]] < 0.5)[:3]
    never = [says[v["id"]] for v in verdicts if v["kind"] == "never" and shares[v["id"]] >= 0.1]
    return [f"Most would not pass on: “{line}” Ask who needs it first, and what they do without it." for _, line in missing] + \
        [f"Some would pass on: “{line}” Ask what it does to the child, and what made it seem useful." for line in never]


def _professions(table, newest, says):
    if not table["split"]:
        return []
    parts = {role: {name: n[role] / newest["by"][role] for name, n in newest["options"].items()} for role in ROLES}
    apart = max(parts["teacher"], key=lambda name: abs(parts["teacher"][name] - parts["officer"][name]))
    if abs(parts["teacher"][apart] - parts["officer"][apart]) < APART:
        return []
    more, fewer = sorted(ROLES, key=lambda role: -parts[role][apart])
    word = {"teacher": "teachers", "officer": "officers"}
    return [f"The professions differ on: “{says[apart]}” {parts[more][apart]:.0%} of the {word[more]} chose it, and {parts[fewer][apart]:.0%} of the "
            f"{word[fewer]}. Let the {word[fewer]} say first what they think the {word[more]} see; then the {word[more]} answer."]


def _sure(newest):
    told = sum(newest["sure"].values())
    if told >= ENOUGH and newest["sure"]["not_sure"] / told >= MANY:
        return [f"{newest['sure']['not_sure']} of {told} are not sure. Ask which fact they are missing, and who could find it out."]
    return []


def _shifted(table, says, verdicts):
    first, second = table["rounds"]
    if min(first["answered"], second["answered"]) < ENOUGH:
        return []
    moved = {name: second["options"][name]["all"] / second["answered"] - first["options"][name]["all"] / first["answered"] for name in says}
    found = []
    most = max(moved, key=lambda name: abs(moved[name]))
    if abs(moved[most]) >= MOVED:
        found.append(f"Talking moved the room {'towards' if moved[most] > 0 else 'away from'}: “{says[most]}” Ask someone who moved what they heard.")
    inside = {v["id"] for v in verdicts or [] if v["tone"] == "in"}
    if inside and sum(moved[name] for name in inside if name in moved) <= -MOVED:
        found.append("Talking moved the room out of the corridor. Ask whose argument was strong, and which fact it left out.")
    return found


def _directions(newest, shares, verdicts):
    def share(test):
        return min(1, sum(shares.get(v["id"], 0) for v in verdicts if test(v)))
    missed, needless = (share(lambda v, d=d: v["direction"] == d) for d in ("missed_protection", "needless_criminalisation"))
    never = share(lambda v: v["kind"] == "never")
    found = []
    if missed >= MANY:
        found.append(f"Many miss protection ({missed:.0%}). Ask what the child would have needed from you here, and which fact would have told you.")
    if needless >= MANY:
        found.append(f"Many go further than these facts call for ({needless:.0%}). Ask what this does to the child's life, and what would have been enough.")
    if missed >= 0.15 and needless >= 0.15:
        found.append("The room errs in both directions. Put one of each side by side, and ask what each was afraid of.")
    if never >= 0.1:
        found.append(f"{never:.0%} chose something on the list of things never to do. Say it plainly and without a name, and ask what made it tempting.")
    unknown = list(dict.fromkeys(question for v in verdicts for question in v["open"]))[:3]
    if unknown:
        found.append("Not known here, and it matters: " + " ".join(unknown) + " Ask who in the room could find out.")
    return found
