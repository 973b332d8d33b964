"""People in a room, simulated: each joins, keeps a stream open and votes twice. Bounded, and for this computer only.

    python tests/room_load.py PORT COOKIE --people 300

--do steady votes once in the vote that is open, and --do flood sends nonsense on so many lines. For run the session stands at the start
of a question. Prints one JSON object: how long votes took to be acknowledged and to reach the projector, how many a second at
most, and whether any was lost.
"""
import argparse
import asyncio
import json
import os
import random
import re
import resource
import secrets
import sys
import time

MOST = 20_000


class Line(asyncio.Protocol):
    """One connection that asks one thing after another."""

    def __init__(self):
        self.data, self.waiting, self.transport, self.gone = b"", None, None, False

    def connection_made(self, transport):
        self.transport = transport

    def connection_lost(self, error):
        self.gone = True
        if self.waiting and not self.waiting.done():
            self.waiting.set_exception(ConnectionError("closed"))

    def data_received(self, data):
        self.data += data
        head, found, body = self.data.partition(b"\r\n\r\n")
        size = re.search(rb"content-length: (\d+)", head)
        if found and self.waiting and not self.waiting.done() and (size is None or len(body) >= int(size[1])):
            self.data = b""
            self.waiting.set_result((int(head[9:12]), body))

    async def ask(self, request: bytes, wait=30):
        self.waiting = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await asyncio.wait_for(self.waiting, wait)


class Stream(asyncio.Protocol):
    """A stream of views; each new one is handed on with the time at which it came."""

    def __init__(self, path, port, cookie="", told=lambda when, view: None):
        self.request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n\r\n".encode()
        self.told, self.data, self.views, self.first = told, b"", 0, asyncio.get_running_loop().create_future()

    def connection_made(self, transport):
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data):
        self.data += data
        *whole, self.data = self.data.split(b"\n\n")
        for part in whole:
            if b"data: {" in part:
                self.views += 1
                if not self.first.done():
                    self.first.set_result(True)
                self.told(time.perf_counter(), part)


def post(path, port, body, token="", cookie="") -> bytes:
    sent = json.dumps(body).encode()
    return (f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nAuthorization: Bearer {token}\r\nCookie: {cookie}\r\n"
            f"Content-Length: {len(sent)}\r\n\r\n").encode() + sent


def at(values, share):
    ordered = sorted(values)
    return round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1) if ordered else None


class Room:
    """The simulated people, and the facilitator who opens and closes the votes."""

    def __init__(self, port, cookie, people, address="127.0.0.1"):
        self.port, self.cookie, self.people, self.address, self.lines, self.tokens, self.streams, self.shown = port, cookie, min(people, MOST), address, [], [], [], []
        self.loop = asyncio.get_running_loop()

    async def connect(self, make):
        return (await self.loop.create_connection(make, "127.0.0.1", self.port, local_addr=(self.address, 0)))[1]

    async def enter(self):
        """Everyone joins and opens a stream; a hundred at a time, as at a door."""
        for start in range(0, self.people, 100):
            await asyncio.gather(*(self._one(i) for i in range(start, min(start + 100, self.people))))
        self.screen = await self.connect(lambda: Stream("/live/screen", self.port, told=self._shown))

    async def _one(self, number):
        line = await self.connect(Line)
        status, body = await line.ask(post("/join", self.port, {"role": "officer" if number % 3 == 0 else "teacher", "seed": secrets.token_hex(16)}))
        assert status == 200, (status, body)
        self.lines.append(line)
        self.tokens.append(json.loads(body)["token"])
        stream = await self.connect(lambda: Stream("/live", self.port))
        self.streams.append(stream)
        await asyncio.wait_for(stream.first, 30)

    def _shown(self, when, part):
        found = re.search(rb'"answered":(\d+)', part)
        if found:
            self.shown.append((when, int(found[1])))

    async def lead(self, action, value=None):
        line = await self.connect(Line)
        for _ in range(100):
            _, body = await line.ask(f"GET /state/lead HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: {self.cookie}\r\n\r\n".encode())
            view = json.loads(body)["view"]
            status, said = await line.ask(post("/lead/act", self.port, {"action": action, "value": value, "version": view["version"]}, cookie=self.cookie))
            if status == 200:
                break
            await asyncio.sleep(0.05)
        assert status == 200, said
        await asyncio.sleep(0.4)
        _, body = await line.ask(f"GET /state/lead HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: {self.cookie}\r\n\r\n".encode())
        line.transport.close()
        return json.loads(body)["view"]

    async def vote(self, view, seconds):
        """Everyone votes within so many seconds: (how long until acknowledged, votes a second, how long until on the projector), in seconds."""
        question, options = view["open"], [o["id"] for o in view["stop"]["options"]]
        self.shown.clear()
        sent, acked = {}, {}

        async def one(i):
            await asyncio.sleep(random.random() * seconds)
            body = {"question": question["question"], "round": question["round"], "n": 1, "choice": options[i % len(options)], "sure": "sure"}
            request = post("/vote", self.port, body, self.tokens[i])
            sent[i] = time.perf_counter()
            while i not in acked:  # sent again on a new line where the old one was closed, as a phone does
                try:
                    if self.lines[i].gone:
                        self.lines[i] = await self.connect(Line)
                    status, said = await self.lines[i].ask(request)
                except ConnectionError:
                    continue
                assert status == 200, (status, said)
                acked[i] = time.perf_counter()

        start = time.perf_counter()
        await asyncio.gather(*(one(i) for i in range(self.people)))
        took = time.perf_counter() - start
        end = time.perf_counter() + 5
        while not (self.shown and self.shown[-1][1] >= self.people) and time.perf_counter() < end:
            await asyncio.sleep(0.01)
        order = sorted(acked, key=acked.get)
        charted = [next((when for when, n in self.shown if n > place), None) for place in range(len(order))] if self.people <= 400 else self._charted(len(order))
        return [acked[i] - sent[i] for i in acked], self.people / took, [c - sent[i] for c, i in zip(charted, order) if c]

    def _charted(self, number):
        found, shown = [], iter(self.shown)
        when, n = next(shown, (None, 0))
        for place in range(number):
            while when is not None and n <= place:
                when, n = next(shown, (None, 0))
            found.append(when)
        return found


