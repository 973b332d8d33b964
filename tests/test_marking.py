"""Marking: every file that comes in is marked or named with its reason, the query gives what the program gives, and markers see no name."""
import csv
import json
import os
import random
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import duckdb
import pytest

import cohort
from course.assessing import codes, collecting, desk, engine, keyring, marking, rulebook, sheets, tables
from course.assessing.marking import mark
from course.assessing.responses import Response
from course.files import BIGGEST, ROOT, Mistakes

KINDS = ("single_01", "several_1", "order_1", "sort_1")


@pytest.fixture(scope="module")
def sets(tmp_path_factory):
    """(folder of sets, folder of keys, forms) of the invented sets."""
    folder, keys = cohort.write_sets(tmp_path_factory.mktemp("sets"))
    return folder, keys, keyring.forms(keys, folder)


def people(sets, number, names=("form-a",), seed=7):
    return cohort.cohort(number, {n: sets[2][n].version for n in names}, seed)[0]


def marked(sets, source, out, **how):
    """(counts, what was said) of a marking."""
    said = []
    return desk.mark_all(source, sets[2], out, say=said.append, **how), "\n".join(said)


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# What comes in ----------------------------------------------------------------------------------------------------------

def test_nothing_that_comes_in_stops_the_marking_and_everything_is_named(sets, tmp_path):
    folder, out = tmp_path / "in", tmp_path / "out"
    whole = people(sets, 4)
    first, second, third, fourth = (json.dumps(r) for r in whole)
    cohort.write(whole[:1], folder)
    (folder / "deeper").mkdir()
    strange = {"a;b\n=1+1 é中.json": second, "empty.json": "", "cut.json": first[:200], "huge.json": "x" * (BIGGEST + 5), "copy.json": first,
               "deep.json": "[" * 100_000, "number.json": "7", "page.html": "<p>", "deeper/many.ndjson": f"{third}\n\n{{}}\n{first[:50]}\n{fourth}",
               "again.json": json.dumps({**whole[1], "role": "teacher" if whole[1]["role"] == "officer" else "officer"}),
               "old.json": json.dumps({**whole[2], "attempt": "a" * 26, "set_version": "00000000"}), "next.json": first.replace('"version": 1', '"version": 2'),
               "other.json": json.dumps({**whole[2], "attempt": "b" * 26, "set": "another-course"}), "not-a.zip": "PK"}
    for name, text in strange.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "bytes.json").write_bytes(b"\xff\xfe\x00")
    (folder / "circle").symlink_to(folder)
    (folder / "round.json").symlink_to(folder / "round.json")
    os.mkfifo(folder / "pipe.json")
    counts, said = marked(sets, folder, out)
    why = {Path(r["file"].lstrip("'").split(", line")[0]).name: r["why"] for r in rows(out / "refused.csv")}
    for name, words in {"empty.json": "is empty", "cut.json": "cut off", "huge.json": "more than", "deep.json": "nested too deeply", "number.json": "not a response file",
                        "page.html": "ends in none of", "many.ndjson": "", "old.json": "version 00000000", "next.json": "version '2'", "other.json": "no key for that",
                        "not-a.zip": "not a zip", "bytes.json": "UTF-8", "circle": "link to a folder", "round.json": "cannot be read", "pipe.json": "neither a file nor a folder"}.items():
        assert words in why.pop(name), name
    assert counts.marked == 4 and len(rows(out / "attempts.csv")) == 4 and "Traceback" not in said
    clash, = [r for r in rows(out / "attempts.csv") if r["problems"]]
    assert clash["attempt"] == whole[1]["attempt"] and clash["passed"] == "" and "same attempt id" in clash["problems"]
    assert len(why) == 2 and {"it is a copy of", "it has the attempt id of"} == {w[:len("it is a copy of")] if "copy" in w else w[:24] for w in why.values()}


