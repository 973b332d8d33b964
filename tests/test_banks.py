"""Banks for trainers: programs that nobody here wrote read them, and score every answer as the course does; what is broken is refused."""
import itertools
import xml.etree.ElementTree as tree

import lxml.etree
import pytest
import pyslet.imsqtiv2p1 as other_qti
import qti_convert
from moodle_xml_parser import parser as other_moodle
from pyslet.qtiv2.variables import ItemSessionState
from pyslet.rfc2396 import URI

from course.assessing.exports import bank, moodle, qti
from course.assessing.scoring import score
from course.files import Mistakes
from trial_bank import BANK

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the other engine is old, and warns of itself
QUESTIONS = {q.id: q for q in BANK.questions}
NAMED = {"trial.one": "one", "trial.many": "many", "trial.line": "line", "trial.heap": "heap"}


def answers(question):
    """Every answer of its shape to a question, as scoring takes it."""
    names = [c.id for c in question.choices]
    if question.kind == "single":
        return names
    if question.kind == "several":
        return [list(c) for n in range(len(names) + 1) for c in itertools.combinations(names, n)]
    if question.kind == "order":
        return [list(p) for p in itertools.permutations(names)]
    return [dict(zip(names, groups)) for groups in itertools.product([g for g, _ in question.groups], repeat=len(names))]


# Moodle ---------------------------------------------------------------------------------------------------------------

def read_by_another(tmp_path, text):
    (tmp_path / "bank.xml").write_bytes(text)
    return other_moodle.parse_file(str(tmp_path / "bank.xml"))["multichoice"]


def test_another_reader_of_moodle_xml_finds_each_option_with_its_credit_and_reason(tmp_path):
    written, left = moodle.write([BANK])
    read = {q.name.split(": ")[1]: q for q in read_by_another(tmp_path, written)}
    assert [o.score_fraction for o in read["one"].options] == [100, 33.33333, 0, 0] and read["one"].single
    assert [o.score_fraction for o in read["many"].options] == [50, 50, -25, 0] and not read["many"].single
    assert all("Because 5 < 6 & so on." in o.feedback and "SCH-010" in o.feedback for q in read.values() for o in q.options)
    assert "way: Moodle has no question that is a path" in left[1] and "option d: it is not marked here" in left[0]


def test_the_fractions_are_those_of_moodles_own_list():
    # as in Moodle's question bank: get_grade_options, to seven places
    own = [1, .9, .8333333, .8, .75, .7, .6666667, .6, .5, .4, .3333333, .3, .25, .2, .1666667, .1428571, .125, .1111111, .1, .05, 0]
    from course.items import CREDITS
    for credit, exact in zip(CREDITS, own, strict=True):
        assert abs(float(moodle.fraction(credit)) / 100 - exact) < 1e-5 and abs(float(moodle.fraction(-credit)) / 100 + exact) < 1e-5
    assert abs(.3333 - .3333333) > 1e-5  # which is why four places are not enough


def test_order_sort_and_written_say_in_moodle_what_the_key_says():
    root = tree.fromstring(moodle.write([BANK])[0])
    of = {q.find("name/text").text.split(": ")[1]: q for q in root.findall("question") if q.find("name") is not None}
    assert of["line"].get("type") == "ordering" and of["line"].find("gradingtype").text == "ABSOLUTE_POSITION"
    assert [a.find("text").text[8:9] for a in sorted(of["line"].findall("answer"), key=lambda a: float(a.get("fraction")))] == list("abc")
    pairs = [(s.find("text").text or "", s.find("answer/text").text) for s in of["heap"].findall("subquestion")]
    assert [(text[8:9], group) for text, group in pairs] == [("a", "Left"), ("b", "Right"), ("c", "Left"), ("", "Neither")]
    assert of["text"].find("defaultgrade").text == "2" and "names it" in of["text"].find("graderinfo/text").text and of["text"].find("maxwordlimit").text == "120"


