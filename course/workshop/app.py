"""The server of one session: pages, live views, and what is sent in. Everything that counts is in the store before it is answered."""
from __future__ import annotations

import asyncio
import contextlib
import gc
import random
from functools import partial

from . import ballot, cards, counting, desk, inbox, live, pages, phases, stops, tokens, views
from .ballot import Refused
from .door import LATE, Bucket
from .store import Store
from .web import Request, send_answer, send_file, send_json

EVERY = 0.08  # seconds between two updates of a chart
FOR_LEAD = ("/lead/", "/live/lead", "/state/lead")
MOST_LATE = 1000  # refusals that wait at one time


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
        self.by_person, self.by_address, self.refused = Bucket(5, 30), Bucket(200, 3000), Bucket(20, 100)
        self.files = pages.files()
        self.routes = {
            ("GET", "/"): self.page("phone.html"), ("GET", "/screen"): self.page("screen.html"), ("GET", "/qr.svg"): self.qr,
            ("GET", "/live"): self.stream("phone"), ("GET", "/live/screen"): self.stream("screen"), ("GET", "/live/lead"): self.stream("lead"),
            ("GET", "/state"): self.ask("phone"), ("GET", "/state/screen"): self.ask("screen"), ("GET", "/state/lead"): self.ask("lead"),
            **{at: partial(handler, self) for at, handler in (*inbox.ROUTES.items(), *desk.ROUTES.items())},
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

    def farewell(self):
        """Tells every phone and the projector that the session is over, for good."""
        over = {**phases.first(), "phase": "end", "ended": True}
        self.phone.publish(views.phone(over, None, None, None))
        self.screen.publish(views.screen(over, None, None, None, {"people": {}, "reasons": []}, self.address))

    def end(self):
        """Ends the streams; the browsers come back when the session does."""
        for channel in (self.phone, self.screen, self.lead):
            channel.close()

    async def _handle(self, request: Request, receive, send):
        if request.header(b"host").lower() not in self.hosts:
            raise Refused(421, "This address is not the session's.")
        handler = self.routes.get((request.method, request.path))
        if request.method == "GET" and not request.token and not self.by_address.allows((request.address, request.path)):
            raise Refused(429, "Too much at once. Try again in a moment.")
        if handler is None and request.method == "GET" and request.path in self.files:
            return await send_file(send, request, self.files[request.path])
        if handler is None:
            known = [m for m, path in self.routes if path == request.path]
            raise Refused(405 if known else 404, "There is nothing here.")
        if request.method == "POST":
            self._same_site(request)
        if request.path.startswith(FOR_LEAD) and not tokens.is_lead(self.key, request.cookie(desk.COOKIE)):
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
                    await asyncio.sleep(random.uniform(*LATE))
                finally:
                    self._late -= 1
        elif refused.status in (413, 415, 421):
            headers = [(b"connection", b"close")]
        await send_json(send, {"says": refused.says}, refused.status, headers)

    # What everyone sees ------------------------------------------------------------------------------------------

    def here(self, state: dict):
        """The stop, its question and its corridor if that may be seen; worked out once for each version of the state."""
        if self._at[0] != state["version"]:
            here = stops.stop(self.plan, state["at"]) if state["phase"] in phases.ASKED else None
            verdicts = stops.corridor(self.plan, state["at"]) if here and here["kind"] and state["phase"] == "corridor" else None
            self._at = (state["version"], here, verdicts)
        return self._at[1:]

    async def refresh(self):
        """Tells the three kinds of screens what is new."""
        def look(tx):
            here, verdicts = self.here(tx.state)
            return tx.state, here, verdicts, ballot.seen(tx, here and here["id"])
        state, here, verdicts, seen = await self.store.run(look)
        table = counting.table(seen, here["options"]) if here and here["kind"] else None
        more = {"reached": self.reached, "strict": self.strict, "over": self.over, "where": self.where}
        self.phone.publish(views.phone(state, here, table, verdicts, self.strict))
        self.screen.publish(views.screen(state, here, table, verdicts, seen, self.address))
        self.lead.publish(views.lead(state, here, table, verdicts, seen, self.address, more))

    async def keep_fresh(self):
        """Refreshes when something was sent in, a dozen times a second at most; with several workers it also looks by itself."""
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
            await send_file(send, request, self.files[f"/{name}"])
        return handler

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

    async def done(self, job, alone: bool = False):
        """The result of a job once it is on the disk; raises the Refused that it gave back."""
        result = await self.store.run(job, alone)
        if isinstance(result, Refused):
            raise result
        self._dirty.set()
        return result
