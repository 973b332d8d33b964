"""The figures that the book plots: each number checked against its record, drawn, and given again as a table."""
from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

from pydantic import model_validator

from . import drawing
from .files import ROOT, Mistakes, nearest, read_yaml
from .model import Model, current
from .passage import Passage, cite, table
from .schema import Shape, Text, shape_list

FILE = ROOT / "book" / "figures.yaml"
BAR, LEFT, RIGHT, GAP = 15, 122, 56, 38  # how thick a bar is, and the room for names, numbers and headings


class Row(Shape):
    """One bar."""
    name: Text
    value: int
    record: Text


class Group(Shape):
    """The bars of one thing under several heads; null where no figure is held."""
    name: Text
    values: list[int | None]
    record: Text | None = None
    records: list[Text | None] = []


class Figure(Shape):
    """A figure: what it counts, what it cannot say, and its numbers as rows or as groups."""
    id: str
    title: Text
    counts: Text
    cannot_say: Text
    heads: list[Text]
    own_scale: bool = False
    rows: list[Row] = []
    groups: list[Group] = []

    @model_validator(mode="after")
    def _numbers_fit(self):
        if bool(self.rows) == bool(self.groups):
            raise ValueError("a figure has either rows or groups. Write one of the two")
        if self.rows and len(self.heads) != 2:
            raise ValueError("a figure of rows has two heads, for the name and the number")
        for group in self.groups:
            if len(group.values) != len(self.heads) - 1:
                raise ValueError(f"the group {group.name!r} has {len(group.values)} values for {len(self.heads) - 1} heads")
        return self

    def numbers(self) -> Iterator[tuple[str, str, int, str]]:
        """(group or "", name, number, record) for each number that is held."""
        yield from (("", row.name, row.value, row.record) for row in self.rows)
        for group in self.groups:
            records = group.records or [group.record] * len(group.values)
            yield from ((group.name, head, value, record) for head, value, record in zip(self.heads[1:], group.values, records) if value is not None)


@functools.cache
def figures(path: Path = FILE) -> dict[str, Figure]:
    """Every figure by its id; raises Mistakes."""
    found, wrong = shape_list(Figure, read_yaml(path), path.name, "figure")
    if wrong:
        raise Mistakes(wrong)
    return {figure.id: figure for figure in found}


def problems(model: Model, path: Path = FILE) -> Iterator[str]:
    """A sentence for each plotted number that its record does not give."""
    for figure in figures(path).values():
        for group, name, value, record in figure.numbers():
            where = f"{path.name}, figure {figure.id}, {' '.join(part for part in (group, name) if part)}"
            if record not in model.records:
                yield f"{where}: there is no record {record}. {nearest(record, model.records)}"
            elif value not in {int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*", model.records[record].says) if n.strip(",")}:
                yield f"{where}: {record} does not give the number {value}. Correct the number or the record."


def figure(slug: str) -> Passage:
    """A figure with what it counts, what it cannot say and its numbers as a table; raises Mistakes."""
    if slug not in figures():
        raise Mistakes([f"there is no figure {slug!r}. {nearest(slug, figures())}"])
    shown = figures()[slug]
    records = list(dict.fromkeys(record for *_, record in shown.numbers()))
    html = (f'<figure class="chart" id="figure-{slug}"><figcaption>{escape(shown.title)}</figcaption>{_drawn(shown)}'
            f"<p><strong>What is counted:</strong> {escape(shown.counts)} {cite(*records)}</p>"
            f"<p><strong>What it cannot say:</strong> {escape(shown.cannot_say)}</p>{_table(shown)}</figure>")
    return Passage(f"figure({slug!r})", html)


def _table(figure: Figure) -> str:
    if figure.rows:
        cells = [[escape(row.name), f"{row.value:,}"] for row in figure.rows]
    else:
        cells = [[escape(group.name), *("not held" if v is None else f"{v:,}" for v in group.values)] for group in figure.groups]
    return table("The same numbers as a table", [escape(head) for head in figure.heads], cells, "numbers")


def _drawn(figure: Figure) -> str:
    numbers = list(figure.numbers())
    groups = list(dict.fromkeys(group for group, *_ in numbers))
    height = drawing.LINE * len(numbers) + GAP * sum(bool(group) for group in groups) + 8
    made, axes = drawing.sheet(height)
    biggest, y = max(value for _, _, value, _ in numbers), 4
    for group in groups:
        bars = [(name, value) for of, name, value, _ in numbers if of == group]
        if group:
            drawing.write(axes, 0, y + GAP - 14, group, bold=True)
            y += GAP
        for name, value in bars:
            _bar(axes, y, name, value, max(v for _, v in bars) if figure.own_scale else biggest, figure.heads.index(name) if group else 1)
            y += drawing.LINE
    said = "; ".join(f"{group + ', ' if group else ''}{name}: {value:,}" for group, name, value, _ in numbers)
    return drawing.svg(made, f"Bar chart. {figure.title}. {said}.")


def _bar(axes, y: float, name: str, value: int, biggest: int, series: int) -> None:
    long = max(1.5, (drawing.WIDTH - LEFT - RIGHT) * value / biggest)
    middle = y + drawing.LINE / 2
    axes.barh(middle, long, BAR, left=LEFT, color=drawing.INK[series], clip_on=False)
    drawing.write(axes, LEFT - 8, middle, name, align="right")
    drawing.write(axes, LEFT + long + 6, middle, f"{value:,}")
