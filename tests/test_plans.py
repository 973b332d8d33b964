"""Session plans: the minutes add up, everything that they show exists, and each fault is said."""
import re

import pytest

from course import plans
from course.files import Mistakes

TOGETHER = (plans.FOLDER / "hour-together.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("slug", plans.plans())
def test_a_plan_is_sound_and_its_table_ends_when_it_says(slug):
    found, html = plans.load(slug), plans.plan(slug).html
    starts = [60 * int(h) + int(m) for h, m in re.findall(r'<th scope="row">(\d):(\d\d)</th>', html)]
    assert starts[0] == 0 and len(starts) == len(found.parts)
    assert [b - a for a, b in zip(starts, [*starts[1:], found.minutes])] == [part.minutes for part in found.parts]


def test_there_are_plans_for_an_hour_half_a_day_and_a_day_joint_and_single_remote_and_in_the_room():
    all_plans = [plans.load(slug) for slug in plans.plans()]
    assert {60, 210, 360} <= {p.minutes for p in all_plans} and {"room", "remote"} <= {p.setting for p in all_plans}
    assert {("teacher",), ("officer",), ("teacher", "officer")} <= {tuple(p.for_) for p in all_plans}


@pytest.mark.parametrize("old, new, said", [
    ("minutes: 60", "minutes: 65", "its parts take 60 minutes together, and it says 65"),
    ("scenario: passed-on", "scenario: past-on", "there is no page scenarios/past-on. Did you mean 'scenarios/passed-on'"),
    ("pages: [looking-after-yourself]", "pages: [words]", "does not show the page looking-after-yourself"),
    ("pages: [help-now]", "pages: [words]", "does not show the page help-now"),
    ("chair: police", "chair: school", "one chair is never taken"),
    ("how: vote", "how: listen", "nobody votes in it"),
    ("minutes: 12", "minutes: 85", "people sit for more than 100 minutes"),
    ("for: [teacher, officer]", "for: [teachers]", "'teachers' is not known. Did you mean 'teacher'"),
    ("how: pairs", "how: couples", "part 4, how"),
    ("minutes: 15", "minutes: 95", "part 5, minutes: this is more than 90. Write at most 90"),
    ("id: hour-together", "id: hour", "the file is called hour-together and the plan in it hour"),
])
def test_each_fault_of_a_plan_is_said(old, new, said, tmp_path):
    path = tmp_path / "hour-together.yaml"
    assert old in TOGETHER
    path.write_text(TOGETHER.replace(old, new), encoding="utf-8")
    with pytest.raises(Mistakes) as caught:
        plans.load("hour-together", path)
    assert any(said in sentence for sentence in caught.value.sentences), caught.value.sentences


def test_a_plan_that_does_not_exist_is_answered_with_a_sentence():
    with pytest.raises(Mistakes, match="there is no session plan 'hour-togther'. Did you mean 'hour-together'"):
        plans.plan("hour-togther")
