"""Pictures that an editor may choose for a record: those of the host's editions, and what later features keep."""

from collections.abc import Callable, Iterable

from ..core.database import db
from ..core.i18n import gettext as _
from ..core.media import Media
from ..editions.context import current_host
from ..editions.models import Edition, Host

Source = Callable[[Host], Iterable[tuple[str, str]]]
_sources: list[Source] = []


def pictures_of_host(source: Source) -> Source:
    """Register a feature's answer to: which pictures may be chosen? (hash, name) of each."""
    _sources.append(source)
    return source


def picture_choices() -> list[tuple[str, str]]:
    """No picture, and all that may be chosen by what they show."""
    host = current_host()
    named = {digest: name for source in _sources for digest, name in source(host)}
    return [("", _("No picture")), *sorted(named.items(), key=lambda one: one[1].casefold())]


@pictures_of_host
def _of_the_editions(host: Host) -> Iterable[tuple[str, str]]:
    query = db.select(Edition.pictures).filter_by(host_id=host.id)
    hashes = {digest for pictures in db.session.scalars(query) for digest in pictures.values()}
    found = db.session.scalars(db.select(Media).where(Media.hash.in_(hashes)).order_by(Media.id))
    return [(picture.hash, str(picture.text_in("alt")) or picture.hash[:8]) for picture in found]
