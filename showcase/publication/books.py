"""The finished screen files of an edition's publication, for the guests of its gathering."""

from ..core.database import db
from ..editions.models import Edition
from ..followup.books import Book, offers_books
from . import freezing
from .models import Build, Issue, Publication
from .rules import Kind


@offers_books
def of_edition(edition: Edition) -> list[Book]:
    """The newest file in each language: of the newest issue that has one, its frozen version before a mere build."""
    query = db.select(Issue).join(Issue.publication).where(Publication.edition_id == edition.id)
    newest: dict[str, Book] = {}
    for issue in db.session.scalars(query.order_by(Issue.id.desc())):
        title = str(issue.text_in("title"))
        for code, digest, size, pages in _files(issue):
            newest.setdefault(code, Book(code, title, digest, size, pages))
    return list(newest.values())


def _files(issue: Issue) -> list[tuple[str, str, int, int]]:
    """(language, hash, bytes, pages). Of an issue that was frozen, the newest version that may be given out."""
    frozen = [one for one in issue.versions if one.frozen_at]
    if not frozen:
        return _built(issue)
    version = next((one for one in reversed(frozen) if not freezing.withheld_for(one)), None)
    files = version.files if version else []
    return [(one.locale, one.sha256, one.size, one.pages) for one in files if one.kind == Kind.SCREEN]


def _built(issue: Issue) -> list[tuple[str, str, int, int]]:
    query = db.select(Build).where(Build.issue_id == issue.id, Build.kind == "screen", Build.file_hash.is_not(None))
    newest = {one.locale: one for one in db.session.scalars(query.order_by(Build.id))}
    return [(code, str(one.file_hash), one.size or 0, one.pages or 0) for code, one in newest.items()]
