"""Refuse changes to logs: the database itself keeps the audit and the scans from being edited or thinned out.

A migration that rebuilds one of these tables on SQLite (batch_alter_table with more than a new column) loses its
triggers and has to make them again; tests/core/test_guards.py tells.
"""

from alembic import op

revision = "5306d0b3f2c3"
down_revision = "6c7eb33d3903"

SEALED = ("id", "at", "actor", "verb", "subject", "changes", "request_id")
IDENTITY = {
    "audit_entry": "id = NEW.id OR position = NEW.position",
    "audit_value": "entry_id = NEW.entry_id AND field = NEW.field AND side = NEW.side",
    "scan": "id = NEW.id",
    "annulment": "scan_id = NEW.scan_id",
}
# Whether a row of the door's log belongs to the rehearsal, whose guests go with all that tells of them.
REHEARSED = {
    "scan": "SELECT 1 FROM attendee JOIN registration ON registration.id = attendee.registration_id"
    " WHERE attendee.id = OLD.attendee_id AND registration.demo",
    "annulment": "SELECT 1 FROM scan JOIN attendee ON attendee.id = scan.attendee_id"
    " JOIN registration ON registration.id = attendee.registration_id"
    " WHERE scan.id = OLD.scan_id AND registration.demo",
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _guard_sqlite() -> None:
    # An entry is changed once, when it gets its seal, and then only there.
    same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in SEALED)
    _refuse("audit_entry", "UPDATE", f"NOT (OLD.position IS NULL AND NEW.position IS NOT NULL AND {same})")
    _refuse("audit_entry", "DELETE", "1")
    _refuse("audit_value", "UPDATE", "1")
    for table, rehearsed in REHEARSED.items():
        _refuse(table, "UPDATE", "1")
        _refuse(table, "DELETE", f"NOT EXISTS ({rehearsed})")
    # INSERT OR REPLACE takes a row away without asking the trigger of DELETE.
    for table, identity in IDENTITY.items():
        _refuse(table, "INSERT", f"EXISTS (SELECT 1 FROM {table} WHERE {identity})")  # noqa: S608 - our own words


def _refuse(table: str, deed: str, when: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_refuses_{deed.lower()} BEFORE {deed} ON {table} FOR EACH ROW WHEN {when}"
        f" BEGIN SELECT RAISE(ABORT, '{table} is only ever added to'); END"
    )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME"
        " USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    row = "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    before, after = (", ".join(f"{which}.{name}" for name in SEALED) for which in ("OLD", "NEW"))
    op.execute(
        "CREATE TRIGGER audit_entry_refuses_update BEFORE UPDATE ON audit_entry FOR EACH ROW"
        f" WHEN (OLD.position IS NOT NULL OR NEW.position IS NULL OR ({before}) IS DISTINCT FROM ({after}))"
        " EXECUTE FUNCTION refuse_change()"
    )
    op.execute(f"CREATE TRIGGER audit_entry_refuses_delete BEFORE DELETE ON audit_entry {row}")
    op.execute(f"CREATE TRIGGER audit_value_refuses_update BEFORE UPDATE ON audit_value {row}")
    for table, rehearsed in REHEARSED.items():
        op.execute(
            f"CREATE FUNCTION keep_{table}() RETURNS trigger LANGUAGE plpgsql AS $$"
            f" BEGIN IF EXISTS ({rehearsed}) THEN RETURN OLD; END IF;"
            " RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME"
            " USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        op.execute(f"CREATE TRIGGER {table}_refuses_update BEFORE UPDATE ON {table} {row}")
        op.execute(
            f"CREATE TRIGGER {table}_refuses_delete BEFORE DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION keep_{table}()"
        )
    for table in ("audit_entry", "scan", "annulment"):
        op.execute(
            f"CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    deeds = {"audit_entry": ["update", "delete"], "audit_value": ["update"]}
    for table in IDENTITY:
        for deed in (*deeds.get(table, ["update", "delete"]), "insert" if on_sqlite else "truncate"):
            op.execute(f"DROP TRIGGER IF EXISTS {table}_refuses_{deed}" + ("" if on_sqlite else f" ON {table}"))
    if not on_sqlite:
        for name in ("refuse_change", *(f"keep_{table}" for table in REHEARSED)):
            op.execute(f"DROP FUNCTION {name}()")
