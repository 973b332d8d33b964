"""The pictures of a report: dots with their intervals, and questions by difficulty and use, each said again in words."""
from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

from .. import drawing
from ..drawing import INK, LINE, WIDTH
from .measures import Mean

RIGHT, SIDE, DOT = 130, 82, 4  # room for the numbers and for the names of series; half the width of a dot
LETTERS = 58  # in one line of a name


@dataclass(frozen=True)
class Mark:
    """One mean on a line of its own: of which series, and how it is written out."""
    series: str
    mean: Mean | None
    words: str


def intervals(title: str, rows: list[tuple[str, list[Mark]]], scale: tuple[float, float] = (0, 1), ticks: Iterable[float] = (0, 0.25, 0.5, 0.75, 1),
              shown=lambda t: f"{t:.0%}") -> str:
    """A picture of means with their intervals, one row under another."""
    series = list(dict.fromkeys(mark.series for _, marks in rows for mark in marks))
    left = SIDE if len(series) > 1 else 16
    names = [textwrap.wrap(name, LETTERS) or [""] for name, _ in rows]
    height = sum(LINE * (len(name) + len(marks)) + 6 for name, (_, marks) in zip(names, rows)) + LINE + 4
    figure, axes = drawing.sheet(height)

    def at(value: float) -> float:
        return left + (WIDTH - left - RIGHT) * (min(max(value, scale[0]), scale[1]) - scale[0]) / (scale[1] - scale[0])

    y = 0.0
    for name, (_, marks) in zip(names, rows):
        for part in name:
            drawing.write(axes, 0, y + LINE / 2, part)
            y += LINE
        for mark in marks:
            _line(axes, y + LINE / 2, at, scale, mark, series, left)
            y += LINE
        y += 6
    for tick in ticks:
        axes.plot([at(tick)] * 2, [y, y + 4], color=INK[0], linewidth=1, clip_on=False)
        drawing.write(axes, at(tick), y + 4 + LINE / 2, shown(tick), align="center")
    said = "; ".join(f"{name}{', ' + mark.series if mark.series else ''}: {mark.words}" for name, marks in rows for mark in marks)
    return drawing.svg(figure, f"Chart of means with their intervals. {title}. {said}.")


def _line(axes, y: float, at, scale, mark: Mark, series: list[str], left: float) -> None:
    if len(series) > 1:
        drawing.write(axes, left - 10, y, mark.series, align="right")
    axes.plot([at(scale[0]), at(scale[1])], [y, y], color=INK[0], linewidth=0.3, clip_on=False)
    if mark.mean is not None:
        low, high = at(mark.mean.low), at(mark.mean.high)
        axes.barh(y, high - low, 3, left=low, color=INK[1 + series.index(mark.series) % 3], clip_on=False)
        _dot(axes, at(mark.mean.mean), y, series.index(mark.series))
    drawing.write(axes, WIDTH - RIGHT + 8, y, mark.words)


def _dot(axes, x: float, y: float, which: int) -> None:
    """A circle, a square or a diamond, so that nobody has to tell series by colour."""
    from matplotlib import patches
    shape = (patches.Circle((x, y), DOT), patches.Rectangle((x - DOT, y - DOT), 2 * DOT, 2 * DOT),
             patches.RegularPolygon((x, y), 4, radius=DOT * 1.4))[which % 3]
    shape.set(color=INK[1 + which % 3], clip_on=False, linewidth=0)
    axes.add_patch(shape)


def bars(title: str, rows: list[tuple[str, float | None, str]]) -> str:
    """A picture of shares as bars, each under its name."""
    names = [textwrap.wrap(name, LETTERS) or [""] for name, _, _ in rows]
    figure, axes = drawing.sheet(sum(LINE * (len(n) + 1) + 4 for n in names) + 4)
    y, room = 0.0, WIDTH - RIGHT
    for name, (_, share, words) in zip(names, rows):
        for part in name:
            drawing.write(axes, 0, y + LINE / 2, part)
            y += LINE
        if share is not None:
            axes.barh(y + LINE / 2, max(1.5, room * share), 12, left=0, color=INK[1], clip_on=False)
        drawing.write(axes, (room * share if share else 0) + 8, y + LINE / 2, words)
        y += LINE + 4
    return drawing.svg(figure, f"Bar chart. {title}. {'; '.join(f'{name}: {words}' for name, _, words in rows)}.")


def field(title: str, points: list[tuple[str, float, float, bool]]) -> str:
    """A picture of questions: how many got it right from left to right, how well it tells people apart from bottom to top; some are named."""
    height, left, low, high = 300, 40, -0.4, 1.0
    figure, axes = drawing.sheet(height)

    def place(x: float, y: float) -> tuple[float, float]:
        return left + (WIDTH - left - 24) * x, 12 + (height - 60) * (high - y) / (high - low)

    for tick in (0, 0.25, 0.5, 0.75, 1):
        x, bottom = place(tick, low)
        axes.plot([x, x], [bottom, bottom + 4], color=INK[0], linewidth=1, clip_on=False)
        drawing.write(axes, x, bottom + 14, f"{tick:.0%}", align="center")
    for tick in (-0.25, 0, 0.25, 0.5, 0.75, 1):
        _, y = place(0, tick)
        axes.plot([left, WIDTH - 24], [y, y], color=INK[0], linewidth=0.8 if tick == 0 else 0.2, clip_on=False)
        drawing.write(axes, left - 6, y, f"{tick:g}".replace("-", "−"), align="right")
    for name, x, y, named in points:
        at = place(x, max(y, low))
        _dot(axes, *at, 1 if named else 0)
        if named:
            right = x > 0.6
            drawing.write(axes, at[0] + (-8 if right else 8), at[1], name, align="right" if right else "left")
    drawing.write(axes, WIDTH / 2 + 14, height - 8, "credit earned, on average", align="center")
    said = "; ".join(f"{name}: {x:.0%}, {y:.2f}" for name, x, y, _ in points)
    return drawing.svg(figure, f"Scatter chart. {title}. {said}.")
