"""An SVG chart of ratios: each row has a target and the measured values, on a logarithmic scale.

The colours follow the reader's light or dark theme.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import floor, log10
from xml.sax.saxutils import escape

from bench.figures import Spread

WIDTH, LEFT, RIGHT, TOP, ROW, BOTTOM = 860, 270, 30, 58, 44, 36
SHAPES = ("one", "two", "three")
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1f2328; }
.grid { stroke: #d1d9e0; } .limit { stroke: #59636e; stroke-width: 1.5; }
.target { stroke: #bf3989; stroke-width: 3; } .small { font-size: 11px; fill: #59636e; }
.one { stroke: #0969da; fill: #0969da; } .two { stroke: #1a7f37; fill: #1a7f37; }
.three { stroke: #9a6700; fill: #9a6700; } .span { stroke-width: 2; }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc; } .grid { stroke: #3d444d; } .limit { stroke: #9198a1; }
.target { stroke: #db61a2; } .small { fill: #9198a1; }
.one { stroke: #4493f8; fill: #4493f8; } .two { stroke: #3fb950; fill: #3fb950; }
.three { stroke: #d29922; fill: #d29922; }
}"""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the chart. `found` has one value per series; None means not measured."""

    title: str
    target: float | None
    found: dict[str, Spread | None]


def chart(title: str, rows: Sequence[Row]) -> str:
    """Return the SVG. There are at most three series, and every value is above 0.

    Raises ValueError without any value.
    """
    scale = _Scale(rows)
    series = list(dict.fromkeys(name for row in rows for name in row.found))
    height = TOP + ROW * len(rows) + BOTTOM
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="{_attribute(title)}">',
        f"<style>{STYLE}</style>",
        _text(12, 20, title),
        *_legend(series),
        *scale.grid(height - BOTTOM),
        *(part for number, row in enumerate(rows) for part in _row(scale, number, row, series)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


class _Scale:
    """A scale from ratios to positions that has room for all of them and for 1."""

    def __init__(self, rows: Sequence[Row]) -> None:
        spreads = [one for row in rows for one in row.found.values() if one is not None]
        targets = [row.target for row in rows if row.target is not None]
        if not spreads:
            raise ValueError("nothing was measured")
        values = [1.0, *targets, *(v for one in spreads for v in (one.least, one.most))]
        self._least = log10(min(values)) - 0.1
        self._most = log10(max(values)) + 0.1

    def x(self, value: float) -> float:
        share = (log10(value) - self._least) / (self._most - self._least)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def grid(self, bottom: int) -> Iterator[str]:
        for power in range(floor(self._least), floor(self._most) + 1):
            for digit in (1, 2, 5):
                value = digit * 10.0**power
                if self._least <= log10(value) <= self._most:
                    kind = "limit" if value == 1 else "grid"
                    yield _line(kind, self.x(value), TOP, self.x(value), bottom)
                    yield _text(self.x(value), bottom + 18, f"{value:g}", "small", "middle")


def _legend(series: Sequence[str]) -> Iterator[str]:
    for number, (name, shape) in enumerate(zip(series, SHAPES, strict=False)):
        yield _dot(shape, LEFT + number * 120, 38)
        yield _text(LEFT + 10 + number * 120, 42, name)
    x = LEFT + len(series) * 120
    yield _line("target", x, 30, x, 46)
    yield _text(x + 10, 42, "target")


def _row(scale: _Scale, number: int, row: Row, series: Sequence[str]) -> Iterator[str]:
    y = TOP + ROW * number + ROW // 2
    yield _text(12, y + 4, row.title)
    if row.target is not None:
        x = scale.x(row.target)
        yield _line("target", x, y - 17, x, y + 17)
    for place, (name, shape) in enumerate(zip(series, SHAPES, strict=False)):
        found = row.found.get(name)
        if found is not None:
            level = y + (place - (len(series) - 1) / 2) * 12
            yield _line(f"{shape} span", scale.x(found.least), level, scale.x(found.most), level)
            yield _dot(shape, scale.x(found.middle), level, f"{name}: {found.middle:.2f}")


def _dot(shape: str, x: float, y: float, title: str = "") -> str:
    return (
        f'<circle class="{shape}" cx="{x}" cy="{y}" r="4.5"><title>{escape(title)}</title></circle>'
    )


def _line(kind: str, x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="{kind}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>'


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x}" y="{y}" text-anchor="{anchor}">{escape(text)}</text>'


def _attribute(text: str) -> str:
    return escape(text, {'"': "&quot;"})
