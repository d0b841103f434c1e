"""What is done to many guests at once, how it is undone, tags, notes, and what a party's page shows of them."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from showcase.accounts.models import Account
from showcase.accounts.rules import Role
from showcase.committee.models import Escort, Member, Subcommittee
from showcase.core import clock
from showcase.core.database import db, write
from showcase.guests import doing, tags
from showcase.guests.models import GuestDeed, GuestNote, GuestTag, tagging
from showcase.guests.selection import Selection
from showcase.registration.models import Attendee, Event
from tests.checkin.door import change, make_guest
from tests.factories import make_account, make_event, save
from tests.staff.cast import fields_of, fill, post, sign_in


@pytest.fixture
def event() -> Event:
    return make_event()


@pytest.fixture
def officer() -> Account:
    return make_account()


def make_tag(event: Event, name: str = "Đoàn Pháp") -> GuestTag:
    return save(GuestTag(event_id=event.id, name=name, folded=tags.folded(name), tone="river"))


def done(wanted: str, people: list[Attendee], event: Event, who: Account) -> GuestDeed | None:
    write()
    found = doing.chosen(wanted, event)
    assert found is not None
    made = doing.do(*found, doing.those_of([one.id for one in people], event), event, who)
    db.session.commit()
    return made


def undone(made: GuestDeed | None, who: Account) -> list[str]:
    """Take a deed back; the names of whom it had to leave as they are."""
    assert made is not None
    write()
    doing.undo(made, who, clock.now())
    db.session.commit()
    return [person.name for person in doing.changed_since(made)]


def found(**given: str) -> list[str]:
    return [person.name for person in db.session.scalars(Selection.of(given).people())]


def test_a_tag_is_given_to_many_and_undone_but_for_whom_others_changed(event: Event, officer: Account) -> None:
    people = [make_guest(event, f"Lê {name}") for name in ("An", "Bảy", "Chí")]
    tag = make_tag(event)
    assert done(f"tag:{tag.id}", people[:1], event, officer) is not None
    made = done(f"tag:{tag.id}", people, event, officer)
    assert made is not None
    assert made.number == 2, "who carries it already is not changed"
    assert found(tag=str(tag.id)) == ["Lê An", "Lê Bảy", "Lê Chí"]
    assert done(f"tag:{tag.id}", people, event, officer) is None
    done(f"untag:{tag.id}", people[2:], event, officer)
    assert undone(made, officer) == ["Lê Chí"]
    assert found(tag=str(tag.id)) == ["Lê An"]
    with pytest.raises(doing.TooLate):
        undone(made, officer)


def test_guests_of_honour_and_escorts_are_set_for_many_for_a_day(event: Event, officer: Account) -> None:
    people = [make_guest(event, f"Lê {name}") for name in ("An", "Bảy")]
    part = save(Subcommittee(event_id=event.id, name="Lễ tân", members=[Member(name="Anh Tư"), Member(name="Chị Ba")]))
    one, other = part.members
    done(f"escort:{one.id}", people[:1], event, officer)
    made, honoured = done(f"escort:{other.id}", people, event, officer), done("vip:yes", people, event, officer)
    assert found(escort=str(other.id), vip="yes") == ["Lê An", "Lê Bảy"]
    assert undone(made, officer) == undone(honoured, officer) == []
    assert {row.attendee_id: row.member_id for row in db.session.scalars(db.select(Escort))} == {people[0].id: one.id}
    assert found(vip="yes") == []
    late = done("vip:yes", people, event, officer)
    with clock.frozen(clock.now() + timedelta(hours=25)), pytest.raises(doing.TooLate):
        undone(late, officer)


def test_nobody_of_another_event_and_nothing_forged_is_touched(event: Event, officer: Account) -> None:
    other = make_event()
    stranger, gone = make_guest(other), make_guest(event)
    change(gone, dropped_at=clock.now())
    tag, theirs = make_tag(event), make_tag(other)
    assert doing.those_of([stranger.id, gone.id, 2**31 - 1], event) == []
    for forged in (f"tag:{theirs.id}", "tag:99999999999", "tag:", "tag", "", "no:1", f"tag:{tag.id} ", "vip:perhaps"):
        assert doing.chosen(forged, event) is None, forged
    assert found(event=event.slug, tag="-1") == found(event=event.slug, tag="٣") == []


@pytest.mark.full
def test_officers_tick_guests_are_asked_for_all_and_undo_with_one_press(client: FlaskClient, event: Event) -> None:
    sign_in(client, Role.ORGANISER)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    people = [make_guest(event, f"Lê {name}") for name in ("An", "Bảy", "Chí")]
    tag = make_tag(event)
    where = "/staff/guests/deeds/"
    ticked = {"deed": f"tag:{tag.id}", "who": [people[0].id, people[1].id], "event": event.slug}
    answer = post(client, where, "/staff/guests/", data=ticked)
    page = client.get(answer.location).text
    assert "Add the tag: Đoàn Pháp. 2 guests were changed." in page
    everybody = {"deed": f"tag:{tag.id}", "who": "all", "q": "le", "event": event.slug}
    asked = post(client, where, "/staff/guests/", data=everybody)
    assert "To 3 guests?" in asked.text
    make_guest(event, "Lê Dung")
    again = post(client, where, "/staff/guests/", data={**everybody, "number": "3"})
    assert (again.status_code, "To 4 guests?" in again.text) == (409, True)
    assert post(client, where, "/staff/guests/", data={**everybody, "number": "4"}).status_code == 303
    made = db.session.scalars(db.select(GuestDeed).order_by(GuestDeed.id.desc())).first()
    assert made is not None
    assert (made.number, db.session.query(tagging).count()) == (2, 4)
    undoing = post(client, f"{where}{made.id}/undoing", where)
    assert "All of them stand as before." in client.get(undoing.location).text
    assert post(client, f"{where}{made.id}/undoing", where).status_code == 303
    for missing in ({"deed": "", "who": people[0].id}, {"deed": "vip:yes"}, {"deed": "tag:9", "who": "\0"}):
        refused = post(client, where, "/staff/guests/", data=missing)
        assert (refused.status_code, "Nothing was changed" in refused.text) == (422, True)


@pytest.mark.full
def test_tags_are_few_and_two_officers_who_change_one_are_told(client: FlaskClient, event: Event) -> None:
    sign_in(client, Role.ORGANISER)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    page = f"/staff/guests/tags/{event.slug}/"
    sent = fill(client, page, name="Đoàn Pháp", tone="river")
    assert sent.status_code == 303
    assert "has a tag of this name" in fill(client, page, name="DOAN phap").text
    for bad in ("", "x" * 41, "\u202e", "🙂\0", "---"):
        answer = fill(client, page, name=bad)
        assert answer.status_code == 422, repr(bad)
    tag = db.session.scalars(db.select(GuestTag)).one()
    own = f"{page}{tag.id}/"
    seen = client.get(own)
    change(tag, name="Đoàn Paris", folded="doan paris")
    theirs = client.post(own, data={**fields_of(seen), "name": "Đoàn Lyon"})
    assert (theirs.status_code, "Đoàn Paris" in theirs.text, "Đoàn Lyon" in theirs.text) == (409, True, True)
    post(client, f"{own}removal", own)
    assert db.session.query(GuestTag).count() == 0
    assert client.get(own).status_code == 404


@pytest.mark.full
def test_a_note_stands_in_the_timeline_once_with_who_wrote_it(client: FlaskClient, event: Event) -> None:
    officer = sign_in(client, Role.ORGANISER)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    guest = make_guest(event, "Đặng Thị Hường", "Nguyễn Bảo Trân")
    page = f"/staff/guests/{guest.registration.code}/"
    fields = fields_of(client.get(page))
    note = {**fields, "text": "Bác đi xe lăn,\nđón ở cổng sau.", "about": str(guest.id)}
    for _press in range(2):
        assert client.post(f"{page}notes", data=note).status_code == 303
    kept = db.session.scalars(db.select(GuestNote)).one()
    assert (kept.account_id, kept.attendee_id) == (officer.id, guest.id)
    shown = client.get(page).text
    assert "đón ở cổng sau." in shown
    refused = client.post(f"{page}notes", data={**fields, "text": "x" * 2001, "about": "9"})
    assert (refused.status_code, "x" * 2001 in refused.text) == (422, True)
