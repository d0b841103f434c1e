"""What happened to a party, in one list: invited, answered, changed, written to, marked, and seen at the door."""

from collections.abc import Iterable, Iterator

from ..accounts.models import Account
from ..checkin.wording import scan_word
from ..core.audit import AuditEntry
from ..core.database import db
from ..core.i18n import gettext as _
from ..invitations.models import Invitation
from ..invitations.rules import Reply
from ..registration import own_data
from ..registration.models import Registration
from . import doing, party_facts, wording
from .models import GuestDeed, GuestDeedRow
from .parts import Entry, timeline

TOLD_OTHERWISE = {"registration.created"}  # by the answer itself


@timeline
def answered(registration: Registration) -> Iterator[Entry]:
    yield Entry(registration.created_at, _("Answered"), about=registration.contact_name)


@timeline
def invited(registration: Registration) -> Iterator[Entry]:
    query = db.select(Invitation).filter_by(registration_id=registration.id).order_by(Invitation.id)
    for invitation in db.session.scalars(query):
        moments = (
            (invitation.sent_at, _("Invitation sent")),
            (invitation.reminded_at, _("Reminded of the invitation")),
            (invitation.opened_at, _("Invitation opened")),
            (invitation.replied_at if invitation.reply == Reply.NOT_THIS_YEAR else None, _("Not this year")),
            (invitation.withdrawn_at, _("Invitation taken back")),
        )
        yield from (Entry(at, words, about=invitation.name) for at, words in moments if at is not None)


@timeline
def changed(registration: Registration) -> Iterator[Entry]:
    entries = [one for one in own_data.entries_of(registration) if one.verb not in TOLD_OTHERWISE]
    who = _actors(entries)
    names = {f"attendee:{person.id}": person.name for person in registration.attendees}
    for entry in entries:
        fields = "\n".join(own_data.fields_of(entry))
        yield Entry(entry.at, own_data.deed_of(entry), who[entry.actor], names.get(entry.subject, ""), fields)


@timeline
def written(registration: Registration) -> Iterator[Entry]:
    kinds, states = wording.message_kinds(), wording.message_states()
    for message in party_facts.messages_of(registration):
        words = f"{kinds.get(message.kind, message.kind)}: {states.get(message.state, message.state)}"
        yield Entry(message.settled_at, words, about=message.recipient)


@timeline
def marked(registration: Registration) -> Iterator[Entry]:
    """What was done to many, these people among them, and what of it was taken back."""
    names = {person.id: person.name for person in registration.attendees}
    query = (
        db.select(GuestDeed, GuestDeedRow)
        .join(GuestDeedRow, GuestDeedRow.deed_id == GuestDeed.id)
        .where(GuestDeedRow.attendee_id.in_(names))
        .options(db.joinedload(GuestDeed.account), db.joinedload(GuestDeed.undone_by))
        .order_by(GuestDeed.id, GuestDeedRow.attendee_id)
    )
    for deed, row in db.session.execute(query):
        words = doing.worded(deed)
        yield Entry(deed.at, words, _name(deed.account), names[row.attendee_id])
        if deed.undone_at is not None and row.undone:
            yield Entry(
                deed.undone_at, _("Undone: %(deed)s", deed=words), _name(deed.undone_by), names[row.attendee_id]
            )


@timeline
def scanned(registration: Registration) -> Iterator[Entry]:
    names = {person.id: person.name for person in registration.attendees}
    found = party_facts.scans_of(registration)
    if any(scan.attendee_id not in names for scan, _annulled in found):  # by cards of answers that were joined to it
        names |= {card: names[person] for card, person in party_facts.cards_of(registration).items()}
    for scan, is_annulled in found:
        parts = [
            scan_word(scan),
            _("taken back") if is_annulled else "",
            _("without network") if scan.offline else "",
            _("its clock was wrong") if scan.clock_doubtful else "",
        ]
        where = str(scan.gate.text_in("name")) if scan.gate else ""
        yield Entry(scan.at, " · ".join(filter(None, parts)), where, names.get(scan.attendee_id or 0, ""))


def _actors(entries: Iterable[AuditEntry]) -> dict[str, str]:
    """Who did what is in the log, in words; officers by name."""
    actors = {entry.actor for entry in entries}
    numbers = [int(actor.partition(":")[2]) for actor in actors if actor.startswith("account:")]
    accounts = db.session.scalars(db.select(Account).where(Account.id.in_(numbers))) if numbers else ()
    named = {f"account:{account.id}": _name(account) for account in accounts}
    kinds = {"guest": _("the guest"), "device": _("the reception table"), "token": _("a program of the organisers")}
    return {actor: named.get(actor) or kinds.get(actor.partition(":")[0], _("the site itself")) for actor in actors}


def _name(account: Account | None) -> str:
    return (account.name or account.email) if account is not None else ""
