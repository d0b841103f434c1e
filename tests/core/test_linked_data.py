"""What search engines read is complete, true, and cannot break out of its block."""

import json
from datetime import UTC, date, datetime

import html5lib

from showcase.core import linked_data

HOST = linked_data.organization("Mặt trận", "https://example.org/vi/", phone="+84 294 000 0000", place="Mẫu")
AT = datetime(2024, 2, 5, 1, tzinfo=UTC)


def test_a_text_cannot_end_the_block() -> None:
    evil = "</script><script>alert(1)</script><!-- \u2028 & ]]>"
    block = str(linked_data.script({"@type": "Thing", "name": evil}))
    tree = html5lib.parse(f"<!doctype html><title>x</title>{block}", namespaceHTMLElements=False)
    scripts = tree.findall(".//script")
    assert len(scripts) == 1
    assert json.loads(scripts[0].text or "")["name"] == evil
    assert "<" not in (scripts[0].text or "")


def test_several_things_stand_in_one_block_each_with_its_context() -> None:
    block = str(linked_data.script(HOST, linked_data.breadcrumb_list([("Nhà", "https://example.org/vi/")])))
    things = json.loads(block.removeprefix('<script type="application/ld+json">').removesuffix("</script>"))
    assert [thing["@type"] for thing in things] == ["GovernmentOrganization", "BreadcrumbList"]
    assert {thing["@context"] for thing in things} == {"https://schema.org"}


def test_an_event_has_what_search_engines_require() -> None:
    event = linked_data.event(
        "Họp mặt", AT, AT, "Hội trường", "https://example.org/e", HOST, "vi", register="https://example.org/r"
    )
    assert {"name", "startDate", "endDate", "location", "organizer", "offers", "inLanguage", "eventStatus"} <= set(
        event
    )
    assert event["startDate"] == "2024-02-05T01:00:00+00:00"
    assert event["location"]["address"] == "Hội trường"
    assert (event["offers"]["price"], event["offers"]["priceCurrency"]) == (0, "VND")
    assert event["isAccessibleForFree"] is True


def test_an_event_that_takes_no_answers_offers_nothing() -> None:
    assert "offers" not in linked_data.event("Họp mặt", AT, AT, "Hội trường", "https://example.org/e", HOST, "vi")
    assert "location" not in linked_data.event("Họp mặt", AT, AT, "", "https://example.org/e", HOST, "vi")


def test_an_article_has_what_search_engines_require() -> None:
    article = linked_data.article("Tên", date(2023, 12, 1), "https://example.org/a", HOST, "vi", changed=AT)
    assert {"headline", "datePublished", "dateModified", "author", "publisher", "mainEntityOfPage"} <= set(article)
    assert "image" not in article


def test_a_dataset_names_its_files_time_and_sources() -> None:
    files = [("https://example.org/i.csv", "text/csv"), ("https://example.org/i", "application/json")]
    data = linked_data.dataset("Số liệu", "Mọi giá trị.", "u", HOST, "vi", files, ["2023", "2018-Q1"], ["s", "", "s"])
    assert data["temporalCoverage"] == "2018/2023"
    assert data["isBasedOn"] == ["s"]
    assert [file["encodingFormat"] for file in data["distribution"]] == ["text/csv", "application/json"]


def test_the_site_can_be_searched() -> None:
    site = linked_data.website("Quê mình", "https://example.org/vi/", "https://example.org/vi/search", "vi")
    target = site["potentialAction"]["target"]["urlTemplate"]
    assert target == "https://example.org/vi/search?q={search_term_string}"
    assert site["publisher"]["@id"] == HOST["@id"]