def test_a_zip_is_read_without_unpacking_it_and_a_bomb_in_it_does_no_harm(sets, tmp_path):
    whole = people(sets, 3)
    with zipfile.ZipFile(tmp_path / "all.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("../../up.json", json.dumps(whole[0]))
        packed.writestr("many.ndjson", "\n".join(map(json.dumps, whole[1:])))
        packed.writestr("bomb.json", "0" * 30_000_000)
        packed.writestr("inner.zip", "PK")
        packed.writestr("__MACOSX/x.json", "x")
    found = list(collecting.each(tmp_path / "all.zip"))
    assert sum(r.response is not None for r in found) == 3 and len(found) == 5
    assert {p.name for p in tmp_path.iterdir()} == {"all.zip"}


def test_ten_thousand_files_in_one_folder_are_each_marked_or_named(sets, tmp_path):
    whole = people(sets, 100, ("after",))
    folder, rng = tmp_path / "in", random.Random(2)
    folder.mkdir()
    for n in range(10_000):
        attempt = "".join(rng.choice(cohort.LETTERS) for _ in range(26))
        text = json.dumps({**whole[n % 100], "attempt": attempt})
        (folder / f"{n}.json").write_text(text[:40] if n % 1000 == 999 else text, encoding="utf-8")
    counts, _ = marked(sets, folder, tmp_path / "out")
    assert (counts.marked, counts.refused) == (9_990, 10)
    assert duckdb.execute(f"SELECT count(*), count(DISTINCT attempt) FROM '{tmp_path}/out/answers.parquet'").fetchone() == (9_990 * 23, 9_990)


def test_a_spreadsheet_takes_nothing_that_a_trainee_wrote_for_a_formula(sets, tmp_path):
    whole = people(sets, 1)[0]
    whole["answers"]["written_1"]["answer"] = '=HYPERLINK("http://x.example","y")'
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "=cmd.json").write_text(json.dumps(whole))
    (tmp_path / "in" / "@sum.json").write_text("")
    marked(sets, tmp_path / "in", tmp_path / "out", with_written=True)
    for path in (tmp_path / "out").rglob("*.csv"):
        cells = [c for r in rows(path) for c in r.values()]
        assert not [c for c in cells if c[:1] in ("=", "+", "@", "\t") or (c[:1] == "-" and not c[1:2].isdigit())], path


# What it earns ------------------------------------------------------------------------------------------------------------

def one(sets, name, answer, form="form-a"):
    response = Response.model_validate({**people(sets, 1)[0], "answers": {name: {"answer": answer, "confidence": None}}})
    got = mark(response, sets[2][form])
    return {r[5]: r for r in got.answers}[name], dict(zip(marking.ATTEMPTS, got.attempt))


@pytest.mark.parametrize("name, answer, credit, direction", [
    ("single_01", "best", 1, None), ("single_01", "half", 0.5, None), ("single_01", "missed", 0, "missed_protection"),
    ("single_01", "needless", 0, "needless_criminalisation"), ("single_01", None, 0, None), ("several_1", ["a", "b"], 1, None), ("several_1", ["a", "c"], 0, None),
    ("several_1", [], 0, None), ("order_1", ["a", "b", "c"], 1, None), ("order_1", ["a", "c", "b"], 0.3333, None), ("sort_1", {"a": "now", "b": "now"}, 0.3333, None),
    ("written_1", "  ", 0, None), ("written_1", "I saw it.", None, None)])
def test_each_kind_earns_its_credit_and_shows_its_direction(sets, name, answer, credit, direction):
    row, attempt = one(sets, name, answer)
    assert (row[10], row[12]) == (credit, direction)
    assert row[9] == (answer not in (None, [], "  ")) and attempt["of"] == 25
    assert (attempt["share"] is None) == (credit is None)


