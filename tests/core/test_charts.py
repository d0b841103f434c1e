import re
from xml.etree import ElementTree

from markupsafe import Markup

from showcase.core import charts
from showcase.core.charts import Palette, Point, Shape

SVG = "{http://www.w3.org/2000/svg}"
SQUARE = {"type": "Polygon", "coordinates": [[[106.0, 9.5], [106.5, 9.5], [106.5, 10.0], [106.0, 10.0], [106.0, 9.5]]]}
EAST = {"type": "Polygon", "coordinates": [[[106.5, 9.5], [107.0, 9.5], [107.0, 10.0], [106.5, 10.0], [106.5, 9.5]]]}


def series(*values: float, start: int = 2019) -> list[Point]:
    return [Point(start + i, v, str(start + i), f"{v:g} %") for i, v in enumerate(values)]


def drawn(svg: Markup) -> ElementTree.Element:
    return ElementTree.fromstring(str(svg))


def words(tree: ElementTree.Element) -> list[str]:
    return [t.text or "" for t in tree.iter(f"{SVG}text")]


def column_chart(points: list[Point], **more: object) -> ElementTree.Element:
    return drawn(charts.columns(points, title="T", desc="D", key="k", axis="{:g}".format, **more))  # type: ignore[arg-type]


def test_a_chart_says_what_it_shows() -> None:
    tree = column_chart(series(1, 2))
    assert tree.get("role") == "img"
    assert [tree.findtext(f"{SVG}title"), tree.findtext(f"{SVG}desc")] == ["T", "D"]
    assert tree.get("aria-labelledby") == "k-t k-d"


def test_colours_are_attributes_because_policy_and_print_drop_styles() -> None:
    drawings = [
        charts.columns(series(1, 2), title="T", desc="D", key="a", axis=str),
        charts.line(series(1, 2), title="T", desc="D", key="b", axis=str),
        charts.ranking([("A", 1, "1")], title="T", desc="D", key="c"),
        charts.choropleth([Shape("1", "A", SQUARE)], title="T", desc="D", key="d"),
        charts.spark([1, 2]),
    ]
    for svg in drawings:
        assert not re.search(r"\b(class|style)=|<style", svg)


def test_columns_stand_on_zero_even_below_it() -> None:
    up, down = column_chart(series(10, -5)).findall(f"{SVG}rect")
    floor = float(up.get("y", "")) + float(up.get("height", ""))
    assert floor == float(down.get("y", ""))
    assert abs(float(up.get("height", "")) / float(down.get("height", "")) - 2) < 0.05


def test_the_newest_value_of_the_edition_is_the_one_to_look_at() -> None:
    later = [*series(1, 2), Point(2021, 3, "2021", "3 %", later=True)]
    fills = [r.get("fill") for r in column_chart(later).findall(f"{SVG}rect")]
    assert fills == [charts.SCREEN.series[0], charts.SCREEN.accent, "none"]


def test_print_brings_its_own_colours() -> None:
    tree = column_chart(series(1, 2), palette=Palette(series=("#111111",), accent="#222222"))
    assert {r.get("fill") for r in tree.findall(f"{SVG}rect")} == {"#111111", "#222222"}


def test_every_value_and_period_is_written_beside_its_mark() -> None:
    assert set(words(column_chart(series(5, 7)))) == {"5", "7", "2019", "2020"}


def test_a_line_bridges_missing_years_by_dots() -> None:
    points = [Point(2018, 1, "2018", "1"), Point(2019, 2, "2019", "2"), Point(2023, 3, "2023", "3")]
    tree = drawn(charts.line(points, title="T", desc="D", key="k", axis="{:g}".format))
    dashes = [e.get("stroke-dasharray") for e in tree.findall(f"{SVG}line") if e.get("stroke") == "#2B6F86"]
    assert dashes == [None, "1 7"]


def test_a_better_rank_stands_higher() -> None:
    tree = drawn(charts.line(series(51, 26), title="T", desc="D", key="k", axis=str, turned=True))
    before, after = (float(c.get("cy", "")) for c in tree.findall(f"{SVG}circle"))
    assert after < before


def test_a_map_marks_places_and_links_them() -> None:
    shapes = [
        Shape("1", "Trà Cú", SQUARE, (106.2, 9.7), url="/vi/projects/?unit=1", text="2 dự án", value=2),
        Shape("2", "Cầu Kè", EAST, (106.7, 9.7), marked=True),
    ]
    tree = drawn(charts.choropleth(shapes, title="T", desc="D", key="k"))
    link = tree.find(f"{SVG}a")
    assert link is not None
    assert link.get("href") == "/vi/projects/?unit=1"
    marked = tree.findall(f"{SVG}path")[-1]
    assert marked.get("fill") == charts.SCREEN.accent


def test_texts_cannot_break_out_of_a_drawing() -> None:
    svg = charts.ranking([('<script>"', 1, "&")], title="<b>", desc='"', key="k")
    assert "<script>" not in svg
    drawn(svg)


def test_one_value_and_equal_values_can_be_drawn() -> None:
    column_chart(series(4))
    drawn(charts.line(series(4, 4), title="T", desc="D", key="k", axis=str, from_zero=False))
    drawn(charts.line(series(3), title="T", desc="D", key="k", axis=str, turned=True))
