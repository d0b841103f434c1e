"""Invitations in the console: counted by stage, found without marks, kept against two writers, never lost."""

import html
from typing import Any

import pytest
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.core import clock
from showcase.core.audit import AuditEntry
from showcase.core.database import db, write
from showcase.editions.models import Unit
from showcase.invitations.links import invitation_url
from showcase.invitations.models import Invitation
from showcase.registration.models import Event
from tests.conftest import Queries
from tests.factories import at, make_commune, make_event, make_invitation, make_registration
from tests.staff.cast import fields_of, fill, opened, post, sign_in


@pytest.fixture
def event() -> Event:
    return make_event()


def list_of(event: Event) -> str:
    return f"/staff/invitations/{event.slug}/"


def page_of(invitation: Invitation) -> str:
    return f"{list_of(invitation.event)}{invitation.code}/"


def text_of(client: FlaskClient, address: str) -> str:
    return html.unescape(client.get(address).get_data(as_text=True))


def reread(invitation: Invitation) -> Invitation:
    db.session.expire_all()
    return db.session.get_one(Invitation, invitation.id)


def do(client: FlaskClient, invitation: Invitation, deed: str, **fields: str) -> Any:
    return post(client, f"{page_of(invitation)}{deed}", page_of(invitation), data=fields)


def verbs() -> list[str]:
    return list(db.session.scalars(db.select(AuditEntry.verb).order_by(AuditEntry.id)))


def test_without_any_the_list_says_what_they_are_for(staff: FlaskClient, event: Event) -> None:
    assert "Nobody is invited yet" in text_of(staff, list_of(event))
    assert event.slug in text_of(staff, "/staff/invitations/")


def test_a_search_without_a_find_can_be_changed(staff: FlaskClient, event: Event) -> None:
    assert 'type="search" value="nobody"' in text_of(staff, f"{list_of(event)}?q=nobody")


def test_a_forgotten_guest_is_a_line_with_words(staff: FlaskClient, event: Event) -> None:
    forgotten = make_invitation(event, name="", honorific="")
    assert f'{forgotten.code}/">(deleted)</a>' in text_of(staff, list_of(event))


def test_the_list_counts_the_stages_and_narrows_to_one(staff: FlaskClient, event: Event) -> None:
    now = clock.now()
    make_invitation(event, name="Trần Văn Bảy")
    make_invitation(event, name="Thạch Sô Phia", sent_at=now, opened_at=now)
    make_invitation(event, name="Lâm Mỹ Dung", sent_at=now, reply="coming")
    page = text_of(staff, list_of(event))
    for name in ("Trần Văn Bảy", "Thạch Sô Phia", "Lâm Mỹ Dung"):
        assert name in page
    narrowed = text_of(staff, f"{list_of(event)}?stage=opened")
    assert "Thạch Sô Phia" in narrowed
    assert "Trần Văn Bảy" not in narrowed
    assert '<span class="stages__number">3</span> all' in narrowed, "the numbers of the other stages stay"


def test_names_are_found_without_marks_and_by_reference(staff: FlaskClient, event: Event) -> None:
    wanted, _other = make_invitation(event, name="Nguyễn Thị Đào"), make_invitation(event, name="Lê Sen")
    for words in ("dao", "NGUYEN", wanted.code.lower()):
        page = text_of(staff, f"{list_of(event)}?q={words}")
        assert ("Nguyễn Thị Đào" in page, "Lê Sen" in page) == (True, False), words
    assert "No such invitation" in text_of(staff, f"{list_of(event)}?q=%00%25_%F0%9F%8E%89")


def test_a_long_list_is_shown_in_pages_with_few_queries(
    staff: FlaskClient, event: Event, query_recorder: Queries
) -> None:
    for commune in ("Xã Nhị Long", "Xã Đại Phước"):
        make_commune(event.edition, commune)
    codes = ["", *db.session.scalars(db.select(Unit.code).filter_by(level="commune"))]
    for number in range(60):
        make_invitation(event, name=f"Khách {number:03}", unit_code=codes[number % 3])
    address = f"{list_of(event)}?page=2"
    query_recorder.clear()
    page = text_of(staff, address)
    assert "Khách 059" in page
    assert "Khách 001" not in page
    assert len(query_recorder) <= 8, "\n".join(query_recorder)


def test_an_invitation_is_noted_once_however_often_the_form_is_sent(staff: FlaskClient, event: Event) -> None:
    sent = opened(staff, f"{list_of(event)}new") | {
        "name": "Trần Văn Bảy", "honorific": "Ông", "companion": "wife", "phone": "714 555 0123", "country": "US",
        "home_phone": "0912 345 678", "email": "Bay@Example.org", "most_people": "4",
    }  # fmt: skip
    answers = [staff.post(f"{list_of(event)}new", data=sent) for _ in range(2)]
    (found,) = db.session.scalars(db.select(Invitation))
    assert {answer.location for answer in answers} == {page_of(found)}
    assert (found.phone, found.home_phone, found.email) == ("+17145550123", "+84912345678", "Bay@example.org")
    page = text_of(staff, page_of(found))
    for words in ("Mr Trần Văn Bảy and family", "https://zalo.me/17145550123", "viber://chat?number=%2B84912345678"):
        assert words in page
    assert verbs()[-1] == "invitation.created"


