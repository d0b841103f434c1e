"""The gathering's pages as a guest without JavaScript uses them."""

import re
import unicodedata
import uuid
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from showcase.core import clock, security
from showcase.core.database import db, write
from showcase.core.mail import Message
from showcase.registration import answering, services
from showcase.registration.answering import FORM
from showcase.registration.models import Attendee, Event, Registration
from tests.factories import make_event, make_registration, make_session


def answer(people: int = 1, **changes: Any) -> dict[str, Any]:
    """What a guest's browser sends."""
    fields = {
        "key": str(uuid.uuid4()),
        "born": security.timed_token(FORM),
        "contact_name": "",
        "country": "US",
        "email": "huong@example.org",
        "phone": "",
        "note": "",
        "website": "",
        "processing": "y",
    }
    for number in range(people):
        fields[f"people-{number}-name"] = f"Đặng Thị Hường {chr(65 + number)}"
        fields[f"people-{number}-age_band"] = ""
    return {**fields, **changes}


def private_address(registration: Registration) -> str:
    return f"/vi/r/{services.private_token(registration)}/"


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_the_gathering_says_what_when_where_and_how(client: FlaskClient, locale: str) -> None:
    event = make_event(demo=True, capacity=5)
    make_session(event, capacity=3)
    page = client.get(f"/{locale}/gathering/{event.slug}/")
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "ETag" in page.headers
    assert "Set-Cookie" not in page.headers
    assert "Hội trường tỉnh (mẫu)" in text
    assert ("tháng" if locale == "vi" else "lunar month") in text
    assert "UTC+7" in text
    assert "sample" in text
    assert f"/{locale}/register/{event.slug}/" in text


def test_the_short_addresses_lead_to_the_next_event(client: FlaskClient) -> None:
    event = make_event()
    for part in ("gathering", "register"):
        assert client.get(f"/vi/{part}/").headers["Location"] == f"/vi/{part}/{event.slug}/"
    assert client.get("/vi/gathering/no-such/").status_code == 404
    assert client.get("/vi/gathering/%00/").status_code == 404


def test_the_page_changes_when_the_last_place_goes(client: FlaskClient) -> None:
    event = make_event(capacity=1, waiting_list=True)
    address = f"/en/gathering/{event.slug}/"
    assert "All places are taken" not in client.get(address).get_data(as_text=True)
    make_registration(event)
    assert "All places are taken" in client.get(address).get_data(as_text=True)


def test_a_family_answers_and_gets_its_tickets(client: FlaskClient) -> None:
    event = make_event(demo=True)
    meal = make_session(event)
    sent = answer(2, **{"people-0-sessions": meal.slug, "people-0-honorific": "Bà", "people-0-called": "Cô"})
    done = client.post(f"/vi/register/{event.slug}/", data=sent)
    assert done.status_code == 303
    page = client.get(done.headers["Location"])
    text = page.get_data(as_text=True)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "Set-Cookie" not in page.headers
    assert text.count('fill="#000000"') == 2
    assert "Quên mang thẻ cũng không sao" in text
    assert "đã ghi nhận 2 người" in text
    registration = db.session.scalars(db.select(Registration)).one()
    assert [s.slug for s in registration.people[0].sessions] == [meal.slug]
    assert registration.contact_name == registration.people[0].name
    assert {c.purpose: c.given for c in registration.consents}["photo"] is False
    assert db.session.scalars(db.select(Message)).one().locale == "vi"


