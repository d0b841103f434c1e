"""The order of introduction in the console: who stands where, in whose place, moved by hand and put back."""

from datetime import date

import pytest
from flask.testing import FlaskClient

from showcase.core import clock
from showcase.core.database import db, write
from showcase.invitations.models import Invitation
from showcase.invitations.rules import Addressee, Reply
from showcase.protocol.lines import Order, of_event
from showcase.protocol.models import Introduction
from showcase.protocol.rules import Fault, State
from showcase.registration import services as registration
from showcase.registration.models import Event
from tests.conftest import Queries
from tests.factories import make_event, make_invitation, make_office, make_official
from tests.protocol.making import let_in, make_group, make_guest, make_line, order
from tests.staff.cast import fields_of, fill, post

CHAIR, DEPUTY = "Chủ tịch Ủy ban nhân dân tỉnh", "Phó Chủ tịch Ủy ban nhân dân tỉnh"


@pytest.fixture
def event() -> Event:
    return make_event()


def here(event: Event, more: str = "") -> str:
    return f"/staff/protocol/{event.slug}/{more}"


def move(client: FlaskClient, event: Event, line: Introduction, above: int, **how: str) -> str:
    answer = post(client, here(event, f"lines/{line.id}/place"), data={"above": str(above), **how})
    assert answer.status_code == 303
    return answer.location


def test_a_line_is_moved_by_hand_says_so_and_is_put_back(staff: FlaskClient, event: Event) -> None:
    a, b, c = (make_line(event, name, rank=rank) for rank, name in enumerate(("An", "Bình", "Chi"), 1))
    move(staff, event, c, b.id, step="up")
    assert order(event) == ["An", "Chi", "Bình"]
    page = staff.get(here(event)).get_data(as_text=True)
    assert "placed by hand" in page
    assert "proposed: place 3" in page
    move(staff, event, a, 0, after=str(b.id))
    assert order(event) == ["Chi", "Bình", "An"], "who was put behind An stays where it was"
    post(staff, here(event, f"lines/{c.id}/proposal"))
    assert order(event) == ["Bình", "An", "Chi"]
    assert post(staff, here(event, "proposal")).location.endswith("?taken_back=1")
    assert order(event) == ["An", "Bình", "Chi"]


@pytest.mark.full
def test_two_officers_at_once_are_told_and_nothing_is_moved_twice(staff: FlaskClient, event: Event) -> None:
    a, b, c = (make_line(event, name, rank=rank) for rank, name in enumerate(("An", "Bình", "Chi"), 1))
    move(staff, event, c, b.id, step="up")
    assert "changed=1" in move(staff, event, c, b.id, step="up"), "the same press again, or the other officer's"
    assert "changed=1" in move(staff, event, b, a.id, after="0")
    assert order(event) == ["An", "Chi", "Bình"]
    assert "Somebody else has changed the order" in staff.get(here(event, "?changed=1")).get_data(as_text=True)
    beyond = ({"above": "0", "after": "9" * 30}, {"above": "0", "after": "0" * 12 + "9" * 5000})
    for wrong in ({"above": "x", "step": "up"}, {"above": "0", "step": "side"}, *beyond):
        assert post(staff, here(event, f"lines/{c.id}/place"), data=wrong).status_code == 400
    assert "changed=1" in move(staff, event, c, a.id, after="999999")


def test_a_substitute_stands_by_the_own_rank_with_the_seat_named(staff: FlaskClient, event: Event) -> None:
    group = make_group(event, "Ủy ban")
    chair = make_line(event, "Lê Một", title=CHAIR, rank=1, group_id=group.id, since=date(2020, 1, 1))
    make_line(event, "Trần Hai", title="Chủ tịch Hội đồng nhân dân tỉnh", rank=1, group_id=group.id)
    guest = make_guest(event, "Phan Ba")
    let_in(guest)
    assert order(event) == ["Lê Một", "Trần Hai"]
    fill(staff, here(event, f"lines/{chair.id}/"), substitute_name="Phan Ba", substitute_title=DEPUTY)
    assert order(event) == ["Trần Hai", "Phan Ba"]
    line = of_event(event)[1]
    assert (line.in_place_of, line.state, line.standing.rank) == ([CHAIR], State.PRESENT, 2), (
        "known at the door by name"
    )
    page = staff.get(here(event)).get_data(as_text=True)
    assert f"in place of: {CHAIR}" in page
    fill(staff, here(event, f"lines/{chair.id}/"), substitute_name="", substitute_title="")
    assert order(event) == ["Lê Một", "Trần Hai"]


