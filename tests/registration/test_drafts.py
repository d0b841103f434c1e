"""An answer that is saved and finished later: by the same guest, or by a relative who was given its address."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from showcase.core import clock, mail, sweeps
from showcase.core.database import db, write
from showcase.core.mail import Message
from showcase.registration import drafts
from showcase.registration.models import Draft, Event, Registration
from tests.factories import make_event, make_session, save
from tests.registration.test_pages import answer
from tests.staff.cast import fields_of

# Nothing of it would pass as an answer.
UNFINISHED = {
    "people-0-name": "Đặng Thị Hường 🌸",
    "people-1-name": "",
    "people-1-diet": "chay trường",
    "email": "huong@",
    "country": "",
    "processing": "",
}
SAVE = {"save": "1"}


def save_draft(client: FlaskClient, event: Event, locale: str = "vi", **changes: str) -> str:
    """The private address of what a guest saves."""
    done = client.post(f"/{locale}/register/{event.slug}/", data={**answer(2), **UNFINISHED, **changes, **SAVE})
    assert done.status_code == 303
    assert done.location.endswith("/kept/")
    return str(done.location.removesuffix("kept/"))


def fresh_page(client: FlaskClient, event: Event) -> str:
    page = client.get(f"/en/register/{event.slug}/")
    assert page.status_code == 200
    return page.text


def saved() -> list[Draft]:
    db.session.expire_all()
    return list(db.session.scalars(db.select(Draft).order_by(Draft.id)))


def test_everything_typed_comes_back_in_the_language_of_who_opens_it(client: FlaskClient) -> None:
    event = make_event()
    meal = make_session(event)
    address = save_draft(client, event, **{"people-1-sessions": meal.slug, "note": "Dòng một\r\nDòng hai"})
    page = client.get(address.replace("/vi/", "/en/"))
    typed = fields_of(page)
    assert typed["people-0-name"] == "Đặng Thị Hường 🌸"
    assert (typed["people-1-diet"], typed["people-1-sessions"]) == ("chay trường", meal.slug)
    assert (typed["email"], typed["note"].split()) == ("huong@", ["Dòng", "một", "Dòng", "hai"])
    assert "no place is held" in page.text
    assert "Please write this person" not in page.text  # not finished is no fault
    assert "no place is held" not in fresh_page(client, event)


def test_its_pages_are_private_and_a_wrong_address_is_none(client: FlaskClient) -> None:
    address = save_draft(client, make_event())
    for page in (client.get(address), client.get(f"{address}kept/")):
        assert page.status_code == 200
        assert page.headers["Cache-Control"] == "no-store"
        assert "noindex" in page.headers["X-Robots-Tag"]
        assert "Set-Cookie" not in page.headers
    token = address.split("/")[-2]
    for wrong in (token[:-1] + ("A" if token[-1] != "A" else "B"), "x", "%00", token.lower()):
        assert client.get(f"/vi/d/{wrong}/").status_code == 404
        assert client.post(f"/vi/d/{wrong}/deletion").status_code == 404


def test_what_was_typed_is_sealed(client: FlaskClient) -> None:
    save_draft(client, make_event())
    (draft,) = saved()
    assert "chay" not in draft.sealed
    assert "Hường" not in draft.sealed


def test_saving_again_keeps_one_draft_and_the_answer_ends_it(client: FlaskClient) -> None:
    event = make_event()
    address = save_draft(client, event)
    again = {**fields_of(client.get(address)), "people-1-name": "Nguyễn Bảo Trân"}
    assert client.post(f"/vi/register/{event.slug}/", data=again | SAVE).location == f"{address}kept/"
    assert len(saved()) == 1
    finished = {**fields_of(client.get(address)), "email": "huong@example.org", "country": "US", "processing": "y"}
    done = client.post(f"/vi/register/{event.slug}/", data={**finished, "sensitive": "y"})
    assert done.status_code == 303
    assert saved() == []
    assert client.get(address).status_code == 404
    # A relative who had the same page open is led to the answer and makes no second one, saving or sending.
    assert client.post(f"/vi/register/{event.slug}/", data=finished | SAVE).location == done.location
    assert client.post(f"/vi/register/{event.slug}/", data={**finished, "sensitive": "y", "note": "Bác gửi"}).location
    assert db.session.scalar(db.select(db.func.count()).select_from(Registration)) == 1


@pytest.mark.parametrize("after", ["two weeks", "the close"])
def test_it_is_forgotten_in_time(client: FlaskClient, after: str) -> None:
    closes = clock.now() + timedelta(days=3 if after == "the close" else 25)
    event = make_event(registration_closes_at=closes)
    address = save_draft(client, event, email="huong@example.org")
    client.post(f"{address}messages")
    over = closes if after == "the close" else clock.now() + drafts.KEPT
    for moment, status, number in ((over - timedelta(minutes=1), 200, 1), (over + timedelta(minutes=1), 404, 0)):
        with clock.frozen(moment):
            sweeps.sweep_all()
            assert client.get(address).status_code == status
        assert (len(saved()), db.session.scalar(db.select(db.func.count(Message.id)))) == (number, number)


def test_the_address_goes_to_the_guest_alone_and_says_nothing_of_what_was_typed(client: FlaskClient) -> None:
    address = save_draft(client, make_event(), "en", email="huong@example.org")
    assert "huong@example.org" in client.get(f"{address}kept/").text
    assert client.post(f"{address}messages").status_code == 303
    message = db.session.scalars(db.select(Message)).one()
    letter = mail._composers[message.kind](message)
    assert letter
    assert message.recipient == "huong@example.org"
    assert address in letter.text
    assert address in letter.html
    assert "Hường" not in letter.text + letter.html
    # Another draft under the same number must not reach the first one's reader.
    write()
    message.recipient = "other@example.org"
    db.session.commit()
    assert mail._composers[message.kind](message) is None


def test_without_an_address_typed_nothing_is_sent(client: FlaskClient) -> None:
    address = save_draft(client, make_event())
    client.post(f"{address}messages")
    assert db.session.scalars(db.select(Message)).all() == []


def test_the_address_is_sent_three_times_an_hour_at_most(client: FlaskClient) -> None:
    address = save_draft(client, make_event(), email="huong@example.org")
    assert [client.post(f"{address}messages").status_code for _ in range(4)] == [303, 303, 303, 429]


def test_the_guest_may_throw_it_away(client: FlaskClient) -> None:
    address = save_draft(client, make_event())
    assert client.post(f"{address}deletion").status_code == 303
    assert client.get(address).status_code == 404
    assert saved() == []


def test_strange_signs_come_back_without_harm_and_too_much_is_refused(client: FlaskClient) -> None:
    event = make_event()
    address = save_draft(client, event, **{"people-0-name": "a\0b\u2029c", "note": "שלום \u202e👩‍👩‍👧"})
    page = client.get(address)
    assert page.status_code == 200
    assert fields_of(page)["people-0-name"] == "abc"
    much = {**answer(), "note": "x" * (drafts.LONGEST + 1)}
    assert client.post(f"/vi/register/{event.slug}/", data=much | SAVE).status_code == 413


def test_after_the_close_nothing_is_saved(client: FlaskClient) -> None:
    event = save(make_event(registration_closes_at=clock.now() - timedelta(days=1)))
    client.post(f"/vi/register/{event.slug}/", data=answer() | SAVE)
    assert 'name="save"' not in fresh_page(client, event)
    assert saved() == []
