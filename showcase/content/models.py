"""Themes, articles, indicators with their observations, achievements, and facts about the province."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, Column, Float, ForeignKey, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..core.database import db
from ..core.localised import Localised
from ..core.media import Media
from ..core.versions import PublicContent
from ..editions.models import Edition, Packed, Sourced, Unit

edition_indicator = Table(
    "edition_indicator",
    db.metadata,
    Column("edition_id", ForeignKey("edition.id", ondelete="CASCADE"), primary_key=True),
    Column("indicator_id", ForeignKey("indicator.id", ondelete="CASCADE"), primary_key=True),
    Column("position", db.Integer, nullable=False, default=0),
)
achievement_unit = Table(
    "achievement_unit",
    db.metadata,
    Column("achievement_id", ForeignKey("achievement.id", ondelete="CASCADE"), primary_key=True),
    Column("unit_id", ForeignKey("unit.id", ondelete="CASCADE"), primary_key=True),
)
achievement_indicator = Table(
    "achievement_indicator",
    db.metadata,
    Column("achievement_id", ForeignKey("achievement.id", ondelete="CASCADE"), primary_key=True),
    Column("indicator_id", ForeignKey("indicator.id", ondelete="CASCADE"), primary_key=True),
)


class Measure(Localised, Packed, PublicContent, db.Model):  # type: ignore[name-defined]
    """A unit of measure in words: `bn-vnd` is “tỷ đồng”, “billion VND”."""

    __table_args__ = (UniqueConstraint("host_id", "code"),)
    FIELDS = ("name",)

    id: Mapped[int] = mapped_column(primary_key=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("host.id"))
    code: Mapped[str] = mapped_column(String(40))
    placement: Mapped[str] = mapped_column(String(6), default="after")  # after or before the number; none: no word


class Theme(Localised, Packed, PublicContent, db.Model):  # type: ignore[name-defined]
    """An entry of the editorial taxonomy."""

    __table_args__ = (UniqueConstraint("host_id", "slug"),)
    FIELDS = ("name", "scope")

    id: Mapped[int] = mapped_column(primary_key=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("host.id"))
    slug: Mapped[str] = mapped_column(String(120))
    position: Mapped[int] = mapped_column(default=0)
    plan_ref: Mapped[str] = mapped_column(String(40), default="")  # where the plan names it
    for_guests: Mapped[bool] = mapped_column(default=True)  # may stand on the front page and in share kits


class Topic(Localised, Packed, PublicContent, db.Model):  # type: ignore[name-defined]
    """A heading that groups indicators, achievements or projects: `kind` says which."""

    __table_args__ = (UniqueConstraint("host_id", "kind", "slug"),)
    FIELDS = ("name",)

    id: Mapped[int] = mapped_column(primary_key=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("host.id"))
    kind: Mapped[str] = mapped_column(String(20))  # indicator, achievement, sector
    slug: Mapped[str] = mapped_column(String(60))
    position: Mapped[int] = mapped_column(default=0)


class Article(Localised, Packed, PublicContent, db.Model):  # type: ignore[name-defined]
    """Editorial content; the body is Markdown with figures by reference."""

    FIELDS = ("title", "summary", "body", "byline")

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))
    published_on: Mapped[date]
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("media.id"))
    position: Mapped[int] = mapped_column(default=0)
    demo: Mapped[bool] = mapped_column(default=False)
    is_public: Mapped[bool] = mapped_column(default=True)  # what the desk writes waits until it is approved

    edition: Mapped[Edition] = relationship()
    theme: Mapped[Theme] = relationship(lazy="joined", innerjoin=True)
    picture: Mapped[Media | None] = relationship(lazy="joined")


class Indicator(Localised, Packed, PublicContent, db.Model):  # type: ignore[name-defined]
    """A named series of figures; belongs to the host, an edition selects it."""

    FIELDS = ("name", "note")

    id: Mapped[int] = mapped_column(primary_key=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("host.id"), index=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    key: Mapped[str] = mapped_column(String(80))  # the folder's id, which texts refer to
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"))
    unit: Mapped[str] = mapped_column(String(40))  # a measure's code: percent, bn-vnd, …
    better: Mapped[str] = mapped_column(String(10), default="")  # higher, lower or unknown
    position: Mapped[int] = mapped_column(default=0)

    topic: Mapped[Topic] = relationship(lazy="joined", innerjoin=True)
    observations: Mapped[list["Observation"]] = relationship(
        back_populates="indicator",
        cascade="all, delete-orphan",
        order_by="Observation.sort_key, Observation.period, Observation.variant",
        lazy="selectin",
    )


class Observation(Sourced, PublicContent, db.Model):  # type: ignore[name-defined]
    """One value of an indicator with its period, standing and source."""

    __table_args__ = (UniqueConstraint("indicator_id", "period", "variant"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id", ondelete="CASCADE"), index=True)
    period: Mapped[str] = mapped_column(String(20))  # 2023, 2023-10, 2023-Q1, 2023-9M, 2023-H1, 2016-2020
    variant: Mapped[int] = mapped_column(default=0)  # a second printed value of the same period
    sort_key: Mapped[str] = mapped_column(String(24))
    value: Mapped[float] = mapped_column(Float)
    standing: Mapped[str] = mapped_column(String(12), default="")  # estimate, preliminary, final; empty: not told
    rank: Mapped[int | None]
    out_of: Mapped[float | None]  # the whole, where the source prints one (264 of 270)
    note: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  # {locale: text}
    after_edition: Mapped[bool] = mapped_column(default=False)  # known only after the edition's year
    review_on: Mapped[date | None]  # from this day on the page says that the figure is due for review

    indicator: Mapped[Indicator] = relationship(back_populates="observations")


class Achievement(Localised, Packed, Sourced, PublicContent, db.Model):  # type: ignore[name-defined]
    """A story of change; `facts` is [{slug, label: {locale: text}, value, unit, of, note}], values as in `Fact`."""

    FIELDS = ("title", "body")

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"))
    period: Mapped[str] = mapped_column(String(20))  # a day, month or year
    facts: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    after_edition: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("media.id"))

    topic: Mapped[Topic] = relationship(lazy="joined", innerjoin=True)
    picture: Mapped[Media | None] = relationship(lazy="joined")
    units: Mapped[list[Unit]] = relationship(secondary=achievement_unit)
    indicators: Mapped[list[Indicator]] = relationship(secondary=achievement_indicator)


class Fact(Localised, Packed, Sourced, PublicContent, db.Model):  # type: ignore[name-defined]
    """A single fact about the province or its people abroad; its value a number, a text, or {locale: text}."""

    __table_args__ = (UniqueConstraint("host_id", "kind", "key"),)
    FIELDS = ("label",)

    id: Mapped[int] = mapped_column(primary_key=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("host.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))  # province, diaspora
    key: Mapped[str] = mapped_column(String(80))
    value: Mapped[Any] = mapped_column(JSON)
    unit: Mapped[str | None] = mapped_column(String(40))
    period: Mapped[str] = mapped_column(String(20), default="")
    after_edition: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)


class Feature(Localised, Packed, Sourced, PublicContent, db.Model):  # type: ignore[name-defined]
    """Something the homeland is known by: heritage, festival, speciality, road or bridge, given work, law."""

    __table_args__ = (UniqueConstraint("host_id", "kind", "slug"),)
    FIELDS = ("name", "note")

    id: Mapped[int] = mapped_column(primary_key=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("host.id"), index=True)
    kind: Mapped[str] = mapped_column(
        String(20)
    )  # heritage, festival, speciality, transport, gathering, contribution, law
    slug: Mapped[str] = mapped_column(String(120))
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # as in the folder: place, when, year, facts …
    after_edition: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)


class GuideEntry(Localised, Packed, PublicContent, db.Model):  # type: ignore[name-defined]
    """A section of the homecoming guide. `links` to official services: [{title: {locale: text}, url, publisher}]."""

    __table_args__ = (UniqueConstraint("edition_id", "slug"),)
    FIELDS = ("heading", "body")

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(String(60))
    links: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    position: Mapped[int] = mapped_column(default=0)
    demo: Mapped[bool] = mapped_column(default=False)  # the host has yet to confirm it
