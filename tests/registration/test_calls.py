"""Who cannot be written to is to be telephoned: once for each reason, until it is done."""

from showcase.core import clock
from showcase.core.database import db, write
from showcase.registration import calls, services
from showcase.registration.models import CallTask, Event, Registration
from showcase.registration.rules import CallReason
from tests.factories import make_account, make_event, make_registration

PHONE = "+17145550123"


def by_phone(event: Event, **changes: object) -> Registration:
    return make_registration(event, **{"contact_email": None, "contact_phone": PHONE, **changes})


def tasks() -> list[CallTask]:
    db.session.expire_all()
    return list(db.session.scalars(db.select(CallTask).order_by(CallTask.id)))


def test_who_has_no_e_mail_address_is_called_and_nobody_else(app: object) -> None:
    event = make_event()
    party = by_phone(event)
    by_phone(event, contact_email="bay@example.org", contact_name="Trần Văn Bảy")
    by_phone(event, channel="door", contact_name="Khách Tại Cửa")
    by_phone(event, demo=True, contact_name="Khách Mẫu")
    assert [task.registration_id for task in tasks()] == [party.id]


def test_who_waits_is_called_and_again_once_there_is_room(app: object) -> None:
    event = make_event(capacity=1, waiting_list=True)
    first = by_phone(event)
    waiting = by_phone(event)
    assert [task.reason for task in calls.of(waiting)] == ["waiting"]
    write()
    services.cancel(first, clock.now())
    db.session.commit()
    assert [task.reason for task in calls.of(waiting)] == ["phone_only", "waiting"]


def test_asked_for_twice_it_is_one_call_until_it_is_done(app: object) -> None:
    party, officer = by_phone(make_event()), make_account()

    def ask() -> None:
        write()
        calls.ask_for_call(party, CallReason.LOST_TICKET)
        db.session.commit()

    ask()
    ask()
    assert [task.reason for task in tasks()] == ["phone_only", "lost_ticket"]
    lost = tasks()[1]
    write()
    calls.done(lost, "", officer, clock.now())
    db.session.commit()
    ask()
    assert len(tasks()) == 3
