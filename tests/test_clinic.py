"""Writing clinics: what looks real is warned of before it is kept, what the reader needs comes from the rules, and the example comes last."""
import json
import subprocess
from html import unescape

import pytest

from browser_tools import BOOK, ROOT, Watched
from course import files, model, writing
from test_same_answers import node

SLUGS = ["referral", "rationale", "press-release"]
REAL = "Amira Shah lives at LS1 4AP."

WARNED = {  # each is invented, and looks like the real thing
    "Write to j.bloggs@example.org about it.": "an e-mail address", "Ring her on 07700 900123 after four.": "a telephone number",
    "Her mother is on +44 7700 900 456.": "a telephone number", "The office is on (01632) 960 001.": "a telephone number",
    "They live near LS1 4AP.": "a postcode", "DOB 03/07/2011.": "a full date, such as a date of birth",
    "A was born on 3 July 2011.": "a full date, such as a date of birth", "NHS number 943 476 5919.": "an NHS number",
    "Crime number 13NH/4567/26 applies.": "a reference number", "URN: 123456 is on the form.": "a reference number",
    "The account is @not_a_person.": "a name in social media", "Her snap: jayjay": "a name in social media",
    "It came from kit.xo_22 last night.": "a name in social media", "When Amira Shah came in, she wept.": "a person's name",
    "We told Mr Whitlock at once.": "a person's name", "Siân O’Neill-Byrne was there.": "a person's name",
    "A goes to Marling Vale Academy.": "a place", "It is all on www.example.org/chat now.": "a web address",
}
LEFT_ALONE = [
    "Child A is fourteen. Asked at twenty to nine, A feels safe.", "Childline is on 0800 1111, and the NSPCC Helpline on 0808 800 5000.",
    "In danger call 999, and otherwise 101.", "No further action in the public interest (Outcome 21).",
    "Report Remove, from Childline and the Internet Watch Foundation, can help.", "A told Mr Osei on Monday. The Police were told on Tuesday.",
    "Both are 15. It went to 2 friends at 14:20 in Year 10.", "What A says. A made the picture; nobody looked.",
    "It is not your fault. Ring Childline, or call Childline. Ask Childline first.",
    "Not Known. Who the cousin is.", "I ask for a referral to Children's Social Care.",
]


