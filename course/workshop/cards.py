"""What is printed or held up so that people can join: the QR code of the address, and a sheet of join cards."""
from __future__ import annotations

import functools
import io
from html import escape

import segno


@functools.lru_cache(maxsize=2000)
def qr(text: str) -> bytes:
    """A QR code as SVG: dark on white in light and dark mode alike, with the quiet zone that cameras need."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", scale=8, border=4, dark="#000", light="#fff", xmldecl=False, svgns=True)
    return out.getvalue()


def sheet(address: str, codes: list[str]) -> str:
    """Join cards to print and cut: each lets one person in, and whoever has it is that person."""
    cards = "".join(f'<li><p class="code">{escape(code)}</p><p>Open <strong>{escape(address)}</strong> on your phone and type this code. '
                    "It is yours alone for this session. It does not say who you are.</p></li>" for code in codes)
    none = "" if codes else "<p>This session was started without cards. Start one with: course workshop --cards 30</p>"
    return (f'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
            f'<title>Join cards</title><link rel="stylesheet" href="/room.css"></head><body class="sheet"><main><h1>Join cards</h1>'
            f'<p class="screen-only">Print this page, cut it, and hand the cards out face down.</p>{none}<ul class="cards">{cards}</ul></main></body></html>')
