"""The wish to hear from the host after the gathering: kept until it is taken back."""

from functools import partial

from sqlalchemy import Select, func

from ..core import audit, clock
from ..core.database import db, locked
from ..core.i18n import lazy, locale
from ..core.unsubscribing import Subscription, subscribes
from .models import Consent, Merge, Registration
from .rules import CONSENT_TEXT_VERSION

LATER, NEWS = "contact_later", "news"


def wish_to_stay_in_touch() -> Select[tuple[int]]:
    """Registrations whose latest word on it is that they wish to be contacted later; of joined ones the one that stays
    speaks for all."""
    later = Consent.purpose == LATER
    latest = db.select(func.max(Consent.id)).where(later).group_by(Consent.registration_id)
    gone = db.select(Merge.gone_id).where(Merge.undone_at.is_(None))
    return db.select(Consent.registration_id).where(
        Consent.id.in_(latest), Consent.given, Consent.registration_id.not_in(gone)
    )


@subscribes(NEWS)
def news(registration_id: int) -> Subscription | None:
    registration = db.session.get(Registration, registration_id)
    if registration is None:
        return None
    wishes = db.session.scalar(wish_to_stay_in_touch().where(Consent.registration_id == registration_id)) is not None
    return Subscription(lazy("news and invitations of later years"), not wishes, partial(take_back, registration))


def take_back(registration: Registration) -> None:
    """No more news; the next night forgets who has no other reason to be known. A second time changes nothing."""
    locked(registration)
    if db.session.scalar(wish_to_stay_in_touch().where(Consent.registration_id == registration.id)) is None:
        return
    said = Consent(
        registration_id=registration.id,
        purpose=LATER,
        given=False,
        text_version=CONSENT_TEXT_VERSION,
        locale=locale(),
        channel="web",
        at=clock.now(),
    )
    db.session.add(said)
    audit.record("consent.withdrawn", registration, purpose=(LATER, None))
