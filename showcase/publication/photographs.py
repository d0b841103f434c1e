"""Where photographs of the library stand in print; an issue that is frozen shows them as it was frozen."""

from collections.abc import Iterator

from flask import url_for

from ..core import clock
from ..core.database import db
from ..core.i18n import gettext as _
from ..editions.models import Edition
from ..photos.models import Photo
from ..photos.uses import Use, shows_photos, takes_out
from . import freezing
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
    files = set(photo.media.files)
    for issue in db.session.scalars(query):
        url = url_for("publication.issue", slug=issue.slug)
        for section in issue.sections:
            if section.references.get("picture") in (photo.slug, photo.media.hash):
                yield Use(_("Print"), f"{issue.text_in('title')}, {section.slug}", url)
        for version in issue.versions:
            if files & set(freezing.pictures_of(version)):
                what = _("%(title)s, version %(number)s", title=issue.text_in("title"), number=version.number)
                yield Use(_("Print, frozen: that version is withheld"), what, url)


@takes_out
def _out_of_frozen(photo: Photo) -> None:
    """What is frozen cannot be changed, so it is not given out any more."""
    freezing.withhold(photo, clock.now())
