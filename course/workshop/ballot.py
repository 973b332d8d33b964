"""What people send, as jobs of the store: joining, votes, written reasons, hands counted in the room. Each may be repeated safely."""
from __future__ import annotations

import json
import secrets
from dataclasses import dataclass


class Refused(Exception):
    """Something that is not done, with its HTTP status and one sentence for the person."""

    def __init__(self, status: int, says: str):
        super().__init__(says)
        self.status, self.says = status, says


def join(person: str, role: str, card: str | None = None):
    """The job that lets a person in; asked again it changes nothing."""
    def job(tx):
        if tx.state["ended"]:
            return Refused(410, "This session has ended.")
        if card is not None and not tx.do("SELECT 1 FROM cards WHERE card = ?", card).fetchone():
            return Refused(403, "This card is not one of this session's. Check its ten characters, or ask for a new card.")
        tx.do("INSERT INTO people VALUES (?, ?) ON CONFLICT (person) DO NOTHING", person, role)
        known = tx.do("SELECT role FROM people WHERE person = ?", person).fetchone()[0]
        return None if known == role else Refused(409, f"You joined before, as {'a teacher' if known == 'teacher' else 'an officer'}. Choose that again.")
    return job


@dataclass(frozen=True)
class Vote:
    """One vote as a job: True if it is stored, or Refused. n grows with each change of mind. Many are counted in a few statements."""
    person: str
    role: str
    question: str
    round: int
    n: int
    choice: str | list[str]
    sure: str | None

    @staticmethod
    def together(tx, votes: list[Vote]) -> list:
        """What becomes of each of some votes, in their order; the ones that count are stored, once."""
        kept, known = _kept(tx, votes), _known(tx, votes)
        fresh, results = {}, []
        for vote in votes:
            key = (vote.question, vote.round, vote.person)
            mine = (vote.n, json.dumps(vote.choice, ensure_ascii=False), vote.sure)
            refused = vote._refused(mine, kept.get(key), tx.state["open"], vote.person in known)
            results.append(refused or True)
            if refused is None and kept.get(key) != mine:
                kept[key] = mine
                fresh[key] = (vote.question, vote.round, vote.person, vote.role, *mine)
        if fresh:
            rows = [fresh[key] for key in sorted(fresh)]  # in one order everywhere, so that two workers never wait for each other
            tx.do(f"INSERT INTO votes VALUES {', '.join(['(?, ?, ?, ?, ?, ?, ?)'] * len(rows))} ON CONFLICT (question, round, person) DO UPDATE SET "
                  "n = excluded.n, choice = excluded.choice, sure = excluded.sure WHERE excluded.n > votes.n", *(value for row in rows for value in row))
        return results

    def _refused(self, mine, kept, now, known) -> Refused | None:
        if kept == mine:
            return None  # it came before, and its answer was lost on the way
        if not now or (now["question"], now["round"]) != (self.question, self.round):
            return Refused(409, "This vote is closed. Your answer came too late and was not counted.")
        if not fits(self.choice, now):
            return Refused(422, "This is not one of the answers. Choose one that is on the page.")
        if kept and self.n <= kept[0]:
            return Refused(409, "A newer answer of yours is stored already.")
        return None if known else Refused(401, "You are not in this session. Choose your profession again.")


def _kept(tx, votes) -> dict:
    people, asked = sorted({v.person for v in votes}), sorted({v.question for v in votes})
    rows = tx.do(f"SELECT question, round, person, n, choice, sure FROM votes WHERE person IN ({_marks(people)}) AND question IN ({_marks(asked)})", *people, *asked).fetchall()
    return {tuple(row[:3]): tuple(row[3:]) for row in rows}


def _known(tx, votes) -> set:
    people = sorted({v.person for v in votes})
    return {row[0] for row in tx.do(f"SELECT person FROM people WHERE person IN ({_marks(people)})", *people).fetchall()}


def _marks(values) -> str:
    return ", ".join("?" * len(values))


def fits(choice, now: dict) -> bool:
    """Whether a choice has the shape of the open question, and only options that it offers."""
    if now["kind"] == "several":
        return isinstance(choice, list) and len(set(choice)) == len(choice) and all(c in now["options"] for c in choice)
    return isinstance(choice, str) and choice in now["options"]


def reason(person: str, role: str, question: str, n: int, says: str):
    """The job that keeps a written reason: one for each person and question, the newest."""
    def job(tx):
        kept = tx.do("SELECT n, says FROM reasons WHERE question = ? AND person = ?", question, person).fetchone()
        if kept and tuple(kept) == (n, says):
            return True
        if tx.state["explain"] != question:
            return Refused(409, "Reasons are not asked for now. Yours came too late.")
        if kept and n <= kept[0]:
            return Refused(409, "A newer reason of yours is stored already.")
        if not tx.do("SELECT 1 FROM people WHERE person = ?", person).fetchone():
            return Refused(401, "You are not in this session. Choose your profession again.")
        tx.do("INSERT INTO reasons VALUES (?, ?, ?, ?, ?, ?, 0) ON CONFLICT (question, person) DO UPDATE SET n = excluded.n, says = excluded.says, shown = 0",
              secrets.token_hex(8), question, person, role, n, says)
        return True
    return job


def mine(person: str):
    """The job that tells a person what of theirs is stored."""
    def job(tx):
        votes = tx.do("SELECT question, round, n, choice, sure FROM votes WHERE person = ?", person).fetchall()
        said = tx.do("SELECT question, n, says FROM reasons WHERE person = ?", person).fetchall()
        return {"in": bool(tx.do("SELECT 1 FROM people WHERE person = ?", person).fetchone()),
                "votes": {f"{q}@{r}": {"n": n, "choice": json.loads(c), "sure": s} for q, r, n, c, s in votes},
                "reasons": {q: {"n": n, "says": s} for q, n, s in said}}
    return job


def tally(question: str, round: int, role: str, hands: dict[str, int]):
    """The job that keeps hands counted in the room for one profession; it replaces what was typed before."""
    def job(tx):
        tx.do("DELETE FROM tallies WHERE question = ? AND round = ? AND role = ?", question, round, role)
        for choice, number in hands.items():
            if number:
                tx.do("INSERT INTO tallies VALUES (?, ?, ?, ?, ?)", question, round, role, choice, number)
    return job


def show_reason(id: str, shown: bool):
    return lambda tx: tx.do("UPDATE reasons SET shown = ? WHERE id = ?", int(shown), id).rowcount == 1


def delete_reason(id: str):
    """The job that takes a written reason out for good."""
    return lambda tx: tx.do("DELETE FROM reasons WHERE id = ?", id).rowcount == 1


def seen(tx, question: str | None) -> dict:
    """What there is to one question, and how many people there are: rows of (round, role, choice, sure, number) and the rest."""
    people = dict(tx.do("SELECT role, COUNT(*) FROM people GROUP BY role").fetchall())
    if not question:
        return {"people": people, "votes": [], "tallies": [], "reasons": []}
    return {"people": people,
            "votes": [(r, role, json.loads(c), s, k) for r, role, c, s, k in tx.do(
                "SELECT round, role, choice, sure, COUNT(*) FROM votes WHERE question = ? GROUP BY round, role, choice, sure", question).fetchall()],
            "tallies": [tuple(row) for row in tx.do("SELECT round, role, choice, hands FROM tallies WHERE question = ?", question).fetchall()],
            "reasons": [{"id": i, "says": s, "shown": bool(k)} for i, s, k in tx.do(
                "SELECT id, says, shown FROM reasons WHERE question = ? ORDER BY id", question).fetchall()]}
