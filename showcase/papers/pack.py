"""What a host has laid down for its kinds of papers, in an edition folder."""

from typing import Any

from ..core.database import db
from ..core.shapes import Choice, Entry, String, Use
from ..editions.models import Signer
from ..editions.officials_pack import FILE
from ..editions.parts import Part, Scope
from .models import PaperKind, kinds_of
from .rules import Kind


class PaperKindPart(Part):
    kind, file, path, model, key = "paper kind", FILE, "paper_kinds", PaperKind, "kind"
    fields = {
        "kind": Choice(*(kind.value for kind in Kind)),
        "symbol?": String(40),
        "signer?": Use("signer"),
        "files?": String(120),
    }
    columns = {"kind": "kind", "symbol": "symbol", "files": "files"}
    required_texts = ()

    def find(self, scope: Scope, entry: Entry) -> PaperKind | None:
        return kinds_of(scope.host).get(Kind(entry["kind"]))

    def records(self, scope: Scope) -> list[Any]:
        return list(kinds_of(scope.host).values())

    def make(self, scope: Scope, entry: Entry) -> PaperKind:
        return PaperKind(host_id=scope.host.id)

    def write(self, scope: Scope, record: PaperKind, entry: Entry) -> None:
        super().write(scope, record, entry)
        query = db.select(Signer.id).filter_by(host_id=scope.host.id, slug=entry["signer"])
        record.signer_id = db.session.scalar(query) if entry["signer"] else None

    def read(self, scope: Scope, record: PaperKind) -> Entry:
        signer = db.session.get_one(Signer, record.signer_id).slug if record.signer_id else ""
        return Entry({**super().read(scope, record), "signer": signer})


PARTS: tuple[Part, ...] = (PaperKindPart(),)
