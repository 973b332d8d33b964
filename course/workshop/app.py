"""The server of one session: pages, live views, and what is sent in. Everything that counts is in the store before it is answered."""
from __future__ import annotations

import asyncio
import contextlib
import gc
import time
from typing import Annotated, Literal

from pydantic import Field

from ..schema import Shape
from . import ballot, cards, counting, live, pages, phases, report, stops, tokens, views
from .ballot import Refused
from .door import Bucket
from .store import Store
from .web import Request, send_answer, send_json

EVERY = 0.1  # seconds between two updates of a chart
COOKIE = "course_lead"
FOR_LEAD = ("/lead/", "/live/lead", "/state/lead")
LATE, MOST_LATE = 1.0, 1000  # seconds that a refusal waits for one who asks too often, and how many may wait
Question = Annotated[str, Field(pattern=r"^[a-z0-9_./-]{1,160}$")]
Word = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,60}$")]
Text = Annotated[str, Field(pattern=r"^[^\x00-\x08\x0b-\x1f\x7f\u2028\u2029]*$")]
Sure = Literal["sure", "fairly_sure", "not_sure"]


class Join(Shape):
    role: Literal["teacher", "officer"]
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


class Act(Shape):
    action: Word
    value: int | bool | Annotated[Text, Field(max_length=80)] | Annotated[list[Word], Field(max_length=20)] | None = None
    version: int


class Hands(Shape):
    question: Question
    round: Annotated[int, Field(ge=1, le=2)]
    role: Literal["teacher", "officer"]
    hands: Annotated[dict[Annotated[str, Field(pattern=r"^[a-z0-9_]{0,60}$")], Annotated[int, Field(ge=0, le=100_000)]], Field(max_length=20)]


class Written(Shape):
    id: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    do: Literal["show", "hide", "delete"]


class Finish(Shape):
    sure: Literal["delete", "close"]