@pytest.mark.full
def test_an_invited_office_names_its_substitute_by_its_answer(staff: FlaskClient, event: Event) -> None:
    invitation = make_invitation(event, addressee=Addressee.OFFICE, name="Ủy ban nhân dân tỉnh", office="Chủ tịch")
    line = make_line(event, "Lê Một", rank=1, invitation_id=invitation.id)
    assert of_event(event)[0].faults == [Fault.NOT_ANSWERED]
    guest = make_guest(event, "Phan Ba", office=DEPUTY)
    write()
    found = db.session.get_one(Invitation, invitation.id)
    found.registration_id, found.reply, found.substitute = guest.registration_id, Reply.COMING, guest.name
    db.session.commit()
    (shown,) = of_event(event)
    assert (shown.person.words, shown.in_place_of) == (f"Phan Ba, {DEPUTY}", [CHAIR])
    assert shown.state == State.ABSENT
    fill(staff, here(event, f"lines/{line.id}/"), comes_in_person="y")
    (shown,) = of_event(event)
    assert (shown.person.name, shown.in_place_of, shown.state) == ("Lê Một", [], State.ABSENT)


def test_a_substitute_who_is_invited_too_is_told_and_the_two_lines_are_joined(staff: FlaskClient, event: Event) -> None:
    own = make_line(event, "Phan Ba", title=DEPUTY, rank=2)
    seat = make_line(event, "Lê Một", title=CHAIR, rank=1, substitute_name="Phan Ba", substitute_rank=2)
    assert [line.faults for line in of_event(event)] == [[Fault.TWICE], [Fault.NO_TITLE, Fault.INVITED_HIMSELF]]
    assert "The same person in two lines" in staff.get(here(event, f"lines/{own.id}/")).get_data(as_text=True)
    post(staff, here(event, f"lines/{seat.id}/joining"), data={"into": str(own.id)})
    (line,) = of_event(event)
    assert (line.number, line.in_place_of, line.faults) == (own.id, [CHAIR], [])
    assert "Take apart" in staff.get(here(event)).get_data(as_text=True)
    post(staff, here(event, f"lines/{seat.id}/separation"))
    assert len(of_event(event)) == 2
    post(staff, here(event, f"lines/{seat.id}/joining"), data={"into": str(own.id)})
    post(staff, here(event, f"lines/{own.id}/removal"))
    assert order(event) == ["Phan Ba"], "the seat stands for itself again"


@pytest.mark.full
def test_who_holds_the_office_on_the_day_flows_in(staff: FlaskClient, event: Event) -> None:
    office = make_office(event.edition.host)
    make_official(office, ends_on=event.starts_at.date())
    make_line(event, office_id=office.id, rank=1)
    (line,) = of_event(event)
    assert (line.person.name, line.person.title) == ("", "Chủ tịch"), "the term is over on that day"
    make_official(office, person="Trần Hai", begins_on=event.starts_at.date())
    assert [(one.person.name, one.standing.since) for one in of_event(event)] == [("Trần Hai", event.starts_at.date())]


@pytest.mark.full
def test_a_guest_who_does_not_come_any_more_is_told(staff: FlaskClient, event: Event) -> None:
    guest = make_guest(event, "An", vip=True, office="Hội trưởng")
    make_line(event, attendee_id=guest.id)
    write()
    registration.cancel(guest.registration, clock.now(), notify=False)
    db.session.commit()
    (line,) = of_event(event)
    assert (line.state, line.faults) == (State.CANCELLED, [Fault.CANCELLED])
    assert "Has taken the answer back." in staff.get(here(event)).get_data(as_text=True)


@pytest.mark.full
def test_guests_of_honour_and_offices_become_lines_at_once_and_once(staff: FlaskClient, event: Event) -> None:
    group = make_group(event, "Ủy ban", words="Ủy ban nhân dân")
    guest = make_guest(event, "Phan Ba", office=DEPUTY, vip=True)
    make_guest(event, "Không Mời")
    office = make_office(event.edition.host)
    make_official(office, person="Phan Ba")
    chosen = {"guest": [str(guest.id)], "office": [str(office.id)], "invitation": ["999", "x"]}
    assert post(staff, here(event, "candidates"), data=chosen).location.endswith("?added=1"), "one person, one line"
    assert post(staff, here(event, "candidates"), data=chosen).location.endswith("?added=0")
    assert post(staff, here(event, "candidates"), data={"guest": str(guest.id)}).location.endswith("?added=0")
    assert [(one.office_id, one.attendee_id) for one in db.session.scalars(db.select(Introduction))] == [
        (office.id, guest.id)
    ]
    other = make_guest(event, "Trần Tư", office=DEPUTY, vip=True)
    post(staff, here(event, "candidates"), data={"guest": str(other.id)})
    line = next(one for one in of_event(event) if one.attendee and one.attendee.id == other.id)
    assert (line.group and line.group.id, line.standing.rank) == (group.id, 2)


