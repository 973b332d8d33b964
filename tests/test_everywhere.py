"""The same book everywhere: on a host, below a path, from disk, out of the zip and from the copy on a device, under the strict policy."""
import contextlib
import json
import re
import shutil
import zipfile

import pytest

from browser_tools import BOOK, ROOT, Watched, live, press, served
from course import exporting, files, offline, policy, releasing, rehearsal, scenario, serve, story
from course.script import compiled

LATER = "2028-11-21T12:00:00Z"  # by the reader's clock: two years after the law was last checked
PAGES = {"walk": "book/walk.html", "scenario": "book/scenarios/passed-on.html", "law": "book/law.html", "offer": "book/how-to-use.html"}


@pytest.fixture(scope="module")
def zipped(tmp_path_factory):
    path = tmp_path_factory.mktemp("zip") / "course.zip"
    exporting.archive(path)
    return path


@contextlib.contextmanager
def on_a_host(**_):
    with served() as address:
        yield address, address


@contextlib.contextmanager
def below_a_path(tmp_path, **_):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b").symlink_to(BOOK, target_is_directory=True)
    with served(tmp_path) as address:
        yield f"{address}a/b/", f"{address}a/b/"


@contextlib.contextmanager
def from_disk(**_):
    yield BOOK.as_uri() + "/", BOOK.as_uri() + "/"


@contextlib.contextmanager
def out_of_the_zip(tmp_path, zipped, **_):
    with zipfile.ZipFile(zipped) as archive:
        archive.extractall(tmp_path)
    yield (tmp_path / exporting.FOLDER).as_uri() + "/", tmp_path.as_uri() + "/"


WAYS = {"a host": on_a_host, "below a path": below_a_path, "disk": from_disk, "the zip": out_of_the_zip}


def works(w, address):
    """A scenario plays, the walk asks on, the search finds: what a reader needs of any copy."""
    s = compiled(scenario.load("passed-on"))
    w.open(address + PAGES["scenario"])
    press(w, "Take the school's chair")
    first = s["chairs"]["school"]["steps"][story.replay(s, "school", {"told": [], "knew": [], "flags": []}, [])["at"]]
    live(w).get_by_label(first["acts"][0]["says"], exact=True).check()
    live(w).get_by_label("Sure", exact=True).check()
    press(w, "Commit, then see")
    assert live(w).locator(".play-verdict strong").first.is_visible()
    w.open(address + PAGES["walk"])
    for choice in ("The school", "England", "One child"):
        live(w).get_by_label(choice, exact=True).check()
    press(w, "Start")
    assert live(w).locator("legend").count() == 1
    w.page.get_by_role("searchbox").fill("sextortion")
    w.page.get_by_role("button", name="Search").click()
    w.page.wait_for_selector(".search-summary:has-text('found')")
    assert w.page.locator("#search-results li a").count() > 0


def warned(w, address):
    """How often a page of law says that it may be out of date."""
    w.open(address + PAGES["law"])
    return w.page.locator(".stale").count()


@pytest.mark.parametrize("way", WAYS)
def test_the_book_works_and_grows_old_in_every_place(way, browser, tmp_path, zipped):
    with WAYS[way](tmp_path=tmp_path, zipped=zipped) as (address, own), Watched(browser) as w:
        works(w, address)
        assert warned(w, address) == 0
        w.page.clock.install(time=LATER)
        assert warned(w, address) == 1
        assert w.foreign(own) == [] and w.complaints == []


# The copy on a device -----------------------------------------------------------------------------------------------

class WithoutEndings(serve.Handler):
    """A host that sends readers on from /page.html to /page, as some do."""

    def do_GET(self):
        path, file = self.path.split("?")[0], self.translate_path(self.path)
        if path.endswith(".html"):
            self.send_response(308)
            self.send_header("Location", path.removesuffix("index.html").removesuffix(".html"))
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if not path.endswith("/") and not re.search(r"\.\w+$", path):
            self.path = f"{path}.html" if not file.endswith(".html") else path
        super().do_GET()


@contextlib.contextmanager
def hosted(folder, handler=serve.Handler):
    """The address of a book below a path of a folder."""
    with served(folder, handler) as address:
        yield f"{address}a/b/"


@pytest.fixture
def copied(tmp_path):
    """A book of its own, below a path."""
    shutil.copytree(BOOK, tmp_path / "a" / "b")
    return tmp_path / "a" / "b"


KEEP, REMOVE = re.compile("Keep the whole course on this device"), "Remove it from this device"
STORED = "caches.keys().then(async (names) => [names, (await navigator.serviceWorker.getRegistrations()).length])"


