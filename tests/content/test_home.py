from showcase.content.models import Feature
from showcase.core.database import db, write
from tests.factories import (
    make_article,
    make_edition,
    make_event,
    make_host,
    make_indicator,
    make_project,
    make_theme,
    make_unit,
    save,
)

SQUARE = {"type": "Polygon", "coordinates": [[[106.0, 9.5], [106.5, 9.5], [106.5, 10.0], [106.0, 10.0], [106.0, 9.5]]]}


def in_front(edition, **changes):
    write()
    for name, value in changes.items():
        setattr(edition, name, value)
    db.session.commit()


def test_the_first_screen_says_what_when_and_for_whom(client):
    edition = make_edition()
    event = make_event(edition)
    page = client.get("/vi/").text
    assert str(edition.text_in("title", "vi")) in page
    assert str(event.text_in("title", "vi")) in page
    assert "năm" in page.split("event-banner__lunar", 1)[1][:120]


def test_the_year_in_figures_shows_the_named_values_with_their_sources(client):
    edition = make_edition()
    indicator = make_indicator(edition, {"2022": 5.1, "2023": 8.25})
    in_front(edition, year_in_figures=[{"indicator": indicator.key, "period": "2023"}])
    page = client.get("/vi/").text
    assert "8,25" in page
    assert "5,1" not in page
    assert "Niên giám" in page


def test_a_project_of_an_old_list_does_not_stand_in_front(client):
    edition = make_edition()
    fresh = make_project(edition, list_year="2022")
    stale = make_project(edition, list_year="2012")
    in_front(edition, front_projects=[stale.slug, fresh.slug])
    page = client.get("/vi/").text
    assert fresh.slug in page
    assert stale.slug not in page


def a_place(edition, **details):
    place = Feature(host_id=edition.host_id, kind="heritage", slug="chua-cau", details=details)
    place.set_text("name", "vi", "Chùa Cầu")
    return save(place)


def test_the_place_in_front_stands_on_the_map(client):
    edition = make_edition()
    make_unit(code="991", level="district", outline=SQUARE)
    a_place(edition, unit="991")
    in_front(edition, front_place="chua-cau")
    page = client.get("/vi/").text
    assert "Chùa Cầu" in page
    assert 'id="front-place-t"' in page


def test_a_place_that_is_on_no_map_does_not_stand_in_front(client):
    edition = make_edition()
    make_unit(code="991", level="district", outline=SQUARE)
    a_place(edition, unit="992")
    in_front(edition, front_place="chua-cau")
    assert "Chùa Cầu" not in client.get("/vi/").text


def test_themes_that_are_not_for_guests_stay_off_the_front_page(client):
    edition = make_edition(make_host())
    shown = make_article(edition, theme=make_theme(edition.host))
    kept_back = make_article(edition, theme=make_theme(edition.host, for_guests=False))
    assert shown.slug in client.get("/vi/").text
    assert kept_back.slug not in client.get("/vi/").text
    assert kept_back.slug in client.get("/vi/articles/").text


def test_a_translation_nobody_has_read_over_says_so(client):
    edition = make_edition()
    write()
    edition.set_text("intro", "en", "Come home.", state="unreviewed")
    db.session.commit()
    assert "has not been reviewed" in client.get("/en/").text
    assert "chưa được duyệt" not in client.get("/vi/").text
