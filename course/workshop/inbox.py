"""What participants send in: joining, votes and reasons, each checked, stored and only then answered."""
from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ..schema import Shape
from . import ballot, tokens
from .ballot import Refused
from .web import Request, send_json

Question = Annotated[str, Field(pattern=r"^[a-z0-9_./-]{1,160}$")]
Word = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,60}$")]
Text = Annotated[str, Field(pattern=r"^[^\x00-\x08\x0b-\x1f\x7f\u2028\u2029]*$")]
Sure = Literal["sure", "fairly_sure", "not_sure"]
Role = Literal["teacher", "officer"]


class Join(Shape):
    role: Role
    seed: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    card: Annotated[Text, Field(max_length=20)] | None = None


class Vote(Shape):
    question: Question
    round: Annotated[int, Field(ge=1, le=2)]
    n: Annotated[int, Field(ge=1, le=1_000_000)]
    choice: Word | Annotated[list[Word], Field(max_length=20)]
    sure: Sure | None = None


class Reason(Shape):
    question: Question
    n: Annotated[int, Field(ge=1, le=1_000_000)]
    says: Annotated[Text, Field(min_length=1, max_length=500)]


def person(app, request: Request) -> tuple[str, str]:
    """(person, role) of whoever asks; raises Refused for a token that is not this session's, and for one that asks too often."""
    found = tokens.read(app.key, request.token)
    if not found:
        raise Refused(401, "You are not in this session. Choose your profession again.")
    if not app.by_person.allows(found[0]):
        raise Refused(429, "Too much at once. Try again in a moment.")
    return found


async def join(app, request, receive, send):
    sent = await request.body(Join)
    if not app.by_address.allows((request.address, request.path)):
        raise Refused(429, "Too much at once. Try again in a moment.")
    if app.strict and not sent.card:
        raise Refused(403, "Type the code of the card that you were given.")
    card = tokens.spelled(sent.card) if app.strict else None
    # A card is one person; without cards the phone's own random number is.
    token = tokens.issue(app.key, sent.role, f"card:{card}" if card else f"phone:{sent.seed}")
    await app.done(ballot.join(tokens.read(app.key, token)[0], sent.role, card))
    await send_json(send, {"token": token, "role": sent.role})


async def mine(app, request, receive, send):
    who, role = person(app, request)
    await send_json(send, {"role": role, **await app.store.run(ballot.mine(who))})


async def vote(app, request, receive, send):
    who, role = person(app, request)
    sent = await request.body(Vote)
    await app.done(ballot.Vote(who, role, sent.question, sent.round, sent.n, sent.choice, sent.sure))
    await send_json(send, {"stored": True})


async def reason(app, request, receive, send):
    who, role = person(app, request)
    sent = await request.body(Reason)
    if not sent.says.strip():
        raise Refused(422, "Write a few words first.")
    await app.done(ballot.reason(who, role, sent.question, sent.n, sent.says.strip()))
    await send_json(send, {"stored": True})


ROUTES = {("GET", "/mine"): mine, ("POST", "/join"): join, ("POST", "/vote"): vote, ("POST", "/reason"): reason}
