"""Forgets withdrawn photographs thirty days later, with their files; until then nobody is given them."""

from collections.abc import Iterable
from datetime import datetime

from ..core import media
from ..core.forgetting import Coming, foretells, forgets
from ..core.i18n import gettext as _
from . import consent, rules


@forgets
def forget(now: datetime) -> dict[str, int]:
    due = consent.withdrawn(before=now)
    for photo in due:
        # Were this transaction given up, the rows would stay without files, and go an hour later.
        for digest in consent.remove(photo):
            media.delete(digest)
    for photo in consent.withdrawn():
        consent.withhold_files(photo)  # also where the server ended right after somebody withdrew consent
    return {"photos": len(due)}


@foretells
def coming(now: datetime) -> Iterable[Coming]:
    for photo in consent.withdrawn():
        assert photo.withdrawn_at is not None
        yield Coming(rules.goes_at(photo.withdrawn_at), "photos", _("Photograph “%(slug)s”", slug=photo.slug), 1)