async def steady(port, people, seconds):
    """How long votes take in the vote that is open now, for people who join for it."""
    room = Room(port, "", people)
    await room.enter()
    line = await room.connect(Line)
    _, body = await line.ask(f"GET /state HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
    acked, _, _ = await room.vote(json.loads(body)["view"], seconds)
    return {"people": people, "acknowledged_ms": {"p50": at(acked, .5), "p99": at(acked, .99)}}


async def flood(port, seconds, lines, address):
    """Nonsense and more votes than anyone sends, on many lines without a pause; how each was answered."""
    room, statuses, end = Room(port, "", 0, address), {}, time.perf_counter() + seconds
    line = await room.connect(Line)
    token = json.loads((await line.ask(post("/join", port, {"role": "teacher", "seed": secrets.token_hex(16)})))[1])["token"]
    vote = {"question": "judgement/nothing", "round": 1, "n": 1, "choice": "nothing", "sure": None}
    kinds = [post("/vote", port, vote, token), post("/vote", port, vote, "A" * 43), post("/join", port, {"role": "nobody"}), f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode(),
             post("/lead/act", port, {"action": "next", "value": None, "version": 1}), b"nonsense\r\n\r\n"]

    async def one(number):
        own = None
        while time.perf_counter() < end:
            try:
                if own is None or own.gone:
                    own = await room.connect(Line)
                status, _ = await own.ask(kinds[number % len(kinds)], 10)
                statuses[status] = statuses.get(status, 0) + 1
            except (OSError, asyncio.TimeoutError):
                statuses["cut"] = statuses.get("cut", 0) + 1
                own = None
                await asyncio.sleep(0.01)
    await asyncio.gather(*(one(i) for i in range(lines)))
    return statuses


async def run(port, cookie, people, seconds):
    room = Room(port, cookie, people)
    await room.enter()
    view = await room.lead("next")
    acked, _, charted = await room.vote(view, seconds)
    counted = (await room.lead("next"))["bars"]["rounds"][0]["answered"]
    view = await room.lead("next")
    burst, rate, _ = await room.vote(view, 0)
    again = (await room.lead("next"))["bars"]["rounds"][1]["answered"]
    return {"people": people, "acknowledged_ms": {"p50": at(acked, .5), "p99": at(acked, .99)}, "projector_ms": {"p50": at(charted, .5), "p99": at(charted, .99)},
            "all_at_once_ms": {"p50": at(burst, .5), "p99": at(burst, .99)}, "votes_a_second": round(rate), "counted": [counted, again],
            "streams_told": min(s.views for s in room.streams)}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("port", type=int)
    arguments.add_argument("cookie")
    arguments.add_argument("--people", type=int, default=300)
    arguments.add_argument("--seconds", type=float, default=5)
    arguments.add_argument("--do", choices=["run", "steady", "flood"], default="run")
    arguments.add_argument("--address", default="127.0.0.1", help="the address of this computer that a flood comes from")
    given = arguments.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    what = {"run": lambda: run(given.port, given.cookie, given.people, given.seconds), "steady": lambda: steady(given.port, given.people, given.seconds),
            "flood": lambda: flood(given.port, given.seconds, given.people, given.address)}
    json.dump(asyncio.run(what[given.do]()), sys.stdout)
    sys.stdout.flush()
    os._exit(0)  # thousands of streams are not closed one by one


if __name__ == "__main__":
    main()
