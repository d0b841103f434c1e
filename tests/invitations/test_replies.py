"""A guest opens the invitation and answers, without an account and without JavaScript."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from showcase.core import clock
from showcase.core.audit import AuditEntry
from showcase.core.database import db, write
from showcase.invitations import links
from showcase.invitations.models import Invitation
from showcase.registration import services
from showcase.registration.models import Event, Registration
from tests.factories import at, make_event, make_invitation
from tests.registration.test_pages import answer


def address_of(invitation: Invitation, locale: str = "vi") -> str:
    return f"/{locale}/i/{links.token_of(invitation)}/"


def text_of(page: Any) -> str:
    main = page.get_data(as_text=True).split("<main")[1].split("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"</span>([,. ])", r"\1", main)).split())


def verbs() -> list[str]:
    return list(db.session.scalars(db.select(AuditEntry.verb).order_by(AuditEntry.id)))


def answered(client: FlaskClient, invitation: Invitation, people: int = 2, **changes: Any) -> Any:
    return client.post(f"{address_of(invitation)}answer/", data=answer(people, **changes))


def registrations() -> list[Registration]:
    return list(db.session.scalars(db.select(Registration).order_by(Registration.id)))


def test_the_first_screen_invites_in_the_guests_language_and_in_english(client: FlaskClient) -> None:
    starts = at("2030-01-29T08:00+07:00")
    invitation = make_invitation(make_event(starts_at=starts, ends_at=starts + timedelta(hours=4)))
    page = client.get(address_of(invitation))
    said = text_of(page)
    assert (
        "Kính mời Bà Đặng Thị Hường và gia đình về dự Họp mặt kiều bào, 8 giờ, thứ Ba 29/01/2030 (26 tháng Chạp)."
        in said
    )
    assert "Dùng cơm thân mật sau buổi họp mặt. Không thu phí." in said
    assert "We warmly invite Mrs Đặng Thị Hường and family to the Homecoming gathering, 8 am, Tuesday" in said
    assert "Gia đình sẽ về dự We will come" in said
    assert "Năm nay chưa về được Not this year" in said
    assert "California: 17 giờ, thứ Hai, 28/01/2030" in said
    assert page.get_data(as_text=True).count('name="reply"') == 2
    for header, value in (
        ("Cache-Control", "no-store"),
        ("X-Robots-Tag", "noindex"),
        ("Referrer-Policy", "same-origin"),
    ):
        assert page.headers[header] == value
    assert "Set-Cookie" not in page.headers
    assert text_of(client.get(address_of(invitation, "en"))).count("We warmly invite") == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"addressee": "person", "honorific": ""}, "Kính mời Ông/Bà Đặng Thị Hường về dự"),
        ({"addressee": "person", "honorific": "", "called": "Cô"}, "Kính mời Cô Đặng Thị Hường về dự"),
        (
            {"addressee": "person", "honorific": "Ông", "office": "Giám đốc Sở Mẫu", "companion": "wife"},
            "Kính mời Ông Đặng Thị Hường, Giám đốc Sở Mẫu, và phu nhân về dự",
        ),
        ({"addressee": "office", "honorific": "", "name": "Sở Ngoại vụ Mẫu"}, "Cơ quan sẽ cử người về dự"),
        ({"addressee": "delegation", "honorific": "", "name": "Đoàn Phnôm Pênh"}, "Kính mời Đoàn Phnôm Pênh về dự"),
    ],
)
def test_it_speaks_as_is_proper_to_whom_it_addresses(client: FlaskClient, changes: dict[str, str], said: str) -> None:
    assert said in text_of(client.get(address_of(make_invitation(**changes))))


def test_the_short_address_leads_to_the_guests_language(client: FlaskClient) -> None:
    invitation = make_invitation(locale="km")
    token = links.token_of(invitation)
    assert client.get(f"/i/{token}/").headers["Location"] == f"/km/i/{token}/"
    assert links.invitation_url(invitation).endswith(f"/km/i/{token}/")


def test_a_wrong_link_is_not_found(client: FlaskClient) -> None:
    invitation = make_invitation()
    token = links.token_of(invitation)
    for wrong in (token[:-1] + ("A" if token[-1] != "A" else "B"), "x", "ö" * 27, "A" * 27, "%00", "%ED%A0%80"):
        assert client.get(f"/i/{wrong}/").status_code == 404
        for rest in ("", "answer/"):
            assert client.get(f"/vi/i/{wrong}/{rest}").status_code == 404
        for rest in ("", "answer/", "news", "opening"):
            assert client.post(f"/vi/i/{wrong}/{rest}", data={"reply": "coming"}).status_code == 404
    write()
    invitation.link_version += 1
    db.session.commit()
    assert client.get(f"/vi/i/{token}/").status_code == 404


def test_programs_that_fetch_the_page_open_nothing(client: FlaskClient) -> None:
    invitation = make_invitation()
    for ask in (client.get, client.head):
        assert ask(address_of(invitation)).status_code == 200
        assert ask(f"{address_of(invitation)}answer/").status_code == 200
    assert invitation.stage == "noted"
    for _twice in range(2):
        assert client.post(f"{address_of(invitation)}opening").status_code == 204
    db.session.expire_all()
    assert invitation.stage == "opened"
    assert verbs() == ["invitation.opened"]


def test_a_family_that_comes_finds_what_is_known_filled_in_and_answers_once(client: FlaskClient) -> None:
    invitation = make_invitation(phone="+17145550123", called="Cô", guest_kind="relative", most_people=3)
    pressed = client.post(address_of(invitation), data={"reply": "coming"})
    form = client.get(pressed.headers["Location"]).get_data(as_text=True)
    assert "Ai cùng về với Bà?" in form
    for known in ('value="Đặng Thị Hường"', 'value="Bà"', 'value="huong@example.org"', 'value="+17145550123"'):
        assert known in form
    assert '<option selected value="US">' in form
    places = {answered(client, invitation).headers["Location"] for _twice in range(2)}
    assert len(places) == 1
    assert "đã ghi nhận 2 người" in client.get(places.pop()).get_data(as_text=True)
    (registration,) = registrations()
    db.session.expire_all()
    assert invitation.registration_id == registration.id
    assert (invitation.reply, registration.guest_kind) == ("coming", "relative")
    assert verbs() == ["invitation.opened", "registration.created", "invitation.replied"]
    private = f"/vi/r/{services.private_token(registration)}/"
    for path in ("", "answer/"):
        assert client.get(address_of(invitation) + path).headers["Location"] == private
    declined = client.post(address_of(invitation), data={"reply": "not_this_year"})
    assert declined.headers["Location"] == f"{private}cancellation"


def test_a_family_that_answers_on_many_phones_at_one_moment_has_one_answer(app: Flask) -> None:
    """Each has opened a form of its own, so that only the invitation can tell them for one."""
    invitation = make_invitation(make_event(capacity=20))
    address, event_id = f"{address_of(invitation)}answer/", invitation.event_id
    db.session.remove()
    start = threading.Barrier(6)

    def press(number: int) -> str:
        with app.app_context():
            sent = answer(2, note=str(number), told="yes")
            start.wait()
            location = app.test_client().post(address, data=sent).headers["Location"]
            db.session.remove()
        return location

    with ThreadPoolExecutor(6) as threads:
        said = set(threads.map(press, range(6)))
    assert len(said) == 1, said
    assert len(registrations()) == 1
    assert db.session.get_one(Event, event_id).taken == 2


def test_the_first_screen_asks_few_questions_of_the_database(client: FlaskClient) -> None:
    address = address_of(make_invitation())
    client.get(address)
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *one: asked.append(one[2]))
    client.get(address)
    assert len(asked) <= 8, asked


def test_a_guest_whose_telephone_says_the_country_is_not_asked_for_it(client: FlaskClient) -> None:
    for phone, country in {"+61412345678": "AU", "+16045550123": "CA", "+855 12 345 678": "KH"}.items():
        invitation = make_invitation(country="", phone=phone.replace(" ", ""))
        form = client.get(f"{address_of(invitation)}answer/").get_data(as_text=True)
        assert f'<option selected value="{country}">' in form
    unknown = client.get(f"{address_of(make_invitation(country='', phone=''))}answer/").get_data(as_text=True)
    countries = unknown.split('name="country"')[1].split("</select>")[0]
    assert "selected" not in countries.replace('selected value=""', "")


def test_an_invitation_lets_no_more_come_than_it_is_for(client: FlaskClient) -> None:
    invitation = make_invitation(most_people=2)
    page = answered(client, invitation, 3)
    assert page.status_code == 422
    assert "dành cho 2 người" in page.get_data(as_text=True)
    two = client.post(f"{address_of(invitation)}answer/", data=answer(2, add="1")).get_data(as_text=True)
    assert 'name="people-2-name"' not in two


def test_who_comes_for_an_office_is_its_substitute(client: FlaskClient) -> None:
    invitation = make_invitation(addressee="office", name="Sở Ngoại vụ Mẫu", honorific="", email=None)
    form = client.get(f"{address_of(invitation)}answer/").get_data(as_text=True)
    assert "Ai về dự thay mặt cơ quan?" in form
    assert 'value="Sở Ngoại vụ Mẫu"' not in form
    answered(client, invitation, 1)
    db.session.expire_all()
    assert invitation.substitute == "Đặng Thị Hường A"


def test_not_this_year_asks_about_news_and_can_change_its_mind(client: FlaskClient) -> None:
    invitation = make_invitation()
    page = client.get(client.post(address_of(invitation), data={"reply": "not_this_year"}).headers["Location"])
    said = text_of(page)
    assert "Quê nhà luôn mong Bà." in said
    assert "Bà có muốn nhận ấn phẩm và lời mời năm sau?" in said
    assert client.post(f"{address_of(invitation)}news", data={"news": "yes"}).status_code == 303
    assert "sẽ gửi ấn phẩm" in text_of(client.get(address_of(invitation)))
    db.session.expire_all()
    assert (invitation.stage, invitation.wishes_news) == ("not_this_year", True)
    assert verbs() == ["invitation.replied", "invitation.changed"]
    client.post(address_of(invitation), data={"reply": "coming"})
    assert answered(client, invitation).status_code == 303
    db.session.expire_all()
    assert invitation.stage == "coming"


def test_a_party_that_takes_its_answer_back_may_answer_anew(client: FlaskClient) -> None:
    invitation = make_invitation(make_event(capacity=2))
    sent = answer(2)
    form = f"{address_of(invitation)}answer/"
    first = client.post(form, data=sent).headers["Location"]
    client.post(f"{first}cancellation")
    db.session.expire_all()
    assert invitation.stage == "not_this_year"
    assert "Quê nhà luôn mong Bà." in text_of(client.get(address_of(invitation)))
    for changed in ({}, {"note": "lại"}):  # the old page, sent again: it leads to what it made
        assert client.post(form, data={**sent, **changed}).headers["Location"] == first
    assert invitation.stage == "not_this_year"
    assert client.post(form, data=answer(2)).headers["Location"] != first
    db.session.expire_all()
    assert invitation.stage == "coming"
    assert [one.state for one in registrations()] == ["cancelled", "confirmed"]
    assert invitation.registration_id == registrations()[1].id
    assert db.session.get_one(Event, invitation.event_id).taken == 2


def test_a_withdrawn_invitation_says_whom_to_call(client: FlaskClient) -> None:
    invitation = make_invitation(withdrawn_at=clock.now())
    said = text_of(client.get(address_of(invitation)))
    assert "không còn hiệu lực" in said
    assert "+84 294 000 0000" in said
    client.post(address_of(invitation), data={"reply": "not_this_year"})
    assert answered(client, invitation).status_code == 303
    db.session.expire_all()
    assert (invitation.stage, registrations()) == ("withdrawn", [])


@pytest.mark.parametrize(("bound", "hours"), [("registration_closes_at", -1), ("registration_opens_at", 1)])
def test_an_event_that_takes_no_answers_offers_no_buttons(client: FlaskClient, bound: str, hours: int) -> None:
    invitation = make_invitation(make_event(**{bound: clock.now() + timedelta(hours=hours)}))
    page = client.get(address_of(invitation))
    assert page.status_code == 200
    assert 'name="reply"' not in page.get_data(as_text=True)
    assert answered(client, invitation).status_code == 409


def test_nothing_but_the_two_answers_is_an_answer(client: FlaskClient) -> None:
    invitation = make_invitation()
    for data in ({}, {"reply": "maybe"}, {"reply": "\0"}, {"reply": "x" * 10_000}):
        assert client.post(address_of(invitation), data=data).status_code == 400
    assert client.post(f"{address_of(invitation)}news", data={"news": "maybe"}).status_code == 400
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        for path in ("", "answer/", "news", "opening"):
            sent = client.post(address_of(invitation) + path, data={"reply": "coming"}, headers=headers)
            assert sent.status_code == 403
