"""Running a session on the facilitator's computer: where phones can reach it, what is said on the terminal, and how it ends."""
from __future__ import annotations

import datetime
import os
import secrets
import signal
import socket
import sys
from pathlib import Path

from ..files import ROOT, Mistakes, shown
from ..serve import free_port
from . import phases, stops, tokens
from .store import Store, is_server

FOLDER = ROOT / "workshops"
ONLY_HERE = "127.0.0.1"


# Where ----------------------------------------------------------------------------------------------------------------

def adapters() -> list[tuple[str, str]]:
    """(address, name) of each network that this computer is on, those of rooms and hotspots first."""
    import psutil
    up = {name for name, state in psutil.net_if_stats().items() if state.isup}
    found = [(a.address, name) for name, addresses in psutil.net_if_addrs().items() if name in up
             for a in addresses if a.family == socket.AF_INET and not a.address.startswith(("127.", "169.254."))]
    return sorted(found, key=lambda pair: (not pair[0].startswith(("192.168.", "10.", "172.")), pair))


def choose(found: list[tuple[str, str]], ask=input, say=print) -> str:
    """The address that the facilitator picks from a list."""
    say("On which network are the phones?")
    for number, (address, name) in enumerate(found, 1):
        say(f"  {number}  {address}  ({name})")
    say(f"  {len(found) + 1}  only this computer, no phones (to try it out)")
    while True:
        answer = ask("Number: ").strip()
        if answer.isdigit() and 1 <= int(answer) <= len(found) + 1:
            return [*(address for address, _ in found), ONLY_HERE][int(answer) - 1]
        say(f"Write a number from 1 to {len(found) + 1}.")


def host_to_use(host: str | None) -> str:
    """The address to bind to: as given, or picked from a list on a terminal; without one, this computer only."""
    if host:
        return host
    return choose(adapters()) if sys.stdin.isatty() else ONLY_HERE


# Which session --------------------------------------------------------------------------------------------------------

def of_plan(slug: str) -> list[dict]:
    """The scenarios of a session plan, in its order, each with the chairs that the plan names."""
    from .. import plans
    found: dict[str, list[str]] = {}
    for part in plans.load(slug).parts:
        if part.scenario:
            found.setdefault(part.scenario, []).extend(stops.CHAIRS if part.chair in (None, "both") else [part.chair])
    if not found:
        raise Mistakes([f"The session plan {slug} plays no scenario. Name one: course workshop --scenario passed-on"])
    return [stops.part_of(name, tuple(chairs)) for name, chairs in found.items()]


def new_name(plan: list[dict], day: str) -> Path:
    """A file name that no session has yet."""
    names = (FOLDER / f"{day}-{plan[0]['slug']}{f'-{n}' if n > 1 else ''}.room" for n in range(1, 1000))
    return next(path for path in names if not path.exists())


def prepare(store: Store, plan: list[dict] | None, cards: int, day: str) -> dict:
    """Starts a session in an empty store, or goes on with the one that is there; raises Mistakes if neither can be."""
    def job(tx):
        setup = tx.setting("session")
        if tx.setting("closed"):
            raise Mistakes(["This session was closed, and its report written. Start a new one: leave --file out."])
        if setup is None:
            if not plan:
                raise Mistakes(["What should the room play? Name a scenario or a set: course workshop --scenario passed-on"])
            setup = {"plan": plan, "key": secrets.token_hex(32), "strict": bool(cards), "day": day}
            tx.set("session", setup)
            tx.set("state", phases.first())
        for code in tokens.new_cards(cards):
            tx.do("INSERT INTO cards VALUES (?)", code)
        return setup
    return store.now(job)


def new_door(store: Store) -> str:
    """The key that lets the facilitator in, good once; an older one ends."""
    key = tokens.new_secret()
    store.now(lambda tx: tx.set("door", tokens.digest(key)))
    return key


# Running --------------------------------------------------------------------------------------------------------------

def hosts(host: str, port: int, name: str | None) -> set[str]:
    """The names under which the session may be asked for; a page of another site cannot pretend to be it."""
    own = {host, "127.0.0.1", "localhost"} | ({a for a, _ in adapters()} if host in ("0.0.0.0", "::") else set())
    return {f"{h}:{port}" for h in own} | ({h for h in own} if port == 80 else set()) | ({name} if name else set())


