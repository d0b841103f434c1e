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
        "status",  # as the source puts it
        "capital_source",
        "investment_form",
        "investor",
        "contact_agency",
        "incentives",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("host.id"), index=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(10), index=True)  # calling, running, public
    sector_id: Mapped[int] = mapped_column(ForeignKey("topic.id"))
    list_year: Mapped[str] = mapped_column(String(20), default="")  # of the list that calls for partners
    stage: Mapped[str] = mapped_column(String(20), default="")  # calling, planned, approved, building, operating
    capital_bn_vnd: Mapped[float | None] = mapped_column(Float)
    capital_musd: Mapped[float | None] = mapped_column(Float)
    capital_by_investor: Mapped[bool] = mapped_column(default=False)  # "as the investor proposes"
    area_ha: Mapped[float | None] = mapped_column(Float)
    started: Mapped[str] = mapped_column(String(20), default="")
    finished: Mapped[str] = mapped_column(String(20), default="")
    finish_planned: Mapped[bool] = mapped_column(default=False)  # the source gives a plan, not a fact
    term_years: Mapped[int | None]
    verified_on: Mapped[date | None]  # none: not confirmed again since its list
    after_edition: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)

    sector: Mapped[Topic] = relationship(lazy="joined", innerjoin=True)
    units: Mapped[list[Unit]] = relationship(secondary=project_unit, lazy="selectin")

    @property
    def has_capital(self) -> bool:
        """Whether the source prints an amount."""
        return self.capital_bn_vnd is not None or self.capital_musd is not None


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
