"""How heavy pages are and how fast they answer: any page, from one server with gzip, in one browser, nothing kept from the page before."""
from __future__ import annotations

import functools
import gzip
import io
import random
import statistics
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import NamedTuple

from bench_tools import say
from browser_tools import BOOK, built_pages, served
from course import serve

HERE, SLOW = "here", "slow 4G and a processor four times slower"
NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}  # Lighthouse's slow 4G
SLOWER = 4
RUNS = {HERE: 5, SLOW: 3}
CLICKS = 60
PACKED_ALREADY = {".woff", ".woff2", ".zip", ".png", ".webp", ".gif", ".gz"}
OURS = ".course-live :is(button:not([disabled]), input[type=radio], input[type=checkbox], summary)"

# Runs before anything of the page's own: each frame it looks for the first control, presses it, and sees whether what is shown is another.
WATCH = """((control, shown) => {
  if (window !== top) return;
  const bench = window.bench = { usable: null, painted: [], long: [] };
  new PerformanceObserver((list) => bench.long.push(...list.getEntries().map((task) => task.duration))).observe({ type: "longtask", buffered: true });
  let before = null;
  const look = () => {
    const found = control();
    before ??= found ? shown() : null;
    if (found) found.click();
    if (before !== null && shown() !== before) bench.usable = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})"""
# From when the browser got a press to when the frame that follows it was handed over.
PRESSES = """addEventListener("click", (event) => event.isTrusted && requestAnimationFrame(() => {
  const after = new MessageChannel();
  after.port1.onmessage = () => top.bench.painted.push(performance.now() - event.timeStamp);
  after.port2.postMessage(0);
}), true)"""
# Where one of the controls is, once it has been scrolled to and that has been painted.
PICK = """async ([controls, chance]) => {
  const there = [...document.querySelectorAll(controls)].filter((control) => control.checkVisibility()), one = there[Math.floor(chance * there.length)];
  one.scrollIntoView({ block: "center", behavior: "instant" });
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const box = one.getBoundingClientRect(), frame = frameElement?.getBoundingClientRect() ?? { x: 0, y: 0 };
  return [frame.x + box.x + box.width / 2, frame.y + box.y + box.height / 2];
}"""


class Page(NamedTuple):
    """A page to measure. control and shown: JavaScript for its first control, and for the text that a press on it changes; clicks: what can be pressed.

    A page without them is for reading: it is usable once it is parsed and its scripts have run.
    """
    what: str
    folder: Path
    name: str
    control: str | None = None
    shown: str = "null"
    clicks: str = ""
    in_frame: bool = False


class Measured(NamedTuple):
    """Milliseconds, medians of several visits with an empty cache; long: tasks of more than 50 in the last visit, while it opened and while it was pressed."""
    bytes: float
    requests: float
    usable: float
    painted: list[float]
    opening: list[float]
    pressing: list[float]


def ours(what: str, name: str) -> Page:
    """A page of the book, with the first button of its widget if it has one."""
    live = 'class="course-widget' in (BOOK / name).read_text(encoding="utf-8")
    widget = ("document.querySelector('.course-live button:not([disabled])')", "document.querySelector('.course-live')?.innerHTML", OURS) if live else ()
    return Page(f"{what}, {name}", BOOK, name, *widget)


class Compressed(serve.Handler):
    """The course's server, with the gzip of a web host."""
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def send_head(self):
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return None
        body = packed(path)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(len(body)))
        if path.suffix not in PACKED_ALREADY:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        return io.BytesIO(body)


class Lenient(Compressed):
    """The same without the course's policy, under which other makers' pages do not run."""

    def end_headers(self):
        self.send_header("Cache-Control", "no-cache")
        SimpleHTTPRequestHandler.end_headers(self)


@functools.lru_cache(maxsize=None)
def packed(path: Path) -> bytes:
    """A file as it is sent, made once."""
    return path.read_bytes() if path.suffix in PACKED_ALREADY else gzip.compress(path.read_bytes(), 6)


class Opened:
    """A page in a context of its own, with an empty cache; its bytes on the line with headers, and its requests."""

    def __init__(self, browser, address: str, page: Page, where: str = HERE):
        self.kind, self.bytes, self.requests = page, 0, 0
        self.context = browser.new_context()
        self.page = self.context.new_page()
        self.context.add_init_script(f"{WATCH}(() => {page.control or 'null'}, () => {page.shown})")
        session = self.context.new_cdp_session(self.page)
        session.on("Network.loadingFinished", lambda event: self._count(event["encodedDataLength"]))
        session.send("Network.enable")
        if where == SLOW:
            session.send("Network.emulateNetworkConditions", NETWORK)
            session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        self.page.goto(address + page.name, timeout=300_000)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.context.close()

    def _count(self, size: float) -> None:
        self.bytes, self.requests = self.bytes + size, self.requests + (size > 0)

    def usable(self) -> float:
        """Milliseconds from the start of the visit until the first control has answered."""
        if not self.kind.control:
            return self.page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
        self.page.wait_for_function("window.bench.usable !== null", timeout=300_000)
        return self.page.evaluate("window.bench.usable")

    def settled(self) -> None:
        """Waits until everything that the page asks for is there."""
        self.page.wait_for_load_state("networkidle", timeout=300_000)

    def long(self) -> list[float]:
        """Milliseconds of each task of more than 50, since this was asked last."""
        self.page.wait_for_timeout(100)
        return self.page.evaluate("window.bench.long.splice(0)")

    def painted(self, clicks: int = CLICKS) -> list[float]:
        """Milliseconds from a press to painted, for presses of whatever the widget offers, in one order of chance."""
        if not self.kind.clicks:
            return []
        frame, chance = self.page.frames[-1 if self.kind.in_frame else 0], random.Random(1)
        frame.evaluate(PRESSES)
        for _ in range(clicks):
            self.page.mouse.click(*frame.evaluate(PICK, [self.kind.clicks, chance.random()]))
        self.page.wait_for_timeout(100)
        return self.page.evaluate("window.bench.painted")


def measured(browser, page: Page, where: str) -> Measured:
    """What several visits to a page come to; the last one also presses its controls."""
    found = []
    with served(page.folder, Compressed if page.folder == BOOK else Lenient) as address:
        for number in range(RUNS[where]):
            say(f"{page.what}, {where}: visit {number + 1} of {RUNS[where]}")
            with Opened(browser, address, page, where) as opened:
                usable = opened.usable()
                opened.settled()
                opening = opened.long()
                found.append((opened.bytes, opened.requests, usable))
                painted = opened.painted() if number + 1 == RUNS[where] else []
                pressing = opened.long()
    return Measured(*(statistics.median(column) for column in zip(*found)), painted, opening, pressing)


def weights(browser) -> dict[str, tuple[float, int]]:
    """The bytes on the line and the requests of each page of the book."""
    found, names = {}, built_pages()
    with served(BOOK, Compressed) as address:
        for number, name in enumerate(names):
            if number % 20 == 0:
                say(f"weighing the pages: {number} of {len(names)}")
            with Opened(browser, address, Page(name, BOOK, name)) as opened:
                opened.settled()
                found[name] = opened.bytes, opened.requests
    return found
