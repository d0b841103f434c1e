"""The term base: what offices, places, festivals and the words of the economy are called in each language."""

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..core.database import db
from ..core.i18n import marked
from ..core.localised import Localised
from ..editions.models import Packed

KINDS_OF_TERM = {
    "office": marked("Offices and bodies"),
    "place": marked("Place names"),
    "festival": marked("Festivals and heritage"),
    "economy": marked("Economy"),
    "society": marked("People and society"),
    "project": marked("Projects and works"),
    "measure": marked("Units of measure"),
}


class Term(Localised, Packed, db.Model):  # type: ignore[name-defined]
    """Something with one right name in each language.

    `also`: other forms that are right, `forbidden`: forms that are wrong; both {locale: “one form; another”}.
    """

    __table_args__ = (UniqueConstraint("host_id", "slug"),)
    FIELDS = ("name",)

    id: Mapped[int] = mapped_column(primary_key=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("host.id"))
    slug: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(20))
    also: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    forbidden: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    note: Mapped[str] = mapped_column(Text, default="")  # for translators
    source: Mapped[str] = mapped_column(Text, default="")  # where the names are known from
    position: Mapped[int] = mapped_column(default=0)
