"""How large the pages are and how long things take, on this machine now: run by `make bench`. Ratios travel, seconds do not."""
import gzip
import json
import statistics
import subprocess
import sys
import time

from rich.console import Console
from rich.table import Table

from browser_tools import BOOK, Watched, built_pages, chromium, served
from course import exercise, model, proof, scenario
from course.decide import decide, read_case

SLOW = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}  # Lighthouse's slow 4G
FIRST = {"book/walk.html": "Start", "book/scenarios/passed-on.html": "Take the school's chair", "exercises/first-decisions.html": "Commit, then see"}
PAINTED = """(words) => new Promise((done) => {
  const button = [...document.querySelectorAll(".course-live button")].find((b) => b.textContent === words), start = performance.now();
  button.click();
  requestAnimationFrame(() => { const channel = new MessageChannel(); channel.port1.onmessage = () => done(performance.now() - start); channel.port2.postMessage(0); });
})"""
USABLE = "() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"


def size(asked, address):
    names = {u.split("?")[0].split("#")[0][len(address):] or "index.html" for u in asked if u.startswith(address)}
    return sum(len(gzip.compress((BOOK / n).read_bytes())) for n in names if (BOOK / n).is_file()), len(names)


def opened(browser, address, name, slow=False):
    """(milliseconds to a usable page, gzip bytes, requests, milliseconds from click to painted) of one page."""
    with Watched(browser) as w:
        if slow:
            session = w.context.new_cdp_session(w.page)
            session.send("Network.enable")
            session.send("Network.emulateNetworkConditions", SLOW)
            session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        w.page.goto(address + name)
        if name in FIRST:
            w.page.wait_for_selector(".course-mounted")
        usable = w.page.evaluate(USABLE)
        painted = w.page.evaluate(PAINTED, FIRST[name]) if name in FIRST else None
        return usable, *size(w.asked, address), painted


def pages_table(browser, address):
    table = Table("page", "gzip kB", "requests", "usable ms", "usable ms, slow 4G and a processor four times slower", "click to painted ms", title="Pages, median of 5")
    weights = {name: opened(browser, address, name)[1] for name in built_pages()}
    heaviest = sorted(weights, key=weights.get)[-3:]
    for name in dict.fromkeys(["index.html", *FIRST, *heaviest]):
        runs = [opened(browser, address, name) for _ in range(5)]
        slow = [opened(browser, address, name, slow=True)[0] for _ in range(5)]
        median = [statistics.median(r[i] for r in runs) if runs[0][i] is not None else None for i in range(4)]
        table.add_row(name, f"{median[1] / 1000:.1f}", f"{median[2]:.0f}", f"{median[0]:.0f}", f"{statistics.median(slow):.0f}",
                      "" if median[3] is None else f"{median[3]:.0f}")
    return table


def timed(action, times=5):
    found = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        found.append(time.perf_counter() - start)
    return statistics.median(found)


def program_table():
    plain = model.current().compiled
    case = read_case(plain, {"incident": {"adult": "unproven"}, "children": [{"id": "A", "pressure": "coerced"}, {"id": "B"}]})
    table = Table("what", "seconds", title="The program, median of 5")
    table.add_row("one answer for two children, in Python", f"{timed(lambda: decide(plain, case, nation='england', role='school', on='2026-11-21'), 50):.4f}")
    table.add_row("the model read and compiled", f"{timed(model.load):.2f}")
    table.add_row("the proofs, over every case of every set of rules", f"{timed(lambda: list(proof.findings(model.current())), 1):.1f}")
    for slug in scenario.slugs():
        table.add_row(f"every path through the scenario {slug}", f"{timed(lambda: scenario.load(slug), 1):.1f}")
    table.add_row("a set of questions compared with the model", f"{timed(lambda: exercise.checked('first-decisions')):.3f}")
    table.add_row("the whole book built", f"{timed(lambda: subprocess.run([sys.executable, '-c', 'from course import build; build.build(again=True)'], capture_output=True, check=True), 1):.1f}")
    return table


def main():
    console = Console(width=120)
    plain = model.current().compiled
    console.print(f"The model: {len(plain['facts'])} facts, {len(plain['rules'])} rules, {len(list(proof.rule_sets(plain)))} sets of rules; "
                  f"in the page {len(gzip.compress(json.dumps(plain).encode())) / 1000:.1f} kB gzip.")
    console.print(program_table())
    with served() as address, chromium() as browser:
        console.print(pages_table(browser, address))


if __name__ == "__main__":
    main()
