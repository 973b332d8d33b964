"""What a room's talk moved: the first vote and the second on each question, from the same people."""
from __future__ import annotations

from html import escape

from ..passage import table
from . import measures, plots
from .cohorts import Form
from .keyring import DIRECTIONS
from .plots import Mark
from .sections import ERRS, chart, points, share


def twice(form: Form, least: int) -> str:
    """The credit of the first and the second vote beside each other, and what changed in either error; empty for what was not voted on twice."""
    rows, marks = [], []
    for name in [n.removesuffix("@1") for n in form.facts["questions"] if n.endswith("@1")]:
        first, second = ({r.attempt: r for r in form.answers[(form.answers["item"] == f"{name}@{n}") & form.answers["answered"]].itertuples()} for n in (1, 2))
        both = [a for a in first if a in second and first[a].credit == first[a].credit and second[a].credit == second[a].credit]
        if len(both) < least:
            continue
        means = [measures.over_people([votes[a].credit for a in both], both) for votes in (first, second)]
        asked = form.facts["questions"][f"{name}@1"]["objective"].removeprefix(f"{form.facts['title']}: ")
        moved = measures.of_numbers([second[a].credit - first[a].credit for a in both])
        errs = [_change(d, form.facts["questions"][f"{name}@1"]["chances"], ([v[a].error_direction for a in both] for v in (first, second))) for d in DIRECTIONS]
        rows.append([escape(asked), f"{len(both):,}", *map(share, means), points(moved), *errs])
        marks.append((asked, [Mark(when, m, share(m)) for when, m in zip(("first", "second"), means)]))
    if not rows:
        return ""
    return chart("The first vote and the second", plots.intervals("Credit of the first and the second vote", marks),
                 "what people chose alone and, after they had talked, again. Only those count who voted both times.",
                 "that talking made them right. A room may also follow its loudest voice; the written reasons say more.",
                 table("The same numbers as a table", ["Question", "People", "First vote", "Second vote", "Change in points", *(ERRS[d] for d in DIRECTIONS)], rows, "numbers"))


def _change(direction: str, chances: list, votes) -> str:
    """How many erred in a direction before and after, "3, then 1", or that no answer did."""
    return ", then ".join(f"{sum(e in (direction, 'both') for e in vote):,}" for vote in votes) if direction in chances else "no answer does"
