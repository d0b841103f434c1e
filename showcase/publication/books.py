"""The finished screen files of an edition's publication, for the guests of its gathering."""

from ..core.database import db
from ..editions.models import Edition
from ..followup.books import Book, offers_books
from .models import Build, Issue, Publication


@offers_books
def of_edition(edition: Edition) -> list[Book]:
    """The newest good file of the newest issue in each language."""
    query = (
        db.select(Build)
        .join(Build.issue)
        .join(Issue.publication)
        .where(Publication.edition_id == edition.id, Build.kind == "screen", Build.file_hash.is_not(None))
        .order_by(Issue.id.desc(), Build.id.desc())
    )
    newest: dict[str, Build] = {}
    for build in db.session.scalars(query):
        newest.setdefault(build.locale, build)
    return [
        Book(one.locale, str(one.issue.text_in("title")), str(one.file_hash), one.size or 0, one.pages or 0)
        for one in newest.values()
    ]
