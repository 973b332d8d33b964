"""The facilitator's desk: what only the facilitator can do, once the key in the address has become a cookie."""
from __future__ import annotations

import asyncio
import time
from typing import Annotated, Literal

from pydantic import Field

from ..schema import Shape
from . import ballot, cards as printed, phases, report, tokens
from .ballot import Refused
from .inbox import Question, Role, Text, Word
from .web import send_answer, send_json

COOKIE = "course_lead"
PAGE = "/lead.html"


class Act(Shape):
    action: Word
    value: int | bool | Annotated[Text, Field(max_length=80)] | Annotated[list[Word], Field(max_length=20)] | None = None
    version: int


class Hands(Shape):
    question: Question
    round: Annotated[int, Field(ge=1, le=2)]
    role: Role
    hands: Annotated[dict[Annotated[str, Field(pattern=r"^[a-z0-9_]{0,60}$")], Annotated[int, Field(ge=0, le=100_000)]], Field(max_length=20)]


class Written(Shape):
    id: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    do: Literal["show", "hide", "delete"]


class Finish(Shape):
    sure: Literal["delete", "close"]


async def enter(app, request, receive, send):
    """The facilitator's page. The key in the address is good once; after it the browser has a cookie."""
    key = request.query("key")
    if key:
        def use(tx):
            if tx.setting("door") != tokens.digest(key):
                return Refused(403, "This address was used before, or is not the facilitator's. Start the session again for a new one.")
            tx.set("door", "")
        await app.done(use, alone=True)
        cookie = f"{COOKIE}={tokens.lead_cookie(app.key)}; HttpOnly; SameSite=Strict; Path=/; Max-Age=43200"
        return await send_answer(send, 303, b"", b"text/plain", [(b"location", b"/lead"), (b"set-cookie", cookie.encode())])
    if not tokens.is_lead(app.key, request.cookie(COOKIE)):
        raise Refused(403, "Only the facilitator can see this. The facilitator's address stands in the window where the session was started.")
    await send_answer(send, 200, app.files[PAGE][0], b"text/html")


async def act(app, request, receive, send):
    sent = await request.body(Act)

    def job(tx):
        if sent.version != tx.state["version"]:
            return Refused(409, "The session has moved on since. Look again.")
        state = phases.move(app.plan, tx.state, sent.action, sent.value, time.time())
        asked = report.asked(tx.setting("asked", {}), app.plan, state)
        if asked:
            tx.set("asked", asked)
        tx.set("state", state)
    await app.done(job, alone=True)
    await app.refresh()  # the answer is the new view, so that the next press stands on it
    await send_answer(send, 200, app.lead.answer())


async def hands(app, request, receive, send):
    sent = await request.body(Hands)

    def job(tx):
        here, _ = app.here(tx.state)
        if not here or here["id"] != sent.question or not here["kind"]:
            return Refused(409, "The session has moved on since. Look again.")
        if sent.question in tx.state["seen"]:
            return Refused(409, "The room has seen the corridor of this step. Its count stays as it is.")
        if any(name not in [o["id"] for o in here["options"]] and not (name == "" and here["kind"] == "several") for name in sent.hands):
            return Refused(422, "This is not one of the answers.")
        ballot.tally(sent.question, sent.round, sent.role, sent.hands)(tx)
    await app.done(job)
    await send_json(send, {"done": True})


async def written(app, request, receive, send):
    sent = await request.body(Written)
    job = ballot.delete_reason(sent.id) if sent.do == "delete" else ballot.show_reason(sent.id, sent.do == "show")
    if not await app.done(job):
        raise Refused(404, "This reason is not there any more.")
    await send_json(send, {"done": True})


async def cards(app, request, receive, send):
    codes = await app.store.run(lambda tx: [row[0] for row in tx.do("SELECT card FROM cards ORDER BY card").fetchall()])
    await send_answer(send, 200, printed.sheet(app.address, codes).encode(), b"text/html")


async def finish(app, request, receive, send):
    """Closes the session: its report is written and it is made anonymous, or everything is deleted. The server ends after it."""
    sent = await request.body(Finish)
    app.over = "Deleted." if sent.sure == "delete" else "Closed."
    try:
        folder = await asyncio.to_thread(report.delete if sent.sure == "delete" else report.close, app.store, app.where)
    except OSError as error:
        app.over = ""
        raise Refused(507, f"The report cannot be written ({error.strerror}). Make room on the disk, and try again.") from None
    app.farewell()
    await send_json(send, {"done": True, "folder": str(folder or "")})
    asyncio.get_running_loop().call_later(1.5, app.stop)


ROUTES = {("GET", "/lead"): enter, ("GET", "/lead/cards"): cards, ("POST", "/lead/act"): act, ("POST", "/lead/hands"): hands,
          ("POST", "/lead/reason"): written, ("POST", "/lead/finish"): finish}
