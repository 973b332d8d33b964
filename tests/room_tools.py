"""What the tests of the room share: a session in a process of its own, and plain clients that speak HTTP to it."""
import contextlib
import http.client
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time

from browser_tools import ROOT


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Session:
    """A session that runs as a facilitator runs it: `course workshop` in a process of its own."""

    def __init__(self, where, *options, port=None):
        self.where, self.options, self.port, self.process, self.cookie = str(where), options, port or free_port(), None, ""

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self, wait=120):
        place = [] if "--store" in self.options else ["--file", self.where]
        self.process = subprocess.Popen([sys.executable, "-u", "-m", "course.cli", "workshop", *self.options, "--host", "127.0.0.1", "--port", str(self.port), *place],
                                        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
        self.said, self.complained = [], []
        for stream, kept in ((self.process.stdout, self.said), (self.process.stderr, self.complained)):
            threading.Thread(target=lambda s=stream, k=kept: k.extend(iter(s.readline, "")), daemon=True).start()
        end = time.monotonic() + wait
        while time.monotonic() < end:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 0.2):
                break
            assert self.process.poll() is None, "".join(self.complained)
            time.sleep(0.02)
        else:
            raise AssertionError("the session does not start: " + "".join(self.said + self.complained))
        return self

    @property
    def door(self):
        return re.search(r"http\S+/lead\?key=\S+", "".join(self.said))[0]

    def enter(self):
        """The facilitator opens the address from the terminal; the cookie is kept for later."""
        status, _, headers = self.ask("GET", self.door.split(str(self.port))[1])
        assert status == 303, status
        self.cookie = headers["set-cookie"].split(";")[0]
        return self

    def kill(self):
        """kill -9, as when the power goes."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()

    def ask(self, method, path, body=None, **headers):
        """(status, data, headers) of one request."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            sent = json.dumps(body).encode() if isinstance(body, (dict, list)) else body
            line.request(method, path, sent, {**({"Content-Type": "application/json"} if sent is not None else {}), **headers})
            answer = line.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if answer.headers.get_content_type() == "application/json" and text else text, answer.headers
        finally:
            line.close()

    # The facilitator
    def lead(self, path, body=None):
        return self.ask("POST" if body is not None else "GET", path, body, Cookie=self.cookie)

    def view(self, kind="lead"):
        return self.lead(f"/state/{kind}" if kind != "phone" else "/state")[1]["view"]

    def act(self, action, value=None):
        for _ in range(50):  # the view is told ten times a second; an action needs the newest version
            status, said, _ = self.lead("/lead/act", {"action": action, "value": value, "version": self.view()["version"]})
            if status != 409 or "moved on" not in said["says"]:
                assert status == 200, said
                return self.until(lambda v: True)
            time.sleep(0.05)
        raise AssertionError(said)

    def until(self, test, kind="lead", wait=5):
        """The view, once it passes a test; refreshed views come within a tenth of a second or two."""
        time.sleep(0.25)
        end = time.monotonic() + wait
        while not test(view := self.view(kind)):
            assert time.monotonic() < end, view
            time.sleep(0.05)
        return view

    def to(self, phase):
        """Presses the large button until the session is in a phase."""
        while (view := self.view())["phase"] != phase:
            self.act("next")
        return view

    # A participant
    def join(self, role="teacher", seed=None, card=None):
        body = {"role": role, "seed": seed or secrets.token_hex(16), **({"card": card} if card else {})}
        status, said, _ = self.ask("POST", "/join", body)
        assert status == 200, said
        return said["token"]

    def vote(self, token, choice, n=1, question=None, round=None, sure=None):
        now = {} if question and round else self.view("phone")["open"] or {}
        return self.ask("POST", "/vote", {"question": question or now.get("question"), "round": round or now.get("round"), "n": n, "choice": choice, "sure": sure},
                        Authorization=f"Bearer {token}")


@contextlib.contextmanager
def session(where, *options):
    """A running session with the facilitator in it."""
    running = Session(where, *options)
    try:
        yield running.start().enter()
    finally:
        running.stop()
