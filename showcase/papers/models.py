"""What a host has laid down for each kind of its papers."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..core.database import db
from ..editions.models import Host, Packed, Signer
from .rules import Kind


class PaperKind(Packed, db.Model):  # type: ignore[name-defined]
    """Its own symbol instead of the Decree's, who usually signs, and with whom copies are filed."""

    __table_args__ = (UniqueConstraint("host_id", "kind", name="uq_paper_kind_host_id_kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("host.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(3))  # rules.Kind
    symbol: Mapped[str] = mapped_column(String(40), default="")
    signer_id: Mapped[int | None] = mapped_column(ForeignKey("signer.id", ondelete="SET NULL"))
    files: Mapped[str] = mapped_column(String(120), default="")  # last of the recipients: Lưu: VT, BTT

    signer: Mapped[Signer | None] = relationship()


def kinds_of(host: Host) -> dict[Kind, PaperKind]:
    """Of those kinds for which something is laid down."""
    found = db.session.scalars(db.select(PaperKind).filter_by(host_id=host.id))
    by_name = {one.kind: one for one in found}
    return {kind: by_name[kind] for kind in Kind if kind in by_name}
