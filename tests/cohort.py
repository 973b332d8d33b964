"""An invented cohort: trainees whose ability, leanings and certainty are known, and what they hand in. The report is asked to find it all again.

Everyone is drawn from a seed. What is true of the cohort is what its people were *expected* to do, so that only chance lies between the two.
"""
import json
import math
import random
from dataclasses import dataclass, field
from pathlib import Path

ALPHABET, LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789", "abcdefghijklmnopqrstuvwxyz234567"
FORMS = {"before": "test", "after": "test", "form-a": "summative"}
OBJECTIVES = ("Tell care from control.", "Know when to refer.", "Keep the response fair.", "Act in the first hour.")
SINGLES = 20
# Of those who do not choose the best answer: who chooses the half-right one, misses protection, or criminalises needlessly.
LEANS = {"teacher": (0.3, 0.5, 0.2), "officer": (0.3, 0.2, 0.5)}
GAIN = {"teacher": 0.8, "officer": 0.4}  # in ability, from before to after
UNFAIR, HARDER = "single_07", 1.5  # this question is harder for officers of the same ability
BLIND = "single_11"  # this one has nothing to do with ability
SEVERITY = {"1": 0.0, "2": 0.5}  # how often a marker gives one level less
LEVELS = 4


def bytes_of(prefix, rng):
    return prefix + "".join(rng.choice("0123456789abcdef") for _ in range(16))


# The sets -----------------------------------------------------------------------------------------------------------

def _single(n):
    return {"id": f"single_{n:02}", "kind": "single", "stem": f"Something happens, number {n}.\nWhat would you do first?",
            "options": [{"id": o, "says": f"Do {o} in situation {n}."} for o in ("best", "half", "missed", "needless")]}


def _others():
    yield {"id": "several_1", "kind": "several", "stem": "Which of these would you do?", "options": [{"id": o, "says": f"Do {o}."} for o in "abcd"]}
    yield {"id": "order_1", "kind": "order", "stem": "Put these in order.", "options": [{"id": o, "says": f"Do {o}."} for o in "cab"]}
    yield {"id": "sort_1", "kind": "sort", "stem": "Which goes where?", "options": [{"id": o, "says": f"Case {o}."} for o in "abc"],
           "groups": [{"id": "now", "says": "Now"}, {"id": "later", "says": "Later"}]}


def _written(n):
    return {"id": f"written_{n}", "kind": "written", "stem": f"Write down what you decided, and why, number {n}.", "words": 100}


def items(name):
    found = [_single(n) for n in range(1, SINGLES + 1)] + list(_others()) + ([_written(1), _written(2)] if FORMS[name] == "summative" else [])
    return [{**item, "objective": OBJECTIVES[n % len(OBJECTIVES)], "records": ["SCH-010"]} for n, item in enumerate(found)]


def key(item, rng):
    reasons = {o["id"]: {"does": {"record": "SCH-010"}, "feedback": "A reason.", "records": ["SCH-010"]} for o in item.get("options", [])}
    for name, direction in (("missed", "missed_protection"), ("needless", "needless_criminalisation")):
        if name in reasons:
            reasons[name]["error_direction"] = direction
    rubric = [{"id": row, "says": f"It says {row}.", "points": LEVELS - 1, "levels": [{"points": p, "says": f"{p} of it"} for p in range(LEVELS)]} for row in ("what", "why")]
    held = {"single": {"credit": {"best": 1, "half": 0.5, "missed": 0, "needless": 0}}, "several": {"credit": {"a": 0.5, "b": 0.5, "c": -0.5, "d": -0.5}},
            "order": {"order": ["a", "b", "c"]}, "sort": {"group": {"a": "now", "b": "later", "c": "now"}}, "written": {"rubric": rubric, "worked": "It was seen, and written down."}}[item["kind"]]
    return {"item": item["id"], "canary": bytes_of("canary-", rng), **held, **({"options": reasons} if reasons else {}), "why": "Invented.", "records": ["SCH-010"]}


