"""Communes name families; the province merges, the Board signs, and the card comes back to be handed over."""

from datetime import date, timedelta

import pytest

from showcase.accounts.models import Account
from showcase.accounts.rules import Role
from showcase.core import clock, sweeps
from showcase.core.audit import AuditEntry
from showcase.core.database import db, write
from showcase.invitations import proposal_papers, proposals
from showcase.invitations.models import Invitation, Proposal, ProposalList
from tests.factories import (
    PASSWORD,
    make_account,
    make_commune,
    make_district,
    make_edition,
    make_event,
    make_invitation,
)
from tests.staff.cast import fill, opened, post, sign_in

FAMILY = {"name": "Đặng Thị Hường", "country": "US", "reach": "em ruột Bảy Lành, 0912 345 678"}


@pytest.fixture
def edition():
    return make_edition()


@pytest.fixture
def commune(edition):
    return make_commune(edition, "Xã Nhị Long")


@pytest.fixture
def event(edition):
    return make_event(edition)


@pytest.fixture
def reporter(app, commune, event):
    return as_reporter(app, commune)


@pytest.fixture
def organiser(app):
    browser = app.test_client()
    sign_in(browser)
    return browser


def as_reporter(app, unit):
    browser = app.test_client()
    account = make_account(Role.REPORTER, unit_code=unit.code)
    browser.post("/staff/sign-in", data={"email": account.email, "password": PASSWORD})
    return browser


def propose(browser, **fields):
    return fill(browser, "/staff/proposals/", **{**FAMILY, **fields})


def all_proposals():
    return db.session.scalars(db.select(Proposal).order_by(Proposal.id)).all()


def desk(event, number="", deed=""):
    return f"/staff/invitations/{event.slug}/proposals/" + (f"{number}/{deed}" if number else "")


def test_a_commune_proposes_in_three_fields_and_a_retry_changes_nothing(reporter, commune):
    sent = opened(reporter, "/staff/proposals/") | FAMILY
    assert {"name", "country", "reach"} == sent.keys() - {"csrf_token", "seen"}
    answers = [reporter.post("/staff/proposals/", data=sent) for _time in range(2)]
    assert answers[0].location == answers[1].location
    (proposal,) = all_proposals()
    assert (proposal.name, proposal.country, proposal.unit_code, proposal.state) == (
        *("Đặng Thị Hường", "US", commune.code, "open"),
    )
    page = reporter.get(answers[0].location).text
    assert "Đã ghi nhận Đặng Thị Hường" in page
    assert "chờ tỉnh xem xét" in page


@pytest.mark.parametrize(
    ("field", "text"),
    [("name", ""), ("name", "123"), ("name", "a" * 201), ("name", "A\0n"), ("country", ""), ("country", "XX"),
     ("reach", ""), ("reach", "a" * 10_000)],
)  # fmt: skip
def test_a_fault_stands_beside_its_field_and_nothing_typed_is_lost(reporter, field, text):
    answer = propose(reporter, **{field: text})
    assert answer.status_code == 422
    assert "field--faulty" in answer.text
    assert (FAMILY["reach"] if field != "reach" else FAMILY["name"]) in answer.text
    assert not all_proposals()


def test_a_reporter_sees_and_changes_nothing_of_another_commune(app, edition, event, reporter, organiser):
    propose(reporter)
    (proposal,) = all_proposals()
    card = make_invitation(event, unit_code=proposal.unit_code, name="Trần Văn Bảy")
    stranger = as_reporter(app, make_commune(edition, "Xã Lạ", make_district(edition)))
    assert "Hường" not in stranger.get("/staff/proposals/").text
    assert "Bảy" not in stranger.get("/staff/proposals/cards/").text
    assert stranger.get(f"/staff/proposals/{proposal.id}/").status_code == 403
    assert post(stranger, f"/staff/proposals/{proposal.id}/", data=FAMILY).status_code == 403
    handed = f"/staff/proposals/cards/{card.code}/handed"
    assert post(stranger, handed, data={"handed_on": "2026-01-05"}).status_code == 403
    assert stranger.get(desk(event)).status_code == 403
    assert stranger.get("/staff/proposals/2147483647/").status_code == 404
    account = db.session.scalars(db.select(Account).order_by(Account.id.desc())).first()
    assert not list(db.session.scalars(proposals.cards(account, event))), "what the receipts are made of"


