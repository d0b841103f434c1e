"""Projects at the desk: the whole record, its sources, who confirmed it, and where its figures stand."""

import json
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.core import clock
from showcase.core.audit import AuditEntry
from showcase.core.database import db, write
from showcase.core.localised import TextState
from showcase.editions.models import Edition
from showcase.investment.models import Project
from tests.factories import (
    make_article,
    make_edition,
    make_issue,
    make_project,
    make_section,
    make_topic,
    make_unit,
    texts,
)
from tests.staff.cast import fields_of, fill, opened, post, sign_in

LIST = "/staff/content/projects/"


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def editor(client: FlaskClient, edition: Edition) -> FlaskClient:
    sign_in(client, Role.EDITOR)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def page_of(project: Project) -> str:
    return f"{LIST}{project.slug}/"


def stored(project: Project) -> Project:
    db.session.rollback()
    db.session.refresh(project)
    return project


def today() -> date:
    return clock.in_zone(clock.now(), "Asia/Ho_Chi_Minh").date()


def test_a_new_project_stands_on_the_site(editor: FlaskClient, edition: Edition) -> None:
    sector, unit = make_topic(edition.host, kind="sector"), make_unit()
    url = "/staff/content/new-project"
    form = opened(editor, url) | {
        "name-vi": "Bến du thuyền",
        "kind": "calling",
        "sector": sector.slug,
        "list_year": "2023",
        "capital_bn_vnd": "1.250,5",
        "area_ha": "8",
        "area_ha_max": "12,5",
        "sources-source_1-title": "Danh mục 2023",
        "looked_for": "cau ke",
    }
    found = editor.post(url, data={**form, "find": "1"})
    assert "Cau Ke district" in found.get_data(as_text=True)
    made = editor.post(url, data={**fields_of(found), "units": unit.code, "forms": "ppp"})
    assert made.status_code == 303
    record = db.session.scalars(db.select(Project)).one()
    assert (record.capital_bn_vnd, record.area_ha, record.area_ha_max) == (1250.5, 8, 12.5)
    assert (record.forms, [one.code for one in record.units]) == (["ppp"], [unit.code])
    page = editor.get("/vi/projects/ben-du-thuyen/").get_data(as_text=True)
    assert "1.250,5" in page
    assert "Bến du thuyền" in editor.get("/vi/projects/").get_data(as_text=True)


def test_a_changed_figure_is_kept_once_its_places_were_seen(editor: FlaskClient, edition: Edition) -> None:
    project = make_project(edition, list_year="2023")
    write()
    texts(project, capacity={"vi": "Trên 64,78 ha", "en": "On 64.78 ha"})
    edition.front_projects = [project.slug]
    db.session.commit()
    make_article(edition, title="Gọi vốn", body=f"Rộng {{{{ project/{project.slug}/area_ha }}}}.")
    make_section(make_issue(edition), "projects", projects=[project.slug])
    question = fill(editor, page_of(project), area_ha="70,5")
    said = question.get_data(as_text=True)
    assert question.status_code == 200
    assert "64.78" in said
    for place in ("Gọi vốn", "Front page, the projects", "Publication, project", "Profile on one sheet"):
        assert place in said
    assert stored(project).area_ha == 64.78
    assert editor.post(page_of(project), data=fields_of(question)).status_code == 303
    assert stored(project).area_ha == 70.5
    assert "70.5" in editor.get(f"/en/projects/{project.slug}/").get_data(as_text=True)
    assert project.texts["capacity", "en"].state == TextState.OUTDATED


def test_a_change_of_words_asks_nothing_and_is_taken_back(editor: FlaskClient, edition: Edition) -> None:
    project = make_project(edition, details={"sdgs": [8]}, capital_bn_vnd=83.375)
    saved = fill(editor, page_of(project), name__en="Ao Ba Om park", stage="negotiating", stage_on="2023-10")
    assert saved.status_code == 303
    assert (stored(project).stage, project.details, project.capital_bn_vnd) == ("negotiating", {"sdgs": [8]}, 83.375)
    page = editor.get(f"/en/projects/{project.slug}/").get_data(as_text=True)
    assert "Ao Ba Om park" in page
    number = saved.location.split("saved=")[1]
    token = opened(editor, page_of(project))["csrf_token"]
    assert editor.post(page_of(project), data={"csrf_token": token, "undo": number}).status_code == 303
    assert stored(project).stage == ""
    assert project.texts_of("name")["en"] == "Ao Ba Om tourist area"


