"""The smallest set of cases, near ordinary life, that notices every edit of the rules which the answered ones do not; written as questions.

Run it with a folder outside the project: python tests/propose_vignettes.py FOLDER
"""
from __future__ import annotations

import itertools
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy
from ruamel.yaml import YAML

import mutation
from course.files import read_yaml
from course.model import condition

MOST_CHANGES, IN_A_FILE = 5, 40
# What hardly happens together: such a case is proposed only if nothing else will do.
ODD = [
    {"all": [{"spread": "not_passed_on"}, {"where_now": "platform"}]},
    {"all": [{"age": ["under_8", "8_to_9", "10_to_11"]}, {"any": [{"relationship": "couple"}, {"believed": "adult"}]}]},
    {"all": [{"motive": "malice"}, {"made": ["none", "own"]}, {"asked": "none"}, {"passed_on": "none"}]},
    {"all": [{"planned": "planned"}, {"made": "none"}, {"asked": "none"}, {"passed_on": "none"}, {"gain": "none"}]},
]


@dataclass(frozen=True)
class Case:
    """The ordinary case of a kind with a few facts changed; values are numbers, one for each fact."""
    like: str
    values: tuple[int, ...]
    changes: int


class Proposer:
    """Finds cases for the mutants of a run."""

    def __init__(self, run: mutation.Run, ordinary: dict):
        self.run, self.space, self.facts = run, run.space, run.plain["facts"]
        self.ordinary = {like: self._ordinary(ordinary, like) for like in ordinary if like not in ("incident", "everyone")}
        self.sense = run.possible & ~self.space.any(self.space.of(condition(c, run.model.facts)) for c in ODD)
        self.moved = run.that_matter

    def _ordinary(self, ordinary, like):
        facts = mutation.whole({"like": like, "facts": {}}, ordinary)["facts"]
        given = {**facts["incident"], **facts["children"][0]}
        return tuple(f["values"].index(given[f["id"]]) for f in self.facts)

    # Cases

    def near(self, most: int = 2) -> list[Case]:
        """Every sensible case with at most some changes."""
        made = []
        for like, values in self.ordinary.items():
            others = [(i, v) for i, f in enumerate(self.facts) for v in range(len(f["values"])) if v != values[i]]
            for number in range(most + 1):
                made += [self._changed(like, values, some) for some in itertools.combinations(others, number) if len({i for i, _ in some}) == number]
        return self._sensible(made)

    def _changed(self, like, values, some):
        new = list(values)
        for i, v in some:
            new[i] = v
        return Case(like, tuple(new), sum(a != b for a, b in zip(new, self.ordinary[like])))

    def _sensible(self, cases):
        good = self.holds(self.sense, self.bits(cases))
        return [case for n, case in enumerate(cases) if good >> n & 1]

    def nearest(self, diagram) -> Case | None:
        """A case of a diagram with the fewest changes from an ordinary one."""
        for wanted in (diagram & self.sense, diagram):
            for changes in range(12):
                for like, values in self.ordinary.items():
                    found = self.space.bdd.pick(wanted & self._ball(like, values, changes))
                    if found is not None:
                        return self._case(like, values, found)
        return None

    def _ball(self, like, values, changes):
        if (like, changes) not in self.__dict__.setdefault("balls", {}):
            within = [self.space.bdd.true] * (changes + 1)
            for i in reversed(range(len(self.facts))):
                same = self.space.values[i][values[i]]
                within = [(same & within[k]) | (~same & within[k - 1] if k else self.space.bdd.false) for k in range(changes + 1)]
            self.balls[like, changes] = within[changes]
        return self.balls[like, changes]

    def _case(self, like, values, found):
        new = [sum(1 << b for b, bit in enumerate(self.space.bits[i]) if found.get(bit, bool(values[i] >> b & 1))) for i in range(len(values))]
        return Case(like, tuple(new), sum(a != b for a, b in zip(new, values)))

    # Which cases a diagram holds, as bits of one number

    def bits(self, cases: list[Case]) -> dict:
        """For each bit of the diagrams, the cases that have it; and all of them under None."""
        bits = {None: (1 << len(cases)) - 1, "memo": {}}
        for i, names in enumerate(self.space.bits):
            for b, name in enumerate(names):
                bits[name] = int("".join(str(c.values[i] >> b & 1) for c in reversed(cases)) or "0", 2)
        return bits

    def holds(self, diagram, bits) -> int:
        """The cases that are in a diagram."""
        key = abs(int(diagram))
        if key not in bits["memo"]:
            if diagram.var is None:
                bits["memo"][key] = bits[None]
            else:
                has = bits[diagram.var]
                bits["memo"][key] = (has & self.holds(diagram.high, bits)) | (bits[None] & ~has & self.holds(diagram.low, bits))
        return bits[None] & ~bits["memo"][key] if diagram.negated else bits["memo"][key]

    # The choice

    def choose(self, wanted: set[int]) -> list[tuple[tuple[str, str], Case]]:
        """(nation and day, case), each the one that notices most of what the ones before it did not; none that the others make needless."""
        groups: dict = {}
        for n in wanted:
            for (nation, day, _), diagram in self.moved[n].items():
                group = groups.setdefault((nation, day), {})
                group[n] = group.get(n, self.space.bdd.false) | diagram
        cases = self.near()
        rows = self._rows(groups, cases)
        missing = wanted - {n for group in rows.values() for n in group if group[n].any()}
        more = [case for n in sorted(missing) if (case := self.nearest(self.space.any(self.moved[n].values())))]
        cases += list(dict.fromkeys(more))
        chosen = self._needed(groups, wanted, self._greedy(groups, self._rows(groups, cases), cases, set(wanted)))
        for _ in range(2):
            chosen = self._needed(groups, wanted, self._merged(groups, wanted, chosen))
        return chosen

    def _rows(self, groups, cases):
        bits, size = self.bits(cases), (len(cases) + 7) // 8
        return {where: {n: numpy.unpackbits(numpy.frombuffer(self.holds(d, bits).to_bytes(size, "little"), numpy.uint8), bitorder="little")[:len(cases)]
                        for n, d in group.items()} for where, group in groups.items()}

    def _greedy(self, groups, rows, cases, left):
        changes, chosen = numpy.array([c.changes for c in cases]), []
        while left:
            best = None
            for where, group in rows.items():
                mine = [group[n] for n in group if n in left]
                if mine:
                    score = numpy.sum(mine, axis=0, dtype=numpy.int32) * 20 - changes
                    at = int(score.argmax())
                    best = max(best or (-1,), (int(score[at]), where, at))
            if best is None or best[0] < 20 - MOST_CHANGES * 4:
                break
            case, noticed = self._grown(groups[best[1]], cases[best[2]], left)
            left -= noticed
            chosen.append((best[1], case))
        return chosen

    def _grown(self, group, case, left):
        """The case, with more changes as long as each makes it notice at least one mutant more."""
        noticed = self._noticed(group, [case], left)[0]
        while case.changes < MOST_CHANGES:
            others = self._sensible([self._changed(case.like, case.values, [(i, v)]) for i, f in enumerate(self.facts) for v in range(len(f["values"]))])
            sets = self._noticed(group, others, left)
            best = max(range(len(others)), key=lambda n: (len(sets[n]), -others[n].changes), default=None)
            if best is None or len(sets[best]) <= len(noticed):
                break
            case, noticed = others[best], sets[best]
        return case, noticed

    def _noticed(self, group, cases, left):
        bits, sets = self.bits(cases), [set() for _ in cases]
        for n in left & group.keys():
            held = self.holds(group[n], bits)
            for at in range(len(cases)):
                if held >> at & 1:
                    sets[at].add(n)
        return sets

    def _all_noticed(self, groups, wanted, chosen):
        sets = {}
        for where, group in groups.items():
            mine = [case for w, case in chosen if w == where]
            sets.update(zip(((where, case) for case in mine), self._noticed(group, mine, wanted)))
        return sets

    def _needed(self, groups, wanted, chosen):
        sets = self._all_noticed(groups, wanted, chosen)
        times = Counter(n for noticed in sets.values() for n in noticed)
        for entry in reversed(list(sets)):
            if all(times[n] > 1 for n in sets[entry]):
                times.subtract(sets.pop(entry))
        return list(sets)

    def _merged(self, groups, wanted, chosen):
        """Two cases of a nation and a day put together where the changes of both, in one sensible case, notice all that only they do."""
        sets = self._all_noticed(groups, wanted, chosen)
        times = Counter(n for noticed in sets.values() for n in noticed)
        for where, group in groups.items():
            pairs = [(a, b, case) for a, b in itertools.combinations([e for e in sets if e[0] == where], 2) for case in self._together(a[1], b[1])]
            for (a, b, case), noticed in zip(pairs, self._noticed(group, [case for _, _, case in pairs], wanted)):
                if a in sets and b in sets and all(times[n] > (n in sets[a]) + (n in sets[b]) for n in (sets[a] | sets[b]) - noticed):
                    times.subtract(sets.pop(a)), times.subtract(sets.pop(b))
                    sets[where, case] = noticed
                    times.update(noticed)
        return list(sets)

    def _together(self, *pair):
        made = []
        for first, second in (pair, pair[::-1]):
            changes = [(i, v) for i, v in enumerate(second.values) if v != self.ordinary[second.like][i]]
            made.append(self._changed(first.like, first.values, changes))
        return [case for case in self._sensible(made) if case.changes <= MOST_CHANGES]

    def asked(self, wanted: set[int], chosen) -> list[list[tuple]]:
        """For each chosen case the fewest questions, so that every mutant that can be is noticed by one of them."""
        ways: dict = {n: [] for n in wanted}
        mine: dict = {}
        for at, (where, case) in enumerate(chosen):
            mine.setdefault(where, []).append((at, case))
        for where, some in mine.items():
            bits = self.bits([case for _, case in some])
            for n in wanted:
                for (nation, day, question), diagram in self.moved[n].items():
                    held = self.holds(diagram, bits) if (nation, day) == where else 0
                    ways[n] += [(at, question) for k, (at, _) in enumerate(some) if held >> k & 1]
        asked: list[list] = [[] for _ in chosen]
        for n in sorted(ways, key=lambda n: len(ways[n])):
            if ways[n] and not any(q in asked[at] for at, q in ways[n]):
                at, question = ways[n][0]
                asked[at].append(question)
        return asked