@pytest.mark.parametrize("name, answer", [("single_01", "bset"), ("single_01", ["best"]), ("several_1", ["a", "a"]), ("order_1", ["a", "b"]), ("sort_1", {"a": "soon"}), ("written_1", ["x"])])
def test_an_answer_without_its_shape_is_named_and_its_attempt_has_no_result(sets, name, answer):
    row, attempt = one(sets, name, answer)
    assert row[10] is None and attempt["share"] is None and attempt["passed"] is None and attempt["problems"].startswith(name)


def test_the_two_directions_are_counted_apart_and_neither_makes_up_for_the_other(sets):
    whole = people(sets, 1)[0]
    for n, answer in ((1, "missed"), (2, "missed"), (3, "needless"), (4, "best")):
        whole["answers"][f"single_{n:02}"]["answer"] = answer
    for n in range(5, cohort.SINGLES + 1):
        whole["answers"][f"single_{n:02}"]["answer"] = "half"
    attempt = dict(zip(marking.ATTEMPTS, mark(Response.model_validate(whole), sets[2]["form-a"]).attempt))
    assert (attempt["missed_protection"], attempt["needless_criminalisation"]) == (2, 1)


def test_codes_that_are_unknown_used_twice_or_for_another_form_are_named(sets, tmp_path):
    codes.write(tmp_path / "codes.csv", 4, pairs=True)
    listed = rows(tmp_path / "codes.csv")
    whole = people(sets, 5, ("before",))
    for response, row in zip(whole, (listed[0], listed[2], listed[2], listed[5], None)):
        response.update(code=row and row["code"], pair=row and row["pair"])
    whole.append({**people(sets, 1, ("before",), seed=9)[0], "code": codes.new(1)[0], "pair": listed[0]["pair"]})
    marked(sets, cohort.write(whole, tmp_path / "in"), tmp_path / "out", codes=tmp_path / "codes.csv")
    found = {r["attempt"]: r["problems"] for r in rows(tmp_path / "out" / "attempts.csv")}
    good, twice, again, late, none, unknown = (found[r["attempt"]] for r in whole)
    assert "more than once for this form" in good and "its code was used" not in good
    assert "its code was used more than once" in twice and twice == again
    assert "another form" in late and "no code was given" in none and "not on the list" in unknown


# The query ------------------------------------------------------------------------------------------------------------------

def spoiled(whole, seed=5):
    """Responses with every kind of answer that a person, or a tampered file, can hold."""
    rng = random.Random(seed)
    odd = {"single_01": [None, "", "bset", ["best"], {"best": "best"}], "several_1": [None, [], ["a"], ["a", "b", "c", "d"], ["a", "a"], ["x"], "a"],
           "order_1": [None, ["b", "c", "a"], ["a", "b"], ["a", "a", "b"], ["a", "b", "x"]],
           "sort_1": [None, {}, {"a": "now"}, {"a": "soon"}, {"x": "now"}, {"a": "later", "b": "later", "c": "later"}]}
    for response in whole:
        for name, answers in odd.items():
            if rng.random() < 0.5:
                response["answers"][name] = {"answer": rng.choice(answers), "confidence": None}
        if rng.random() < 0.1:
            del response["answers"]["single_02"]
    return whole


def ndjson(whole, path):
    path.write_text("".join(json.dumps(r) + "\n" for r in whole), encoding="utf-8")
    return path


def differences(out, large):
    """Answers to which the program and the query give different credit; an answer that is not there at all earns nothing in the program."""
    return duckdb.execute(f"""SELECT p.item, p.answer, p.credit, q.credit FROM '{out}/answers.parquet' p LEFT JOIN '{large}/{engine.NAME}' q
                          ON p.attempt = q.attempt AND p.item = q.item WHERE p.credit IS DISTINCT FROM coalesce(q.credit, CASE WHEN q.item IS NULL THEN 0 END)""").fetchall()