def keep(w, address):
    w.open(address + PAGES["offer"])
    w.page.get_by_role("button", name=KEEP).click()
    w.page.get_by_text("Kept. You can open any page").wait_for(timeout=60_000)


def is_gone(w, address):
    """Whether nothing of the copy is kept, and no page opens without a network."""
    w.page.goto("about:blank")
    w.context.set_offline(True)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        w.page.goto(address + PAGES["law"])
    w.context.set_offline(False)
    w.page.goto(address + PAGES["offer"])
    return w.page.evaluate(STORED) == [[], 0]


def test_a_copy_is_kept_only_when_asked_works_without_a_network_and_goes_whole(browser, copied):
    with hosted(copied.parent.parent) as address, Watched(browser) as w:
        w.open(address + PAGES["offer"])
        assert w.page.evaluate(STORED) == [[], 0] and not any("app.json" in u for u in w.asked if "how-to-use" not in u and not u.endswith("app.json"))
        size = sum((copied / name).stat().st_size for name in offline.kept(copied))
        said = int(re.search(r"about (\d+) MB", w.page.get_by_role("button", name=KEEP).inner_text())[1])
        assert said - 1 < size / 1e6 < said + .1
        assert w.violations() == []
        keep(w, address)
        assert len(w.page.evaluate(STORED)[0]) == 1 and w.violations() == []
        w.context.set_offline(True)
        works(w, address)
        w.open(address)
        assert warned(w, address) == 0
        w.page.clock.install(time=LATER)
        assert warned(w, address) == 1
        w.page.goto(address + "book/help-now.html")
        w.page.get_by_text("Leave this page now").click()
        w.page.get_by_role("heading", name="New page").wait_for()
        w.context.set_offline(False)
        assert w.foreign(address) == [] and w.complaints == []
        w.page.goto(address + PAGES["offer"])
        w.page.get_by_role("button", name=REMOVE).click()
        w.page.get_by_text("Removed. No file of the course").wait_for()
        assert w.page.get_by_role("button", name=KEEP).is_visible() and is_gone(w, address)
        keep(w, address)
        w.page.get_by_role("button", name="Wipe everything").click()
        w.page.get_by_text("Wiped. Nothing is kept on this device now").wait_for()
        assert is_gone(w, address)


def test_an_update_reaches_a_kept_copy_and_leaves_nothing_of_the_old_one(browser, copied):
    with hosted(copied.parent.parent) as address, Watched(browser) as w:
        keep(w, address)
        before = w.page.evaluate(STORED)[0]
        page = copied / "book" / "law.html"
        page.write_text(page.read_text(encoding="utf-8").replace("</h1>", " (a newer page)</h1>", 1), encoding="utf-8")
        offline.write(copied)
        w.open(address)
        for _ in range(600):
            if len(now := w.page.evaluate(STORED)[0]) == 1 and now != before:
                break
            w.page.wait_for_timeout(100)
        w.context.set_offline(True)
        w.open(address + PAGES["law"])
        assert "(a newer page)" in w.page.locator("h1").inner_text() and w.complaints == []


def test_a_copy_that_cannot_be_whole_leaves_nothing_behind_and_says_so(browser, copied):
    (copied / "book" / "law.html").unlink()
    with hosted(copied.parent.parent) as address, Watched(browser) as w:
        w.open(address + PAGES["offer"])
        w.page.get_by_role("button", name=KEEP).click()
        w.page.get_by_text("It could not be kept.").wait_for(timeout=60_000)
        assert w.page.evaluate(STORED) == [[], 0]


def test_a_host_that_leaves_out_endings_can_be_kept_too(browser, copied):
    with hosted(copied.parent.parent, WithoutEndings) as address, Watched(browser) as w:
        keep(w, address)
        w.context.set_offline(True)
        for name in ("book/scenarios/passed-on", "book/scenarios/passed-on.html", ""):
            w.open(address + name)
        assert w.page.get_by_role("heading", level=1).is_visible() and w.complaints == []


def test_a_browser_can_install_the_copy_under_a_name_that_tells_nobody_what_it_is_about(browser, address):
    with Watched(browser) as w:
        w.open(address + PAGES["offer"])
        w.page.wait_for_selector("link[rel=manifest]", state="attached")
        session = w.context.new_cdp_session(w.page)
        found = session.send("Page.getAppManifest")
        assert found["errors"] == [] and json.loads(found["data"])["short_name"] == "Deciding well"
        assert [e for e in session.send("Page.getInstallabilityErrors")["installabilityErrors"] if e["errorId"] != "in-incognito"] == []
    assert 'rel="manifest"' not in (BOOK / "index.html").read_text(encoding="utf-8")  # no page asks for it unasked


