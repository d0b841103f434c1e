"""What the screens show, in parts: read once for all who look at the same, told again only where it has changed."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from flask import g, render_template

from ..core import clock
from ..core.database import db
from ..core.i18n import use_locale
from ..registration.models import Event
from . import arrivals, counts, introduction, settling, tables


class Audience(StrEnum):
    """Who looks: what they may know decides what is read for them."""

    OFFICER = "officer"  # names, telephones, what is to be settled
    COUNTS = "counts"  # whoever works at the doors: numbers alone
    BOARD = "board"  # everybody in the room


@dataclass(frozen=True)
class View:
    """What is looked at: all who look at the same view share one picture."""

    slug: str
    locale: str
    audience: Audience


@dataclass(frozen=True)
class Picture:
    """A view at a moment. `at`: the moment on the event's clock; `parts`: name → HTML.

    `own`: account id → HTML of the guests whom that account is to meet.
    """

    at: str
    parts: dict[str, str]
    own: dict[int, str] = field(default_factory=dict)

    def parts_for(self, account_id: int | None) -> dict[str, str]:
        """With what is for one account alone; the boards in the room show nobody's."""
        return self.parts if account_id is None else {"own": self.own.get(account_id, ""), **self.parts}


def draw(view: View) -> Picture | None:
    """Read and render a view; None where the event is gone. Needs a request, for the addresses."""
    with use_locale(view.locale):
        event = db.session.scalar(db.select(Event).filter_by(slug=view.slug))
        if event is None:
            return None
        now = clock.now()
        g.timezone = event.timezone
        at = clock.in_zone(now, event.timezone).strftime("%H:%M:%S")
        numbers = counts.of(event, now)
        around = {"event": event, "counts": numbers, "hour": lambda moment: _hour(moment, event)}
        if view.audience is Audience.BOARD:
            delegations, plans = settling.delegations_under_way(event), tables.of_event(event)
            board = render_template("live/_board.html", delegations=delegations, plans=plans, **around)
            return Picture(at, {"board": board})
        to_meet = arrivals.to_meet(event)
        parts = {
            "counts": render_template("live/_counts.html", **around),
            "shares": render_template("live/_shares.html", **around),
        }
        if view.audience is Audience.OFFICER:
            settle, waiting = settling.to_settle(event, now), settling.at_help_desk(event, now)
            delegations, introduced = settling.delegations_under_way(event), introduction.of_event(event)
            parts |= {
                "arrivals": render_template("live/_arrivals.html", to_meet=to_meet, **around),
                "settle": render_template("live/_settle.html", settle=settle, waiting=waiting, **around),
                "delegations": render_template("live/_delegations.html", delegations=delegations, **around),
                "tables": render_template("live/_tables.html", plans=tables.of_event(event), **around),
                "introduction": render_template("live/_introduction.html", introduced=introduced, **around),
            }
        accounts = {one.account_id for one in to_meet if one.account_id is not None}
        own = {
            account: render_template(
                "live/_own.html", to_meet=[one for one in to_meet if one.account_id == account], **around
            )
            for account in accounts
        }
        return Picture(at, parts, own)


def digest_of(parts: dict[str, str]) -> str:
    return hashlib.sha256("\0".join(f"{name}\0{html}" for name, html in parts.items()).encode()).hexdigest()[:20]


def _hour(moment: datetime, event: Event) -> str:
    return clock.in_zone(moment, event.timezone).strftime("%H:%M")
