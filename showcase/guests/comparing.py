"""Two answers side by side: what stands in each, who is who, and where they differ."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import lazyload

from ..checkin.models import Scan
from ..core.database import db
from ..core.i18n import LOCALES, country_name
from ..core.i18n import gettext as _
from ..core.mail import Message
from ..invitations.models import Invitation
from ..registration import answers, consents, contact, merge_rules, merging, services, signals
from ..registration.forms import AGE_LABELS
from ..registration.merge_rules import TOGETHER, Choices, Side
from ..registration.models import Attendee, Registration
from ..registration.own_data import purposes
from . import wording

Worded = Callable[[Any], str]


@dataclass(frozen=True)
class Difference:
    """A field in which two answers differ, its values in words, and whose stands if nobody chooses otherwise."""

    name: str  # of the choice in the form
    label: str
    kept: str
    gone: str
    side: Side
    both: bool  # whether the two may stand together


@dataclass(frozen=True)
class Facts:
    """What is told of one answer in the head of the comparison."""

    registration: Registration
    entered: int
    scans: int
    messages: int
    invitation: Invitation | None
    agreed: list[str]


@dataclass(frozen=True)
class PersonPair:
    """Somebody of the answer that goes, and who of the other one it is, if anybody."""

    person: Attendee
    same: Attendee | None
    has_entered: bool
    differences: list[Difference]


@dataclass(frozen=True)
class Comparison:
    kept: Facts
    gone: Facts
    people: list[PersonPair]
    differences: list[Difference]
    consents: list[tuple[str, bool]]  # what the joined answer agrees to, of that in which the two differ
    freed: int
    seen: str  # of both answers as they are


def compare(kept: Registration, gone: Registration, pairs: Mapping[int, int], chosen: Choices | None) -> Comparison:
    """`pairs`: who is who; `chosen`: what an officer has chosen before, to be shown again."""
    stored = {one.id: answers.of(one) for one in (kept, gone)}
    said = chosen or Choices(pairs)
    ours = {person.id: person for person in kept.people}
    entered = signals.entries_of([one.id for one in (*kept.attendees, *gone.attendees)])
    people = [
        PersonPair(
            person,
            same := ours.get(pairs.get(person.id, 0)),
            person.id in entered,
            _of_person(same, person, said) + _of_answers(kept, gone, stored, person, same, said) if same else [],
        )
        for person in gone.people
    ]
    standing = consents.as_loaded(kept), consents.as_loaded(gone)
    wrote = [any(one.diet or one.access for one in party.people) for party in (kept, gone)]
    both = merge_rules.consents_of_both(*standing, wrote[0], wrote[1])
    words = purposes()
    return Comparison(
        *_facts(kept, gone, entered),
        people,
        _of_party(kept, gone, said) + _of_answers(kept, gone, stored, None, None, said),
        [(words.get(p, p), given) for p, given in both.items() if standing[0].get(p) != standing[1].get(p)],
        len([one for one in people if one.same]) if kept.is_confirmed and gone.is_confirmed else 0,
        seen(kept, gone),
    )


def seen(kept: Registration, gone: Registration) -> str:
    """A digest of all that is compared: what an officer has not seen is not joined."""
    values = [
        [
            party.changed_at.isoformat(),
            party.state,
            [[one.id, one.folded, one.ticket_version, str(one.dropped_at)] for one in party.attendees],
            sorted(consents.as_loaded(party).items()),
        ]
        for party in (kept, gone)
    ]
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:16]


def party_labels() -> dict[str, str]:
    return {
        "contact_name": _("Who answered"),
        "contact_email": _("E-mail"),
        "contact_phone": _("Phone"),
        "home_phone": _("Phone in Việt Nam"),
        "contact_country": _("Country"),
        "locale": _("Language"),
        "guest_kind": _("Kind"),
        "delegation_name": _("Delegation"),
        "note": _("Words to the organiser"),
    }


def person_labels() -> dict[str, str]:
    return {
        "name": _("Name"),
        "second_name": _("Name used abroad"),
        "honorific": _("Title before the name"),
        "called": _("How they wish to be called"),
        "office": _("Office, organisation"),
        "phone": _("Phone"),
        "age_band": _("Age"),
        "sessions": _("Takes part in"),
        "diet": _("Food"),
        "access": _("Help on the day"),
    }


def _of_party(kept: Registration, gone: Registration, chosen: Choices) -> list[Difference]:
    kinds = wording.kinds()
    worded: dict[str, Worded] = {
        "contact_phone": contact.shown_phone,
        "home_phone": contact.shown_phone,
        "contact_country": lambda code: country_name(code) or "",
        "locale": lambda code: LOCALES[code].name if code in LOCALES else code,
        "guest_kind": lambda kind: str(kinds.get(kind, kind)),
    }
    return [
        _difference(f"party-{field}", field, label, ours, theirs, chosen.party.get(field), worded.get(field, str))
        for field, label in party_labels().items()
        if ((ours := getattr(kept, field)) or "") != ((theirs := getattr(gone, field)) or "")
    ]


def _of_person(same: Attendee, person: Attendee, chosen: Choices) -> list[Difference]:
    worded: dict[str, Worded] = {
        "sessions": lambda sessions: ", ".join(str(session.text_in("title")) for session in sessions),
        "age_band": lambda band: str(AGE_LABELS.get(band, band)),
        "phone": contact.shown_phone,
    }
    found = []
    for field, label in person_labels().items():
        ours, theirs = getattr(same, field), getattr(person, field)
        if (ours or "") != (theirs or ""):
            side = chosen.people.get((person.id, field))
            name = f"person-{person.id}-{field}"
            found.append(_difference(name, field, label, ours, theirs, side, worded.get(field, str)))
    return found


def _of_answers(
    kept: Registration,
    gone: Registration,
    stored: Mapping[int, Any],
    person: Attendee | None,
    same: Attendee | None,
    chosen: Choices,
) -> list[Difference]:
    """What they said otherwise to the organisers' questions: as parties, or of one person."""
    ours = {one.question.id: one for one in _entries(kept, stored, same)}
    number = person.id if person else None
    found = []
    for one in _entries(gone, stored, person):
        mine = ours.get(one.question.id)
        words = ["; ".join(map(str, entry.words)) if entry else "" for entry in (mine, one)]
        if all(words) and words[0] != words[1]:
            side = chosen.answers.get((one.question.id, number)) or Side.KEPT
            name, label = f"answer-{one.question.id}-{number or 0}", str(one.question.text_in("label"))
            found.append(Difference(name, label, words[0], words[1], side, both=False))
    return found