def test_from_disk_and_inside_another_page_no_copy_is_offered(browser):
    with Watched(browser) as w:
        w.open((BOOK / PAGES["offer"]).as_uri())
        assert w.page.get_by_role("button", name=KEEP).count() == 0 and w.complaints == []
        assert "Opened from disk, every page works" in w.page.locator(".course-offline").inner_text()


# Folders, zips and headers ------------------------------------------------------------------------------------------

def test_the_folder_to_upload_is_the_book_with_one_set_of_headers_in_the_words_of_each_host(tmp_path):
    out = tmp_path / "public"
    made = exporting.site(out)
    names = {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}
    assert made["files"] == len(names) and {"index.html", "offline-worker.js", ".nojekyll", *exporting.HOSTS} <= names and ".buildinfo" not in names
    assert (out / "book" / "law.html").read_bytes() == (BOOK / "book" / "law.html").read_bytes()
    for name in exporting.HOSTS:
        text = (out / name).read_text(encoding="utf-8")
        assert all(header in text and value in text for header, value in policy.HEADERS.items()), name
    exporting.site(out)  # over an earlier copy
    with pytest.raises(files.Mistakes, match="no earlier copy of the course"):
        exporting.site(tmp_path)
    assert out.exists()


def test_no_header_or_page_lets_in_what_a_strict_policy_keeps_out():
    header = policy.HEADERS["Content-Security-Policy"]
    assert header.startswith("default-src 'none'") and not re.search(r"unsafe|blob:|data:|\*|https?:", header)
    assert "connect-src" not in policy.PAGE and policy.PAGE in (BOOK / "index.html").read_text(encoding="utf-8").replace("&#39;", "'")
    page = (ROOT / "book" / "host-it.md").read_text(encoding="utf-8")
    assert policy.plain() in page, "book/host-it.md shows other headers than course/policy.py. Copy what policy.plain() gives."


def test_the_zip_is_the_same_each_time_and_says_where_to_start(zipped, tmp_path, browser):
    exporting.archive(tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == zipped.read_bytes()
    with zipfile.ZipFile(zipped) as archive:
        names = archive.namelist()
        assert names == sorted(names) and {name.split("/")[0] for name in names} == {"START-HERE.html", exporting.FOLDER}
        assert {info.date_time for info in archive.infolist()} == {(2020, 1, 1, 0, 0, 0)}
        archive.extractall(tmp_path)
    with Watched(browser, viewport={"width": 320, "height": 640}) as w:
        w.page.goto((tmp_path / "START-HERE.html").as_uri())
        assert w.violations() == [] and w.wider_than_window() == 0
        w.page.get_by_role("link", name="Open the course").click()
        assert w.page.url.endswith("/course/index.html")


# A release ----------------------------------------------------------------------------------------------------------

def test_a_release_has_the_zip_its_parts_and_sums_that_hold(tmp_path, zipped):
    said = list(releasing.release(tmp_path / "one"))
    for line in (tmp_path / "one" / releasing.SUMS).read_text(encoding="utf-8").splitlines():
        told, name = line.split("  ")
        assert releasing.hashlib.sha256((tmp_path / "one" / name).read_bytes()).hexdigest() == told and any(told in s for s in said)
    assert (tmp_path / "one" / releasing.ZIP).read_bytes() == zipped.read_bytes()
    bom = json.loads((tmp_path / "one" / releasing.SBOM).read_text(encoding="utf-8"))
    pinned = {tuple(line.split(" ;")[0].split("==")) for line in releasing._pinned("requirements.txt")}
    assert bom["bomFormat"] == "CycloneDX" and bom["metadata"]["component"]["name"] == "course" and "timestamp" not in bom["metadata"]
    assert {(c["name"], c["version"]) for c in bom["components"]} == pinned and len(pinned) > 100


def test_an_audit_names_what_it_finds_and_never_passes_for_what_it_could_not_look_up():
    fine = {"name": "one", "version": "1.0", "vulns": []}
    bad = {"name": "two", "version": "2.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"]}, {"id": "PYSEC-2", "fix_versions": []}]}
    unseen = {"name": "three", "skip_reason": "Dependency not found on PyPI and could not be audited: three (3.0)"}
    assert releasing.problems({"dependencies": [fine]}) == []
    assert releasing.problems({"dependencies": [fine, bad]}) == ["two 2.0: PYSEC-1. Mended in 2.1: raise the pin.", "two 2.0: PYSEC-2. No version mends it yet."]
    found = releasing.problems({"dependencies": [fine, unseen]})
    assert len(found) == 1 and found[0].startswith("1 of 2 packages could not be looked up, such as three") and "does not mean" in found[0]
