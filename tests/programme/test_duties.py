"""Duties of the sub-committees: their times follow their items, they are ticked off, and nothing is lost."""

from flask.testing import FlaskClient

from showcase.committee.models import Member, Subcommittee
from showcase.core.database import db, write
from showcase.programme.models import Duty, ProgrammeItem
from tests.factories import at, make_event, make_item, save
from tests.staff.cast import fill, mark_of


def test_a_duty_moves_with_its_item_is_ticked_off_once_and_comes_back_when_taken_away(staff: FlaskClient) -> None:
    event = make_event(starts_at=at("2030-02-01T08:00+07:00"), ends_at=at("2030-02-01T12:00+07:00"))
    part = save(Subcommittee(event_id=event.id, name="Lễ tân", members=[Member(name="Trần Thị An", phone="+84901")]))
    item, page = make_item(event, "Trao quà", 10), f"/staff/programme/{event.slug}/duties/"
    fields = {"what": "Bưng khay hoa", "member_id": str(part.members[0].id), "item_id": str(item.id), "minutes": "5"}
    assert fill(staff, f"{page}new", **fields).status_code == 303
    duty = db.session.scalars(db.select(Duty)).one()
    shown = staff.get(page).get_data(as_text=True)
    assert ">07:55<" in shown
    assert 'href="tel:+84901"' in shown
    write()
    db.session.get_one(ProgrammeItem, item.id).fixed_at = at("2030-02-01T09:00+07:00")
    db.session.commit()
    assert ">08:55<" in staff.get(page).get_data(as_text=True)
    mark = mark_of(staff.get(page))
    for _ in range(2):
        staff.post(f"{page}{duty.id}/tick", data={"csrf_token": mark, "done": "1"})
    assert "1 of 1 done" in staff.get(page).get_data(as_text=True)
    staff.post(f"/staff/programme/{event.slug}/items/{item.id}/removal", data={"csrf_token": mark})
    assert "Its item is taken out" in staff.get(page).get_data(as_text=True)
    staff.post(f"{page}{duty.id}/removal", data={"csrf_token": mark})
    assert "Bưng khay hoa" not in staff.get(page).get_data(as_text=True)
    staff.post(f"{page}{duty.id}/removal", data={"csrf_token": mark, "back": "1"})
    assert "Bưng khay hoa" in staff.get(page).get_data(as_text=True)
    assert fill(staff, f"{page}new", what="", minutes="1000").status_code == 422
