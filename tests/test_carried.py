"""The law that a page carries: less than the whole, and the same answers."""
import json
import re
import subprocess

import pytest

from course import carried, exercise, model, questions, scenario, writing
from course.decide import decide
from course.schema import NATIONS
from test_same_answers import node, whole_cases

LAW = model.current().compiled


@pytest.mark.parametrize("nation", NATIONS)
def test_a_nation_s_own_part_gives_the_same_answers_as_the_whole(nation):
    part = carried.of(LAW, [nation])
    assert len(part["rules"]) < len(LAW["rules"])
    for case, settings in whole_cases(LAW, 150, 3):
        settings = {**settings, "nation": nation}
        assert decide(part, case, **settings) == decide(LAW, case, **settings)


def test_another_nation_s_part_does_not():
    part = carried.of(LAW, ["scotland"])
    assert any(decide(part, case, **{**s, "nation": "england"}) != decide(LAW, case, **{**s, "nation": "england"})
               for case, s in whole_cases(LAW, 20, 3))


@pytest.mark.parametrize("nations", [NATIONS, ("wales",), ("england", "wales")])
def test_the_two_scripts_unpack_to_the_same_law(nations, tmp_path):
    (tmp_path / "law.js").write_text(carried.script(LAW, nations) + carried.sources_script(LAW, nations), encoding="utf-8")
    job = (f"globalThis.window = {{}}; require({json.dumps(str(tmp_path / 'law.js'))});"
           "console.log(JSON.stringify([{...window.courseLaw, ids: undefined, bases: undefined}, window.courseSources]));")
    law, texts = json.loads(subprocess.run([node(), "-e", job], check=True, capture_output=True, text=True, encoding="utf-8").stdout)
    assert set(texts) == set(law["records"]) and not any("says" in record for record in law["records"].values())
    whole = {**law, "records": {name: {**record, **texts[name], "area": LAW["records"][name]["area"]} for name, record in law["records"].items()}}
    assert whole == json.loads(json.dumps(carried.of(LAW, nations)))


def _named(data):
    if isinstance(data, str) and re.fullmatch(r"[A-Z]{3}-\d{3}", data):
        yield data
    for value in data.values() if isinstance(data, dict) else data if isinstance(data, list) else []:
        yield from _named(value)


def _formative():
    return [slug for slug in sorted(p.stem for p in (questions.EXERCISES / "items").glob("*.yaml")) if questions.load(slug).questions.use == "formative"]


def test_every_record_that_a_widget_names_is_in_its_page():
    made = [*map(exercise.assess, _formative()), *map(scenario.play, scenario.slugs()), *(writing.clinic(p.stem) for p in writing.FOLDER.glob("*.yaml"))]
    for widget in made:
        there = set(carried.of(LAW, widget._nations)["records"]) | set(widget._in_page["records"])
        missing = set(_named({k: v for k, v in widget._in_page.items() if k != "records"})) - there
        assert not missing, (widget, missing)
        assert not set(widget._in_page["records"]) & set(carried.of(LAW, widget._nations)["records"]), widget
