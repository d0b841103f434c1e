"""The check before print: what must be mended, and who answers for the rest."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.core import clock
from showcase.core.database import db, write
from showcase.publication import preflight
from showcase.publication.models import Build, FindingAnswer, Issue
from showcase.publication.rules import Check
from tests.factories import make_issue, make_section
from tests.staff.cast import post, sign_in

AMBERS = ["amber\tdemo\t-\tso-1", "amber\tunreviewed\tthu-ngo\tsection.text"]
RED = "red\tsource\tthu-ngo\tgrdp 2023"


@pytest.fixture
def issue(app: Flask) -> Issue:
    made = make_issue()
    make_section(made, "letter", text="Kính thưa bà con,")
    return made


@pytest.fixture
def editor(client: FlaskClient) -> FlaskClient:
    sign_in(client, Role.EDITOR)
    return client


def built(issue: Issue, *report: str, kind: str = "screen") -> None:
    write()
    for locale in ("vi", "en"):
        db.session.add(
            Build(
                issue_id=issue.id,
                locale=locale,
                kind=kind,
                file_hash="0" * 64,
                pages=4,
                size=1000,
                report="\n".join(report) if locale == "vi" else "",
                finished_at=clock.now(),
            )
        )
    db.session.commit()


def page(issue: Issue) -> str:
    return f"/staff/publications/{issue.slug}/preflight/"


def say(client: FlaskClient, issue: Issue, check: str, reason: str):
    return post(client, f"{page(issue)}{check}", page(issue), data={"reason": reason})


def test_an_issue_without_files_is_not_fit(editor: FlaskClient, issue: Issue) -> None:
    assert not preflight.of(issue).is_fit
    assert "Chưa đủ điều kiện in" in editor.get(page(issue)).text


def test_what_may_stay_needs_a_name_and_a_reason(editor: FlaskClient, issue: Issue) -> None:
    built(issue, *AMBERS)
    assert preflight.of(issue).unanswered == 2
    empty = say(editor, issue, "demo", "")
    assert empty.status_code == 422
    assert 'id="reason-error"' in empty.text
    for check in ("demo", "unreviewed"):
        assert say(editor, issue, check, "Bản mẫu, không đem in").status_code == 303
    assert preflight.of(issue).is_fit
    shown = editor.get(page(issue)).text
    assert "Đủ điều kiện in: 0 lỗi, 2 lưu ý (đã có người chịu trách nhiệm)" in shown
    assert "Bản mẫu, không đem in" in shown
    assert db.session.scalars(db.select(FindingAnswer)).first().by is not None


def test_what_must_be_mended_cannot_be_answered_for(editor: FlaskClient, issue: Issue) -> None:
    built(issue, RED)
    assert say(editor, issue, "source", "Thôi kệ").status_code == 303
    assert db.session.scalar(db.select(FindingAnswer)) is None
    assert not preflight.of(issue).is_fit
    assert "Chưa đủ điều kiện in: 1 lỗi" in editor.get(page(issue)).text


def test_a_point_that_changes_asks_again(editor: FlaskClient, issue: Issue) -> None:
    built(issue, AMBERS[0])
    say(editor, issue, "demo", "Bản mẫu")
    assert preflight.of(issue).is_fit
    built(issue, "amber\tdemo\t-\tmot-bai-khac")
    assert preflight.of(issue).unanswered == 1


def test_the_same_point_in_two_files_of_a_language_is_one(issue: Issue) -> None:
    built(issue, *AMBERS)
    built(issue, *AMBERS, kind="print")
    assert len(preflight.of(issue).points) == 2


def test_an_answer_can_be_taken_back(editor: FlaskClient, issue: Issue) -> None:
    built(issue, AMBERS[0])
    say(editor, issue, "demo", "Bản mẫu")
    assert post(editor, f"{page(issue)}demo/undoing", page(issue)).status_code == 303
    assert preflight.of(issue).unanswered == 1
    assert say(editor, issue, "khong-co", "x").status_code == 404


def test_each_point_leads_to_its_cause(editor: FlaskClient, issue: Issue) -> None:
    section = issue.sections[0].slug
    built(issue, f"amber\tunreviewed\t{section}\tsection.text", "amber\timprint\tmuc-luc\tNhà in")
    shown = editor.get(page(issue)).text
    assert f"/plan/#section-{section}" in shown
    assert f"/staff/publications/{issue.slug}/imprint/" in shown


def test_every_check_has_words_and_says_what_to_do(app: Flask) -> None:
    from showcase.publication.wording import checks, what_to_do

    with app.test_request_context("/staff/"):
        assert set(checks()) == set(what_to_do()) == set(Check)
