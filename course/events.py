"""The timeline: every dated event among the records, as a drawing and as a table that can be filtered where scripts run."""
from __future__ import annotations

from html import escape

from . import drawing
from .language import say
from .model import current
from .passage import Passage, boxed, cite
from .sources import day_in_words
from .words import NATION

KIND = {"law": say("Law"), "school_guidance": say("Guidance for schools"), "police_practice": say("Police and prosecution"), "service": say("Services"),
        "research": say("Research")}
START, BREAK, END = 1978, 2003, 2027  # before the break there is little: those years are drawn closer together
LANE, NARROW, EDGE = 40, 70, 8


def events() -> list:
    """The records that are events, earliest first."""
    found = [record for record in current().records.values() if record.kind and record.from_]
    return sorted(found, key=lambda record: (record.from_, record.id))


def timeline() -> Passage:
    """The timeline as a drawing and a table; the whole of it can be read without scripts and on paper."""
    years = say("{first} to {last}").format(first=events()[0].from_[:4], last=events()[-1].from_[:4])
    rows = "".join(_row(record) for record in events())
    caption = say("All {n} events, {years}").format(n=len(events()), years=years)
    heads = "".join(f'<th scope="col">{head}</th>' for head in (say("When"), say("What happened"), say("Kind"), say("Where")))
    table = f"<table><caption>{caption}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    figure = f'<figure class="chart"><figcaption>{say("One mark for each event, by year and kind")}</figcaption>{_drawn()}</figure>'
    return Passage("timeline()", f'<div class="course-timeline">{figure}{boxed(caption, table)}</div>')


def _row(record) -> str:
    nations = [NATION[n] for n in record.nations]
    where = record.area or (say("All of the UK") if len(nations) == len(NATION) else ", ".join(nations) or say("No one nation"))
    unsure = say(" (not verified)") if record.grade == "C" else ""
    return (f'<tr data-kind="{record.kind}" data-nations="{" ".join(record.nations) or "elsewhere"}"><th scope="row">{day_in_words(record.from_)}</th>'
            f"<td>{escape(record.says)}{unsure} {cite(*(record.see or [record.id]))}</td><td>{KIND[record.kind]}</td><td>{escape(where)}</td></tr>")


# The drawing --------------------------------------------------------------------------------------------------------

def _x(year: float) -> float:
    if year < BREAK:
        return EDGE + NARROW * (year - START) / (BREAK - START)
    return EDGE + NARROW + (drawing.WIDTH - NARROW - 2 * EDGE) * (year - BREAK) / (END - BREAK)


def _drawn() -> str:
    height = LANE * len(KIND) + 34
    made, axes = drawing.sheet(height)
    for lane, (kind, title) in enumerate(KIND.items()):
        y = LANE * lane + 32
        drawing.write(axes, EDGE, y - 18, title, bold=True)
        axes.plot((EDGE, drawing.WIDTH - EDGE), (y, y), color=drawing.INK[0], linewidth=.6, clip_on=False)
        _marks(axes, y, [int(record.from_[:4]) for record in events() if record.kind == kind])
    for year in (1978, 2004, 2010, 2016, 2020, 2026):
        axes.plot((_x(year + .5),) * 2, (height - 26, height - 20), color=drawing.INK[0], linewidth=.8, clip_on=False)
        drawing.write(axes, min(max(_x(year + .5), 18), drawing.WIDTH - 18), height - 10, str(year), align="center")
    counts = "; ".join(f"{title}: {sum(r.kind == kind for r in events())}" for kind, title in KIND.items())
    return drawing.svg(made, say("Events by year and kind, {first} to {last}; most fall after 2015. {counts}. The table below has them all.").format(first=START, last=END - 1, counts=counts))


def _marks(axes, y: float, years: list[int]) -> None:
    for year in sorted(set(years)):
        for level in range(years.count(year)):
            axes.barh(y - 3 - level * 5, 7, 4, left=_x(year + .5) - 3.5, color=drawing.INK[1], clip_on=False)
