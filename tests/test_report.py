"""The report: it finds what was put into an invented cohort, gives nobody away, and its figures are those of an independent program."""
import csv
import json
import math
import re
import shutil
import subprocess

import lxml.html
import pytest

import cohort
from browser_tools import Watched, chromium, served
from course.assessing import cohorts, desk, disclosure, keyring, measures, report, sections, sheets, written
from course.assessing.responses import Response
from course.files import Mistakes

PEOPLE = 500
FOUR = 4  # standard errors: what chance exceeds once in sixteen thousand times


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """(page, truth, folder of results, forms, responses) of five hundred invented trainees whose texts two known markers have marked."""
    folder, keys = cohort.write_sets(tmp_path_factory.mktemp("sets"))
    (keys / "rules.yaml").write_text('{"method": "none", "set_by": "nobody", "forms": {"form-a": {"cut": 0.6}}}')
    forms = keyring.forms(keys, folder)
    responses, truth, _ = cohort.cohort(PEOPLE, {name: form.version for name, form in forms.items()})
    source, out = folder / "all.ndjson", folder / "out"
    source.write_text("".join(json.dumps(r) + "\n" for r in responses), encoding="utf-8")
    texts = written.begin(out, seed=1)
    for response in responses:
        written.meet(texts, Response.model_validate(response), forms[response["set"]])
    for who, given in cohort.marks(texts.texts).items():
        sheets.write(texts.folder, who, list(texts.texts.values()), texts.secret)
        fill(texts.folder / f"marker-{who}.csv", lambda row: given[row["text"], row["row"]])
    desk.mark_all(source, forms, out, say=lambda s: None)
    fill(texts.folder / "adjudicate.csv", lambda row: row["lower"])
    desk.mark_all(source, forms, out, say=lambda s: None)
    report.write(out, folder / "report.html")
    return (folder / "report.html").read_text(encoding="utf-8"), truth, out, forms, responses


def fill(path, points):
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows({**row, "points": points(row)} for row in rows)


def table(page, section, place=0):
    """{row: {column: text}} of a table of a section."""
    found = lxml.html.fromstring(page).xpath(f"//section[@id='{section}']//table")[place]
    heads = [h.text_content() for h in found.xpath("./thead//th")]
    return {(cells := [c.text_content() for c in row])[0]: dict(zip(heads, cells)) for row in found.xpath("./tbody/tr")}


def figures(text):
    """(mean, low, high) as a table writes them."""
    return [float(n) / (100 if "%" in text else 1) for n in re.findall(r"-?\d+(?:\.\d+)?", text.replace("−", "-").replace("+", ""))]


def near(text, expected, error, rounding=0.005):
    assert abs(figures(text)[0] - expected) <= FOUR * error + rounding, f"{text} for {expected:.3f}"


# What was put in --------------------------------------------------------------------------------------------------------

def find_the_leanings(page, truth):
    """Both directions for both roles in all three forms; raises AssertionError where the report does not give what was put in."""
    for form in cohort.FORMS:
        rows = table(page, f"form-{form}", 1)
        for direction, name in sections.ERRS.items():
            for role, head in cohorts.ROLES.items():
                near(rows[name][head.capitalize()], *truth.rate(form, direction, role))


def test_the_report_finds_both_leanings_of_both_roles(made):
    find_the_leanings(made[0], made[1])
    rows = table(made[0], "form-form-a", 1)
    missed, needless = (rows[sections.ERRS[d]] for d in keyring.DIRECTIONS)
    assert figures(missed["Teachers"])[1] > figures(missed["Officers"])[2] and figures(needless["Officers"])[1] > figures(needless["Teachers"])[2]