def test_whoever_answers_for_several_communes_says_which(organiser, edition, commune, event):
    other = make_commune(edition, "Xã Đại Phước")
    assert propose(organiser).status_code == 422
    assert propose(organiser, unit_code="99999").status_code == 422
    propose(organiser, unit_code=other.code)
    assert all_proposals()[0].unit_code == other.code


def test_a_proposal_can_be_corrected_until_it_is_settled(reporter, organiser, event):
    propose(reporter)
    (proposal,) = all_proposals()
    path = f"/staff/proposals/{proposal.id}/"
    assert fill(reporter, path, name="Đặng Thu Hường").status_code == 303
    assert all_proposals()[0].name == "Đặng Thu Hường"
    late = opened(reporter, path)
    post(organiser, desk(event, proposal.id, "approval"))
    assert reporter.post(path, data=late | {"name": "Ai khác"}).status_code == 409
    assert all_proposals()[0].name == "Đặng Thu Hường"


def test_likely_duplicates_are_shown_and_merged(app, edition, event, reporter, organiser):
    propose(reporter)
    neighbour = as_reporter(app, make_commune(edition, "Xã Đại Phước"))
    propose(neighbour, name="Huong Dang Thi", reach="cháu nội")
    propose(neighbour, name="Đặng Thị Hường", country="KH")  # another one, in another country
    invited = ("invitation", make_invitation(event, name="dang thi huong", country="US", unit_code="").id)
    first, second, third = all_proposals()
    found = proposals.likely(event, [first, second, third])
    same = {number: {(one.kind, one.number) for one in likely} for number, likely in found.items()}
    assert same[first.id] == {("proposal", second.id), invited}, "another country and commune: another one"
    assert same[second.id] == {("proposal", first.id), ("proposal", third.id), invited}
    assert "có thể trùng" in organiser.get(desk(event)).text

    forged = post(organiser, desk(event, second.id, "merge"), data={"same": f"proposal:{third.id + 50}"})
    assert forged.status_code == 422
    post(organiser, desk(event, second.id, "merge"), data={"same": f"proposal:{first.id}"})
    post(organiser, desk(event, first.id, "approval"))
    db.session.expire_all()
    assert (second.state, second.merged_into_id, first.state) == ("merged", first.id, "approved")
    assert second.invitation_id == first.invitation_id is not None
    assert "được mời" in neighbour.get("/staff/proposals/").text
    assert db.session.scalar(db.select(db.func.count(Invitation.id))) == 2


def test_a_family_that_is_invited_already_gets_its_card_from_the_commune(event, reporter, organiser, commune):
    invitation = make_invitation(event, name="Đặng Thị Hường", country="US", unit_code="")
    propose(reporter)
    (proposal,) = all_proposals()
    post(organiser, desk(event, proposal.id, "merge"), data={"same": f"invitation:{invitation.id}"})
    db.session.expire_all()
    assert (proposal.state, proposal.invitation_id, invitation.unit_code) == ("merged", invitation.id, commune.code)
    post(organiser, desk(event, proposal.id, "reopening"))
    db.session.expire_all()
    assert (proposal.state, proposal.invitation_id) == ("open", None)


def test_a_reason_stays_among_officers(event, reporter, organiser):
    propose(reporter)
    (proposal,) = all_proposals()
    post(organiser, desk(event, proposal.id, "refusal"), data={"reason": "đã mời năm trước"})
    assert "đã mời năm trước" in organiser.get(desk(event, proposal.id)).text
    theirs = reporter.get("/staff/proposals/").text + reporter.get(f"/staff/proposals/{proposal.id}/").text
    assert "lần này chưa mời" in theirs
    assert "năm trước" not in theirs


