"""Certificates and badges: names from the trainer's list alone, no more than the results say, void when the law has moved or anything was changed."""
import csv
import dataclasses
import datetime
import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from openbadgeslib.ob3.verifier import OB3Verifier

from course import changed, local, model, questions
from course.assessing.exports import badge, certificate
from course.files import Mistakes
from course.items import QuestionSet

FORM = {"id": "form-a", "title": "Summative test, form A", "use": "summative", "form": "a", "nation": "england", "on": "2026-11-21", "items": [
    {"id": "x", "kind": "single", "objective": "Tell danger first.", "stem": "What first?", "options": [{"id": "a", "says": "A"}, {"id": "b", "says": "B"}]}]}
COLUMNS = ("attempt", "role", "set", "phase", "code", "pair", "day", "answered", "of", "points", "share", "passed", "receipt", "sealed", "place", "problems")
GOOD = {"attempt": "a" * 26, "role": "teacher", "set": "form-a", "phase": "none", "code": "", "day": "2026-11-25", "passed": "true", "receipt": "ABCD-2345",
        "problems": ""}
NAME = 'Zoë O\'Brien & <b> "Ltd"'


@pytest.fixture
def results(tmp_path, monkeypatch):
    """Writes results and a list of codes; the set that they are about is an invented form."""
    form = questions.Exercise(QuestionSet.model_validate(FORM), {}, "", "", "")
    monkeypatch.setattr(questions, "slugs", lambda *a: ["form-a", "criteria"])
    load = questions.load
    monkeypatch.setattr(questions, "load", lambda slug, *a, **k: form if slug == "form-a" else load(slug, *a, **k))
    monkeypatch.setattr(local, "values", lambda: {"organisation": "Anytown Partnership", "organisation_link": "https://www.example.org"})

    def write(*rows, name=NAME):
        from course.assessing import codes
        code = codes.new(1)[0]
        with (tmp_path / "attempts.csv").open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, COLUMNS, restval="")
            table.writeheader()
            table.writerows({**GOOD, "code": code, **row} for row in rows or ({},))
        with (tmp_path / "codes.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("name", "phase", "code", "pair"), (name, "", code, "")])
        return tmp_path / "attempts.csv", tmp_path / "codes.csv"
    return write


def one(results, tmp_path, **row):
    found, _ = certificate.made(*results(row))
    return found[0], certificate.write(found, tmp_path / "out")[0]


def test_a_certificate_says_what_the_results_say_and_holds(results, tmp_path):
    made, path = one(results, tmp_path)
    text = path.read_text(encoding="utf-8")
    assert "Zoë O&#x27;Brien &amp; &lt;b&gt; &quot;Ltd&quot;" in text and "Tell danger first." in text and "21 November 2026, England" in text and "ABCD-2345" in text
    assert "http" not in text and "<b>" not in text
    assert certificate.check(path, today="2026-11-25") == [] and certificate.check(path, tmp_path / "attempts.csv", "2026-11-25") == []


@pytest.mark.parametrize("row, said", [
    ({"passed": "false"}, None), ({"passed": ""}, None), ({"set": "criteria"}, "is no summative test"), ({"role": "head"}, "is not of this course"),
    ({"problems": "its code was used twice"}, "look at this first: its code was used twice"), ({"attempt": "../../etc/x"}, "is not one that course mark writes"),
    ({"day": "2026-13-45"}, "is not one that course mark writes"),
])
def test_an_attempt_that_earns_no_certificate_gets_none(results, row, said):
    found, left = certificate.made(*results(row))
    assert found == [] and (len(left) == 1 and said in left[0] if said else left == [])


@pytest.mark.parametrize("raw, said", [(b"", "there is no column attempt"), (b"attempt,role\n1,2\n", "there is no column set, code"), (b"\xff\xfe\x00", "cannot be read"),
                                       (None, "cannot be read")])
def test_a_file_that_is_no_results_is_refused_in_words(tmp_path, raw, said):
    if raw is not None:
        (tmp_path / "attempts.csv").write_bytes(raw)
    with pytest.raises(Mistakes) as caught:
        certificate.made(tmp_path / "attempts.csv")
    assert said in caught.value.sentences[0] and "Name the attempts.csv" in caught.value.sentences[0]


def test_without_the_list_of_codes_no_name_is_on_it(results):
    attempts, _ = results()
    found, _ = certificate.made(attempts)
    assert found[0].name == "" and '<p class="name"></p>' in certificate.page(found[0])


def test_a_certificate_runs_out_on_the_day_the_law_moves_and_not_before(results, tmp_path):
    made, path = one(results, tmp_path)
    days = sorted({e["day"] for e in changed.since(model.current(), "2010-01-01", "england", "school") if e["change"] != "pending" and len(e["day"]) == 10})
    last = max(d for d in days if d <= "2026-11-21")
    before = (datetime.date.fromisoformat(last) - datetime.timedelta(days=1)).isoformat()
    certificate.write([dataclasses.replace(made, law_on=before)], tmp_path / "old")
    old = tmp_path / "old" / path.name
    assert certificate.check(old, today=before) == []
    said = certificate.check(old, today=last)
    assert said and all(s.startswith("The law has moved since ") for s in said)
    certificate.write([dataclasses.replace(made, law_on=last)], tmp_path / "old")
    assert certificate.check(old, today="2026-11-21") == []


@pytest.mark.parametrize("old, new, said", [
    ("Passed on</dt><dd>25", "Passed on</dt><dd>26", "Its text is not what its data say"), ("O&#x27;Brien", "O&#x27;Bryan", "Its text is not what its data say"),
    ('"role":"teacher"', '"role":"king"', None), ('id="certificate"', 'id="other"', None),
])
def test_a_changed_certificate_is_found_out(results, tmp_path, old, new, said):
    _, path = one(results, tmp_path)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    if said:
        assert said in certificate.check(path, today="2026-11-25")[0]
    else:
        with pytest.raises(Mistakes, match="this is not a certificate of this course"):
            certificate.check(path)


def test_a_consistent_forgery_is_found_out_by_the_trainers_results(results, tmp_path):
    made, _ = one(results, tmp_path)
    certificate.write([dataclasses.replace(made, receipt="ZZZZ-9999")], tmp_path / "forged")
    assert "receipt is 'ZZZZ-9999' here and 'ABCD-2345' in the results." in certificate.check(tmp_path / "forged" / f"{made.attempt}.html", tmp_path / "attempts.csv", "2026-11-25")
    certificate.write([dataclasses.replace(made, attempt="b" * 26)], tmp_path / "forged")
    assert certificate.check(tmp_path / "forged" / f"{'b' * 26}.html", tmp_path / "attempts.csv", "2026-11-25") == ["There is no such attempt in these results."]


# Badges ---------------------------------------------------------------------------------------------------------------

KEYS = {"RSA": lambda: rsa.generate_private_key(65537, 2048), "P-256": lambda: ec.generate_private_key(ec.SECP256R1()), "Ed25519": ed25519.Ed25519PrivateKey.generate}


def pem(key, path):
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path


def public(key):
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.mark.parametrize("kind", KEYS)
def test_another_verifier_takes_a_signed_badge_and_refuses_a_changed_one_and_another_key(results, tmp_path, kind):
    made, _ = one(results, tmp_path)
    key = KEYS[kind]()
    count, left = badge.write([made, dataclasses.replace(made, attempt="b" * 26, name="")], tmp_path / "badges", pem(key, tmp_path / "key.pem"))
    assert count == 1 and "has no name for it" in left[0]
    token = (tmp_path / "badges" / f"{made.attempt}.jwt").read_text(encoding="ascii")
    told = OB3Verifier(public(key)).verify(token)
    assert told.issuer.name == "Anytown Partnership" and told.achievement.name == made.title
    header, payload, signature = token.split(".")
    other = payload[:40] + ("A" if payload[40] != "A" else "B") + payload[41:]
    for changed, with_key in ((f"{header}.{other}.{signature}", key), (token, KEYS[kind]()), (f"{header}.{payload}.", key)):
        with pytest.raises(Exception, match="(?i)signature|invalid|malformed"):
            OB3Verifier(public(with_key)).verify(changed)


def test_an_unsigned_badge_says_law_version_and_rule(results, tmp_path):
    made, _ = one(results, tmp_path)
    badge.write([made], tmp_path / "badges")
    data = json.loads((tmp_path / "badges" / f"{made.attempt}.json").read_text(encoding="utf-8"))
    about = data["credentialSubject"]["achievement"]
    assert "Law of 21 November 2026" in about["description"] and certificate.RULE in about["criteria"]["narrative"]
    assert data["@context"][0] == "https://www.w3.org/ns/credentials/v2" and not list((tmp_path / "badges").glob("*.jwt"))


@pytest.mark.parametrize("write, said", [
    (lambda p: p.write_text("no key"), "not a private key"), (lambda p: pem(ec.generate_private_key(ec.SECP384R1()), p), "RSA, P-256 or Ed25519"), (lambda p: None, "not a private key"),
])
def test_a_file_that_is_no_key_is_refused_in_words(results, tmp_path, write, said):
    made, _ = one(results, tmp_path)
    write(tmp_path / "key.pem")
    with pytest.raises(Mistakes) as caught:
        badge.write([made], tmp_path / "badges", tmp_path / "key.pem")
    assert said in caught.value.sentences[0]


def test_without_an_organisation_there_is_no_badge(results, tmp_path, monkeypatch):
    made, _ = one(results, tmp_path)
    monkeypatch.setattr(local, "values", dict)
    with pytest.raises(Mistakes) as caught:
        badge.write([made], tmp_path / "badges")
    assert [s.split(".")[0] for s in caught.value.sentences] == ["local", "local"]
