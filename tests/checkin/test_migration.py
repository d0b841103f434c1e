"""A database of before desks had kinds: what the door has recorded is counted, and nothing of it is lost."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command

from showcase.app import create_app
from showcase.config import from_environment
from showcase.core import migrations
from showcase.core.database import db

BEFORE, AFTER = "1c198b4be4d5", "40fda462317c"
SCAN = {
    "event_id": 1, "gate_id": 1, "scope": "event", "direction": "entry", "verdict": "admitted", "scanned_by": "token:1",
}  # fmt: skip


def put(connection: Any, table: str, **values: Any) -> None:
    """A row with these values; what else it needs is of its kind, and says nothing."""
    meta = sa.Table(table, sa.MetaData(), autoload_with=connection)
    empty = {str: "", int: 0, bool: False, datetime: datetime(2024, 2, 1)}
    needed = {c.name: empty.get(c.type.python_type, {}) for c in meta.columns if not c.nullable}
    known = {name: value for name, value in needed.items() if name not in values and name != "id"}
    connection.execute(meta.insert().values({**known, **values}))


@pytest.mark.full
def test_what_was_scanned_before_is_counted_by_day(tmp_path: Path) -> None:
    app = create_app(from_environment({"SHOWCASE_VAR": str(tmp_path)}))
    with app.app_context():
        migrations.migrate(to=BEFORE)
        raw = sa.create_engine(f"sqlite:///{tmp_path / 'showcase.db'}")
        with raw.begin() as connection:
            put(connection, "event", id=1, slug="hop-mat", timezone="Asia/Ho_Chi_Minh")
            for number in (1, 2):
                put(connection, "gate", id=number, event_id=1, slug=f"ban-{number}")
            for number in (1, 2, 9):
                put(connection, "attendee", id=number)
            put(connection, "merged_person", attendee_id=9, into_id=2)
            for number, (who, at, more) in enumerate(
                [
                    (1, datetime(2024, 2, 5, 1), {}),
                    (1, datetime(2024, 2, 5, 2), {"direction": "exit"}),
                    (1, datetime(2024, 2, 5, 17, 30), {}),  # after midnight there
                    (1, datetime(2024, 2, 5, 3), {"verdict": "refused"}),
                    (2, datetime(2024, 2, 5, 1), {}),
                    (9, datetime(2024, 2, 5, 4), {}),  # by the card of the answer that was joined
                    (2, datetime(2024, 2, 5, 5), {}),  # taken back
                ]
            ):
                put(connection, "scan", id=f"scan-{number}", attendee_id=who, at=at, **(SCAN | more))
            put(connection, "annulment", scan_id="scan-6")
            for who in (1, 2):
                put(connection, "presence", attendee_id=who, scope="event", inside=True)
            put(connection, "enrolment_code", id=1, event_id=1, code_digest="a", used_at=datetime(2024, 2, 4))
            put(connection, "enrolment_code", id=2, event_id=1, code_digest="b")
            put(connection, "device", id=1, event_id=1, name="Máy 1", key_digest="k")
        with raw.connect() as connection:
            before = connection.execute(sa.text("SELECT count(*) FROM scan")).scalar()
        raw.dispose()
        configuration = migrations.configuration()
        with db.engine.begin() as connection:
            configuration.attributes["connection"] = connection
            command.upgrade(configuration, AFTER)
        with db.engine.connect() as connection:

            def column(query: str) -> list[Any]:
                return list(connection.execute(sa.text(query)).scalars())

            entries = [json.loads(one) for one in column("SELECT entries FROM presence ORDER BY attendee_id")]
            assert entries == [{"2024-02-05": 1, "2024-02-06": 1}, {"2024-02-05": 2}]
            assert column("SELECT count(*) FROM scan") == [before]
            assert column("SELECT uses_left FROM enrolment_code ORDER BY id") == [0, 1]
            pins = column("SELECT pin FROM gate")
            assert all(len(pin) == 6 and pin.isdigit() for pin in pins)
            assert column("SELECT DISTINCT kind || entries FROM gate") == ["receptionreentry"]
        db.engine.dispose()
