"""The reception desks of an event in the console."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.checkin import gates
from showcase.checkin.claims import Scanner
from showcase.checkin.models import Device, Gate
from showcase.core.audit import AuditEntry
from showcase.core.database import db, write
from showcase.registration.models import Event
from tests.checkin.door import check_in, make_gate, make_guest, scan_of
from tests.conftest import Queries
from tests.factories import make_event, make_session, save
from tests.staff.cast import fields_of, fill, mark_of, opened, post, sign_in


@pytest.fixture
def desk(event: Event) -> Gate:
    return make_gate(event, any_time=False)


def page_of(event: Event, gate: Gate | None = None) -> str:
    return f"/staff/events/{event.slug}/gates/{f'{gate.slug}/' if gate else ''}"


def text_of(client: FlaskClient, address: str) -> str:
    return client.get(address).get_data(as_text=True)


def noted(verb: str) -> list[dict[str, Any]]:
    found = db.session.scalars(db.select(AuditEntry).filter_by(verb=verb).order_by(AuditEntry.id))
    return [json.loads(entry.changes) for entry in found]


def reread(gate: Gate) -> Gate:
    db.session.expire_all()
    return db.session.get_one(Gate, gate.id)


def order(event: Event) -> list[str]:
    db.session.expire_all()
    return [str(gate.text_in("name", "vi")) for gate in gates.of_event(event)]


def test_a_desk_is_added_for_the_sessions_that_are_ticked(staff: FlaskClient, event: Event, desk: Gate) -> None:
    meal, visit = make_session(event), make_session(event)
    fields: dict[str, Any] = {"name__vi": "Bàn nhà ăn", "name__en": "Dining hall", "sessions": [visit.slug, meal.slug]}
    answer = fill(staff, f"{page_of(event)}new", **fields, any_time="y")
    assert answer.status_code == 303
    _, made = gates.of_event(event)
    assert made.slug == f"{event.slug}-ban-nha-an"
    assert answer.location.endswith(f"#{made.slug}")
    assert ({session.id for session in made.sessions}, made.any_time) == ({meal.id, visit.id}, True)
    page = text_of(staff, page_of(event))
    assert "Dining hall" in page
    assert "at any time" in page
    assert "every ticket" in page
    assert noted("gate.created")[0]["sessions"] == ["", ", ".join(sorted([meal.slug, visit.slug]))]


def test_an_event_without_sessions_asks_for_none(staff: FlaskClient, event: Event, desk: Gate) -> None:
    assert "sessions" not in opened(staff, page_of(event, desk))
    assert "Only for" not in text_of(staff, page_of(event, desk))
    assert fill(staff, page_of(event, desk), name__en="Hall").status_code == 303
    assert str(reread(desk).text_in("name", "en")) == "Hall"


@pytest.mark.parametrize("fields", [{"name-vi": ""}, {"name-en": "x" * 201}, {"sessions": ["khong-co"]}])
def test_what_cannot_be_is_said_beside_the_field(
    staff: FlaskClient, event: Event, desk: Gate, fields: dict[str, Any]
) -> None:
    make_session(event)
    sent = {**opened(staff, f"{page_of(event)}new"), "name-vi": "Bàn số 2", **fields}
    answer = staff.post(f"{page_of(event)}new", data=sent)
    assert answer.status_code == 422
    assert f'id="{next(iter(fields))}-error"' in answer.get_data(as_text=True)
    assert len(gates.of_event(event)) == 1


def test_a_change_can_be_taken_back(staff: FlaskClient, event: Event, desk: Gate) -> None:
    meal, visit = make_session(event), make_session(event)
    fill(staff, page_of(event, desk), sessions=[meal.slug, visit.slug])  # type: ignore[arg-type]
    saved = fill(staff, page_of(event, desk), sessions=[visit.slug], any_time="y").location  # type: ignore[arg-type]
    assert [session.id for session in reread(desk).sessions] == [visit.id]
    undo = {"csrf_token": mark_of(staff.get(saved)), "undo": saved.split("saved=")[1]}
    assert staff.post(page_of(event, desk), data=undo).status_code == 303
    assert ({session.id for session in reread(desk).sessions}, desk.any_time) == ({meal.id, visit.id}, False)


def test_two_officers_see_both_choices_by_their_titles(staff: FlaskClient, event: Event, desk: Gate) -> None:
    meal, visit = make_session(event), make_session(event)
    write()
    visit.set_text("title", "en", "Old village")
    db.session.commit()
    mine = opened(staff, page_of(event, desk))
    fill(staff, page_of(event, desk), sessions=[visit.slug], name__en="Hall")  # type: ignore[arg-type]
    answer = staff.post(page_of(event, desk), data={**mine, "sessions": [meal.slug]})
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert '<span class="conflict__words">Old village</span>' in page
    assert '<span class="conflict__words">Shared meal</span>' in page
    assert staff.post(page_of(event, desk), data=fields_of(answer) | {"take-sessions": "theirs"}).status_code == 303
    assert [session.id for session in reread(desk).sessions] == [visit.id]
    assert str(desk.text_in("name", "en")) == "Hall"


def test_desks_are_put_in_order_one_step_at_a_time(staff: FlaskClient, event: Event) -> None:
    made = {name: make_gate(event) for name in "ABC"}
    write()
    for name, gate in made.items():
        gate.set_text("name", "vi", name)
    db.session.commit()
    for name, step, expected in (("C", "up", "ACB"), ("A", "down", "CAB"), ("C", "up", "CAB")):
        answer = post(staff, f"{page_of(event, made[name])}move", data={"step": step})
        assert answer.location.endswith(f"#{reread(made[name]).slug}")
        assert "".join(order(event)) == expected
    assert post(staff, f"{page_of(event, made['A'])}move", data={"step": "sideways"}).status_code == 400
    assert [change["place"] for change in noted("gate.moved")] == [[3, 2], [1, 2]]


def test_the_question_before_closing_says_what_becomes_of_phones(staff: FlaskClient, event: Event, desk: Gate) -> None:
    phone = save(Device(event_id=event.id, name="Máy của Lan", key_digest="x"))
    scanner = Scanner(f"device:{phone.id}", phone.id, event.id, trusted=True)
    check_in(scan_of(make_guest(event), desk), scanner=scanner)
    question = text_of(staff, f"{page_of(event, desk)}closing")
    for words in ("Close “Reception desk 1”?", "the only desk that is open", "Máy của Lan", "without a network"):
        assert words in question
    make_gate(event)
    assert "the only desk" not in text_of(staff, f"{page_of(event, desk)}closing")


def test_a_desk_is_closed_and_opened_again(staff: FlaskClient, event: Event, desk: Gate) -> None:
    for _ in range(2):
        assert post(staff, f"{page_of(event, desk)}closing").status_code == 303
    closed_at = reread(desk).closed_at
    assert closed_at is not None
    page = text_of(staff, page_of(event))
    assert "desk closed" in page
    assert "Open again" in page
    assert len(noted("gate.closed")) == 1, "a second press changes nothing"
    for _ in range(2):
        assert post(staff, f"{page_of(event, desk)}reopening").status_code == 303
    assert reread(desk).closed_at is None
    assert len(noted("gate.reopened")) == 1


def test_a_desk_that_has_scanned_stays_and_says_why(staff: FlaskClient, event: Event, desk: Gate) -> None:
    other, meal = make_gate(event), make_session(event)
    check_in(scan_of(make_guest(event), other))
    page = text_of(staff, page_of(event, other))
    assert "close the desk instead" in page
    assert "deletion" not in page
    assert post(staff, f"{page_of(event, other)}deletion").status_code == 409
    answer = fill(staff, page_of(event, other), sessions=[meal.slug])  # type: ignore[arg-type]
    assert answer.status_code == 422, "it would count anew, and let everybody in a second time"
    assert 'id="sessions-error"' in answer.get_data(as_text=True)
    assert fill(staff, page_of(event, other), name__en="Hall").status_code == 303
    assert post(staff, f"{page_of(event, desk)}deletion").status_code == 303
    assert [gate.id for gate in gates.of_event(event)] == [other.id]
    assert noted("gate.deleted")[0]["name-vi"] == ["Bàn đón tiếp số 1", None]


def test_the_only_desk_stays(staff: FlaskClient, event: Event, desk: Gate) -> None:
    assert "this is the only one" in text_of(staff, page_of(event, desk))
    assert post(staff, f"{page_of(event, desk)}deletion").status_code == 409


def test_a_session_that_a_desk_admits_to_alone_stays_or_the_desk_would_admit_everybody(
    staff: FlaskClient, event: Event, desk: Gate
) -> None:
    meal, visit = make_session(event), make_session(event)
    dining_hall = make_gate(event, sessions=[meal])
    page = f"/staff/events/{event.slug}/sessions/{meal.slug}/"
    assert "admits to it alone: Reception desk 1" in text_of(staff, page)
    assert post(staff, f"{page}deletion", page).status_code == 409
    write()
    reread(dining_hall).sessions.append(visit)
    db.session.commit()
    assert post(staff, f"{page}deletion", page).status_code == 303
    assert reread(dining_hall).sessions == [visit]


def test_the_list_takes_the_same_queries_however_long(
    staff: FlaskClient, event: Event, desk: Gate, query_recorder: Queries
) -> None:
    address = page_of(event)
    staff.get(address)
    query_recorder.clear()
    staff.get(address)
    few = len(query_recorder)
    for _ in range(6):
        make_gate(event)
    db.session.remove()
    query_recorder.clear()
    staff.get(address)
    assert len(query_recorder) == few <= 14, query_recorder


def test_forged_addresses_lead_nowhere(staff: FlaskClient, event: Event, desk: Gate) -> None:
    other = make_gate(make_event())
    for address in (f"{page_of(event)}khong-co/", page_of(event, other)):
        assert staff.get(address).status_code == 404
        for deed in ("", "move", "closing", "reopening", "deletion"):
            assert post(staff, f"{address}{deed}", data={"step": "up"}).status_code == 404


@pytest.mark.parametrize("role", [Role.GATE, Role.EDITOR, Role.TRANSLATOR, Role.REPORTER])
def test_others_neither_see_nor_change_desks(role: Role, client: FlaskClient, event: Event, desk: Gate) -> None:
    sign_in(client, role)
    here = page_of(event, desk)
    for path in (page_of(event), f"{page_of(event)}new", here, f"{here}closing"):
        assert client.get(path).status_code == 403
    for path in (f"{page_of(event)}new", here, *(f"{here}{deed}" for deed in ("move", "closing", "reopening"))):
        assert post(client, path, data={"name-vi": "X", "step": "up"}).status_code == 403
    assert post(client, f"{here}deletion").status_code == 403
    assert (order(event), reread(desk).closed_at) == (["Bàn đón tiếp số 1"], None)
