"""Learning systems for the tests: pages that hold a SCORM run-time, and a launching system with a record store that keeps to cmi5."""
import contextlib
import http.server
import json
import shutil
import threading
import uuid
import zipfile
from functools import partial
from urllib.parse import parse_qs, urlencode, urlsplit

from course import serve

POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; frame-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'")
RUN_TIMES = {"scorm12": ("scorm12.min.js", "Scorm12API", "API"), "scorm2004": ("scorm2004.min.js", "Scorm2004API", "API_1484_11")}
# Keeps each call with what was returned and the error after it; what was saved is put back at the next launch.
LMS = """"use strict";
const api = new %(made)s({ autocommit: false, logLevel: 5, lmsCommitUrl: "/commit" });
const kept = localStorage.getItem("lms");
if (kept) { const data = JSON.parse(kept); api.loadFromJSON(data.cmi ?? data, data.cmi ? "cmi" : ""); }
window.calls = [];
const last = () => String((api.LMSGetLastError ?? api.GetLastError).call(api));
const watched = {};
for (const name of ["Initialize", "Terminate", "SetValue", "GetValue", "Commit", "GetLastError", "GetErrorString", "GetDiagnostic",
  "LMSInitialize", "LMSFinish", "LMSSetValue", "LMSGetValue", "LMSCommit", "LMSGetLastError", "LMSGetErrorString", "LMSGetDiagnostic"]) {
  if (!api[name]) continue;
  watched[name] = (...given) => {
    if (/Set/.test(name) && window.top.refused?.test(given[0])) { window.calls.push([name, ...given, "false", "351"]); return "false"; }
    const said = api[name](...given);
    if (/Commit/.test(name)) localStorage.setItem("lms", JSON.stringify(api.renderCommitCMI(true)));
    if (!/Error|Diagnostic/.test(name)) window.calls.push([name, ...given, String(said), last()]);
    return said;
  };
}
window.%(name)s = watched;
window.api = api;
"""


class Served(serve.Handler):
    """Files under the policy of a strict learning system; what is posted to /commit is kept."""

    def end_headers(self):
        self.send_header("Content-Security-Policy", POLICY)
        http.server.SimpleHTTPRequestHandler.end_headers(self)

    def read(self):
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def answer(self, status, data=None):
        body = b"" if data is None else json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.server.commits.append(json.loads(self.read()))
        self.answer(200, {"result": True, "errorCode": 0})


