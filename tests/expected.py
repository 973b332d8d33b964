"""What a written case expects of an answer, and whether the answer says so: published cases and vignettes alike."""
from __future__ import annotations

from course.decide import decide, read_case

LEVELS = {"required": lambda ladder, level: ladder["required"] == (None if level == "none held" else level),
          "start": lambda ladder, level: ladder["start"] == (None if level == "none held" else level),
          "includes": lambda ladder, level: level in ladder["options"],
          "never": lambda ladder, level: level not in ladder["options"],
          "options": lambda ladder, levels: ladder["options"] == levels,
          "excluded": lambda ladder, levels: ladder["excluded"] == levels}


def problems(plain: dict, case: dict) -> list[str]:
    """A sentence for each thing that a case expects and the model does not say."""
    facts, found, answers = read_case(plain, case["facts"]), [], {}
    for expected in case["expect"]:
        role = role_of(case, expected)
        if role not in answers:
            answers[role] = decide(plain, facts, nation=case["nation"], role=role, on=case["on"])
        found += [f"{case['id']}: {said}" for said in _unmet(plain, answers[role], expected)]
    return found


def role_of(case: dict, expected: dict) -> str:
    """Whose answer is meant: the expectation's own role, the case's, or the school's for a duty and the police's for the rest."""
    return expected.get("role") or case.get("role") or ("school" if "duty" in expected else "police")


def _unmet(plain, answer, expected):
    child = next((c for c in answer["children"] if c["id"] == expected.get("child")), None)
    if "ladder" in expected:
        ladder = (child or answer["incident"])["ladders"][expected["ladder"]]
        for key in LEVELS.keys() & expected.keys():
            if not LEVELS[key](ladder, expected[key]):
                yield f"{expected['ladder']} should have {key}: {expected[key]}, and is {ladder}."
    if "must_any" in expected and not _same_choice(answer["incident"]["must_any"], expected["must_any"]):
        yield f"must_any should be {expected['must_any']}, and is {answer['incident']['must_any']}."
    for key, part, wanted in (("duty", "duties", True), ("no_duty", "duties", False), ("never_duty", "never", True), ("no_never_duty", "never", False)):
        if key in expected and (expected[key] in {d["id"] for d in answer[part]}) != wanted:
            yield f"{key}: {expected[key]} is {'not ' if wanted else ''}said."
    for key, wanted in (("recorded_as", True), ("not_recorded_as", False)):
        if key in expected and any(_label(plain, answer, expected[key]) in text for text in child["recorded_as"]) != wanted:
            yield f"{key}: {expected[key]} does not fit {child['recorded_as']}."


def _same_choice(said, wanted) -> bool:
    choices = [{c["ladder"]: c["level"] for c in entry["any"]} for entry in said]
    return bool(said) if wanted is True else not said if wanted == "none" else bool(said) and all(c == wanted for c in choices)


def _label(plain, answer, name):
    """A label's words in the answer's nation, if a case names it by its id."""
    ladder = next(l for l in plain["ladders"] if l["labels"])
    words = ladder["says_in"].get(answer["nation"], ladder["says"])
    return words[ladder["levels"].index(name)] if name in ladder["levels"] else name
