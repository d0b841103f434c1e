"""Who gets how many copies: planned, sent and received by units, and sent to households that cannot come."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.core.database import db, write
from showcase.publication.models import Issue
from showcase.release import distribution
from showcase.release.models import BookSent, Consignment, ReleaseStep
from showcase.release.rules import ORDER
from tests.factories import PASSWORD, make_account, make_commune, make_event, make_invitation, make_issue
from tests.staff.cast import fill, post, sign_in


@pytest.fixture
def issue(app: Flask) -> Issue:
    made = make_issue()
    make_commune(made.publication.edition, "Xã Phong Thạnh", code="29001")
    return made


@pytest.fixture
def editor(client: FlaskClient) -> FlaskClient:
    sign_in(client, Role.EDITOR)
    return client


def release(issue: Issue) -> None:
    write()
    for step in ORDER:
        db.session.add(ReleaseStep(issue_id=issue.id, step=step, done_on=date(2024, 1, 2)))
    db.session.commit()


def copies(issue: Issue) -> str:
    return f"/staff/publications/{issue.slug}/copies/"


def plan(client: FlaskClient, issue: Issue, number: str, whom: str = "commune"):
    return post(client, copies(issue), copies(issue), data={"locale": "vi", "copies": number, "whom": whom})


def only() -> Consignment:
    return db.session.scalars(db.select(Consignment)).one()


def test_a_plan_for_every_commune_is_one_press(editor: FlaskClient, issue: Issue) -> None:
    assert plan(editor, issue, "40").status_code == 303
    assert plan(editor, issue, "40").status_code == 303, "pressed twice it is planned once"
    assert only().planned == 40
    assert "Phong Thạnh" in editor.get(copies(issue)).text
    assert plan(editor, issue, "0").status_code == 303
    assert db.session.scalar(db.select(Consignment)) is None


@pytest.mark.parametrize("number", ["", "-1", "nhiều", "9999999"])
def test_a_number_that_is_none_is_said_beside_its_field(editor: FlaskClient, issue: Issue, number: str) -> None:
    answer = plan(editor, issue, number)
    assert answer.status_code == 422
    assert 'id="copies-error"' in answer.text


def test_copies_leave_only_after_the_release(editor: FlaskClient, issue: Issue) -> None:
    plan(editor, issue, "40")
    page = f"{copies(issue)}{only().id}/"
    assert post(editor, page, copies(issue), data={"copies": "40", "day": "2024-01-05"}).status_code == 409
    release(issue)
    assert fill(editor, page, copies="38", day="2024-01-05").status_code == 303
    assert (only().sent, only().sent_on) == (38, date(2024, 1, 5))
    plan(editor, issue, "60")
    assert only().planned == 40, "what is on its way is not planned anew"


def test_the_commune_says_how_many_came(client: FlaskClient, issue: Issue, app: Flask) -> None:
    sign_in(client, Role.EDITOR)
    plan(client, issue, "40")
    release(issue)
    fill(client, f"{copies(issue)}{only().id}/", copies="40", day="2024-01-05")
    commune = app.test_client()
    account = make_account(Role.REPORTER, unit_code="29001")
    commune.post("/staff/sign-in", data={"email": account.email, "password": PASSWORD})
    assert "40" in commune.get("/staff/consignments/").text
    page = f"/staff/consignments/{only().id}/"
    assert fill(commune, page, copies="38", day="2024-01-06", note="Hai cuốn bị ướt").status_code == 303
    assert "Hai cuốn bị ướt" in client.get(copies(issue)).text


def test_another_unit_sees_nothing_of_it(client: FlaskClient, issue: Issue, app: Flask) -> None:
    sign_in(client, Role.EDITOR)
    plan(client, issue, "40")
    release(issue)
    fill(client, f"{copies(issue)}{only().id}/", copies="40", day="2024-01-05")
    stranger = app.test_client()
    account = make_account(Role.REPORTER, unit_code="11111")
    stranger.post("/staff/sign-in", data={"email": account.email, "password": PASSWORD})
    assert stranger.get(f"/staff/consignments/{only().id}/").status_code == 404


def test_who_cannot_come_and_wishes_for_the_book_gets_it_once(client: FlaskClient, issue: Issue) -> None:
    sign_in(client, Role.ORGANISER)
    event = make_event(issue.publication.edition)
    wishes = make_invitation(event, name="Trần Thị Xa", wishes_news=True)
    make_invitation(event, name="Không Hỏi", wishes_news=None)
    release(issue)
    page = client.get(copies(issue)).text
    assert "Trần Thị Xa" in page
    assert "Không Hỏi" not in page
    address = f"{copies(issue)}households/{wishes.code}"
    for _press in range(2):
        assert post(client, address, copies(issue), data={"sent": "yes"}).status_code == 303
    assert db.session.scalar(db.select(db.func.count(BookSent.id))) == 1
    (count,) = distribution.counts(issue)
    assert (count.wished, count.posted) == (1, 1)
    post(client, address, copies(issue), data={"sent": "no"})
    assert db.session.scalar(db.select(BookSent)) is None


def test_who_may_not_see_guests_sees_numbers_alone(editor: FlaskClient, issue: Issue) -> None:
    make_invitation(make_event(issue.publication.edition), name="Trần Thị Xa", wishes_news=True)
    assert "Trần Thị Xa" not in editor.get(copies(issue)).text
