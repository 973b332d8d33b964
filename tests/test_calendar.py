"""The case of the week: a fixed rotation over real pages, and a calendar file that another program reads and that gives nothing away."""
import datetime
import urllib.parse

import icalendar
import pytest

from browser_tools import BOOK, Watched
from course import weekly
from test_clinic import in_node

DAYS = ["2026-11-24", "2026-11-29", "2026-11-30", "2026-12-31", "2027-01-03", "2027-01-04", "2024-02-29", "2020-12-31", "2021-01-03", "2032-12-27"]


def read(text):
    """The events of a calendar file, as the library icalendar reads it; it raises where the file breaks RFC 5545."""
    calendar = icalendar.Calendar.from_ical(text)
    assert calendar.errors == [] and calendar["VERSION"] == "2.0" and calendar["PRODID"]
    assert all(event.errors == [] for event in calendar.events)
    return calendar, calendar.events


def test_the_file_holds_twelve_whole_days_a_week_apart_and_no_alarm():
    calendar, events = read(weekly.calendar())
    days = [event.start for event in events]
    assert len(days) == 12 and all(day.weekday() == 0 for day in days)
    assert {b - a for a, b in zip(days, days[1:])} == {datetime.timedelta(days=7)}
    assert all(event.end - event.start == datetime.timedelta(days=1) and type(event.start) is datetime.date for event in events)
    assert len({event["UID"] for event in events}) == 12 and all(event["DTSTAMP"] for event in events)
    assert [part.name for part in calendar.walk()] == ["VCALENDAR"] + ["VEVENT"] * 12


def test_the_file_names_no_subject_and_nobody():
    _, events = read(weekly.calendar())
    assert {str(e["SUMMARY"]) for e in events} == {"Course: case of the week"}
    assert {str(e["DESCRIPTION"]) for e in events} == {"In the course, open the page Case of the week."}
    assert {key for e in events for key in e} == {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "CLASS", "TRANSP"}


def test_lines_end_and_are_as_long_as_the_standard_has_it_in_the_built_file_too():
    raw = (BOOK / "_static" / weekly.ICS).read_bytes()
    assert raw == weekly.calendar().encode() and raw.count(b"\n") == raw.count(b"\r\n") and raw.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))


def test_a_file_that_is_moved_begins_on_the_next_monday_and_is_still_sound(tmp_path):
    for day, text in zip(DAYS, in_node(tmp_path, calendar=weekly.calendar(), days=DAYS)["files"]):
        _, events = read(text)
        today, starts = datetime.date.fromisoformat(day), [e.start for e in events]
        assert starts[0].weekday() == 0 and 0 < (starts[0] - today).days <= 7 and starts[-1] - starts[0] == datetime.timedelta(weeks=11)
        assert all(str(e["UID"]).startswith(f"{e.start:%Y%m%d}-") and e.end - e.start == datetime.timedelta(days=1) for e in events)


def test_weeks_are_those_of_iso_8601(tmp_path):
    weeks = in_node(tmp_path, calendar=weekly.calendar(), days=DAYS)["weeks"]
    assert [week for week, _ in weeks] == [datetime.date.fromisoformat(day).isocalendar().week for day in DAYS]
    by_day = dict(zip(DAYS, (number for _, number in weeks)))
    assert by_day["2026-11-24"] == by_day["2026-11-29"] == by_day["2026-11-30"] - 1 and by_day["2027-01-04"] == by_day["2027-01-03"] + 1


def test_the_rotation_leads_to_pages_that_are_there_and_holds_each_case_once():
    entries = weekly.rotation()
    assert len(entries) > 40 and any(e["page"].startswith("book/scenarios/") for e in entries)
    assert len({(e["story"], e["asks"]) for e in entries}) == len(entries)
    assert all((BOOK / f"{e['page']}.html").exists() for e in entries)
    assert all(a["page"] != b["page"] for a, b in zip(entries, entries[1:]))


@pytest.mark.parametrize("day", ["2026-11-24", "2027-01-03"])
def test_the_page_shows_the_case_of_this_week_and_saves_a_file_from_next_monday(day, browser, address, tmp_path):
    number = in_node(tmp_path, calendar=weekly.calendar(), days=[day])["weeks"][0][1]
    expected = weekly.rotation()[number % len(weekly.rotation())]
    with Watched(browser, accept_downloads=True) as w:
        w.page.clock.set_fixed_time(f"{day}T12:00:00")
        w.page.goto(f"{address}book/case-of-the-week.html")
        w.page.wait_for_selector(".course-mounted")
        live = w.page.locator(".course-live")
        assert expected["asks"] in live.inner_text() and f"Week {datetime.date.fromisoformat(day).isocalendar().week}, from" in live.inner_text()
        with w.page.expect_download() as saved:
            live.get_by_role("link", name="Save the calendar file").click()
        _, events = read(open(saved.value.path(), encoding="utf-8", newline="").read())
        assert saved.value.suggested_filename == weekly.ICS and 0 < (events[0].start - datetime.date.fromisoformat(day)).days <= 7
        live.get_by_text("The whole rotation").click()
        assert live.locator("ol li").count() == len(weekly.rotation()) and live.locator("ol li", has_text="(this week)").count() == 1
        assert w.violations(".course-live") == [] and w.complaints == [] and w.foreign(address) == []
        live.get_by_role("link", name=expected["on"], exact=True).first.focus()
        w.page.keyboard.press("Enter")
        w.page.wait_for_url(f"**/{expected['page']}.html")


def test_without_scripts_the_page_lists_the_whole_rotation_and_the_built_file(browser, address):
    with Watched(browser, java_script_enabled=False) as w:
        w.page.goto(f"{address}book/case-of-the-week.html")
        assert w.page.locator(".course-twin ol li").count() == len(weekly.rotation())
        for link in w.page.locator(".course-twin a").all():
            target = urllib.parse.urljoin(w.page.url, link.get_attribute("href")).removeprefix(address)
            assert (BOOK / target).exists(), target
        got = w.context.request.get(f"{address}_static/{weekly.ICS}")
        assert got.ok and got.headers["content-type"].startswith("text/calendar") and len(read(got.text())[1]) == 12
