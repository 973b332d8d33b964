"""Prints: tagged PDF that other software reads, everything in it, the answers apart, and no card split over two pages."""
import functools
import re
from html import unescape

import pytest
from pypdf import PdfReader

from browser_tools import BOOK, ROOT
from course import binding, browser, drills, exercise, files, local, packs, printing, questions, scenario, telling, writing
from course.pooling import pool
from course.script import compiled

A4 = (595, 842)  # points
FEEDBACK = 24  # letters of a reason that nobody would write by chance


def squeezed(text):
    """A text without its blanks and hyphens at line ends, since a PDF has lines of its own."""
    return re.sub(r"[\s\u00ad☐]+", "", text)


@functools.cache
def pages(path):
    """The text of each page, as another program finds it."""
    return [squeezed(page.extract_text()) for page in PdfReader(path).pages]


def kinds(node, found):
    """How often each kind of element stands in the tree that a screen reader is read."""
    node = node.get_object()
    if isinstance(node, dict):
        found[node.get("/S")] = found.get(node.get("/S"), 0) + 1
        children = node.get("/K", [])
        for child in children if isinstance(children, list) else [children]:
            if not isinstance(child.get_object(), int):
                kinds(child, found)
    return found


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("print")
    wanted = [("clinics", None), ("pairs", "wales-school"), ("scenarios", "passed-on"), ("two-chairs", "valley-school")]
    return {name: list(packs.print_pack(name, folder, only)) for name, only in wanted}


# As other software reads it ----------------------------------------------------------------------------------------

def assert_accessible(path):
    reader = PdfReader(path)
    root, found = reader.trailer["/Root"], {}
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en-GB" and reader.metadata.title
    kinds(root["/StructTreeRoot"]["/K"], found)
    assert found.get("/H1") == 1 and found.get("/H2", 0) >= 1 and found.get("/P", 0) > 5 and found.get("/LI", 0) > 5, found
    assert len(reader.outline) >= 1
    assert {tuple(round(side) for side in page.mediabox[2:]) for page in reader.pages} == {A4}


def assert_says_what_it_is(path):
    """Each page, since pages are handed out one by one, says that it is training, how old it is and who helps a child."""
    told = pages(path)
    for number, page in enumerate(told, 1):
        for text in ("Training only, invented people. Danger now: 999.", "Childline: 0800 1111", printing.version(), f"{number} / {len(told)}"):
            assert squeezed(text) in page, (path.name, number, text)
        assert not re.search("[\ufb00-\ufb06]", page), f"{path.name}, {number}: a ligature is a letter that no search finds"
    assert squeezed(printing.NOTICE) in told[0] and squeezed("what happened to you is not your fault") in told[0]


def test_each_print_is_tagged_titled_in_english_on_a4_and_has_headings_and_bookmarks(printed):
    for paths in printed.values():
        for path in paths:
            assert_accessible(path)


def test_each_page_says_that_it_is_training_how_old_it_is_and_who_helps(printed):
    for paths in printed.values():
        for path in paths:
            assert_says_what_it_is(path)


def test_a_page_without_language_title_or_headings_would_be_noticed(tmp_path):
    (tmp_path / "bare.html").write_text("<p>Bare</p>", encoding="utf-8")
    with pytest.raises((AssertionError, KeyError)):
        assert_accessible(printing.pdf(tmp_path / "bare.html", tmp_path / "bare.pdf"))


# Cards and forms ----------------------------------------------------------------------------------------------------

def split_cards(path, slugs):
    """The cards of scenarios that do not begin and end on one page."""
    told, found = pages(path), []
    for slug in slugs:
        s = compiled(scenario.load(slug))
        for chair, c in s["chairs"].items():
            for number, name in enumerate(c["order"], 1):
                step = c["steps"][name]
                first = squeezed(f"{s['title']}. {telling.CHAIR[chair]}, step {number} of {len(c['order'])}Training")
                last = squeezed(step["acts"][-1]["says"] if step["acts"] else s["handover"][chair][-1]["says"] if step["handover"] else step["text"][-1]["says"])
                if not any(first in page and last in page[page.index(first):] for page in told):
                    found.append((slug, chair, name))
    return found


