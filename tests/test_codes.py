"""Codes and sealed files: every slip is noticed, the page and Python agree, and no bit of a sealed file can be changed."""
import csv
import hashlib
import json
import random
import subprocess

import pytest

from course.assessing import codes, responses, sealing
from course.files import ROOT, Mistakes
from test_responses import WRITTEN, spoiled
from test_same_answers import node


def in_node(folder, **job):
    (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
    subprocess.run([node(), str(ROOT / "tests" / "same_codes.mjs"), str(ROOT / "course" / "js"), str(folder / "job.json"), str(folder / "out.json")], check=True)
    return json.loads((folder / "out.json").read_text(encoding="utf-8"))


def test_every_wrong_character_and_every_two_that_changed_places_are_noticed():
    chance = random.Random(5)
    for code in codes.new(40):
        letters = code.replace("-", "")
        wrong = {letters[:i] + c + letters[i + 1:] for i in range(8) for c in responses.ALPHABET} - {letters}
        for i in range(8):
            for j in range(i):
                swapped = list(letters)
                swapped[i], swapped[j] = swapped[j], swapped[i]
                wrong |= {"".join(swapped)} - {letters}
        assert not any(map(codes.tidied, wrong)) and codes.tidied(f" {chance.choice([letters.lower(), code, ' '.join(letters)])} ") == code
    assert not any(map(codes.tidied, ("", "ABC", "ABCD-EFG0", "ÄBCD-EFGH", "<script>", letters + "A")))


def test_the_page_reads_codes_and_takes_receipts_as_python_does(tmp_path):
    chance = random.Random(7)
    given = [*codes.new(50), *("".join(chance.choices(responses.ALPHABET + "01IO- a", k=9)) for _ in range(500)), "", "ÄÖÜ"]
    texts = ["", "abc", "Zoë 🙂\u2028", *("x" * n for n in (55, 56, 63, 64, 65, 119, 120, 1000)), *(chance.randbytes(n).hex() for n in range(0, 300, 7))]
    odd = [json.loads(spoiled(answers={"first": {"answer": text, "confidence": None}})) for text in ('"\\\b\f\n\r\t\x01\x1f\x7f', "é\u2028\u2029🙂", "</script>", "中" * 50)]
    found = in_node(tmp_path, codes=given, texts=texts, responses=[WRITTEN, *odd])
    assert found["codes"] == list(map(codes.tidied, given)) and sum(c is not None for c in found["codes"]) > 50
    assert found["hashes"] == [hashlib.sha256(t.encode()).hexdigest() for t in texts]
    read = [responses.parse(json.dumps(r).encode(), "x")[0] for r in [WRITTEN, *odd]]
    assert found["canonical"] == [responses.canonical(r).decode() for r in read] and found["receipts"] == list(map(responses.receipt, read))


def test_a_file_of_codes_has_a_column_for_names_and_is_never_overwritten(tmp_path):
    path = tmp_path / "codes.csv"
    assert codes.write(path, 30) == 30 and len(codes.read(path)) == 30
    with pytest.raises(Mistakes, match="it may hold names"):
        codes.write(path, 5)
    assert codes.write(tmp_path / "pairs.csv", 3, pairs=True) == 6
    rows = list(csv.DictReader((tmp_path / "pairs.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [r["phase"] for r in rows] == ["before", "after"] * 3 and rows[0]["pair"] == rows[1]["pair"] != rows[2]["pair"]
    assert len({r["code"] for r in rows}) == 6 and all(r["name"] == "" for r in rows)
    (tmp_path / "named.csv").write_text(";".join(codes.COLUMNS) + f"\nA. Trainee;;{rows[0]['code'].lower()};\n;;;\n", encoding="utf-8")
    assert codes.read(tmp_path / "named.csv")[rows[0]["code"]].name == "A. Trainee"
    (tmp_path / "wrong.csv").write_text("name,code\nA,ABCD-EFGH\n" + f"B,{rows[0]['code']}\n" * 2, encoding="utf-8")
    with pytest.raises(Mistakes) as caught:
        codes.read(tmp_path / "wrong.csv")
    assert "line 2: 'ABCD-EFGH' is not a code" in caught.value.sentences[0] and "is there twice" in caught.value.sentences[1]
    for text, said in (("a,b\n1,2\n", "no column code"), ("", "no column code")):
        (tmp_path / "wrong.csv").write_text(text)
        with pytest.raises(Mistakes, match=said):
            codes.read(tmp_path / "wrong.csv")
    for number in (0, -1, 1_000_000):
        with pytest.raises(Mistakes, match="is not a number of codes"):
            codes.new(number)


# Sealing ------------------------------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def sealed_file(tmp_path_factory):
    folder = tmp_path_factory.mktemp("seal")
    private, public = sealing.make(folder / "key")
    [text] = in_node(folder, seal=[spoiled().decode()], key=public.read_text())["sealed"]
    return folder, sealing.private_key(private), text


def test_what_the_page_sealed_is_opened_and_is_the_same_response(sealed_file):
    _, private, text = sealed_file
    response, was_sealed = responses.parse(text.encode(), "x", private)
    assert was_sealed and response.model_dump(exclude_unset=True) == WRITTEN
    assert "first" not in text and "teacher" not in text


def test_no_bit_of_a_sealed_file_can_be_changed(sealed_file):
    _, private, text = sealed_file
    raw, refused = text.encode(), 0
    for bit in range(len(raw) * 8):
        changed = bytearray(raw)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Mistakes):
            responses.parse(bytes(changed), "x", private)
        refused += 1
    assert refused == len(raw) * 8 > 5000


def test_a_sealed_file_without_the_right_key_is_refused_in_words(sealed_file, tmp_path):
    folder, private, text = sealed_file
    other = sealing.private_key(sealing.make(tmp_path)[0])
    swapped = json.loads(text)
    swapped["key"] = sealing.key_id(sealing._point(other.public_key()))
    for raw, key, said in ((text, None, "--private"), (text, other, "Use the other key"), (json.dumps(swapped), other, "changed on its way"), (text[:-9], private, "cut off")):
        with pytest.raises(Mistakes, match=said):
            responses.parse(raw.encode(), "x", key)
    with pytest.raises(Mistakes, match="there is a key already"):
        sealing.make(folder / "key")
    assert (folder / "key" / sealing.PRIVATE).stat().st_mode & 0o077 == 0
    for name, read in ((sealing.PUBLIC, sealing.private_key), (sealing.PRIVATE, sealing.public_key)):
        with pytest.raises(Mistakes):
            read(folder / "key" / name)
