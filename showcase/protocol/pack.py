"""Groups of rank in an edition folder, which are the host's; and the rehearsal's order of introduction, made up."""

from typing import Any

from ..committee.pack import guest_of_rehearsal
from ..core.database import db
from ..core.shapes import Choice, Day, Entry, Integer, ListOf, Mapping, Report, Slug, String, Truth, Use
from ..editions.models import Host, Office
from ..editions.parts import HostSlugPart, Scope
from ..invitations.models import Invitation
from ..registration.models import Event
from .models import HandOver, Introduction, RankGroup
from .rules import Kind, Rank

FILE, REHEARSAL = "protocol.yaml", "introductions.yaml"


class RankGroupPart(HostSlugPart):
    kind, file, path, model = "rank_group", FILE, "groups", RankGroup
    fields = {"slug": Slug("rank_group"), "words?": String(2000)}
    columns = {"slug": "slug", "words": "words"}


PARTS = (RankGroupPart(),)

_PERSON = {
    "guest?": Use("guest"),
    "honorific?": String(40),
    "name?": String(200),
    "title?": String(300),
    "spoken?": String(200),
    "rank?": Integer(),
    "since?": Day(),
    "born?": Integer(),
}


def _check_rank(entry: Entry, report: Report) -> None:
    if entry["rank"] is not None and entry["rank"] not in set(Rank):
        report.fault(entry.place, "expected rank to be a number from 1 to 5")


SUBSTITUTE = Mapping(_PERSON, _check_rank)
LINE = Mapping(
    {
        "ref?": Slug("introduction"),
        "group": Use("rank_group"),
        "invitation?": String(200),
        "office?": Use("office"),
        "host?": Truth(),
        "substitute?": SUBSTITUTE,
        **_PERSON,
    },
    _check_rank,
)
HAND_OVER = Mapping(
    {
        "kind?": Choice(*Kind, default=Kind.OTHER.value),
        "what": String(200),
        "giver?": Use("introduction"),
        "giver_words?": String(300),
        "receiver?": Use("introduction"),
        "receiver_words?": String(2000),
        "carrier?": String(200),
        "item?": String(200),
    }
)


def _is_made_up(entry: Entry, report: Report) -> None:
    if not entry["demo"]:
        report.fault(entry.place, "expected demo: true: an edition folder holds no real people")


INTRODUCTIONS = Mapping(
    {"event": Use("event"), "demo": Truth(), "lines?": ListOf(LINE), "hand_overs?": ListOf(HAND_OVER)}, _is_made_up
)


def create_introductions(scope: Scope) -> None:
    """Put the order of an event that this load has made; never again afterwards. Guests and invitations come before."""
    assert scope.folder
    document = scope.folder.files.get(REHEARSAL)
    if document is None or f"event {document['event']}" not in scope.created:
        return
    event = db.session.scalars(db.select(Event).filter_by(slug=document["event"])).one()
    made: dict[str, Introduction] = {}
    for given in document["lines"]:
        line = _line(event, given, scope)
        db.session.add(line)
        if given["ref"]:
            made[given["ref"]] = line
    db.session.flush()
    for position, given in enumerate(document["hand_overs"]):
        named = {name: made[given[name]].id if given[name] else None for name in ("giver", "receiver")}
        db.session.add(
            HandOver(
                event_id=event.id,
                position=position,
                kind=given["kind"],
                what=given["what"],
                giver_id=named["giver"],
                giver=given["giver_words"] or "",
                receiver_id=named["receiver"],
                receiver=given["receiver_words"] or "",
                carrier=given["carrier"] or "",
                item=given["item"] or "",
                demo=True,
            )
        )
    db.session.flush()


def _line(event: Event, given: Entry, scope: Scope) -> Introduction:
    host: Host = scope.host
    line = Introduction(
        event_id=event.id,
        group_id=_number(RankGroup, host_id=host.id, slug=given["group"]),
        office_id=_number(Office, host_id=host.id, slug=given["office"]) if given["office"] else None,
        invitation_id=_number(Invitation, event_id=event.id, name=given["invitation"]) if given["invitation"] else None,
        attendee_id=guest_of_rehearsal(scope, given["guest"], given["name"]) if given["guest"] else None,
        is_host=bool(given["host"]),
        rank=given["rank"] or Rank.OTHER,
        demo=True,
    )
    for name in ("honorific", "name", "title", "spoken"):
        setattr(line, name, given[name] or "")
    line.since, line.born = given["since"], given["born"]
    instead = given["substitute"]
    if instead:
        for name in ("honorific", "name", "title", "spoken"):
            setattr(line, f"substitute_{name}", instead[name] or "")
        line.substitute_rank, line.substitute_since, line.substitute_born = (
            instead["rank"],
            instead["since"],
            instead["born"],
        )
        line.substitute_id = guest_of_rehearsal(scope, instead["guest"], instead["name"]) if instead["guest"] else None
    return line


def _number(model: Any, **by: Any) -> int | None:
    return db.session.scalar(db.select(model.id).filter_by(**by).order_by(model.id).limit(1))
