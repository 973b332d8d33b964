"""The plain parts of a web server: one request read whole and checked, one answer sent with the headers of a strict host."""
from __future__ import annotations

import json
from http.cookies import CookieError, SimpleCookie

from pydantic import ValidationError

from .ballot import Refused
from .door import BODY
from .live import SAFE


class Request:
    """One request: what is asked for, by whom, and with what."""

    def __init__(self, scope, receive):
        self.method, self.path, self.scope, self._receive = scope["method"], scope["path"], scope, receive
        self.headers = dict(scope["headers"])
        self.address = (scope.get("client") or ("", 0))[0]

    def header(self, name: bytes) -> str:
        return self.headers.get(name, b"").decode("latin-1")

    @property
    def token(self) -> str:
        """What stands after Bearer, or nothing."""
        kind, _, token = self.header(b"authorization").partition(" ")
        return token if kind == "Bearer" else ""

    def cookie(self, name: str) -> str:
        try:
            found = SimpleCookie(self.header(b"cookie")).get(name)
        except CookieError:
            return ""
        return found.value if found else ""

    def query(self, name: str) -> str:
        pairs = (part.partition("=") for part in self.scope["query_string"].decode("latin-1").split("&"))
        return next((value for key, _, value in pairs if key == name), "")

    async def body(self, shape):
        """The body in the shape that it must have; raises Refused for anything else."""
        if self.header(b"content-type").split(";")[0].strip().lower() != "application/json":
            raise Refused(415, "Send JSON.")
        said = self.header(b"content-length")
        if said.isdigit() and int(said) > BODY:
            raise Refused(413, "This is too long.")
        data = b""
        while True:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise Refused(400, "It did not arrive whole.")
            data += message.get("body", b"")
            if len(data) > BODY:
                raise Refused(413, "This is too long.")
            if not message.get("more_body"):
                break
        try:
            return shape.model_validate_json(data)
        except (ValidationError, RecursionError, ValueError):
            raise Refused(422, "This is not what is expected here.") from None


async def send_answer(send, status: int, body: bytes, kind: bytes = b"application/json", headers=(), keep: bytes = b"no-store") -> None:
    head = [(b"content-type", kind if kind.startswith(b"image") else kind + b"; charset=utf-8"), (b"content-length", str(len(body)).encode()),
            (b"cache-control", keep), *SAFE, *headers]
    if status == 304:
        head = [pair for pair in head if pair[0] not in (b"content-type", b"content-length")]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": body})


async def send_file(send, request: Request, file: tuple) -> None:
    """One of the server's own files: compressed where the browser takes that, and not again if it has it."""
    body, small, kind, tag = file
    headers = [(b"etag", tag.encode()), (b"vary", b"accept-encoding")]
    if request.header(b"if-none-match") == tag:
        return await send_answer(send, 304, b"", headers=headers, keep=b"no-cache")
    if "gzip" in request.header(b"accept-encoding"):
        body, headers = small, [*headers, (b"content-encoding", b"gzip")]
    await send_answer(send, 200, body, kind, headers, keep=b"no-cache")


async def send_json(send, data, status: int = 200, headers=()) -> None:
    await send_answer(send, status, json.dumps(data, ensure_ascii=False).encode(), headers=headers)
