"""The homecoming guide: in its order, with figures by reference and links to official services alone."""

from pathlib import Path
from urllib.parse import urlsplit

import yaml

from showcase.packs import services
from tests.factories import make_edition, make_guide_entry, make_indicator

SAMPLE = Path(__file__).parents[2] / "editions/tra-vinh-2023/guide.yaml"


def test_sections_stand_in_their_order_and_in_a_list_of_contents(client):
    edition = make_edition()
    second = make_guide_entry(edition, position=2, heading="Đường về")
    first = make_guide_entry(edition, position=1, demo=True)
    contents, _, sections = client.get("/vi/guide/").text.partition('<section class="guide-entry"')
    assert contents.index(f"#{first.slug}") < contents.index(f"#{second.slug}")
    assert sections.index("Mang theo áo mỏng.") < sections.index("Đường về")
    assert "mẫu" in sections.split("Đường về")[0]


def test_a_figure_is_the_one_of_its_record_with_its_source(client):
    edition = make_edition()
    indicator = make_indicator(edition, {"2023": 8.25}, key="grdp-growth")
    make_guide_entry(edition, body=f"Quê tăng {{{{ {indicator.key}:2023 }}}}.")
    page = client.get("/vi/guide/").text
    assert "8,25" in page
    assert "Niên giám" in page


def test_links_say_where_they_lead_also_on_paper(client):
    links = [{"title": {"vi": "Thị thực điện tử", "en": "Electronic visa"}, "url": "https://evisa.example.vn"}]
    make_guide_entry(make_edition(), links=links)
    page = client.get("/en/guide/").text
    assert 'href="https://evisa.example.vn"' in page
    assert "Electronic visa" in page
    assert '<div class="prose" lang="vi">' in page


def test_an_edition_without_a_guide_says_so(client):
    make_edition()
    assert "Chưa có gì ở đây" in client.get("/vi/guide/").text
    assert "/guide/" not in client.get("/sitemap.xml").text


def test_the_guide_asks_few_queries_however_long(client, query_recorder):
    edition = make_edition()
    indicator = make_indicator(edition, {"2023": 8.25}, key="grdp-growth")

    def asked():
        query_recorder.clear()
        client.get("/vi/guide/")
        return len(query_recorder)

    number, body = edition.id, f"{{{{ {indicator.key}:2023 }}}} {{{{ province/coast }}}}"
    make_guide_entry(edition, body=body)
    first = asked()
    for _ in range(5):
        make_guide_entry(edition, body=body)
    assert number
    assert asked() == first <= 8


def test_the_sample_sends_nobody_to_a_page_that_is_not_official() -> None:
    entries = yaml.safe_load(SAMPLE.read_text(encoding="utf-8"))["entries"]
    hosts = [urlsplit(link["url"]).hostname or "" for entry in entries for link in entry.get("links", [])]
    assert len(hosts) >= 5
    assert [host for host in hosts if not host.endswith(".gov.vn")] == []


def test_a_figure_that_is_not_in_the_folder_is_a_fault(tmp_path: Path) -> None:
    for file in SAMPLE.parent.glob("*"):
        (tmp_path / file.name).symlink_to(file)
    (tmp_path / "guide.yaml").unlink()
    text = SAMPLE.read_text(encoding="utf-8").replace("province/dry", "province/wet", 1)
    (tmp_path / "guide.yaml").write_text(text, encoding="utf-8")
    assert ["province/wet" in str(finding) for finding in services.check(tmp_path)] == [True]
