"""The rehearsal's invitations go, whatever real people have done with them."""

from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.core import clock, mail
from showcase.core.database import db, write
from showcase.core.mail import Message
from showcase.invitations.models import Invitation, Proposal
from showcase.invitations.rules import ProposalState
from showcase.registration.models import SessionWait
from tests.checkin.door import change
from tests.factories import make_event, make_invitation, make_registration, make_session, save
from tests.staff.cast import post, sign_in


def test_they_go_though_real_people_have_used_them(client: FlaskClient) -> None:
    sign_in(client, Role.ADMINISTRATOR)
    event = make_event()
    session = make_session(event, capacity=2, taken=2)
    sample = make_registration(event, 2)
    change(sample, demo=True)
    invitation = make_invitation(event, demo=True, registration_id=sample.id)
    own = {"event_id": event.id, "unit_code": "29470", "name": "Thạch Sô Phia"}
    made_up = save(Proposal(**own, demo=True))
    real = [
        save(Proposal(**own, state=ProposalState.MERGED, invitation_id=invitation.id)),
        save(Proposal(**own, state=ProposalState.MERGED, merged_into_id=made_up.id)),
    ]
    save(SessionWait(registration_id=sample.id, session_id=session.id, state="offered", since=clock.now(), places=2))
    write()
    mail.post("reminder", invitation.id, "huong@example.org", "vi")
    db.session.commit()
    assert post(client, "/staff/demo/purge", page="/staff/demo").status_code == 303
    db.session.expire_all()
    assert db.session.scalars(db.select(Invitation.id)).all() == []
    assert db.session.scalars(db.select(Message.id)).all() == []
    assert db.session.scalars(db.select(Proposal).order_by(Proposal.id)).all() == real
    assert {one.state for one in real} == {ProposalState.OPEN}
    assert session.taken == 0, "an offer to a made-up party held them"
