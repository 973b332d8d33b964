"""Who may do what: participants' tokens, the facilitator's key and printed join cards, signed with the session's own secret.

A token is 32 bytes as 43 characters: 15 that tell one person from another, one for the role, 16 that prove where it is from.
"""
from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets

ROLES = {"teacher": b"t", "officer": b"o"}
CARD_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that looks like something else
TOKEN_LENGTH = 43


def new_secret() -> str:
    """A secret that nobody guesses, as text that fits into an address."""
    return secrets.token_urlsafe(24)


def digest(secret: str) -> str:
    """What may be kept of a secret: it recognises it again and does not give it away."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _proof(key: bytes, purpose: bytes, body: bytes) -> bytes:
    return hmac.digest(key, purpose + b"\0" + body, "sha256")[:16]


def issue(key: bytes, role: str, seed: str) -> str:
    """The token of one person; the same seed and role give the same token again, so a request may be repeated."""
    body = _proof(key, b"person", seed.encode())[:15] + ROLES[role]
    return base64.urlsafe_b64encode(body + _proof(key, b"token", body)).decode().rstrip("=")


def read(key: bytes, token: str) -> tuple[str, str] | None:
    """(person, role) of a token, or None if it was not issued with this key."""
    if len(token) != TOKEN_LENGTH or not token.isascii():
        return None
    try:
        raw = base64.b64decode(token + "=", altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    body, proof = raw[:16], raw[16:]
    role = next((name for name, mark in ROLES.items() if mark == body[15:]), None)
    # The last character holds two bits that mean nothing: only one spelling is a token.
    spelled = base64.urlsafe_b64encode(raw).decode().rstrip("=")
    if role is None or spelled != token or not hmac.compare_digest(proof, _proof(key, b"token", body)):
        return None
    return body[:15].hex(), role


def lead_cookie(key: bytes) -> str:
    """What the facilitator's browser keeps once it has shown the key."""
    nonce = secrets.token_hex(16)
    return f"{nonce}.{_proof(key, b'lead', nonce.encode()).hex()}"


def is_lead(key: bytes, cookie: str) -> bool:
    """Whether a cookie was given to the facilitator's browser."""
    nonce, _, proof = cookie.partition(".")
    return bool(nonce) and cookie.isascii() and hmac.compare_digest(proof, _proof(key, b"lead", nonce.encode()).hex())


def new_cards(how_many: int) -> list[str]:
    """Join codes to print, each for one person: two groups of five characters."""
    def group():
        return "".join(secrets.choice(CARD_ALPHABET) for _ in range(5))
    cards: dict[str, None] = {}
    while len(cards) < how_many:
        cards[f"{group()}-{group()}"] = None
    return list(cards)


def spelled(card: str) -> str:
    """A card as it was printed, however it was typed."""
    text = "".join(c for c in card.upper() if c in CARD_ALPHABET)
    return f"{text[:5]}-{text[5:]}"
