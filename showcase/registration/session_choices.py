"""Which sessions a guest may choose, each with what is to be known of it: that it is full, closed, or needs a code."""

from collections.abc import Collection, Mapping
from datetime import datetime

from wtforms import SelectChoice

from ..core.i18n import gettext as _
from . import access, when
from .access_rules import Guest
from .models import AccessCode, Event, Session
from .rules import Refusal


def of_event(
    event: Event, guest: Guest, now: datetime, code: AccessCode | None = None, chosen: Collection[str] = ()
) -> list[SelectChoice]:
    """Those that this guest may see; what cannot be chosen says why and is greyed, unless it is chosen already."""
    found = []
    for session in event.sessions:
        refusal = access.refusal_of_session(session, guest, code, now)
        if session.slug in chosen:
            found.append(SelectChoice(session.slug, _title(session)))
        elif refusal != Refusal.NOT_INVITED:
            reason = why_not(session, refusal, now)
            label = _with(_title(session), reason or _remark(session, refusal))
            found.append(SelectChoice(session.slug, label, {"disabled": True} if reason else {}))
    return found


def for_everybody(event: Event, guest: Guest, now: datetime) -> list[str]:
    """The slugs of the parts with room for all who come: taken for granted until somebody says otherwise."""
    return [
        session.slug
        for session in event.sessions
        if session.capacity is None and access.refusal_of_session(session, guest, None, now) is None
    ]


def reasons(event: Event, guest: Guest, now: datetime, code: AccessCode | None) -> Mapping[str, str]:
    """Why sessions cannot be chosen, by their slugs."""
    found = {s.slug: why_not(s, access.refusal_of_session(s, guest, code, now), now) for s in event.sessions}
    return {slug: reason for slug, reason in found.items() if reason}


def why_not(session: Session, refusal: Refusal | None, now: datetime) -> str:
    """Why nobody can choose it now; empty: it can be, though perhaps with a code or in order to wait."""
    if refusal == Refusal.REGISTRATION_CLOSED:
        if session.opens_at is not None and now < session.opens_at:
            return _("may be chosen from %(moment)s", moment=when.moment(session.opens_at, session.event.timezone))
        return _("can no longer be chosen")
    if session.is_full and not (session.queue or session.event.waiting_list):
        return _("no places left")
    return ""


def _remark(session: Session, refusal: Refusal | None) -> str:
    if session.is_full:
        return _("no places left; you may wait for one") if session.queue else _("no places left")
    return _("with a code") if refusal == Refusal.CODE_INVALID else ""


def _with(title: str, remark: str) -> str:
    return _("%(session)s (%(remark)s)", session=title, remark=remark) if remark else title


def _title(session: Session) -> str:
    return str(session.text_in("title"))
