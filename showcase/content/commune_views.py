"""“Our commune”: the list of communes by district with its search, and a page for each."""

from collections.abc import Iterable

from flask import Response, redirect, render_template, request, url_for
from wtforms import StringField

from ..core import discovery
from ..core.caching import public_page
from ..core.forms import Form, searched
from ..core.i18n import lazy
from ..editions import contacts
from ..editions.context import current_edition
from ..editions.models import Edition
from . import communes as directory
from . import queries
from .commune_parts import parts_of_commune
from .communes import Directory, Place
from .places import place_map
from .views import blueprint

GIVEN, CHANGED = "contribution", "unit-change"


class CommuneSearch(Form):
    q = StringField(
        lazy("Name of the commune, ward, township or district"),
        filters=[searched],
        description=lazy("Its old name or its present one; marks are not needed."),
        render_kw={"type": "search", "autocomplete": "off", "spellcheck": "false"},
    )


@blueprint.get("/communes/")
@public_page
def communes() -> str:
    edition = queries.edition_or_404()
    form = CommuneSearch(request.args)
    known = Directory(edition)
    queries.ready(edition, *known.units)
    query = form.q.data or ""
    found = known.found(query)
    return render_template(
        "content/communes.html",
        edition=edition,
        form=form,
        directory=known,
        found=found,
        suggestions=known.suggestions(query) if query and not found else [],
    )


@blueprint.get("/communes/<code>/")
@public_page
def commune(code: str) -> Response | str:
    edition = queries.edition_or_404()
    place = directory.place_or_404(edition, code)
    if place.unit.level == "district":
        return redirect(url_for(".communes", _anchor=place.unit.slug))  # type: ignore[return-value]
    told = directory.achievements_near(edition, place)
    features = directory.features_near(edition, place, GIVEN, CHANGED)
    parts = parts_of_commune(edition, place)
    queries.ready(
        edition,
        *place.outwards,
        place.successor,
        *place.drawn,
        *place.contacts.values(),
        *told.all,
        *(achievement.topic for achievement in told.all),
        *(feature for found in features.values() for feature in found.all),
        *(record for part in parts.values() for record in part.records),
    )
    return render_template(
        "content/commune.html",
        edition=edition,
        place=place,
        told=told,
        given=features[GIVEN],
        changed=features[CHANGED].all,
        parts=parts,
        drawing=_drawn(place),
        asked=contacts.nearest(place.outwards, place.contacts),
    )


@discovery.listed
def pages() -> Iterable[discovery.Page]:
    edition: Edition | None = current_edition()
    if edition is None:
        return
    yield "content.communes", {}
    standing = Directory(edition).standing
    yield from (("content.commune", {"code": unit.code}) for unit in standing if unit.level == "commune")


def _drawn(place: Place) -> str:
    """The district on the map of the province, and the commune's own point where there is one."""
    unit = place.unit
    dots = [(unit.lon, unit.lat)] if unit.lon is not None and unit.lat is not None else []
    return place_map(place.drawn, {one.code for one in place.outwards}, key="place", dots=dots)
