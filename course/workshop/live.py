"""What changes, told to many browsers at once: server-sent events, the newest only, and an ETag for those that have to ask."""
from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import random
import time

BEAT = (12, 24)  # seconds between signs of life, different for each stream so that they do not come all at once
SLOW = 20  # seconds in which a browser has to take what it is sent
HEAD = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"cache-control", b"no-store"), (b"x-accel-buffering", b"no")]


class Channel:
    """The newest view of one kind of screen, and everyone who waits for the next one."""

    def __init__(self):
        self.body, self.tag, self._changed, self.closed = b"null", '""', asyncio.Event(), False

    def publish(self, view: dict) -> None:
        """Tells a view to all who listen, unless it is the one that they have."""
        body = json.dumps(view, ensure_ascii=False, separators=(",", ":")).encode()
        if body != self.body:
            self.body, self.tag = body, f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            self._wake()

    def close(self) -> None:
        self.closed = True
        self._wake()

    def _wake(self):
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    def answer(self) -> bytes:
        """The view with the server's clock beside it, for one who asks."""
        return b'{"now":%.1f,"view":%b}' % (time.time(), self.body)

    async def stream(self, receive, send) -> None:
        """One browser's stream, until it goes away, takes too long or the server ends."""
        await send({"type": "http.response.start", "status": 200, "headers": [*HEAD, *SAFE]})
        gone, told = asyncio.ensure_future(_until_gone(receive)), None
        try:
            while not self.closed and not gone.done():
                if told is not self.body:
                    told = self.body
                    part = b"retry: %d\ndata: %b\n\n" % (random.randint(800, 2500), self.answer())
                else:
                    part = b"event: beat\ndata: 1\n\n" if await self._quiet() else b""
                if part:
                    async with asyncio.timeout(SLOW):
                        await send({"type": "http.response.body", "body": part, "more_body": True})
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            gone.cancel()

    async def _quiet(self) -> bool:
        """Waits for something new; True if there was nothing for as long as a sign of life may stay out."""
        try:
            async with asyncio.timeout(random.uniform(*BEAT)):
                await self._changed.wait()
            return False
        except TimeoutError:
            return True


async def _until_gone(receive):
    while (await receive())["type"] != "http.disconnect":
        pass


SAFE = [
    (b"content-security-policy", b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'none'; "
                                 b"base-uri 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer"), (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"), (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
]
