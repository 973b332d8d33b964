"""The room's own files, read once: three pages, their scripts, and the book's colours. Nothing comes from anywhere else."""
from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

HERE = Path(__file__).parent
SHARED = HERE.parent / "js"
COLOURS = HERE.parent / "css" / "site.css"
KINDS = {".html": b"text/html", ".svg": b"image/svg+xml", ".js": b"text/javascript", ".css": b"text/css"}


def files() -> dict[str, tuple[bytes, bytes, bytes, str]]:
    """{path: (bytes, the same compressed, content type, ETag)} of everything that the server hands out."""
    found = {f"/{p.name}": p.read_bytes() for folder in ("pages", "js", "css") for p in sorted((HERE / folder).iterdir()) if p.suffix in KINDS}
    found |= {f"/{name}.js": (SHARED / f"{name}.js").read_bytes() for name in ("dom", "warning")}
    found["/colours.css"] = COLOURS.read_text(encoding="utf-8").split("/* Ground */")[0].encode()
    return {path: (body, gzip.compress(body, 9, mtime=0), KINDS[Path(path).suffix], f'"{hashlib.sha256(body).hexdigest()[:16]}"') for path, body in found.items()}
