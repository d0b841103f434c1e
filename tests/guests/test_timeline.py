"""What a party's page tells of what happened to it, in one list."""

from datetime import timedelta

from showcase.core import clock
from showcase.core.database import db, write
from showcase.core.i18n import use_locale
from showcase.guests import doing, notes
from showcase.guests.parts import timeline_of
from showcase.registration import services
from showcase.registration.rules import Change
from tests.checkin.door import change, check_in, make_gate, scan_of
from tests.factories import make_account, make_event, make_invitation, make_registration


def test_one_list_tells_all_that_happened_and_who_did_it() -> None:
    event, officer = make_event(), make_account(name="Chị Lan")
    party = make_registration(event, 2)
    invitation = make_invitation(event, registration_id=party.id)
    change(invitation, sent_at=clock.now() - timedelta(days=9), opened_at=clock.now() - timedelta(days=8))
    write()
    services.change(party, [Change(party.people[1].id, name="Nguyễn Bảo Trâm")], clock.now())
    made = doing.chosen("vip:yes", event)
    assert made is not None
    deed = doing.do(*made, [party.people[0].id], event, officer)
    assert deed is not None
    doing.undo(deed, officer, clock.now())
    notes.add(party, party.people[0], "Đón ở cổng sau.", officer, clock.now())
    db.session.commit()
    check_in(scan_of(party.people[0], make_gate(event)))
    with use_locale("en"):
        entries = timeline_of(party)
    assert [one.at for one in entries] == sorted((one.at for one in entries), reverse=True)
    said = [(one.words, one.who, one.about, one.text) for one in entries]
    first, second = "Đặng Thị Hường", "Nguyễn Bảo Trâm"
    assert ("Invitation sent", "", first, "") in said
    assert ("Invitation opened", "", first, "") in said
    assert ("Answered", "", first, "") in said
    assert ("Receive as: guest of honour", "Chị Lan", first, "") in said
    assert ("Undone: Receive as: guest of honour", "Chị Lan", first, "") in said
    assert ("Noted", "Chị Lan", first, "Đón ở cổng sau.") in said
    assert ("came in", "Reception desk 1", first, "") in said
    assert any(words == "Answer changed: waiting to leave" for words, *_more in said)
    assert any(about == second and "Nguyễn Bảo Trân → Nguyễn Bảo Trâm" in text for _w, _who, about, text in said)