@pytest.mark.parametrize(
    "fields",
    [{"name": ""}, {"name": "x" * 201}, {"name": "12"}, {"phone": "12"}, {"email": "a@"}, {"most_people": "61"},
     {"most_people": "9" * 5000}, {"honorific": "x" * 41}, {"note": "x" * 2001}, {"unit_code": "forged"},
     {"addressee": "forged"}, {"locale": "xx"}, {"country": "ZZZ"}, {"name": "a\0b"}, {"companion": "🎉"}],
    ids=lambda fields: "-".join(fields),
)  # fmt: skip
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(
    staff: FlaskClient, event: Event, fields: dict[str, str]
) -> None:
    answer = fill(staff, f"{list_of(event)}new", **{"name": "Trần Văn Bảy", "office": "Hội Úc", **fields})
    assert answer.status_code == 422
    assert fields_of(answer)["office"] == "Hội Úc"
    assert db.session.scalar(db.select(db.func.count(Invitation.id))) == 0


def test_a_corrected_name_is_searched_and_sorted_anew(staff: FlaskClient, event: Event) -> None:
    found = make_invitation(event, name="Trần Văn Bẩy")
    assert fill(staff, f"{page_of(found)}edit", name="Đặng Thị Hường").status_code == 303
    assert "Đặng Thị Hường" in text_of(staff, f"{list_of(event)}?q=huong")
    assert "Trần Văn Bẩy" in text_of(staff, page_of(found)), "the history says what it was"


def test_two_who_change_the_same_line_both_see_it(staff: FlaskClient, event: Event) -> None:
    found = make_invitation(event)
    sent = opened(staff, f"{page_of(found)}edit")
    assert fill(staff, f"{page_of(found)}edit", office="Hội người Việt tại Úc").status_code == 303
    answer = staff.post(f"{page_of(found)}edit", data={**sent, "office": "Hội người Việt tại Lào"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Hội người Việt tại Úc" in page
    assert "Hội người Việt tại Lào" in page


def test_the_same_name_is_pointed_out_before_both_are_told(staff: FlaskClient, event: Event) -> None:
    first = make_invitation(event, name="Đặng Thị Hường")
    second = make_invitation(event, name="dang thi huong")
    other = make_invitation(event, name="Đặng Thị Hương Lan")
    question = "invited already"
    page = staff.get(f"/staff/invitations/{event.slug}/{second.code}/").get_data(as_text=True)
    assert question in page
    assert first.code in page
    assert question not in staff.get(f"/staff/invitations/{event.slug}/{other.code}/").get_data(as_text=True)


def test_the_message_is_in_the_guests_language_with_the_link(staff: FlaskClient, event: Event) -> None:
    found = make_invitation(event, phone="+17145550123")
    page = text_of(staff, page_of(found))
    assert invitation_url(found) in page
    assert "Bà Đặng Thị Hường và gia đình" in page
    assert "Kính thưa Bà Hường" in page


def test_who_is_told_leads_to_the_next(staff: FlaskClient, event: Event) -> None:
    first = make_invitation(event, name="Lê An", email=None, phone="+17145550123")
    make_invitation(event, name="Lê Bình", email="binh@example.org")
    make_invitation(event, name="Lê Cúc", email=None, home_phone="+84912345678")
    answer = do(staff, first, "sent")
    assert reread(first).stage == "sent"
    assert "Next: Lê Cúc" in text_of(staff, answer.location)
    sent_at = reread(first).sent_at
    do(staff, first, "sent")
    assert (reread(first).sent_at, verbs().count("invitation.sent")) == (sent_at, 1)


def test_a_receipt_is_noted_with_its_day_and_can_be_taken_away(staff: FlaskClient, event: Event) -> None:
    found = make_invitation(event)
    do(staff, found, "handed", handed_on="2024-01-20")
    assert str(reread(found).handed_on) == "2024-01-20"
    assert do(staff, found, "handed", handed_on="gestern").status_code == 422
    do(staff, found, "handed", none="1")
    assert (reread(found).handed_on, found.stage) == (None, "noted")


def test_a_word_by_telephone_is_noted_but_never_over_an_answer(staff: FlaskClient, event: Event) -> None:
    found = make_invitation(event)
    do(staff, found, "reply", reply="not_this_year")
    assert reread(found).stage == "not_this_year"
    do(staff, found, "reply", reply="")
    assert reread(found).reply is None
    assert do(staff, found, "reply", reply="forged").status_code == 400
    registration = make_registration(event)
    write()
    found = db.session.get_one(Invitation, found.id)
    found.registration_id, found.reply = registration.id, "coming"
    db.session.commit()
    assert do(staff, found, "reply", reply="not_this_year").status_code == 409
    assert reread(found).reply == "coming"


def test_a_new_link_is_made_once_and_kills_the_old_one(staff: FlaskClient, event: Event) -> None:
    found = make_invitation(event)
    old = invitation_url(found)
    for _ in range(2):
        do(staff, found, "link", version="1")
    assert reread(found).link_version == 2
    assert invitation_url(found) != old


def test_what_is_taken_back_keeps_the_answer_and_can_hold_again(staff: FlaskClient, event: Event) -> None:
    found = make_invitation(event, reply="coming", replied_at=at("2024-01-02T03:04+07:00"))
    do(staff, found, "withdrawal")
    assert (reread(found).stage, found.reply) == ("withdrawn", "coming")
    do(staff, found, "restoration")
    assert reread(found).stage == "coming"


def test_only_organisers_come_here(client: FlaskClient, event: Event) -> None:
    found = make_invitation(event)
    sign_in(client, Role.EDITOR)
    for address in ("/staff/invitations/", list_of(event), page_of(found)):
        assert client.get(address).status_code == 403


def test_a_forged_address_is_not_found(staff: FlaskClient, event: Event) -> None:
    other = make_invitation(make_event())
    for address in (f"{list_of(event)}{other.code}/", f"{list_of(event)}ZZZZZZZZ/", f"{list_of(event)}%00/",
                    "/staff/invitations/%00/", f"{list_of(event)}{'A' * 300}/"):  # fmt: skip
        assert staff.get(address).status_code == 404, address
