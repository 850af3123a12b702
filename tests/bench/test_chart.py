from __future__ import annotations

from xml.etree import ElementTree

import pytest

from bench.chart import LEFT, RIGHT, WIDTH, Row, chart
from bench.figures import Spread

SVG = "{http://www.w3.org/2000/svg}"
ROWS = [
    Row("reads & <more>", 0.5, {"ours": Spread(0.6, 0.5, 0.7), "theirs": Spread(0.3, 0.3, 0.3)}),
    Row("batches", 6.0, {"ours": Spread(7.0, 6.5, 12.0), "theirs": None}),
    Row("no target", None, {"ours": Spread(0.01, 0.01, 0.02), "theirs": None}),
]


def parsed(rows: list[Row], title: str = "ratios") -> ElementTree.Element:
    return ElementTree.fromstring(chart(title, rows))


def test_every_value_has_its_dot_and_every_target_its_line() -> None:
    svg = parsed(ROWS)
    dots = [dot.findtext(f"{SVG}title") for dot in svg.iter(f"{SVG}circle")]
    assert dots == ["", "", "ours: 0.60", "theirs: 0.30", "ours: 7.00", "ours: 0.01"]
    targets = [one for one in svg.iter(f"{SVG}line") if one.get("class") == "target"]
    assert len(targets) == 2 + 1, "the legend has one too"


def test_everything_lies_inside() -> None:
    svg = parsed(ROWS)
    places = [float(dot.get("cx", "")) for dot in svg.iter(f"{SVG}circle")]
    places += [float(line.get(x, "")) for line in svg.iter(f"{SVG}line") for x in ("x1", "x2")]
    assert all(LEFT <= place <= WIDTH - RIGHT for place in places)


def test_more_is_further_right() -> None:
    dots = list(parsed(ROWS).iter(f"{SVG}circle"))[2:]
    by_value = sorted(dots, key=lambda dot: float(dot.findtext(f"{SVG}title", "").split()[1]))
    places = [float(dot.get("cx", "")) for dot in by_value]
    assert places == sorted(places)


def test_words_are_escaped() -> None:
    svg = parsed(ROWS, title='a "b" & <c>')
    words = [text.text for text in svg.iter(f"{SVG}text")]
    assert 'a "b" & <c>' in words
    assert svg.get("aria-label") == 'a "b" & <c>'
    assert "reads & <more>" in words


def test_it_follows_the_theme_of_its_reader() -> None:
    style = parsed(ROWS).findtext(f"{SVG}style", "")
    assert "prefers-color-scheme: dark" in style


def test_a_chart_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing was measured"):
        chart("ratios", [Row("batches", 6.0, {"ours": None})])
