"""What the browser tests share: a server with the book, a real browser, and what a page asked for and complained of."""
import contextlib
import http.server
import json
import os
import threading
from functools import partial
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import sync_playwright

from course import browser, serve
from course.accessibility import BOOK, LOOKED, built_pages  # noqa: F401 - for other tests

ROOT = Path(__file__).resolve().parent.parent
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


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

    def __init__(self, program, record=True, **context):
        self.record = record  # False: the page is broken on purpose, and what is found in it is no fault of the book
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

    def violations(self, include: str | None = None, state: str | None = None) -> list[str]:
        """What axe-core finds against WCAG 2.2 A and AA, as sentences; state: what the reader has done, for the record of what was looked at."""
        if not self.page.evaluate("typeof axe === 'object'"):
            self.page.evaluate(AXE)
        found, rules, undecided = self.page.evaluate(
            """(include) => axe.run(include ? {include: [include]} : document, {preload: false, resultTypes: ["violations", "incomplete"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
                 .then((r) => [r.violations.map((v) => `${v.id}: ${v.help} ${v.nodes.map((n) => n.target).join(" ")}`), r.passes.map((p) => p.id), r.incomplete.map((i) => i.id)])""", include)
        self.note("axe", found, state, include, rules=rules, undecided=undecided)
        return found

    def note(self, check: str, found: list[str], state: str | None = None, include: str | None = None, **more) -> None:
        """Writes a line of what was looked at: which check, on which page, in which state and window, and what it found."""
        if not self.record:
            return
        window = self.page.evaluate("""() => ({width: innerWidth, scheme: matchMedia("(forced-colors: active)").matches ? "forced" : matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light",
            axe: window.axe?.version, page: location.protocol === "file:" ? null : location.pathname.slice(1)})""")
        line = {"check": check, **window, "part": include, "state": state, "test": os.environ.get("PYTEST_CURRENT_TEST", "").split(" ")[0],
                "browser": self.context.browser.version, "found": found, **more}
        with LOOKED.open("a", encoding="utf-8") as record:
            record.write(json.dumps(line) + "\n")

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