@pytest.mark.full
@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"name": "x" * 201},
        {"name": "A\0"},
        {"name": "A", "title": "x" * 301},
        {"name": "A", "spoken": "\u202eA"},
        {"name": "A", "born": "1"},
        {"name": "A", "born": "9" * 400},
        {"name": "A", "since": "gestern"},
        {"name": "A", "group": "999"},
        {"name": "A", "rank": "9"},
        {"name": "A", "guest": "1"},
    ],
)
def test_what_cannot_be_is_said_beside_the_field(staff: FlaskClient, event: Event, fields: dict[str, str]) -> None:
    answer = fill(staff, here(event, "new"), **fields)
    assert answer.status_code == 422
    assert db.session.scalar(db.select(Introduction.id)) is None


@pytest.mark.full
def test_long_titles_and_monks_are_taken_as_they_are(staff: FlaskClient, event: Event) -> None:
    title = "Trưởng ban " * 25
    fill(staff, here(event, "new"), name="ថាច់ សុខសាន", honorific="Hòa thượng", title=title, spoken="Thạch Sóc Sa-nê")
    page = staff.get(here(event)).get_data(as_text=True)
    assert "Hòa thượng ថាច់ សុខសាន" in page
    assert title.strip() in page
    assert "[Thạch Sóc Sa-nê]" in page


@pytest.mark.full
def test_two_who_change_a_line_at_once_are_told(staff: FlaskClient, event: Event) -> None:
    line = make_line(event, "An")
    page = here(event, f"lines/{line.id}/")
    seen = fields_of(staff.get(page))
    fill(staff, page, title="Hội trưởng")
    assert staff.post(page, data={**seen, "title": "Hội phó"}).status_code == 409
    assert staff.get(here(make_event(), f"lines/{line.id}/")).status_code == 404


@pytest.mark.full
def test_a_guest_of_the_same_name_is_offered_to_a_line_that_no_ticket_belongs_to(
    staff: FlaskClient, event: Event
) -> None:
    line = make_line(event, "Phan Ba")
    assert "A guest on the list has this name." not in staff.get(here(event)).get_data(as_text=True)
    guest = make_guest(event, "PHAN BA")
    assert "A guest on the list has this name." in staff.get(here(event)).get_data(as_text=True)
    assert fill(staff, here(event, f"lines/{line.id}/"), guest=str(guest.id)).status_code == 303
    assert "A guest on the list has this name." not in staff.get(here(event)).get_data(as_text=True)
    assert of_event(event)[0].state == State.ABSENT


@pytest.mark.full
def test_an_officer_marks_who_passes_no_desk(staff: FlaskClient, event: Event) -> None:
    line = make_line(event, "An")
    post(staff, here(event, f"lines/{line.id}/presence"), data={"seen": "yes"})
    assert of_event(event)[0].state == State.PRESENT
    post(staff, here(event, f"lines/{line.id}/presence"), data={"seen": "no"})
    assert of_event(event)[0].state == State.UNKNOWN


@pytest.mark.full
def test_three_lines_and_three_hundred_cost_the_same(staff: FlaskClient, event: Event, query_recorder: Queries) -> None:
    group = make_group(event, "Ủy ban")
    guest = make_guest(event, "Phan Ba")
    let_in(guest)
    make_line(event, attendee_id=guest.id, group_id=group.id)
    make_line(event, office_id=make_office(event.edition.host).id)

    def asked() -> int:
        db.session.expire_all()
        found = db.session.get_one(Event, event.id)
        found.edition_id, found.starts_at  # noqa: B018 - loaded before the count
        query_recorder.clear()
        Order(found)
        return len(query_recorder)

    few = asked()
    write()
    db.session.add_all(Introduction(event_id=event.id, name=f"Người {number}") for number in range(300))
    db.session.commit()
    assert asked() == few <= 6, query_recorder
    staff.get(here(event))
    query_recorder.clear()
    assert staff.get(here(event)).status_code == 200
    assert len(query_recorder) <= 14, query_recorder
