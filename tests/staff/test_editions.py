"""Editions in the console: which one is in front, what stands on its first page, publishing and taking away."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.core.audit import AuditEntry
from showcase.core.database import db
from showcase.editions.models import Edition
from tests.factories import make_article, make_edition, make_event, make_indicator, make_project, make_registration
from tests.staff.cast import fields_of, fill, mark_of, opened, post, sign_in

LIST, PAGE = "/staff/editions/", "/staff/editions/nam-nay/"


@pytest.fixture
def staff(client: FlaskClient) -> FlaskClient:
    make_edition(slug="nam-nay")
    sign_in(client)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def edition(slug: str = "nam-nay") -> Edition:
    db.session.expire_all()
    return db.session.scalars(db.select(Edition).filter_by(slug=slug)).one()


def words_of(client: FlaskClient, path: str) -> str:
    return client.get(path).get_data(as_text=True)


def test_the_list_says_which_one_is_in_front_and_why(
    app: Flask, staff: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_edition(edition().host, slug="nam-sau", year=2024, published_at=None)
    page = words_of(staff, LIST)
    assert "In front: Homeland spring 2023." in page
    assert "latest year" in page
    assert "being prepared" in page
    monkeypatch.setitem(app.config, "EDITION", "nam-sau")
    assert "SHOWCASE_EDITION" in words_of(staff, LIST)


def test_a_site_without_editions_says_what_to_do(client: FlaskClient) -> None:
    sign_in(client)
    assert "showcase edition load" in words_of(client, LIST)


def test_words_and_year_are_changed_with_a_trace_and_taken_back(staff: FlaskClient) -> None:
    answer = fill(staff, PAGE, title__en="Spring at home", year="2025", locale_en=None)
    assert answer.status_code == 303
    assert (str(edition().text_in("title", "en")), edition().year, edition().locales) == (
        "Spring at home",
        2025,
        ["vi"],
    )
    entry = db.session.scalars(db.select(AuditEntry).filter_by(verb="edition.changed")).one()
    assert json.loads(entry.changes)["year"] == ["2023", "2025"]
    page = staff.get(answer.location)
    assert staff.post(PAGE, data={"csrf_token": mark_of(page), "undo": str(entry.id)}).status_code == 303
    assert (str(edition().text_in("title", "en")), edition().year) == ("Homeland spring 2023", 2023)
    assert edition().locales == ["vi", "en"]


def test_figures_and_projects_are_chosen_from_the_editions_own(staff: FlaskClient) -> None:
    indicator, project = make_indicator(edition(), key="grdp"), make_project(edition(), slug="khu-du-lich")
    stranger = make_project(make_edition(edition().host, year=2020), slug="cua-nguoi-khac")
    running = make_project(edition(), kind="running")
    page = words_of(staff, PAGE)
    assert "GRDP growth, 2023: 8.25%" in page
    assert stranger.slug not in page
    assert running.slug not in page
    chosen = {"figure_1": "grdp|2023", "figure_3": "grdp|2022", "project_2": project.slug}
    assert fill(staff, PAGE, **chosen).status_code == 303
    assert edition().year_in_figures == [
        {"indicator": indicator.key, "period": "2023"},
        {"indicator": indicator.key, "period": "2022"},
    ]
    assert edition().front_projects == [project.slug]
    assert fill(staff, PAGE, figure_2="grdp|2023").status_code == 422
    assert fill(staff, PAGE, project_1="khong-co").status_code == 422
    assert len(edition().year_in_figures) == 2


def test_what_stands_in_front_stays_when_its_figure_is_gone(staff: FlaskClient) -> None:
    with db.session.no_autoflush:
        record = edition()
    from_before = [{"indicator": "da-bo", "period": "2023"}]
    make_edition(record.host, slug="cu", year=2020, year_in_figures=from_before, front_projects=["da-dong"])
    assert fill(staff, "/staff/editions/cu/", title__vi="Đổi tên").status_code == 303
    assert edition("cu").year_in_figures == from_before
    assert edition("cu").front_projects == ["da-dong"]


@pytest.mark.parametrize(
    "fields",
    [{"title__vi": ""}, {"title__vi": "T" * 301}, {"intro__en": "i" * 2001}, {"title__vi": "a\x00b"},
     *({"year": year} for year in ("", "năm nay", "99", "20233", "1" * 400, "1" * 5000))],
)  # fmt: skip
def test_bad_input_is_refused_and_nothing_is_stored(fields: dict[str, str], staff: FlaskClient) -> None:
    answer = fill(staff, PAGE, **fields)
    assert answer.status_code == 422
    assert "Please look at these points again" in answer.get_data(as_text=True)
    assert str(edition().text_in("title", "vi")) == "Xuân quê hương 2023"
    assert edition().year == 2023


def test_two_people_at_once_see_both_words(staff: FlaskClient) -> None:
    mine = opened(staff, PAGE)
    fill(staff, PAGE, year="2024")
    answer = staff.post(PAGE, data={**mine, "year": "2026"})
    assert answer.status_code == 409
    assert staff.post(PAGE, data=fields_of(answer)).status_code == 303
    assert edition().year == 2026


def test_publishing_brings_the_latest_year_to_the_front(staff: FlaskClient) -> None:
    make_edition(edition().host, slug="nam-sau", year=2024, published_at=None)
    path = "/staff/editions/nam-sau/"
    answer = post(staff, f"{path}publication", page=path)
    assert "The edition is published." in words_of(staff, answer.location)
    assert edition("nam-sau").published_at is not None
    assert post(staff, f"{path}withdrawal", page=path).status_code == 303
    assert edition("nam-sau").published_at is None
    verbs = db.session.scalars(db.select(AuditEntry.verb).order_by(AuditEntry.id)).all()
    assert verbs[-2:] == ["edition.published", "edition.withdrawn"]


def test_an_edition_that_guests_have_answered_stays_in_sight(staff: FlaskClient) -> None:
    other = make_edition(edition().host, slug="nam-sau", year=2024)
    make_registration(make_event(other))
    assert post(staff, "/staff/editions/nam-sau/withdrawal", page=LIST).status_code == 409
    assert edition("nam-sau").published_at is not None


def test_the_last_published_edition_stays_in_sight(staff: FlaskClient) -> None:
    assert post(staff, f"{PAGE}withdrawal", page=PAGE).status_code == 409
    assert edition().published_at is not None


def test_what_is_published_answered_or_written_is_not_taken_away(staff: FlaskClient) -> None:
    assert post(staff, f"{PAGE}removal", page=PAGE).status_code == 409
    other = make_edition(edition().host, slug="nam-sau", year=2024, published_at=None)
    make_article(other)
    make_registration(make_event(other))
    answer = post(staff, "/staff/editions/nam-sau/removal", page=LIST)
    assert answer.status_code == 409
    assert "Guests are invited or have answered" in answer.get_data(as_text=True)
    assert "have been written for it" in answer.get_data(as_text=True)
    assert edition("nam-sau").id


@pytest.mark.parametrize("role", [Role.GATE, Role.EDITOR, Role.TRANSLATOR, Role.REPORTER])
@pytest.mark.parametrize("path", [LIST, PAGE, f"{PAGE}successor", f"{PAGE}removal"])
def test_others_do_not_see_it(path: str, role: Role, client: FlaskClient) -> None:
    make_edition(slug="nam-nay")
    sign_in(client, role)
    assert client.get(path).status_code == 403


@pytest.mark.parametrize("verb", ["", "publication", "withdrawal", "removal", "successor"])
def test_others_change_nothing(verb: str, client: FlaskClient) -> None:
    make_edition(slug="nam-nay", published_at=None)
    sign_in(client, Role.EDITOR)
    data = {"csrf_token": mark_of(client.get("/staff/")), "title-vi": "Của tôi", "key": "k"}
    assert client.post(f"{PAGE}{verb}", data=data).status_code == 403
    assert str(edition().text_in("title", "vi")) == "Xuân quê hương 2023"
    assert edition().published_at is None
    assert db.session.query(Edition).count() == 1
    assert not db.session.scalars(db.select(AuditEntry.id).where(AuditEntry.verb.startswith("edition."))).all()


@pytest.mark.parametrize("slug", ["khong-co", "A", "%00"])
def test_an_unknown_edition_is_not_found(slug: str, staff: FlaskClient) -> None:
    assert staff.get(f"/staff/editions/{slug}/").status_code == 404
