"""A pass mark from people: the arithmetic by hand, and tables that cannot be used are refused in words."""
import math

import pytest

from course.assessing import standard
from course.files import Mistakes

EXAMPLES = standard.EXAMPLES


def test_angoff_is_the_mean_of_the_judges_with_the_error_of_that_mean():
    found = standard.angoff({"a": {"q1": .5, "q2": .7}, "b": {"q1": .7, "q2": .9}, "c": {"q1": .6, "q2": .8}})
    assert math.isclose(found.share, .7) and math.isclose(found.error, .1 / math.sqrt(3)) and found.people == 3 and found.talk == ()


def test_angoff_names_what_judges_read_in_two_ways():
    assert standard.cut(EXAMPLES / "angoff-example.csv").talk == ("q3",)


def test_the_border_alone_sets_the_mark():
    found = standard.borderline([("clear_pass", .95), ("border", .6), ("border", .7), ("clear_fail", .1)])
    assert math.isclose(found.share, .65) and math.isclose(found.error, .05)


def test_the_two_examples_come_out_as_by_hand():
    angoff, border = (standard.cut(EXAMPLES / f"{name}-example.csv") for name in ("angoff", "borderline"))
    assert (round(angoff.share, 3), round(angoff.error, 3)) == (.667, .041)
    assert (round(border.share, 3), round(border.error, 3)) == (.68, .016)
    assert "0.667" in standard.worked("angoff")._repr_html_() and "That is few" in standard.worked("borderline")._repr_html_()


def test_an_empty_table_has_every_question_and_is_refused_until_it_is_filled(tmp_path):
    path = tmp_path / "ratings.csv"
    path.write_text(standard.template("form-a", 3), encoding="utf-8")
    with pytest.raises(Mistakes) as refused:
        standard.cut(path)
    assert len(refused.value.sentences) == 32 * 3
    path.write_text(standard.template("form-a", 3).replace(",,,", ",0.5,0.6,0.7"), encoding="utf-8")
    assert math.isclose(standard.cut(path).share, .6)


@pytest.mark.parametrize("text, said", [
    ("", "this is no table of ratings"),
    ("\ufeffname,mark\na,1\n", "this is no table of ratings"),
    ("item,judge_1\nq1,0.5\n", "ratings of 1 judge"),
    ("item,a,b\nq1,60,0.5\n", "'60' is not a share"),
    ("item,a,b\nq1,nan,0.5\n", "'nan' is not a share"),
    ("item,a,b\nq1,0.5\n", "None is not a share"),
    ("item,a,b\nq1,0.5,0.5\nq1,0.5,0.5\n", "q1 is there twice"),
    ("group,share\nborder,0.5\n", "the group border has 1"),
    ("group,share\nborder,0.5\nbroder,0.6\n", "the group 'broder' is not there"),
])
def test_a_table_that_cannot_be_used_is_refused_in_words(tmp_path, text, said):
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Mistakes) as refused:
        standard.cut(path)
    assert any(said in sentence for sentence in refused.value.sentences), refused.value.sentences


def test_a_comma_for_a_point_and_a_byte_order_mark_are_read(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text('\ufeffitem,a,b\nq1,"0,5",0.7\n', encoding="utf-8")
    assert math.isclose(standard.cut(path).share, .6)