def in_node(folder, **job):
    (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
    subprocess.run([node(), str(ROOT / "tests" / "same_clinic.mjs"), str(ROOT / "course" / "js"), str(folder / "job.json"), str(folder / "out.json")], check=True)
    return json.loads((folder / "out.json").read_text(encoding="utf-8"))


# The warning ----------------------------------------------------------------------------------------------------------

def test_what_looks_real_is_warned_of_and_ordinary_words_of_a_referral_are_not(tmp_path):
    services = [r.service for r in model.current().records.values() if r.service]
    allowed = [*writing.load("referral").story, *services]
    found = in_node(tmp_path, texts=[[text, allowed] for text in (*WARNED, *LEFT_ALONE)])["found"]
    said = {text: [f["kind"] for f in one] for text, one in zip((*WARNED, *LEFT_ALONE), found)}
    assert [text for text, kind in WARNED.items() if kind not in said[text]] == []
    assert {text: said[text] for text in LEFT_ALONE if said[text]} == {}


def test_the_worked_examples_are_not_warned_of(tmp_path):
    texts = []
    for slug in SLUGS:
        data = writing.clinic(slug).data
        texts.append(["\n".join(f"{p['head'] or ''} {p['says']}" for p in data["example"]), [*data["story"], data["task"], *data["services"]]])
    assert in_node(tmp_path, texts=texts)["found"] == [[], [], []]


# What the reader needs --------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("slug", ["referral", "rationale"])
def test_a_text_that_says_everything_leaves_nothing_open_that_its_writer_knows(slug, tmp_path):
    data, law = writing.clinic(slug).data, model.current().compiled
    names = [f["name"] for f in data["facts"]]
    assert len(names) > 10
    told = [names, [], *([n for n in names if n != out] for out in names)]
    whole, nothing, *each = in_node(tmp_path, data=data, law=law, told=told)["left"]
    assert whole["missing"] == [] and whole["changes"] == [] and not set(whole["unknown"]) & set(names)
    assert nothing["missing"] and nothing["changes"]
    assert [one["missing"] for one in each] == [[n] for n in names]  # left out alone, each is open, and nothing else is


def test_the_age_that_is_not_proven_is_among_what_the_officer_needs():
    facts = {f["name"]: f["says"] for f in writing.clinic("referral").data["facts"]}
    assert facts["incident.adult"] == "The age or identity of someone involved is not proven."


def test_help_in_the_press_release_comes_from_the_records():
    ticks = {t["id"]: t for t in writing.clinic("press-release").data["ticks"]}
    assert "Childline (0800 1111)" in ticks["talk"]["says"] and ticks["talk"]["records"] == ["SVC-001"]
    assert "Report Remove" in ticks["remove_image"]["says"] and "Take It Down" not in ticks["remove_image"]["says"]  # no nation is held for it


# The data ---------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("old, new, said", [
    ("records: [SCH-007], out: true", "records: [SCH-999], out: true", "there is no record SCH-999"),
    ("records: [SCH-010]}", "records: [SVC-014]}", "SVC-014 is grade C"),
    ("because: Otherwise each waits for the other.", "because: You must do this.", "needs a record"),
    ("spread: few", "spread: fwe", "'few'"), ("id: referral", "id: refer", "its id is 'refer'"), ("role: police", "role: polise", "polise"),
    ("is popular", "is popular", ""), ("sixteen, popular", "sixteen, sexting", "is a word to avoid"),
])
def test_a_fault_in_a_clinic_is_named(old, new, said, tmp_path):
    text = (writing.FOLDER / "referral.yaml").read_text(encoding="utf-8")
    (tmp_path / "referral.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    if not said:
        assert writing.load("referral", tmp_path)
        return
    with pytest.raises(files.Mistakes) as wrong:
        writing.load("referral", tmp_path)
    assert said in str(wrong.value)


@pytest.mark.parametrize("slug", SLUGS)
def test_the_twin_has_the_case_the_rubric_and_lines_and_keeps_the_example_for_the_answers_page(slug):
    made, twin = writing.load(slug), unescape(writing.clinic(slug).twin)
    assert all(text in twin for text in [*made.story, made.task, *(r.asks for r in made.rubric)])
    assert twin.count("<span></span>") == writing.LINES
    answers = unescape((BOOK / "book" / "answers" / f"{slug}.html").read_text(encoding="utf-8"))
    for part in made.example:
        assert part.says in answers and part.says not in twin


# In the page ------------------------------------------------------------------------------------------------------------

def opened(browser, address, name="clinic", remember=False, **context):
    w = Watched(browser, **context)
    if remember:
        w.page.add_init_script("localStorage.setItem('course:remember', 'on')")
    w.page.goto(f"{address}book/{name}.html")
    w.page.wait_for_selector(".course-clinic.course-mounted")
    return w


def kept(w):
    return w.page.evaluate("Object.entries(localStorage).filter(([k]) => k.startsWith('course:clinic')).map(([, v]) => v).join()")


def test_by_mouse_a_referral_is_written_marked_and_compared(browser, address):
    with opened(browser, address) as w:
        live = w.page.locator(".course-live").first
        live.get_by_role("button", name="Commit, then mark it").click()
        assert "Write something first" in live.inner_text() and w.violations(".course-live") == []
        live.get_by_role("textbox").fill("<b>Please</b> act. A is upset & safe.")
        assert writing.load("referral").example[0].says not in live.inner_text()
        live.get_by_role("button", name="Commit, then mark it").click()
        assert "<b>Please</b> act. A is upset & safe." in live.inner_text() and live.locator(".course-written b").count() == 0
        live.get_by_label("Partly").first.check()
        live.get_by_label("What can be seen in the picture.").check()
        live.get_by_label("Child A: this child is upset or worried by what happened.").check()
        assert w.violations(".course-live") == []
        live.get_by_role("button", name="See what the reader still needs").click()
        assert w.page.evaluate("document.activeElement.textContent") == "What the officer who reads it got"
        text = live.inner_text()
        assert "The age or identity of someone involved is not proven." in text and "this child is upset or worried" not in text
        assert "In your text, and better left out:" in text and "You said: partly." in text
        assert writing.load("referral").example[0].says in text
        for fold in live.locator("details").all():
            fold.evaluate("(d) => { d.open = true; }")
        assert "What it would change for the reader" in live.inner_text()
        assert w.violations(".course-live") == [] and w.complaints == [] and w.foreign(address) == [] and kept(w) == ""
        live.get_by_role("button", name="Start with an empty page").click()
        assert live.get_by_role("textbox").input_value() == ""


def test_what_looks_real_is_not_kept_until_the_writer_says_that_it_is_invented(browser, address):
    with opened(browser, address, remember=True) as w:
        live = w.page.locator(".course-live").first
        area = live.get_by_role("textbox")
        area.fill("A is safe.")
        area.blur()
        area.fill(f"A is safe. {REAL}")
        live.get_by_text("This looks real").wait_for()
        assert "no guarantee" in live.inner_text() and w.violations(".course-live") == []
        assert "A is safe." in kept(w) and "Amira" not in kept(w) and "LS1" not in kept(w)
        live.get_by_role("button", name="Commit, then mark it").click()
        assert "Take out what looks real" in live.inner_text() and "Amira" not in kept(w)
        w.page.reload()
        w.page.wait_for_selector(".course-clinic.course-mounted")
        assert area.input_value() == "A is safe."
        area.fill(f"A is safe. {REAL}")
        live.get_by_role("button", name="They are invented. Keep them").click()
        assert "LS1 4AP" in kept(w) and "This looks real" not in live.inner_text()
        w.page.reload()
        w.page.wait_for_selector(".course-clinic.course-mounted")
        assert area.input_value() == f"A is safe. {REAL}" and "This looks real" not in live.inner_text()


def test_by_keyboard_alone_the_press_release_is_written_in_a_narrow_dark_window(browser, address):
    with opened(browser, address, "press-release-clinic", viewport={"width": 320, "height": 640}, color_scheme="dark") as w:
        page = w.page
        page.locator(".course-clinic textarea").focus()
        page.keyboard.type("It is not your fault. Ring Childline on 0800 1111.")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.textContent") == "Mark your own text"
        assert w.wider_than_window() == 0
        for _ in range(80):
            page.keyboard.press("Tab")
            kind, label = page.evaluate("[document.activeElement.type, document.activeElement.labels?.[0]?.textContent ?? document.activeElement.textContent]")
            if kind == "radio" or (kind == "checkbox" and label.startswith("The register")):
                page.keyboard.press("Space")
            if label == "See what the reader still needs":
                break
        page.keyboard.press("Enter")
        text = page.locator(".course-live").first.inner_text()
        assert "What a child who reads it got" in text and "In your text, and better left out:" in text
        assert "You said: no." in text and "Help to take an image down" in text
        assert w.violations(".course-live") == [] and w.wider_than_window() == 0 and w.complaints == []
