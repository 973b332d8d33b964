"""Open Badges 3.0 for passed tests: credentials that the organisation signs with its own key, as JSON-LD and as VC-JWT."""
from __future__ import annotations

import datetime
import json
import uuid
from pathlib import Path

from ... import local
from ...files import Mistakes, shown
from ...sources import day_in_words
from ...words import NATION
from .certificate import ROLES, RULE, Certificate

CONTEXT = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
SCHEMA = {"id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json", "type": "1EdTechJsonSchemaValidator2019"}
COURSE = uuid.UUID("4b6f3f0e-6f0b-5d2a-9c1e-6f1f5c1f6a10")  # names of this course's achievements


def issuer() -> dict:
    """The organisation, from local.yaml; raises Mistakes if it is not filled in."""
    values = local.values()
    wrong = [f"local.yaml: there is no {name}. A badge names the organisation that issues it. Add {name}: \"{example}\"."
             for name, example in (("organisation", "Anytown Council"), ("organisation_link", "https://www.example.org")) if not values.get(name)]
    if wrong:
        raise Mistakes(wrong)
    return {"id": values["organisation_link"], "type": ["Profile"], "name": values["organisation"], "url": values["organisation_link"]}


def credential(c: Certificate, by: dict) -> dict:
    """The badge of one certificate, unsigned; whose it is is the name on the trainer's list."""
    named = {"type": "IdentityObject", "hashed": False, "identityHash": c.name, "identityType": "name"}
    about = f"{c.title}, {ROLES[c.role].lower()}, {NATION[c.nation]}. Law of {day_in_words(c.law_on)}. Course version {c.course}, rules {c.rules}."
    return {
        "@context": CONTEXT, "id": f"urn:uuid:{uuid.uuid5(COURSE, c.attempt)}", "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "When children share nudes: deciding well", "issuer": by, "validFrom": f"{c.day}T00:00:00Z",
        "credentialSubject": {"id": f"urn:uuid:{uuid.uuid5(COURSE, 'holder ' + c.attempt)}", "type": ["AchievementSubject"], "identifier": [named], "achievement": {
            "id": f"urn:uuid:{uuid.uuid5(COURSE, ' '.join((c.set, c.law_on, c.course)))}", "type": ["Achievement"], "achievementType": "Certificate",
            "name": c.title, "description": about, "criteria": {"narrative": f"Passed the test. What was tested: {'; '.join(c.objectives)}. {RULE}"}}},
        "credentialSchema": [SCHEMA],
    }


def signed(badge: dict, key: Path, kid: str | None = None) -> str:
    """The badge as a VC-JWT under the organisation's private key (PEM: RSA, P-256 or Ed25519); raises Mistakes for any other file.

    kid: the address at which the organisation shows its public key; without it the token carries the public key itself.
    """
    try:
        import jwt
        from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
        from cryptography.hazmat.primitives.serialization import load_pem_private_key
    except ImportError:
        raise Mistakes(["Signing needs two more packages. Install them first: .venv/bin/pip install -e .[trainer]"]) from None
    try:
        private = load_pem_private_key(Path(key).read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise Mistakes([f"{shown(Path(key))}: this is not a private key that can be read ({error}). Name a PEM file without a password."]) from None
    kinds = {rsa.RSAPrivateKey: "RS256", ec.EllipticCurvePrivateKey: "ES256", ed25519.Ed25519PrivateKey: "EdDSA"}
    name = next((algorithm for kind, algorithm in kinds.items() if isinstance(private, kind)), None)
    if name is None or (name == "ES256" and private.curve.name != "secp256r1"):
        raise Mistakes([f"{shown(Path(key))}: a badge is signed with RSA, P-256 or Ed25519. Make such a key."])
    public = json.loads(jwt.get_algorithm_by_name(name).to_jwk(private.public_key()))
    start = int(datetime.datetime.fromisoformat(badge["validFrom"]).timestamp())
    claims = {**badge, "iss": badge["issuer"]["id"], "jti": badge["id"], "nbf": start, "iat": start, "sub": badge["credentialSubject"]["id"]}
    return jwt.encode(claims, private, algorithm=name, headers={"typ": "JWT", **({"kid": kid} if kid else {"jwk": public})})


def write(certificates: list[Certificate], out: Path, key: Path | None = None, kid: str | None = None) -> tuple[int, list[str]]:
    """Writes a badge for each certificate that has a name; returns how many, and a sentence for each that has none."""
    by, left, count = issuer(), [], 0
    try:
        Path(out).mkdir(parents=True, exist_ok=True)
        for c in certificates:
            if not c.name:
                left.append(f"{c.attempt}: the list of codes has no name for it, and a badge without a holder is none.")
                continue
            made = credential(c, by)
            (Path(out) / f"{c.attempt}.json").write_text(json.dumps(made, ensure_ascii=False, indent=1), encoding="utf-8")
            if key:
                (Path(out) / f"{c.attempt}.jwt").write_text(signed(made, key, kid), encoding="ascii")
            count += 1
    except OSError as error:
        raise Mistakes([f"{out}: nothing can be written there ({error.strerror}). Name another folder."]) from None
    return count, left
