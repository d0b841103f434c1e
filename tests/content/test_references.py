"""The grammar of figures in running text."""

import pytest

from showcase.content.references import Reference, references, replace_references


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("{{ grdp-growth:2023 }}", Reference("indicator", "grdp-growth", period="2023")),
        ("{{nr-communes:2023-10|value}}", Reference("indicator", "nr-communes", period="2023-10", part="value")),
        ("{{ pgi:2022 | rank }}", Reference("indicator", "pgi", period="2022", part="rank")),
        ("{{ province/coast }}", Reference("province", "coast")),
        ("{{ achievement/cau/length }}", Reference("achievement", "cau", "length")),
        ("{{ project/cau/area_ha }}", Reference("project", "cau", "area_ha")),
        ("{{ grdp-growth }}", None),
        ("{{ province/coast:2023 }}", None),
        ("{{ pgi:2022|colour }}", None),
        ("{{ Trà Vinh }}", None),
        ("{{ unclosed", None),
    ],
)
def test_a_reference_is_read(written: str, meant: Reference | None) -> None:
    assert list(references(f"Một dòng.\nTăng {written}")) == [(2, written, meant)]


def test_references_are_replaced_and_the_rest_stays() -> None:
    text = "Tăng {{ grdp-growth:2023 }}, dài {{ province/coast }}; {{ grdp-growth }}"
    assert replace_references(text, lambda r: f"[{r.name}]") == (
        "Tăng [grdp-growth:2023], dài [province/coast]; {{ grdp-growth }}"
    )
