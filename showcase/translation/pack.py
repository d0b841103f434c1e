"""The term base in an edition folder."""

from ..core.shapes import Choice, Entry, Report, Slug, String, Words
from ..editions.parts import HostSlugPart
from .models import KINDS_OF_TERM, Term


class Forms(Words):
    """Forms by language, each language in one line; none is a must."""

    is_source_needed = False


class TermPart(HostSlugPart):
    kind, file, path, model = "term", "terms.yaml", "terms", Term
    fields = {
        "slug": Slug("term"),
        "kind": Choice(*KINDS_OF_TERM),
        "also?": Forms(),
        "forbidden?": Forms(),
        "note?": String(1000),
        "source?": String(500),
    }
    columns = {name: name for name in ("slug", "kind", "also", "forbidden", "note", "source")}

    def check(self, entry: Entry, report: Report) -> None:
        if len(entry["slug"] or "") > 80:
            report.fault(entry.place, "expected a slug of at most 80 letters")


PARTS = (TermPart(),)
