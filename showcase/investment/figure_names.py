"""The figures of projects that texts may name: `project/SLUG/area_ha`."""

from collections.abc import Iterator

from ..content.figure_names import names_figures
from ..core.database import db
from ..editions.models import Edition
from .models import Project
from .views import NUMBERS


@names_figures
def of_projects(edition: Edition) -> Iterator[str]:
    columns = [getattr(Project, name) for name in NUMBERS]
    for slug, *values in db.session.execute(db.select(Project.slug, *columns).filter_by(host_id=edition.host_id)):
        yield from (f"project/{slug}/{name}" for name, value in zip(NUMBERS, values, strict=True) if value is not None)
