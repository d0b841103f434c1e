"""Where photographs of the library stand in print; an issue that is frozen shows them as it was frozen."""

from collections.abc import Iterator

from flask import url_for

from ..core import media
from ..core.database import db
from ..core.i18n import gettext as _
from ..editions.models import Edition
from ..photos.models import Photo
from ..photos.uses import Use, shows_photos
from .models import Issue, Publication


@shows_photos
def _in_print(photo: Photo) -> Iterator[Use]:
    query = (
        db.select(Issue)
        .join(Publication, Publication.id == Issue.publication_id)
        .join(Edition, Edition.id == Publication.edition_id)
        .where(Edition.host_id == photo.host_id)
        .order_by(Issue.id)
    )
    for issue in db.session.scalars(query):
        url = url_for("publication.issue", slug=issue.slug)
        for section in issue.sections:
            if section.references.get("picture") in (photo.slug, photo.media.hash):
                yield Use(_("Print"), f"{issue.text_in('title')}, {section.slug}", url)
        if any(photo.media.hash in _document(digest) for digest in issue.frozen.values()):
            yield Use(_("Print, frozen: it can no longer be built with it"), str(issue.text_in("title")), url)


def _document(digest: str) -> str:
    return media.read(digest).decode() if media.path_of(digest).is_file() else ""