def test_the_query_gives_every_answer_the_credit_that_the_program_gives_it(sets, tmp_path):
    source = ndjson(spoiled(people(sets, 300)), tmp_path / "all.ndjson")
    marked(sets, source, tmp_path / "out")
    assert engine.mark(source, sets[2], tmp_path / "large") > 300 * 20
    assert differences(tmp_path / "out", tmp_path / "large") == []
    given = duckdb.execute(f"SELECT count(*) FILTER (credit IS NULL), count(*) FILTER (credit = 1), count(*) FILTER (credit = 0) FROM '{tmp_path}/out/answers.parquet'").fetchone()
    assert min(given) > 300


def test_the_query_follows_a_path_through_a_scenario(tmp_path):
    from course import pathway
    question = keyring.Question("walk", "path", "x", {"path": pathway.key("not-fifteen", "police")})
    form = keyring.Form("paths", "x", "0123abcd", None, "england", "2026-11-23", {"walk": question})
    every = [(path, credit) for path, credit, _ in engine._parts(question)]
    whole = [{"attempt": f"a{n}", "set": "paths", "set_version": "0123abcd", "answers": {"walk": {"answer": [dict(zip(("step", "act"), s.split("/"))) for s in path.split(">")]}}}
             for n, (path, _) in enumerate(every)]
    whole.append({**whole[0], "attempt": "cut", "answers": {"walk": {"answer": whole[0]["answers"]["walk"]["answer"][:-1]}}})
    engine.mark(ndjson(whole, tmp_path / "p.ndjson"), {"paths": form}, tmp_path)
    got = dict(duckdb.execute(f"SELECT attempt, credit FROM '{tmp_path}/{engine.NAME}'").fetchall())
    assert len(every) > 50 and got.pop("cut") is None and got == {f"a{n}": credit for n, (_, credit) in enumerate(every)}
    assert all(marking.earns(question, r["answers"]["walk"]["answer"]).credit == got[r["attempt"]] for r in whole[:-1])


def test_the_scoring_query_is_standard_enough_to_run_unchanged_in_another_engine(sets, tmp_path):
    source = ndjson(spoiled(people(sets, 100)), tmp_path / "all.ndjson")
    engine.mark(source, sets[2], tmp_path)
    with tables.connect() as db:
        engine.load_key(db, sets[2])
        db.execute((engine.HERE / "read.sql").read_text().replace(":source", tables.text(source)))
        parts = db.execute("SELECT attempt, form, version, item, part, name FROM parts").fetchall()
    other = sqlite3.connect(":memory:")
    other.execute("CREATE TABLE parts (attempt, form, version, item, part, name)")
    other.execute("CREATE TABLE key_parts (form, version, item, kind, part, credit, parts)")
    other.executemany("INSERT INTO parts VALUES (?, ?, ?, ?, ?, ?)", parts)
    other.executemany("INSERT INTO key_parts VALUES (?, ?, ?, ?, ?, ?, ?)", engine.key_rows(sets[2]))
    there = set(other.execute(engine.score_query()))
    here = set(duckdb.execute(f"SELECT attempt, form, item, credit FROM '{tmp_path}/{engine.NAME}'").fetchall())
    assert there == here and len(here) > 2_000


