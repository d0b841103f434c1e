"""What all pages of the editors' desk share: their blueprint and how they find an article."""

from flask import Blueprint, abort

from ..content.models import Article
from ..core.database import db
from ..editions.context import current_host
from ..editions.models import Edition

# The modules of its pages add themselves to it.
blueprint = Blueprint("editorial", __name__, url_prefix="/staff/content")


def article_of(slug: str) -> Article:
    """The article of an address, if it is the host's."""
    query = db.select(Article).join(Article.edition).where(Article.slug == slug)
    return db.session.scalar(query.where(Edition.host_id == current_host().id)) or abort(404)
