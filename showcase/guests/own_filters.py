"""The filters that the guest list has by itself."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, literal

from ..checkin import rules as checkin_rules
from ..checkin.models import Presence
from ..core.database import db
from ..core.i18n import country_name, lazy
from ..core.i18n import gettext as _
from ..registration import rules
from ..registration.forms import AGE_LABELS
from ..registration.models import Attendee, Event, Registration, SensitiveAnswer
from ..registration.rules import SensitiveKind
from ..registration.staying_in_touch import wish_to_stay_in_touch
from . import wording
from .choices import Choices
from .filters import Filter, offer
from .searching import one_by_one

YES, NO = "yes", "no"
_CHILD = "child"


def _one_of(conditions: Mapping[str, ColumnElement[bool]], value: str) -> ColumnElement[bool]:
    """What cannot be chosen finds nobody."""
    return conditions.get(value, db.false())


def _countries(_event: Event | None) -> Select[tuple[object, object, object]]:
    """Each country that guests come from, by leaps from one to the next in the index: there may be 50,000 guests."""
    country = Registration.contact_country
    leaps = db.select(db.func.min(country).label("code")).cte(recursive=True)
    following = db.select(db.func.min(country)).where(country > leaps.c.code).scalar_subquery()
    leaps = leaps.union_all(db.select(following).where(leaps.c.code.is_not(None)))
    return db.select(leaps.c.code, leaps.c.code, literal(0)).where(leaps.c.code.is_not(None), leaps.c.code != "")


def _has_arrived() -> ColumnElement[bool]:
    return db.exists().where(
        Presence.attendee_id == Attendee.id,
        Presence.scope == checkin_rules.EVENT_SCOPE,
        Presence.entered_at.is_not(None),
    )


def _here(value: str) -> ColumnElement[bool]:
    return _one_of({YES: _has_arrived(), NO: db.not_(_has_arrived())}, value)


def _age(value: str) -> ColumnElement[bool]:
    if value == _CHILD:
        return Attendee.age_band.in_(rules.CHILDREN)
    return Attendee.age_band == value if value in rules.AGE_BANDS else db.false()


def _needs(value: str) -> ColumnElement[bool]:
    asked = db.exists().where(SensitiveAnswer.attendee_id == Attendee.id)
    return _one_of(
        {kind: asked.where(SensitiveAnswer.kind == kind) for kind in SensitiveKind if kind != "answer"}, value
    )


def _vip(value: str) -> ColumnElement[bool]:
    return _one_of({YES: one_by_one(Attendee.vip) == 1, NO: one_by_one(Attendee.vip) == 0}, value)


def _vips(value: str) -> Select[tuple[int]]:
    return db.select(Attendee.id).where(_one_of({YES: Attendee.vip.is_(True), NO: Attendee.vip.is_(False)}, value))


def _later(value: str) -> ColumnElement[bool]:
    return _one_of({YES: Attendee.registration_id.in_(wish_to_stay_in_touch())}, value)


def _photo(value: str) -> ColumnElement[bool]:
    return _one_of({NO: Attendee.no_photo.is_(True)}, value)


def _arrivals() -> list[tuple[str, str]]:
    return [(YES, _("has arrived")), (NO, _("not yet"))]


def _ages() -> list[tuple[str, str]]:
    return [(_CHILD, _("children")), *((band, str(AGE_LABELS[band])) for band in rules.AGE_BANDS)]


def _kinds_of_needs() -> list[tuple[str, str]]:
    return [(SensitiveKind.DIET, _("something about food")), (SensitiveKind.ACCESS, _("a wheelchair or other help"))]


def _of_party(key: str, label: Any, column: Any, choices: Choices, position: int, is_indexed: bool = True) -> Filter:
    """By what a column of the party says, exactly."""

    def parties(value: str) -> Select[tuple[int]]:
        return db.select(Registration.id).where(column == value)

    return Filter(key, label, choices, one_by_one(column).__eq__, position, parties=parties if is_indexed else None)


countries = Choices(stored=_countries, worded=country_name)
offer(_of_party("state", lazy("State"), Registration.state, Choices(lambda: wording.states().items()), 10, False))
offer(_of_party("kind", lazy("Kind"), Registration.guest_kind, Choices(lambda: wording.kinds().items()), 20))
offer(_of_party("country", lazy("Country"), Registration.contact_country, countries, 30))
offer(Filter("here", lazy("Arrived"), Choices(_arrivals), _here, 40))
offer(Filter("vip", lazy("VIP"), Choices(lambda: [(YES, _("VIPs")), (NO, _("all others"))]), _vip, 50, ids=_vips))
offer(Filter("age", lazy("Age"), Choices(_ages), _age, 60))
offer(Filter("needs", lazy("Food and help"), Choices(_kinds_of_needs), _needs, 70))
offer(Filter("photo", lazy("Photos"), Choices(lambda: [(NO, _("no separate photos"))]), _photo, 80))
offer(Filter("later", lazy("Next year"), Choices(lambda: [(YES, _("wishes to be written to again"))]), _later, 90))