def test_a_figure_that_texts_name_cannot_be_emptied(editor: FlaskClient, edition: Edition) -> None:
    project = make_project(edition)
    make_article(edition, title="Gọi vốn", body=f"Rộng {{{{ project/{project.slug}/area_ha }}}}.")
    answer = fill(editor, page_of(project), area_ha="")
    assert answer.status_code == 422
    assert "Texts name this figure: Gọi vốn" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"sources-source_1-title": ""}, "Please write what the source is called."),
        ({"capital_bn_vnd": "83.375"}, "This may mean 83375 or 83.3750"),
        ({"capital_bn_vnd": "9" * 10_000}, "Please write the number alone"),
        ({"area_ha": "-3"}, "It must be more than nothing."),
        ({"area_ha_max": "3"}, "A range needs its lower end too"),
        ({"capital_musd_max": "3"}, "A range needs its lower end too"),
        ({"list_year": "năm ngoái"}, "Please write the year of the list"),
        ({"stage_on": "2023-13"}, "Please write the period"),
        ({"term_years": "9" * 5_000}, "Not a valid integer value."),
        ({"term_years": "100"}, "Please give a number from 1 to 99."),
        ({"kind": "\x00"}, "Not a valid choice."),
        ({"units": "\u202e"}, "Not a valid choice."),
        ({"forms": "gift"}, "Not a valid choice."),
        ({"place-vi": "\u202e\x00"}, "cannot be stored"),
        ({"summary-vi": "ă" * 10_000}, "At most 1500 characters"),
        ({"contact_email": "ai đó"}, "Please check the e-mail address."),
        ({"contact_phone": "hỏi bác Tư"}, "Please check the telephone number."),
        ({"verified_on": "2999-01-01"}, "This day is still to come."),
    ],
)
def test_bad_input_is_named_and_nothing_is_lost(
    editor: FlaskClient, edition: Edition, fields: dict[str, str], said: str
) -> None:
    project = make_project(edition)
    sent = {**opened(editor, page_of(project)), **fields, "investor-en": "Kept"}
    answer = editor.post(page_of(project), data=sent)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert fields_of(answer)["investor-en"] == "Kept"


def test_an_office_confirms_the_record_today(editor: FlaskClient, edition: Edition) -> None:
    project = make_project(edition, next_review_on=date(2023, 1, 1))
    write()
    texts(project, verified_by={"vi": "Ban cũ", "fr": "Ancien comité"}, contact_agency={"vi": "Sở Kế hoạch"})
    db.session.commit()
    page = editor.get(page_of(project)).get_data(as_text=True)
    assert "The record is to be confirmed again." in page
    assert "Sở Kế hoạch" in page
    answer = post(editor, f"{page_of(project)}confirmation", page_of(project), data={"office": "agency"})
    assert answer.status_code == 303
    assert (stored(project).verified_on, project.next_review_on) == (today(), today() + timedelta(days=365))
    assert project.texts_of("verified_by") == {"vi": "Sở Kế hoạch"}
    entry = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert json.loads(entry.changes)["verified_by-vi"] == ["Ban cũ", "Sở Kế hoạch"]
    assert "Sở Kế hoạch" in editor.get(f"/vi/projects/{project.slug}/").get_data(as_text=True)
    number = answer.location.split("saved=")[1]
    token = opened(editor, page_of(project))["csrf_token"]
    assert editor.post(page_of(project), data={"csrf_token": token, "undo": number}).status_code == 303
    assert stored(project).verified_on is None


def test_nobody_else_can_be_said_to_have_confirmed_it(editor: FlaskClient, edition: Edition) -> None:
    project = make_project(edition)
    answer = post(editor, f"{page_of(project)}confirmation", page_of(project), data={"office": "Bà Tám"})
    assert answer.status_code == 400
    assert stored(project).verified_on is None


def test_what_is_to_be_confirmed_stands_first(editor: FlaskClient, edition: Edition) -> None:
    names = {"Mới": {"verified_on": today()}, "Chưa": {}, "Quá hạn": {"verified_on": date(2020, 1, 1)}}
    for name, columns in names.items():
        project = make_project(edition, **columns)
        write()
        texts(project, name={"vi": name, "en": name})
        db.session.commit()
    page = editor.get(LIST).get_data(as_text=True)
    assert page.index(">Quá hạn<") < page.index(">Chưa<") < page.index(">Mới<")
    assert page.count("to be confirmed again") == 1
    desk = editor.get("/staff/content/").get_data(as_text=True)
    assert "1 project is to be confirmed again" in desk
    assert "1 project was never confirmed" in desk
    found = editor.get(f"{LIST}?q=qua+han").get_data(as_text=True)
    assert ">Quá hạn<" in found
    assert ">Mới<" not in found
    assert "No project matches" in editor.get(f"{LIST}?q=%00zzz&sector=%00").get_data(as_text=True)


def test_two_editors_at_once_lose_nothing(editor: FlaskClient, edition: Edition) -> None:
    project = make_project(edition)
    mine = opened(editor, page_of(project))
    assert fill(editor, page_of(project), list_year="2023").status_code == 303
    answer = editor.post(page_of(project), data={**mine, "list_year": "2024", "name-en": "Mine"})
    assert answer.status_code == 409
    kept = editor.post(page_of(project), data={**fields_of(answer), "take-list_year": "theirs"})
    assert kept.status_code == 303
    assert stored(project).list_year == "2023"
    assert project.texts_of("name")["en"] == "Mine"


def test_a_project_is_translated_at_the_desk(client: FlaskClient, edition: Edition) -> None:
    project = make_project(edition)
    write()
    texts(project, capacity={"vi": "48 MW"})
    db.session.commit()
    sign_in(client, Role.TRANSLATOR)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    url = f"/staff/content/translations/fr/project/{project.id}/"
    page = client.get(url).get_data(as_text=True)
    assert "Capacity" in page
    assert fill(client, url, capacity_1="48 MW").status_code == 303
    assert stored(project).texts_of("capacity")["fr"] == "48 MW"


@pytest.mark.parametrize("role", [Role.GATE, Role.REPORTER, Role.ORGANISER, Role.TRANSLATOR])
def test_who_may_not_edit_is_refused(client: FlaskClient, edition: Edition, role: Role) -> None:
    project = make_project(edition)
    sign_in(client, role)
    assert client.get(LIST).status_code == 403
    assert client.get(page_of(project)).status_code == 403
    assert client.post(page_of(project)).status_code == 403
    assert client.post(f"{page_of(project)}confirmation", data={"office": "host"}).status_code == 403
