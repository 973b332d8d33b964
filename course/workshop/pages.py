"""The room's own files, read once: three pages, their scripts, and the book's colours. Nothing comes from anywhere else."""
from __future__ import annotations

import gzip
import hashlib
from pathlib import Path
from string import Template

HERE = Path(__file__).parent
SHARED = HERE.parent / "js"
COLOURS = HERE.parent / "css" / "site.css"
# What each page is called, and what somebody does whose browser runs no scripts.
PAGES = {"phone": ("In the room", "Put up your hand instead: the facilitator counts hands too."),
         "screen": ("In the room: projector", "Turn it on, or say out loud what the facilitator's page shows."),
         "lead": ("In the room: facilitator", "Turn it on, or run the session from the printed packs.")}
KINDS = {".html": b"text/html", ".svg": b"image/svg+xml", ".js": b"text/javascript", ".css": b"text/css"}


def files() -> dict[str, tuple[bytes, bytes, bytes, str]]:
    """{path: (bytes, the same compressed, content type, ETag)} of everything that the server hands out."""
    found = {f"/{p.name}": p.read_bytes() for folder in ("pages", "js", "css") for p in sorted((HERE / folder).iterdir()) if p.suffix in KINDS and p.stem != "shell"}
    shell = Template((HERE / "pages" / "shell.html").read_text(encoding="utf-8"))
    found |= {f"/{name}.html": shell.substitute(name=name, title=title, without=without).encode() for name, (title, without) in PAGES.items()}
    found |= {f"/{name}.js": (SHARED / f"{name}.js").read_bytes() for name in ("dom", "warning")}
    found["/colours.css"] = COLOURS.read_text(encoding="utf-8").split("/* Ground */")[0].encode()
    return {path: (body, gzip.compress(body, 9, mtime=0), KINDS[Path(path).suffix], f'"{hashlib.sha256(body).hexdigest()[:16]}"') for path, body in found.items()}
