"""The book's pages as live notebooks: JupyterLab opens one, a reader clicks, and Python reads the answer."""
import re
import subprocess
import sys
import threading

import pytest

from browser_tools import Watched, chromium
from course.assessing import responses
from course.files import ROOT

PATIENCE = 120_000  # milliseconds; a kernel starts slowly on a busy machine


@pytest.fixture(scope="module")
def lab():
    """The address and the token of a JupyterLab that `course lab` started."""
    started = subprocess.Popen([sys.executable, "-m", "course.cli", "lab", "--no-browser"], cwd=ROOT, text=True, encoding="utf-8",
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    giving_up = threading.Timer(PATIENCE / 1000, started.kill)
    giving_up.start()
    try:
        found = next(filter(None, (re.search(r"(http://127\.0\.0\.1:\d+/)lab\?token=(\w+)", line) for line in started.stderr)), None)
        giving_up.cancel()
        assert found, "JupyterLab did not say where it is."
        threading.Thread(target=started.stderr.read, daemon=True).start()
        yield found[1], found[2]
    finally:
        giving_up.cancel()
        started.terminate()
        started.wait(30)


def run_selected(page):
    page.keyboard.press("Shift+Enter")


def test_an_assessment_taken_in_jupyterlab_is_written_by_python_to_a_file_of_its_own(lab):
    address, token = lab
    folder = ROOT / "_build" / "lab" / "exercises"
    kept, before = folder / "attempts" / "form-a.json", set((folder / "responses").glob("*.json"))
    kept.unlink(missing_ok=True)
    with chromium() as browser, Watched(browser, viewport={"width": 1300, "height": 1100}) as w:
        page = w.page
        page.set_default_timeout(PATIENCE)

        def run():
            page.goto(f"{address}lab/tree/exercises/form-a.ipynb?token={token}&reset")
            page.get_by_text("| Idle").wait_for()
            page.locator(".jp-CodeCell .cm-content").first.click()
            run_selected(page)
            at = page.locator(".jp-OutputArea-output .course-attempt")
            at.locator(".course-attempt-heading").wait_for()
            return at

        at = run()
        assert "in a file beside this notebook" in at.inner_text()
        at.get_by_label("I work for the police").check()
        at.get_by_role("button", name="Start", exact=True).click()
        at.locator("[data-name=option] input").nth(1).check()
        chosen = at.locator("[data-name=option] input").nth(1).input_value()
        at.get_by_role("button", name="Next question").click()
        at.get_by_role("heading", name="Question 2").wait_for()
        at = run()  # the notebook is opened again, with nothing saved in it
        at.get_by_role("heading", name="Question 2").wait_for()
        at.get_by_role("button", name="All questions").click()
        at.get_by_role("button", name="Hand in", exact=True).click()
        at.get_by_role("button", name="Hand in now").click()
        shown = at.locator(".course-receipt").inner_text()
        page.wait_for_timeout(1000)
    [written] = set((folder / "responses").glob("*.json")) - before
    response = responses.read(written)
    written.unlink()
    kept.unlink()
    assert (response.place, response.role, list(response.answers.values())[0].answer) == ("lab", "officer", chosen)
    assert shown == responses.in_groups(responses.receipt(response))


def test_a_page_runs_in_jupyterlab_and_what_is_clicked_reaches_python(lab):
    address, token = lab
    with chromium() as browser, Watched(browser, viewport={"width": 1300, "height": 1100}) as w:
        page = w.page
        page.set_default_timeout(PATIENCE)
        page.goto(f"{address}lab/tree/book/walk.ipynb?token={token}&reset")
        page.get_by_text("| Idle").wait_for()
        page.locator(".jp-CodeCell .cm-content").first.click()
        run_selected(page)
        walk = page.locator(".jp-OutputArea-output .course-walk")
        walk.get_by_role("heading", name="Set the scene").wait_for()
        walk.get_by_label("The school", exact=True).check()
        walk.get_by_label("England", exact=True).check()
        walk.get_by_label("One child", exact=True).check()
        walk.get_by_role("button", name="Start", exact=True).click()
        walk.get_by_label("A child is in danger now", exact=True).check()
        walk.get_by_role("button", name="Continue", exact=True).click()
        walk.get_by_text("1 answered").first.wait_for()
        page.locator(".jp-CodeCell .cm-content").last.click()
        page.keyboard.press("Escape")
        page.keyboard.press("b")
        page.keyboard.press("Enter")
        page.keyboard.type('print("police:", _.state["answer"]["incident"]["ladders"]["police"]["required"], _.state["facts"]["incident"])')
        run_selected(page)
        page.get_by_text("police: emergency {'immediate_risk': 'danger'}").wait_for()
        assert [u for u in w.foreign(address) if not u.startswith(f"blob:{address}")] == []