def split_pairs(path, chosen):
    """The pairs whose two cases are not on one page."""
    told = pages(path)
    return [i for i in chosen if not any(all(squeezed(pool()[j]["text"]) in page for j in (i, i + 1)) for page in told)]


def test_no_card_is_split_over_two_pages(printed):
    assert split_cards(printed["scenarios"][0], ["passed-on"]) == []


def test_the_form_that_the_school_ticks_is_the_sheet_that_the_officer_opens_with(printed):
    s, told = compiled(scenario.load("valley-school")), pages(printed["two-chairs"][0])
    for chair, other in packs.OTHER.items():
        form = [p for p in told if squeezed(f"gets this form and nothing else") in p and squeezed(packs._form_name(chair)) in p]
        assert len(form) == 1 and all(squeezed(e["says"]) in form[0] for e in s["handover"][chair]), chair
    opening = next(p for p in told if squeezed("Open with the form “From the school to the officer”") in p)
    assert all(squeezed(e["asks"]) in "".join(told) for e in s["handover"]["school"] if e["asks"]) and squeezed("you were told this and nothing else") in opening


# Everything in it, and the answers apart ----------------------------------------------------------------------------

def body(name, answers=False):
    pack = packs.PACKS[name]
    return unescape(packs._body(pack, pack.parts(), pack.answers if answers else pack.sheet))


@pytest.mark.parametrize("name", ["scenarios", "two-chairs"])
def test_every_scenario_has_every_step_act_and_entry_and_tells_no_verdict(name):
    assert packs.PACKS[name].parts()[0] == "passed-on" and sorted(packs.PACKS[name].parts()) == scenario.slugs()
    for slug in scenario.slugs():
        s, told = compiled(scenario.load(slug)), unescape(packs.PACKS[name].sheet(slug))
        texts = [p["says"] for c in s["chairs"].values() for x in c["steps"].values() for p in (*x["text"], *x["acts"])]
        texts += [e["says"] for es in s["handover"].values() for e in es] + [p["says"] for p in s["afterwards"]] + [s["summary"], *s["questions"]]
        assert [t for t in texts if t not in told] == [], slug
        secret = [c["later"] for c in s["consequences"].values()] + [e["needed"] for es in s["handover"].values() for e in es if e["needed"]]
        assert [t for t in secret if t in told and not any(t in text for text in texts)] == [], slug
        assert [says for says in telling.VERDICTS.values() if says in told] == []


def test_a_pack_of_pairs_has_each_nation_and_chair_that_drills_have_and_tells_both_cases_and_no_answer(printed):
    cases, told, apart = pool(), body("pairs"), body("pairs", answers=True)
    chosen = packs.pairs()
    assert {(cases[i]["nation"], cases[i]["role"]) for i in chosen} == {(c["nation"], c["role"]) for c in cases}
    assert len(chosen) == len(set(chosen)) >= 20 and all(i % 2 == 0 for i in chosen)
    for i in chosen:
        for d in (drills.known(i), drills.known(i + 1)):
            assert d["text"] in told and not any(why in told for why in d["explanation"]) and all(why in apart for why in d["explanation"])
    assert split_pairs(printed["pairs"][0], [i for i in chosen if (cases[i]["nation"], cases[i]["role"]) == ("wales", "school")]) == []


def test_each_clinic_and_each_set_of_questions_is_there_and_its_example_or_feedback_is_not():
    told, apart = body("clinics"), body("clinics", answers=True)
    for slug in packs.clinics():
        made = writing.load(slug)
        assert all(text in told for text in [*made.story, made.task, *(r.asks for r in made.rubric)])
        assert all(p.says in apart and p.says not in told for p in made.example)
    told, apart = body("questions"), body("questions", answers=True)
    formative = [slug for slug in questions.slugs() if questions.load(slug).questions.use == "formative"]
    assert set(packs.sets()) == set(formative)
    for slug in formative:
        for item in exercise.data(slug)["items"]:
            for option in item["options"]:
                assert option["says"] in told and option["feedback"] in apart
                assert len(option["feedback"]) > FEEDBACK and option["feedback"] not in told


def test_the_files_of_answers_say_so(printed):
    for paths in printed.values():
        assert [PdfReader(p).metadata.title.startswith("Answers. ") for p in paths] == [p.stem.endswith("-answers") for p in paths] == [False, True]


