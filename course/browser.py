"""Finds the browser that prints and that the browser tests drive, or gets one; `.venv/browser` keeps where it is."""
from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

KEPT = Path(__file__).resolve().parent.parent / ".venv" / "browser"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "~/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"%ProgramFiles%\Google\Chrome\Application\chrome.exe", r"%ProgramFiles(x86)%\Google\Chrome\Application\chrome.exe",
    r"%LocalAppData%\Google\Chrome\Application\chrome.exe", r"%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe",
)


def found() -> str | None:
    """Where the browser is, if there is one that starts."""
    asked = (os.environ.get("COURSE_CHROME"), KEPT.read_text(encoding="utf-8") if KEPT.exists() else None)
    return next((program for program in asked if program and starts(program)), None) or installed()


def path() -> str:
    """Where the browser is; raises SystemExit with a sentence if none was found yet."""
    if program := found():
        return program
    raise SystemExit("There is no Chromium or Chrome for the browser tests. Run \"make test\", which gets one, "
                     "or set COURSE_CHROME to the program's path.")


def installed() -> str | None:
    """A Chromium or Chrome in the usual places of this system, if it starts."""
    usual = [os.path.expanduser(os.path.expandvars(place)) for place in PLACES]
    return next((p for p in [*filter(None, map(shutil.which, NAMES)), *usual] if os.path.exists(p) and starts(p)), None)


def starts(program: str) -> bool:
    """Whether the program can be started; Windows is not asked, since Chrome opens a window there."""
    if os.name == "nt":
        return os.path.exists(program)
    try:
        return subprocess.run([program, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def from_debian() -> str | None:
    """Debian's own Chromium, where this user may install packages."""
    if not (os.path.exists("/etc/debian_version") and shutil.which("apt-get")):
        return None
    before = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if before and (not shutil.which("sudo") or subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode):
        return None
    print("Installing Chromium for the browser tests (once) ...", flush=True)
    for command in (["apt-get", "update", "-q"], ["apt-get", "install", "-y", "-q", "chromium"]):
        if subprocess.run([*before, *command], env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, capture_output=True).returncode:
            return None
    return installed()


def from_playwright() -> str | None:
    """The test library's own Chromium."""
    print("Downloading Chromium for the browser tests (once) ...", flush=True)
    if subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], capture_output=True).returncode:
        return None
    from playwright.sync_api import sync_playwright
    with sync_playwright() as p:
        found = p.chromium.executable_path
    return found if starts(found) else None


def main() -> None:
    """Writes down where the browser is; one sentence and exit code 1 if there is none."""
    asked = os.environ.get("COURSE_CHROME")
    if asked and not starts(asked):
        raise SystemExit(f"COURSE_CHROME is {asked}, and no browser starts there. Correct it, or unset it.")
    if not asked and KEPT.exists() and starts(KEPT.read_text(encoding="utf-8")):
        return
    found = asked or installed() or from_debian() or from_playwright()
    if not found:
        raise SystemExit("There is no Chromium or Chrome for the browser tests, and none could be installed. "
                         "Install one, or set COURSE_CHROME to the program's path.")
    KEPT.write_text(found, encoding="utf-8")


if __name__ == "__main__":
    main()