GROWTH = """
import json, resource, sys, time
from pathlib import Path
sys.path.insert(0, "tests")
import cohort
from course.assessing import desk, engine, keyring
folder, source, out, which = map(Path, sys.argv[1:])
forms = keyring.forms(folder / "held", folder)
start = time.process_time()
if which.name == "python":
    desk.mark_all(source, forms, out, say=lambda s: None)
else:
    engine.mark(source, forms, out)
print(json.dumps([time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


@pytest.mark.prove
def test_a_million_answers_are_marked_in_linear_time_and_under_a_gibibyte(sets, tmp_path):
    whole, rng = [json.dumps(r) for r in people(sets, 200, ("after",))], random.Random(4)
    sizes = {250_000: tmp_path / "quarter.ndjson", 1_000_000: tmp_path / "million.ndjson"}
    for size, path in sizes.items():
        with path.open("w", encoding="utf-8") as file:
            for n in range(size // 23 + 1):
                text = whole[n % 200]
                at = text.index('"attempt": "') + 12
                file.write(text[:at] + "".join(rng.choices(cohort.LETTERS, k=26)) + text[at + 26:] + "\n")
    for which in ("python", "duckdb"):
        took = {}
        for size, path in sizes.items():
            done = subprocess.run([sys.executable, "-c", GROWTH, sets[0], path, tmp_path / f"{which}-{size}", which], capture_output=True, text=True, cwd=ROOT)
            assert done.returncode == 0, done.stderr
            took[size] = json.loads(done.stdout)
            print(f"{which}: {size:,} answers in {took[size][0]:.1f} s of work, {took[size][1]:.0f} MiB")
        assert took[1_000_000][1] < 1024
        assert took[1_000_000][0] < 4 * 1.6 * took[250_000][0]
    assert differences(tmp_path / "python-1000000", tmp_path / "duckdb-1000000") == []


# Written answers --------------------------------------------------------------------------------------------------------------

def fill(path, points):
    """A marker fills in a sheet in a spreadsheet that saves with semicolons."""
    held = rows(path)
    for row in held:
        row["points"] = points(row)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, held[0], delimiter=";")
        writer.writeheader()
        writer.writerows(held)


def test_markers_see_a_text_and_nothing_that_leads_to_its_writer(sets, tmp_path):
    whole = people(sets, 40)
    source = cohort.write(whole, tmp_path / "in")
    marked(sets, source, tmp_path / "out", with_written=True)
    given = {p.name: p.read_text(encoding="utf-8-sig") for p in (tmp_path / "out" / "written").iterdir()}
    assert set(given) == {"marker-1.csv", "marker-1.ipynb", "marker-2.csv", "marker-2.ipynb"}
    for name, text in given.items():
        assert not [r["attempt"] for r in whole if r["attempt"] in text], name
        assert not {"teacher", "officer"} & set(text.split()), name
    orders = [[r["text"] for r in rows(tmp_path / "out" / "written" / f"marker-{who}.csv")] for who in "12"]
    by_file = [r["text_id"] for r in rows(tmp_path / "out" / "answers.csv") if r["text_id"]]
    assert sorted(set(orders[0])) == sorted(set(orders[1])) == sorted(by_file) and len(set(by_file)) == 80
    assert orders[0] != orders[1] and list(dict.fromkeys(orders[0])) != by_file
    marked(sets, source, tmp_path / "other", with_written=True)
    assert not set(by_file) & {r["text_id"] for r in rows(tmp_path / "other" / "answers.csv") if r["text_id"]}


def test_texts_on_which_markers_differ_go_to_a_third_person_and_the_others_get_the_mean(sets, tmp_path):
    source, out = cohort.write(people(sets, 6), tmp_path / "in"), tmp_path / "out"
    marked(sets, source, out, with_written=True)
    texts = sorted({r["text"] for r in rows(out / "written" / "marker-1.csv")})
    near, far, mirrored, half = texts[:4]
    first = {near: (2, 2), far: (3, 3), mirrored: (3, 0), half: (1, 1)}
    second = {near: (2, 1), far: (1, 1), mirrored: (0, 3), half: (1, "")}
    fill(out / "written" / "marker-1.csv", lambda r: dict(zip(("what", "why"), first.get(r["text"], ("", ""))))[r["row"]])
    fill(out / "written" / "marker-2.csv", lambda r: dict(zip(("what", "why"), second.get(r["text"], ("", ""))))[r["row"]])
    _, said = marked(sets, source, out)
    assert "Settled: 1. For a third person: 2." in said
    asked = rows(out / "written" / "adjudicate.csv")
    assert {r["text"] for r in asked} == {far, mirrored} and all(int(r["lower"]) <= int(r["higher"]) for r in asked)
    fill(out / "written" / "adjudicate.csv", lambda r: 2)
    _, said = marked(sets, source, out)
    credit = {r["text_id"]: r["credit"] for r in rows(out / "answers.csv") if r["text_id"]}
    assert (credit[near], credit[far], credit[mirrored], credit[half]) == (str(round((4 / 6 + 0.5) / 2, 4)), "0.6667", "0.6667", "")
    assert len(list((out / "written").glob("adjudicate*"))) == 1 and "Settled: 3." in said


def test_marks_may_come_back_in_a_notebook_which_is_read_and_never_run(sets, tmp_path):
    source, out = cohort.write(people(sets, 3), tmp_path / "in"), tmp_path / "out"
    marked(sets, source, out, with_written=True)
    for who in "12":
        path = out / "written" / f"marker-{who}.ipynb"
        book = json.loads(path.read_text(encoding="utf-8"))
        assert [c["cell_type"] for c in book["cells"][2:4]] == ["raw", "code"]
        for cell in book["cells"]:
            cell["source"] = cell["source"].replace("None", "3")
        path.write_text(json.dumps(book), encoding="utf-8")
    marked(sets, source, out)
    assert {r["credit"] for r in rows(out / "answers.csv") if r["text_id"]} == {"1.0"}
    book["cells"].append({"cell_type": "code", "source": f"marks['x'] = open({str(tmp_path / 'ran')!r}, 'w')", "metadata": {}, "outputs": [], "execution_count": None})
    path.write_text(json.dumps(book), encoding="utf-8")
    _, said = marked(sets, source, out)
    assert "gives no marks that can be read" in said and not (tmp_path / "ran").exists()


def test_a_mark_that_cannot_be_is_said_and_not_counted_and_new_texts_get_a_sheet_of_their_own(sets, tmp_path):
    whole = people(sets, 4)
    source, out = cohort.write(whole[:3], tmp_path / "in"), tmp_path / "out"
    marked(sets, source, out, with_written=True)
    before = (out / "written" / "marker-1.csv").read_bytes()
    fill(out / "written" / "marker-2.csv", lambda r: {"what": 7, "why": "two"}[r["row"]])
    cohort.write(whole, tmp_path / "in")
    _, said = marked(sets, source, out)
    assert said.count("is not a number of points for it") == 12 and "Settled: 0" in said
    assert (out / "written" / "marker-1.csv").read_bytes() == before
    assert len(rows(out / "written" / "marker-1-more-2.csv")) == 4 and len({t["text"] for t in rows(out / "marks.csv")}) == 0


# Rules and the command ------------------------------------------------------------------------------------------------------------

def test_a_share_passes_at_the_cut_and_not_below(sets):
    rule = rulebook.Rule("angoff", 0.7, "nobody")
    assert rule.passes(0.7) and rule.passes(0.1 * 7) and not rule.passes(0.6999)


def course(*arguments):
    return subprocess.run([sys.executable, "-m", "course.cli", *map(str, arguments)], capture_output=True, text=True, encoding="utf-8", cwd=ROOT)


def test_wrong_use_of_the_command_gets_a_sentence(tmp_path):
    (tmp_path / "none").mkdir()
    for arguments, words in ((("mark", tmp_path / "nowhere", "--keys", ROOT / "exercises" / "sample_keys", "--out", tmp_path / "o"), "no such file or folder"),
                             (("mark", tmp_path, "--keys", tmp_path / "none", "--out", tmp_path / "o"), "no key in this folder"),
                             (("mark", tmp_path, "--keys", tmp_path / "nokeys", "--out", tmp_path / "o"), "no such folder"),
                             (("report", tmp_path / "none"), "no such file")):
        done = course(*arguments)
        assert done.returncode == 2 and words in done.stderr and "Traceback" not in done.stderr, done.stderr