@pytest.mark.parametrize("button", ["add", "remove"])
def test_people_come_and_go_without_losing_what_was_typed(client: FlaskClient, button: str) -> None:
    event = make_event()
    sent = answer(2, email="half-typed@", note="Chào Ban Tổ chức", **{"people-1-diet": "chay", button: "0"})
    page = client.post(f"/en/register/{event.slug}/", data=sent)
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert len(re.findall(r'name="people-\d-name"', text)) == (3 if button == "add" else 1)
    for kept in ("half-typed@", "Chào Ban Tổ chức", "Đặng Thị Hường B", "chay", sent["key"]):
        assert kept in text
    assert ("Đặng Thị Hường A" in text) == (button == "add")
    assert re.search(r'<input checked id="processing"', text)
    assert db.session.scalars(db.select(Registration)).all() == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"people-0-name": ""}, "Please write this person&#39;s name."),
        ({"people-0-name": "123"}, "Please write the name in letters."),
        ({"people-0-name": "A\x00B"}, "characters that cannot be stored"),
        ({"country": ""}, "Please choose a country."),
        ({"country": "XX"}, "valid choice"),
        ({"email": "huong@"}, "does not look like an e-mail address"),
        ({"email": ""}, "so that we can reach you"),
        ({"email": "", "phone": "12"}, "does not look like a telephone number"),
        ({"processing": ""}, "only note your answer with this consent"),
        ({"people-0-diet": "chay"}, "You wrote about food or help"),
        ({"people-0-age_band": "99"}, "valid choice"),
        ({"people-0-sessions": "no-such"}, "valid"),
        ({"people-0-age_band": "7-15"}, "A child is named"),
        ({"home_phone": "12"}, "does not look like a telephone number"),
        ({"website": "spam"}, "A hidden field was filled in"),
        ({"born": "1.abc"}, "open for a long time"),
        ({"key": "nonsense"}, "open for a long time"),
    ],
)
def test_a_fault_is_said_beside_its_field_and_nothing_is_lost(
    client: FlaskClient, changes: dict[str, str], said: str
) -> None:
    event = make_event()
    page = client.post(f"/en/register/{event.slug}/", data=answer(2, note="Xin chào", **changes))
    text = page.get_data(as_text=True)
    assert page.status_code == 422
    assert said in text
    assert "Xin chào" in text
    assert "Đặng Thị Hường B" in text
    assert db.session.scalars(db.select(Registration)).all() == []


TEXTS = (
    *("contact_name", "email", "phone", "home_phone", "note"),
    *(f"people-0-{name}" for name in ("name", "honorific", "called", "second_name", "diet", "access")),
)
CHOICES = ("country", "people-0-age_band", "people-0-sessions", "key", "born")
STRANGE = {
    "NUL": "Bà\0Hường",
    "turned": "Hường\u202egnoùH",
    "long": "ạ" * 10_000,
    "long and composed of parts": "a\u0323\u0302" * 10_000,
}


@pytest.mark.parametrize("field", [*TEXTS, *CHOICES])
def test_what_nobody_types_is_refused_beside_its_field(client: FlaskClient, field: str) -> None:
    address = f"/vi/register/{make_event().slug}/"
    for kind, value in STRANGE.items():
        page = client.post(address, data=answer(2, **{"note": "Xin chào", "sensitive": "y", field: value}))
        text = page.get_data(as_text=True)
        assert page.status_code == 422, kind
        assert field in ("key", "born") or f'href="#{field}"' in text, kind
        assert "Đặng Thị Hường B" in text
        assert field == "note" or "Xin chào" in text
    assert db.session.scalars(db.select(Registration)).all() == []


@pytest.mark.parametrize(
    "name", ["Ư", "👨‍👩‍👧 Gia đình Lê", "سلمى", "陳氏香", "ថាច់ សុភា", "Ngọc " * 24, "Le\u0302 Hu\u031bo\u031b\u0300ng"]
)
def test_names_of_all_scripts_are_kept_as_they_are_written(client: FlaskClient, name: str) -> None:
    sent = answer(1, **{"people-0-name": name, "people-0-second_name": name})
    assert client.post(f"/vi/register/{make_event().slug}/", data=sent).status_code == 303
    (person,) = db.session.scalars(db.select(Attendee))
    kept = unicodedata.normalize("NFC", name).strip()
    assert (person.name, person.second_name) == (kept, kept)


@pytest.mark.parametrize(
    ("country", "typed", "kept"),
    [
        ("US", "(714) 555-0123", "+17145550123"),
        ("KH", "012 345 678", "+85512345678"),
        ("FR", "06 12 34 56 78", "+33612345678"),
        ("AU", "0412 345 678", "+61412345678"),
        ("VN", "+1 714 555 0123", "+17145550123"),
    ],
)
def test_a_family_gives_a_number_abroad_and_one_at_home(
    client: FlaskClient, country: str, typed: str, kept: str
) -> None:
    sent = answer(1, country=country, email="", phone=typed, home_phone="0294 385 1234")
    assert client.post(f"/vi/register/{make_event().slug}/", data=sent).status_code == 303
    (registration,) = db.session.scalars(db.select(Registration))
    assert registration.phones == [kept, "+842943851234"]