def test_a_signed_list_invites_those_on_it_and_nobody_else(event, reporter, organiser, commune):
    propose(reporter)
    propose(reporter, name="Trần Văn Bảy")
    post(organiser, desk(event) + "lists/")
    post(organiser, desk(event) + "lists/")  # nothing is left for a second one
    propose(reporter, name="Đến Sau")
    (made,) = db.session.scalars(db.select(ProposalList)).all()
    lists = desk(event) + f"lists/{made.number}/"
    assert post(organiser, lists + "approval", data={"signed_on": "2999-01-01"}).status_code == 422
    assert post(organiser, lists + "approval", data={"signed_on": ""}).status_code == 422
    for _time in range(2):
        assert post(organiser, lists + "approval", data={"signed_on": "2026-01-05"}).status_code == 303
    db.session.expire_all()
    assert [one.state for one in all_proposals()] == ["approved", "approved", "open"]
    assert (made.signed_on, made.approved_by_id is not None) == (date(2026, 1, 5), True)
    first = db.session.scalars(db.select(Invitation).order_by(Invitation.id)).first()
    assert (first.name, first.addressee, first.unit_code, first.home_phone) == (
        *("Đặng Thị Hường", "family", commune.code, "+84912345678"),
    )
    assert post(organiser, lists + "removal").status_code == 409
    assert db.session.query(AuditEntry).filter_by(verb="proposal_list.approved").count() == 1


def test_a_list_that_was_not_signed_frees_what_stood_on_it(event, reporter, organiser):
    propose(reporter)
    post(organiser, desk(event) + "lists/")
    post(organiser, desk(event) + "lists/1/removal")
    assert (all_proposals()[0].list_id, all_proposals()[0].state) == (None, "open")
    assert "Lập danh sách 1 đề nghị" in organiser.get(desk(event)).text


def test_the_commune_notes_the_day_on_the_receipt(event, reporter, organiser):
    propose(reporter)
    post(organiser, desk(event, all_proposals()[0].id, "approval"))
    card = db.session.scalars(db.select(Invitation)).one()
    page = reporter.get("/staff/proposals/cards/").text
    assert "Đặng Thị Hường" in page
    path = f"/staff/proposals/cards/{card.code}/handed"
    assert post(reporter, path, data={"handed_on": "2999-01-05"}).status_code == 422
    assert post(reporter, path, data={"handed_on": "hôm qua"}).status_code == 422
    post(reporter, path, data={"handed_on": "2026-01-05"})
    assert card.handed_on == date(2026, 1, 5)
    assert card.stage == "sent"
    assert "đã giao ngày 05/01/2026" in reporter.get("/staff/proposals/cards/").text
    post(reporter, path, data={"handed_on": ""})
    assert card.handed_on is None


def test_papers_print(event, reporter, organiser):
    propose(reporter, name="Nguyễn Hoàng Thụy Phương Quỳnh Như Anh Thư", reach="a" * 200)
    post(organiser, desk(event) + "lists/")
    paper = organiser.get(desk(event) + "lists/1.pdf")
    assert paper.data.startswith(b"%PDF")
    assert organiser.get(desk(event) + "lists/2.pdf").status_code == 404
    assert proposal_papers.receipts(event, []).startswith(b"%PDF")


def test_proposals_are_forgotten_with_the_guests(event, reporter, organiser):
    propose(reporter)
    (proposal,) = all_proposals()
    post(organiser, desk(event, proposal.id, "refusal"), data={"reason": "trùng"})
    with clock.frozen(event.ends_at + timedelta(days=31)):
        sweeps.sweep_all()
    db.session.expire_all()
    assert (proposal.reason, proposal.name) == ("", "Đặng Thị Hường")
    with clock.frozen(event.ends_at + timedelta(days=91)):
        sweeps.sweep_all()
    db.session.expire_all()
    assert (proposal.name, proposal.folded, proposal.reach, proposal.country) == ("", "", "", "")
    sign_in(organiser)
    assert "(đã xóa)" in organiser.get(desk(event, proposal.id)).text


def test_pages_ask_few_questions(event, commune, reporter, organiser, query_recorder):
    write()
    for number in range(30):
        name = f"Trần Văn {number}"
        db.session.add(Proposal(event_id=event.id, unit_code=commune.code, name=name, country="US", reach="x"))
    db.session.commit()
    for browser, path in ((organiser, desk(event)), (reporter, "/staff/proposals/")):
        browser.get(path)
        query_recorder.clear()
        browser.get(path)
        assert len(query_recorder) <= 14, path
