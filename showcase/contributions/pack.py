"""Purposes in an edition folder, and the rehearsal's promises: made up, made once, removed with the made-up guests."""

from datetime import timedelta
from typing import Any

from ..committee.pack import guest_of_rehearsal
from ..core import clock
from ..core.database import db
from ..core.i18n import LOCALES
from ..core.shapes import Choice, Entry, Integer, ListOf, Mapping, Report, Slug, String, Texts, Trust, Truth, Use
from ..editions.parts import HostSlugPart, Scope, write_texts
from ..registration.models import Attendee, Event, Registration
from . import rules, services
from .models import Cause
from .rules import CURRENCIES, Kind, Publicity
from .services import Promise

FILE = "contributions.yaml"
_AS_GIVEN = ("kind", "amount", "currency", "locale", "publicity", "name")
_TEXTS = ("what", "country", "email", "phone", "words", "named_as")
CONTRIBUTION = Mapping(
    {
        "cause": Use("cause"),
        "kind": Choice(*Kind),
        "amount?": Integer(),
        "currency?": Choice(*CURRENCIES, default="VND"),
        "what?": String(1000),
        "name": String(200),
        "country?": String(2, "[A-Z]{2}", "a country such as VN"),
        "email?": String(254, r"[^@\s]+@(example\.org|[\w.-]+\.example)", "an address at example.org"),
        "phone?": String(40),
        "words?": String(1000),
        "locale?": Choice(*LOCALES, default="vi"),
        "publicity?": Choice(*Publicity, default=Publicity.NONE),
        "named_as?": String(200),
        "unit?": Use("unit"),
        "guest?": Use("guest"),
        "days_ago?": Integer(),
        "due_in_days?": Integer(),
        "received_days_ago?": Integer(),
        "done_days_ago?": Integer(),
        "result?": Texts(),
        "withdrawn?": Truth(),
    }
)


def _is_made_up(entry: Entry, report: Report) -> None:
    if not entry["demo"]:
        report.fault(entry.place, "expected demo: true: an edition folder holds no real givers")


CONTRIBUTIONS = Mapping(
    {"texts?": Trust(), "event": Use("event"), "demo": Truth(), "contributions?": ListOf(CONTRIBUTION)}, _is_made_up
)


class CausePart(HostSlugPart):
    kind, file, path, model = "cause", "causes.yaml", "causes", Cause
    fields = {"slug": Slug("cause"), "is_open?": Truth(True)}
    columns = {name: name for name in ("slug", "is_open")}
    required_texts = ("title",)

    def export(self, scope: Scope, record: Cause) -> dict[str, Any]:
        return {**super().export(scope, record), "is_open": record.is_open}


PARTS = (CausePart(),)


def create_contributions(scope: Scope) -> None:
    """Note promises beside an event that this load has made; never again afterwards. Guests come before."""
    assert scope.folder
    document = scope.folder.files.get(FILE)
    if document is None or f"event {document['event']}" not in scope.created:
        return
    event = db.session.scalars(db.select(Event).filter_by(slug=document["event"])).one()
    today = clock.in_zone(scope.now, event.timezone).date()
    causes = {cause.slug: cause for cause in services.causes_of(scope.host, only_open=False)}
    for given in document["contributions"]:
        made_at = scope.now - timedelta(days=given["days_ago"] or 0)
        due = today + timedelta(days=given["due_in_days"]) if given["due_in_days"] is not None else None
        more: dict[str, Any] = {name: given[name] or "" for name in _TEXTS} | {name: given[name] for name in _AS_GIVEN}
        promise = Promise(
            cause=causes[given["cause"]],
            unit_code=given["unit"] or "",
            due_on=due or clock.in_zone(made_at, event.timezone).date() + rules.REMIND_AFTER,
            **more,
        )
        party = _party(given["guest"], scope) if given["guest"] else None
        gift = services.promise(promise, scope.edition, made_at, party, demo=True)
        if given["received_days_ago"] is not None:
            on = today - timedelta(days=given["received_days_ago"])
            services.receive(gift, on, given["amount"], given["currency"], given["what"] or "")
        if given["done_days_ago"] is not None:
            on = today - timedelta(days=given["done_days_ago"])
            services.finish(gift, on, {}, None, scope.now)
            write_texts(gift, "result", given["result"])
        if given["withdrawn"]:
            services.withdraw(gift, scope.now)
    db.session.flush()


def _party(ref: str, scope: Scope) -> Registration | None:
    number = guest_of_rehearsal(scope, ref)
    person = db.session.get(Attendee, number) if number else None
    return person.registration if person else None