# The questions ------------------------------------------------------------------------------------------------------

ASPECTS = {"required": "What is the least that a source requires or says should be done? Answer one level, or none, or no source held.",
           "start": "Where does it ordinarily start? Answer one level, or no source held.",
           "excluded": "Which levels are ruled out? Answer a list, which may be empty.",
           "option": "Which levels are open to a person's judgement, the start included? Answer a list."}


def question_in_words(plain: dict, nation: str, question: tuple) -> dict:
    """A question as it is put to a person who answers from the sources."""
    if question == ("must_any",):
        return {"must_any": "Does a source say that at least one of children's social care and the police is to be told, and at which level? Answer {social_care: level, police: level} or none.",
                "levels": {l["id"]: _levels(l, nation) for l in plain["ladders"] if l["id"] in ("social_care", "police")}}
    if question[0] in ("duty", "do_not"):
        kind, name, to = question
        says = next(r[kind]["says"] for r in plain["rules"] if r[kind] and r[kind]["id"] == name and nation in r["nations"])
        return {kind: name, "role": "school" if to == "both" else to, "says": says, "question": "Does a source held here say this for this case? Answer yes or no."}
    ladder = next(l for l in plain["ladders"] if l["id"] == (question[0] if question[0] != "label" else "recorded_as"))
    if question[0] == "label":
        return {"label": question[1], "says": _levels(ladder, nation)[question[1]], "question": "Can it be recorded like this on this day? Answer yes or no."}
    return {"ladder": question[0], "asks": question[1].replace("option", "options"), "question": f"{ladder['question']} {ASPECTS[question[1]]}", "levels": _levels(ladder, nation)}