def test_a_marker_that_swaps_the_directions_is_found_out(made, tmp_path, monkeypatch):
    page, truth, _, forms, responses = made
    right = keyring.Question.directions
    swap = dict(zip(keyring.DIRECTIONS, reversed(keyring.DIRECTIONS)))
    monkeypatch.setattr(keyring.Question, "directions", lambda self, answer: {swap[d] for d in right(self, answer)})
    for form in forms.values():
        for question in form.questions.values():
            question.known.clear()
    source = tmp_path / "all.ndjson"
    source.write_text("".join(json.dumps(r) + "\n" for r in responses), encoding="utf-8")
    desk.mark_all(source, forms, tmp_path, say=lambda s: None)
    found = cohorts.read(tmp_path, 5)
    swapped = "".join(f"<section id='form-{n}'><table></table>{sections.errors(f, 5)}</section>" for n, f in found.forms.items())
    for form in forms.values():
        for question in form.questions.values():
            question.known.clear()
    with pytest.raises(AssertionError):
        find_the_leanings(swapped, truth)


def test_the_report_finds_how_hard_each_question_is_and_its_intervals_hold_what_is_true(made):
    page, truth, *_ = made
    held = []
    for form in cohort.FORMS:
        rows = table(page, f"form-{form}", 3)
        for n in range(1, cohort.SINGLES + 1):
            text = rows[f"single {n:02}"]["Credit earned (95% interval)"]
            expected, error = truth.rate(form, "credit", f"single_{n:02}")
            near(text, expected, error)
            held.append(figures(text)[1] - 0.005 <= expected <= figures(text)[2] + 0.005)
    assert sum(held) >= 0.9 * len(held), f"{sum(held)} of {len(held)} intervals hold what is true"


def test_the_report_finds_the_question_that_has_nothing_to_do_with_ability(made):
    for form in cohort.FORMS:
        rows = table(made[0], f"form-{form}", 3)
        links = {name: figures(row["Link with the rest (95% interval)"])[0] for name, row in rows.items() if name.startswith("single")}
        assert min(links, key=links.get) == cohort.BLIND.replace("_", " ") and links[cohort.BLIND.replace("_", " ")] < 0.15 < sorted(links.values())[1]


def test_the_report_finds_how_far_sureness_can_be_trusted(made):
    page, truth, *_ = made
    for form in cohort.FORMS:
        rows = table(page, f"form-{form}", 2)
        for level in measures.LEVELS:
            near(rows[sections.SURE[level]]["Credit earned (95% interval)"], *truth.rate(form, "sure", level))


def test_the_report_finds_what_each_role_gained(made):
    page, truth, *_ = made
    rows = table(page, "before-and-after")
    for role, head in cohorts.ROLES.items():
        share = cohort.SINGLES / (cohort.SINGLES + 3)
        for name, about, part in (("Share of all credit", "credit of", share), *((sections.ERRS[d], d, 1) for d in keyring.DIRECTIONS)):
            (before, low), (after, high) = (truth.rate(phase, about, role) for phase in ("before", "after"))
            near(rows[name][head.capitalize()].replace("+", ""), 100 * part * (after - before), 100 * math.hypot(low, high, 0.01), 0.5)
    gain = rows["Share of all credit"]
    assert figures(gain["Teachers"])[1] > figures(gain["Officers"])[2] > 0


def test_the_report_finds_the_question_that_is_harder_for_one_role_and_few_others(made):
    flagged = []
    for place in range(3):
        rows = table(made[0], "roles", place)
        assert rows[cohort.UNFAIR.replace("_", " ")]["In words"] == "much easier for teachers"
        flagged += [name for name, row in rows.items() if row["In words"] != "no clear difference"]
    assert len(flagged) <= 3 + 3, flagged


def test_the_report_finds_the_stricter_marker(made):
    rows = table(made[0], "markers")
    expected = -(cohort.SEVERITY["2"] - cohort.SEVERITY["1"]) * (cohort.LEVELS - 1) / cohort.LEVELS
    assert len(rows) == 4
    for row in rows.values():
        near(row["Second above first, in points"], expected, math.sqrt(-expected * (1 + expected) / PEOPLE))
        assert 0.7 < figures(row["Weighted kappa (95% interval)"])[0] < 0.95 and 0.7 < float(row["Krippendorff's alpha"]) < 0.95


def test_what_is_shown_as_passed_is_what_the_rule_says(made):
    shares = [float(r["share"]) for r in csv.DictReader((made[2] / "attempts.csv").open(encoding="utf-8")) if r["set"] == "form-a"]
    assert f"{sum(s >= 0.6 for s in shares)} of {PEOPLE} (pass mark 60%, none)" in made[0]


