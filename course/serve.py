"""Serving the built book on this computer, with the headers that a strict web host would send."""
from __future__ import annotations

import functools
import socket
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from .files import Mistakes
from .policy import HEADERS

TRIES = 20


class Handler(SimpleHTTPRequestHandler):
    """Files of the book only, without a log line for each."""
    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript; charset=utf-8", ".ipynb": "application/x-ipynb+json",
                      ".ics": "text/calendar; charset=utf-8"}

    def end_headers(self):
        for name, value in HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def list_directory(self, path):
        self.send_error(404)

    def log_message(self, *_):
        """Says nothing: who read what is nobody's business."""


def free_port(host: str, asked: int | None, first: int) -> int:
    """The port that was asked for, or the first free one from a number on; raises Mistakes if it is busy."""
    if asked is not None and not 1 <= asked <= 65535:
        raise Mistakes([f"{asked} is not a port. Write a number from 1024 to 65535."])
    for port in [asked] if asked is not None else range(first, first + TRIES):
        if _is_free(host, port):
            return port
    if asked is not None:
        raise Mistakes([f"Port {asked} is busy, or may not be used. Stop the program that uses it, or ask for another with --port."])
    raise Mistakes([f"The ports {first} to {first + TRIES - 1} are all busy. Ask for another with --port."])


def _is_free(host: str, port: int) -> bool:
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
            return True
    except socket.gaierror:
        raise Mistakes([f"{host} is not an address of this computer. Leave --host out, or write 127.0.0.1."]) from None
    except OSError:
        return False


def run(folder: Path, host: str, port: int | None) -> None:
    """Serves a folder until Ctrl+C; raises Mistakes if it is not there or the port is busy."""
    if not (folder / "index.html").exists():
        raise Mistakes(["The book is not built yet. Build it first: course build"])
    found = free_port(host, port, first=8000)
    with ThreadingHTTPServer((host, found), functools.partial(Handler, directory=str(folder))) as httpd:
        print(f"The book is at http://{host}:{found}/ (open it in a browser). Ctrl+C here stops it.", flush=True)
        try:
            httpd.serve_forever()
        except KeyboardInterrupt:
            print("\nStopped.")
