"""The register of law and guidance: every such record by nation, with its dates, how far it was checked and when it is due again."""
from __future__ import annotations

from html import escape

from . import model as rules, upkeep
from .model import Model
from .passage import Passage, styled
from .schema import NATIONS, Record
from .sources import STATUS, day_in_words, period
from .words import GRADE, NATION, upper

KINDS = {"statute": "Law", "statutory_guidance": "Statutory guidance", "guidance": "Guidance", "police_guidance": "Police guidance",
         "prosecution_guidance": "Prosecution guidance", "commentary": "Law as told by others"}


def register(model: Model | None = None) -> Passage:
    """The register, with the day by which each record is due again: a copy of any age shows what is overdue, and is the same whenever it is built."""
    model = model or rules.current()
    links = "".join(f'<li><a href="#register-{n}">{NATION[n]}</a> ({len(listed(model, n))})</li>' for n in NATIONS)
    return styled("register", f'<nav aria-label="Register by nation"><ul>{links}<li><a href="#register-due">To look at again</a></li></ul></nav>'
                 + "".join(f'<h2 id="register-{n}">{NATION[n]}</h2>{_nation(model, n)}' for n in NATIONS) + _due(model))


def listed(model: Model, nation: str) -> list[Record]:
    """The law and guidance of a nation: by kind, and within a kind what holds now before what does not."""
    found = [r for r in model.records.values() if nation in r.nations and is_law_or_guidance(r)]
    return sorted(found, key=lambda r: (list(KINDS).index(r.binding), r.status in ("history", "replaced"), r.id))


def is_law_or_guidance(record: Record) -> bool:
    """Whether a record states law or guidance; commentary counts only where it tells what an offence is or was."""
    return record.binding in KINDS and (record.binding != "commentary" or record.id.startswith("OFF-"))


def _nation(model: Model, nation: str) -> str:
    found = listed(model, nation)
    if not found:
        return "<p>No source is held for this nation.</p>"
    return "".join(_table([r for r in found if r.binding == kind], title, nation) for kind, title in KINDS.items() if any(r.binding == kind for r in found))


def _table(records: list[Record], title: str, nation: str) -> str:
    heads = "".join(f'<th scope="col">{h}</th>' for h in ("What it says", "When", "Source", "Checked"))
    return (f'<table><caption>{escape(title)}, {NATION[nation]} ({len(records)})</caption><thead><tr>{heads}</tr></thead>'
            f"<tbody>{''.join(_row(r) for r in records)}</tbody></table>")


def _row(record: Record) -> str:
    unsure = " (not verified)" if record.grade == "C" else ""
    state = f"<strong>{escape(upper(STATUS[record.status]))}</strong>. " if record.status in STATUS else ""
    cells = (f"{state}{escape(upper(period(record)))}", _source(record),
             f"Grade {record.grade}, {GRADE[record.grade]}. Last seen {day_in_words(record.seen.day)}.")
    names = ("When", "Source", "Checked")
    return (f'<tr class="course-grade-{record.grade}"><th scope="row"><strong>{record.id}</strong>{unsure} {escape(record.says)}</th>'
            + "".join(f'<td data-name="{name}">{cell}</td>' for name, cell in zip(names, cells)) + "</tr>")


def _source(record: Record) -> str:
    web = record.url if record.url and record.url.startswith(("https://", "http://")) else None
    title = f'<a href="{escape(web)}" rel="noreferrer">{escape(record.source)}</a>' if web else escape(record.source)
    return f"{title}, {escape(record.at)}" + (f"; {escape(record.area)}" if record.area else "")


# Due again ----------------------------------------------------------------------------------------------------------

def _due(model: Model) -> str:
    days = sorted({upkeep.due(r) for r in model.records.values()})
    on = {day: sorted(r.id for r in model.records.values() if upkeep.due(r) == day) for day in days}
    rows = "".join(f'<tr><th scope="row">{day_in_words(day)}</th><td data-name="Records">{", ".join(on[day])}</td></tr>' for day in days)
    told = (f"<p>Each of the {len(model.records)} records has a day by which somebody looks at its source again. A record whose day is past is overdue.</p>"
            f'<table><caption>When each record is due again</caption><thead><tr><th scope="col">Due by</th><th scope="col">Records</th></tr></thead><tbody>{rows}</tbody></table>')
    why = "".join(f"<tr><th scope=\"row\">{escape(name)}</th><td data-name=\"Looked at again after\">{days} days</td><td data-name=\"Why\">{escape(reason)}</td></tr>"
                  for name, (days, reason) in _intervals())
    return (f'<h2 id="register-due">Sources to look at again</h2>{told}<table><caption>How long a source may stay unchecked</caption><thead><tr>'
            f'<th scope="col">What it is</th><th scope="col">Looked at again after</th><th scope="col">Why</th></tr></thead><tbody>{why}</tbody></table>')


def _intervals():
    from .sources import BINDING
    yield from ((upper(BINDING[kind]), entry) for kind, entry in upkeep.EVERY.items())
    yield from ((upper(STATUS[status]), entry) for status, entry in upkeep.BY_STATUS.items())
