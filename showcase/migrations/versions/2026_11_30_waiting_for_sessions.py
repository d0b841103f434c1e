"""waiting for sessions."""

import sqlalchemy as sa
from alembic import op

revision = "68c8bcbd2217"
down_revision = "5f48806ce358"


def upgrade() -> None:
    op.create_table(
        "session_wait",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("offered_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("places >= 0", name=op.f("ck_session_wait_places_not_negative")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_session_wait_registration_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_session_wait_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_wait")),
        sa.UniqueConstraint("registration_id", "session_id", name=op.f("uq_session_wait_registration_id_session_id")),
    )
    with op.batch_alter_table("session_wait", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_wait_offered_until"), ["offered_until"], unique=False)
        batch_op.create_index("ix_session_wait_queue", ["session_id", "state", "since"], unique=False)

    op.create_table(
        "waiting_person",
        sa.Column("session_wait_id", sa.Integer(), nullable=False),
        sa.Column("attendee_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attendee_id"], ["attendee.id"], name=op.f("fk_waiting_person_attendee_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_wait_id"], ["session_wait.id"], name=op.f("fk_waiting_person_session_wait_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_wait_id", "attendee_id", name=op.f("pk_waiting_person")),
    )
    # Added as they are: see the migration before.
    op.add_column("event", sa.Column("call_by", sa.Date(), nullable=True))
    op.add_column("session", sa.Column("queue", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("session", sa.Column("offer_hours", sa.Integer(), nullable=False, server_default="24"))


def downgrade() -> None:
    op.drop_column("session", "offer_hours")
    op.drop_column("session", "queue")
    op.drop_column("event", "call_by")
    op.drop_table("waiting_person")
    op.drop_table("session_wait")
