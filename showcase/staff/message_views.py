"""Every message and piece of background work, and what became of it."""

from collections.abc import Sequence

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..announcements.models import Recipient
from ..announcements.services import MAIL
from ..core import clock, mail, mail_pace, outbox
from ..core.database import db, write
from ..core.i18n import gettext as _
from ..core.mail import FAILED, Message
from ..core.outbox import Job, JobState
from ..core.query_pages import page_address, page_of
from ..guests.party_facts import jobs_of
from ..invitations import letters
from ..invitations.models import Invitation
from ..registration.models import Registration
from . import wording
from .overview import GIVEN_UP, TO_GUESTS

blueprint = Blueprint("staff_messages", __name__, url_prefix="/staff/messages")
ALL_FAILED = "failed"  # a choice of the list: every way in which a message can fail


@blueprint.get("/")
@requires(Verb.SEE_MESSAGES)
def messages() -> str:
    state = request.args.get("state", "")
    query = db.select(Message).where(TO_GUESTS).order_by(Message.id.desc())
    if state == ALL_FAILED:
        query = query.where(Message.state.in_(FAILED))
    elif state in wording.message_states():
        query = query.where(Message.state == state)
    page = page_of(query)
    troubled = db.select(Job).where(GIVEN_UP).order_by(Job.id.desc()).limit(50)
    counts = db.session.execute(db.select(Job.lane, Job.state, db.func.count(Job.id)).group_by(Job.lane, Job.state))
    return render_template(
        "staff/messages.html",
        messages=page,
        state=state,
        codes=_codes(Registration, [one for one in page.items if one.kind.startswith("registration")])
        | _codes_of_announced([one for one in page.items if one.kind == MAIL]),
        invitation_codes=_codes(Invitation, [one for one in page.items if one.kind in letters.KINDS]),
        jobs=jobs_of(page.items),
        dead=db.session.scalars(troubled).all(),
        lanes=sorted((lane, state, number) for lane, state, number in counts),
        message_states=wording.message_states(),
        choices={ALL_FAILED: _("did not reach the guest")} | wording.message_states(),
        outlook=mail_pace.outlook(clock.now()),
        message_kinds=wording.message_kinds(),
        job_states=wording.job_states(),
        tones=wording.tones(),
        page_address=page_address,
    )


@blueprint.post("/<int(max=2147483647):message_id>/resending")
@requires(Verb.CHANGE_GUESTS)
def resending(message_id: int) -> Response:
    write()
    message = db.session.scalar(db.select(Message).where(TO_GUESTS, Message.id == message_id))
    if message is None:
        abort(404)
    mail.resend(message)
    db.session.commit()
    return make_response(redirect(url_for(".messages"), 303))


@blueprint.post("/jobs/<int(max=2147483647):job_id>/retry")
@requires(Verb.CHANGE_GUESTS)
def job_retry(job_id: int) -> Response:
    """Another round of attempts for work that was given up."""
    write()
    job = db.session.get(Job, job_id)
    if job is None:
        abort(404)
    if job.state in (JobState.DEAD, JobState.CANCELLED):
        outbox.retry(job)
    db.session.commit()
    return make_response(redirect(url_for(".messages"), 303))


def _codes_of_announced(messages: Sequence[Message]) -> dict[int, str]:
    """Message id → the code of the party that an announcement went to."""
    query = db.select(Recipient.message_id, Registration.code).join(Recipient.registration)
    rows = db.session.execute(query.where(Recipient.message_id.in_([one.id for one in messages]))) if messages else ()
    return {number: code for number, code in rows if number is not None}


def _codes(model: type[Registration] | type[Invitation], messages: Sequence[Message]) -> dict[int, str]:
    """Message id → the code of what it is about."""
    numbers = {message.subject_id for message in messages}
    found = db.session.execute(db.select(model.id, model.code).where(model.id.in_(numbers))) if numbers else ()
    codes = {number: code for number, code in found}  # noqa: C416 - rows are no pairs to mypy
    return {message.id: codes[message.subject_id] for message in messages if message.subject_id in codes}
