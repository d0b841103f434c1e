"""Guests who are to be met at the door."""

import sqlalchemy as sa
from alembic import op

revision = "7604070f8d16"
down_revision = "d7e73cd58dbd"


def upgrade() -> None:
    op.create_table(
        "arrival",
        sa.Column("attendee_id", sa.Integer(), nullable=False),
        sa.Column("gate_id", sa.Integer(), nullable=False),
        sa.Column("scan_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("met_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["attendee_id"], ["attendee.id"], name=op.f("fk_arrival_attendee_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["gate_id"], ["gate.id"], name=op.f("fk_arrival_gate_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["met_by_id"], ["account.id"], name=op.f("fk_arrival_met_by_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("attendee_id", name=op.f("pk_arrival")),
    )
    op.create_index(op.f("ix_arrival_gate_id"), "arrival", ["gate_id"])
    op.create_index("ix_arrival_open", "arrival", ["met_at", "at"])


def downgrade() -> None:
    op.drop_table("arrival")