@contextlib.contextmanager
def running(folder, handler=Served, **more):
    """A server on this computer with its address; its `commits` are what was posted to it."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    server.commits, server.address = [], f"http://127.0.0.1:{server.server_address[1]}/"
    for name, value in more.items():
        setattr(server, name, value)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()


def installed(folder, package, kind, run_time=None):
    """Unpacks a package below a folder, as a learning system does, beside a page that shows it in a frame."""
    shutil.rmtree(folder, ignore_errors=True)
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder / "package")
    if run_time:
        file, made, name = RUN_TIMES[kind]
        shutil.copyfile(run_time / "dist" / file, folder / "run-time.js")
        (folder / "lms.js").write_text(LMS % {"made": made, "name": name}, encoding="utf-8")
        (folder / "lms.html").write_text('<!DOCTYPE html><html lang="en"><head><title>A learning system</title><link rel="icon" href="package/pages/_static/blank.svg">'
                                         '<script src="run-time.js"></script><script src="lms.js"></script></head>'
                                         '<body><iframe id="content" title="Content" width="1000" height="700" src="package/shell.html"></iframe></body></html>', encoding="utf-8")
    return folder


# cmi5 ---------------------------------------------------------------------------------------------------------------

VERBS = "http://adlnet.gov/expapi/verbs/"
CATEGORIES = "https://w3id.org/xapi/cmi5/context/categories/"


class Records:
    """The state of one registration: what was launched, sent, kept and refused."""

    def __init__(self, mode="Normal"):
        self.registration, self.session, self.mode = str(uuid.uuid4()), str(uuid.uuid4()), mode
        self.activity, self.publisher = "http://lms.example/activities/7", "https://course.invalid/unit"
        self.statements, self.documents, self.refused, self.tokens, self.satisfied = [], {}, [], 0, False
        self.template = {"extensions": {"https://w3id.org/xapi/cmi5/context/extensions/sessionid": self.session},
                         "contextActivities": {"grouping": [{"objectType": "Activity", "id": self.publisher}]}}
        self.actor = {"objectType": "Agent", "account": {"homePage": "http://lms.example", "name": "learner-1"}}

    def again(self):
        """A new session of the same registration."""
        self.session = str(uuid.uuid4())
        self.template["extensions"]["https://w3id.org/xapi/cmi5/context/extensions/sessionid"] = self.session
        self.tokens = 0

    def launch(self, address):
        asked = {"endpoint": f"{address}xapi/", "fetch": f"{address}fetch", "actor": json.dumps(self.actor), "registration": self.registration, "activityId": self.activity}
        return f"{address}package/shell.html?{urlencode(asked)}"

    def of(self, verb, session=None):
        return [s for s in self.statements if s["verb"]["id"] == VERBS + verb and (session is None or session_of(s) == session)]

    def take(self, statement):
        """Keeps a statement and returns None, or says which rule of cmi5 it breaks."""
        wrong = self.broken(statement)
        if wrong:
            self.refused.append(wrong)
            return wrong
        self.statements.append(statement)
        self.satisfied = self.satisfied or statement["verb"]["id"] == VERBS + "completed"
        return None

    def broken(self, s):
        verb, result, context = s["verb"]["id"].removeprefix(VERBS), s.get("result", {}), s.get("context", {})
        categories = [a["id"].removeprefix(CATEGORIES) for a in context.get("contextActivities", {}).get("category", [])]
        here = [x for x in self.statements if session_of(x) == session_of(s)]
        defined = "cmi5" in categories
        rules = [
            (s.get("actor") == self.actor, "the actor is not the one of the launch"),
            (context.get("registration") == self.registration, "the registration is not the one of the launch"),
            (session_of(s) == self.session, "the session is not the one of the launch"),
            ({"objectType": "Activity", "id": self.publisher} in context.get("contextActivities", {}).get("grouping", []), "the context template is missing"),
            (s.get("timestamp", "").endswith("Z"), "the timestamp is not in UTC"),
            (bool(here) or verb == "initialized", "the first statement is not initialized"),
            (not any(x["verb"]["id"] == VERBS + "terminated" for x in here), "a statement follows terminated"),
            (not defined or s["object"]["id"] == self.activity, "the object is not the activity of the launch"),
            (not (defined and verb == "initialized" and here), "initialized twice"),
            (not (defined and verb in ("completed", "passed") and self.of(verb)), f"{verb} twice in one registration"),
            (not defined or ("score" not in result or verb in ("passed", "failed")), "a score where none may be"),
            (("completion" in result or "success" in result) == ("moveon" in categories), "the moveon category is wrong"),
            (verb not in ("completed", "passed", "failed", "terminated") or not defined or result.get("duration", "").startswith("PT"), "the duration is missing"),
            (verb != "completed" or not defined or result.get("completion") is True, "completed without completion"),
            (not (defined and self.mode != "Normal" and verb in ("completed", "passed", "failed")), "completed outside the normal mode"),
        ]
        return next((f"{verb}: {said}" for fine, said in rules if not fine), None)


def session_of(statement):
    return statement.get("context", {}).get("extensions", {}).get("https://w3id.org/xapi/cmi5/context/extensions/sessionid")


class Store(Served):
    """A record store and launching system for one registration, as far as a cmi5 unit talks to it."""

    def do_POST(self):
        records = self.server.records
        if self.path.startswith("/fetch"):
            records.tokens += 1
            return self.answer(200, {"auth-token": "dGVzdDp0ZXN0"} if records.tokens == 1 else {"error-code": "1", "error-text": "already in use"})
        if not self.allowed():
            return None
        sent = json.loads(self.read())
        wrong = [w for w in map(records.take, sent if isinstance(sent, list) else [sent]) if w]
        return self.answer(403 if wrong else 200, wrong or [s["id"] for s in (sent if isinstance(sent, list) else [sent])])

    def do_GET(self):
        if not self.path.startswith("/xapi/"):
            return super().do_GET()
        if not self.allowed():
            return None
        asked, records = {k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()}, self.server.records
        if asked.get("stateId") == "LMS.LaunchData":
            return self.answer(200, {"contextTemplate": records.template, "launchMode": records.mode, "moveOn": "Completed", "returnURL": f"{self.server.address}package/readme.txt"})
        found = records.documents.get(asked.get("stateId"))
        return self.answer(404 if found is None else 200, found)

    def do_PUT(self):
        if not self.allowed():
            return None
        asked = {k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()}
        self.server.records.documents[asked["stateId"]] = json.loads(self.read())
        return self.answer(204)

    def allowed(self):
        """Whether the request carries the token of the launch and names its version."""
        fine = self.headers.get("Authorization") == "Basic dGVzdDp0ZXN0" and self.headers.get("X-Experience-API-Version", "").startswith("1.0")
        if not fine:
            self.server.records.refused.append(f"no token or version: {self.path}")
            self.read()
            self.answer(401)
        return fine