def write_sets(folder: Path, seed=1):
    """Writes items and keys of the invented forms; the folders of sets and of keys."""
    rng = random.Random(seed)
    for name in ("items", "held"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for name, use in FORMS.items():
        form = name.split("-")[-1]
        listed = items(name)
        whole = {"id": name, "title": f"Invented set {name}", "use": use, "form": form, "nation": "england", "on": "2026-11-23", "items": listed}
        held = {"set": name, "status": "invented, for tests", "keys": [key(i, rng) for i in listed]}
        for where, data in (("items", whole), ("held", held)):
            (folder / where / f"{name}.yaml").write_text(json.dumps(data, indent=1), encoding="utf-8")  # JSON is YAML too
    return folder, folder / "held"


# The people ---------------------------------------------------------------------------------------------------------

@dataclass
class Person:
    """Somebody with a role and an ability, who is before or after the course."""
    role: str
    ability: float
    pair: str


@dataclass
class Truth:
    """What was expected of the cohort: sums of probabilities, by what they are about."""
    sums: dict = field(default_factory=dict)

    def add(self, *about, p, spread=None):
        """One more answer, of which p was expected; spread is its variance, if it can be more than all or nothing."""
        total, variance, n = self.sums.get(about, (0.0, 0.0, 0))
        self.sums[about] = total + p, variance + (p * (1 - p) if spread is None else spread), n + 1

    def rate(self, *about):
        """(expected share, its standard error from chance alone)"""
        total, variance, n = self.sums[about]
        return total / n, math.sqrt(variance) / n


def logistic(x):
    return 1 / (1 + math.exp(-x))


def difficulty(n):
    return -1.5 + 3 * (n - 1) / (SINGLES - 1)


def chance(person, n, phase):
    """How likely a person is to choose the best answer to a single question."""
    name = f"single_{n:02}"
    if name == BLIND:
        return 0.4
    ability = person.ability + (GAIN[person.role] if phase != "before" else 0)
    return logistic(ability - difficulty(n) - (HARDER if name == UNFAIR and person.role == "officer" else 0))


def certainty(p):
    return "sure" if p > 0.75 else "fairly_sure" if p > 0.5 else "not_sure"


def people(number, rng):
    return [Person("teacher" if n % 5 < 3 else "officer", rng.gauss(0, 1), _code(rng)) for n in range(number)]


def _code(rng):
    letters = "".join(rng.choice(ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def take(person, name, version, rng, truth):
    """One attempt of a person at a form, as the page would write it; what was expected is added to the truth."""
    answers = {}
    for item in items(name):
        if item["kind"] == "single":
            answers[item["id"]] = _choose(person, name, item["id"], rng, truth)
        else:
            answers[item["id"]] = {"answer": _other(item, person, rng), "confidence": None}
    return {"format": "course-response", "version": 1, "attempt": "".join(rng.choice(LETTERS) for _ in range(26)), "role": person.role, "set": name,
            "set_version": version, "rules_version": "f00d", "law_on": "2026-11-21", "course_version": "0.1.0", "started": "2026-11-24",
            "finished": "2026-11-25", "code": None, "pair": person.pair if FORMS[name] == "test" else None, "adjusted": None, "place": "page", "answers": answers}


def _choose(person, name, item, rng, truth):
    p = chance(person, int(item[-2:]), name)
    half, missed, needless = LEANS[person.role]
    sure = certainty(p)
    earned = p + (1 - p) * half / 2
    spread = p + (1 - p) * half / 4 - earned**2
    for about in (("credit", item), ("sure", sure), ("credit of", person.role)):
        truth.add(name, *about, p=earned, spread=spread)
    truth.add(name, "missed_protection", person.role, p=(1 - p) * missed)
    truth.add(name, "needless_criminalisation", person.role, p=(1 - p) * needless)
    answer = "best" if rng.random() < p else rng.choices(("half", "missed", "needless"), (half, missed, needless))[0]
    return {"answer": answer, "confidence": sure}


def _other(item, person, rng):
    knows = rng.random() < logistic(person.ability)
    if item["kind"] == "several":
        return ["a", "b"] if knows else ["a", "c"]
    if item["kind"] == "order":
        return ["a", "b", "c"] if knows else ["a", "c", "b"]
    if item["kind"] == "sort":
        return {"a": "now", "b": "later", "c": "now" if knows else "later"}
    return f"I would write down what was seen. {'Because it matters.' * (1 + int(knows))} {rng.randrange(10 ** 6)}"


def cohort(number, versions, seed=7):
    """(responses, truth) of a number of people, each before, after and in the form; and the people themselves."""
    rng, truth = random.Random(seed), Truth()
    crowd = people(number, rng)
    found = [take(person, name, versions[name], rng, truth) for person in crowd for name in FORMS if name in versions]
    return found, truth, crowd


def write(responses, folder: Path):
    """One file for each response, as trainees hand them in."""
    folder.mkdir(parents=True, exist_ok=True)
    for response in responses:
        (folder / f"{response['attempt']}.json").write_text(json.dumps(response), encoding="utf-8")
    return folder


# The markers --------------------------------------------------------------------------------------------------------

def marks(texts, seed=3):
    """What each marker gives each text, {marker: {(text, row): points}}: both see the same quality, and the stricter one sometimes gives a level less."""
    rng = random.Random(seed)
    quality = {(text, row): rng.randrange(LEVELS) for text in sorted(texts) for row in ("what", "why")}
    return {marker: {at: max(0, level - (rng.random() < often)) for at, level in quality.items()} for marker, often in SEVERITY.items()}
