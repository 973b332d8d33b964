"""Sealed response files: the trainer's key pair, and opening what a page has sealed for it. js/sealing.js seals.

ECDH on P-256, HKDF and AES-GCM: whoever holds the file without the private key can neither read nor change it. It does not say who
wrote it: anyone can seal an invented file, so that receipts and codes are what ties a file to a person.
"""
from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
from pathlib import Path

from ..files import Mistakes, read_text, shown

PRIVATE, PUBLIC = "private-key.pem", "assessment-key.json"
KEY_FORMAT, SEALED = "course-seal-key", "course-response-sealed"
PARTS = ("format", "version", "key", "epk", "iv", "data")


def make(folder: Path) -> tuple[Path, Path]:
    """Writes a new key pair into a folder and returns the private and the public file; never overwrites one."""
    ec, serialization = _library("asymmetric.ec"), _library("serialization")
    private_at, public_at = Path(folder) / PRIVATE, Path(folder) / PUBLIC
    for path in (private_at, public_at):
        if path.exists():
            raise Mistakes([f"{shown(path)}: there is a key already. What was sealed for it could not be read with another. Name another folder."])
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    point = _point(key.public_key())
    public = {"format": KEY_FORMAT, "version": 1, "id": key_id(point), "public": _text(point)}
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(private_at, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem)
        public_at.write_text(json.dumps(public) + "\n", encoding="utf-8")
    except OSError as error:
        raise Mistakes([f"{shown(Path(folder))}: nothing can be written there ({error.strerror}). Name another folder."]) from None
    return private_at, public_at


def private_key(path: Path):
    """The trainer's private key from its file; raises Mistakes."""
    serialization, ec = _library("serialization"), _library("asymmetric.ec")
    try:
        key = serialization.load_pem_private_key(read_text(path).encode(), password=None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise Mistakes([f"{shown(Path(path))}: this is not a private key that course seal-key has written."])
    return key


def public_key(path: Path) -> dict:
    """A trainer's public key as a page takes it; raises Mistakes."""
    try:
        data = json.loads(read_text(path))
        if data["format"] == KEY_FORMAT and data["version"] == 1 and data["id"] == key_id(_raw(data["public"], 65)):
            return data
    except (ValueError, TypeError, KeyError, RecursionError):
        pass
    raise Mistakes([f"{shown(Path(path))}: this is not the {PUBLIC} that course seal-key has written."])


def key_id(point: bytes) -> str:
    """The name of a public key: the first 16 digits of its SHA-256."""
    return hashlib.sha256(point).hexdigest()[:16]


def opened(envelope: dict, where: str, private=None) -> bytes:
    """What was sealed; raises Mistakes for another key's, and for anything in which as much as one bit was changed."""
    if private is None:
        raise Mistakes([f"{where}: it is sealed. Name the private key to open it, with --private {PRIVATE}."])
    mine = key_id(_point(private.public_key()))
    if envelope.get("key") != mine:
        raise Mistakes([f"{where}: it is sealed for the key {str(envelope.get('key'))[:16]!r}, and this private key opens {mine}. Use the other key."])
    try:
        if tuple(envelope) != PARTS or envelope["version"] != 1:
            raise ValueError
        return _decrypted(envelope, private)
    except (ValueError, TypeError, _library("exceptions").InvalidTag):
        raise Mistakes([f"{where}: the sealed file was changed on its way, or cut. Ask for it again."]) from None


def _decrypted(envelope: dict, private) -> bytes:
    ec = _library("asymmetric.ec")
    epk, iv, data = _raw(envelope["epk"], 65), _raw(envelope["iv"], 12), _raw(envelope["data"])
    shared = private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), epk))
    info = f"{SEALED} 1 {envelope['key']}".encode()
    secret = _library("kdf.hkdf").HKDF(_library("hashes").SHA256(), 32, epk, info).derive(shared)
    head = json.dumps({k: envelope[k] for k in PARTS[:4]}, sort_keys=True, separators=(",", ":")).encode()
    return _library("ciphers.aead").AESGCM(secret).decrypt(iv, data, head)


def _library(name: str):
    """A part of the cryptography library, which only trainers install."""
    import importlib
    try:
        return importlib.import_module("cryptography.exceptions" if name == "exceptions" else f"cryptography.hazmat.primitives.{name}")
    except ImportError:
        raise Mistakes(["Sealed files need a library that is for trainers. Install it: .venv/bin/pip install -e .[trainer]"]) from None


def _point(key) -> bytes:
    serialization = _library("serialization")
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _raw(text, length: int | None = None) -> bytes:
    """What base64 for addresses stands for, in its one spelling."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, AttributeError, TypeError):
        raise ValueError from None
    if _text(raw) != text or (length is not None and len(raw) != length):
        raise ValueError
    return raw
