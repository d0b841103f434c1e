"""Photographs in texts: `{{ picture/SLUG }}` alone on a line, if nobody shown has withdrawn consent."""

from collections.abc import Iterator

from ..content.blocks import Drawing, draws, key
from ..content.drawn import picture
from ..content.figure_names import names_figures
from ..content.references import Reference
from ..core.database import db
from ..editions.models import Edition
from .models import Photo
from .services import shown_of_host


@draws("picture")
def photographs(edition: Edition, wanted: list[Reference]) -> dict[str, Drawing]:
    slugs = {reference.record for reference in wanted} - set(edition.pictures)
    if not slugs:
        return {}
    query = shown_of_host(edition.host_id).where(Photo.slug.in_(slugs))
    known = {photo.slug: photo.media for photo in db.session.scalars(query)}
    return {key(r): picture(known[r.record], r.part) for r in wanted if r.record in known}


@names_figures
def _photographs(edition: Edition) -> Iterator[str]:
    slugs = db.session.scalars(shown_of_host(edition.host_id).with_only_columns(Photo.slug))
    return (f"picture/{slug}" for slug in slugs)