def _entries(party: Registration, stored: Mapping[int, Any], person: Attendee | None) -> list[Any]:
    about = person.id if person else None
    entries = answers.entries(party, stored[party.id])
    return [one for one in entries if (one.attendee.id if one.attendee else None) == about]


def _difference(
    name: str, field: str, label: str, ours: Any, theirs: Any, side: Side | None, worded: Worded
) -> Difference:
    words = [worded(value) if value else "" for value in (ours, theirs)]
    both = field in TOGETHER and bool(ours) and bool(theirs)
    return Difference(name, label, words[0], words[1], side or merge_rules.usual_side(field, ours, theirs), both)


def _facts(kept: Registration, gone: Registration, entered: Collection[int]) -> tuple[Facts, Facts]:
    """Of both at once."""
    parties, words = (kept, gone), purposes()
    people = {one.id: party.id for party in parties for one in party.attendees}
    scans = Counter(
        people[n] for n in db.session.scalars(db.select(Scan.attendee_id).where(Scan.attendee_id.in_(people))) if n
    )
    letters = db.select(Message.subject_id).where(
        Message.kind.in_(services.LETTERS), Message.subject_id.in_([kept.id, gone.id])
    )
    written = Counter(db.session.scalars(letters))
    cards = db.select(Invitation).where(Invitation.registration_id.in_([kept.id, gone.id])).options(lazyload("*"))
    invited = {one.registration_id: one for one in db.session.scalars(cards)}
    first, second = (
        Facts(
            party,
            len([one for one in party.attendees if one.id in entered]),
            scans[party.id],
            written[party.id],
            invited.get(party.id),
            [words.get(purpose, purpose) for purpose, given in consents.as_loaded(party).items() if given],
        )
        for party in parties
    )
    return first, second


def refusal_words(refusal: merge_rules.MergeRefusal, names: tuple[str, ...] = ()) -> tuple[str, str]:
    """Why two answers stay two, and what can be done instead."""
    refused = merge_rules.MergeRefusal
    said = {
        refused.SAME: (_("This is one and the same answer."), _("Choose another one to compare it with.")),
        refused.OTHER_EVENT: (
            _("These two answers are to different events, so they stay two."),
            _("Who comes to both is counted at each."),
        ),
        refused.CANCELLED: (
            _("One of the two has been taken back: it has no places and its cards let nobody in."),
            _("The other one stands as it is. If something of it is needed, open both and write it into the other."),
        ),
        refused.CANCELLED_BUT_ENTERED: (
            _("One of the two has been taken back, and somebody of the two has already come in."),
            _(
                "They are not joined: what the door has seen stays as it was. Open the answer that stands and add"
                " whoever is missing; a card of the other one is let in at the help desk."
            ),
        ),
        refused.PENDING: (
            _("One of the two is still to be decided, the other is not."),
            _("Approve or decline it first; then they can be joined."),
        ),
        refused.OFFER: (
            _("Places in a session are held for one of the two until it answers."),
            _("Wait for the answer, or call and settle it; then they can be joined."),
        ),
        refused.MERGED_ELSEWHERE: (
            _("One of the two has been joined to another answer already."),
            _("Open the answer in which it stands now and compare that one."),
        ),
        refused.FORGOTTEN: (
            _("One of the two has been forgotten, as was promised: there is nothing to compare any more."),
            _("How many came stays known."),
        ),
        refused.BOTH_ENTERED: (
            _(
                "Both have come in: %(names)s. Nobody comes in twice, so these may be two people.",
                names=", ".join(names),
            ),
            _("Choose “comes as well” for them, or settle at the door which entry was a mistake."),
        ),
        refused.TOO_LARGE: (
            _("Together they would be more people than one answer may name."),
            _("Leave them two, or make a delegation of them."),
        ),
        refused.NO_ROOM: (
            _("There are not enough free places for all of them."),
            _("Make room, or give free what is kept back, and try again. Nothing has been changed."),
        ),
        refused.CHANGED: (
            _("One of the two has been changed meanwhile."),
            _("Here they are as they are now; please look once more."),
        ),
        refused.LATER_MERGE: (
            _("It was joined with yet another answer later."),
            _("Part that one first, then this one."),
        ),
    }
    return said[refusal]


def field_words(left: merging.Left) -> str:
    """What of whom stays as it is now."""
    labels = {
        **party_labels(),
        **person_labels(),
        "entered_at": _("has come in since"),
        "state": _("State"),
        "kept": _("What they answered"),
        "registration_id": _("Party"),
        "dropped_at": _("Taken off"),
        "no_photo": _("Photos"),
        "people": _("who waits for a session"),
    }
    return f"{left.who}: {labels.get(left.field, left.field)}"
