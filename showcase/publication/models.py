"""Publications, their issues with ordered sections, and the files built from them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..core import clock
from ..core.database import UtcDateTime, db
from ..core.localised import Localised
from ..editions.models import Edition, Packed


class Publication(Localised, Packed, db.Model):  # type: ignore[name-defined]
    """A printed work, published once or again and again."""

    FIELDS = ("title",)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(12), default="one-off")  # or periodical

    edition: Mapped[Edition] = relationship()
    issues: Mapped[list["Issue"]] = relationship(back_populates="publication", cascade="all, delete-orphan")


class Issue(Localised, Packed, db.Model):  # type: ignore[name-defined]
    """One dated version of a publication. `imprint` holds what the law asks for."""

    FIELDS = ("title", "subtitle")

    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id", ondelete="CASCADE"), index=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    design: Mapped[str] = mapped_column(String(40), default="magazine")
    imprint: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    demo: Mapped[bool] = mapped_column(default=False)
    frozen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    frozen: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  # locale → hash of the composed document

    publication: Mapped[Publication] = relationship(back_populates="issues", lazy="joined", innerjoin=True)
    sections: Mapped[list["Section"]] = relationship(
        cascade="all, delete-orphan", order_by="Section.position", lazy="selectin"
    )


class Section(Localised, Packed, db.Model):  # type: ignore[name-defined]
    """An ordered part of an issue: a template, and references to what fills it."""

    __table_args__ = (UniqueConstraint("issue_id", "slug"),)
    FIELDS = ("title", "text")

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id", ondelete="CASCADE"), index=True)
    slug: Mapped[str] = mapped_column(String(120))
    template: Mapped[str] = mapped_column(String(40))  # templates/publication/designs/<design>/<template>.html
    position: Mapped[int] = mapped_column(default=0)
    references: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # projects, indicators, articles …


class Build(db.Model):  # type: ignore[name-defined]
    """A file made from an issue in one language; the last good one stays when the next fails."""

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id", ondelete="CASCADE"), index=True)
    locale: Mapped[str] = mapped_column(String(8))
    kind: Mapped[str] = mapped_column(String(10), default="screen")
    job_id: Mapped[int | None]
    file_hash: Mapped[str | None] = mapped_column(String(64))
    pages: Mapped[int | None]
    size: Mapped[int | None]
    report: Mapped[str] = mapped_column(Text, default="")  # what went wrong and where, or the findings of a good file
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    issue: Mapped[Issue] = relationship(lazy="joined", innerjoin=True)
