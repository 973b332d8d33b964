"""What changed since a day, the same case on any day, and when sources are due again."""
import datetime
import json
import subprocess
import sys

import pytest

from course import changed, model, replaying, upkeep
from course.decide import decide, read_case
from course.files import Mistakes
from course.registry import is_law_or_guidance
from test_same_answers import HERE, node

MODEL = model.current()
LAW = MODEL.compiled


def in_page(job, tmp_path):
    (tmp_path / "job.json").write_text(json.dumps({"model": LAW, **job}), encoding="utf-8")
    subprocess.run([node(), str(HERE / "same_words.mjs"), str(HERE.parent / "course" / "js"), str(tmp_path / "job.json"), str(tmp_path / "out.json")], check=True)
    return json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))


def test_a_rule_is_told_to_have_started_on_exactly_the_days_on_which_it_starts_to_apply():
    told = {(e["id"], e["day"]) for e in changed.events(MODEL) if e["kind"] == "rule" and e["change"] == "starts"}
    for rule in LAW["rules"]:
        days = sorted({d for b in rule["basis"] for d in (b["from"], b["to"]) if d})
        for day in days:
            before = (datetime.date.fromisoformat(day) - datetime.timedelta(days=1)).isoformat()
            holds = [any(b["from"] <= d and not (b["to"] and b["to"] <= d) for b in rule["basis"]) for d in (before, day)]
            assert ((rule["id"], day) in told) == (holds == [False, True]), (rule["id"], day)


def test_a_rough_date_counts_if_any_of_it_lies_on_or_after_the_day():
    found = {e["id"] for e in changed.since(MODEL, "2024-06-01", "england", "police")}
    assert "POL-006" in found and "POL-009" not in found  # 2024, and 1 April 2019


def test_pending_law_is_never_said_to_have_started():
    pending = sorted(r.id for r in MODEL.records.values() if r.status == "pending" and is_law_or_guidance(r))
    told = [(e["id"], e["change"]) for e in changed.events(MODEL) if e["id"] in pending]
    assert pending and sorted(told) == [(name, "pending") for name in pending]


def test_a_nation_and_a_chair_get_only_their_own():
    for e in changed.since(MODEL, "2010-01-01", "scotland", "school"):
        assert "scotland" in e["nations"] and "school" in e["roles"]


@pytest.mark.parametrize("day, nation, said", [("2016-1-1", "england", "is not a date"), ("2016-01-01", "englnd", "Did you mean 'england'")])
def test_a_wrong_day_or_nation_gets_a_sentence(day, nation, said):
    with pytest.raises(Mistakes, match=said):
        changed.since(MODEL, day, nation, "school")


def test_the_page_lists_the_same_changes(tmp_path):
    asks = [{"since": day, "nation": n, "role": r} for day in ("2013-01-01", "2019-04-01", "2024-06-15") for n in model.NATIONS for r in ("school", "police")]
    page = in_page({"events": changed.events(MODEL), "since": asks}, tmp_path)["since"]
    assert page == [changed.since(MODEL, a["since"], a["nation"], a["role"]) for a in asks]


def test_each_question_offered_rests_on_a_record_that_changed_on_the_day_it_names():
    items = changed.asked(MODEL)["items"]
    assert len(items) > 2
    for item in items:
        days = {d for o in item["options"] for r in o["records"] for d in (MODEL.records[r].from_, MODEL.records[r].to)}
        assert item["changed"] in days | {""}


def test_the_page_offers_the_same_questions_from_the_few_that_it_holds_as_from_all_of_them(tmp_path, monkeypatch):
    few = changed.asked(MODEL)
    monkeypatch.setattr(changed, "MOST", 1000)
    every = {**changed.asked(MODEL), "most": few["most"]}
    assert len(few["items"]) < len(every["items"])
    asks = [{"since": day, "nation": n, "role": r} for day in ("2016-01-01", "2020-12-23", "2024-01-01") for n in model.NATIONS for r in ("school", "police")]
    offered = [in_page({"asked": held, "questions": asks}, tmp_path)["questions"] for held in (few, every)]
    assert offered[0] == offered[1] and any(offered[0])


# Replay -------------------------------------------------------------------------------------------------------------

def test_every_period_is_answered_alike_from_its_first_day_to_its_last_and_differs_from_the_one_before():
    for case in replaying.cases():
        for nation in model.NATIONS:
            found = replaying.periods(LAW, case.facts, nation)
            for this, following in zip(found, found[1:]):
                assert this["parts"] != following["parts"]
                last = (datetime.date.fromisoformat(following["from"]) - datetime.timedelta(days=1)).isoformat()
                answer = decide(LAW, read_case(LAW, case.facts), nation=nation, role="police", on=last, conduct=last)
                assert replaying.comparison(LAW, answer) == this["parts"]


def test_the_page_replays_the_same_periods(tmp_path):
    asks = [[case.model_dump(), nation, replaying.days(LAW, nation)] for case in replaying.cases() for nation in model.NATIONS]
    page = in_page({"compare": asks}, tmp_path)["compare"]
    assert page == [replaying.periods(LAW, {"incident": c["incident"], "children": c["children"]}, n) for c, n, _ in asks]


def test_before_any_source_it_says_so_and_history_is_marked_as_practice():
    swap = next(c for c in replaying.cases() if c.id == "swap")
    found = {period["from"]: period for period in replaying.periods(LAW, swap.facts, "england")}
    assert all(line["says"] == [replaying.UNHELD] for part in found[min(found)]["parts"] for line in part["lines"])
    assert any(s["practice"] for part in found["2015-09-01"]["parts"] for line in part["lines"] for s in line["sources"])


def test_every_line_that_states_something_has_a_source_with_its_grade():
    for case in replaying.cases():
        for nation in model.NATIONS:
            for period in replaying.periods(LAW, case.facts, nation):
                for line in (l for part in period["parts"] for l in part["lines"]):
                    silent = all(s == replaying.UNHELD or "depends on what is not known" in s for s in line["says"])
                    assert silent or line["sources"] and all(s["grade"] in "ABC" for s in line["sources"]), (case.id, nation, line)


# Due again ----------------------------------------------------------------------------------------------------------

def test_every_kind_of_record_has_a_day_on_which_it_is_due():
    assert all(upkeep.due(r) > r.seen.day for r in MODEL.records.values())


def test_a_service_is_due_before_a_law_seen_on_the_same_day():
    service = next(r for r in MODEL.records.values() if r.binding == "service" and r.status == "in_force")
    law = next(r for r in MODEL.records.values() if r.binding == "statute" and r.status == "in_force" and r.seen.day == service.seen.day)
    assert upkeep.due(service) < upkeep.due(law)
    between = upkeep.due(law)
    assert service in upkeep.overdue(MODEL, between) and law not in upkeep.overdue(MODEL, between)


@pytest.mark.parametrize("words, code, said", [
    (("stale", "--on", "2027-13-01"), 2, "is not a date. Write it as"), (("stale", "--on", "soon"), 2, "is not a date"),
    (("stale", "--on", "2035-01-01"), 0, "records were overdue on 2035-01-01"),
    (("changed", "--since", "2016-01-01", "--nation", "england", "--role", "school"), 0, "KCSIE 2026"),
    (("changed", "--since", "2016", "--nation", "england", "--role", "school"), 2, "is not a date"),
])
def test_the_commands_answer_or_say_what_is_wrong(words, code, said):
    done = subprocess.run([sys.executable, "-m", "course.cli", *words], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == code and said in done.stdout + done.stderr and "Traceback" not in done.stderr