# What it may not show ------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("counts, hidden", [
    ({"a": 20, "b": 30}, set()), ({"a": 3, "b": 30}, {"a", "b"}), ({"a": 3, "b": 6, "c": 30}, {"a", "b"}), ({"a": 2, "b": 2, "c": 9, "d": 30}, {"a", "b", "c"}),
    ({"a": 4, "b": 4, "c": 30}, {"a", "b"}), ({"a": 0, "b": 30}, set()), ({"a": 0, "b": 3, "c": 0}, {"b", "a", "c"}), ({"a": 1}, {"a"})])
def test_a_part_that_is_too_small_is_hidden_with_another_from_which_it_could_be_worked_out(counts, hidden):
    found = disclosure.hidden(counts)
    assert found == hidden or (len(found) == len(hidden) and {counts[n] for n in found} == {counts[n] for n in hidden})


def test_no_hidden_part_can_be_worked_out_whatever_the_counts():
    import itertools
    for counts in itertools.product(range(0, 13, 2), repeat=3):
        gone = disclosure.hidden(dict(enumerate(counts)))
        assert all(n in gone for n, c in enumerate(counts) if 0 < c < 5)
        if gone and sum(counts) >= 5:
            assert len(gone) > 1 and sum(counts[n] for n in gone) >= 5, counts


def small(tmp_path, teachers, officers, alone=0, names=("before", "after")):
    """The results of a small group, some of whom took only the first form."""
    folder, keys = cohort.write_sets(tmp_path / "sets")
    forms = keyring.forms(keys, folder)
    responses, _, crowd = cohort.cohort(30, {n: forms[n].version for n in names})
    wanted = {p.pair for role, n in (("teacher", teachers), ("officer", officers)) for p in [p for p in crowd if p.role == role][:n]}
    lonely = {p.pair for p in [p for p in crowd if p.pair in wanted][:alone]}
    source = tmp_path / "some.ndjson"
    source.write_text("".join(json.dumps(r) + "\n" for r in responses if r["pair"] in wanted and not (r["pair"] in lonely and r["set"] == "after")))
    desk.mark_all(source, forms, tmp_path / "out", say=lambda s: None)
    return tmp_path / "out"


def shown(out, least=5):
    return report.page(cohorts.read(out, least), least, lambda path, title: title)


def test_a_small_role_is_shown_nowhere_and_neither_is_the_other_beside_all(tmp_path):
    page = shown(small(tmp_path, 12, 4))
    assert not re.search(r"<th scope=\"col\">(Teachers|Officers)", page) and "roles are not shown" in page and "One of the two roles is small" in page
    assert re.search(r"<th scope=\"col\">Officers", shown(tmp_path / "out", 3))


def test_a_form_that_too_few_took_is_named_and_not_shown(tmp_path):
    page = shown(small(tmp_path, 4, 0))
    assert "nothing is shown" in page and "<table" not in page


def test_the_few_who_took_only_one_form_cannot_be_worked_out_from_pairs_and_all(tmp_path):
    out = small(tmp_path, 10, 8, alone=2)
    found = cohorts.read(out, 5)
    assert found.left_out == 2 and {n: f.people for n, f in found.forms.items()} == {"after": 16, "before": 16} and len(found.pairs) == 16
    assert "left out everywhere" in shown(out)


def test_an_option_that_few_chose_has_no_number_and_neither_has_what_would_give_it_away(tmp_path):
    page = shown(small(tmp_path, 10, 6))
    for section in table(page, "options"), table(page, "options", 1):
        assert section
    found = lxml.html.fromstring(page).xpath("//section[@id='options']//tbody/tr")
    by_question = {}
    for row in found:
        cells = [c.text_content() for c in row]
        if cells[0].startswith("single"):
            by_question.setdefault((row.getparent(), cells[0]), []).append(cells[4])
    assert by_question and all(cells.count("not shown") != 1 for cells in by_question.values())
    assert not [c for cells in by_question.values() for c in cells if c != "not shown" and 0 < round(16 * float(c[:-1]) / 100) < 5]