def banner(host: str, port: int, address: str, door: str, where: str, resumed: bool) -> list[str]:
    """What the facilitator reads in the window where the session was started."""
    reach = "Only this computer can reach it." if host == ONLY_HERE else \
        f"It listens on {'every network of this computer' if host == '0.0.0.0' else host}, port {port}, and on nothing else."
    local = f"http://{ONLY_HERE if host in ('0.0.0.0', ONLY_HERE) else host}:{port}"
    return [f"{'The session goes on' if resumed else 'The session is ready'}. {reach} Nothing is sent to anyone else.",
            "", f"  Phones:       {address}", f"  Projector:    {local}/screen",
            f"  Facilitator:  {local}/lead?key={door}", "",
            "The facilitator's address works once. Keep it, and this window, off the projector.",
            f"Everything is kept in {where}. Ctrl+C stops it; the same command with --file goes on.",
            "A phone does not reach it? See the page \"Run a workshop\" of the book."]


def run(plan: list[dict] | None, host: str | None, port: int | None, file: str | None, store: str | None, cards: int, workers: int, name: str | None) -> None:
    """Runs a session until it is stopped or closed; raises Mistakes for what cannot be run."""
    if workers > 1 and not (store and is_server(store)):
        raise Mistakes(["Several workers need a database that they share. Give its address: --store postgresql://..."])
    day = datetime.date.today().isoformat()
    where = store or file or (str(new_name(plan, day)) if plan else "")
    if not where:
        raise Mistakes(["What should the room play? Name a scenario or a set: course workshop --scenario passed-on",
                        "To go on with a session, name its file: course workshop --file workshops/NAME.room"])
    bound = host_to_use(host)
    found = free_port(bound, port, first=8080)
    kept = Store(where)
    resumed = kept.now(lambda tx: tx.setting("session")) is not None
    prepare(kept, plan, cards, day)
    address = f"https://{name}/" if name else f"http://{_shown_host(bound)}:{found}/"
    for line in banner(bound, found, address, new_door(kept), where if is_server(where) else shown(Path(where)), resumed):
        print(line, flush=True)
    serve(kept, bound, found, address, where, name) if workers == 1 else _several(kept, bound, found, address, where, name, workers)


def _shown_host(bound: str) -> str:
    """The address that phones are told when the server listens everywhere: the first network's."""
    return next((a for a, _ in adapters()), ONLY_HERE) if bound == "0.0.0.0" else bound


def _config(app, **more):
    import uvicorn
    from .door import Door
    raise_file_limit()
    return uvicorn.Config(app, http=Door, loop="auto", ws="none", log_level="critical", access_log=False, server_header=False, timeout_keep_alive=30,
                          timeout_graceful_shutdown=2, backlog=4096, proxy_headers=False, **more)


def serve(store: Store, host: str, port: int, address: str, where: str, name: str | None) -> None:
    """One worker, in this process."""
    import uvicorn
    from .app import App
    app = App(store, address, hosts(host, port, name), where)

    class Worker(uvicorn.Server):
        async def shutdown(self, sockets=None):
            app.end()  # open streams end first, so that nobody waits for them
            await super().shutdown(sockets)

    server = Worker(_config(app, host=host, port=port))
    app.stop = lambda: setattr(server, "should_exit", True)
    server.run()


def _several(store: Store, host: str, port: int, address: str, where: str, name: str | None, workers: int) -> None:
    """Several workers on one port; one that dies is started again."""
    from uvicorn.supervisors import Multiprocess
    store.close()
    os.environ.update(COURSE_ROOM="\n".join([where, address, host, str(port), name or ""]))
    config = _config("course.workshop.host:worker", host=host, port=port, workers=workers, factory=True)
    Multiprocess(config, sockets=[config.bind_socket()]).run()


def worker():
    """One of several workers, as its supervisor starts it."""
    from .app import App
    where, address, host, port, name = os.environ["COURSE_ROOM"].split("\n")
    return App(Store(where), address, hosts(host, int(port), name or None), where, stop=lambda: os.kill(os.getppid(), signal.SIGTERM))


def raise_file_limit() -> None:
    """As many open connections as the system allows."""
    try:
        import resource
    except ImportError:
        return  # Windows has no such limit
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = hard if hard != resource.RLIM_INFINITY else 65_536
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(wanted, 65_536)), hard))


def listed() -> list[str]:
    """What a room can play, as lines."""
    from .. import questions, scenario
    lines = ["Scenarios"]
    for slug in scenario.slugs():
        lines.append(f"  {slug}: {stops.title({'kind': 'scenario', 'slug': slug})}")
    lines.append("Sets of questions")
    for slug in questions.slugs():
        try:
            lines.append(f"  {slug}: {stops.title(stops.part_of(slug))}")
        except Mistakes:
            continue  # a set that is no use in a room
    return lines
