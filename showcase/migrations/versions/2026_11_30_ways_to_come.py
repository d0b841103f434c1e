"""ways to come."""

import sqlalchemy as sa
from alembic import op

revision = "06982075eecd"
down_revision = "337823d8a44a"


def upgrade() -> None:
    op.create_table(
        "access_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("hold_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("guest_kind", sa.String(length=20), nullable=True),
        sa.Column("uses", sa.Integer(), nullable=True),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("used >= 0", name=op.f("ck_access_code_used_not_negative")),
        sa.CheckConstraint("uses IS NULL OR used <= uses", name=op.f("ck_access_code_used_within_uses")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_access_code_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["hold_id"], ["hold.id"], name=op.f("fk_access_code_hold_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_access_code_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_code")),
    )
    with op.batch_alter_table("access_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_access_code_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_access_code_hold_id"), ["hold_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_access_code_session_id"), ["session_id"], unique=False)

    # Added as they are: a table that is written anew would have to lose the door's triggers, which look into it.
    for table in ("event", "session"):
        op.add_column(table, sa.Column("access", sa.String(length=10), nullable=False, server_default="open"))
        op.add_column(table, sa.Column("guest_kinds", sa.JSON(), nullable=False, server_default="[]"))
    for name in ("opens_at", "closes_at", "settled_at"):
        op.add_column("session", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column("registration", sa.Column("invited", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "code_use",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("access_code_id", sa.Integer(), nullable=False),
        sa.Column("drawn", sa.Integer(), nullable=False),
        sa.CheckConstraint("drawn >= 0", name=op.f("ck_code_use_drawn_not_negative")),
        sa.ForeignKeyConstraint(
            ["access_code_id"], ["access_code.id"], name=op.f("fk_code_use_access_code_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_code_use_registration_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_code_use")),
    )
    op.create_index(op.f("ix_code_use_access_code_id"), "code_use", ["access_code_id"])


def downgrade() -> None:
    op.drop_table("code_use")
    for table, names in {
        "registration": ("invited",),
        "session": ("settled_at", "closes_at", "opens_at", "guest_kinds", "access"),
        "event": ("guest_kinds", "access"),
    }.items():
        for name in names:
            op.drop_column(table, name)
    op.drop_table("access_code")