def _levels(ladder, nation):
    return dict(zip(ladder["levels"], ladder["says_in"].get(nation, ladder["says"])))


def vignette(proposer: Proposer, name: str, where, case: Case, questions) -> dict:
    """A case as a question: what differs from the ordinary one, in data and in words, and what is asked."""
    ordinary, facts, says = proposer.ordinary[case.like], {"incident": {}, "child": {}}, []
    for fact, old, new in zip(proposer.facts, ordinary, case.values):
        if old != new:
            facts[fact["about"]][fact["id"]] = fact["values"][new]
            says.append(fact["says"][new])
    plain = proposer.run.plain
    return {"id": name, "nation": where[0], "on": where[1], "like": case.like, "facts": {k: v for k, v in facts.items() if v},
            "says": "; ".join(says) or "nothing differs from the ordinary case",
            "asks": [question_in_words(plain, where[0], q) for q in sorted(questions)]}


def ordinary_in_words(proposer: Proposer) -> dict:
    """The ordinary cases, fact by fact."""
    return {like: {f["id"]: f["says"][v] for f, v in zip(proposer.facts, values)} for like, values in proposer.ordinary.items()}


def last_number(nation: str) -> int:
    """The highest number that a vignette of a nation has so far."""
    return max((int(v["id"][4:]) for v in read_yaml(mutation.HERE / "vignettes.yaml")["vignettes"] if v["nation"] == nation), default=0)


def write(proposer: Proposer, chosen, asked, folder: Path) -> list[tuple[str, int]]:
    """Writes the questions, some forty to a file, and returns how many each file has."""
    folder.mkdir(parents=True, exist_ok=True)
    yaml, files = YAML(), []
    yaml.width, yaml.allow_unicode = 160, True
    for nation in proposer.run.plain["nations"]:
        mine = [(where, case, q) for (where, case), q in zip(chosen, asked) if where[0] == nation and q]
        mine.sort(key=lambda m: (m[0][1] != mutation.TODAY, m[0][1], m[1].like, m[1].changes, m[1].values))
        made = [vignette(proposer, f"{nation[:3].upper()}-{n:03}", *m) for n, m in enumerate(mine, last_number(nation) + 1)]
        parts = [made[n:n + IN_A_FILE] for n in range(0, len(made), IN_A_FILE)]
        for number, part in enumerate(parts):
            path = folder / f"{nation}-{number + 1}.yaml"
            with path.open("w", encoding="utf-8") as out:
                yaml.dump({"ordinary": ordinary_in_words(proposer), "vignettes": part}, out)
            files.append((path.name, len(part)))
    return files


if __name__ == "__main__":
    run, cases = mutation.Run(), [*mutation.published(), *mutation.vignettes()]
    proposer = Proposer(run, read_yaml(mutation.HERE / "vignettes.yaml")["ordinary"])
    wanted = {n for n in run.that_matter if not run.by_cases(run.all[n], cases)}
    chosen = proposer.choose(wanted)
    print(f"{len(wanted)} mutants to notice, {len(chosen)} vignettes:", write(proposer, chosen, proposer.asked(wanted, chosen), Path(sys.argv[1])))