class App:
    """One session as an ASGI application.

    hosts: the names under which it may be asked for; address: what phones are told; where: the session's file, for the report.
    """

    def __init__(self, store: Store, address: str, hosts: set[str], where: str = "", stop=lambda: None):
        self.store, self.address, self.hosts, self.where, self.stop = store, address, hosts, where, stop
        setup = store.now(lambda tx: tx.setting("session"))
        self.plan, self.key, self.strict = setup["plan"], bytes.fromhex(setup["key"]), setup["strict"]
        self.phone, self.screen, self.lead = live.Channel(), live.Channel(), live.Channel()
        self.reached, self.over, self._late, self._dirty, self._at = False, "", 0, asyncio.Event(), (None, None, None)
        self.by_person, self.by_address, self.refused = Bucket(5, 30), Bucket(300, 12_000), Bucket(20, 100)
        self.files = pages.files()
        self.routes = {
            ("GET", "/"): self.page("phone.html"), ("GET", "/screen"): self.page("screen.html"), ("GET", "/lead"): self.enter, ("GET", "/qr.svg"): self.qr,
            ("GET", "/live"): self.stream("phone"), ("GET", "/live/screen"): self.stream("screen"), ("GET", "/live/lead"): self.stream("lead"),
            ("GET", "/state"): self.ask("phone"), ("GET", "/state/screen"): self.ask("screen"), ("GET", "/state/lead"): self.ask("lead"),
            ("GET", "/mine"): self.mine, ("POST", "/join"): self.join, ("POST", "/vote"): self.vote, ("POST", "/reason"): self.reason,
            ("GET", "/lead/cards"): self.cards, ("POST", "/lead/act"): self.act, ("POST", "/lead/hands"): self.hands,
            ("POST", "/lead/reason"): self.written, ("POST", "/lead/finish"): self.finish,
        }

    # ASGI --------------------------------------------------------------------------------------------------------

    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan":
            return await self._life(receive, send)
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        try:
            await self._handle(request, receive, send)
        except Refused as refused:
            await self._refuse(request, refused, send)
        except TimeoutError:
            raise  # a browser that does not take its stream: the connection is closed

    async def _life(self, receive, send):
        await receive()
        await self.refresh()
        fresh = asyncio.create_task(self.keep_fresh())
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 50, 50)  # rare collections: they stop everyone
        await send({"type": "lifespan.startup.complete"})
        await receive()
        fresh.cancel()
        self.end()
        await send({"type": "lifespan.shutdown.complete"})

    def end(self):
        """Ends the streams; the browsers come back when the session does."""
        for channel in (self.phone, self.screen, self.lead):
            channel.close()

    async def _handle(self, request: Request, receive, send):
        if request.header(b"host").lower() not in self.hosts:
            raise Refused(421, "This address is not the session's.")
        handler = self.routes.get((request.method, request.path))
        if request.method == "GET" and not request.token and not self.by_address.allows(request.address):
            raise Refused(429, "Too much at once. Try again in a moment.")
        if handler is None and request.method == "GET" and request.path in self.files:
            return await self.file(request, send)
        if handler is None:
            known = [m for m, path in self.routes if path == request.path]
            raise Refused(405 if known else 404, "There is nothing here.")
        if request.method == "POST":
            self._same_site(request)
        if request.path.startswith(FOR_LEAD) and not tokens.is_lead(self.key, request.cookie(COOKIE)):
            raise Refused(403, "Only the facilitator can do this.")
        await handler(request, receive, send)

    def _same_site(self, request: Request):
        origin, site = request.header(b"origin"), request.header(b"sec-fetch-site")
        if (origin and origin.partition("://")[2].lower() != request.header(b"host").lower()) or site not in ("", "same-origin"):
            raise Refused(403, "This came from another site.")

    async def _refuse(self, request: Request, refused: Refused, send):
        """Answers a refusal; one who is refused all the time waits for it, and others do not."""
        headers = []
        if refused.status == 429 or not self.refused.allows(request.address):
            headers = [(b"connection", b"close"), (b"retry-after", b"1")]
            if self._late < MOST_LATE:
                self._late += 1
                try:
                    await asyncio.sleep(LATE)
                finally:
                    self._late -= 1
        elif refused.status in (413, 415, 421):
            headers = [(b"connection", b"close")]
        await send_json(send, {"says": refused.says}, refused.status, headers)

    # What everyone sees ------------------------------------------------------------------------------------------

    def _here(self, state: dict):
        """The stop, its question and its corridor if that may be seen; worked out once for each version of the state."""
        if self._at[0] != state["version"]:
            here = stops.stop(self.plan, state["at"]) if state["phase"] in phases.ASKED else None
            verdicts = stops.corridor(self.plan, state["at"]) if here and here["kind"] and state["phase"] == "corridor" else None
            self._at = (state["version"], here, verdicts)
        return self._at[1:]

    async def refresh(self):
        """Tells the three kinds of screens what is new."""
        def look(tx):
            here, verdicts = self._here(tx.state)
            return tx.state, here, verdicts, ballot.seen(tx, here and here["id"])
        state, here, verdicts, seen = await self.store.run(look)
        table = counting.table(seen, here["options"]) if here and here["kind"] else None
        more = {"reached": self.reached, "strict": self.strict, "over": self.over, "where": self.where}
        self.phone.publish(views.phone(state, here, table, verdicts, self.strict))
        self.screen.publish(views.screen(state, here, table, verdicts, seen, self.address))
        self.lead.publish(views.lead(state, here, table, verdicts, seen, self.address, more))

    async def keep_fresh(self):
        """Refreshes when something was sent in, ten times a second at most; with several workers it also looks by itself."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(EVERY if self.store.shared else None):
                    await self._dirty.wait()
            self._dirty.clear()
            if not self.over:
                await self.refresh()
            await asyncio.sleep(EVERY)

    def page(self, name: str):
        async def handler(request, receive, send):
            if name == "phone.html" and not self.reached and not request.address.startswith("127.") and request.address != "::1":
                self.reached = True
                self._dirty.set()
            await send_answer(send, 200, self.files[f"/{name}"][0], b"text/html")
        return handler

    async def file(self, request, send):
        body, kind, tag = self.files[request.path]
        if request.header(b"if-none-match") == tag:
            return await send_answer(send, 304, b"")
        await send_answer(send, 200, body, kind, [(b"etag", tag.encode())])

    async def qr(self, request, receive, send):
        await send_answer(send, 200, cards.qr(self.address), b"image/svg+xml")

    def stream(self, name: str):
        async def handler(request, receive, send):
            await getattr(self, name).stream(receive, send)
        return handler

    def ask(self, name: str):
        async def handler(request, receive, send):
            channel = getattr(self, name)
            headers = [(b"etag", channel.tag.encode())]
            if request.header(b"if-none-match") == channel.tag:
                return await send_answer(send, 304, b"", headers=headers)
            await send_answer(send, 200, channel.answer(), headers=headers)
        return handler

    # What is sent in ---------------------------------------------------------------------------------------------

    async def _done(self, job, alone=False):
        """The result of a job once it is on the disk; raises the Refused that it gave back."""
        result = await self.store.run(job, alone)
        if isinstance(result, Refused):
            raise result
        self._dirty.set()
        return result

    def _person(self, request: Request) -> tuple[str, str]:
        found = tokens.read(self.key, request.token)
        if not found:
            raise Refused(401, "You are not in this session. Choose your profession again.")
        if not self.by_person.allows(found[0]):
            raise Refused(429, "Too much at once. Try again in a moment.")
        return found

    async def join(self, request, receive, send):
        sent = await request.body(Join)
        if not self.by_address.allows(request.address):
            raise Refused(429, "Too much at once. Try again in a moment.")
        if self.strict and not sent.card:
            raise Refused(403, "Type the code of the card that you were given.")
        card = tokens.spelled(sent.card) if self.strict else None
        # A card is one person; without cards the phone's own random number is.
        token = tokens.issue(self.key, sent.role, f"card:{card}" if card else f"phone:{sent.seed}")
        await self._done(ballot.join(tokens.read(self.key, token)[0], sent.role, card))
        await send_json(send, {"token": token, "role": sent.role})

    async def mine(self, request, receive, send):
        person, role = self._person(request)
        await send_json(send, {"role": role, **await self.store.run(ballot.mine(person))})

    async def vote(self, request, receive, send):
        person, role = self._person(request)
        sent = await request.body(Vote)
        await self._done(ballot.vote(person, role, sent.question, sent.round, sent.n, sent.choice, sent.sure))
        await send_json(send, {"stored": True})

    async def reason(self, request, receive, send):
        person, role = self._person(request)
        sent = await request.body(Reason)
        await self._done(ballot.reason(person, role, sent.question, sent.n, sent.says.strip() or "…"))
        await send_json(send, {"stored": True})

    # The facilitator ---------------------------------------------------------------------------------------------

    async def enter(self, request, receive, send):
        """The facilitator's page. The key in the address is good once; after it the browser has a cookie."""
        key = request.query("key")
        if key:
            def use(tx):
                if tx.setting("door") != tokens.digest(key):
                    return Refused(403, "This address was used before, or is not the facilitator's. Start the session again for a new one.")
                tx.set("door", "")
            await self._done(use, alone=True)
            cookie = f"{COOKIE}={tokens.lead_cookie(self.key)}; HttpOnly; SameSite=Strict; Path=/; Max-Age=43200"
            return await send_answer(send, 303, b"", b"text/plain", [(b"location", b"/lead"), (b"set-cookie", cookie.encode())])
        if not tokens.is_lead(self.key, request.cookie(COOKIE)):
            raise Refused(403, "Only the facilitator can see this. The facilitator's address stands in the window where the session was started.")
        await send_answer(send, 200, self.files["/lead.html"][0], b"text/html")

    async def act(self, request, receive, send):
        sent = await request.body(Act)

        def job(tx):
            if sent.version != tx.state["version"]:
                return Refused(409, "The session has moved on since. Look again.")
            state = phases.move(self.plan, tx.state, sent.action, sent.value, time.time())
            asked = report.asked(tx.setting("asked", {}), self.plan, state)
            if asked:
                tx.set("asked", asked)
            tx.set("state", state)
        await self._done(job, alone=True)
        await send_json(send, {"done": True})

    async def hands(self, request, receive, send):
        sent = await request.body(Hands)

        def job(tx):
            here, _ = self._here(tx.state)
            if not here or here["id"] != sent.question or not here["kind"]:
                return Refused(409, "The session has moved on since. Look again.")
            if sent.question in tx.state["seen"]:
                return Refused(409, "The room has seen the corridor of this step. Its count stays as it is.")
            if any(name not in [o["id"] for o in here["options"]] and not (name == "" and here["kind"] == "several") for name in sent.hands):
                return Refused(422, "This is not one of the answers.")
            ballot.tally(sent.question, sent.round, sent.role, sent.hands)(tx)
        await self._done(job)
        await send_json(send, {"done": True})

    async def written(self, request, receive, send):
        sent = await request.body(Written)
        job = ballot.delete_reason(sent.id) if sent.do == "delete" else ballot.show_reason(sent.id, sent.do == "show")
        if not await self._done(job):
            raise Refused(404, "This reason is not there any more.")
        await send_json(send, {"done": True})

    async def cards(self, request, receive, send):
        codes = await self.store.run(lambda tx: [row[0] for row in tx.do("SELECT card FROM cards ORDER BY card").fetchall()])
        await send_answer(send, 200, cards.sheet(self.address, codes).encode(), b"text/html")

    async def finish(self, request, receive, send):
        """Closes the session: its report is written and it is made anonymous, or everything is deleted. The server ends after it."""
        sent = await request.body(Finish)
        self.over = "Deleted." if sent.sure == "delete" else "Closed."
        try:
            folder = await asyncio.to_thread(report.delete if sent.sure == "delete" else report.close, self.store, self.where)
        except OSError as error:
            self.over = ""
            raise Refused(507, f"The report cannot be written ({error.strerror}). Make room on the disk, and try again.") from None
        await send_json(send, {"done": True, "folder": str(folder or "")})
        asyncio.get_running_loop().call_later(1.5, self.stop)