# The page --------------------------------------------------------------------------------------------------------------------

def test_the_page_asks_for_nothing_runs_nothing_and_breaks_no_strict_policy(made, tmp_path):
    page = made[0]
    assert not re.search(r"<script|\sstyle=|\son\w+=|javascript:|url\(|@import|<img|<link|<iframe", page)
    assert "default-src 'none'" in page and page.count("<svg") > 10 and page.count("What it does not say") > 10
    (tmp_path / "report.html").write_text(page, encoding="utf-8")
    with chromium() as program, served(tmp_path) as address:
        for context in ({}, {"color_scheme": "dark"}, {"viewport": {"width": 320, "height": 700}}):
            with Watched(program, **context) as w:
                w.page.goto((tmp_path / "report.html").as_uri())
                assert len(w.asked) == 1 and w.complaints == [] and w.wider_than_window() == 0
                assert w.page.evaluate("getComputedStyle(document.querySelector('main')).maxWidth") == "832px"
                if "viewport" not in context:
                    assert w.violations() == []
        with Watched(program) as w:  # a host whose policy lets no style through at all: plain, and all there
            w.page.goto(address + "report.html")
            assert w.foreign(address) == [] and w.page.locator("svg").first.bounding_box()["width"] > 100
            assert w.page.get_by_text("What to teach next").count() == 2


def test_what_a_trainee_or_an_author_wrote_is_shown_as_text(tmp_path):
    out = small(tmp_path, 6, 0, names=("before", "after"))
    facts = (out / "forms.json").read_text()
    (out / "forms.json").write_text(facts.replace("Invented set", "</h2><script>alert(1)</script>").replace("Do half", "<img src=x>"))
    page = shown(out)
    assert "<script>" not in page and "<img" not in page and "&lt;script&gt;" in page


def test_results_that_are_not_results_get_a_sentence(tmp_path):
    for make in (lambda: None, lambda: (tmp_path / "attempts.parquet").write_text("x")):
        make()
        with pytest.raises(Mistakes):
            cohorts.read(tmp_path, 5)


# The figures -------------------------------------------------------------------------------------------------------------------

def test_figures_agree_with_examples_worked_by_hand():
    import pandas as pd
    grid = pd.DataFrame({"a": [1, 1, 0, 0, 1], "b": [1, 1, 0, 1, 0], "c": [1, 0, 0, 0, 1]})
    # Totals 3 2 0 1 2: variance 1.3; items .3 .3 .3. 3/2 (1 - .9/1.3)
    assert measures.alpha(grid) == pytest.approx(1.5 * (1 - 0.9 / 1.3))
    # a: 1 1 0 0 1 against the rest 2 1 0 1 1: covariance .25, variances .3 and .5
    assert measures.item_rest(grid, "a").mean == pytest.approx(0.25 / math.sqrt(0.3 * 0.5))
    # Four texts, levels 0 to 2, (0,0) (1,1) (2,2) (0,2): squares 4/4/4 of 4 observed; expected (2,1,1) by (1,1,2): (4*2*2 + 2 + ... )
    seen, chance = 4 / 4, sum((i - j) ** 2 * a * b for i, a in enumerate((2, 1, 1)) for j, b in enumerate((1, 1, 2))) / 16
    assert measures.weighted_kappa([0, 1, 2, 0], [0, 1, 2, 2], [0, 1, 2]).mean == pytest.approx(1 - seen / chance)
    # Five of ten people right, one answer each: Wilson's interval by its formula
    z = 1.959964
    half = z * math.sqrt(0.25 / 10 + z * z / 400) / (1 + z * z / 10)
    found = measures.over_people([1] * 5 + [0] * 5, range(10))
    assert (found.mean, found.people) == (0.5, 10) and found.high - found.low == pytest.approx(2 * half, abs=1e-6)
    # The same ten people twice: no more is known than once
    assert measures.over_people(([1] * 5 + [0] * 5) * 2, [*range(10)] * 2).low == pytest.approx(found.low, abs=1e-9)
    # Everybody right is not certainty
    assert 0.6 < measures.over_people([1] * 20, [*range(10)] * 2).low < 0.8


