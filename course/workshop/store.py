"""The session's file: what was acknowledged is on the disk. One SQLite file, or a PostgreSQL database for several workers.

Everything goes through one thread. What waits there is written in one transaction and answered after it is on the disk.
"""
from __future__ import annotations

import asyncio
import json
import queue
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

from ..files import Mistakes, shown

AT_ONCE = 500  # jobs in one transaction
ROOM = 7_236_001  # the number of the lock that a move takes alone and votes share
TABLES = (
    "CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS people (person TEXT PRIMARY KEY, role TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS cards (card TEXT PRIMARY KEY)",
    "CREATE TABLE IF NOT EXISTS votes (question TEXT NOT NULL, round INTEGER NOT NULL, person TEXT NOT NULL, role TEXT NOT NULL, "
    "n INTEGER NOT NULL, choice TEXT NOT NULL, sure TEXT, PRIMARY KEY (question, round, person))",
    "CREATE TABLE IF NOT EXISTS reasons (id TEXT PRIMARY KEY, question TEXT NOT NULL, person TEXT NOT NULL, role TEXT NOT NULL, n INTEGER NOT NULL, "
    "says TEXT NOT NULL, shown INTEGER NOT NULL, UNIQUE (question, person))",
    "CREATE TABLE IF NOT EXISTS tallies (question TEXT NOT NULL, round INTEGER NOT NULL, role TEXT NOT NULL, choice TEXT NOT NULL, "
    "hands INTEGER NOT NULL, PRIMARY KEY (question, round, role, choice))",
)
NAMES = ("settings", "people", "cards", "votes", "reasons", "tallies")


def is_server(address: str) -> bool:
    """Whether an address names a database server and not a file."""
    return address.startswith(("postgresql://", "postgres://"))


class Lite:
    """SQLite: one file that this process alone has open, with every commit on the disk before it is answered."""
    mark = "?"

    def __init__(self, address: str, new: bool):
        path = Path(address)
        if not new and not path.is_file():
            raise Mistakes([f"{shown(path)}: there is no such session file. Look in the folder workshops."])
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.connection = sqlite3.connect(path, timeout=0.2, isolation_level=None, check_same_thread=False)
            for pragma in ("locking_mode=EXCLUSIVE", "journal_mode=WAL", "synchronous=FULL", "fullfsync=ON", "secure_delete=ON"):
                self.connection.execute(f"PRAGMA {pragma}")
            self.connection.execute("BEGIN IMMEDIATE")
            self.connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise Mistakes([f"{shown(path)}: " + ("this session is running. Stop it first, with Ctrl+C where it runs." if "locked" in str(error)
                            else f"nothing can be written there ({error}). Name another file.")]) from None
        except (OSError, sqlite3.DatabaseError) as error:
            raise Mistakes([f"{shown(path)}: this is not a session file that can be read ({error})."]) from None

    def begin(self, alone: bool):
        self.connection.execute("BEGIN IMMEDIATE")

    def compact(self):
        """Leaves nothing of what was deleted in the file or beside it."""
        self.connection.execute("VACUUM")
        self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class Server:
    """PostgreSQL: several workers share the session; a move waits for votes under way, and votes wait for a move."""
    mark = "%s"

    def __init__(self, address: str, new: bool):
        try:
            import psycopg
        except ImportError:
            raise Mistakes(["A PostgreSQL session needs one more package. Install it: pip install 'course[webinar]'"]) from None
        self._connect = lambda: psycopg.connect(address, autocommit=True, connect_timeout=5)
        try:
            self.connection = self._connect()
        except psycopg.Error as error:
            raise Mistakes([f"The database does not answer: {str(error).strip().splitlines()[0]}. Check the address after --store."]) from None

    def begin(self, alone: bool):
        if self.connection.closed:  # the database was restarted
            self.connection = self._connect()
        self.connection.execute("BEGIN")
        self.connection.execute(f"SELECT pg_advisory_xact_lock{'' if alone else '_shared'}({ROOM})")

    def compact(self):
        for name in NAMES:
            self.connection.execute(f"VACUUM FULL {name}")


