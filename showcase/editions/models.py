"""The host, its yearly editions, its officials, and administrative units in a dated tree."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..core.database import UtcDateTime, db, personal
from ..core.localised import Localised
from ..core.media import Media
from ..core.versions import PublicContent


class Packed:
    """A record that came from an edition folder: the hash of what the folder last gave it."""

    pack_hash: Mapped[str] = mapped_column(String(64), default="")


class Sourced:
    """A record with evidence. A source: {title, publisher, url, published}; all but the title may be null."""

    sources: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    confidence: Mapped[str] = mapped_column(String(12), default="exact")  # exact, rounded, derived, conflicting
    confidence_note: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  # {locale: text}


class Host(Localised, Packed, PublicContent, db.Model):  # type: ignore[name-defined]
    """The organisation that runs the site."""

    FIELDS = ("name", "short_name", "place", "phone_hours", "paper_superior", "paper_issuer", "paper_motto")

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    province_code: Mapped[str] = mapped_column(String(10))
    timezone: Mapped[str] = mapped_column(String(40), default="Asia/Ho_Chi_Minh")
    phone: Mapped[str] = mapped_column(String(40), default="")
    # When somebody answers it: mon … sun, and spans such as 07:30-11:30; words beside them are in phone_hours.
    phone_days: Mapped[list[str]] = mapped_column(JSON, default=list)
    phone_times: Mapped[list[str]] = mapped_column(JSON, default=list)
    far_zone: Mapped[str] = mapped_column(String(40), default="")  # where most of its people abroad live
    email: Mapped[str] = mapped_column(String(254), default="")  # the office's own public address
    paper_symbol: Mapped[str] = mapped_column(String(40), default="")  # what follows the number of a paper
    demo: Mapped[bool] = mapped_column(default=False)  # phone and address are made up
    logo_id: Mapped[int | None] = mapped_column(ForeignKey("media.id"))
    logo_dark_id: Mapped[int | None] = mapped_column(ForeignKey("media.id"))  # its twin for a dark ground

    logo: Mapped[Media | None] = relationship(foreign_keys=[logo_id])
    logo_dark: Mapped[Media | None] = relationship(foreign_keys=[logo_dark_id])


class Edition(Localised, Packed, PublicContent, db.Model):  # type: ignore[name-defined]
    """One year's gathering with its content, events and publication."""

    FIELDS = ("title", "intro")

    id: Mapped[int] = mapped_column(primary_key=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("host.id"))
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    year: Mapped[int]
    locales: Mapped[list[str]] = mapped_column(JSON, default=lambda: ["vi", "en"])
    palette: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    pictures: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  # use (`horizon`) → media hash
    year_in_figures: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)  # [{indicator, period}]
    front_projects: Mapped[list[str]] = mapped_column(JSON, default=list)  # slugs
    front_place: Mapped[str] = mapped_column(String(120), default="")  # slug of a heritage that says its unit
    # Until then it is being prepared: nothing of it shows outside the console.
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    host: Mapped[Host] = relationship(lazy="joined", innerjoin=True)


class Unit(Localised, Packed, Sourced, PublicContent, db.Model):  # type: ignore[name-defined]
    """An administrative unit for as long as it existed under this code, name and parent."""

    __table_args__ = (UniqueConstraint("code", "level", "valid_from"),)
    FIELDS = ("name",)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(10), index=True)  # of the General Statistics Office
    level: Mapped[str] = mapped_column(String(10))  # province, district, commune
    kind: Mapped[str] = mapped_column(String(20))  # thanh-pho, huyen, xa, …
    slug: Mapped[str] = mapped_column(String(120))
    short_name: Mapped[str] = mapped_column(String(80), default="")
    official_name: Mapped[str] = mapped_column(String(120), default="")  # where the spelling rule changed the name
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]  # the first day on which it was no more
    succeeded_by: Mapped[str] = mapped_column(
        String(10), default=""
    )  # the code of the unit that it became part of then
    lon: Mapped[float | None]  # a point inside, for its label; WGS84
    lat: Mapped[float | None]
    outline: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # GeoJSON geometry

    parent: Mapped["Unit | None"] = relationship(remote_side=[id])

    def existed_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day < self.valid_until
        )