def test_a_bank_that_was_cut_short_is_refused_by_the_other_reader(tmp_path):
    written = moodle.write([BANK])[0]
    with pytest.raises(ValueError, match="XML parsing error"):
        read_by_another(tmp_path, written[:len(written) // 2])
    assert read_by_another(tmp_path, written.replace(b'fraction="33.33333"', b'fraction="a third"'))[0].name != "trial: one"


# QTI ------------------------------------------------------------------------------------------------------------------

def session(tmp_path, text):
    """A session of the other program for one QTI 2.1 item."""
    (tmp_path / "item.xml").write_bytes(text)
    document = other_qti.QTIDocument(base_uri=str(URI.from_path(str(tmp_path / "item.xml"))))
    document.read()
    state = ItemSessionState(document.root)
    state.begin_session()
    return document.root, state


def in_qti(question, answer):
    if question.kind == "sort":
        return [(name, f"group_{group}") for name, group in answer.items()]
    return answer


@pytest.mark.parametrize("name", NAMED)
def test_another_qti_engine_scores_every_answer_as_the_course_does(tmp_path, name):
    question = QUESTIONS[NAMED[name]]
    text = qti.write([BANK], "qti21")[0][f"items/{name}.xml"]
    scores = set()
    for answer in answers(question):
        item, state = session(tmp_path, text)
        state["RESPONSE"].set_value(in_qti(question, answer))
        item.ResponseProcessing.run(state)
        expected = score(question.kind, question.key, answer) or 0
        assert state["SCORE"].value == pytest.approx(expected, abs=1e-4), answer
        scores.add(round(expected, 4))
    assert len(scores) > 2
    item, state = session(tmp_path, text)
    item.ResponseProcessing.run(state)
    assert state["SCORE"].value == 0  # left unanswered


def test_a_changed_key_changes_what_the_other_engine_says(tmp_path):
    text = qti.write([BANK], "qti21")[0]["items/trial.one.xml"]
    broken = text.replace(b'mapKey="a" mappedValue="1"', b'mapKey="a" mappedValue="0"')
    assert broken != text
    item, state = session(tmp_path, broken)
    state["RESPONSE"].set_value("a")
    item.ResponseProcessing.run(state)
    assert state["SCORE"].value == 0


def plain(text):
    """An item by the names, attributes and texts of its elements, wherever they come from."""
    root = lxml.etree.fromstring(text if isinstance(text, bytes) else text.encode())
    return [(lxml.etree.QName(e).localname, sorted((k, v) for k, v in e.attrib.items() if "schemaLocation" not in k and k not in ("external-scored", "use")),
             (e.text or "").strip(), (e.tail or "").strip()) for e in root.iter(lxml.etree.Element)]


def test_another_converter_makes_the_same_qti_3_of_our_qti_2_and_back():
    two, three = (qti.write([BANK], v)[0] for v in ("qti21", "qti30"))
    for name in [n for n in two if n.startswith("items/")]:
        assert plain(qti_convert.upgrade_qti2_to_qti3(two[name])) == plain(three[name]), name
        back = qti_convert.convert_qti3_to_qti21(three[name].decode())
        assert {w.code for w in back.warnings} <= {"removed-attribute"}, name
        assert [(tag, text) for tag, _, text, _ in plain(back.xml)] == [(tag, text) for tag, _, text, _ in plain(two[name])], name
    assert plain(qti_convert.upgrade_qti2_to_qti3(two["items/trial.one.xml"])) != plain(three["items/trial.many.xml"])


# The course's own sets ------------------------------------------------------------------------------------------------

def test_every_formative_set_becomes_a_bank_in_each_format():
    from course import questions
    banks = [bank.read(slug) for slug in questions.slugs() if questions.load(slug).questions.use == "formative"]
    count = sum(q.kind != "path" for b in banks for q in b.questions)
    written, left = moodle.write(banks)
    assert len(tree.fromstring(written).findall("question")) == count + len(banks)
    for version in qti.VERSIONS:
        files, more = qti.write(banks, version)
        assert len(files) == count + 1 and len(more) == len(left)


@pytest.mark.parametrize("slug, keys, said", [
    ("criterai", None, "There is no set of questions 'criterai'. Did you mean 'criteria'"),
])
def test_a_bank_that_cannot_be_made_says_why(slug, keys, said):
    with pytest.raises(Mistakes) as caught:
        bank.read(slug, keys)
    assert said in caught.value.sentences[0]