def test_a_number_at_home_alone_is_enough_and_families_may_share_it(client: FlaskClient) -> None:
    event = make_event()
    for _family in range(2):
        sent = answer(1, email="", home_phone="0294 385 1234")
        assert client.post(f"/vi/register/{event.slug}/", data=sent).status_code == 303
    assert event.taken == 2


def test_a_parent_speaks_for_a_child_in_words_of_their_own(client: FlaskClient) -> None:
    sent = answer(2, guardian="y", **{"people-1-age_band": "7-15"})
    assert client.post(f"/vi/register/{make_event().slug}/", data=sent).status_code == 303
    (registration,) = db.session.scalars(db.select(Registration))
    assert [person.is_child for person in registration.people] == [False, True]
    consents = {consent.purpose: consent for consent in registration.consents}
    assert consents["guardian"].given
    assert not consents["photo"].given
    assert {(one.text_version, one.locale, one.channel) for one in consents.values()} == {("2026-12", "vi", "web")}


def test_nothing_is_agreed_to_beforehand_and_everybody_comes_to_what_all_may(client: FlaskClient) -> None:
    event = make_event()
    everybody, few = make_session(event), make_session(event, capacity=9)
    page = client.get(f"/vi/register/{event.slug}/").get_data(as_text=True)
    ticked = re.findall(r"<input checked[^>]*>", page)
    assert [re.search(r'value="([^"]*)"', box)[1] for box in ticked] == [everybody.slug]
    assert f'value="{few.slug}"' in page
    added = client.post(f"/vi/register/{event.slug}/", data=answer(1, add="1")).get_data(as_text=True)
    assert re.findall(r'checked[^>]*name="([^"]*)"', added) == ["people-1-sessions", "processing"]


def test_sixteen_people_are_too_many(client: FlaskClient) -> None:
    event = make_event()
    page = client.post(f"/en/register/{event.slug}/", data=answer(16))
    assert page.status_code == 422
    assert "At most 15 people" in page.get_data(as_text=True)


def test_a_form_sent_twice_answers_once(client: FlaskClient) -> None:
    event = make_event()
    sent = answer(2)
    places = [client.post(f"/vi/register/{event.slug}/", data=sent).headers["Location"] for _ in range(2)]
    changed = client.post(f"/vi/register/{event.slug}/", data={**sent, "note": "thêm"}).headers["Location"]
    assert places[0] == places[1] == changed
    assert db.session.get_one(Event, event.id).taken == 2


def test_another_site_cannot_send_the_form(client: FlaskClient) -> None:
    event = make_event()
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert client.post(f"/vi/register/{event.slug}/", data=answer(), headers=headers).status_code == 403


def test_a_full_event_says_so_and_keeps_the_form(client: FlaskClient) -> None:
    event = make_event(capacity=1)
    page = client.post(f"/en/register/{event.slug}/", data=answer(2))
    assert page.status_code == 409
    assert "not enough places" in page.get_data(as_text=True)
    assert "Đặng Thị Hường B" in page.get_data(as_text=True)


def test_who_waits_is_told_the_place_in_the_list(client: FlaskClient) -> None:
    event = make_event(capacity=1, waiting_list=True)
    done = client.post(f"/en/register/{event.slug}/", data=answer(2))
    text = client.get(done.headers["Location"]).get_data(as_text=True)
    assert "number 1 on the list" in text
    assert "<svg" not in text.split("<main")[1]


def test_before_the_opening_the_page_says_when(client: FlaskClient) -> None:
    event = make_event(registration_opens_at=clock.now() + timedelta(days=3))
    page = client.get(f"/en/register/{event.slug}/").get_data(as_text=True)
    assert "Answers are taken from" in page
    assert 'method="post"' not in page