class UnitContact(Localised, PublicContent, db.Model):  # type: ignore[name-defined]
    """How the Front of a unit can be reached: its office, never a person. Codes outlive names and parents."""

    FIELDS = ("hours", "address")

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_code: Mapped[str] = mapped_column(String(10), unique=True)
    phone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    fanpage: Mapped[str] = mapped_column(String(200), default="")  # an address
    zalo: Mapped[str] = mapped_column(String(200), default="")  # a telephone number or an address

    @property
    def is_empty(self) -> bool:
        own = (self.phone, self.email, self.fanpage, self.zalo)
        return not any(own) and not any(self.texts_of(field) for field in self.FIELDS)


class Office(Localised, Packed, db.Model):  # type: ignore[name-defined]
    """A seat that one person holds at a time, of the host or of another body; `position` is its rank in lists."""

    __table_args__ = (UniqueConstraint("host_id", "slug"),)
    FIELDS = ("name", "body")  # no body: the host's own

    id: Mapped[int] = mapped_column(primary_key=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("host.id"))
    slug: Mapped[str] = mapped_column(String(120))
    position: Mapped[int] = mapped_column(default=0)

    officials: Mapped[list["Official"]] = relationship(
        back_populates="office", cascade="all, delete-orphan", order_by="Official.begins_on", lazy="selectin"
    )


class Official(Localised, Packed, Sourced, db.Model):  # type: ignore[name-defined]
    """A person in an office: the exact title, from the first day to before `ends_on` (None: still in office)."""

    __table_args__ = (UniqueConstraint("office_id", "begins_on"),)
    FIELDS = ("honorific", "title")

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id", ondelete="CASCADE"))
    person: Mapped[str] = mapped_column(String(120))
    begins_on: Mapped[date]
    ends_on: Mapped[date | None]
    portrait_id: Mapped[int | None] = mapped_column(ForeignKey("media.id"))
    demo: Mapped[bool] = mapped_column(default=False)

    office: Mapped[Office] = relationship(back_populates="officials")
    portrait: Mapped[Media | None] = relationship(lazy="joined")

    @property
    def named(self) -> str:
        """The person as addressed in the page's language: with the honorific, where there is one."""
        return " ".join(part for part in (str(self.text_in("honorific")), self.person) if part)


class Signer(Localised, Packed, db.Model):  # type: ignore[name-defined]
    """How an office signs the host's papers: for a body, in somebody's place, as which post (its own, if none)."""

    __table_args__ = (UniqueConstraint("host_id", "slug"),)
    FIELDS = ("on_behalf_of", "in_place_of", "post")

    id: Mapped[int] = mapped_column(primary_key=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("host.id"))
    slug: Mapped[str] = mapped_column(String(120))
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    capacity: Mapped[str] = mapped_column(String(3), default="")  # of rules.Capacity

    office: Mapped[Office] = relationship()


class Holiday(Localised, Packed, db.Model):  # type: ignore[name-defined]
    """A day that is not a working day at the host's office."""

    __table_args__ = (UniqueConstraint("host_id", "on"),)
    FIELDS = ("name",)

    id: Mapped[int] = mapped_column(primary_key=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("host.id"))
    on: Mapped[date]


class CalendarStep(db.Model):  # type: ignore[name-defined]
    """What an edition says of a step of its reverse calendar: its own number of days, and who has done it when."""

    __table_args__ = (UniqueConstraint("edition_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(String(40))  # of reverse_calendar.STEPS
    days: Mapped[int | None]  # none: the usual number
    done_on: Mapped[date | None]
    done_by: Mapped[str] = mapped_column(
        String(120), default="", info=personal("who did a step of the preparation", "as long as the edition")
    )
