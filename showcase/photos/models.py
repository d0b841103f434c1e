"""A photograph of the library: a stored picture, and beside it who took it, when, and who agreed."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Account
from ..core import clock
from ..core.database import UtcDateTime, db, personal
from ..core.i18n import marked
from ..core.media import Media
from ..core.versions import PublicContent
from ..editions.models import Host
from . import rules

KEPT = marked("30 days after consent is withdrawn")


class Photo(PublicContent, db.Model):  # type: ignore[name-defined]
    """What pages show is `media`: its largest JPEG in the screen's colours, its smaller sizes, its twin for the press,
    its focal point, alternative text, caption and credit. `slug` is the name by which texts call it, for good."""

    id: Mapped[int] = mapped_column(primary_key=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("host.id"), index=True)
    media_id: Mapped[int] = mapped_column(ForeignKey("media.id"), unique=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    folded: Mapped[str] = mapped_column(Text, default="")  # name and author, for search
    taken_on: Mapped[date | None]
    consent: Mapped[str] = mapped_column(String(12), default=rules.Consent.MISSING)
    consent_by: Mapped[str] = mapped_column(
        Text, default="", info=personal("know who agreed to be shown, or took it back", KEPT)
    )
    consent_on: Mapped[date | None]
    consent_note: Mapped[str] = mapped_column(Text, default="", info=personal("know what was agreed", KEPT))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    stood_at: Mapped[list[list[str]]] = mapped_column(JSON, default=list)  # [place, what] where it was taken out
    is_being_made: Mapped[bool] = mapped_column(default=False)  # the worker has yet to make sizes and twin
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    host: Mapped[Host] = relationship()
    media: Mapped[Media] = relationship(lazy="joined", innerjoin=True)
    added_by: Mapped[Account | None] = relationship()

    @property
    def may_be_shown(self) -> bool:
        return rules.Consent(self.consent).may_be_shown

    @property
    def name(self) -> str:
        """What is seen on it, in few words; else the name for texts."""
        return str(self.media.text_in("alt")) or self.slug
