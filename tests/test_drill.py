"""Drills: the same draw everywhere, a thousand cases that read well and are true to their facts, and the page by mouse and keyboard."""
import copy
import hashlib
import json
import re
import subprocess
import sys

import pytest

from browser_tools import Watched, live, press
from course import drilling, drills, model, pages, pooling, possible
from course.dice import LARGEST, shuffled
from course.explain import any_words
from test_same_answers import HERE, node

MODEL = model.current()
LAW = MODEL.compiled
POOL = pooling.pool()
GRAMMAR = drilling.grammar(MODEL)
PACKED = drills.packed()
NO_SOURCE = "no_source"
SAME = ("id", "nation", "role", "on", "facts", "text", "asks", "pair", "differs_in", "difficulty", "answer", "settled")


def in_page(job, folder, js=HERE.parent / "course" / "js"):
    (folder / "job.json").write_text(json.dumps({"law": LAW, "pool": PACKED, **job}), encoding="utf-8")
    subprocess.run([node(), str(HERE / "same_drills.mjs"), str(js), str(folder / "job.json"), str(folder / "out.json")], check=True)
    return json.loads((folder / "out.json").read_text(encoding="utf-8"))


def digest(found):
    kept = [{k: d[k] for k in SAME} for d in found]
    return hashlib.sha256(json.dumps(kept, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


DRAWS = [{"seed": 0, "n": 1000}, {"seed": 7, "n": 40, "role": "school"}, {"seed": LARGEST, "n": 20, "nation": "england", "role": "police"},
         {"seed": 20261121, "n": 10, "difficulty": "hard"}, {"seed": 3_000_000_000, "n": 15, "nation": "scotland"}]


# The same everywhere ------------------------------------------------------------------------------------------------

def test_the_page_draws_tells_and_answers_the_same_drills(tmp_path):
    assert in_page({"draws": DRAWS}, tmp_path)["draws"] == [digest(drills.draw(**d)) for d in DRAWS]


def test_a_difference_in_the_dice_or_the_telling_is_found(tmp_path):
    for name, old, new in (("draw.js", "x ^= x >>> 17", "x ^= x >>> 16"), ("draw.js", 'has: "have"', 'has: "has"')):
        spoiled = tmp_path / "js"
        spoiled.mkdir(exist_ok=True)
        for path in (HERE.parent / "course" / "js").glob("*.js"):
            text = path.read_text(encoding="utf-8")
            assert path.name != name or old in text
            (spoiled / path.name).write_text(text.replace(old, new) if path.name == name else text, encoding="utf-8")
        assert in_page({"draws": DRAWS[1:2]}, tmp_path, spoiled)["draws"] != [digest(drills.draw(**DRAWS[1]))]


def test_the_pool_is_made_alike_each_time(monkeypatch):
    monkeypatch.setattr(pooling.drilling, "grammar", lambda m: GRAMMAR.model_copy(update={"pairs": 15}))
    assert pooling.make() == pooling.make()


def test_a_seed_orders_every_case_once_and_another_seed_in_another_order():
    assert sorted(shuffled(5, list(range(1000)))) == list(range(1000)) and shuffled(5, list(range(50))) != shuffled(6, list(range(50)))


# A thousand cases ---------------------------------------------------------------------------------------------------

def stated(case):
    return {name: value for _, facts in case["told"] for name, value in facts.items()}


def test_a_thousand_cases_read_as_english_as_far_as_can_be_checked():
    assert len(POOL) == 1000 and len({c["text"] for c in POOL}) == 1000
    for c in POOL:
        text = c["text"]
        assert not re.search(r"[{}]|  |\.\.|\b(\w+) \1\b", text), text
        assert not re.search(r"\b(?:he|she|him|her|his|hers)\b", text, re.I), text
        assert not re.search(r"(?:^|\. )They (?:\w+ and )?(?:is|was|has|does|seems|says|makes|fears)\b", text), text
        assert not re.search(r"(?:^|\. )(?:%s) (?:are|were|have|do|seem|say)\b" % "|".join(GRAMMAR.names), text), text
        assert all(re.match(r"[A-Z].*\.$", s) for s in re.split(r"(?<=\.) ", text)), text
        assert len(text.split()) <= 120 and pages.word_problems(text) == []


def test_every_fact_is_told_once_and_every_sentence_states_what_the_file_says_it_states():
    known = {(text, json.dumps(p.facts, sort_keys=True)) for p in GRAMMAR.plots for text in p.tells}
    known |= {(text, "{}") for texts in GRAMMAR.openings.values() for text in texts}
    known |= {(text, json.dumps(t.facts, sort_keys=True)) for t in GRAMMAR.together for text in t.says}
    known |= {(text, json.dumps({fact: value})) for says in (GRAMMAR.says, *(p.says for p in GRAMMAR.plots)) for fact, values in says.items() for value, texts in values.items() for text in texts}
    for c in POOL:
        names = [name for _, facts in c["told"] for name in facts]
        assert len(names) == len(set(names)), c["text"]
        assert pooling.facts_of(MODEL, stated(c)) == c["facts"]
        assert all((text, json.dumps(facts, sort_keys=True)) in known for text, facts in c["told"]), c["text"]
        assert drilling.told([text for text, _ in c["told"]], c["A"], c["B"]) == c["text"] and c["A"] != c["B"]


def test_no_case_is_impossible():
    assert [c["text"] for c in POOL if GRAMMAR.contradicts(stated(c)) or any(possible.clashes(MODEL, c["facts"]))] == []
    assert "own" in {stated(c).get("gain") for c in POOL}, "a child who was paid for an image of themselves is in some story"


def test_look_alikes_differ_in_one_fact_and_in_what_follows():
    for first, second in zip(POOL[::2], POOL[1::2]):
        a, b = stated(first), stated(second)
        assert [f for f in {**a, **b} if a.get(f) != b.get(f)] == [first["differs_in"]] == [second["differs_in"]]
        answers = [pooling.answer(MODEL, c) for c in (first, second)]
        told = [(pooling.corridors(f, c["asks"]), any_words(LAW, f)) for f, c in zip(answers, (first, second))]
        assert told[0] != told[1] and first["asks"] == second["asks"]


def test_every_case_has_an_option_and_says_whether_anything_is_open():
    for d in drills.draw(1, 1000):
        unheld = [c for c in d["answer"].values() if not c["options"]]
        assert not unheld or d["role"] == "school" and d["asks"] == ["police"] and not unheld[0]["excluded"] and d["explanation"] == [drills.NO_SOURCE["means"]]
        assert d["settled"] or d["not_known"]
        assert all(r in MODEL.records for r in d["records"]) and (d["records"] or d["explanation"] in ([drills.UNDECIDED], [drills.NO_SOURCE["means"]]))


@pytest.mark.parametrize("where, change, said", [
    ("says", lambda g: g["says"]["age"].update({"12": ["{A} is 12."]}), "Put it in braces"),
    ("says", lambda g: g["says"]["age"].update({"12": ["{A} turned turned 12."]}), "Take one of the two out"),
    ("says", lambda g: g["says"]["age"].update({"12": ["At the time she was 12."]}), "Use the name, or they"),
    ("says", lambda g: g["says"]["age"].update({"12": ["at the time {A} was 12"]}), "is not a sentence"),
    ("says", lambda g: g["says"]["age"].update({"12": ["{C} was 12."]}), "stand in braces"),
    ("says", lambda g: g["says"]["age"].update({"13": ["{A} {is} 13."]}), "has no value"),
    ("says", lambda g: g["says"]["age"].update({"12": ["{A} was promiscuous."]}), "is a word to avoid"),
    ("plot", lambda g: g["plots"][0]["has"].update({"staf": "all"}), "order does not name"),
    ("plot", lambda g: g["plots"][0]["facts"].update({"made": "none", "image_is": "photo"}), "cannot be true together"),
])
def test_a_mistake_in_the_sentences_gets_a_sentence(where, change, said):
    data = copy.deepcopy(GRAMMAR.model_dump())
    change(data)
    found = list(drilling.mistakes(drilling.Grammar.model_validate(data), MODEL))
    assert any(said in f and f.startswith(where) for f in found), found
    assert list(drilling.mistakes(GRAMMAR, MODEL)) == []


# Judging and scheduling ---------------------------------------------------------------------------------------------

def test_less_than_what_is_required_misses_protection_and_more_than_is_open_for_a_child_is_needless(tmp_path):
    jobs, wanted = [], []
    for number, c in enumerate(POOL):
        found = pooling.answer(MODEL, c)
        corridor = pooling.corridors(found, c["asks"])
        inside = {name: (k["options"] or [NO_SOURCE])[-1] for name, k in corridor.items()}
        jobs.append([number, inside])
        wanted.append((False, False))
        for name, k in corridor.items():
            levels = list(MODEL.ladders[name].levels)
            if k["required"] and levels.index(k["required"]):
                jobs.append([number, {**inside, name: levels[levels.index(k["required"]) - 1]}])
                wanted.append((True, False))
            if not k["options"]:  # no source is held, so nothing that is chosen can be called a mistake
                jobs += [[number, {name: level}] for level in levels]
                wanted += [(False, False)] * len(levels)
                continue
            if c["role"] == "school" and list(c["asks"]) == ["police"] and k["required"]:
                jobs.append([number, {name: NO_SOURCE}])  # a rule is held, and waiting for the procedure falls short of it
                wanted.append((True, False))
            if name in ("police", "enquiry", "this_child") and levels[-1] not in k["options"]:
                jobs.append([number, {**inside, name: levels[-1]}])
                wanted.append((False, True))
        if c["role"] == "school" and found["incident"]["must_any"]:
            jobs.append([number, {name: MODEL.ladders[name].levels and list(MODEL.ladders[name].levels)[0] for name in c["asks"]}])
            wanted.append((True, False))
    judged = in_page({"judge": jobs}, tmp_path)["judge"]
    assert [(j["missed"], j["needless"]) for j in judged] == wanted
    assert {True} == {j["could"]["missed"] for j, w in zip(judged, wanted) if w[0]} and {w for w in wanted} == {(False, False), (True, False), (False, True)}


def entry(topic, day, missed=False, needless=False, id=0):
    return {"id": id, "topic": topic, "day": day, "missed": missed, "needless": needless, "sure": "sure", "could": {"missed": True, "needless": True}}


def test_a_topic_comes_later_each_time_it_goes_well_and_the_next_day_when_it_does_not(tmp_path):
    well = [entry("adult", f"2026-11-{d:02}") for d in (1, 2, 4)]
    boxes = in_page({"logs": [well[:1], well, [*well, entry("adult", "2026-11-08", missed=True)]]}, tmp_path)["boxes"]
    day = lambda b: b["adult"]["due"]  # noqa: E731
    assert [b["adult"]["box"] for b in boxes] == [1, 3, 1]
    assert day(boxes[1]) - day(boxes[0]) == 6 and day(boxes[2]) - day(boxes[1]) == 1


def test_what_went_wrong_comes_before_what_is_new_and_what_is_new_before_what_is_not_due(tmp_path):
    cases = [{"id": n, "topic": t, "level": 0} for n, t in enumerate(["well", "fresh", "wrong"])]
    log = [entry("well", "2026-11-10", id=90), entry("well", "2026-11-10", id=91), entry("wrong", "2026-11-10", missed=True, id=92)]
    assert in_page({"needs": [[cases, log, "2026-11-11"]]}, tmp_path)["needs"] == [[2, 1, 0]]


def test_a_lean_is_named_only_when_there_is_enough_and_the_ranges_do_not_overlap(tmp_path):
    def log(missed, needless, n):
        return [entry("adult", "2026-11-10", i < missed, n - i <= needless) for i in range(n)]
    found = in_page({"logs": [log(19, 0, 19), log(20, 0, 20), log(6, 4, 20), log(0, 15, 30), []]}, tmp_path)["tally"]
    assert [t["lean"] for t in found] == [None, "missed", None, "needless", None]
    assert (round(found[2]["missed"]["low"], 3), round(found[2]["missed"]["high"], 3)) == (0.145, 0.519)  # Wilson, 6 of 20
    assert found[4]["missed"] == {"hits": 0, "n": 0, "low": 0, "high": 1}


# The command --------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("words, said", [
    (("--seed", "-1"), "is not one. Write a whole number"), (("--seed", "1", "--n", "0"), "Write 1 or more"),
    (("--seed", "1", "--nation", "englnd"), "Did you mean 'england'"), (("--seed", "1", "--difficulty", "easy"), "There is no difficulty 'easy'"),
    (("--seed", "1", "--n", "5000"), "fewer than 5000"), (("--seed", "1", "--n", "90", "--nation", "northern_ireland", "--role", "police"), "fewer than 90"),
])
def test_wrong_words_get_one_sentence(words, said):
    done = subprocess.run([sys.executable, "-m", "course.cli", "drill", *words], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 2 and said in done.stderr and len(done.stderr.strip().splitlines()) == 1


def test_the_command_gives_what_the_contract_names():
    done = subprocess.run([sys.executable, "-m", "course.cli", "drill", "--seed", "7", "--n", "3", "--json"], capture_output=True, text=True, encoding="utf-8")
    found = json.loads(done.stdout)
    assert found == drills.draw(7, 3)
    assert all({"id", "nation", "role", "on", "facts", "text", "asks", "answer", "explanation", "records", "pair", "differs_in"} <= set(d) for d in found)


# The page -----------------------------------------------------------------------------------------------------------

@pytest.fixture
def page(browser, address):
    with Watched(browser) as w:
        w.page.goto(address + "book/drills.html")
        w.page.wait_for_selector(".course-mounted")
        yield w
        assert w.foreign(address) == [] and w.complaints == []


def start(w, seed=7, role="The school"):
    live(w).get_by_label(role, exact=True).check()
    live(w).get_by_label("England", exact=True).check()
    live(w).get_by_label("Number of the drill").fill(str(seed))
    press(w, "Start")


def choose(w, drill, which):
    """Chooses on each ladder the level at a place of the options, or the first level of all for None, and commits."""
    for name in drill["asks"]:
        ladder = MODEL.ladders[name]
        level = list(ladder.levels)[0] if which is None else drill["answer"][name]["options"][which]
        text = ladder.levels[level]
        live(w).get_by_role("group", name=ladder.question).get_by_label(text[0].upper() + text[1:], exact=True).check()
    live(w).get_by_label("Sure", exact=True).check()
    press(w, "Commit, then see")


def test_the_page_by_mouse_gives_the_drills_of_the_command_and_tells_the_mistakes_apart(page):
    found = drills.draw(7, 10, nation="england", role="school")
    start(page)
    for number, drill in enumerate(found):
        assert drill["text"] in live(page).inner_text()
        assert not live(page).locator(".course-corridor").count(), "nothing is shown before the reader commits"
        choose(page, drill, None if number == 0 else -1)
        assert live(page).locator(".course-corridor").is_visible()
        said = live(page).locator(".course-drill-own").inner_text()
        if number == 0:
            lowest = {ladder["id"]: ladder["levels"][0] for ladder in LAW["ladders"]}
            wrong = bool(drill["at_least_one"]) or any(lowest[name] not in c["options"] for name, c in drill["answer"].items())
            assert ("Misses protection." in said) == wrong
        else:
            assert "Misses protection" not in said and "Criminalises needlessly" not in said
        press(page, "See how it went" if number == 9 else "Next case")
    text = live(page).inner_text()
    assert "10 drills so far" in text and "There are too few drills to say which way you lean." in text
    assert "Missed protection:" in text and "Needless criminalisation:" in text


def test_every_view_is_within_wcag_and_by_keyboard(page):
    assert page.violations(".course-live") == []
    press(page, "Start")
    assert "Choose a nation." in live(page).inner_text()
    assert page.violations(".course-live") == []
    live(page).get_by_label("The police", exact=True).focus()
    page.page.keyboard.press("Space")
    live(page).get_by_label("England", exact=True).focus()
    page.page.keyboard.press("Space")
    live(page).get_by_role("button", name="Start", exact=True).focus()
    page.page.keyboard.press("Enter")
    assert page.page.evaluate("document.activeElement.textContent") == "Case 1 of 10"
    page.page.keyboard.press("Tab")
    for _ in range(8):
        page.page.keyboard.press("Space")
        page.page.keyboard.press("Tab")
        if page.page.evaluate("document.activeElement.type") == "submit":
            page.page.keyboard.press("Enter")
            break
    page.page.wait_for_selector(".course-live .course-corridor")
    assert page.page.evaluate("document.activeElement.textContent") == "Case 1 of 10"
    assert page.violations(".course-live") == []
    press(page, "See its look-alike")
    assert page.violations(".course-live") == []
    press(page, "Commit, then see")
    assert "Choose a level." in live(page).inner_text() and page.violations(".course-live") == []
    press(page, "Stop here")
    assert page.violations(".course-live") == []


@pytest.mark.parametrize("nation, label", [("wales", "Wales"), ("northern_ireland", "Northern Ireland")])
def test_a_school_where_no_source_gives_a_start_is_asked_about_the_police_alone_and_no_rule_is_lent(page, nation, label):
    live(page).get_by_label("The school", exact=True).check()
    live(page).get_by_label(label, exact=True).check()
    live(page).get_by_label("Number of the drill").fill("3")
    press(page, "Start")
    found, kinds = drills.draw(3, 10, nation=nation, role="school"), set()
    for number, drill in enumerate(found):
        options = drill["answer"]["police"]["options"]
        kinds.add(bool(options))
        assert drill["asks"] == ["police"] and drill["text"] in live(page).inner_text()
        live(page).get_by_label(drills.upper(drills.NO_SOURCE["choice"]), exact=True).check()
        live(page).get_by_label("Sure", exact=True).check()
        press(page, "Commit, then see")
        said = live(page).locator(".course-drill-own").inner_text()
        assert ("Misses protection." in said) == bool(options) and (drills.NO_SOURCE["means"] in said) == (not options)
        assert "Criminalises needlessly" not in said and page.violations(".course-live") == []
        press(page, "See how it went" if number == 9 else "Next case")
    assert kinds == {True, False}


def test_after_a_mistake_the_look_alike_comes_next_and_only_what_was_asked_for_is_remembered(page):
    live(page).get_by_label("What I need most: topics that went wrong come first", exact=True).check()
    live(page).get_by_label("Hard: longer, and with more that is not known", exact=True).check()
    start(page, seed=3)
    for _ in range(10):
        number = int(re.search(r"Case number (\d+)", live(page).inner_text())[1])
        choose(page, drills.known(number), None)
        wrong = "Misses protection" in live(page).locator(".course-drill-own").inner_text()
        press(page, "Next case")
        if wrong:
            break
    assert wrong and f"Case number {number ^ 1}." in live(page).inner_text()
    assert page.page.evaluate("localStorage.length") == 0


def test_the_twin_prints_ten_drills_and_keeps_the_answers_elsewhere(browser, address):
    with Watched(browser, java_script_enabled=False) as w:
        w.page.goto(address + "book/drills.html")
        twin = w.page.locator(".course-twin").inner_text()
        found = drills.printed()
        assert len(found) == 10 and all(d["text"] in twin for d in found)
        assert not any(why in twin for d in found for why in d["explanation"])
        w.page.locator(".course-twin a[href*=answers]").click()
        said = w.page.inner_text("main")
        assert all(why in said for d in found for why in d["explanation"])


def test_at_320_pixels_nothing_has_to_be_scrolled_sideways(browser, address):
    with Watched(browser, viewport={"width": 320, "height": 640}, color_scheme="dark") as w:
        w.page.goto(address + "book/drills.html")
        w.page.wait_for_selector(".course-mounted")
        start(w)
        choose(w, drills.draw(7, 1, nation="england", role="school")[0], 0)
        assert w.wider_than_window() == 0 and w.violations(".course-live") == []