class Transaction:
    """What a job is handed: SQL with a question mark for each value, and the state as this transaction sees it."""

    def __init__(self, engine):
        self._engine, self._state = engine, None

    def do(self, sql: str, *values):
        """The cursor of one statement."""
        return self._engine.connection.execute(sql.replace("?", self._engine.mark), values)

    def setting(self, name: str, default=None):
        row = self.do("SELECT value FROM settings WHERE name = ?", name).fetchone()
        return json.loads(row[0]) if row else default

    def set(self, name: str, value):
        self.do("INSERT INTO settings VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, json.dumps(value, ensure_ascii=False))
        self._state = None

    @property
    def state(self) -> dict:
        if self._state is None:
            self._state = self.setting("state")
        return self._state


class Store:
    """One session, open. Jobs are functions of a Transaction, or have a function together for many of their kind; results come after the commit."""

    def __init__(self, address: str, new: bool = True):
        self.shared = is_server(address)
        self._engine = Server(address, new) if self.shared else Lite(address, new)
        self._waiting: queue.SimpleQueue = queue.SimpleQueue()
        for sql in TABLES:
            self._engine.connection.execute(sql)
        self._thread = threading.Thread(target=self._work, name="store", daemon=True)
        self._thread.start()

    async def run(self, job: Callable, alone: bool = False):
        """The result of a job, once its transaction is on the disk. alone: nothing else is in that transaction or beside it."""
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        self._waiting.put((job, alone, lambda result, error: loop.call_soon_threadsafe(_settle, future, result, error)))
        return await future

    def now(self, job: Callable, alone: bool = True):
        """The same, for a caller that has no event loop."""
        answer: queue.SimpleQueue = queue.SimpleQueue()
        self._waiting.put((job, alone, lambda result, error: answer.put((result, error))))
        result, error = answer.get()
        if error:
            raise error
        return result

    def compact(self):
        """Takes what was deleted out of the file for good."""
        self.now(lambda _: None)
        self._engine.compact()

    def close(self):
        self._waiting.put(None)
        self._thread.join()
        self._engine.connection.close()

    def _work(self):
        held = None
        while True:
            first = held or self._waiting.get()
            held = None
            if first is None:
                return
            batch = [first]
            while not first[1] and len(batch) < AT_ONCE and not self._waiting.empty():
                item = self._waiting.get()
                if item is None or item[1]:
                    held = item
                    if item is None:
                        self._waiting.put(None)
                    break
                batch.append(item)
            self._commit(batch)

    def _commit(self, batch):
        try:
            results = self._transaction(batch)
        except BaseException as error:
            if len(batch) > 1:  # one of them failed: each for itself
                for item in batch:
                    self._commit([item])
                return
            batch[0][2](None, error)
            return
        for (_, _, tell), result in zip(batch, results):
            tell(result, None)

    def _transaction(self, batch) -> list:
        self._engine.begin(batch[0][1])
        try:
            transaction = Transaction(self._engine)
            results = _results(transaction, [job for job, _, _ in batch])
            self._engine.connection.execute("COMMIT")
            return results
        except BaseException:
            if not getattr(self._engine.connection, "closed", False):
                self._engine.connection.execute("ROLLBACK")
            raise


def _results(transaction: Transaction, jobs: list) -> list:
    """What the jobs of one transaction give, in their order; those that can be done together are, after the others."""
    results = [None if hasattr(job, "together") else job(transaction) for job in jobs]
    for together in {job.together for job in jobs if hasattr(job, "together")}:
        places = [i for i, job in enumerate(jobs) if getattr(job, "together", None) is together]
        for place, result in zip(places, together(transaction, [jobs[i] for i in places])):
            results[place] = result
    return results


def _settle(future, result, error):
    if not future.cancelled():
        future.set_exception(error) if error else future.set_result(result)
