"""The bench's projects: those of the sample again and again under new names, until there are five thousand."""

from showcase.app import create_app
from showcase.core.database import db, write
from showcase.investment.models import Project, edition_project

WANTED = 5_000


def main() -> None:
    with create_app().app_context():
        write()
        edition = db.session.execute(db.select(edition_project.c.edition_id).limit(1)).scalar_one()
        sample = list(db.session.scalars(db.select(Project).order_by(Project.id)))
        for number in range(len(sample), WANTED):
            db.session.add(copy := _copy(sample[number % len(sample)], number))
            db.session.flush()
            db.session.execute(
                db.insert(edition_project).values(edition_id=edition, project_id=copy.id, position=number)
            )
        db.session.commit()


def _copy(project: Project, number: int) -> Project:
    columns = {
        column.key: getattr(project, column.key)
        for column in Project.__table__.columns
        if column.key not in ("id", "slug")
    }
    made = Project(**columns, slug=f"bench-{number}")
    made.units = list(project.units)
    for (field, locale), text in project.texts.items():
        made.set_text(field, locale, f"{text.text} {number}" if field == "name" else text.text)
    return made


if __name__ == "__main__":
    main()
