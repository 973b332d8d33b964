"""When each source has to be looked at again, and which are overdue. Nothing fails because time has passed; it is shown."""
from __future__ import annotations

import datetime

from .files import Mistakes
from .model import Model
from .schema import Record

# Days between two looks at a source, by what it is, and why.
EVERY = {
    "statute": (365, "Acts change slowly, and are announced."), "statutory_guidance": (180, "A new edition comes each year, with a draft before it."),
    "guidance": (180, "It is revised without an announcement."), "police_guidance": (180, "It is revised without an announcement."),
    "prosecution_guidance": (180, "It is revised without an announcement."), "inspection": (365, "A published finding stays; what followed from it may not."),
    "statistics": (365, "New figures come once a year."), "service": (90, "Numbers, hours and names change overnight."),
    "research": (365, "A paper stays; what is known may move on."), "commentary": (365, "It is as old as what it comments on."),
}
BY_STATUS = {"pending": (90, "It may start any day."), "history": (730, "What is over does not change; our reading of it may."),
             "replaced": (730, "What is over does not change; our reading of it may.")}


def every(record: Record) -> tuple[int, str]:
    """How many days may pass between two looks at a record's source, and why."""
    return BY_STATUS.get(record.status) or EVERY[record.binding]


def due(record: Record) -> str:
    """The day on which a record's source has to be looked at again."""
    return (datetime.date.fromisoformat(record.seen.day) + datetime.timedelta(days=every(record)[0])).isoformat()


def overdue(model: Model, on: str) -> list[Record]:
    """The records whose day has passed, the longest overdue first; raises Mistakes if `on` is not a date."""
    return sorted((r for r in model.records.values() if due(r) < day(on)), key=lambda r: (due(r), r.id))


def day(text: str) -> str:
    """The same text if it is a full date; raises Mistakes that say how to write one."""
    try:
        if datetime.date.fromisoformat(text).isoformat() == text:
            return text
    except ValueError:
        pass
    raise Mistakes([f"{text!r} is not a date. Write it as 2026-11-21."])


def today() -> str:
    """Today by this computer's clock: for what is shown and printed, never for an answer."""
    return datetime.date.today().isoformat()