def test_an_answer_that_slips_into_a_pack_would_be_found(printed):
    slipped = pages(printed["clinics"][1])
    assert any(squeezed(writing.load("referral").example[0].says) in page for page in slipped)
    assert not any(squeezed(writing.load("referral").example[0].says) in page for page in pages(printed["clinics"][0]))


# The book bound ---------------------------------------------------------------------------------------------------

def test_in_the_bound_book_each_page_stands_once_and_links_lead_inside_it():
    chosen = ["index", "book/law", "book/two-chairs", "book/walk"]
    told = binding.bound(BOOK, chosen)
    ids = re.findall(r'\bid="([^"]+)"', told)
    assert len(ids) == len(set(ids)) and all(binding._name(name) in ids for name in chosen)
    assert {a for a in re.findall(r'href="#([^"]+)"', told)} <= set(ids)
    assert re.findall(r'href="(?!#|https?:|mailto:|data:)[^"]*"', told) == [] and "<script" not in told and "<h1" not in told
    order = binding.in_order()
    assert order[0] == "index" and len(order) == len(set(order)) and all((ROOT / f"{name}.md").exists() for name in order)


@pytest.mark.prove
def test_the_whole_book_is_printed_with_its_answers_apart(tmp_path):
    book, answers = binding.print_book(tmp_path)
    for path in (book, answers):
        assert_accessible(path)
        assert not re.search("[\ufb00-\ufb06]", "".join(pages(path)))
    told, apart = "".join(pages(book)), "".join(pages(answers))
    example = squeezed(writing.load("referral").example[0].says)
    assert example in apart and example not in told


# Local names, and what can go wrong ---------------------------------------------------------------------------------

def test_local_names_stand_at_the_head_of_a_print(tmp_path, monkeypatch):
    (tmp_path / "local.yaml").write_text('front_door: "Anytown <front> door, 01632 960001"\n', encoding="utf-8")
    monkeypatch.setattr(local, "FILE", tmp_path / "local.yaml")
    local.values.cache_clear()
    try:
        assert "Children's social care here: Anytown &lt;front&gt; door, 01632 960001." in printing.document("A", "")
    finally:
        local.values.cache_clear()


def test_what_is_printed_cannot_leave_the_style_sheet():
    told = printing.document('</style><script>alert(1)</script>"', "")
    assert "<script" not in told and told.count("</style>") == 1


def test_no_browser_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(browser, "KEPT", tmp_path / "none")
    monkeypatch.setattr(browser, "PLACES", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("COURSE_CHROME", raising=False)
    with pytest.raises(files.Mistakes) as wrong:
        printing.sheets("A", "<p>b</p>", tmp_path / "a.pdf")
    assert wrong.value.sentences == ["There is no Chromium or Chrome to print with. Install one, or set COURSE_CHROME to the program's path."]


@pytest.mark.parametrize("name, only, said", [("scenario", None, "Did you mean 'scenarios'"), ("scenarios", "past-on", "Did you mean 'passed-on'")])
def test_wrong_words_get_one_sentence(name, only, said, tmp_path):
    with pytest.raises(files.Mistakes) as wrong:
        list(packs.print_pack(name, tmp_path, only))
    assert said in str(wrong.value) and len(wrong.value.sentences) == 1


def test_a_folder_that_cannot_be_written_gets_one_sentence(tmp_path):
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(files.Mistakes) as wrong:
        list(packs.print_pack("clinics", tmp_path / "taken"))
    assert "Name another folder" in str(wrong.value)


# Every pack whole ---------------------------------------------------------------------------------------------------

@pytest.mark.prove
@pytest.mark.parametrize("name", packs.names())
def test_every_pack_is_printed_whole(name, tmp_path):
    paths = list(packs.print_pack(name, tmp_path))
    for path in paths:
        assert_accessible(path)
        assert_says_what_it_is(path)
    told = "".join(pages(paths[0]))
    for part in packs.PACKS[name].parts():
        assert squeezed(packs.PACKS[name].called(part)) in told
    if name == "scenarios":
        assert split_cards(paths[0], scenario.slugs()) == []
    if name == "pairs":
        assert split_pairs(paths[0], packs.pairs()) == []
