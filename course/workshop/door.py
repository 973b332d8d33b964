"""The door to the server: requests that come too slowly or are too large are turned away before anything else sees them."""
from __future__ import annotations

import random
import time

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

RECEIVE = 8  # seconds for one whole request, and for the first one to begin
HEADERS = 8_192  # bytes of address and headers
BODY = 8_192
LATE = (0.5, 1.5)  # seconds that one who sends nonsense, or too much, waits for the answer: never the same, so that many do not come back at once


class Door(HttpToolsProtocol):
    """uvicorn's protocol with a deadline for each request and a limit for its size."""

    def connection_made(self, transport):
        super().connection_made(transport)
        self._head, self._in_head, self._deadline, self._wrong = 0, True, None, False
        self._arm()

    def connection_lost(self, exc):
        self._disarm()
        super().connection_lost(exc)

    def data_received(self, data):
        if self._in_head:
            self._head += len(data)
        super().data_received(data)
        if self._in_head and self._head > HEADERS and not self.transport.is_closing():
            self.transport.write(b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")
            self._turn_away()

    def on_message_begin(self):
        super().on_message_begin()
        self._in_head, self._size = True, 0
        self._arm()

    def on_url(self, url):
        self._grow(len(url))
        super().on_url(url)

    def on_header(self, name, value):
        self._grow(len(name) + len(value))
        super().on_header(name, value)

    def _grow(self, size):
        self._size += size
        if self._size > HEADERS:
            raise ValueError("the headers are too large")  # uvicorn answers 400 and closes

    def on_headers_complete(self):
        self._in_head, self._head = False, 0
        super().on_headers_complete()

    def on_message_complete(self):
        self._in_head = True
        self._disarm()
        super().on_message_complete()

    def send_400_response(self, msg):
        """Answers what is no request only after a while: whoever sends nonsense waits, and others do not."""
        if not self._wrong:
            self._wrong = True
            self.transport.pause_reading()
            self.loop.call_later(random.uniform(*LATE), self._answer_wrong, msg)

    def _answer_wrong(self, msg):
        if not self.transport.is_closing():
            super().send_400_response(msg)

    def _arm(self):
        if self._deadline is None:
            self._deadline = self.loop.call_later(RECEIVE, self._turn_away)

    def _disarm(self):
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _turn_away(self):
        self._deadline = None
        if not self.transport.is_closing():
            self.transport.close()
            self.loop.call_later(1, self.transport.abort)


class Bucket:
    """How much each key may still ask for: a burst, and so many a second after it."""

    def __init__(self, rate: float, burst: float, most: int = 50_000):
        self.rate, self.burst, self.most, self._left = rate, burst, most, {}

    def allows(self, key, now: float | None = None) -> bool:
        now = time.monotonic() if now is None else now
        left, since = self._left.get(key, (self.burst, now))
        left = min(self.burst, left + (now - since) * self.rate)
        if len(self._left) > self.most:
            self._left = {k: v for k, v in self._left.items() if v[0] + (now - v[1]) * self.rate < self.burst} if len(self._left) < 2 * self.most else {}
        self._left[key] = (max(0, left - 1), now)
        return left >= 1
