"""Projects that look for partners, the programmes that listed them, and incentives."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, Column, Float, ForeignKey, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..content.models import Topic
from ..core.database import db
from ..core.localised import Localised
from ..core.versions import PublicContent
from ..editions.models import Packed, Sourced, Unit
from . import rules

edition_project = Table(
    "edition_project",
    db.metadata,
    Column("edition_id", ForeignKey("edition.id", ondelete="CASCADE"), primary_key=True),
    Column("project_id", ForeignKey("project.id", ondelete="CASCADE"), primary_key=True),
    Column("position", db.Integer, nullable=False, default=0),
)
project_unit = Table(
    "project_unit",
    db.metadata,
    Column("project_id", ForeignKey("project.id", ondelete="CASCADE"), primary_key=True),
    Column("unit_id", ForeignKey("unit.id", ondelete="CASCADE"), primary_key=True),
)


class Project(Localised, Packed, Sourced, PublicContent, db.Model):  # type: ignore[name-defined]
    """An investment project of the host, selected by editions. None: the source does not say."""

    FIELDS = (
        "name",
        "place",
        "capacity",
        "summary",
        "objective",
        "status",  # as the source puts it
        "capital_counts",  # what the amount counts
        "capital_source",
        "investment_form",
        "investor",
        "contact_agency",
        "incentives",
        "verified_by",  # an office, never a person
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("host.id"), index=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(10), index=True)  # calling, running, public
    sector_id: Mapped[int] = mapped_column(ForeignKey("topic.id"))
    list_year: Mapped[str] = mapped_column(String(20), default="")  # of the list that calls for partners
    stage: Mapped[str] = mapped_column(String(20), default="")  # of rules.Stage
    stage_on: Mapped[str] = mapped_column(String(20), default="")  # a period: when that stage began
    capital_bn_vnd: Mapped[float | None] = mapped_column(Float)  # of a range, its lower end
    capital_bn_vnd_max: Mapped[float | None] = mapped_column(Float)
    capital_musd: Mapped[float | None] = mapped_column(Float)
    capital_musd_max: Mapped[float | None] = mapped_column(Float)
    capital_by_investor: Mapped[bool] = mapped_column(default=False)  # "as the investor proposes"
    smallest_share_m_vnd: Mapped[float | None] = mapped_column(Float)  # with which somebody may take part
    forms: Mapped[list[str]] = mapped_column(JSON, default=list)  # of rules.Form
    area_ha: Mapped[float | None] = mapped_column(Float)
    area_ha_max: Mapped[float | None] = mapped_column(Float)
    land_status: Mapped[str] = mapped_column(String(20), default="")  # of rules.Land
    started: Mapped[str] = mapped_column(String(20), default="")
    finished: Mapped[str] = mapped_column(String(20), default="")
    finish_planned: Mapped[bool] = mapped_column(default=False)  # the source gives a plan, not a fact
    term_years: Mapped[int | None]
    verified_on: Mapped[date | None]  # none: not confirmed again since its list
    next_review_on: Mapped[date | None]  # none: a year after it was confirmed
    contact_email: Mapped[str] = mapped_column(String(254), default="")  # the office's own
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # the parts that few have, as in the folder
    after_edition: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)

    sector: Mapped[Topic] = relationship(lazy="joined", innerjoin=True)
    units: Mapped[list[Unit]] = relationship(secondary=project_unit, lazy="selectin")

    @property
    def has_capital(self) -> bool:
        """Whether the source prints an amount."""
        return self.capital_bn_vnd is not None or self.capital_musd is not None

    @property
    def documents(self) -> list[dict[str, Any]]:
        return list(self.details.get("documents", ()))

    @property
    def review_on(self) -> date | None:
        """The day from which the page says that the record is due for confirmation."""
        return rules.review_on(self.verified_on, self.next_review_on)


class Programme(Localised, Packed, Sourced, PublicContent, db.Model):  # type: ignore[name-defined]
    """A published list of projects calling for investment."""

    __table_args__ = (UniqueConstraint("host_id", "slug"),)
    FIELDS = ("name", "note")

    id: Mapped[int] = mapped_column(primary_key=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("host.id"), index=True)
    slug: Mapped[str] = mapped_column(String(120))
    year: Mapped[str] = mapped_column(String(20))
    projects: Mapped[int | None]
    capital_bn_vnd: Mapped[float | None] = mapped_column(Float)


class Incentive(Localised, Packed, Sourced, PublicContent, db.Model):  # type: ignore[name-defined]
    """A general rule in favour of investors, with the text it rests on."""

    __table_args__ = (UniqueConstraint("host_id", "slug"),)
    FIELDS = ("fact",)

    id: Mapped[int] = mapped_column(primary_key=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("host.id"), index=True)
    slug: Mapped[str] = mapped_column(String(120))
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    position: Mapped[int] = mapped_column(default=0)


class ExchangeRate(Packed, Sourced, PublicContent, db.Model):  # type: ignore[name-defined]
    """What a foreign currency cost on a day, by a named source: the only way to amounts that no list prints."""

    __table_args__ = (UniqueConstraint("host_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("host.id"), index=True)
    slug: Mapped[str] = mapped_column(String(120))
    currency: Mapped[str] = mapped_column(String(3))  # ISO 4217
    vnd: Mapped[float] = mapped_column(Float)  # for one of it
    on: Mapped[date]
