"""Publications, their issues with ordered sections, and the files built from them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Account
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

    publication: Mapped[Publication] = relationship(back_populates="issues", lazy="joined", innerjoin=True)
    sections: Mapped[list["Section"]] = relationship(
        cascade="all, delete-orphan", order_by="Section.position", lazy="selectin"
    )
    versions: Mapped[list["IssueVersion"]] = relationship(
        back_populates="issue", cascade="all, delete-orphan", order_by="IssueVersion.number"
    )

    @property
    def version(self) -> "IssueVersion | None":
        """The newest version that was frozen."""
        return next((one for one in reversed(self.versions) if one.frozen_at), None)

    @property
    def frozen_at(self) -> datetime | None:
        """When its newest version was frozen; its content may have moved on since."""
        return self.version.frozen_at if self.version else None


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


class IssueVersion(db.Model):  # type: ignore[name-defined]
    """An issue as it was frozen: its bundle and the files that were made from it. The content moves on without it.

    Until `frozen_at` is set it is a wish: `job_id` works on it, or `report` says what stood in the way.
    """

    __table_args__ = (UniqueConstraint("issue_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    job_id: Mapped[int | None]
    report: Mapped[str] = mapped_column(Text, default="")
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    frozen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    bundle_hash: Mapped[str | None] = mapped_column(String(64))
    bundle_size: Mapped[int | None]
    pictures: Mapped[list[str]] = mapped_column(JSON, default=list)  # hashes of all that it shows
    # Language → hash of the document, of what was frozen before there were bundles.
    documents: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    # What differs from the version before: [section, locale, page or null, [[change, words], …]].
    changes: Mapped[list[Any]] = mapped_column(JSON, default=list)
    withheld_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withheld_for: Mapped[list[str]] = mapped_column(JSON, default=list)  # slugs of photographs without consent

    issue: Mapped[Issue] = relationship(back_populates="versions")
    asked_by: Mapped[Account | None] = relationship()
    files: Mapped[list["VersionFile"]] = relationship(
        back_populates="version", cascade="all, delete-orphan", order_by="VersionFile.id"
    )

    def file(self, locale: str, kind: str) -> "VersionFile | None":
        return next((one for one in self.files if (one.locale, one.kind) == (locale, kind)), None)


class VersionFile(db.Model):  # type: ignore[name-defined]
    """A file of a frozen version; its hash is its name in the store and what a rebuild must come to."""

    __table_args__ = (UniqueConstraint("version_id", "locale", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("issue_version.id", ondelete="CASCADE"))
    locale: Mapped[str] = mapped_column(String(8))
    kind: Mapped[str] = mapped_column(String(10))
    sha256: Mapped[str] = mapped_column(String(64))
    pages: Mapped[int]
    size: Mapped[int]
    report: Mapped[str] = mapped_column(Text, default="")  # what was found about it

    version: Mapped[IssueVersion] = relationship(back_populates="files")


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
    pictures: Mapped[list[str] | None] = mapped_column(JSON)  # hashes of all that it shows; null: not known
    report: Mapped[str] = mapped_column(Text, default="")  # what went wrong and where, or the findings of a good file
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    issue: Mapped[Issue] = relationship(lazy="joined", innerjoin=True)


class FindingAnswer(db.Model):  # type: ignore[name-defined]
    """Somebody answers for a point of the check as it is; a point that changes is another one and asks again."""

    __table_args__ = (UniqueConstraint("issue_id", "fingerprint", name="uq_finding_answer_issue_id_fingerprint"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id", ondelete="CASCADE"))
    fingerprint: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    by: Mapped[Account | None] = relationship(lazy="joined")
