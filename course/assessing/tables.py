"""The engine that reads and writes tables of any size (DuckDB), and the words for a computer that does not have it."""
from __future__ import annotations

import contextlib
import csv
from pathlib import Path

from ..files import Mistakes

NEEDED = ("Marking and reports need tools that learners do not: duckdb, statsmodels and krippendorff. "
          'Install them with: .venv/bin/python -m pip install -e ".[trainer]" -c tests/requirements.txt')


def connect(folder: Path | None = None, memory: str = "500MB"):
    """A connection that keeps within a share of memory and puts what is larger into a folder; raises Mistakes if DuckDB is not there."""
    try:
        import duckdb
    except ImportError:
        raise Mistakes([NEEDED]) from None
    found = duckdb.connect()
    found.execute(f"SET memory_limit = '{memory}'; SET threads = 2; SET enable_progress_bar = false; SET autoinstall_known_extensions = false")
    if folder:
        found.execute(f"SET temp_directory = {text(folder / 'too-large-for-memory')}")
    return found


def text(value) -> str:
    """A value as text in SQL."""
    return "'" + str(value).replace("'", "''") + "'"


def from_csv(path: Path, columns: dict[str, str]) -> str:
    """SQL that reads a CSV file which this program wrote, with the types it has here."""
    types = ", ".join(f"{text(name)}: {text(kind)}" for name, kind in columns.items())
    return f"read_csv({text(path)}, header = true, delim = ',', quote = '\"', escape = '\"', auto_detect = false, nullstr = '', columns = {{{types}}})"


def frame(path: Path):
    """The rows of a Parquet file as a pandas table; raises Mistakes if the file is not one."""
    if not path.is_file():
        raise Mistakes([f"{path}: there is no such file. Name the folder that course mark wrote."])
    with connect(path.parent) as db, said(f"{path}: this is not a table that course mark wrote. Mark again."):
        return db.execute(f"SELECT * FROM read_parquet({text(path)})").df()


@contextlib.contextmanager
def said(sentence: str):
    """Says a sentence where DuckDB raises a fault of its own."""
    import duckdb
    try:
        yield
    except duckdb.Error as error:
        raise Mistakes([f"{sentence} ({str(error).splitlines()[0][:120]})"]) from None


def writer(file):
    """Writes rows as CSV with the line ends that every spreadsheet reads; truth values in the words that DuckDB reads."""
    return csv.writer(file, lineterminator="\r\n")


def harmless(value):
    """A text that a spreadsheet does not take for a formula: an apostrophe stands before the signs that start one."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
