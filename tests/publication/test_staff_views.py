"""The console's pages about the printed work."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.core import outbox
from showcase.core.audit import AuditEntry
from showcase.core.database import db, write
from showcase.core.outbox import Lane
from showcase.publication.models import Build, Issue, Section
from tests.factories import make_issue, make_section
from tests.staff.cast import post, sign_in


@pytest.fixture
def issue(app: Flask) -> str:
    made = make_issue()
    make_section(made, "letter", text="Kính thưa bà con,")
    return made.slug


def press_build(client: FlaskClient, slug: str) -> None:
    address = f"/staff/publications/{slug}/"
    assert post(client, f"{address}builds", address, data={"locale": "vi", "kind": "screen"}).status_code == 303


def test_the_list_leads_to_the_issue(client: FlaskClient, issue: str) -> None:
    sign_in(client, Role.EDITOR)
    assert f"/staff/publications/{issue}/" in client.get("/staff/publications/").text
    page = client.get(f"/staff/publications/{issue}/")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"


def test_without_issues_the_list_says_where_they_come_from(client: FlaskClient) -> None:
    sign_in(client, Role.EDITOR)
    assert "publication.yaml" in client.get("/staff/publications/").text


def test_a_volunteer_at_the_door_may_not(client: FlaskClient, issue: str) -> None:
    sign_in(client, Role.GATE)
    assert client.get(f"/staff/publications/{issue}/").status_code == 403


def test_a_file_is_built_by_the_worker_and_taken_home(client: FlaskClient, issue: str) -> None:
    sign_in(client, Role.EDITOR)
    press_build(client, issue)
    waiting = client.get(f"/staff/publications/{issue}/").text
    assert "data-running" in waiting
    assert db.session.scalars(db.select(AuditEntry.verb)).all().count("build.requested") == 1
    assert outbox.run_next(Lane.PRINT)
    build = db.session.scalars(db.select(Build)).one()
    address = f"/staff/publications/builds/{build.id}/file"
    page = client.get(f"/staff/publications/{issue}/").text
    assert address in page
    assert "Chưa đủ điều kiện in: 1 lỗi" in page  # one page cannot be stitched
    file = client.get(address)
    assert file.data.startswith(b"%PDF-")
    assert file.headers["Cache-Control"] == "no-store"
    assert file.headers["Content-Disposition"] == f'attachment; filename="{issue}-vi-screen.pdf"'
    # It is not among the public media, though it lies in the same store.
    assert client.get(f"/media/{build.file_hash}").status_code == 404


def test_a_build_can_be_stopped(client: FlaskClient, issue: str) -> None:
    sign_in(client, Role.EDITOR)
    press_build(client, issue)
    build = db.session.scalars(db.select(Build)).one()
    stop = f"/staff/publications/builds/{build.id}/cancellation"
    assert post(client, stop, f"/staff/publications/{issue}/").status_code == 303
    assert not outbox.run_next(Lane.PRINT)
    assert "data-running" not in client.get(f"/staff/publications/{issue}/").text


def test_a_failure_names_section_and_cause_and_keeps_the_last_good_file(client: FlaskClient, issue: str) -> None:
    sign_in(client, Role.EDITOR)
    press_build(client, issue)
    outbox.run_next(Lane.PRINT)
    good = db.session.scalars(db.select(Build)).one().id
    _add_broken_section(issue)
    press_build(client, issue)
    outbox.run_next(Lane.PRINT)
    page = client.get(f"/staff/publications/{issue}/").text
    assert "indicator khong-co" in page
    assert f"/staff/publications/builds/{good}/file" in page


def test_only_the_forms_own_mark_is_accepted(client: FlaskClient, issue: str) -> None:
    sign_in(client, Role.EDITOR)
    assert (
        client.post(f"/staff/publications/{issue}/builds", data={"locale": "vi", "kind": "screen"}).status_code == 403
    )


def _add_broken_section(slug: str) -> None:
    write()
    issue = db.session.scalars(db.select(Issue).filter_by(slug=slug)).one()
    references = {"figures": [{"indicator": "khong-co", "period": "2023"}]}
    issue.sections.append(Section(slug="so-lieu", template="figures", position=1, references=references))
    db.session.commit()
