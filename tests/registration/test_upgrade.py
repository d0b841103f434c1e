"""A site from before places kept back were counted with their event."""

from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from showcase.app import create_app
from showcase.config import from_environment
from showcase.core import migrations
from showcase.core.database import db
from showcase.registration.models import Event, Hold

BEFORE = "2682661535cc"
NOW = "2026-11-24 08:00:00.000000"
ROWS = (
    "INSERT INTO host (id, slug, province_code, timezone, phone, email, demo, pack_hash)"
    " VALUES (1, 'hue', '99', 'Asia/Ho_Chi_Minh', '', '', false, '')",
    "INSERT INTO edition (id, host_id, slug, year, locales, palette, pictures, year_in_figures, front_projects,"
    " pack_hash) VALUES (1, 1, 'ky', 2023, '[]', '{}', '{}', '[]', '[]', '')",
    *(
        "INSERT INTO event (id, edition_id, slug, starts_at, ends_at, timezone, capacity, taken, waiting_list, demo,"
        f" pack_hash) VALUES ({number}, 1, 'hop-mat-{number}', '{NOW}', '{NOW}', 'Asia/Ho_Chi_Minh', 60, 20, false,"
        " false, '')"
        for number in (1, 2)
    ),
    "INSERT INTO hold (id, event_id, name, places, details) VALUES (1, 1, 'Đại biểu', 45, '{}')",
    "INSERT INTO hold (id, event_id, name, places, details) VALUES (2, 1, 'Chư tăng', 5, '{\"by\": \"VP\"}')",
)


def test_places_kept_back_before_the_upgrade_are_counted(tmp_path: Path) -> None:
    app = create_app(from_environment({"SHOWCASE_VAR": str(tmp_path)}))
    with app.app_context():
        migrations.migrate(to=BEFORE)
        with db.engine.begin() as connection:
            for row in ROWS:
                connection.exec_driver_sql(row)
        migrations.migrate()
        held = db.session.execute(db.select(Event.id, Event.held).order_by(Event.id)).all()
        assert held == [(1, 50), (2, 0)], "more than is left is nobody's fault now"
        assert [hold.note for hold in db.session.scalars(db.select(Hold).order_by(Hold.id))] == ["", '{"by": "VP"}']
        db.session.remove()
        for column, value in (("held", -1), ("taken", -1), ("taken", 61)):
            with pytest.raises(IntegrityError), db.engine.begin() as connection:
                connection.exec_driver_sql(f"UPDATE event SET {column} = {value}")
        db.engine.dispose()
