import re
from datetime import date

import pytest

from showcase.content.models import Observation
from showcase.core import clock, versions
from showcase.core.database import db, write
from showcase.editions.models import Edition
from tests.factories import (
    SOURCE,
    at,
    make_achievement,
    make_article,
    make_edition,
    make_event,
    make_indicator,
    make_measure,
    make_project,
    make_unit,
)


def add_observation(indicator, **fields):
    write()
    indicator.observations.append(Observation(sort_key=fields["period"], sources=[SOURCE], **fields))
    db.session.commit()


def test_nine_months_and_whole_years_are_drawn_apart(client):
    edition = make_edition()
    indicator = make_indicator(edition, {"2022": 5.1, "2023": 8.25, "2022-9M": 3.0, "2023-9M": 8.5})
    page = client.get(f"/vi/indicators/{indicator.slug}/").text
    assert len(set(re.findall(r'id="series-\d"', page))) == 2
    assert page.count("<caption>") == 2


def test_an_indicator_shows_status_and_source_of_each_value(client):
    edition = make_edition()
    indicator = make_indicator(edition, {"2022": 5.1})
    add_observation(indicator, period="2023", value=8.25, standing="estimate", note={"vi": "nguồn ghi “hơn”"})
    page = client.get(f"/vi/indicators/{indicator.slug}/").text
    assert "ước thực hiện" in page
    assert "nguồn ghi “hơn”" in page
    assert page.count("Niên giám") >= 2


def test_a_second_printed_value_stands_after_the_first_whenever_it_was_stored(client):
    edition = make_edition()
    indicator = make_indicator(edition, {"2022": 5.1})
    add_observation(indicator, period="2023", value=7.5, variant=1)
    add_observation(indicator, period="2023", value=8.25)
    rows = client.get(f"/api/v1/indicators?edition={edition.slug}").get_json()["items"][0]["observations"]
    assert [row["value"] for row in rows] == [5.1, 8.25, 7.5]
    table = client.get(f"/api/v1/indicators.csv?edition={edition.slug}").text
    assert table.index("8.25") < table.index("7.5")


def test_a_value_of_a_later_time_is_not_the_latest_of_the_edition(client):
    edition = make_edition()
    indicator = make_indicator(edition, {"2023": 8.25})
    add_observation(indicator, period="2024", value=10.04, after_edition=True)
    large = client.get(f"/vi/indicators/{indicator.slug}/").text.split("figure-block__value", 1)[1][:60]
    assert "8,25" in large


def test_a_measure_of_the_edition_is_written_in_its_words(client):
    edition = make_edition()
    make_measure(edition.host, "turbines", {"vi": "trụ tua-bin", "en": "turbines"})
    indicator = make_indicator(edition, {"2023": 79}, unit="turbines")
    assert "79\u00a0trụ\u00a0tua-bin" in client.get(f"/vi/indicators/{indicator.slug}/").text
    assert "79\u00a0turbines" in client.get(f"/en/indicators/{indicator.slug}/").text


def test_a_figure_due_for_review_says_so_from_its_day_on(client):
    edition = make_edition()
    indicator = make_indicator(edition, {"2022": 5.1})
    add_observation(indicator, period="2023", value=8.25, review_on=date(2027, 1, 1))
    write()
    versions.refresh_instants()
    db.session.commit()
    with clock.frozen(at("2026-12-31T23:00+07:00")):
        assert "đến hạn xem lại" not in client.get(f"/vi/indicators/{indicator.slug}/").text
    with clock.frozen(at("2027-01-01T00:30+07:00")):
        assert "đến hạn xem lại" in client.get(f"/vi/indicators/{indicator.slug}/").text


def test_achievements_after_the_edition_stand_apart(client):
    edition = make_edition()
    of_the_year = make_achievement(edition)
    later = make_achievement(edition, after_edition=True)
    before, _, after = client.get("/vi/achievements/").text.partition('id="later"')
    assert of_the_year.slug in before
    assert later.slug in after
    assert later.slug not in before


