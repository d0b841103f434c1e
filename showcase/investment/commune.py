"""Projects on the page of a commune: those of its own, and those of its district, what looks for partners first."""

from ..content.commune_parts import part_of_commune
from ..content.communes import Near, Place
from ..content.communes import near as apart
from ..content.home import Part
from ..editions.models import Edition
from . import queries
from .rules import Kind

MOST = 5  # of the district's; the list of projects has the others


@part_of_commune("projects")
def projects_near(edition: Edition, place: Place) -> Part | None:
    rows = queries.in_units(edition, place.ids)
    found = apart(place, sorted(rows, key=lambda row: (row[0].kind != Kind.CALLING, row[0].after_edition)))
    if not found.all:
        return None
    shown = Near(found.here, found.around[:MOST])
    records = [*shown.all, *(project.sector for project in shown.all)]
    return Part("investment/_commune.html", records, {"near": shown, "more": len(found.around) - len(shown.around)})
