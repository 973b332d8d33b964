"""What people send, as jobs of the store: joining, votes, written reasons, hands counted in the room. Each may be repeated safely."""
from __future__ import annotations

import json
import secrets


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


def vote(person: str, role: str, question: str, round: int, n: int, choice, sure: str | None):
    """The job that counts a vote, once: True if it is stored, or Refused. n grows with each change of mind."""
    def job(tx):
        written = json.dumps(choice, ensure_ascii=False)
        kept = tx.do("SELECT n, choice, sure FROM votes WHERE question = ? AND round = ? AND person = ?", question, round, person).fetchone()
        if kept and tuple(kept) == (n, written, sure):
            return True  # it came before, and its answer was lost on the way
        now = tx.state["open"]
        if not now or (now["question"], now["round"]) != (question, round):
            return Refused(409, "This vote is closed. Your answer came too late and was not counted.")
        if not fits(choice, now):
            return Refused(422, "This is not one of the answers. Choose one that is on the page.")
        if kept and n <= kept[0]:
            return Refused(409, "A newer answer of yours is stored already.")
        if not kept and not tx.do("SELECT 1 FROM people WHERE person = ?", person).fetchone():
            return Refused(401, "You are not in this session. Choose your profession again.")
        tx.do("INSERT INTO votes VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (question, round, person) DO UPDATE SET n = excluded.n, choice = excluded.choice, "
              "sure = excluded.sure WHERE excluded.n > votes.n", question, round, person, role, n, written, sure)
        return True
    return job


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