def test_a_wrong_token_is_not_found_anywhere(client: FlaskClient) -> None:
    registration = make_registration(make_event())
    attendee = registration.people[0].id
    token = services.private_token(registration)
    for wrong in (token[:-1] + ("A" if token[-1] != "A" else "B"), "x", "ö" * 27, "A" * 27):
        for rest in (
            "",
            f"tickets/{attendee}/",
            f"tickets/{attendee}.pdf",
            "tickets.pdf",
            "calendar.ics",
            "cancellation",
        ):
            assert client.get(f"/vi/r/{wrong}/{rest}").status_code == 404
    write()
    registration.link_version += 1
    db.session.commit()
    assert client.get(f"/vi/r/{token}/").status_code == 404


def test_another_partys_ticket_is_not_found(client: FlaskClient) -> None:
    event = make_event()
    one, other = make_registration(event), make_registration(event)
    assert client.get(f"{private_address(one)}tickets/{other.people[0].id}/").status_code == 404
    assert client.get(f"{private_address(one)}tickets/{2**40}/").status_code == 404


def test_cancelling_asks_once_more(client: FlaskClient) -> None:
    event = make_event()
    registration = make_registration(event, 2)
    address = private_address(registration)
    assert client.get(f"{address}cancellation").status_code == 200
    assert db.session.get_one(Event, event.id).taken == 2
    assert client.post(f"{address}cancellation").status_code == 303
    db.session.expire_all()
    assert (registration.state, event.taken) == ("cancelled", 0)
    page = client.get(address).get_data(as_text=True)
    assert 'method="post"' not in page
    assert client.get(f"{address}tickets.pdf").status_code == 404


@pytest.mark.parametrize("page", ["", "cancellation"])
def test_a_program_that_only_looks_changes_nothing(client: FlaskClient, page: str) -> None:
    """Mail filters and link previews ask with HEAD."""
    registration = make_registration(make_event())
    assert client.head(private_address(registration) + page).status_code == 200
    db.session.expire_all()
    assert registration.state == "confirmed"
    assert client.head(f"/vi/register/{registration.event.slug}/").status_code == 200


def test_the_message_is_sent_again_as_the_same_message(client: FlaskClient) -> None:
    registration = make_registration(make_event())
    write()
    message = db.session.scalars(db.select(Message)).one()
    message.state = "sent"
    db.session.commit()
    done = client.post(f"{private_address(registration)}messages")
    assert "huong@example.org" in client.get(done.headers["Location"]).get_data(as_text=True)
    db.session.expire_all()
    assert db.session.scalars(db.select(Message)).one().state == "queued"


def test_the_message_is_sent_again_five_times_an_hour_at_most(client: FlaskClient) -> None:
    address = f"{private_address(make_registration(make_event()))}messages"
    assert [client.post(address).status_code for _ in range(6)] == [303] * 5 + [429]


def test_one_network_cannot_flood_an_event(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "ANSWERS_AN_HOUR", 1)
    address = f"/vi/register/{make_event().slug}/"
    assert client.post(address, data=answer()).status_code == 303
    assert client.post(address, data=answer()).status_code == 429


def test_a_form_mark_that_is_not_ours_is_no_mark(client: FlaskClient) -> None:
    event = make_event()
    born, proof = security.timed_token(FORM).split(".")
    forged = client.post(f"/vi/register/{event.slug}/", data=answer(born=f"{int(born) + 1}.{proof}"))
    assert forged.status_code == 422
    assert db.session.scalar(db.select(db.func.count(Registration.id))) == 0


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_the_ticket_page_shows_one_person_only(client: FlaskClient, locale: str) -> None:
    registration = make_registration(make_event(), 2)
    attendee, other = registration.people
    token = services.private_token(registration)
    page = client.get(f"/{locale}/r/{token}/tickets/{attendee.id}/")
    text = page.get_data(as_text=True)
    assert page.headers["Cache-Control"] == "no-store"
    assert attendee.name in text
    assert other.name not in text
    assert db.session.scalar(db.select(db.func.count(Attendee.id))) == 2


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_the_privacy_page_names_what_is_kept(client: FlaskClient, locale: str) -> None:
    text = client.get(f"/{locale}/privacy/").get_data(as_text=True)
    for said in ("7 ngày", "90 ngày") if locale == "vi" else ("7 days", "90 days"):
        assert said in text
