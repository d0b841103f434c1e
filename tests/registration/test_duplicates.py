"""Who very likely has answered already hears so once, and nothing about anybody else."""

from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from showcase.core import clock
from showcase.core.database import db
from showcase.registration import duplicates, services
from showcase.registration.models import Event, Registration
from showcase.registration.rules import Person
from tests.factories import make_event, make_party
from tests.registration.test_pages import answer, private_address
from tests.staff.cast import fields_of

PHONE = "+17145550123"


def number() -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(Registration)) or 0


def send(client: FlaskClient, event: Event, *names: str, **changes: Any) -> Any:
    people = {f"people-{n}-name": name for n, name in enumerate(names)}
    return client.post(f"/en/register/{event.slug}/", data=answer(len(names), **people, **changes))


def earlier(event: Event, *names: str, **changes: Any) -> Registration:
    return noted(event, *names, **{"contact_phone": PHONE, **changes})


def noted(event: Event, *names: str, **changes: Any) -> Registration:
    people = tuple(Person(name) for name in names)
    party = replace(make_party(event), **{"people": people, "contact_email": None, **changes})
    registration = services.register(party, clock.now())
    db.session.commit()
    return registration


@pytest.mark.parametrize(
    ("names", "typed", "said"),
    [
        (["Dang Thi Huong"], {"phone": PHONE}, "this name and telephone number has already answered"),
        (["Hường Đặng"], {"phone": "(714) 555-0123"}, "this name and telephone number has already answered"),
        (["Đặng Thị Hường"], {"email": "HUONG@example.org"}, "this name and e-mail address has already answered"),
        (["Đặng Thị Hường", "Nguyễn Bảo Trân"], {}, "together with others whom you name"),
        (["Đặng Thị Hường"], {}, ""),  # a name and a country are known to anybody
        (["Đặng Thị Hường", "Nguyễn Bảo Trân"], {"country": "CA"}, ""),
        (["Nguyễn Văn Khác"], {"phone": PHONE}, ""),  # a family shares its telephone
    ],
)
def test_it_is_said_once_beside_the_person_and_the_form_then_goes_through(
    client: FlaskClient, names: list[str], typed: dict[str, str], said: str
) -> None:
    event = make_event()
    first = earlier(event, "Đặng Thị Hường", "Nguyễn Bảo Trân", contact_email="huong@example.org")
    sent = {"email": "other@example.org", **typed}
    page = send(client, event, *names, **sent)
    if not said:
        assert (page.status_code, number()) == (303, 2)
        return
    assert (page.status_code, number()) == (409, 1)
    assert said in page.text
    for secret in (first.code, services.private_token(first), "Bảo Trân" if len(names) == 1 else first.code):
        assert secret not in page.text
    again = client.post(f"/en/register/{event.slug}/", data={**fields_of(page)})
    assert (again.status_code, number()) == (303, 2)


def test_the_same_form_sent_again_is_no_duplicate(client: FlaskClient) -> None:
    event = make_event()
    sent = answer(2)
    first, again = (client.post(f"/vi/register/{event.slug}/", data=sent) for _ in range(2))
    assert (first.status_code, again.status_code, number()) == (303, 303, 1)
    assert first.location == again.location


def test_who_took_the_answer_back_or_answered_elsewhere_is_not_meant(client: FlaskClient) -> None:
    event = make_event()
    client.post(f"{private_address(earlier(event, 'Đặng Thị Hường'))}cancellation")
    earlier(make_event(), "Đặng Thị Hường")
    assert send(client, event, "Đặng Thị Hường", phone=PHONE).status_code == 303


def test_whoever_asks_for_many_is_told_nothing_more(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("showcase.registration.answering.TOLD_AN_HOUR", 2)
    event = make_event()
    earlier(event, "Đặng Thị Hường")
    sent = [send(client, event, "Đặng Thị Hường", phone=PHONE).status_code for _ in range(3)]
    assert sent == [409, 409, 303]


def test_organisers_see_pairs_with_their_reasons_the_surest_first(
    staff: FlaskClient, query_recorder: list[str]
) -> None:
    event = make_event()
    one = noted(event, "Đặng Thị Hường", "Trần Văn Bảy", contact_phone=PHONE)
    two = noted(event, "Dang Thi Huong", "Tran Van Bay", contact_email="x@example.org")
    three = noted(event, "Bảy Trần", contact_phone=PHONE, contact_country="CA")
    noted(event, "Đặng Thị Hường", contact_country="AU", contact_email="y@example.org")
    found = duplicates.pairs(event.slug)
    assert [(pair.codes, [str(same) for same in pair.reasons]) for pair in found] == [
        ((one.code, three.code), ["phone"]),
        ((one.code, two.code), ["family"]),
    ]
    assert found[1].names == ["Đặng Thị Hường", "Trần Văn Bảy"]
    query_recorder.clear()
    page = staff.get(f"/staff/guests/twice/?event={event.slug}")
    assert len(query_recorder) <= 8, query_recorder
    assert "several names, same country" in page.text
    for strange in ("no-such", "%00", "x" * 500):
        assert one.code not in staff.get(f"/staff/guests/twice/?event={strange}").text
