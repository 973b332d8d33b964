"""What the browser tests share: a server with the book, a real browser, and what a page asked for and complained of."""
import contextlib
import http.server
import threading
from functools import partial
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import sync_playwright

from course import browser, serve

ROOT = Path(__file__).resolve().parent.parent
BOOK = ROOT / "_build" / "html"
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


def built_pages() -> list[str]:
    """Every page of the built book as a path below its root."""
    return sorted(p.relative_to(BOOK).as_posix() for p in BOOK.rglob("*.html") if "_static" not in p.parts)


@contextlib.contextmanager
def served(folder=BOOK, handler=serve.Handler):
    """The address of the book on this computer, with the headers of a strict host or as another handler sends it."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()


@contextlib.contextmanager
def chromium():
    with sync_playwright() as playwright:
        program = playwright.chromium.launch(executable_path=browser.path(), args=FLAGS)
        try:
            yield program
        finally:
            program.close()


class Watched:
    """A page whose requests, errors and console complaints are kept."""

    def __init__(self, program, **context):
        self.context = program.new_context(**context)
        self.page = self.context.new_page()
        self.asked, self.complaints = [], []
        self.page.on("request", lambda r: self.asked.append(r.url))
        self.page.on("requestfailed", self._failed)
        self.page.on("pageerror", lambda e: self.complaints.append(f"error: {e}"))
        self.page.on("console", lambda m: self.complaints.append(f"console: {m.text}") if m.type in ("error", "warning") else None)

    def open(self, address: str) -> None:
        """Goes to a page and waits until everything it asked for is there and each of its widgets is alive."""
        self.page.goto(address)
        self.page.wait_for_function("""() => document.readyState === "complete"
            && document.querySelectorAll(".course-widget:not(.course-mounted)").length === 0""")
        self.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.context.close()

    def _failed(self, request):
        """Keeps a request that failed, unless the page was left before it was answered."""
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"failed: {request.url} {request.failure}")

    def foreign(self, address: str) -> list[str]:
        """Requests to anything but the book itself."""
        return [u for u in self.asked if not u.startswith((address, "data:"))]

    def violations(self, include: str | None = None) -> list[str]:
        """What axe-core finds against WCAG 2.2 A and AA, as sentences."""
        self.page.evaluate(AXE)
        found = self.page.evaluate(
            """(include) => axe.run(include ? {include: [include]} : document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
                 .then((r) => r.violations.map((v) => `${v.id}: ${v.help} ${v.nodes.map((n) => n.target).join(" ")}`))""", include)
        return found

    def wider_than_window(self) -> int:
        """By how many pixels the page has to be scrolled sideways."""
        return self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def live(w):
    """The widget of a page, as far as it is live."""
    return w.page.locator(".course-live")


def press(w, name):
    """Presses the first button of this name in the widget."""
    live(w).get_by_role("button", name=name, exact=True).first.click()


def tab_to(w, test, most=80):
    """Presses Tab until what has the keyboard passes a test, written in JavaScript."""
    for _ in range(most):
        w.page.keyboard.press("Tab")
        if w.page.evaluate(test):
            return
    raise AssertionError(f"the keyboard does not reach {test}")
