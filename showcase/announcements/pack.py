"""The rehearsal's announcements: drafts, made once with the event, to be sent to its made-up guests."""

from ..core.database import db
from ..core.shapes import Choice, Entry, ListOf, Mapping, Report, Texts, Truth, Use
from ..editions.parts import Scope
from ..registration import placeholders
from ..registration.models import Event
from ..registration.rules import GUEST_KINDS
from .models import Announcement
from .rules import Kind

FILE = "announcements.yaml"


def _is_sound(entry: Entry, report: Report) -> None:
    for field in Announcement.FIELDS:
        for given in entry[field].values():
            if placeholders.finding(placeholders.ANNOUNCEMENT, field, given["text"]) is not None:
                report.fault(entry.place, f"{field} names something that is not known")


def _is_made_up(entry: Entry, report: Report) -> None:
    if not entry["demo"]:
        report.fault(entry.place, "expected demo: true: an edition folder holds no real announcements")


ANNOUNCEMENT = Mapping(
    {"kind": Choice(*Kind), "subject": Texts(), "body": Texts(), "guest_kind?": Choice(*GUEST_KINDS)}, _is_sound
)
ANNOUNCEMENTS = Mapping({"event": Use("event"), "demo": Truth(), "announcements?": ListOf(ANNOUNCEMENT)}, _is_made_up)


def create_announcements(scope: Scope) -> None:
    """Drafts for an event that this load has made; never again afterwards."""
    assert scope.folder
    document = scope.folder.files.get(FILE)
    if document is None or f"event {document['event']}" not in scope.created:
        return
    event = db.session.scalars(db.select(Event).filter_by(slug=document["event"])).one()
    for given in document["announcements"]:
        chosen = {"kind": given["guest_kind"]} if given["guest_kind"] else {}
        draft = Announcement(event_id=event.id, kind=given["kind"], chosen=chosen, made_at=scope.now)
        for field in Announcement.FIELDS:
            draft.set_texts(field, {code: words["text"] for code, words in given[field].items()})
        db.session.add(draft)
    db.session.flush()
