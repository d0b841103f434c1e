"""An issue's way from the licence to its readers, as an officer walks it in the console."""

import io
from datetime import UTC, date, datetime, timedelta

import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from showcase.accounts.rules import Role
from showcase.core import clock, media
from showcase.core.database import db, locked, write
from showcase.core.uploads import Bounds
from showcase.editions.models import CalendarStep
from showcase.publication.models import Issue, IssueVersion
from showcase.release import proof_files
from showcase.release.models import Proof, ReleaseStep
from tests.factories import make_event, make_issue
from tests.staff.cast import fill, post, sign_in

NOON = datetime(2024, 1, 20, 5, 0, tzinfo=UTC)


@pytest.fixture
def issue(app: Flask) -> Issue:
    return make_issue()


@pytest.fixture
def editor(client: FlaskClient) -> FlaskClient:
    sign_in(client, Role.EDITOR)
    return client


def way(issue: Issue) -> str:
    return f"/staff/publications/{issue.slug}/release/"


def record(client: FlaskClient, issue: Issue, step: str, day: str, **fields: str):
    return post(client, f"{way(issue)}{step}", way(issue), data={"done_on": day, **fields})


def freeze(issue: Issue) -> None:
    write()
    locked(issue).versions.append(IssueVersion(number=1, frozen_at=clock.now()))
    db.session.commit()


def test_five_steps_lead_to_the_readers(editor: FlaskClient, issue: Issue) -> None:
    with clock.frozen(NOON):
        assert record(editor, issue, "filed", "2023-12-20", note="Biên nhận số 12").status_code == 303
        licence = {"licence_number": "02/GP-SVHTTDL", "licence_authority": "Sở Mẫu", "licence_date": "03/01/2024"}
        assert record(editor, issue, "granted", "2024-01-03", **licence).status_code == 303
        freeze(issue)
        for step, day in (("printed", "2024-01-08"), ("deposited", "2024-01-10"), ("released", "2024-01-20")):
            assert record(editor, issue, step, day).status_code == 303, step
        page = editor.get(way(issue)).text
    assert "02/GP-SVHTTDL" in page
    assert "Biên nhận số 12" in page
    assert issue.imprint["licence_number"] == "02/GP-SVHTTDL", "the book prints what was granted"
    assert db.session.scalar(db.select(db.func.count(ReleaseStep.id))) == 5


def test_the_lock_says_from_which_day_on(editor: FlaskClient, issue: Issue) -> None:
    freeze(issue)
    write()
    for step, day in (("filed", 1), ("granted", 2), ("printed", 3), ("deposited", 12)):
        db.session.add(ReleaseStep(issue_id=issue.id, step=step, done_on=date(2024, 1, day)))
    db.session.commit()
    with clock.frozen(NOON):
        answer = record(editor, issue, "released", "2024-01-20")
        assert answer.status_code == 409
        assert "22/01/2024" in answer.text
        assert 'action="' + way(issue) + 'released"' not in editor.get(way(issue)).text, "there is nothing to press yet"


def test_what_is_not_filled_in_is_said_beside_its_field_and_nothing_is_lost(editor: FlaskClient, issue: Issue) -> None:
    with clock.frozen(NOON):
        record(editor, issue, "filed", "2023-12-20")
        answer = record(editor, issue, "granted", "", licence_number="", licence_authority="Sở Mẫu", note="Ba bản")
    assert answer.status_code == 422
    assert 'id="licence_number-error"' in answer.text
    assert 'id="done_on-error"' in answer.text
    assert 'value="Sở Mẫu"' in answer.text
    assert "Ba bản" in answer.text


def test_the_reverse_calendar_learns_of_a_step_and_of_its_being_taken_back(editor: FlaskClient, issue: Issue) -> None:
    make_event(issue.publication.edition, starts_at=NOON + timedelta(days=40), ends_at=NOON + timedelta(days=41))
    with clock.frozen(NOON):
        assert "hạn" in editor.get(way(issue)).text
        record(editor, issue, "filed", "2023-12-20")
        kept = db.session.scalars(db.select(CalendarStep).filter_by(key="licence-file")).one()
        assert kept.done_on == date(2023, 12, 20)
        assert post(editor, f"{way(issue)}filed/undoing", way(issue)).status_code == 303
    db.session.expire_all()
    assert kept.done_on is None
    assert db.session.scalar(db.select(ReleaseStep)) is None


def test_two_who_press_at_once_record_a_step_once(editor: FlaskClient, issue: Issue) -> None:
    with clock.frozen(NOON):
        assert record(editor, issue, "filed", "2023-12-20").status_code == 303
        assert record(editor, issue, "filed", "2023-12-20").status_code == 409
    assert db.session.scalar(db.select(db.func.count(ReleaseStep.id))) == 1


def test_places_of_deposit_are_the_hosts_own_data(editor: FlaskClient, issue: Issue) -> None:
    address = f"{way(issue)}deposit"
    assert fill(editor, address, name_0="Sở Văn hóa Mẫu", copies_0="", days="10").status_code == 422
    assert fill(editor, address, name_0="Sở Văn hóa Mẫu", copies_0="2", days="9").status_code == 422
    kept = fill(editor, address, name_0="Sở Văn hóa Mẫu", copies_0="2", name_1="Thư viện Quốc gia", copies_1="1")
    assert kept.status_code == 303
    page = editor.get(way(issue)).text
    assert "Sở Văn hóa Mẫu: 2" in page
    assert "Thư viện Quốc gia: 1" in page


def paper(kind: str) -> bytes:
    output = io.BytesIO()
    if kind == "pdf":
        document = pypdfium2.PdfDocument.new()
        document.new_page(595, 842)
        document.save(output)
    else:
        Image.new("RGB", (800, 1100), "white").save(output, "JPEG")
    return output.getvalue()


@pytest.mark.parametrize(("kind", "mimetype"), [("pdf", "application/pdf"), ("jpeg", "image/jpeg")])
def test_a_signed_sheet_is_kept_and_given_to_nobody_else(
    editor: FlaskClient, app: Flask, issue: Issue, kind: str, mimetype: str
) -> None:
    with clock.frozen(NOON):
        answer = keep(editor, issue, paper(kind), f"to-1.{kind}")
    assert answer.status_code == 303
    proof = db.session.scalars(db.select(Proof)).one()
    address = f"/staff/publications/{issue.slug}/proofs/{proof.id}"
    assert editor.get(address).mimetype == mimetype
    assert app.test_client().get(address).status_code == 303, "it asks who is there"
    assert app.test_client().get(f"/media/{media.digest_of(proof.content)}").status_code == 404, "it bears signatures"


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 broken", b"hello", b"%PDF" + b"x" * 200_000])
def test_what_is_no_scan_is_refused_beside_its_field(
    editor: FlaskClient, issue: Issue, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proof_files, "BOUNDS", Bounds(100_000, 1_000_000, 64))
    answer = keep(editor, issue, content, "to-1.pdf")
    assert answer.status_code == 422
    assert 'id="file-error"' in answer.text
    assert "Bìa" in answer.text
    assert db.session.scalar(db.select(Proof)) is None


def keep(client: FlaskClient, issue: Issue, content: bytes, name: str):
    data = {
        "sheets": "Bìa, trang 1–4",
        "signer": "Chủ tịch Lê Văn Một",
        "signed_on": "2024-01-05",
        "file": (io.BytesIO(content), name),
    }
    address = f"/staff/publications/{issue.slug}/proofs"
    return post(client, address, way(issue), data=data, content_type="multipart/form-data")