def test_an_achievement_shows_its_facts_figures_and_sources(client):
    edition = make_edition()
    indicator = make_indicator(edition)
    facts = [{"slug": "size", "label": {"vi": "Quy mô"}, "value": 83375, "unit": "bn-vnd"}]
    achievement = make_achievement(edition, facts=facts, indicators=[indicator])
    page = client.get(f"/vi/achievements/{achievement.slug}/").text
    assert "83.375\u00a0tỷ\u00a0đồng" in page
    assert f"/vi/indicators/{indicator.slug}/" in page
    assert "Niên giám" in page


def test_figures_in_an_article_lead_to_their_indicator(client):
    edition = make_edition()
    indicator = make_indicator(edition, {"2023": 8.25}, key="grdp-growth")
    article = make_article(edition, body=f"Cả năm tăng {{{{ {indicator.key}:2023 }}}}, mừng.")
    page = client.get(f"/vi/articles/{article.slug}/").text
    assert f'tăng <a href="/vi/indicators/{indicator.slug}/">8,25&nbsp;%</a>, mừng' in page


def test_an_article_cannot_bring_html_or_scripts(client):
    edition = make_edition()
    article = make_article(edition, body="<script>alert(1)</script> [x](javascript:alert(1)) <b>y</b>")
    page = client.get(f"/vi/articles/{article.slug}/").text
    assert "<script>alert" not in page
    assert 'href="javascript' not in page


def test_a_reference_that_names_nothing_shows_a_gap_not_a_fault(client):
    edition = make_edition()
    article = make_article(edition, body="Có {{ nothing:2023 }} và {{ project/khong/area_ha }}.")
    assert "Có … và …." in client.get(f"/vi/articles/{article.slug}/").text


@pytest.mark.parametrize("path", ["/", "/achievements/", "/indicators/", "/projects/", "/projects/map/", "/articles/"])
def test_lists_ask_few_queries_however_many_rows(client, query_recorder, path):
    number = make_edition().id

    def fill():
        edition = db.session.get_one(Edition, number)
        make_article(edition)
        project = make_project(edition, units=[make_unit()])
        indicator = make_indicator(edition)
        make_achievement(edition, indicators=[indicator])
        make_event(edition)
        write()
        edition.front_projects = [*edition.front_projects, project.slug]
        edition.year_in_figures = [*edition.year_in_figures, {"indicator": indicator.key, "period": "2023"}]
        db.session.commit()

    fill()
    first = queries_of(client, query_recorder, path)
    for _ in range(4):
        fill()
    assert queries_of(client, query_recorder, path) == first
    assert first <= 8


def test_pages_of_one_thing_ask_few_queries(client, query_recorder):
    edition = make_edition()
    indicator = make_indicator(edition, key="grdp-growth")
    achievement = make_achievement(edition, indicators=[indicator], units=[make_unit()])
    project = make_project(edition, units=[make_unit()])
    named = (f"{indicator.key}:2023", f"achievement/{achievement.slug}/size", f"project/{project.slug}/area_ha")
    body = " ".join(f"{{{{ {name} }}}}" for name in named)
    article = make_article(edition, body=body)
    for path in (
        f"/indicators/{indicator.slug}/",
        f"/achievements/{achievement.slug}/",
        f"/projects/{project.slug}/",
        f"/articles/{article.slug}/",
    ):
        assert queries_of(client, query_recorder, path) <= 8, path


def test_a_page_seen_before_asks_one_query(client, query_recorder):
    make_edition()
    client.get("/vi/")
    query_recorder.clear()
    client.get("/vi/")
    assert len(query_recorder) == 1


def queries_of(client, query_recorder, path):
    db.session.expunge_all()
    query_recorder.clear()
    assert client.get("/vi" + path).status_code == 200
    return len(query_recorder)


def test_achievements_can_be_narrowed_to_a_place(client):
    edition = make_edition()
    city, coast = make_unit(), make_unit()
    here = make_achievement(edition, units=[city])
    there = make_achievement(edition, units=[coast])
    everywhere = make_achievement(edition)
    page = client.get(f"/vi/achievements/?place={city.code}").text
    assert here.slug in page
    assert there.slug not in page
    assert everywhere.slug not in page
    assert f'href="/vi/achievements/?place={coast.code}"' in page
    for nowhere in ("", "999", "%00", "x" * 9000):
        assert there.slug in client.get(f"/vi/achievements/?place={nowhere}").text