def test_krippendorffs_alpha_of_the_example_in_his_own_paper():
    """Four observers, twelve units, ordered levels: .815 (Krippendorff, Computing Krippendorff's Alpha-Reliability)."""
    seen = ["1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3", ". 3 3 3 2 3 4 2 2 5 1 .", "1 2 3 3 2 4 4 1 2 5 1 ."]
    assert measures.krippendorff_alpha([[None if v == "." else int(v) for v in line.split()] for line in seen]) == pytest.approx(0.815, abs=5e-4)


R = r"""
suppressMessages(library(psych))
g <- read.csv("grid.csv"); m <- read.csv("marks.csv"); d <- read.csv("dif.csv")
a <- suppressWarnings(psych::alpha(g, check.keys = FALSE, warnings = FALSE))
cat("alpha", a$total$raw_alpha, "\n")
for (n in names(g)) cat("rest", n, a$item.stats[n, "r.drop"], "\n")
k <- psych::cohen.kappa(m); cat("kappa", k$weighted.kappa, k$confid[2, 1], k$confid[2, 3], "\n")
h <- mantelhaen.test(table(d$role, d$right, d$band), correct = TRUE); cat("odds", h$estimate, h$p.value, "\n")
w <- t.test(d$total[d$role == "teacher"], d$total[d$role == "officer"]); cat("welch", w$conf.int[1], w$conf.int[2], "\n")
"""


@pytest.mark.prove
def test_figures_agree_with_r_and_its_package_psych(made, tmp_path):
    if not shutil.which("Rscript"):
        pytest.skip("2026-11-25: R is not on this machine (apt-get install r-base-core r-cran-psych)")
    import pandas as pd
    form = cohorts.read(made[2], 5).forms["after"]
    grid, roles = form.grid, form.attempts.set_index("attempt")["role"].reindex(form.grid.index)
    grid.to_csv(tmp_path / "grid.csv", index=False)
    marks = pd.read_csv(made[2] / "marks.csv", dtype={"marker": str})
    wide = marks[(marks["item"] == "written_1") & (marks["row"] == "what")].pivot(index="text", columns="marker", values="points").dropna(subset=["1", "2"])
    wide[["1", "2"]].to_csv(tmp_path / "marks.csv", index=False)
    band = pd.qcut(grid.sum(axis=1).rank(method="first"), measures.STRATA, labels=False)
    pd.DataFrame({"role": roles, "right": (grid[cohort.UNFAIR] > 0.999).astype(int), "band": band, "total": grid.sum(axis=1)}).to_csv(tmp_path / "dif.csv", index=False)
    done = subprocess.run(["Rscript", "--vanilla", "-e", R], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    said = [line.split() for line in done.stdout.splitlines() if line.strip()]
    found = {tuple(w for w in line if not re.match(r"-?[\d.]", w)): [float(w) for w in line if re.match(r"-?[\d.]", w)] for line in said}
    assert found["alpha",] == [pytest.approx(measures.alpha(grid), abs=1e-6)]
    for name in grid.columns:
        assert found["rest", name] == [pytest.approx(measures.item_rest(grid, name).mean, abs=1e-6)]
    kappa = measures.weighted_kappa(wide["1"].astype(int), wide["2"].astype(int), [0, 1, 2, 3])
    assert found["kappa",][0] == pytest.approx(kappa.mean, abs=1e-6)
    unfair, = [r for r in measures.dif(grid, roles) if r["item"] == cohort.UNFAIR]
    odds, p = found["odds",]
    assert max(odds, 1 / odds) == pytest.approx(max(unfair["odds"], 1 / unfair["odds"]), rel=1e-6) and p == pytest.approx(unfair["p"], rel=1e-4)
    totals = grid.sum(axis=1)
    welch = measures.apart(totals[roles == "officer"], totals[roles == "teacher"])
    assert found["welch",] == pytest.approx([welch.low, welch.high], abs=1e-6)
